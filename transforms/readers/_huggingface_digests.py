"""Digests of Hugging Face's daily papers as text: an e-mail that lists titles, a markdown table of one day.

Digests in JSON are not known here.
"""

from __future__ import annotations

import polars as pl

from transforms.clean._selective import elementwise
from transforms.readers._cards import Cards
from transforms.readers._passages import Passage, first_of
from transforms.readers._roles import ROLE
from transforms.schema.core import AUTHORS

DAY = r"^## Papers for (\d{4}-\d{2}-\d{2})\s*$"
HEADER = r"^\|\s*Title\s*\|\s*Authors\s*\|\s*Summary\s*\|\s*$"
_RULE = r"^\|[\s:|\-]+\|\s*$"
# `| Title (Read more on [arXiv](...) or [HuggingFace](...))| names | summary |`; titles are broken over lines.
_READ_MORE = "(Read more on "
_TITLE_CELL = r"(?s)\A\|\s*(.+?)\s*\(Read more on "
_LINKS_CELL = Passage(r"\(Read more on ", r"(?s:.+?)", r"\)\s*\|")
_AUTHORS_CELL = Passage(r"(?s:\(Read more on .+?)\)\s*\|", r"[^|]*", r"\|")
_BEFORE_SUMMARY = r"(?s)\A.*?\(Read more on .+?\)\s*\|[^|]*\|\s*"
_ARXIV_ID = r"(?:arxiv\.org/(?:abs|pdf)|huggingface\.co/papers)/(\d{4}\.\d{4,5})"

SELECTION = r"^Here is the selection of papers for today\b"
UPVOTES = r"\((\d{1,7}) ▲\)\s*$"
_LETTER = (
    rf"{SELECTION}|^(?:Daily Papers|by (?:the )?community|(?:by )?AK and the research community|Onwards and upwards,?)$"
    r"|\bhuggingface\.co/papers/submit\b"
)
_BULLET = r"\A\s*(?:[-*•]\s+|\d{1,3}[.)]\s+)?"
_VOTES_BEHIND = r"\s*\(\d{1,7} ▲\)\s*\z"
_ITEM = rf"(?s){_BULLET}(.+?){_VOTES_BEHIND}"


# Names of several words; one word is the name of an account.
_IS_PERSON = pl.element().str.contains(r"\S\s+\S")


def _mark_table(lines: pl.DataFrame) -> pl.DataFrame:
    text = pl.col("text")
    is_furniture = text.str.contains(DAY) | text.str.contains(HEADER) | text.str.contains(_RULE)
    # A row is broken only inside its title; what stands behind a row that has all its cells is no part of it.
    is_complete = text.str.contains(r"\|\s*$") & (text.str.count_matches("|", literal=True) >= 3)
    is_behind = (is_complete | is_furniture).shift(1, fill_value=True)
    # The rest of a row whose beginning is lost is a row all the same.
    is_row = text.str.starts_with("|") | (is_behind & text.str.contains(_READ_MORE, literal=True))
    return lines.with_columns(
        role=pl.when(is_furniture)
        .then(pl.lit("furniture"))
        .when(is_row)
        .then(pl.lit("title"))
        .when(is_behind)
        .then(pl.lit("stray"))
        .otherwise(pl.lit("detail"))
        .cast(ROLE)
    )


def _mark_letter(lines: pl.DataFrame) -> pl.DataFrame:
    """A title is one line and ends with its upvotes. A line behind one, or behind the greeting, has lost them."""
    text = pl.col("text").str.strip_chars()
    is_title = text.str.contains(UPVOTES)
    is_behind = (is_title | text.str.contains(SELECTION)).shift(1, fill_value=False)
    return lines.with_columns(
        role=pl.when(text.str.contains(_LETTER))
        .then(pl.lit("furniture"))
        .when(is_title | is_behind)
        .then(pl.lit("title"))
        .otherwise(pl.lit("stray"))
        .cast(ROLE)
    )


def _extract(pattern: str | Passage) -> pl.Expr:
    return first_of(pl.col("raw"), pattern)


def _item(raw: pl.Series) -> pl.Series:
    """What the group of _ITEM says, by taking away what stands around it. Where nothing is left, _ITEM decides."""
    found = raw.str.replace(_BULLET, "").str.replace(_VOTES_BEHIND, "")
    doubtful = (~raw.str.contains(_VOTES_BEHIND) | (found == "")).arg_true()
    return found.scatter(doubtful, raw.gather(doubtful).str.extract(_ITEM))


def _title_cell(raw: pl.Series) -> pl.Series:
    """What the group of _TITLE_CELL says, in the same way."""
    before = raw.str.splitn(_READ_MORE, 2).struct.unnest()
    found = before["field_0"].str.strip_prefix("|").str.strip_chars()
    is_cell = before["field_1"].is_not_null() & before["field_0"].str.starts_with("|") & (found != "")
    doubtful = (~is_cell).arg_true()
    return found.scatter(doubtful, raw.gather(doubtful).str.extract(_TITLE_CELL))


def _names(kept: pl.Expr) -> pl.Expr:
    """Those names of the authors' cell that are `kept`."""
    return _extract(_AUTHORS_CELL).str.split(",").list.eval(pl.element().str.strip_chars().filter(kept))


def _authors() -> pl.Expr:
    nothing = pl.lit(None, dtype=pl.String)
    people = _names(_IS_PERSON).list.eval(pl.struct(name=pl.element(), orcid=nothing, affiliation=nothing))
    return people.cast(AUTHORS)


def _extra() -> pl.Expr:
    return pl.col("raw").map_batches(_unmodelled, return_dtype=pl.String, is_elementwise=True)


def _unmodelled(raw: pl.Series) -> pl.Series:
    """Accounts among the authors, and the digest's own summary: it is not the paper's abstract. JSON text."""
    accounts = _names(~_IS_PERSON & (pl.element().str.strip_chars() != ""))
    told = raw.to_frame("raw").select(usernames=accounts, summary=_summary(raw))
    has_summary, has_accounts = told["summary"].is_not_null(), told["usernames"].list.len() > 0
    found = pl.repeat(None, len(raw), dtype=pl.String, eager=True)
    for names, has_these in {
        ("usernames", "summary"): has_summary & has_accounts,
        ("summary",): has_summary & ~has_accounts,
        ("usernames",): has_accounts & ~has_summary,
    }.items():
        places = has_these.arg_true()
        found = found.scatter(places, told[places].select(pl.struct(names).struct.json_encode()).to_series())
    return found


def _summary(raw: pl.Series) -> pl.Series:
    """The last cell: what stands behind the first two, for a pattern that captured it would walk all of it."""
    rest = raw.str.replace(_BEFORE_SUMMARY, "")
    cell = rest.str.strip_chars_end().str.strip_suffix("|").str.strip_chars_end()
    is_summary = raw.str.contains(_BEFORE_SUMMARY) & (cell != "") & ~rest.str.starts_with("|")
    return pl.select(pl.when(is_summary).then(cell)).to_series()


TABLE = Cards(
    mark=_mark_table,
    fields={
        "title": elementwise(pl.col("raw"), _title_cell),
        "authors": _authors(),
        "arxiv_id": _extract(_LINKS_CELL).str.extract(_ARXIV_ID),
        "links": _extract(_LINKS_CELL).str.extract_all(r"https?://[^()\s]+"),
        "extra": _extra(),
    },
    required=("title",),
)

LETTER = Cards(
    mark=_mark_letter,
    fields={"title": elementwise(pl.col("raw"), _item), "upvotes": _extract(rf"(?m){UPVOTES}").cast(pl.Int32)},
    required=("title",),
)
