"""The error tree. Each error names the file or value, the fact, and the next step.

PapertideError                 anything an operator can act on
├── DumpError                  one file cannot be used; costs no other file
│   ├── UnknownLayout          no reader recognises its content
│   ├── UnreadableDump         it is damaged, empty, binary, or not what it says
│   ├── LimitExceeded          a bound from the settings is crossed
│   └── ProgramFault           our own code failed on it: a bug, which is its cause
├── UsageError                 a value given by the operator does not fit
├── EnvironmentFault           disk full, no permission, missing folder
├── LockHeld                   another writer holds the warehouse
└── WarehouseDamaged           the stored data is not what its manifest says
"""

from __future__ import annotations


class PapertideError(Exception):
    """What happened (`fact`) and what to do about it (`next_step`)."""

    def __init__(self, fact: str, *, next_step: str = "") -> None:
        super().__init__(f"{fact} {next_step}".strip())
        self.fact = fact
        self.next_step = next_step


class DumpError(PapertideError):
    """One dump file cannot be used. `file_name` says which."""

    def __init__(self, file_name: str, fact: str, *, next_step: str = "") -> None:
        super().__init__(f"{file_name}: {fact}", next_step=next_step)
        self.file_name = file_name


class UnknownLayout(DumpError):
    """No reader recognises the content."""


class UnreadableDump(DumpError):
    """The file is damaged, empty, binary, or not what it says."""


class LimitExceeded(DumpError):
    """The file crosses a bound of the settings (bytes, ratio, line length, unparsed share)."""


class ProgramFault(DumpError):
    """Our own code failed on the file. The error that no code should raise is `__cause__`, with its traceback."""


class UsageError(PapertideError):
    """A value given by the operator does not fit."""


class EnvironmentFault(PapertideError):
    """The machine does not let us work: disk full, no permission, missing folder."""


class LockHeld(PapertideError):
    """Another writer holds the warehouse. `pid` says which."""

    def __init__(self, fact: str, *, pid: int | None, next_step: str = "") -> None:
        super().__init__(fact, next_step=next_step)
        self.pid = pid


class WarehouseDamaged(PapertideError):
    """The stored data is not what its manifest says."""
