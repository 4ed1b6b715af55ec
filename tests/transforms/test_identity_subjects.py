"""One title over abstracts that have nothing to do with each other: which listings are told apart, and what is said."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from transforms import identity
from transforms.clean import text
from transforms.identity import subjects
from transforms.schema.core import IDENTIFIER_SCHEMES

TITLE = "Sorting Kettles by the Sound of Their Lids"
WORKSHOP = (
    "We record how lids rattle on two hundred kettles and show that a small network tells tin from copper. Dents are "
    "heard as well, though not yet how deep they are."
)
REVISED = (
    "We record how lids rattle on nine hundred kettles. A network tells tin from copper and enamel, hears dents, and "
    "says how deep they are within half a millimetre; lids that were mended remain hard."
)
JOURNAL = (
    "This article follows a factory that refused enamel for a decade. Interviews with forty of its smiths are coded by "
    "three readers, and their disagreements are laid open, with consequences for how craft is taught."
)
FRENCH = (
    "Nous enregistrons le bruit que font les couvercles de deux cents bouilloires et montrons qu'un petit modèle "
    "distingue le cuivre du fer-blanc, sans pourtant mesurer la profondeur des bosses."
)
CUT = "This article follows a factory that refused enamel for a decade, and asks what its forty smiths thought of ..."
KEY = "sortingkettlesbythesoundoftheirlids"


def listings(*rows: dict[str, Any]) -> pl.DataFrame:
    """Listings `a`, `b`, ... of one title; what is not given is unknown."""
    columns = ["listing_id", "title", "abstract", *IDENTIFIER_SCHEMES.values()]
    schema = {**dict.fromkeys(columns, pl.String), "names": pl.List(pl.String)}
    filled = [{"listing_id": chr(97 + number), "title": TITLE, **row} for number, row in enumerate(rows)]
    frame = pl.DataFrame([{column: row.get(column) for column in schema} for row in filled], schema=schema)
    return frame.with_columns(title_key=text.title_key(pl.col("title"))).select(identity.KEY_COLUMNS)


def groups(frame: pl.DataFrame) -> list[str]:
    papers = identity.resolve(frame).assignments.group_by("paper_id").agg(pl.col("listing_id").sort().str.join(""))
    return sorted(papers["listing_id"])


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([{"abstract": WORKSHOP}, {"abstract": JOURNAL}], ["a", "b"], id="workshop and journal"),
        pytest.param(
            [{"abstract": WORKSHOP, "names": ["Ida Lantern"]}, {"abstract": JOURNAL, "names": ["I. Lantern"]}],
            ["a", "b"],
            id="of the same people",
        ),
        pytest.param(
            [{"abstract": WORKSHOP, "arxiv_id": "2405.15319"}, {"abstract": JOURNAL, "doi": "10.1/x"}],
            ["a", "b"],
            id="a preprint and an article",
        ),
        pytest.param(
            [{"abstract": WORKSHOP, "doi": "10.1/x"}, {"abstract": JOURNAL, "doi": "10.1/x"}],
            ["ab"],
            id="one identifier, whatever the abstracts",
        ),
        pytest.param([{"abstract": WORKSHOP}, {"abstract": REVISED}], ["ab"], id="a revised abstract"),
        pytest.param([{"abstract": WORKSHOP}, {"abstract": WORKSHOP.upper()}], ["ab"], id="one abstract in capitals"),
        pytest.param([{"abstract": WORKSHOP}, {"abstract": FRENCH}], ["ab"], id="an abstract in another language"),
        pytest.param([{"abstract": WORKSHOP}, {"abstract": "Best paper, with a video."}], ["ab"], id="a mere remark"),
        pytest.param([{"abstract": WORKSHOP}, {"abstract": CUT}], ["ab"], id="an abstract cut short proves nothing"),
        pytest.param(
            [{"abstract": WORKSHOP}, {"abstract": JOURNAL}, {"abstract": CUT}],
            ["a", "bc"],
            id="an abstract cut short is known by its beginning",
        ),
        pytest.param(
            [{"abstract": WORKSHOP}, {"abstract": JOURNAL}, {}],
            ["ac", "b"],
            id="without abstract: with the first, and not counted as a third paper",
        ),
        pytest.param(
            [
                {"abstract": WORKSHOP, "arxiv_id": "2405.15319"},
                {"abstract": JOURNAL, "arxiv_id": "2405.15320"},
                {"abstract": JOURNAL},
            ],
            ["a", "bc"],
            id="two arXiv ids: the abstract says which of them is meant",
        ),
        pytest.param(
            [{"abstract": WORKSHOP}, {"abstract": JOURNAL, "doi": "10.1/x"}, {"abstract": REVISED, "doi": "10.1/x"}],
            ["abc"],
            id="a paper whose abstract was rewritten is like both",
        ),
        pytest.param(
            [{"abstract": WORKSHOP, "title": "Introduction"}, {"abstract": JOURNAL, "title": "Introduction"}],
            ["a", "b"],
            id="a title that says nothing joins none",
        ),
    ],
)
def test_subjects(rows: list[dict[str, Any]], expected: list[str]) -> None:
    assert groups(listings(*rows)) == expected


def test_what_is_kept_apart_is_told_with_what_the_abstracts_have_in_common() -> None:
    rows = [{"abstract": WORKSHOP, "arxiv_id": "2405.15319"}, {"abstract": JOURNAL, "doi": "10.1/x"}]
    (conflict,) = identity.resolve(listings(*rows)).conflicts.to_dicts()
    # Of the sixteen words that the shorter one has besides those of the title one stands in the other: `that`.
    assert conflict == {
        "kind": "other_abstract",
        "paper_ids": ["arxiv:2405.15319", "doi:10.1/x"],
        "evidence": f"title key {KEY}, abstracts have 0.06 of their words in common",
        "decision": "kept_apart",
        "score": 0.0625,
    }


def test_of_very_many_abstracts_those_that_begin_alike_are_one() -> None:
    many = [f"{chr(97 + number)}. {WORKSHOP}" for number in range(subjects.MOST_ABSTRACTS + 1)]
    again = {"abstract": many[0].upper()}
    few = listings(*({"abstract": said} for said in many[:-1]), again)
    assert identity.resolve(few).assignments["paper_id"].n_unique() == 1
    found = identity.resolve(listings(*({"abstract": said} for said in many), again))
    assert found.assignments["paper_id"].n_unique() == subjects.MOST_ABSTRACTS + 1
    assert found.conflicts.select("kind", "evidence", "score").rows() == [("other_abstract", f"title key {KEY}", None)]


def test_only_titles_of_several_works_are_looked_at() -> None:
    frame = listings(
        {"arxiv_id": "2405.15319"},
        {"arxiv_id": "2405.15319"},
        {"title": "Kettles that Nobody Else has Sorted"},
        {"title": "Introduction"},
        {"title": "Introduction"},
    )
    assert subjects.under_shared_titles(frame).is_empty()
    both = listings({"arxiv_id": "2405.15319"}, {"doi": "10.1/x"}, {"title": "Kettles that Nobody Else has Sorted"})
    assert subjects.under_shared_titles(both)["listing_id"].to_list() == ["a", "b"]
