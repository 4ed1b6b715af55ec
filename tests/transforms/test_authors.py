"""Whose authorships are whose: literal examples, then laws that hold of any."""

from __future__ import annotations

import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms import authors
from transforms.clean import names

ADA, BO = "0000-0002-1825-0097", "0000-0001-5109-3700"
SCHEMA = {
    "paper_id": pl.String,
    "position": pl.Int32,
    "author_key": pl.String,
    "name": pl.String,
    "orcid": pl.String,
    "coauthors": pl.List(pl.String),
}
Authorship = tuple[str, str | None, list[str]]


def frame(rows: list[Authorship]) -> pl.DataFrame:
    """One paper each: the name as printed, its ORCID, who stands beside it."""
    wide = [(f"doi:10.1000/{number:03}", 0, *row) for number, row in enumerate(rows)]
    columns = {name: SCHEMA[name] for name in ("paper_id", "position", "name", "orcid", "coauthors")}
    return pl.DataFrame(wide, schema=columns, orient="row").with_columns(author_key=names.author_key(pl.col("name")))


def groups(rows: list[Authorship]) -> list[list[int]]:
    """Numbers of the rows that are one person's, least first."""
    found = authors.resolve(frame(rows)).with_row_index("row").sort("paper_id").with_row_index("number")
    together = found.group_by("author_key", "author_id").agg(pl.col("number").sort())
    return sorted(together["number"].to_list())


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([("Yoshua Bengio", None, []), ("Y. Bengio", None, [])], [[0], [1]], id="a name alone"),
        pytest.param(
            [("Yoshua Bengio", ADA, []), ("Bengio, Y.", ADA, []), ("Y. Bengio", BO, [])], [[0, 1], [2]], id="ORCID"
        ),
        pytest.param(
            [("Wei Wang 0001", None, []), ("Wei Wang 0001", None, []), ("Wei Wang 0002", None, [])],
            [[0, 1], [2]],
            id="dblp's number",
        ),
        pytest.param(
            [
                ("Wei Wang 0001", ADA, []),
                ("Wei Wang 0001", None, []),
                ("W. Wang", ADA, []),
                ("Wei Wang 0002", None, []),
            ],
            [[0, 1, 2], [3]],
            id="a number and an ORCID that stand together",
        ),
        pytest.param(
            [("Wei Wang 0001", ADA, []), ("Wei Wang 0001", BO, []), ("Wei Wang 0001", None, [])],
            [[0], [1], [2]],
            id="a number with two ORCIDs says nothing of either",
        ),
        pytest.param(
            [("Yoshua Bengio", None, ["Ida Lantern"]), ("Bengio, Yoshua", None, ["Ida Lantern", "Bo Kettle"])],
            [[0, 1]],
            id="a co-author",
        ),
        pytest.param(
            [("Y. Bengio", None, ["I. Lantern"]), ("Y. Bengio", None, ["I. Lantern"])],
            [[0], [1]],
            id="initials of one co-author are too little",
        ),
        pytest.param(
            [("Y. Bengio", None, ["I. Lantern", "B. Kettle"]), ("Yoshua Bengio", None, ["Kettle, Bo", "Lantern, Ida"])],
            [[0, 1]],
            id="those of two are not",
        ),
        pytest.param(
            [("Wei Wang", None, ["Ida Lantern"]), ("Wenjie Wang", None, ["Ida Lantern"])],
            [[0], [1]],
            id="given names that differ",
        ),
        pytest.param(
            [
                ("Wei Wang", None, ["Ida Lantern"]),
                ("Wenjie Wang", None, ["Bo Kettle"]),
                ("W. Wang", None, ["Ida Lantern", "Bo Kettle"]),
                ("W. Wang", None, ["Bo Kettle"]),
            ],
            [[0], [1, 3], [2]],
            id="initials between two persons join neither, but do not keep others from joining",
        ),
        pytest.param(
            [
                ("Wei Wang", ADA, ["Ida Lantern"]),
                ("Wei Wang", None, ["Ida Lantern", "Bo Kettle"]),
                ("Wei Wang", None, ["Bo Kettle", "Cy Harbour"]),
                ("Wei Wang", BO, ["Cy Harbour"]),
            ],
            [[0, 1], [2, 3]],
            id="a chain between two ORCIDs is cut",
        ),
        pytest.param(
            [("Wei Wang", None, [f"Ida{n} Lantern" for n in range(30)])] * 2,
            [[0], [1]],
            id="a collaboration says nothing",
        ),
    ],
)
def test_who_is_one_person(rows: list[Authorship], expected: list[list[int]]) -> None:
    assert groups(rows) == expected


def test_ids_and_evidence() -> None:
    rows: list[Authorship] = [
        ("Wei Wang", None, []),
        ("W. Wang", ADA, ["Ida Lantern"]),
        ("Wei Wang 0002", None, []),
        ("W. Wang", None, ["Ida Lantern"]),
    ]
    found = authors.resolve(frame(rows)).sort("paper_id")
    assert found.select("author_id", "evidence").rows() == [
        ("doi:10.1000/000#0", "alone"),
        (f"orcid:{ADA}", "orcid"),
        ("dblp:wang w 0002", "dblp number"),
        (f"orcid:{ADA}", "co-authors"),
    ]


def test_two_of_one_key_on_one_paper_are_two_persons() -> None:
    one = frame([("Wei Wang", None, ["Ida Lantern", "Wenjie Wang"])])
    both = pl.concat([one, one.with_columns(position=pl.lit(1, dtype=pl.Int32))])
    assert authors.resolve(both)["author_id"].n_unique() == 2


def test_nobody_asked_for_is_nobody() -> None:
    assert authors.resolve(frame([])).is_empty()


people = st.sampled_from(["Wei Wang", "W. Wang", "Wang, Wenjie", "Wei Wang 0001", "Wei Wang 0002", "Ada Wang"])
beside = st.lists(st.sampled_from(["Ida Lantern", "I. Lantern", "Bo Kettle", "B. Kettle", "C. Harbour"]), max_size=3)
few = settings(max_examples=40)
authorships = st.lists(st.tuples(people, st.sampled_from([None, None, ADA, BO]), beside), max_size=12)


@few
@given(authorships, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_nothing(rows: list[Authorship], chance: random.Random) -> None:
    asked = frame(rows)
    mixed = asked.with_columns(by=pl.Series([chance.random() for _ in rows], dtype=pl.Float64)).sort("by").drop("by")
    assert authors.resolve(mixed).equals(authors.resolve(asked))


@few
@given(authorships)
def test_nobody_has_two_orcids_or_two_given_names_without_one(rows: list[Authorship]) -> None:
    found = authors.resolve(frame(rows)).with_columns(given=names.given_name(pl.col("name")))
    assert found.height == len(rows)
    each = found.group_by("author_key", "author_id").agg(
        pl.col("orcid").drop_nulls().n_unique(),
        pl.col("given").drop_nulls().n_unique(),
        is_stated=pl.col("author_id").first().str.contains("^(?:orcid|dblp):"),
    )
    assert each.filter(pl.col("orcid") > 1).is_empty()
    assert each.filter(~pl.col("is_stated"), pl.col("given") > 1).is_empty()


@few
@given(authorships, authorships)
def test_what_stands_under_another_key_is_nothing(rows: list[Authorship], others: list[Authorship]) -> None:
    asked = frame(rows + others)
    key = pl.col("author_key") == "wang w"
    assert authors.resolve(asked).filter(key).equals(authors.resolve(asked.filter(key)))
