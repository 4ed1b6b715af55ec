"""Landed files: which are ready, what is inside (gz, bz2, xz, zst by magic bytes), staged and hashed within bounds.

Nothing here knows what a dump means; `transforms.readers` does.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import os
import shutil
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

from backports import zstd

from transforms.errors import EnvironmentFault, LimitExceeded, PapertideError, UnreadableDump
from warehouse.settings import Settings

_BLOCK_BYTES = 1024 * 1024
_UNFINISHED = {".part", ".partial", ".tmp", ".crdownload", ".download", ".swp"}
# Compression ratios of small files say nothing: 200 equal bytes compress to almost none.
_RATIO_COUNTS_FROM_BYTES = 64 * 1024 * 1024

_MAGIC = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A file that was offered. `refusal` says why it cannot even be opened (a symlink, a FIFO, ...)."""

    path: Path
    bytes_on_disk: int
    modified_at: datetime
    refusal: str | None = None

    @property
    def file_name(self) -> str:
        """Its name, without folders; bytes that are no text are shown as escapes."""
        return os.fsencode(self.path.name).decode("utf-8", "backslashreplace")

    @property
    def full_name(self) -> str:
        """Its absolute path, as text."""
        return os.fsencode(self.path.absolute()).decode("utf-8", "backslashreplace")


@dataclass(frozen=True, kw_only=True)
class Staged:
    """The decompressed content of one offered file, kept zstd-compressed under its hash until it is archived."""

    path: Path
    dump_id: str
    bytes_read: int


def is_unfinished(path: Path) -> bool:
    """Hidden files and the names under which downloads grow are never offers."""
    return path.name.startswith(".") or path.suffix.lower() in _UNFINISHED


def offer(path: Path) -> Offer:
    """What the file system says of `path`, links not followed. Raises EnvironmentFault where there is nothing."""
    try:
        status = path.lstat()
    except OSError as error:
        raise EnvironmentFault(f"{path}: {error.strerror}.", next_step="Check the path.") from error
    refusal = None
    if stat.S_ISLNK(status.st_mode):
        refusal = "it is a symbolic link, which could point anywhere. Offer the file itself."
    elif not stat.S_ISREG(status.st_mode):
        refusal = "it is not a regular file (a pipe, socket or device). Offer a file."
    return Offer(
        path=path,
        bytes_on_disk=status.st_size,
        modified_at=datetime.fromtimestamp(status.st_mtime, tz=UTC),
        refusal=refusal,
    )


def offers(paths: Iterable[Path]) -> list[Offer]:
    """Every finished file of `paths`: files as given, folders searched in name order. Raises EnvironmentFault."""
    found: dict[Path, Offer] = {}
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            found |= {item: offer(item) for item in sorted(_files_below(path))}
        else:
            found[path] = offer(path)
    return list(found.values())


