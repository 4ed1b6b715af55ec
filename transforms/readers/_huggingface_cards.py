"""Hugging Face papers pages captured as markdown: `markdown` and `references` (daily and search pages), `trending`.

A card begins with its title, a heading of the third level, or with what is printed above it: the upvotes on a daily
page, `Submitted by` on a trending one. What `references` lists behind its cards, the addresses, is read first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import IO

import polars as pl

from transforms.clean._selective import elementwise, where
from transforms.errors import LimitExceeded
from transforms.readers._cards import Cards
from transforms.readers._contract import Bounds, ByteAccount
from transforms.readers._huggingface_decoration import undecorated
from transforms.readers._huggingface_page import BANNERS, LONGEST_MARK_BYTES, MONTH_DAY, NOTE, PAGE_DAY
from transforms.readers._lines import read_lines
from transforms.readers._passages import Paragraph, Passage, first_of
from transforms.readers._roles import ROLE

_PAPER = r"https://huggingface\.co/papers/"
_ARXIV_ID = r"\d{4}\.\d{4,5}"
# The front matter that scrapers write above a page, and the keys one of them prints in bold.
_FRONT_MATTER = "command|statusCode|transport|completeness|title|description|language|status"
_SCRAPED = (
    rf"^(?:(?:{_FRONT_MATTER}):\s.*"
    r"|\*\*(?:URL|Page Title|Source|Title)\*?\*?:.*|-{3,}|(?:#{1,2} ).*"
    # Fences, menus and the list of references.
    r"|```\S*|[*\-] \[[^\[\]]+\]\[\d+\]|\[?\d+[\]:.]+\s*<?https?://\S+"
    r"|\* \* Website|\* (?:Community|Solutions)|\[\[Hugging Face's logo\] Hugging Face\]\[\d+\]"
    r"|- (?:URL|Title|Source \w+|Generated from|Extraction): .*|\[Content truncated\])$"
)
_NAVIGATION = (
    *BANNERS,
    *("Daily", "Weekly", "Monthly", "Previous", "Next", "Papers", "Trending Papers"),
    *("by", "AK", "and the research community"),
    "Trending Papers ranked by GitHub stars activity",
)
# `- Daily`, `[Subscribe](https://...)`
_NAVIGATES = rf"^(?:[-*] )?\[?(?:{'|'.join(_NAVIGATION)})(?:\]\(https?://\S+\)|\]\[\d+\])?$"
_BY = r"^(?:by ?\[.*AK\]\(\S+\) and the research community)$"

# How any of these lines, and any of a card's own, may begin: most lines of a page are prose and need no closer look.
_MAY_BE_A_MARK = (
    rf"^\s*(?:[\[#*·`\-\d]|{MONTH_DAY}|(?:https?|url|source|source_url|retrieved|captured)(?:_on|_at)?:"
    rf"|(?:{_FRONT_MATTER}):|(?:new|AK|and the research community)\s*$"
    r"|Get trending|Subscribe|Submitted by|by|Daily|Weekly|Monthly|Previous|Next|Papers|Trending)"
)

_UPVOTES = r"^\[(\d{1,7}|-)\]\(https://huggingface\.co/login\S*\)$"
_HEADING = "### "
_DATE = rf"^({MONTH_DAY}(?:, \d{{4}})?)(?:\[(\d{{1,6}})\]\(\S+#community\))?$"
_ABSTRACT_LINK = rf"^\[[^\-!].*(?:\\$|\]\({_PAPER}{_ARXIV_ID}\)$)"

_REFERENCE_VOTES = r"(?m)^\s*\[\s*\n\s*(\d{1,7}|-)\s*\n\s*\]\[\d+\]\s*$"
_REFERENCE_DATE = rf"^({MONTH_DAY}(?:, \d{{4}})?)(?:\s*\[\s*(\d{{1,6}})\]\[\d+\])?$"
_VOTE_LINES = 3  # `[`, `65`, `][35]`

_PUBLISHED = rf"(?:^|· )(?:Published on )?({MONTH_DAY}(?:, \d{{4}})?)$"
_CODE = r"\[(?:LINK: )?GitHub\s+([\d.,]{1,9}[kKmM]?)\]\((https?://[^()\s]+)\)"
_SUBMITTED = r"^Submitted by\b"
_OPENING_LINES = 3  # `Submitted by`, a picture, a name
# Prose of this length behind a card's last link is another card's, whose title is lost.
_LONG_CHARACTERS = 60
_REFERENCE_PROSE = rf"^\[[^\[\]\s*!\-].{{{_LONG_CHARACTERS - 1},}}"
_PROSE_LINE = rf"^\w.{{{_LONG_CHARACTERS - 1},}}"

# A link's text, or a heading, may be broken over lines, but holds no blank one.
_TEXT = r"((?:.|\n.)+?)"
_LINKED_TITLE = Paragraph("### [", "", rf"\]\({_PAPER}")
_PLAIN_TITLE = r"(?m)^### ([^\[\n].*(?:\n {2,}\S.*)*)$"
_LINKED_ABSTRACT = Paragraph("[", r"[^\-!\[]", rf"\]\({_PAPER}")
_END_OF_PROSE = r"(?:-[ \t]*\n|- (?:\d+ authors?|!?\[)|\[|#|·|!\[|<a |Submitted by\b)"
_ABOVE_PROSE = rf"^### (?:\[{_TEXT.replace('(', '(?:', 1)}\]\({_PAPER}\S+|.+(?:\n {{2,}}\S.*)*)\n\s*\n"
_PROSE = rf"(?:\n+.+)*?)(?:\n+{_END_OF_PROSE}|\s*\z)"
_PLAIN_ABSTRACT = rf"(?m){_ABOVE_PROSE}([^\s\[#·!<\-].*{_PROSE}"
_ABSTRACT_WITHOUT_TITLE = rf"\A(\w.{{{_LONG_CHARACTERS - 1},}}{_PROSE}"


def _first_of(*patterns: str | Passage | Paragraph) -> pl.Expr:
    return first_of(pl.col("raw"), *patterns)


def _unescaped(text: pl.Expr) -> pl.Expr:
    """Markdown -> the text as printed: line breaks (`\\\\` at the end of a line, `\\  `) and escapes (`\\-`)."""
    return elementwise(text, where(lambda rows: rows.str.contains("\\", literal=True), _without_backslashes))


def _without_backslashes(rows: pl.Series) -> pl.Series:
    rows = rows.str.replace_all(r"\\+\s*\n", "\n").str.replace_all(r"\\+\s{2,}", " ")
    return rows.str.replace_all(r"\\([!-/:-@\[-`{-~])", "$1")


def _number(printed: pl.Expr) -> pl.Expr:
    """`-` = 0."""
    return pl.when(printed == "-").then(pl.lit(0)).otherwise(printed.cast(pl.Int32, strict=False)).cast(pl.Int32)


def count_in_thousands(printed: pl.Expr) -> pl.Expr:
    """`476`, `1,024`, `11.3k`, `1.2M` -> Int32; NULL for anything else."""
    parts = printed.str.strip_chars().str.replace_all(",", "").str.to_lowercase()
    factor = pl.when(parts.str.ends_with("k")).then(1_000).when(parts.str.ends_with("m")).then(1_000_000).otherwise(1)
    number = parts.str.extract(r"^(\d+(?:\.\d+)?)[km]?$").cast(pl.Float64)
    return (number * factor).round().cast(pl.Int32, strict=False)


def _links(*urls: pl.Expr) -> pl.Expr:
    return pl.concat_list(urls).list.drop_nulls()


def _organisation(pattern: str) -> pl.Expr:
    name = pl.col("raw").str.extract(pattern).str.strip_chars()
    return pl.when(name.is_not_null()).then(pl.struct(name.alias("organisation")).struct.json_encode())


def _marked(lines: pl.DataFrame, published: str) -> pl.DataFrame:
    """What both layouts share. Adds `bare`, `is_furniture`, `page_day`, `published` and `is_heading`."""
    bare = pl.col("bare")
    is_navigation = bare.str.contains(_NAVIGATES)
    is_note = bare.str.contains(NOTE) | bare.str.contains(_SCRAPED) | bare.str.contains(_BY)
    is_day = pl.col("is_furniture").shift(1, fill_value=False) & bare.str.contains(PAGE_DAY).fill_null(False)
    may_be_one = (pl.col("bytes") <= LONGEST_MARK_BYTES) & pl.col("text").str.contains(_MAY_BE_A_MARK)
    return (
        lines.with_columns(bare=pl.when(may_be_one).then("text").str.strip_chars())
        .with_columns(
            is_furniture=(is_navigation | is_note).fill_null(False),
            is_heading=pl.col("text").str.starts_with(_HEADING),
            published=bare.str.extract(published),
        )
        .with_columns(
            page_day=pl.when(is_day).then(bare),
            published=pl.when(~is_day).then("published"),
            is_furniture=pl.col("is_furniture") | is_day,
        )
    )


def mark_markdown(lines: pl.DataFrame) -> pl.DataFrame:
    """Printed lines -> the same with `role`. A date ends a card; an abstract behind it has lost its title."""
    lines = _marked(lines, _DATE).with_columns(
        is_opening=pl.col("bare").str.contains(_UPVOTES).fill_null(False),
        is_last=pl.col("published").is_not_null(),
    )
    begins = pl.col("is_opening") | (pl.col("is_heading") & ~pl.col("is_opening").shift(1, fill_value=False))
    is_outside = (pl.col("is_last") | pl.col("is_furniture")).shift(1, fill_value=False)
    return _with_role(lines, begins, is_outside, is_orphan=_ABSTRACT_LINK)


def mark_references(lines: pl.DataFrame) -> pl.DataFrame:
    """Printed lines -> the same with `role`. The upvotes above a title are three lines."""
    text = pl.col("stripped")
    is_votes = text.shift(-1).str.contains(r"^(?:\d{1,7}|-)$") & text.shift(-2).str.contains(r"^\]\[\d+\]$")
    lines = _marked(lines, _REFERENCE_DATE).with_columns(stripped=pl.col("text").str.strip_chars())
    lines = lines.with_columns(
        is_opening=((text == "[") & is_votes).fill_null(False), is_last=pl.col("published").is_not_null()
    )
    opened = pl.col("is_opening").shift(_VOTE_LINES, fill_value=False)
    begins = pl.col("is_opening") | (pl.col("is_heading") & ~opened)
    is_outside = (pl.col("is_last") | pl.col("is_furniture")).shift(1, fill_value=False)
    return _with_role(lines, begins, is_outside, is_orphan=_REFERENCE_PROSE)


def mark_trending(lines: pl.DataFrame) -> pl.DataFrame:
    """Printed lines -> the same with `role`. Every card is printed twice, for wide and narrow screens: it is one."""
    lines = _marked(lines, _PUBLISHED)
    behind = pl.col("text").shift(-1)
    goes_on = pl.when(behind.str.starts_with("  ")).then(behind).otherwise(pl.lit(""))
    lines = lines.with_columns(
        title=pl.when("is_heading").then(pl.col("text") + goes_on),
        is_opening=pl.col("bare").str.contains(_SUBMITTED).fill_null(False),
        is_last=pl.col("bare").str.contains(_CODE).fill_null(False),
    )
    opened = pl.any_horizontal(pl.col("is_opening").shift(n, fill_value=False) for n in range(1, _OPENING_LINES + 1))
    opens = pl.when("is_opening").then(
        pl.coalesce(*(pl.col("title").shift(-n) for n in range(1, _OPENING_LINES + 1)), pl.lit(""))
    )
    lines = lines.with_columns(
        card=pl.when("is_furniture")
        .then(pl.lit(""))
        .when(pl.col("is_heading") & ~opened)
        .then("title")
        .otherwise(opens)
    )
    is_copy = (pl.col("card") == pl.col("card").forward_fill().shift(1)).fill_null(False) & (pl.col("card") != "")
    begins = pl.col("card").is_not_null() & ~is_copy
    is_outside = (pl.col("is_last") | pl.col("is_furniture")).shift(1, fill_value=False) & ~pl.col("is_opening")
    return _with_role(lines, begins, is_outside & pl.col("card").is_null(), is_orphan=_PROSE_LINE)


def _with_role(lines: pl.DataFrame, begins: pl.Expr, is_outside: pl.Expr, *, is_orphan: str) -> pl.DataFrame:
    is_stray = is_outside & ~pl.col("is_heading")
    # Not NULL for the others: a pattern is tried on what NULL hides.
    begins_without_title = pl.when(is_stray).then("text").otherwise(pl.lit("")).str.contains(is_orphan)
    return lines.with_columns(
        role=pl.when("is_furniture")
        .then(pl.lit("furniture"))
        .when(begins | begins_without_title)
        .then(pl.lit("title"))
        .when(is_stray & pl.col("published").is_null())
        .then(pl.lit("stray"))
        .otherwise(pl.lit("detail"))
        .cast(ROLE)
    )


_DATED = rf"(?m){_DATE}"

MARKDOWN = Cards(
    mark=mark_markdown,
    fields={
        "title": _unescaped(_first_of(_LINKED_TITLE)),
        # Without the line of the upvotes, which is a link like the abstract.
        "abstract": _unescaped(first_of(pl.col("raw").str.replace(rf"(?m){_UPVOTES}", ""), _LINKED_ABSTRACT)),
        "author_count": _first_of(r"(?m)^(?:\[)?- (\d{1,6}) authors?\]").cast(pl.Int32),
        "published": _first_of(_DATED),
        "comments": pl.col("raw").str.extract(_DATED, 2).cast(pl.Int32),
        "upvotes": _number(_first_of(rf"\A(?m:{_UPVOTES})", rf"(?m){_UPVOTES}")),
        "arxiv_id": _first_of(rf"(?:{_PAPER}|login\?next=%2Fpapers%2F)({_ARXIV_ID})"),
        "links": _links(_first_of(rf"\]\(({_PAPER}{_ARXIV_ID})\)")),
        "extra": _organisation(r"(?m)^\[!\[[^\]]*\]\([^()\s]*\)([^\]]+)\]\(https://huggingface\.co/"),
    },
    required=("title", "abstract"),
)

_REFERENCE_TITLE = Paragraph("### [", "", r"\]\[\d+\]\s*$")
_TITLE_NUMBER = r"(?m)^### \[(?:.|\n.)+?\]\[(\d+)\]\s*$"

REFERENCES = Cards(
    mark=mark_references,
    fields={
        "title": _first_of(_REFERENCE_TITLE),
        "abstract": _first_of(
            Passage(r"(?m)^\[[ \t]*\n[ \t]*\n", r"(?:.|\n)+?", r"\n[ \t]*\n\]\[\d+\]\s*$"),
            Paragraph("[", r"[^\[\]\s*!\-]", r"\]\[\d+\]\s*$"),
            rf"(?m)^### \[{_TEXT.replace('(', '(?:', 1)}\]\[\d+\]\s*\n+(\w.+(?:\n.+)*?)(?:\n+[\[·]|\s*\z)",
        ),
        "author_count": _first_of(r"(?m)^\s*\* (\d{1,6}) authors?\s*$").cast(pl.Int32),
        "published": _first_of(rf"(?m){_REFERENCE_DATE}"),
        "comments": pl.col("raw").str.extract(rf"(?m){_REFERENCE_DATE}", 2).cast(pl.Int32),
        "upvotes": _number(_first_of(_REFERENCE_VOTES)),
        "extra": _organisation(r"(?m)^\[\[[^\]]*\]\s+([^\]]+)\]\[\d+\]\s*$"),
    },
    required=("title", "abstract"),
)

_ADDRESS = rf"^\s*\[?(\d{{1,7}})[\]:.]+\s*<?{_PAPER}({_ARXIV_ID})>?\s*$"
_MOST_ADDRESSES = 1_000_000


def with_addresses(stream: IO[bytes], bounds: Bounds) -> Cards:
    """REFERENCES with the ids that the list of `stream` gives to the numbers; left at its beginning.

    A number that stands for two papers, as where several pages were put together, says nothing. Raises LimitExceeded.
    """
    numbers: dict[str, str | None] = {}
    for lines in read_lines(stream, bounds, ByteAccount()):
        found = lines.select(
            pl.col("text").str.extract(_ADDRESS, 1), pl.col("text").str.extract(_ADDRESS, 2).alias("id")
        )
        for number, arxiv_id in found.drop_nulls().iter_rows():
            numbers[number] = arxiv_id if numbers.get(number, arxiv_id) == arxiv_id else None
        if len(numbers) > _MOST_ADDRESSES:
            raise LimitExceeded("", f"it lists more than {_MOST_ADDRESSES:,} addresses.", next_step="Split it by page.")
    stream.seek(0)
    number = _first_of(_TITLE_NUMBER)
    arxiv_id = number.replace_strict(numbers, default=None, return_dtype=pl.String)
    return replace(REFERENCES, fields={**REFERENCES.fields, "arxiv_id": arxiv_id})


TRENDING = Cards(
    mark=undecorated(mark_trending),
    fields={
        "title": _unescaped(_first_of(_LINKED_TITLE, _PLAIN_TITLE)),
        "abstract": _unescaped(_first_of(_LINKED_ABSTRACT, _PLAIN_ABSTRACT, _ABSTRACT_WITHOUT_TITLE)),
        "author_count": _first_of(r"(?m)^- (\d{1,6}) authors?$").cast(pl.Int32),
        "published": _first_of(rf"(?m){_PUBLISHED}"),
        "upvotes": _number(_first_of(r"(?m)^\[Upvote\s+(\d{1,7}|-)\]\(")),
        "github_stars": count_in_thousands(_first_of(_CODE)),
        "arxiv_id": _first_of(rf"(?:{_PAPER}|arxiv\.org/abs/)({_ARXIV_ID})"),
        "links": _links(
            pl.col("raw").str.extract(_CODE, 2),
            _first_of(rf"\]\(({_PAPER}{_ARXIV_ID})\)", r"\]\((https://arxiv\.org/abs/[^()\s]+)\)"),
        ),
        "extra": _organisation(r"(?m)^\[\[[^\]]*\]\s+([^\]]+)\]\("),
    },
    required=("title", "abstract"),
)
