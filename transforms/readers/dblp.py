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
from transforms.readers._xml import Element, month_and_year, read_frames, root_of, text_in

_FILLED = ("title", "authors", "venue", "published", "arxiv_id", "doi", "dblp_key", "links", "is_withdrawn", "extra")
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

_DIALECT = Dialect(
    entries=("article", "inproceedings", "incollection", "phdthesis", "mastersthesis", "book", "data"),
    skipped=("www", "person", "proceedings"),
    furniture=("dblp",),
    entities={name: chr(point) for name, point in html.entities.name2codepoint.items() if point < 256},
)
_HOMONYM = re.compile(r"\s+(\d{4})$")


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
    """Written as one loop: a dump holds ten million of these."""
    authors: list[Author] = []
    homonyms: list[str] = []
    links: list[str] = []
    values: dict[str, str] = {}
    for child in publication:
        name, text = child.tag, text_in(child) if len(child) else child.text
        if not text:
            continue
        if name == "author":
            if text[-4:].isdigit():
                homonyms.append(text)
                text = _HOMONYM.sub("", text)
            authors.append(Author(text, child.get("orcid")))
        elif name == "ee":
            links.append(text)
        else:
            values[name] = f"{values[name]}; {text}" if name in values else text
    attributes: dict[str, str] = dict(publication.items())  # type: ignore[arg-type]
    volume, journal = values.get("volume", ""), values.pop("journal", None)
    return {
        "title": values.pop("title", "").removesuffix(".") or None,  # DBLP ends every title with a full stop
        "authors": authors,
        "venue": journal or values.pop("booktitle", None),
        "published": month_and_year(values.pop("month", None), values.pop("year", None)),
        # CoRR is arXiv: the id is in the link, and in the volume (`abs/2405.15319`).
        "arxiv_id": _behind("arxiv.org/abs/", links) or (volume.removeprefix("abs/") if journal == "CoRR" else None),
        "doi": _behind("doi.org/", links),
        "dblp_key": attributes.pop("key", None),
        "links": links,
        "is_withdrawn": attributes.get("publtype") == "withdrawn",
        "extra": extra({"type": publication.tag, **attributes, "homonyms": homonyms, **values}),
    }


def _behind(mark: str, links: list[str]) -> str | None:
    """What stands behind `mark` in the first link that has it."""
    for link in links:
        if mark in link:
            return link.partition(mark)[2]
    return None


READER = Reader(
    name="dblp",
    version=1,
    describes="The DBLP computer science bibliography (dblp.xml)",
    layouts=("dblp",),
    raw=RAW,
    sniff=sniff,
    read=read,
)
