"""What the first bytes of a JSON dump hold, for readers to recognise their source by its keys."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from transforms.readers._contract import Bounds, Head
from transforms.readers._json_texts import cut
from transforms.readers._json_values import members, value_at
from transforms.readers._lines import BOM

_SAMPLED = 20
_SHARE = 0.5


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The first objects of a dump; of one that `head` cuts off, the members that are whole."""

    objects: tuple[Mapping[str, Any], ...]

    def holding(self, *keys: str, without: tuple[str, ...] = ()) -> list[Mapping[str, Any]]:
        """The objects with all of `keys` and none of `without`, if they are at least half of all; otherwise none."""
        found = [each for each in self.objects if each.keys() >= set(keys) and not each.keys() & set(without)]
        return found if len(found) >= _SHARE * len(self.objects) else []


@lru_cache(maxsize=2)
def sample(head: Head) -> Sample:
    """The first objects of `head`; none where it is no JSON."""
    if head.data.removeprefix(BOM).lstrip()[:1] not in (b"{", b"["):
        return Sample(objects=())
    texts = [text for batch in cut(io.BytesIO(head.data), Bounds()) for text in batch.texts]
    objects = (_members(text.decode("utf-8", "replace")) for text in texts[:_SAMPLED])
    return Sample(objects=tuple(found for found in objects if found))


def _members(text: str) -> dict[str, Any]:
    start = len(text) - len(text.lstrip())
    if text[start : start + 1] != "{":
        return {}
    return {key: value_at(text, at) for key, at in members(text, start)}
