"""The archive: content of every dump that was read, zstd-compressed, named by its hash. Write once, never changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from backports import zstd

from transforms.errors import WarehouseDamaged
from warehouse.files import move_into_place
from warehouse.landing import Staged, open_content
from warehouse.settings import Settings


def path_of(settings: Settings, dump_id: str) -> Path:
    """Where the content of `dump_id` is or would be kept."""
    return settings.archive / dump_id[:2] / f"{dump_id}.zst"


def keep(settings: Settings, staged: Staged) -> Path:
    """Move staged content into the archive; keeping the same content twice is keeping it once."""
    target = path_of(settings, staged.dump_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    move_into_place(staged.path, target)
    return target


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
    if not path.exists():
        raise WarehouseDamaged(f"{path} is missing.", next_step="Ingest the original file again.")
    digest = hashlib.sha256()
    try:
        with open_content(path) as content:
            while block := content.read(1024 * 1024):
                digest.update(block)
    except (EOFError, zstd.ZstdError) as error:
        raise WarehouseDamaged(f"{path} is damaged ({error}).", next_step="Ingest the original file again.") from error
    if digest.hexdigest() != dump_id:
        raise WarehouseDamaged(f"{path} is not what its name says.", next_step="Ingest the original file again.")
