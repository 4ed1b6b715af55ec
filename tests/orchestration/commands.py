"""What a run of the `papertide` command leaves, for the tests of its verbs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What a run of the command left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which holds nothing but JSON."""
        return json.loads(self.out)


Papertide = Callable[..., Ran]
