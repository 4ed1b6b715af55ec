"""Exit codes: the only place where an error becomes a code and a message. No verb lives here."""

from __future__ import annotations

import errno
import sys
from enum import IntEnum

from orchestration.cli import output
from transforms.errors import (
    DumpError,
    EnvironmentFault,
    LockHeld,
    PapertideError,
    ProgramFault,
    UsageError,
    WarehouseDamaged,
)


class Code(IntEnum):
    """What the command's exit code tells a script."""

    OK = 0
    REFUSED = 1  # files were offered, and none of them is in the warehouse
    USAGE = 2
    HOLD = 3  # the audit holds; the last good snapshot is still served
    LOCKED = 4
    ENVIRONMENT = 5
    DAMAGED = 6
    INTERRUPTED = 130


_CODES: dict[type[PapertideError], Code] = {
    DumpError: Code.REFUSED,
    UsageError: Code.USAGE,
    LockHeld: Code.LOCKED,
    EnvironmentFault: Code.ENVIRONMENT,
    WarehouseDamaged: Code.DAMAGED,
}

# What the operator can put right; any other number is our mistake and shows its traceback.
_OPERATORS_MATTER = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOENT,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.EMFILE,
    errno.ENFILE,
    errno.EIO,
    errno.EFBIG,
}


def told(error: BaseException) -> Code | None:
    """Tell the operator of an error that concerns them, on stderr, and return its code; None for a bug."""
    if isinstance(error, PapertideError):
        output.tell(f"papertide: {error.fact}", error.next_step)
        if isinstance(error, ProgramFault):
            from orchestration import faults

            output.tell(str(faults.traceback_of(error)))
        return next(code for kind, code in _CODES.items() if isinstance(error, kind))
    if isinstance(error, OSError) and error.errno in _OPERATORS_MATTER:
        place = f"{error.filename}: " if error.filename else ""
        output.tell(f"papertide: {place}{error.strerror}.", "Check the path, permissions and free disk space.")
        return Code.ENVIRONMENT
    if isinstance(error, KeyboardInterrupt) or _is_interrupted_query(error):
        output.tell("papertide: stopped. What was loaded before stays; a dump is loaded whole or not at all.")
        return Code.INTERRUPTED
    return None


def _is_interrupted_query(error: BaseException) -> bool:
    # DuckDB turns Ctrl-C during a query into a bare RuntimeError.
    return isinstance(error, RuntimeError) and str(error) == "Query interrupted"


def run(arguments: list[str]) -> int:
    """The command with these arguments; its exit code. A bug ends it with a traceback."""
    from orchestration.cli.app import app

    try:
        app(arguments, prog_name="papertide")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else Code.OK
    except BaseException as error:
        code = told(error)
        if code is None:
            raise
        return code
    return Code.OK


def main() -> None:
    """Entry point of `papertide`."""
    sys.exit(run(sys.argv[1:]))
