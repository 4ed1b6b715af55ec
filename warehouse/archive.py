"""The archive: content of every dump that was read, zstd-compressed, named by its hash. Never changed.

The ledger row beside each content is the business of `provenance`.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, cast

from backports import zstd

from transforms.errors import WarehouseDamaged
from warehouse.files import move_into_place
from warehouse.settings import Settings


def path_of(settings: Settings, dump_id: str) -> Path:
    """Where the content of `dump_id` is or would be kept."""
    return settings.archive / dump_id[:2] / f"{dump_id}.zst"


@contextmanager
def writing(path: Path, *, threads: int) -> Iterator[Callable[[bytes], object]]:
    """A file in the form in which the archive keeps content; call what it yields with each block."""
    parameter = zstd.CompressionParameter
    # Level 3 takes half as long again for a tenth of the size (tests/benchmarks/README.md).
    options: dict[int, int] = {
        parameter.compression_level: 1,
        parameter.checksum_flag: 1,
        parameter.nb_workers: threads,
    }
    compressor = zstd.ZstdCompressor(options=options)
    with path.open("wb") as file:
        yield lambda block: file.write(compressor.compress(block))
        file.write(compressor.flush())


@contextmanager
def open_content(path: Path) -> Iterator[IO[bytes]]:
    """Decompressed bytes of a staged or archived dump, streamed."""
    with zstd.ZstdFile(path) as content:
        yield cast(IO[bytes], content)


@contextmanager
def open_spooled(settings: Settings, path: Path) -> Iterator[IO[bytes]]:
    """The same decompressed into a file that is gone when closed, for formats that are read to and fro.

    Going back in a compressed stream means to begin anew.
    """
    settings.staging.mkdir(parents=True, exist_ok=True)
    with open_content(path) as content, TemporaryFile(dir=settings.staging) as spool:
        shutil.copyfileobj(content, spool, 1024 * 1024)
        spool.seek(0)
        yield spool


def keep(settings: Settings, dump_id: str, staged: Path) -> Path:
    """Move staged content into the archive; keeping the same content twice is keeping it once."""
    target = path_of(settings, dump_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    move_into_place(staged, target)
    return target


def remove(settings: Settings, dump_id: str) -> None:
    """Delete a content for good; removing it twice is removing it once."""
    path_of(settings, dump_id).unlink(missing_ok=True)


def contents(settings: Settings) -> list[Path]:
    """Every archived content, sorted by hash."""
    return sorted(settings.archive.glob("??/*.zst"))


def content_bytes(path: Path) -> int:
    """Decompressed size of an archived content."""
    size = 0
    with open_content(path) as content:
        while block := content.read(1024 * 1024):
            size += len(block)
    return size


def verify(settings: Settings, dump_id: str) -> None:
    """Read an archived dump in full. Raises WarehouseDamaged where it is missing or not what its name says."""
    path = path_of(settings, dump_id)
    next_step = f"Ingest the original file again; `papertide dumps show {dump_id[:16]}` names it."
    if not path.exists():
        raise WarehouseDamaged(f"{path} is missing.", next_step=next_step)
    digest = hashlib.sha256()
    try:
        with open_content(path) as content:
            while block := content.read(1024 * 1024):
                digest.update(block)
    except (EOFError, zstd.ZstdError) as error:
        raise WarehouseDamaged(f"{path} is damaged ({error}).", next_step=next_step) from error
    if digest.hexdigest() != dump_id:
        raise WarehouseDamaged(f"{path} is not what its name says.", next_step=next_step)
