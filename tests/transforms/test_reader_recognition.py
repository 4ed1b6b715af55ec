from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from transforms.errors import UnknownLayout
from transforms.readers import reader, readers, recognise
from transforms.readers._contract import ColumnMap, Head, Recognised

ERROR_PAGE = b"""<!DOCTYPE html>
<html><head>
<title>502 Bad
  Gateway &amp; more</title></head><body>nginx</body></html>"""


def seen(data: bytes, *, is_whole: bool = True) -> str:
    with pytest.raises(UnknownLayout) as caught:
        recognise(Head(data=data, is_whole=is_whole))
    assert caught.value.file_name == ""
    assert caught.value.next_step
    return caught.value.fact.removeprefix(": ")  # where the name of the file will stand


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "it is empty."),
        (b" \r\n\n", "it is empty."),
        ("\ufeff".encode(), "it is empty."),
        (ERROR_PAGE, "it is an HTML page titled '502 Bad Gateway & more', not a dump."),
        (b"<html><body>no title", "it is an HTML page, not a dump."),
        (b"%PDF-1.7\nwords words", "it is a PDF."),
        ("words".encode("utf-16"), "it is UTF-16 text, not UTF-8."),
        (b"words\0words", "it is binary, not text (it begins with the bytes 77 6f 72 64 73 00 77 6f)."),
        (b"\x01\x02\x03\x04", "it is binary, not text (it begins with the bytes 01 02 03 04)."),
        (b'{"flavour": 1, "colour": 2}', "it looks like JSON with the keys 'flavour, colour' of a layout that no"),
        (b'[{"flavour": 1}, {"flavour": 2}]', "it looks like JSON with the keys 'flavour' of a layout that no reader"),
        (b"[1, 2", "it looks like JSON of a layout that no reader knows."),
        (b"Dear all,\n\nplease find\nbelow\nthe", "it begins with 'Dear all,' / 'please find' / 'below'."),
        (
            b"abstract,first author,year\nWe fold boats.,Ada,2024\n",
            "it looks like a table with the columns 'abstract, first author, year', none of which is known to be a ti",
        ),
        (b"Name;Size;Age\nx;1;2\n", "the columns 'Name, Size, Age'"),
        (b"We fold boats, ships and other things of paper, and sail.\nAnd, then, they sink.", "it is text of a layout"),
        (b"x" * 500, f"it begins with '{'x' * 80}...'."),
    ],
)
def test_what_nobody_claims_is_described(data: bytes, words: str) -> None:
    assert words in seen(data)


@pytest.mark.parametrize(
    ("title", "doi", "words"),
    [
        ("headlin", "where", "it has columns of [tables.news] in papertide.toml, but not 'headlin': 'headline,where'."),
        ("headlin", "wher", "it is text of a layout that no reader knows"),
    ],
)
def test_a_table_whose_columns_the_operator_misspelt_is_told(title: str, doi: str, words: str) -> None:
    mapped = ColumnMap(name="news", columns={"title": (title,), "doi": (doi,)})
    data = b"headline,where\nOn Folding Boats,10.1000/boats\n"
    with pytest.raises(UnknownLayout) as caught:
        recognise(Head(data=data, is_whole=True, column_maps=(mapped,)))
    assert words in caught.value.fact


def test_a_long_run_of_blanks_is_not_called_empty() -> None:
    assert seen(b"\n" * 100, is_whole=False) == "it begins with nothing but white space."


def test_two_claims_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # A page of one source pasted behind a page of another: no single reader can be right about it.
    parts = [
        "Get trending papers in your email inbox!\nSubscribe\n",
        *(f"Invented Title {n}\n\nNeural Information Processing Systems\n\n{'words ' * 50}.\n\n" for n in range(9)),
    ]
    fact = seen("".join(parts).encode())
    assert "more than one reader claims it" in fact
    assert "aitopics_text" in fact
    assert "huggingface_text" in fact


def test_readers_are_found_by_name() -> None:
    names = [found.name for found in readers()]
    assert names == sorted(names)
    assert {"aitopics_text", "huggingface_text"} <= set(names)
    assert all(reader(name).name == name for name in names)
    with pytest.raises(KeyError):
        reader("unheard_of")


@pytest.mark.parametrize("name", ["huggingface_text", "aitopics_text"])
@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"\xff\xfe\0\0", gzip.compress(b"words", mtime=0), json.dumps([{"title": "x"}]).encode(), ERROR_PAGE],
)
def test_text_readers_claim_no_other_content(name: str, data: bytes) -> None:
    assert reader(name).sniff(Head(data=data, is_whole=True)) is None


LAYOUTS = [
    ("000", "aitopics_text", "list"),
    ("001", "huggingface_text", "plain"),
    ("002", "huggingface_text", "plain"),
    ("003", "huggingface_text", "detailed"),
    ("004", "huggingface_text", "compact"),
]


@pytest.mark.parametrize(("prefix", "name", "layout"), LAYOUTS)
def test_the_seeds_are_recognised(seeds: list[Path], prefix: str, name: str, layout: str) -> None:
    (path,) = [seed for seed in seeds if seed.name.startswith(prefix)]
    found, claim = recognise(Head(data=path.read_bytes()[:65_536], is_whole=False))
    assert (found.name, claim.layout) == (name, layout)


@pytest.mark.parametrize("variant", [*range(4)])
def test_a_head_cut_in_a_word_is_enough(shared_dumps: Path, variant: int) -> None:
    (path,) = (shared_dumps / "hf_text_variants").glob(f"V{variant}_*")
    _, claim = recognise(Head(data=path.read_bytes(), is_whole=False))
    assert isinstance(claim, Recognised)
    assert claim.layout == ["list", "detailed", "plain", "compact"][variant]


def test_a_stray_blank_line_does_not_change_the_layout() -> None:
    page = "Get trending papers in your email inbox!\nSubscribe" + "".join(
        f"Invented Title Number {n}\n{'words ' * 50}.\n" for n in range(10)
    )
    assert reader("huggingface_text").sniff(Head(data=f"{page}\n".encode(), is_whole=True)).layout == "compact"
