"""What of a record its reader does not read: the JSON text of those members, for `extra`. Knows no source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar, cast

import msgspec

R = TypeVar("R", bound=msgspec.Struct)

_NOTHING = frozenset((b"", b"null", b'""', b"[]", b"{}"))
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_encode = msgspec.json.Encoder().encode


class Unread(Generic[R]):
    """The members that `declared` does not read, and those of `kept`, but none of `left_out`.

    Where `declared` reads none of `kept`, these are taken to be all that there is: `decoded` is `declared` with them,
    and with no others, so that a record which has no others is decoded in one pass instead of two.
    """

    def __init__(self, declared: type[R], kept: Sequence[str], left_out: Sequence[str]) -> None:
        read = declared_names(declared)
        self.known = read - set(kept) | set(left_out)
        self.kept, self.first = kept, len(read)
        self.is_closed = bool(kept) and read.isdisjoint(kept)
        self.decoded = _closed(declared, (*kept, *left_out)) if self.is_closed else declared

    def of(self, record: R, text: bytes) -> str | None:
        """JSON text of these members of `record`, decoded from `text`; None where there are none."""
        if not self.is_closed or type(record) is not self.decoded or b"\n" in text:
            return undeclared(text, self.known)
        members = msgspec.structs.astuple(record)[self.first : self.first + len(self.kept)]
        return _as_text(zip(self.kept, members, strict=True))


def undeclared(text: bytes, known: frozenset[str]) -> str | None:
    """JSON text of the members of `text` whose keys are not `known`; None where there are none."""
    try:
        members = _MEMBERS.decode(msgspec.json.format(text, indent=-1) if b"\n" in text else text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return _as_text([(key, member) for key, member in members.items() if key not in known])


def joined(first: str | None, second: str | None) -> str | None:
    """One JSON object of two."""
    return f"{first[:-1]},{second[1:]}" if first and second else first or second


def declared_names(declared: type[msgspec.Struct]) -> frozenset[str]:
    """The keys whose values a record type reads."""
    return frozenset(field.encode_name for field in msgspec.structs.fields(declared) if field.type is not msgspec.Raw)


def opened(declared: type[R]) -> type[R]:
    """`declared` for records with members of which it does not tell."""
    return cast(type[R], msgspec.defstruct("Open", [], bases=(declared,), gc=False, forbid_unknown_fields=False))


def _closed(declared: type[R], others: Sequence[str]) -> type[R]:
    members = [(name, msgspec.Raw, msgspec.Raw()) for name in others]
    closed = msgspec.defstruct("Closed", members, bases=(declared,), gc=False, forbid_unknown_fields=True)
    return cast(type[R], closed)


def _as_text(members: Iterable[tuple[str, msgspec.Raw]]) -> str | None:
    filled = {name: member for name, member in members if bytes(member) not in _NOTHING}
    return _encode(filled).decode("utf-8", "replace") if filled else None
