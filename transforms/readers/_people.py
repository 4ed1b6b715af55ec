"""How lists of people become a column of AUTHORS. No cleaning: names stay as printed."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.schema.core import AUTHORS

_PERSON = {"name": pl.String, "orcid": pl.String, "affiliation": pl.String}

Person = tuple[str | None, str | None, str | None]  # name, ORCID, affiliation


def people(lists: Sequence[Sequence[Person]]) -> pl.Series:
    """A list of AUTHORS for each of `lists`, order kept; an empty one where there is nobody."""
    flat = [person for each in lists for person in each]
    columns = dict(zip(("name", "orcid", "affiliation"), zip(*flat, strict=True), strict=True)) if flat else {}
    return grouped(pl.DataFrame(columns, schema=_PERSON), [len(each) for each in lists])


def grouped(flat: pl.DataFrame, counts: Sequence[int]) -> pl.Series:
    """AUTHORS of people in a row: the first `counts[0]` of `flat` (`name`, `orcid`, `affiliation`), and so on."""
    each = pl.DataFrame({"count": pl.Series(counts, dtype=pl.UInt32)}).with_row_index("row")
    rows = each.select(pl.col("row").repeat_by("count")).explode("row", empty_as_null=False).to_series()
    found = flat.select(person=pl.struct(*_PERSON), row=rows).group_by("row", maintain_order=True).agg(authors="person")
    joined = each.join(found, on="row", how="left", maintain_order="left")
    return joined.select(pl.col("authors").fill_null(pl.lit([], dtype=AUTHORS))).to_series()
