"""The DBLP computer science bibliography: dblp.xml, https://dblp.org/xml/ (CC0), described in https://dblp.org/faq/.

Layout: `dblp`. Person pages (`www`, at the end, millions of them) and proceedings volumes are passed over: a volume is
what papers stand in. The named characters of dblp.dtd are those of HTML 4's Latin-1 table.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterator
from typing import IO

import polars as pl

from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._markup import Dialect
from transforms.readers._records import Author, Record, extra
from transforms.readers._xml import Element, children, month_and_year, read_frames, root_of, text_in

_FILLED = (
    *("title", "authors", "venue", "published", "arxiv_id", "doi", "dblp_key", "links", "is_withdrawn", "extra"),
)
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

_DIALECT = Dialect(
    entries=("article", "inproceedings", "incollection", "phdthesis", "mastersthesis", "book", "data"),
    skipped=("www", "person", "proceedings"),
    furniture=("dblp",),
    entities={name: chr(point) for name, point in html.entities.name2codepoint.items() if point < 256},
)
_HOMONYM = re.compile(r"\s+(\d{4})$")
_DOI = re.compile(r"https?://(?:dx\.)?doi\.org/(10\..+)", re.IGNORECASE)
_ARXIV = re.compile(r"https?://arxiv\.org/abs/(.+)", re.IGNORECASE)
_UNMODELLED = ("pages", "volume", "number", "crossref", "series", "publisher", "school", "isbn", "note")


def sniff(head: Head) -> Recognised | None:
    """An XML document whose root is `dblp`."""
    root = root_of(head)
    if root is None or root[0] != "dblp":
        return None
    return Recognised(layout="dblp", evidence="the root element <dblp>")


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Publications in file order, with the columns of RAW. Editors are not authors."""
    del layout, account
    return read_frames(stream, _DIALECT, bounds, RAW, _record)


def _record(publication: Element) -> Record:
    fields = children(publication)
    values = {name: text_in(found[0]) for name, found in fields.items()}
    printed = [(author.text or "", author.get("orcid")) for author in fields.get("author", ())]
    links = [link.text for link in fields.get("ee", ()) if link.text]
    publication_type = publication.get("publtype")
    return {
        "title": (values.get("title") or "").removesuffix(".") or None,  # DBLP ends every title with a full stop
        "authors": [Author(_HOMONYM.sub("", name), orcid) for name, orcid in printed],
        "venue": values.get("journal") or values.get("booktitle"),
        "published": month_and_year(values.get("month"), values.get("year")),
        "arxiv_id": _arxiv_id(values, links),
        "doi": _first(_DOI, links),
        "dblp_key": publication.get("key"),
        "links": links,
        "is_withdrawn": publication_type == "withdrawn",
        "extra": extra(
            {
                "type": publication.tag,
                "publtype": publication_type,
                "mdate": publication.get("mdate"),
                "homonyms": [name for name, _ in printed if _HOMONYM.search(name)],
                **{name: values.get(name) for name in _UNMODELLED},
            }
        ),
    }


def _arxiv_id(values: dict[str, str | None], links: list[str]) -> str | None:
    """CoRR is arXiv: the id is in the link, and in the volume (`abs/2405.15319`)."""
    volume = values.get("volume") or ""
    return _first(_ARXIV, links) or (volume.removeprefix("abs/") if values.get("journal") == "CoRR" else None)


def _first(pattern: re.Pattern[str], links: list[str]) -> str | None:
    return next((found[1] for link in links if (found := pattern.match(link))), None)


READER = Reader(
    name="dblp",
    version=1,
    describes="The DBLP computer science bibliography (dblp.xml)",
    layouts=("dblp",),
    raw=RAW,
    sniff=sniff,
    read=read,
)
