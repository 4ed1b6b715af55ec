"""Staging: what of an offered file is kept, under which hash, what is refused, and what is marked as not whole."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import os
from pathlib import Path

import pytest
from backports import zstd
from packed import COMPRESSIONS

from transforms.errors import LimitExceeded, UnreadableDump
from warehouse import archive, landing, staging
from warehouse.settings import Settings, load_settings

CONTENT = b"new\n\nA title of no importance\n" * 50


def offered(folder: Path, data: bytes, name: str = "dump.txt") -> landing.Offer:
    path = folder / name
    path.write_bytes(data)
    return landing.offer(path)


def staged(settings: Settings, offer: landing.Offer) -> staging.Staged:
    (found,) = staging.stage(settings, offer)
    assert isinstance(found, staging.Staged), found
    return found


def refusal(settings: Settings, offer: landing.Offer) -> Exception:
    (found,) = staging.stage(settings, offer)
    assert isinstance(found, staging.Refused), found
    return found.error


def content(found: staging.Staged) -> bytes:
    with archive.open_content(found.path) as stream:
        return stream.read()


@pytest.mark.parametrize("kind", [None, *COMPRESSIONS])
def test_a_dump_is_known_by_its_decompressed_content(home: Settings, tmp_path: Path, kind: str | None) -> None:
    data = COMPRESSIONS[kind](CONTENT) if kind else CONTENT
    found = staged(home, offered(tmp_path, data, "any name at all"))
    assert (found.dump_id, found.bytes_read) == (hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))
    assert found.damage is None
    assert content(found) == CONTENT


@pytest.mark.parametrize("kind", list(COMPRESSIONS))
@pytest.mark.parametrize("between", [b"", bytes(512)], ids=["at once", "padded"])
def test_streams_that_follow_one_another_are_one_content(
    home: Settings, tmp_path: Path, kind: str, between: bytes
) -> None:
    compress = COMPRESSIONS[kind]
    found = staged(home, offered(tmp_path, compress(CONTENT) + between + compress(b"more") + between))
    assert (content(found), found.damage) == (CONTENT + b"more", None)


@pytest.mark.parametrize("kind", list(COMPRESSIONS))
def test_a_stream_that_ends_early_gives_what_was_whole(home: Settings, tmp_path: Path, kind: str) -> None:
    noise = os.urandom(2_000_000)
    found = staged(home, offered(tmp_path, COMPRESSIONS[kind](noise)[:-20]))
    whole = content(found)
    assert noise.startswith(whole)
    assert len(whole) > 1_000_000
    assert found.damage == f"its {kind} stream ends early, after {len(whole):,} bytes of content"


@pytest.mark.parametrize("kind", list(COMPRESSIONS))
def test_a_wrong_checksum_costs_no_content(home: Settings, tmp_path: Path, kind: str) -> None:
    data = bytearray(COMPRESSIONS[kind](CONTENT))
    data[-1] ^= 0xFF
    found = staged(home, offered(tmp_path, bytes(data)))
    assert content(found) == CONTENT
    assert str(found.damage).startswith(f"its {kind} stream is damaged after 1,500 bytes of content (")


@pytest.mark.parametrize("kind", list(COMPRESSIONS))
def test_damage_in_a_second_stream_is_no_end(home: Settings, tmp_path: Path, kind: str) -> None:
    data = bytearray(COMPRESSIONS[kind](CONTENT) * 2)
    data[len(data) // 2 + 12 : len(data) // 2 + 30] = os.urandom(18)
    assert staged(home, offered(tmp_path, bytes(data))).damage


def test_a_stream_of_which_nothing_is_whole_is_refused(home: Settings, tmp_path: Path) -> None:
    error = refusal(home, offered(tmp_path, bz2.compress(CONTENT)[:20]))
    assert str(error) == "dump.txt: its bzip2 stream ends early, after 0 bytes of content. Fetch the file again."


def test_content_over_the_limit_is_refused(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path / "home", max_dump_bytes=1_000)
    error = refusal(settings, offered(tmp_path, CONTENT))
    assert isinstance(error, LimitExceeded)
    assert "larger than 1,000 bytes. Raise `max_dump_bytes`" in str(error)


@pytest.mark.parametrize("kind", list(COMPRESSIONS))
def test_a_decompression_bomb_is_refused(home: Settings, tmp_path: Path, kind: str) -> None:
    error = refusal(home, offered(tmp_path, COMPRESSIONS[kind](bytes(80 * 1024 * 1024))))
    assert isinstance(error, LimitExceeded)
    assert "dump.txt: it expands more than 200 times" in str(error)


@pytest.mark.parametrize("data", [b"", gzip.compress(b"")], ids=["plain", "compressed"])
def test_an_empty_file_is_refused(home: Settings, tmp_path: Path, data: bytes) -> None:
    assert str(refusal(home, offered(tmp_path, data))) == "dump.txt: it is empty. Fetch the file again."


def test_what_is_compressed_twice_is_refused(home: Settings, tmp_path: Path) -> None:
    error = refusal(home, offered(tmp_path, gzip.compress(bz2.compress(CONTENT))))
    assert "it is packed once more (bzip2), and papertide opens one layer" in str(error)


def test_a_symbolic_link_is_refused(home: Settings, tmp_path: Path) -> None:
    offered(tmp_path, CONTENT, "real.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    error = refusal(home, landing.offer(tmp_path / "link.txt"))
    assert isinstance(error, UnreadableDump)
    assert str(error).startswith("link.txt: it is a symbolic link")


def test_a_pipe_is_refused_without_waiting_for_it(home: Settings, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "not a regular file" in str(refusal(home, landing.offer(tmp_path / "pipe")))


def test_a_file_that_still_grows_is_refused(home: Settings, tmp_path: Path) -> None:
    seen = offered(tmp_path, CONTENT)
    offered(tmp_path, CONTENT * 2)
    assert "changed while it was read" in str(refusal(home, seen))


def test_the_archive_keeps_content_once_and_notices_damage(home: Settings, tmp_path: Path) -> None:
    for data in (CONTENT, gzip.compress(CONTENT)):
        found = staged(home, offered(tmp_path, data))
        kept = archive.keep(home, found.dump_id, found.path)
    assert archive.contents(home) == [kept]
    assert archive.content_bytes(kept) == len(CONTENT)
    archive.verify(home, kept.stem)
    kept.write_bytes(zstd.compress(CONTENT + b"!"))
    with pytest.raises(Exception, match="not what its name says"):
        archive.verify(home, kept.stem)
