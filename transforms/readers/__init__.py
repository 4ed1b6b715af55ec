"""The readers, found by listing this package. A new source is one new module; nothing here names one.

Modules whose name begins with `_` are no readers: they hold how bytes become records.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from transforms.errors import UnknownLayout
from transforms.readers._contract import Head, Reader, Recognised
from transforms.readers._unknown import describe


@cache
def readers() -> tuple[Reader, ...]:
    """Every reader, in name order."""
    names = sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))
    return tuple(import_module(f"{__name__}.{name}").READER for name in names)


def reader(name: str) -> Reader:
    """The reader called `name`; KeyError if there is none."""
    return {found.name: found for found in readers()}[name]


def recognise(head: Head) -> tuple[Reader, Recognised]:
    """The one reader that claims these first bytes, and what it saw: the surest one.

    Raises UnknownLayout, with the file name `""`, where none claims them or several are equally sure.
    """
    every = [(found, claim) for found in readers() if (claim := found.sniff(head))]
    surest = max((claim.certainty for _, claim in every), default=None)
    claims = [(found, claim) for found, claim in every if claim.certainty == surest]
    if len(claims) == 1:
        return claims[0]
    if claims:
        seen = "; ".join(f"{found.name} sees {claim.evidence}" for found, claim in claims)
        raise UnknownLayout("", f"more than one reader claims it: {seen}.", next_step="Split it by source.")
    raise UnknownLayout("", describe(head), next_step="See `papertide readers` for what can be read.")
