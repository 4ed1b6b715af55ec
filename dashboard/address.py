"""The address bar: what a page is asked for, where its links lead, and its filters in words.

The address is the only state of a page. No Streamlit here, except that links are markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from dashboard.markup import Html, tag
from warehouse.queries import asked
from warehouse.queries.asked import SHARED, Asked

HOME_PAGE = "overview"


@dataclass(frozen=True, kw_only=True)
class Address(Asked):
    """What the address bar says. The shared filters and the snapshot travel with every link."""

    @property
    def shared(self) -> Address:
        """Only what travels from page to page."""
        return Address(**{name: getattr(self, name) for name in (*SHARED, "snapshot")})

    def href(self, page: str, **changes: Any) -> str:
        """Address of another page with the shared filters of this one, and `changes`."""
        return leading_to(page, replace(self.shared, **changes))

    def here(self, page: str, **changes: Any) -> str:
        """Address of the same page with `changes`; a list starts at its first page again."""
        return leading_to(page, replace(self, **({"page_number": 1} | changes)))

    def link(self, label: object, page: str, **changes: Any) -> Html:
        """A link to another page."""
        return tag("a", label, href=self.href(page, **changes), target="_self")


def leading_to(page: str, asked: Asked) -> str:
    """Address of a page that is asked for this."""
    query = urlencode(asked.query())
    return ("./" if page == HOME_PAGE else page) + (f"?{query}" if query else "")


# Streamlit's own.
_FOREIGN = ("embed", "embed_options")


def read(params: Mapping[str, str]) -> tuple[Address, list[str]]:
    """What the address bar says, and a sentence for each value that does not fit and is left out."""
    ours = {name: value for name, value in params.items() if name not in _FOREIGN}
    address, faults = asked.read(ours, Address)
    return address, [f"{fault} It is left out." for fault in faults]
