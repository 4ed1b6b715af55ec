"""The ACL Anthology's volumes: https://github.com/acl-org/acl-anthology, data/xml (CC BY 4.0), with its schema.rnc.

Layouts: `collection` (collection, volume, paper; since 2019) and `volume` (volume, paper; before). What a volume's
`meta` says holds for its papers. Front matter is no paper, and editors are not authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

import polars as pl

from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._markup import Dialect
from transforms.readers._records import Author, Record, extra
from transforms.readers._xml import Element, children, local_name, month_and_year, read_frames, root_of, text_in

_FILLED = (
    *("title", "abstract", "authors", "venue", "published", "doi", "acl_id", "links", "language", "is_withdrawn"),
    "extra",
)
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

_DIALECT = Dialect(
    entries=("paper", "meta"),
    openings=("collection", "volume"),
    skipped=("frontmatter",),
    furniture=("event", "links", "url", "colocated", "volume-id", "talk", "title", "speaker", "first", "last"),
)
_OLD_COLLECTION = re.compile(r"[A-Z]\d\d")
_WITHDRAWN = ("retracted", "removed", "withdrawn")
_READ = {"title", "abstract", "author", "doi", "language", "video", "pwccode"}


def sniff(head: Head) -> Recognised | None:
    """XML whose root is a collection of volumes, or a volume of papers."""
    root = root_of(head)
    if root is None or root[0] not in ("collection", "volume"):
        return None
    if b"<paper id=" not in root[1] or b"<volume id=" not in root[1]:
        return None
    return Recognised(layout=root[0], evidence=f"papers in volumes under the root element <{root[0]}>")


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Papers in file order, with the columns of RAW."""
    del layout, account
    return read_frames(stream, _DIALECT, bounds, RAW, _Volumes().record)


class _Volumes:
    """Reads papers, and remembers what the volume that they stand in says."""

    def __init__(self) -> None:
        self._collection: str | None = None
        self._volume = ""
        self._meta: dict[str, str | None] = {}

    def record(self, element: Element) -> Record | None:
        name = local_name(element)
        if name == "collection":
            self._collection = element.get("id")
        elif name == "volume":
            self._volume, self._meta = element.get("id") or "", {}
        elif name == "meta":
            self._meta = _texts(element)
        else:
            return self._paper(element)
        return None

    def _paper(self, element: Element) -> Record | None:
        number = element.get("id") or ""
        fields, values = children(element), _texts(element)
        if self._collection is None and _is_front(self._volume, number):
            self._meta = {**values, "booktitle": values.get("booktitle") or values.get("title")}
            return None
        said = {**self._meta, **values}
        return {
            "title": values.get("title"),
            "abstract": values.get("abstract"),
            "authors": [_author(author) for author in fields.get("author", ())],
            "venue": said.get("booktitle"),
            "published": month_and_year(said.get("month"), said.get("year")),
            "doi": values.get("doi"),
            "acl_id": _anthology_id(self._collection, self._volume, number),
            "links": [link for link in _links(fields) if link.startswith("http")],
            "language": values.get("language"),
            "is_withdrawn": any(name in fields for name in _WITHDRAWN),
            "extra": extra({name: value for name, value in values.items() if name not in _READ}),
        }


def _texts(element: Element) -> dict[str, str | None]:
    return {name: text_in(found[0]) for name, found in children(element).items()}


def _author(author: Element) -> Author:
    parts = _texts(author)
    name = " ".join(part for part in (parts.get("first"), parts.get("last")) if part) or text_in(author) or ""
    return Author(name, author.get("orcid"), parts.get("affiliation"))


def _links(fields: dict[str, list[Element]]) -> Iterator[str]:
    for element in fields.get("url", []):
        yield element.text or ""
    for element in fields.get("pwccode", []):
        yield element.get("url") or ""
    for element in fields.get("video", []):
        yield element.get("href") or ""


def _is_front(volume: str, number: str) -> bool:
    """In the old layout the front matter is the paper numbered 0 of its volume."""
    return number.endswith("00" if volume.startswith("W") else "000")


def _anthology_id(collection: str | None, volume: str, number: str) -> str:
    """How the Anthology builds its ids: `P18-1001`, `W19-0101`, `2020.acl-main.1`."""
    if collection is None:
        return f"{volume}-{number:0>4}"
    if not _OLD_COLLECTION.fullmatch(collection):
        return f"{collection}-{volume}.{number}"
    is_workshop = collection.startswith("W") or collection == "C69" or (collection == "D19" and volume > "4")
    return f"{collection}-{volume:0>2}{number:0>2}" if is_workshop else f"{collection}-{volume}{number:0>3}"


READER = Reader(
    name="acl_anthology",
    version=1,
    describes="Volumes of the ACL Anthology (XML)",
    layouts=("collection", "volume"),
    raw=RAW,
    sniff=sniff,
    read=read,
)
