"""Archives: each member is a content of its own, and one that cannot be used costs no other."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from backports import zstd
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from packed import tarred, zipped

from warehouse import archive, landing, staging
from warehouse.settings import Settings, load_settings

FILES = {"a.txt": b"the first page\n" * 40, "deep/b.json": b'{"title": "the second"}\n', "c.txt": b"the third page\n"}
MEGABYTE = 1024 * 1024

Pack = Callable[[Mapping[str, bytes]], bytes]


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


PACKS: dict[str, Pack] = {
    "zip": zipped,
    "zip, stored": lambda files: zipped(files, zipfile.ZIP_STORED),
    "zip, bzip2": lambda files: zipped(files, zipfile.ZIP_BZIP2),
    "tar": tarred,
    "tar, gnu": lambda files: tarred(files, form=tarfile.GNU_FORMAT),
    "tar.gz": lambda files: gzip.compress(tarred(files)),
    "tar.bz2": lambda files: bz2.compress(tarred(files)),
    "tar.xz": lambda files: lzma.compress(tarred(files)),
    "tar.zst": lambda files: zstd.compress(tarred(files)),
}


def told(home: Settings, path: Path) -> dict[str, bytes | str]:
    """What came out, by shown name: the content, or why there is none, or why it is not whole."""
    found: dict[str, bytes | str] = {}
    for item in staging.stage(home, landing.offer(path)):
        if isinstance(item, staging.Refused):
            assert item.error.file_name == item.offered.file_name
            found[item.offered.file_name] = item.error.fact.split(": ", 1)[1]
        elif item.damage:
            found[item.offered.file_name] = item.damage
        else:
            with archive.open_content(item.path) as stream:
                found[item.offered.file_name] = stream.read()
    return found


def stage(home: Settings, folder: Path, data: bytes) -> dict[str, bytes | str]:
    path = folder / "all"
    path.write_bytes(data)
    return {name.removeprefix("all!"): what for name, what in told(home, path).items()}


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_each_member_is_a_content_of_its_own(home: Settings, tmp_path: Path, pack: Pack) -> None:
    assert stage(home, tmp_path, pack(FILES)) == FILES


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_folders_empty_files_and_hidden_ones_are_no_offers(home: Settings, tmp_path: Path, pack: Pack) -> None:
    hidden = {".git/config": b"x", "__MACOSX/._a.txt": b"x", "half.part": b"x", "nothing.txt": b""}
    assert stage(home, tmp_path, pack({**hidden, "./seen.txt": b"a page"})) == {"./seen.txt": b"a page"}


@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
def test_an_archive_without_content_is_refused(home: Settings, tmp_path: Path, pack: Pack) -> None:
    assert stage(home, tmp_path, pack({"nothing.txt": b""})) == {"all": "it holds no file with any content."}


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
@pytest.mark.parametrize("name", ["../../x", "/etc/x", "C:\\x", "a\nb", "\u202ex", "x" * 90 + "/" + "y" * 90])
def test_a_name_is_shown_and_never_used(home: Settings, tmp_path: Path, pack: Pack, name: str) -> None:
    assert stage(home, tmp_path, pack({name: b"a page"})) == {name: b"a page"}
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["all", "incoming-0.zst"]


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_members_of_one_name_are_two(home: Settings, tmp_path: Path, pack: Pack) -> None:
    path = tmp_path / "all"
    path.write_bytes(pack({"a.txt": b"one", "b.txt": b"another"}).replace(b"b.txt", b"a.txt"))
    if pack in (zipped, tarred):
        assert len(staging.stage(home, landing.offer(path))) == 2


def test_links_and_devices_in_a_tar_are_refused_one_by_one(home: Settings, tmp_path: Path) -> None:
    others = (
        special("link", tarfile.SYMTYPE, "/etc/passwd"),
        special("twin", tarfile.LNKTYPE, "a.txt"),
        special("disk", tarfile.BLKTYPE),
        special("pipe", tarfile.FIFOTYPE),
        special("folder", tarfile.DIRTYPE),
    )
    link = "it is a link, which could point anywhere."
    irregular = "it is not a regular file (a pipe, a device, or a file with holes)."
    refused = {"link": link, "twin": link, "disk": irregular, "pipe": irregular}
    assert stage(home, tmp_path, tarred(FILES, *others)) == {**FILES, **refused}


def test_a_link_in_a_zip_is_refused(home: Settings, tmp_path: Path) -> None:
    target = io.BytesIO(zipped(FILES))
    with zipfile.ZipFile(target, "a") as packed:
        info = zipfile.ZipInfo("link")
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        packed.writestr(info, "/etc/passwd")
    found = stage(home, tmp_path, target.getvalue())
    assert found == {**FILES, "link": "it is a link, which could point anywhere."}


@pytest.mark.parametrize(
    ("place", "value", "fact"),
    [
        (8, b"\x01\x00", "it is encrypted."),
        (10, b"\x63\x00", "it is compressed by method 99, which papertide does not know."),
    ],
)
def test_what_cannot_be_unpacked_is_refused_alone(
    home: Settings, tmp_path: Path, place: int, value: bytes, fact: str
) -> None:
    data = bytearray(zipped(FILES))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[second + place : second + place + 2] = value
    assert stage(home, tmp_path, bytes(data)) == {**FILES, "deep/b.json": fact}


@pytest.mark.parametrize("outer", [zipped, tarred], ids=["in zip", "in tar"])
@pytest.mark.parametrize(
    ("kind", "inner"),
    [
        ("gzip", gzip.compress(b"x")),
        ("bzip2", bz2.compress(b"x")),
        ("xz", lzma.compress(b"x")),
        ("zstd", zstd.compress(b"x")),
        ("zip", zipped(FILES)),
        ("tar", tarred(FILES)),
    ],
    ids=["gzip", "bzip2", "xz", "zstd", "zip", "tar"],
)
def test_one_layer_is_opened(home: Settings, tmp_path: Path, outer: Pack, kind: str, inner: bytes) -> None:
    fact = f"it is packed once more ({kind}), and papertide opens one layer."
    assert stage(home, tmp_path, outer({"inner": inner, **FILES})) == {"inner": fact, **FILES}


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_a_member_over_the_limit_is_refused_alone(tmp_path: Path, pack: Pack) -> None:
    tight = load_settings(home=tmp_path / "home", max_dump_bytes=1_000)
    found = stage(tight, tmp_path, pack({"large": b"x" * 1_001, **FILES}))
    assert found == {"large": "its content is larger than 1,000 bytes.", **FILES}


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_bomb_in_a_zip_is_refused_alone(home: Settings, tmp_path: Path, method: int) -> None:
    found = stage(home, tmp_path, zipped({"bomb": bytes(80 * MEGABYTE), **FILES}, method))
    assert str(found.pop("bomb")).startswith("it expands more than 200 times")
    assert found == FILES


def test_a_zip_that_understates_what_is_inside_is_read_no_further(home: Settings, tmp_path: Path) -> None:
    data = zipped({"bomb": bytes(80 * MEGABYTE)}).replace((80 * MEGABYTE).to_bytes(4, "little"), b"\x00\x02\x00\x00")
    assert stage(home, tmp_path, data) == {"bomb": "its length or checksum is not what the zip archive says."}


def test_members_that_lie_over_one_another_are_a_bomb(tmp_path: Path) -> None:
    strict = load_settings(home=tmp_path / "home", max_expansion_ratio=20)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("same", bytes(40 * MEGABYTE))
        packed.writestr("noise", lzma.compress(bytes(range(256)) * 5, format=lzma.FORMAT_ALONE))
        packed.filelist.insert(1, packed.filelist[0])
    first, second, noise = staging.stage(strict, landing.offer(_written(tmp_path, target.getvalue())))
    assert (type(first), type(second), type(noise)) == (staging.Staged, staging.Refused, staging.Staged)


def _written(folder: Path, data: bytes) -> Path:
    path = folder / "all"
    path.write_bytes(data)
    return path


def test_a_bomb_in_a_compressed_tar_costs_the_archive(home: Settings, tmp_path: Path) -> None:
    (fact,) = stage(home, tmp_path, gzip.compress(tarred({**FILES, "bomb": bytes(80 * MEGABYTE)}))).values()
    assert str(fact).startswith("it expands more than 200 times")


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_too_many_members_cost_the_archive(tmp_path: Path, pack: Pack) -> None:
    narrow = load_settings(home=tmp_path / "home", max_members=2)
    assert stage(narrow, tmp_path, pack(FILES)) == {"all": "it holds more than 2 files and folders."}


def test_a_zip_directory_that_would_fill_the_memory_is_not_read(tmp_path: Path) -> None:
    narrow = load_settings(home=tmp_path / "home", max_members=2)
    data = zipped({f"{number:0200}": b"" for number in range(5_000)})
    (fact,) = stage(narrow, tmp_path, data).values()
    assert str(fact).endswith("more than the 1,048,576 for `max_members`.")


def test_a_tar_header_that_would_fill_the_memory_is_not_read(home: Settings, tmp_path: Path) -> None:
    info = special("long", tarfile.XHDTYPE)
    info.size = 90 * MEGABYTE
    data = info.tobuf(tarfile.USTAR_FORMAT) + bytes(MEGABYTE)
    (fact,) = stage(home, tmp_path, data).values()
    assert "a header has 94,371,840 bytes" in str(fact)


def test_an_office_document_is_no_archive_of_dumps(home: Settings, tmp_path: Path) -> None:
    data = zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
    assert stage(home, tmp_path, data) == {"all": "it is an office document (a spreadsheet, text or book)."}


LOST = "its zip directory, which stands at the end, is missing or damaged"


def test_a_zip_that_breaks_off_gives_what_was_whole(home: Settings, tmp_path: Path) -> None:
    data = zipped(FILES)
    lost = f"{LOST}, and what follows is missing."
    assert stage(home, tmp_path, data[:-30]) == {**FILES, "all": lost}
    second = data.index(b"PK\x03\x04", 4)
    assert stage(home, tmp_path, data[: second + 50]) == {
        "a.txt": FILES["a.txt"],
        "deep/b.json": "its deflate stream ends early, after 8 bytes of content",
        "all": lost,
    }


def test_a_zip_that_breaks_off_and_does_not_say_how_long_its_files_are(home: Settings, tmp_path: Path) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    target = Pipe()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("a.txt", FILES["a.txt"])
    assert stage(home, tmp_path, target.getvalue()) == {"a.txt": FILES["a.txt"]}
    lost = f"{LOST}, and without it the length of its files is not known, and what follows is missing."
    assert stage(home, tmp_path, target.getvalue()[:-30]) == {"all": lost}


def test_a_wrong_checksum_in_a_zip_marks_that_member(home: Settings, tmp_path: Path) -> None:
    data = zipped(FILES, zipfile.ZIP_STORED).replace(b"the second", b"the sekond", 1)
    damage = "its length or checksum is not what the zip archive says"
    assert stage(home, tmp_path, data) == {**FILES, "deep/b.json": damage}


def test_a_tar_that_breaks_off_in_a_member_marks_it(home: Settings, tmp_path: Path) -> None:
    data = tarred({"a.txt": FILES["a.txt"], "b.txt": b"x" * 2_000})
    damage = "its tar archive ends early, within this file"
    assert stage(home, tmp_path, data[: data.index(b"x" * 2_000) + 700]) == {
        "a.txt": FILES["a.txt"],
        "b.txt": damage,
        "all": "its tar archive ends early (unexpected end of data), and what follows is missing.",
    }


def test_a_tar_that_breaks_off_between_members_says_so(home: Settings, tmp_path: Path) -> None:
    data = tarred(FILES)
    cut = data[: data.rindex(b"third page") // 512 * 512 - 512]
    lost = "its tar archive ends early, without its end mark, and what follows is missing."
    assert stage(home, tmp_path, cut) == {"a.txt": FILES["a.txt"], "deep/b.json": FILES["deep/b.json"], "all": lost}


def test_a_wrong_checksum_around_a_tar_marks_all_of_it(home: Settings, tmp_path: Path) -> None:
    data = bytearray(gzip.compress(tarred(FILES)))
    data[-5] ^= 0xFF
    found = stage(home, tmp_path, bytes(data))
    assert found.keys() == FILES.keys()
    assert all(str(fact).startswith("the archive around it is damaged: its gzip stream") for fact in found.values())


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_wherever_an_archive_breaks_off_no_part_of_a_file_passes_for_the_whole(
    home: Settings, tmp_path: Path, pack: Pack
) -> None:
    data = pack(FILES)
    for length in range(4, len(data) - 1024 if pack in (tarred,) else len(data), 97):
        found = stage(home, tmp_path, data[:length])
        whole = {name: what for name, what in found.items() if isinstance(what, bytes) and name in FILES}
        assert whole.items() <= FILES.items()


@pytest.mark.parametrize("pack", [zipped, tarred, PACKS["tar.gz"]], ids=["zip", "tar", "tar.gz"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 255)), min_size=1, max_size=6))
@example(changes=[(124, 0x80), (125, 0xFF)])
def test_no_damage_is_an_error_of_ours(pack: Pack, changes: list[tuple[int, int]]) -> None:
    data = bytearray(pack(FILES))
    for place, value in changes:
        data[place % len(data)] = value
    with TemporaryDirectory() as folder:
        path = _written(Path(folder), bytes(data))
        assert staging.stage(load_settings(home=Path(folder) / "home"), landing.offer(path))
