"""Every cleaner on a frame without rows and on a column without values."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from transforms.clean import dates, identifiers, links, names, text, venues
from transforms.schema.column import DataType
from transforms.schema.core import AUTHORS, IDENTIFIER_SCHEMES, LINKS, STRINGS

CLEANERS: list[tuple[Callable[[pl.Expr], pl.Expr], DataType, DataType, object]] = [
    *((function, pl.String, pl.String, None) for function in (text.printed, text.clean, text.folded, text.title_key)),
    *((function, pl.String, pl.Boolean, None) for function in (text.is_generic_title, text.is_not_a_paper)),
    *((getattr(identifiers, name), pl.String, pl.String, None) for name in IDENTIFIER_SCHEMES.values()),
    *((function, pl.String, pl.String, None) for function in (identifiers.orcid, identifiers.arxiv_id_from_doi)),
    (identifiers.arxiv_month, pl.String, pl.Date, None),
    (
        lambda raw: dates.parsed(raw, captured_on=None),
        pl.String,
        dates.DATE,
        dict.fromkeys(("date", "precision", "basis")),
    ),
    (names.authors, AUTHORS, AUTHORS, []),
    *(
        (function, pl.String, pl.String, None)
        for function in (names.author_key, names.given_name, names.homonym_number)
    ),
    (links.urls_in, pl.String, STRINGS, []),
    *((function, pl.String, pl.String, None) for function in (links.cleaned, links.host, links.kind)),
    (links.as_links, STRINGS, LINKS, []),
    (venues.parsed, pl.String, venues.VENUE, dict.fromkeys(("key", "year", "track"))),
    (venues.venue_key, pl.String, pl.String, None),
]


@pytest.mark.parametrize(("cleaner", "before", "after", "nothing"), CLEANERS)
@pytest.mark.parametrize("rows", [0, 3])
def test_nothing_in_nothing_out(
    cleaner: Callable[[pl.Expr], pl.Expr], before: DataType, after: DataType, nothing: object, rows: int
) -> None:
    frame = pl.DataFrame({"raw": [None] * rows}, schema={"raw": before})
    for cleaned in (
        frame.select(cleaner(pl.col("raw")).alias("raw")),
        frame.lazy().select(cleaner(pl.col("raw")).alias("raw")).collect(),
    ):
        assert cleaned.schema["raw"] == after
        assert cleaned["raw"].to_list() == [nothing] * rows
