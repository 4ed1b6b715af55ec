"""Errors that no code should raise, met while a file was read: they cost that file, and are told with their traceback.

What concerns every file passes: the disk, the database, the lock, Ctrl-C.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl

from transforms.errors import PapertideError, ProgramFault

_OURS = ("transforms", "warehouse", "orchestration")


@contextmanager
def charged_to(file_name: str) -> Iterator[None]:
    """Raise ProgramFault in place of what no code should raise. Only for what reads a file, not for what stores it."""
    try:
        yield
    except PapertideError:
        raise
    except (Exception, pl.exceptions.PanicException) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the machine's; parsers raise OSError without a number
        raise fault(file_name, error) from error


def fault(file_name: str, error: BaseException) -> ProgramFault:
    """What to tell of an error; raise it from that error."""
    kind = traceback.format_exception_only(error)[-1].strip()
    return ProgramFault(
        file_name,
        f"papertide itself failed on it, in {_place(error)}: {kind}.",
        next_step="Report it with its traceback, which `papertide ingest` of this file prints; other files are loaded.",
    )


def _place(error: BaseException) -> str:
    """The innermost line of ours, which a message can name where the traceback is gone."""
    frames = [(str(frame.f_globals["__name__"]), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    ours = [found for found in frames if found[0].partition(".")[0] in _OURS]
    module, line = (ours or frames)[-1]
    return f"{module}, line {line}"


def traceback_of(error: BaseException) -> str | None:
    """The traceback of the error behind a ProgramFault; None for any other error."""
    if not isinstance(error, ProgramFault):
        return None
    return "".join(traceback.format_exception(error.__cause__)).rstrip()
