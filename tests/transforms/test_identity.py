"""Which listings are the same paper: worked examples, then the laws that hold for any listings in any order."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms import identity
from transforms.clean import text
from transforms.identity import overrides
from transforms.identity.versions import canonical
from transforms.schema.core import IDENTIFIER_SCHEMES
from transforms.schema.relations import RELATIONS

LONG_TITLE = "Tidal Networks for Forecasting Sparse Harbour Traffic"
ABSTRACT = "We forecast how many boats enter a harbour from how many left it, and find that the tide explains the rest."

UNLIKE = (
    "A violin is varnished by hands that never touch it; we film them and learn how much each of their strokes adds."
)

LONGER = ABSTRACT + " Of eleven harbours one does not agree, which lies behind a weir."


def listings(*rows: dict[str, Any]) -> pl.DataFrame:
    """Listings `a`, `b`, ... with the given fields; what is not given is unknown."""
    columns = ["listing_id", "title", "abstract", *IDENTIFIER_SCHEMES.values()]
    schema = {**dict.fromkeys(columns, pl.String), "names": pl.List(pl.String)}
    filled = [{"listing_id": chr(97 + number), "title": LONG_TITLE, **row} for number, row in enumerate(rows)]
    frame = pl.DataFrame([{column: row.get(column) for column in schema} for row in filled], schema=schema)
    return frame.with_columns(title_key=text.title_key(pl.col("title"))).select(identity.KEY_COLUMNS)


def papers_of(frame: pl.DataFrame) -> dict[str, str]:
    return dict(identity.resolve(frame).assignments.rows())


@pytest.mark.parametrize(
    ("rows", "groups"),
    [
        pytest.param([{}, {"title": LONG_TITLE.upper() + "!"}], ["ab"], id="title key"),
        pytest.param([{"arxiv_id": "2405.15319"}, {"arxiv_id": "2405.15319", "title": "Other"}], ["ab"], id="arXiv id"),
        pytest.param([{"arxiv_id": "2405.15319"}, {"doi": "10.1/x"}], ["ab"], id="preprint and journal, one title"),
        pytest.param([{"arxiv_id": "2405.15319"}, {"arxiv_id": "2405.15320"}], ["a", "b"], id="two arXiv ids"),
        pytest.param([{"doi": "10.1/x"}, {"doi": "10.1/y"}], ["a", "b"], id="two DOIs"),
        pytest.param(
            [
                {"arxiv_id": "2405.15319"},
                {"doi": "10.1/x", "title": "Other"},
                {"arxiv_id": "2405.15319", "doi": "10.1/x"},
            ],
            ["abc"],
            id="a listing that carries both ids joins two papers",
        ),
        pytest.param(
            [{"names": ["Ida Lantern", "Bo Kettle"]}, {"names": ["Kettle, B.", "U. Harbour"]}],
            ["ab"],
            id="one title, people in common",
        ),
        pytest.param(
            [{"names": ["Ida Lantern"]}, {"names": ["Bo Kettle"]}], ["a", "b"], id="one title, nobody in common"
        ),
        pytest.param(
            [{"names": ["Jörg Müller"]}, {"names": ["J. Mueller"]}, {"names": ["Muller, Joerg"]}],
            ["abc"],
            id="umlauts in three spellings",
        ),
        pytest.param([{"names": ["Ida Lantern"]}, {"names": ["李伟"]}], ["ab"], id="names in two scripts"),
        pytest.param(
            [{"names": ["Ida Lantern"]}, {}, {"names": ["Bo Kettle"]}],
            ["ab", "c"],
            id="who names nobody goes with the first people",
        ),
        pytest.param(
            [{"names": [name]} for name in ("Lantern", "Kettle", "Harbour", "Violin")] + [{}],
            ["a", "b", "c", "d", "e"],
            id="a title of four different people says nothing of who names nobody",
        ),
        pytest.param(
            [
                {"names": ["Ida Lantern"], "arxiv_id": "2405.15319"},
                {"names": ["Bo Kettle"], "doi": "10.1/x"},
                {"names": ["Bo Kettle"]},
            ],
            ["a", "bc"],
            id="a preprint and a journal article of other people under one title",
        ),
        pytest.param(
            [
                {"names": ["Ida Lantern"], "arxiv_id": "2405.15319"},
                {"names": ["Bo Kettle"], "arxiv_id": "2405.15319"},
                {"names": ["Bo Kettle"]},
            ],
            ["abc"],
            id="an identifier makes two lists of people one",
        ),
        pytest.param(
            [{"names": ["Ida Lantern"], "abstract": LONGER}, {"names": ["The Tide Team"], "abstract": LONGER}],
            ["ab"],
            id="nobody in common but the abstract",
        ),
        pytest.param(
            [
                {"names": ["Ida Lantern"]},
                {"names": ["The Tide Team"], "abstract": LONGER},
                {"abstract": LONGER.upper()},
            ],
            ["a", "bc"],
            id="who names nobody goes with the abstract",
        ),
        pytest.param(
            [
                {"title": "Tidal Nets", "abstract": ABSTRACT, "names": ["Ida Lantern"]},
                {"title": "Tidal Nets", "abstract": ABSTRACT, "names": ["Bo Kettle"]},
            ],
            ["ab"],
            id="short title with the same abstract, whoever is named",
        ),
        pytest.param([{"title": "Introduction"}, {"title": "Introduction"}], ["a", "b"], id="title that says nothing"),
        pytest.param([{"title": "Tidal Nets"}, {"title": "Tidal Nets"}], ["a", "b"], id="short title alone"),
        pytest.param(
            [{"title": "Tidal Nets", "abstract": ABSTRACT}, {"title": "tidal nets", "abstract": ABSTRACT}],
            ["ab"],
            id="short title with the same abstract",
        ),
        pytest.param(
            [{"arxiv_id": "2405.15319"}, {"arxiv_id": "2405.15320"}, {}],
            ["ac", "b"],
            id="a listing without id is not counted as a third paper",
        ),
        pytest.param(
            [*({"arxiv_id": f"2405.1531{number}"} for number in range(4)), {}],
            ["a", "b", "c", "d", "e"],
            id="a title of more than three papers says nothing",
        ),
        pytest.param(
            [
                {"arxiv_id": "2405.15319"},
                {"doi": "10.1/x"},
                {"doi": "10.1/x", "title": "Tidal Networks, Revisited at Last"},
                {"arxiv_id": "2405.15320", "title": "Tidal Networks, Revisited at Last"},
            ],
            ["a", "bc", "d"],
            id="a chain of titles does not join two arXiv ids",
        ),
    ],
)
def test_same_paper(rows: list[dict[str, Any]], groups: list[str]) -> None:
    found: dict[str, str] = {}
    for listing_id, paper_id in sorted(papers_of(listings(*rows)).items()):
        found[paper_id] = found.get(paper_id, "") + listing_id
    assert sorted(found.values()) == groups


def test_the_best_identifier_names_the_paper() -> None:
    assert set(papers_of(listings({"doi": "10.1/x"}, {"arxiv_id": "2405.15319"}, {})).values()) == {"arxiv:2405.15319"}


def test_a_title_names_a_paper_without_identifier_by_its_hash() -> None:
    # printf tidalnetworksforforecastingsparseharbourtraffic | sha256sum | head -c 16
    assert papers_of(listings({})) == {"a": "title:48c3bf9dff8a4344"}


def test_one_title_with_two_arxiv_ids_is_a_conflict() -> None:
    conflicts = identity.resolve(listings({"arxiv_id": "2405.15319"}, {"arxiv_id": "2405.15320"})).conflicts
    assert conflicts.to_dicts() == [
        {
            "kind": "same_title",
            "paper_ids": ["arxiv:2405.15319", "arxiv:2405.15320"],
            "evidence": "title key tidalnetworksforforecastingsparseharbourtraffic",
            "decision": "kept_apart",
            "score": None,
        }
    ]


@pytest.mark.parametrize(
    ("rows", "matches"),
    [
        pytest.param([{}], [], id="a listing alone"),
        pytest.param(
            [{"arxiv_id": "2405.15319", "doi": "10.1/x"}] * 3,
            [
                ("a", "arxiv", "arxiv 2405.15319 with b"),
                ("a", "doi", "doi 10.1/x with b"),
                ("b", "arxiv", "arxiv 2405.15319 with a"),
                ("b", "doi", "doi 10.1/x with a"),
                ("c", "arxiv", "arxiv 2405.15319 with a"),
                ("c", "doi", "doi 10.1/x with a"),
            ],
            id="every identifier, the best first, with the least other listing",
        ),
        pytest.param(
            [{"arxiv_id": "2405.15319"}, {"doi": "10.1/x", "title": "Other"}, {"doi": "10.1/x"}],
            [
                ("a", "title", "title key tidalnetworksforforecastingsparseharbourtraffic with c"),
                ("b", "doi", "doi 10.1/x with c"),
                ("c", "doi", "doi 10.1/x with b"),
                ("c", "title", "title key tidalnetworksforforecastingsparseharbourtraffic with a"),
            ],
            id="a title where it joins what no identifier does",
        ),
        pytest.param(
            [{"arxiv_id": "2405.15319"}, {"arxiv_id": "2405.15319"}, {"doi": "10.1/x"}, {}],
            [
                ("a", "arxiv", "arxiv 2405.15319 with b"),
                ("a", "title", "title key tidalnetworksforforecastingsparseharbourtraffic with c"),
                ("b", "arxiv", "arxiv 2405.15319 with a"),
                ("b", "title", "title key tidalnetworksforforecastingsparseharbourtraffic with c"),
                ("c", "title", "title key tidalnetworksforforecastingsparseharbourtraffic with a"),
                ("d", "title", "title key tidalnetworksforforecastingsparseharbourtraffic with a"),
            ],
            id="by title with a listing that has other identifiers",
        ),
        pytest.param(
            [{"title": "Tidal Nets", "abstract": ABSTRACT}] * 2,
            [
                ("a", "title_and_abstract", "title key tidalnets and abstract with b"),
                ("b", "title_and_abstract", "title key tidalnets and abstract with a"),
            ],
            id="short title with abstract",
        ),
    ],
)
def test_matches_say_why_listings_are_one_paper(rows: list[dict[str, Any]], matches: list[tuple[str, ...]]) -> None:
    found = identity.resolve(listings(*rows)).matches
    assert found.select("listing_id", "rule", "evidence").rows() == matches
    assert found["score"].to_list() == [1.0] * len(matches)


def related(*rows: tuple[str, str, str, str]) -> pl.DataFrame:
    """`core.relations` of `(listing_id, kind, scheme, value)`."""
    names = ("listing_id", "kind", "scheme", "value")
    return RELATIONS.conform(pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"))


@pytest.mark.parametrize(
    ("rows", "relations", "groups"),
    [
        pytest.param(
            [{"doi": "10.1/preprint"}, {"doi": "10.1/journal", "title": "Other"}],
            [("a", "is-preprint-of", "doi", "10.1/journal")],
            ["ab"],
            id="two DOIs that one of them relates",
        ),
        pytest.param(
            [{"arxiv_id": "2405.15319"}, {"doi": "10.1/journal", "title": "Other"}],
            [("b", "has-preprint", "arxiv", "2405.15319")],
            ["ab"],
            id="the published version names its preprint",
        ),
        pytest.param(
            [{"arxiv_id": "2405.15319"}, {"arxiv_id": "2405.15320"}],
            [("a", "has-version", "arxiv", "2405.15320")],
            ["a", "b"],
            id="never two arXiv ids",
        ),
        pytest.param(
            [{"arxiv_id": "2405.15319"}, {"doi": "10.1/journal"}, {"arxiv_id": "2405.15320", "title": "Other"}],
            [("b", "has-preprint", "arxiv", "2405.15319"), ("b", "has-preprint", "arxiv", "2405.15320")],
            ["ab", "c"],
            id="two preprints of one work: the title decides",
        ),
        pytest.param(
            [{"doi": "10.1/x"}, {"doi": "10.1/y", "title": "Other"}],
            [("a", "is-preprint-of", "doi", "10.1/z"), ("b", "is-preprint-of", "doi", "10.1/z")],
            ["a", "b"],
            id="a work that nobody lists joins none",
        ),
    ],
)
def test_versions_that_a_listing_names(
    rows: list[dict[str, Any]], relations: list[tuple[str, str, str, str]], groups: list[str]
) -> None:
    found = identity.resolve(listings(*rows), relations=related(*relations)).assignments
    papers = found.group_by("paper_id").agg(pl.col("listing_id").sort().str.join(""))
    assert sorted(papers["listing_id"]) == groups


def test_both_ends_of_a_relation_are_told() -> None:
    frame = listings({"doi": "10.1/preprint"}, {"doi": "10.1/journal", "title": "Other"})
    found = identity.resolve(frame, relations=related(("a", "is-preprint-of", "doi", "10.1/journal"))).matches
    assert found.select("listing_id", "rule", "evidence").rows() == [
        ("a", "preprint_of", "is-preprint-of doi 10.1/journal with b"),
        ("b", "preprint_of", "is-preprint-of doi 10.1/journal with a"),
    ]


def test_two_arxiv_ids_of_one_named_work_are_a_conflict() -> None:
    frame = listings({"arxiv_id": "2405.15319"}, {"arxiv_id": "2405.15320", "title": "Other"})
    found = identity.resolve(frame, relations=related(("a", "has-version", "arxiv", "2405.15320"))).conflicts
    assert found.select("kind", "paper_ids", "evidence").rows() == [
        ("same_work", ["arxiv:2405.15319", "arxiv:2405.15320"], "arxiv 2405.15320")
    ]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (("is-preprint-of", "doi", "https://doi.org/10.1000/Boats"), [("is-preprint-of", "doi", "10.1000/boats")]),
        (("has-preprint", "doi", "10.48550/arXiv.2405.15319"), [("has-preprint", "arxiv", "2405.15319")]),
        (("has-version", "arxiv", "2405.15319v2"), [("has-version", "arxiv", "2405.15319")]),
        (("has-version", "pmid", "100004"), [("has-version", "pmid", "100004")]),
        (("has-version", "uri", "https://boats.example/7"), []),
        (("has-version", "doi", "no DOI"), []),
        (("is-supplement-to", "doi", "10.1000/boats"), []),
    ],
)
def test_relations_in_canonical_form(printed: tuple[str, str, str], expected: list[tuple[str, str, str]]) -> None:
    names = ("dump_id", "listing_id", "type", "scheme", "value")
    frame = pl.DataFrame([("d", "a", *printed)], schema=dict.fromkeys(names, pl.String), orient="row")
    assert canonical(frame).select("kind", "scheme", "value").rows() == expected


Y_TITLE = "Kettles and Compasses of the Northern Meadows"


@pytest.mark.parametrize(
    ("rows", "groups", "doubted"),
    [
        pytest.param(
            [{"arxiv_id": "2405.15319", "doi": "10.1/x"}] * 2 + [{"arxiv_id": "2405.15320", "doi": "10.1/x"}],
            ["ab", "c"],
            {"doi 10.1/x": ["arxiv:2405.15319", "arxiv:2405.15320"]},
            id="two arXiv ids with one DOI",
        ),
        pytest.param(
            [
                {"arxiv_id": "2405.15319", "doi": "10.1/x"},
                {"arxiv_id": "2405.15319", "doi": "10.1/y"},
                {"doi": "10.1/y"},
            ],
            ["abc"],
            {},
            id="a preprint that was published twice under its title",
        ),
        pytest.param(
            [
                {"arxiv_id": "2405.15319", "doi": "10.1/x"},
                {"arxiv_id": "2405.15319", "doi": "10.1/y"},
                {"doi": "10.1/y", "title": Y_TITLE},
                {"doi": "10.1/y", "title": Y_TITLE},
            ],
            ["ab", "cd"],
            {"doi 10.1/y": ["arxiv:2405.15319", "doi:10.1/y"]},
            id="one listing with the DOI of another paper",
        ),
        pytest.param(
            [{"doi": "10.1/x", "title": f"{Y_TITLE}, Part {n}"} for n in range(11)],
            list("abcdefghijk"),
            None,
            id="an identifier of many titles names none of them",
        ),
        pytest.param(
            [{"doi": "10.1/x", "title": f"{Y_TITLE}, Part {n % 10}"} for n in range(11)],
            ["abcdefghijk"],
            {},
            id="a paper under a few titles",
        ),
        pytest.param(
            [{"doi": "10.48550/arxiv.2405.15319", "arxiv_id": "2405.15319"}, {"doi": "10.1/x"}],
            ["ab"],
            {},
            id="the DOI of arXiv contradicts none",
        ),
    ],
)
def test_bad_bridges_are_cut_and_told(
    rows: list[dict[str, Any]], groups: list[str], doubted: dict[str, list[str]] | None
) -> None:
    resolution = identity.resolve(listings(*rows))
    found = resolution.assignments.group_by("paper_id").agg(pl.col("listing_id").sort().str.join(""))
    assert sorted(found["listing_id"]) == groups
    told = resolution.conflicts.filter(kind="same_identifier").select("evidence", "paper_ids").rows()
    assert doubted is None or dict(told) == doubted


def test_a_long_chain_of_shared_keys_is_one_component() -> None:
    nodes = pl.DataFrame({"node": range(1_000)})
    keys = pl.DataFrame(
        {"node": [n for n in range(1_000) for _ in (0, 1)], "key": [n + s for n in range(1_000) for s in (0, 1)]}
    )
    assert identity.connected(nodes, keys)["label"].unique().to_list() == [0]


few = st.sampled_from
any_listing = st.fixed_dictionaries(
    {
        "title": few([LONG_TITLE, "Tidal Networks, Revisited at Last", "Tidal Nets", "Introduction", "!!"]),
        "abstract": few([None, ABSTRACT, ABSTRACT + " Twice.", UNLIKE]),
        "arxiv_id": few([None, None, "2405.15319", "2405.15320"]),
        "doi": few([None, None, "10.1/x", "10.1/y"]),
        "pmid": few([None, None, None, "7"]),
        "names": few([None, ["Ida Lantern"], ["I. Lantern", "Bo Kettle"], ["Una Harbour"]]),
    }
)
many_listings = st.lists(any_listing, min_size=1, max_size=14).map(lambda rows: listings(*rows))


any_relation = st.tuples(
    few("abcdefghijklmn"),
    few(["has-preprint", "is-version-of"]),
    st.just("doi"),
    few(["10.1/x", "10.1/y", "10.1/z"]),
)
many_relations = st.lists(any_relation, max_size=3, unique=True).map(lambda rows: related(*rows))
any_decision = st.tuples(few("abcdefghijklmn"), few(["merge", "split"]), few(["one", "two"]))
many_decisions = st.lists(any_decision, max_size=4, unique=True).map(
    lambda rows: pl.DataFrame(rows, schema=overrides.SCHEMA, orient="row")
)


@given(many_listings, many_relations, many_decisions, st.randoms(use_true_random=False))
def test_order_is_nothing(frame: pl.DataFrame, relations: pl.DataFrame, decisions: pl.DataFrame, random: Any) -> None:
    shuffled = frame[random.sample(range(frame.height), frame.height)]
    left, right = (identity.resolve(each, relations=relations, decisions=decisions) for each in (shuffled, frame))
    for name in ("assignments", "matches", "conflicts"):
        assert getattr(left, name).equals(getattr(right, name)), name


@given(many_listings, many_relations, many_decisions)
def test_every_listing_of_several_has_a_match_of_each_rule_once(
    frame: pl.DataFrame, relations: pl.DataFrame, decisions: pl.DataFrame
) -> None:
    resolved = identity.resolve(frame, relations=relations, decisions=decisions)
    several = resolved.assignments.filter(pl.len().over("paper_id") > 1).sort("listing_id")
    linked = resolved.matches.select("listing_id", "paper_id")
    assert linked.unique().sort("listing_id").equals(several)
    assert not resolved.matches.select("listing_id", "rule").is_duplicated().any()


@given(many_listings)
def test_a_whole_component_is_resolved_alike_alone_and_among_others(frame: pl.DataFrame) -> None:
    """What lets an increment look only at what it touches."""
    numbered = frame.with_row_index("node")
    keys = pl.concat(
        numbered.select("node", key=pl.lit(f"{column}:") + pl.col(column)).drop_nulls()
        for column in ("title_key", *IDENTIFIER_SCHEMES.values())
    )
    labels = identity.connected(numbered.select("node"), keys)
    apart: dict[str, str] = {}
    for _, part in numbered.join(labels, on="node").group_by("label"):
        apart |= papers_of(part.select(identity.KEY_COLUMNS))
    assert apart == papers_of(frame)


@given(many_listings)
def test_every_listing_gets_one_paper_and_strong_identifiers_are_obeyed_or_doubted(frame: pl.DataFrame) -> None:
    resolution = identity.resolve(frame)
    resolved = frame.join(resolution.assignments, on="listing_id")
    assert resolved.height == frame.height
    doubted = set(resolution.conflicts.filter(kind="same_identifier")["evidence"])
    for scheme, column in IDENTIFIER_SCHEMES.items():
        papers = resolved.drop_nulls(column).group_by(column).agg(pl.col("paper_id").n_unique())
        assert {f"{scheme} {value}" for value, count in papers.rows() if count > 1} <= doubted


@given(many_listings)
def test_no_paper_has_two_arxiv_ids_and_no_arxiv_id_two_papers(frame: pl.DataFrame) -> None:
    found = frame.join(identity.resolve(frame).assignments, on="listing_id").drop_nulls("arxiv_id")
    assert found["arxiv_id"].n_unique() == found["paper_id"].n_unique() == found.unique(["arxiv_id", "paper_id"]).height


@given(many_listings)
def test_titles_never_join_two_values_of_one_scheme(frame: pl.DataFrame) -> None:
    """Two arXiv ids are one paper only where some listing carries both ids' paper together (a shared DOI, say)."""
    resolved = frame.with_row_index("node").join(identity.resolve(frame).assignments, on="listing_id")
    strong_keys = pl.concat(
        resolved.select("node", key=pl.lit(f"{column}:") + pl.col(column)).drop_nulls()
        for column in IDENTIFIER_SCHEMES.values()
    )
    labels = resolved.join(identity.connected(resolved.select("node"), strong_keys), on="node")
    for column in IDENTIFIER_SCHEMES.values():
        holders = labels.drop_nulls(column).group_by("paper_id").agg(pl.col("label").n_unique())
        assert holders["label"].eq(1).all()
