"""Topics of small graphs: their figures by hand, their names, and that they keep them."""

from __future__ import annotations

import itertools

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.trends import topics as topic_module
from transforms.trends.topics import Topics, papers_about, topics

PAIRS = pl.Schema({"term_a": pl.String, "term_b": pl.String, "npmi": pl.Float64})
BEFORE = pl.Schema({"topic": pl.String, "term": pl.String})
NONE = pl.DataFrame(schema=BEFORE)
TEA = [("cup", "kettle", 0.5), ("cup", "tea", 0.3), ("kettle", "tea", 0.6)]
SEA = [("boat", "harbour", 0.4), ("boat", "pier", 0.4), ("harbour", "pier", 0.4)]
BOTH = [*TEA, *SEA, ("boat", "cup", 0.1)]


def found(*pairs: tuple[str, str, float], before: pl.DataFrame = NONE) -> Topics:
    """The topics at the resolution of so few terms: at that of a thousand none holds more than a third of all links."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(topic_module, "RESOLUTION", 1.0)
        return topics(pl.DataFrame(pairs, schema=PAIRS, orient="row"), before)


def before(**terms: str) -> pl.DataFrame:
    rows = [(topic, term) for topic, named in terms.items() for term in named.split()]
    return pl.DataFrame(rows, schema=BEFORE, orient="row")


def test_figures_by_hand() -> None:
    sea, tea = found(*BOTH).topics.to_dicts()
    # 100 * (0.5 + 0.3 + 0.6) / 3; 10 * 0.1
    assert tea == {
        "topic": "kettle",
        "label": "kettle, tea, cup",
        "terms": 3,
        "density": pytest.approx(140 / 3),
        "centrality": pytest.approx(1.0),
    }
    assert (sea["topic"], sea["density"], sea["centrality"]) == ("boat", pytest.approx(40.0), pytest.approx(1.0))
    terms = found(*BOTH).terms.filter(topic="kettle")
    assert terms.rows() == [
        ("kettle", "kettle", pytest.approx(1.1), True),
        ("kettle", "tea", pytest.approx(0.9), True),
        ("kettle", "cup", pytest.approx(0.8), True),
    ]


def test_two_terms_are_no_topic_and_no_pairs_are_none() -> None:
    assert found(*TEA, ("clock", "watch", 1.0)).topics["topic"].to_list() == ["kettle"]
    assert found(("clock", "watch", 1.0)).topics.is_empty()
    assert found().terms.is_empty()


def test_the_core_holds_no_part_of_another_of_its_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topic_module, "CORE_TERMS", 3)
    names = ("graph networks", "Graph", "kernel", "kernels", "node")
    weights = dict(zip(names, (9, 8, 7, 6, 5), strict=True))
    pairs = [(*sorted(ends), weights[ends[0]] * weights[ends[1]] / 100) for ends in itertools.combinations(names, 2)]
    core = found(*pairs).terms.filter("is_core")["term"].to_list()
    assert core == ["graph networks", "kernel", "kernels"]


@pytest.mark.parametrize(
    ("known", "topic"),
    [
        (NONE, "kettle"),
        (before(pot="cup kettle tea"), "pot"),
        (before(pot="kettle tea spoon"), "pot"),
        # Of four terms in all they share one.
        (before(pot="kettle spoon"), "kettle"),
        # The former shares more; the latter's name is free again.
        (before(pot="cup kettle tea spoon", kettle="tea clock"), "pot"),
        # Its own name is that of another topic, which is still there.
        (before(kettle="boat harbour pier"), "tea"),
    ],
)
def test_a_topic_keeps_its_id(known: pl.DataFrame, topic: str) -> None:
    now = found(*BOTH, before=known)
    assert now.terms.filter(term="kettle")["topic"].to_list() == [topic]
    assert (
        now.topics.select("label", "density")
        .sort("label")
        .equals(found(*BOTH).topics.select("label", "density").sort("label"))
    )


def test_all_names_may_be_taken() -> None:
    three = [[f"{letter}{number}" for number in range(3)] for letter in "abc"]
    pairs = [(*pair, 0.5) for words in [*three, ["x", "y", "z"]] for pair in itertools.combinations(words, 2)]
    known = before(**{name: " ".join(words) for name, words in zip("xyz", three, strict=True)})
    assert found(*pairs, before=known).topics["topic"].to_list() == ["x", "x (2)", "y", "z"]


NAMES = st.sampled_from("abcdefghij")
GRAPHS = st.dictionaries(
    st.tuples(NAMES, NAMES).filter(lambda ends: ends[0] < ends[1]), st.floats(0.1, 1.0), min_size=3, max_size=30
)


@given(GRAPHS, st.randoms(use_true_random=False))
def test_the_order_of_pairs_changes_nothing(graph: dict[tuple[str, str], float], chance: object) -> None:
    pairs = [(*ends, npmi) for ends, npmi in graph.items()]
    shuffled = list(pairs)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = found(*pairs), found(*shuffled)
    assert one.topics.equals(other.topics)
    assert one.terms.equals(other.terms)


@given(GRAPHS, GRAPHS)
def test_ids_are_apart_and_what_was_counted_before_changes_nothing_else(
    graph: dict[tuple[str, str], float], earlier: dict[tuple[str, str], float]
) -> None:
    known = found(*((*ends, npmi) for ends, npmi in earlier.items())).terms.select("topic", "term")
    alone, after = (found(*((*ends, npmi) for ends, npmi in graph.items()), before=each) for each in (NONE, known))
    assert after.topics["topic"].is_unique().all()
    assert set(after.terms["topic"]) == set(after.topics["topic"])
    assert after.terms.drop("topic").sort("term").equals(alone.terms.drop("topic").sort("term"))
    figures = ("label", "terms", "density", "centrality")
    assert after.topics.select(figures).sort(figures).equals(alone.topics.select(figures).sort(figures))
    again = found(*((*ends, npmi) for ends, npmi in graph.items()), before=after.terms.select("topic", "term"))
    assert again.terms.equals(after.terms)


def test_a_paper_is_about_a_topic_with_two_terms_of_its_core() -> None:
    uses = [(0, 7), (0, 7), (0, 8), (0, 9), (0, 9), (0, 9), (1, 7), (1, 8), (1, 8), (1, 8), (1, 8)]
    about = papers_about(pl.DataFrame(uses, schema=["place", "paper_number"], orient="row"))
    assert about.rows() == [(7, 0), (8, 1), (9, 0)]
