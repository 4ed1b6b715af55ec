"""Offered files become staged contents: taken out of their containers, hashed, bounded and compressed in one pass.

A file is staged whole before anything of it is loaded. Nothing here knows what a dump means; `transforms.readers` does.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from transforms.errors import DumpError, EnvironmentFault, PapertideError, UnreadableDump
from warehouse import archive
from warehouse.containers import Member, members
from warehouse.containers.member import too_large
from warehouse.decompression import StreamDamaged
from warehouse.landing import Offer, offer
from warehouse.settings import Settings

_FETCH_AGAIN = "Fetch the file again."


@dataclass(frozen=True, kw_only=True)
class Staged:
    """The content of an offered file, or of a file inside it, kept in the form of the archive until it is loaded.

    `damage` says why it is only what was whole of a content that is damaged or ends early.
    """

    offered: Offer
    path: Path
    dump_id: str
    bytes_read: int
    damage: str | None


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A file, or a file inside one, whose content cannot be had."""

    offered: Offer
    error: DumpError


def stage(settings: Settings, offered: Offer) -> list[Staged | Refused]:
    """The contents of an offered file: one, or those of an archive in its order, each staged or refused.

    An archive is refused as a whole where it cannot be bounded, or changed meanwhile. Where it merely ends early, what
    was whole before is used; where it is damaged in any other way, all of it is marked. Raises EnvironmentFault.
    """
    try:
        return _contents(settings, offered)
    except DumpError as error:
        return [Refused(offered=offered, error=error)]


def clear_staging(settings: Settings) -> None:
    """Remove what a killed writer left in staging. Only the holder of the write lock may call this."""
    if settings.staging.exists():
        shutil.rmtree(settings.staging)
    settings.staging.mkdir(parents=True, exist_ok=True)


def _contents(settings: Settings, offered: Offer) -> list[Staged | Refused]:
    if offered.refusal:
        raise UnreadableDump(offered.file_name, offered.refusal)
    settings.staging.mkdir(parents=True, exist_ok=True)
    found: list[Staged | Refused] = []
    broken: StreamDamaged | None = None
    try:
        with offered.path.open("rb", buffering=0) as original:
            for member in members(original, offered, settings):
                found.append(_content(settings, member, settings.staging / f"incoming-{len(found)}.zst"))
    except StreamDamaged as error:
        broken = error
    except OSError as error:
        raise _fault(offered, error) from error
    if offer(offered.path) != offered:
        raise UnreadableDump(
            offered.file_name, "it changed while it was read.", next_step="Offer it again when it is complete."
        )
    found = _marked(found, offered, broken) if broken else found
    if not found:
        raise UnreadableDump(offered.file_name, "it holds no file with any content.", next_step=_FETCH_AGAIN)
    return found


def _content(settings: Settings, member: Member, path: Path) -> Staged | Refused:
    if member.refusal:
        return Refused(offered=member.offered, error=member.refusal)
    digest, bytes_read, damage = hashlib.sha256(), 0, None
    with archive.writing(path, threads=settings.threads) as write:
        try:
            for block in member.blocks:
                bytes_read += len(block)
                if bytes_read > settings.max_dump_bytes:
                    return Refused(offered=member.offered, error=too_large(member.offered, settings))
                digest.update(block)
                write(block)
        except StreamDamaged as error:
            damage = str(error)
    if not bytes_read:
        fact = f"{damage}." if damage else "it is empty."
        empty = UnreadableDump(member.offered.file_name, fact, next_step=_FETCH_AGAIN)
        return Refused(offered=member.offered, error=empty)
    return Staged(offered=member.offered, path=path, dump_id=digest.hexdigest(), bytes_read=bytes_read, damage=damage)


def _marked(found: list[Staged | Refused], offered: Offer, broken: StreamDamaged) -> list[Staged | Refused]:
    """What came out of an archive that is broken itself."""
    if not broken.is_cut and any(isinstance(item, Staged) for item in found):
        # A wrong checksum does not say where the damage is: no file before it can be trusted.
        return [_distrusted(item, f"the archive around it is damaged: {broken}") for item in found]
    lost = UnreadableDump(offered.file_name, f"{broken}, and what follows is missing.", next_step=_FETCH_AGAIN)
    return [*found, Refused(offered=offered, error=lost)]


def _distrusted(item: Staged | Refused, damage: str) -> Staged | Refused:
    if isinstance(item, Refused) or item.damage:
        return item
    return replace(item, damage=damage)


def _fault(offered: Offer, error: OSError) -> PapertideError:
    # A file that may not be read concerns that file alone.
    if error.filename == str(offered.path):
        fact = f"it cannot be read ({error.strerror})."
        return UnreadableDump(offered.file_name, fact, next_step="Check the file.")
    return EnvironmentFault(f"{offered.path}: {error.strerror}.", next_step="Check permissions and free disk space.")
