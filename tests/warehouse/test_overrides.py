"""The operator's decisions: how the file is read, and what is said of a line that cannot be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from transforms.errors import UsageError
from warehouse.overrides import Override, read

LISTING = "0123456789abcdef:7"
OTHER = "fedcba9876543210:0"


def written(folder: Path, text: str) -> Path:
    path = folder / "overrides.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_file_decides_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "overrides.csv") == ()


def test_decisions_are_read_in_one_order_each_once(tmp_path: Path) -> None:
    text = (
        "\ufeff# what we know better\r\n\r\n"
        f"split,{LISTING},carries the DOI of another paper\r\n"
        'merge,doi:10.1234/Boats,arxiv:2405.00001,"preprint, says the author"\r\n'
        'merge,arxiv:2405.00001,doi:10.1234/boats,"preprint, says the author"\r\n'
    )
    assert read(written(tmp_path, text)) == (
        Override(action="merge", ids=("arxiv:2405.00001", "doi:10.1234/boats"), reason="preprint, says the author"),
        Override(action="split", ids=(LISTING,), reason="carries the DOI of another paper"),
    )


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("join,arxiv:1,arxiv:2,same", "line 2: there is no action 'join'. Write `merge` or `split`."),
        ("merge,arxiv:1,same", "line 2: 3 fields, 4 belong to merge. Write `merge,ID,ID,reason`"),
        ("merge,arxiv:1,doi:2,one, two", "line 2: 5 fields, 4 belong to merge."),
        (f"split,{LISTING}", "line 2: 2 fields, 3 belong to split."),
        (f"split,{LISTING}, ", "line 2: the reason is missing. Write `split,LISTING_ID,reason`."),
        ("split,arxiv:2405.00001,other", "line 2: 'arxiv:2405.00001' is no listing. Name a `listing_id`"),
        ("merge,arxiv:1,isbn:2,same", "line 2: 'isbn:2' is no id. Write a listing_id or scheme:value; there are arxiv"),
        ("merge,arxiv:1,doi:,same", "line 2: 'doi:' is no id."),
        ("merge,doi:10.1/A,doi:10.1/a,same", "line 2: both ids are doi:10.1/a. Name two papers or listings."),
        ('merge,arxiv:1,arxiv:2,"same', "line 2: unexpected end of data. Put quotes around a reason"),
        (
            f"split,{LISTING},other\nmerge,{LISTING},{OTHER},same",
            f"line 3: merges {LISTING}, which line 2 splits off. Keep one of the two lines.",
        ),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_place(tmp_path: Path, line: str, fact: str) -> None:
    with pytest.raises(UsageError) as told:
        read(written(tmp_path, f"# decisions\n{line}\n"))
    assert str(told.value).startswith(f"overrides.csv, {fact}")


def test_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "overrides.csv").write_bytes("split,0123456789abcdef:7,größer".encode("latin-1"))
    with pytest.raises(UsageError, match=r"^overrides.csv is not UTF-8 .* Save it as UTF-8"):
        read(tmp_path / "overrides.csv")
