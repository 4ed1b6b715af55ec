"""Landed files: which are there, which are ready, which may be opened. What is inside is for `staging`."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath

from transforms.errors import EnvironmentFault

_UNFINISHED = {".part", ".partial", ".tmp", ".crdownload", ".download", ".swp"}


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A file that was offered, or a file inside one: then `inside` is its name there, and only shown.

    `refusal` says why it cannot even be opened (a symlink, a FIFO, ...).
    """

    path: Path
    bytes_on_disk: int
    modified_at: datetime
    refusal: str | None = None
    inside: str | None = None

    @property
    def file_name(self) -> str:
        """Its name, without folders, bytes that are no text as escapes; `all.zip!a.json` for what is inside."""
        return self._shown(self.path.name)

    @property
    def full_name(self) -> str:
        """Its absolute path, as text."""
        return self._shown(str(self.path.absolute()))

    def _shown(self, name: str) -> str:
        text = os.fsencode(name).decode("utf-8", "backslashreplace")
        return text if self.inside is None else f"{text}!{self.inside}"

    def member(self, name: str) -> Offer:
        """The file of that name inside this one."""
        return replace(self, inside=name)


def is_unfinished(path: PurePath) -> bool:
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