def _files_below(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder, onerror=_unreadable_folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        # Walking does not follow links to folders; as offers they are refused, and seen.
        links = [name for name in folders if Path(root, name).is_symlink()]
        for name in (*names, *links):
            path = Path(root, name)
            if not is_unfinished(path):
                yield path


def _unreadable_folder(error: OSError) -> None:
    raise EnvironmentFault(f"{error.filename}: {error.strerror}.", next_step="Check permissions.") from error


def stage(settings: Settings, offered: Offer) -> Staged:
    """Copy the content of `offered` into staging, decompressed, hashed and bounded in one pass.

    Raises UnreadableDump (damaged, refused, or still being written), LimitExceeded and EnvironmentFault.
    """
    if offered.refusal:
        raise UnreadableDump(offered.file_name, offered.refusal)
    settings.staging.mkdir(parents=True, exist_ok=True)
    temporary = settings.staging / f"incoming-{os.getpid()}.zst"
    try:
        with offered.path.open("rb") as original, temporary.open("wb") as kept:
            dump_id, bytes_read = _copy_content(settings, offered, original, kept)
    except OSError as error:
        raise _fault(offered, error) from error
    if not bytes_read:
        raise UnreadableDump(offered.file_name, "it is empty.", next_step="Fetch the file again.")
    if offer(offered.path) != offered:
        raise UnreadableDump(
            offered.file_name, "it changed while it was read.", next_step="Offer it again when it is complete."
        )
    return Staged(path=temporary, dump_id=dump_id, bytes_read=bytes_read)


def clear_staging(settings: Settings) -> None:
    """Remove what a killed writer left in staging. Only the holder of the write lock may call this."""
    if settings.staging.exists():
        shutil.rmtree(settings.staging)
    settings.staging.mkdir(parents=True, exist_ok=True)


def _copy_content(settings: Settings, offered: Offer, original: IO[bytes], kept: IO[bytes]) -> tuple[str, int]:
    digest, bytes_read = hashlib.sha256(), 0
    compressed_bytes = max(offered.bytes_on_disk, 1)
    try:
        with (
            _decompressed(original) as content,
            zstd.ZstdFile(kept, "wb", options=_archive_options(settings)) as archive,
        ):
            while block := content.read(_BLOCK_BYTES):
                bytes_read += len(block)
                _check_bounds(settings, offered, bytes_read, compressed_bytes)
                digest.update(block)
                archive.write(block)
    except (EOFError, lzma.LZMAError, zstd.ZstdError, zlib.error, gzip.BadGzipFile, ValueError) as error:
        raise _damaged(offered, error) from error
    return digest.hexdigest(), bytes_read


def _check_bounds(settings: Settings, offered: Offer, bytes_read: int, compressed_bytes: int) -> None:
    if bytes_read > settings.max_dump_bytes:
        raise LimitExceeded(
            offered.file_name,
            f"its content is larger than {settings.max_dump_bytes:,} bytes.",
            next_step="Raise `max_dump_bytes` if that is right.",
        )
    if bytes_read > _RATIO_COUNTS_FROM_BYTES and bytes_read / compressed_bytes > settings.max_expansion_ratio:
        raise LimitExceeded(
            offered.file_name,
            f"it expands more than {settings.max_expansion_ratio} times ({compressed_bytes:,} bytes on disk).",
            next_step="Raise `max_expansion_ratio` if that is right.",
        )


def _fault(offered: Offer, error: OSError) -> PapertideError:
    # bz2 reports damage as an OSError without a number; a file that may not be read concerns that file alone.
    if error.errno is None:
        return _damaged(offered, error)
    if error.filename == str(offered.path):
        return UnreadableDump(offered.file_name, f"it cannot be read ({error.strerror}).", next_step="Check the file.")
    return EnvironmentFault(f"{offered.path}: {error.strerror}.", next_step="Check permissions and free disk space.")


def _damaged(offered: Offer, error: Exception) -> UnreadableDump:
    return UnreadableDump(
        offered.file_name,
        f"its compressed stream is damaged or ends early ({error}).",
        next_step="Fetch the file again.",
    )


def compression(head: bytes) -> str | None:
    """`gzip`, `bzip2`, `xz` or `zstd` by magic bytes; None for anything else."""
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)


def _archive_options(settings: Settings) -> dict[int, int]:
    parameter = zstd.CompressionParameter
    return {parameter.compression_level: 3, parameter.checksum_flag: 1, parameter.nb_workers: settings.threads}


def _decompressed(original: IO[bytes]) -> IO[bytes]:
    kind = compression(original.read(8))
    original.seek(0)
    opened: Any = original
    if kind is not None:
        openers: dict[str, Callable[[IO[bytes]], Any]] = {
            "gzip": lambda stream: gzip.GzipFile(fileobj=stream),
            "bzip2": bz2.BZ2File,
            "xz": lzma.LZMAFile,
            "zstd": zstd.ZstdFile,
        }
        opened = openers[kind](original)
    return cast(IO[bytes], opened)


@contextmanager
def open_content(path: Path) -> Iterator[IO[bytes]]:
    """Decompressed bytes of a staged or archived dump, streamed."""
    with zstd.ZstdFile(path) as content:
        yield cast(IO[bytes], content)
