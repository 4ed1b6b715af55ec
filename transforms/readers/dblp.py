"""The DBLP computer science bibliography: dblp.xml, https://dblp.org/xml/ (CC0), described in https://dblp.org/faq/.

Layout: `dblp`. Person pages (`www`, at the end, millions of them) and proceedings volumes are passed over: a volume is
what papers stand in. The named characters of dblp.dtd are those of HTML 4's Latin-1 table.
"""

from __future__ import annotations

import html.entities
from collections.abc import Iterator
from typing import IO

import polars as pl

from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._markup import Dialect
from transforms.readers._xml import root_of
from transforms.readers._xml_plain import Form
from transforms.readers._xml_rows import Rows, read_rows

_FILLED = ("title", "authors", "venue", "published", "arxiv_id", "doi", "dblp_key", "links", "is_withdrawn", "extra")
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

_DIALECT = Dialect(
    entries=("article", "inproceedings", "incollection", "phdthesis", "mastersthesis", "book", "data"),
    skipped=("www", "person", "proceedings"),
    furniture=("dblp",),
    entities={name: chr(point) for name, point in html.entities.name2codepoint.items() if point < 256},
)
_FORM = Form(
    children=(
        *("author", "editor", "address", "title", "booktitle", "pages", "year", "month", "volume", "journal", "number"),
        *("url", "ee", "cdrom", "cite", "note", "crossref", "isbn", "series", "school", "chapter", "publnr"),
        *("publisher", "stream", "rel"),
    ),
    inline=("i", "sub", "sup", "tt", "ref"),
    attribute="orcid",
)
_HOMONYM = r"\s+\d{4}$"
_MONTH = r"^([A-Za-z]{3,9})\.?(?:\s+\d[\s\S]*)?$"
_MODELLED = ("title", "journal", "year", "month")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def sniff(head: Head) -> Recognised | None:
    """An XML document whose root is `dblp`."""
    root = root_of(head)
    if root is None or root[0] != "dblp":
        return None
    return Recognised(layout="dblp", evidence="the root element <dblp>")


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Publications in file order, with the columns of RAW. Editors are not authors."""
    del layout, account
    return (_publications(rows) for rows in read_rows(stream, _DIALECT, _FORM, bounds))


def _publications(rows: Rows) -> pl.DataFrame:
    count, name = rows.entries.height, rows.children["name"]
    people, links = rows.children.filter(name == "author"), rows.children.filter(name == "ee")
    values = _joined(rows.children.filter(~name.is_in(["author", "ee"])))
    said = {each: _column(values, each, count) for each in (*_MODELLED, "booktitle", "volume")}
    attributes = {each: _column(rows.attributes, each, count) for each in ("key", "publtype")}
    volume = pl.when(pl.col("journal") == "CoRR").then(pl.col("volume").str.strip_prefix("abs/"))
    return rows.entries.hstack(pl.DataFrame({**said, **attributes})).select(
        *PLACE,
        # DBLP ends every title with a full stop.
        title=pl.when(pl.col("title") != ".").then(pl.col("title").str.strip_suffix(".")),
        authors=_authors(people, count),
        venue=pl.coalesce("journal", "booktitle"),
        published=pl.coalesce(pl.col("month").str.strip_chars().str.extract(_MONTH) + " " + pl.col("year"), "year"),
        # CoRR is arXiv: the id is in the link, and in the volume (`abs/2405.15319`).
        arxiv_id=pl.coalesce(_behind("arxiv.org/abs/", links, count), volume),
        doi=_behind("doi.org/", links, count),
        dblp_key="key",
        links=_lists(links, "text", count),
        is_withdrawn=pl.when(pl.col("kind").is_not_null()).then(pl.col("publtype").eq_missing(pl.lit("withdrawn"))),
        extra=_extra(rows, people, values, said["journal"]),
    )


def _authors(people: pl.DataFrame, count: int) -> pl.Series:
    names = people["text"]
    numbered = names.str.contains(_HOMONYM).arg_true()
    author = {
        "name": names.scatter(numbered, names.gather(numbered).str.replace(_HOMONYM, "")),
        "orcid": people["attribute"],
        "affiliation": pl.repeat(None, len(names), dtype=pl.String, eager=True),
    }
    return _lists(people.select("entry", author=pl.DataFrame(author).to_struct()), "author", count)


def _extra(rows: Rows, people: pl.DataFrame, values: pl.DataFrame, journal: pl.Series) -> pl.Series:
    """What is not modelled, as JSON text: attributes, homonyms, then children; a book title beside a journal too."""
    numbered = rows.entries.select(entry=pl.int_range(pl.len(), dtype=pl.UInt32), name=pl.lit("type"), text="kind")
    types = numbered.filter(pl.col("text").is_not_null())
    attributes = rows.attributes.filter((pl.col("name") != "key") & (pl.col("text") != ""))
    is_venue = (values["name"] == "booktitle") & journal.gather(values["entry"]).is_null()
    others = values.filter(~values["name"].is_in([*_MODELLED]) & ~is_venue)
    namesakes = people.filter(pl.col("text").str.contains(_HOMONYM)).select("entry", value=_quoted("text"))
    homonyms = (
        namesakes.group_by("entry", maintain_order=True)
        .agg(pl.col("value").str.join(","))
        .select("entry", part='"homonyms":[' + pl.col("value") + "]")
    )
    before, behind = (
        each.select("entry", part='"' + pl.col("name") + '":' + _quoted("text"))
        for each in (pl.concat([types, attributes]), others.select("entry", "name", "text"))
    )
    parts = pl.concat([before, homonyms, behind]).group_by("entry").agg(pl.col("part").str.join(","))
    members = pl.repeat(None, rows.entries.height, dtype=pl.String, eager=True)
    return members.scatter(parts["entry"], "{" + parts["part"] + "}")


def _quoted(column: str) -> pl.Expr:
    """JSON strings. Of control characters XML has only those that are white space."""
    text = pl.col(column)
    is_bare = ~text.str.contains_any(list(_ESCAPES))
    return '"' + pl.when(is_bare).then(text).otherwise(text.str.replace_many(_ESCAPES)) + '"'


def _joined(values: pl.DataFrame) -> pl.DataFrame:
    """The texts of equal names in an entry in one row, the first."""
    number = values["name"].cast(pl.Categorical).to_physical().cast(pl.UInt64)
    repeated = (values["entry"].cast(pl.UInt64) * 2**32 + number).is_duplicated().arg_true()
    found = values[repeated].with_columns(at=repeated).group_by("entry", "name", maintain_order=True)
    joined = found.agg(pl.col("at").first(), pl.col("text").str.join("; "))
    is_kept = pl.repeat(True, values.height, eager=True).scatter(repeated, False).scatter(joined["at"], True)
    return values.with_columns(values["text"].scatter(joined["at"], joined["text"])).filter(is_kept)


def _column(rows: pl.DataFrame, name: str, count: int) -> pl.Series:
    """The text of the rows of that name, by entry."""
    found = rows.filter(pl.col("name") == name)
    return pl.repeat(None, count, dtype=pl.String, eager=True).scatter(found["entry"], found["text"])


def _lists(rows: pl.DataFrame, column: str, count: int) -> pl.Series:
    """The values of a column in a list an entry."""
    found = rows.group_by("entry", maintain_order=True).agg(column)
    every = pl.DataFrame({"entry": pl.int_range(count, dtype=pl.UInt32, eager=True)})
    lists = every.join(found, on="entry", how="left", maintain_order="left")[column]
    return lists.fill_null(pl.lit([], dtype=lists.dtype))


def _behind(mark: str, links: pl.DataFrame, count: int) -> pl.Series:
    """What stands behind `mark` in the first link that has it, by entry."""
    found = links.filter(pl.col("text").str.contains(mark, literal=True)).unique(
        "entry", keep="first", maintain_order=True
    )
    behind = found["text"].str.splitn(mark, 2).struct.field("field_1")
    return pl.repeat(None, count, dtype=pl.String, eager=True).scatter(found["entry"], behind)


READER = Reader(
    name="dblp",
    version=1,
    describes="The DBLP computer science bibliography (dblp.xml)",
    layouts=("dblp",),
    raw=RAW,
    sniff=sniff,
    read=read,
)
