"""Which other records a record names as versions of the same work, in one shape for every source.

`extra.relations` is a list of `{"type": "is-preprint-of", "scheme": "doi", "value": "10.1000/boats"}`: types in the
words of Crossref's JSON, schemes in lower case (`doi`, `arxiv`, `pmid`, `uri`, ...), values as printed. What follows
from them for identity is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Relation = dict[str, str]

_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PLACE = re.compile(
    r"https?://(?:(?:dx\.)?doi\.org/(?P<doi>10\.\S+)"
    r"|(?:[a-z]+\.)?arxiv\.org/(?:abs|pdf)/(?P<arxiv>\S+)"
    r"|(?:pubmed\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pubmed)/(?P<pmid>\d+))",
    re.IGNORECASE,
)


def relation(kind: str | None, scheme: str | None, value: str | None) -> Relation | None:
    """One relation (`isPreprintOf` -> `is-preprint-of`); None where a part of it is missing."""
    if not (kind and scheme and value and value.strip()):
        return None
    return {"type": _CAPITAL.sub("-", kind).lower(), "scheme": scheme.lower(), "value": value.strip()}


def at_address(kind: str, url: str) -> Relation:
    """A relation to what stands at an address: by DOI, arXiv id or PMID where the address is one, else by itself."""
    found = _PLACE.match(url)
    if found and found.lastgroup:
        return {"type": kind, "scheme": found.lastgroup, "value": found[found.lastgroup]}
    return {"type": kind, "scheme": "uri", "value": url}


def of_crossref(printed: Any) -> list[Relation]:
    """`{"is-preprint-of": [{"id-type": "doi", "id": "10.1000/boats"}]}` -> relations; other shapes hold none."""
    kinds = printed.items() if isinstance(printed, Mapping) else ()
    named = ((kind, each) for kind, found in kinds if isinstance(found, list) for each in found)
    made = (relation(kind, each.get("id-type"), each.get("id")) for kind, each in named if isinstance(each, Mapping))
    return [each for each in made if each]
