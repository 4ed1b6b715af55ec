"""Landed files: what is an offer, what its content is, and what is refused."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from transforms.errors import EnvironmentFault, LimitExceeded, UnreadableDump
from warehouse import archive, landing
from warehouse.settings import Settings, load_settings

CONTENT = b"new\n\nA title of no importance\n" * 50

Compress = Callable[[bytes], bytes]
COMPRESSIONS: dict[str, Compress] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstd.compress,
}


def offered(folder: Path, data: bytes, name: str = "dump.txt") -> landing.Offer:
    path = folder / name
    path.write_bytes(data)
    return landing.offer(path)


@pytest.mark.parametrize("kind", [None, *COMPRESSIONS])
def test_a_dump_is_known_by_its_decompressed_content(home: Settings, tmp_path: Path, kind: str | None) -> None:
    data = COMPRESSIONS[kind](CONTENT) if kind else CONTENT
    staged = landing.stage(home, offered(tmp_path, data, "any name at all"))
    assert (staged.dump_id, staged.bytes_read) == (hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))
    with landing.open_content(staged.path) as content:
        assert content.read() == CONTENT


def test_two_gzip_members_are_one_content(home: Settings, tmp_path: Path) -> None:
    staged = landing.stage(home, offered(tmp_path, gzip.compress(CONTENT) + gzip.compress(b"more")))
    assert staged.bytes_read == len(CONTENT) + 4


@pytest.mark.parametrize("kind", list(COMPRESSIONS))
def test_a_truncated_stream_is_refused_whole(home: Settings, tmp_path: Path, kind: str) -> None:
    data = COMPRESSIONS[kind](os.urandom(5_000))
    with pytest.raises(UnreadableDump, match=r"dump.txt: its compressed stream is damaged or ends early"):
        landing.stage(home, offered(tmp_path, data[:-20]))


def test_a_damaged_stream_is_refused(home: Settings, tmp_path: Path) -> None:
    data = bytearray(bz2.compress(os.urandom(5_000)))
    data[100:120] = bytes(20)
    with pytest.raises(UnreadableDump, match="damaged"):
        landing.stage(home, offered(tmp_path, bytes(data)))


def test_content_over_the_limit_is_refused(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path / "home", max_dump_bytes=1_000)
    with pytest.raises(LimitExceeded, match=r"larger than 1,000 bytes.*max_dump_bytes"):
        landing.stage(settings, offered(tmp_path, CONTENT))


def test_a_decompression_bomb_is_refused(home: Settings, tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(80 * 1024 * 1024))
    with pytest.raises(LimitExceeded, match="expands more than 200 times"):
        landing.stage(home, offered(tmp_path, bomb))


@pytest.mark.parametrize("data", [b"", gzip.compress(b"")], ids=["plain", "compressed"])
def test_an_empty_file_is_refused(home: Settings, tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnreadableDump, match=r"dump.txt: it is empty"):
        landing.stage(home, offered(tmp_path, data))


def test_a_symbolic_link_is_refused(home: Settings, tmp_path: Path) -> None:
    offered(tmp_path, CONTENT, "real.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    with pytest.raises(UnreadableDump, match=r"link.txt: it is a symbolic link"):
        landing.stage(home, landing.offer(tmp_path / "link.txt"))


def test_a_pipe_is_refused_without_waiting_for_it(home: Settings, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableDump, match="not a regular file"):
        landing.stage(home, landing.offer(tmp_path / "pipe"))


def test_a_file_that_still_grows_is_refused(home: Settings, tmp_path: Path) -> None:
    seen = offered(tmp_path, CONTENT)
    offered(tmp_path, CONTENT * 2)
    with pytest.raises(UnreadableDump, match="changed while it was read"):
        landing.stage(home, seen)


def test_a_missing_path_is_an_environment_fault(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="No such file"):
        landing.offers([tmp_path / "nowhere"])


def test_folders_give_their_finished_files_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden", "half.part", "deep/c.txt", ".git/config"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(CONTENT)
    assert [item.path.relative_to(tmp_path).as_posix() for item in landing.offers([tmp_path])] == [
        "a.txt",
        "b.txt",
        "deep/c.txt",
    ]


def test_links_to_folders_are_offers_that_will_be_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "real", target_is_directory=True)
    (offer,) = landing.offers([tmp_path])
    assert (offer.file_name, str(offer.refusal)[:24]) == ("linked", "it is a symbolic link, w")


def test_a_file_name_that_is_no_text_is_shown_with_escapes(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/page\xff.txt"
    Path(os.fsdecode(path)).write_bytes(CONTENT)
    (offer,) = landing.offers([tmp_path])
    assert offer.file_name == "page\\xff.txt"


def test_the_archive_keeps_content_once_and_notices_damage(home: Settings, tmp_path: Path) -> None:
    for data in (CONTENT, gzip.compress(CONTENT)):
        kept = archive.keep(home, landing.stage(home, offered(tmp_path, data)))
    assert archive.contents(home) == [kept]
    assert archive.content_bytes(kept) == len(CONTENT)
    archive.verify(home, kept.stem)
    kept.write_bytes(zstd.compress(CONTENT + b"!"))
    with pytest.raises(Exception, match="not what its name says"):
        archive.verify(home, kept.stem)
