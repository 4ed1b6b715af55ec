from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.schema.trends import POSTINGS
from transforms.trends.stop_words import ATTRIBUTES, CONNECTORS, STOP_WORDS, WEAK_WORDS
from transforms.trends.terms import Support, count

PAPERS = pl.Schema({"paper_number": pl.Int32, "title": pl.String, "abstract": pl.String})


def papers(*texts: str | tuple[str, str | None]) -> pl.DataFrame:
    """One paper per text: an abstract, or title and abstract."""
    rows = [(number, *(("", text) if isinstance(text, str) else text)) for number, text in enumerate(texts)]
    return pl.DataFrame(rows, schema=PAPERS, orient="row")


def counted(frame: pl.DataFrame, *, chunk_papers: int = 10, **support: float) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Terms and, in order, postings."""
    found = count(frame.iter_slices(chunk_papers), support=Support(**support))
    postings = pl.concat([POSTINGS.empty(), *found.postings])
    return found.terms, postings.sort("term_number", "paper_number")


def terms(*texts: str | tuple[str, str | None], min_papers: int = 1) -> list[str]:
    return sorted(counted(papers(*texts), min_papers=min_papers)[0]["term"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a longer term stands for its parts where they have the same papers
        ("Gradient clipping.", ["Gradient clipping"]),
        ("mixture of experts", ["mixture of experts"]),
        ("graph kernel pruning", ["graph kernel pruning"]),
        # hyphens, digits, ampersands and points before digits belong to words
        ("GPT-4", ["GPT-4"]),
        ("GPT-3.5-turbo, k-NN; R&D", ["GPT-3.5-turbo", "R&D", "k-NN"]),
        ("β-VAE and Łukasiewicz", ["β-VAE and Łukasiewicz"]),
        # punctuation, brackets, numbers and stop words end a phrase
        ("gradient. clipping", ["clipping", "gradient"]),
        ("gradient, clipping", ["clipping", "gradient"]),
        ("gradient (clipping)", ["clipping", "gradient"]),
        ("audio/video", ["audio", "video"]),
        ("gradient 2 clipping", ["clipping", "gradient"]),
        ("gradient we propose clipping", ["clipping", "gradient"]),
        # neither at the ends: function words, and words that qualify what does not follow
        ("the gradient of the", ["gradient"]),
        ("gradient large", ["gradient"]),
        ("large gradient", ["large gradient"]),
        # say nothing
        ("In this paper, we propose a novel method.", []),
        ("state of the art; state-of-the-art; extensive experiments", []),
        ("model", []),
        ("language model", ["language model"]),
        ("2024 3.14 10-20 1,000", []),
        ("x y z", []),
        # no words: URLs, paths, mail and rests of LaTeX
        ("https://example.org/gradient/clipping.", []),
        ("github.com/example-lab/gradient", []),
        (r"\mathcal{O}(n) ell_1 R^{d} mathcal clipping", ["clipping"]),
        # genitives
        ("Newton's method", ["Newton's method"]),
        ("", []),
        ("gradient\nclipping", ["gradient clipping"]),
    ],
)
def test_what_is_a_term(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_a_term_does_not_run_from_the_title_into_the_abstract() -> None:
    assert terms(("Gradient", "clipping")) == ["Gradient", "clipping"]


def test_a_missing_abstract_is_no_text() -> None:
    assert terms(("Gradient Clipping", None)) == ["Gradient Clipping"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # the commonest form; of equally common ones the one in small letters
        (["Graph kernel", "graph kernel", "graph kernel"], ["graph kernel"]),
        (["Graph Kernel", "graph kernel"], ["graph kernel"]),
        (["GRAPH kernel", "GRAPH kernel", "graph kernel"], ["GRAPH kernel"]),
        # a plural is the same word where the singular is used too
        (["graph kernels", "graph kernels", "graph kernel"], ["graph kernels"]),
        (["policies", "policy", "policy"], ["policy"]),
        (["LMs", "LMs", "LM"], ["LMs"]),
        (["losses of heat", "loss of heat"], ["losses of heat"]),
        (["kernel's width", "kernel width", "kernel width"], ["kernel width"]),
        # and not where it only looks like one
        (["physics", "physic"], ["physic", "physics"]),
        (["SARS", "SAR"], ["SAR", "SARS"]),
        (["LMS", "gas", "LM", "ga"], ["LM", "LMS", "ga", "gas"]),
        (["news", "bus", "bu"], ["bu", "bus", "news"]),
    ],
)
def test_the_form_in_which_a_term_is_shown(texts: list[str], expected: list[str]) -> None:
    assert terms(*texts) == expected


def test_only_terms_of_enough_papers_are_kept_however_often_a_paper_repeats_them() -> None:
    texts = ["lantern, kettle, kettle, kettle", "lantern", "lantern, harbour", "harbour"]
    assert terms(*texts, min_papers=3) == ["lantern"]
    assert terms(*texts, min_papers=2) == ["harbour", "lantern"]


@pytest.mark.parametrize(
    ("whole", "part", "alone", "stands"),
    [
        # of a word more than a tenth of its papers, of a phrase more than a quarter
        ("tidal lantern", "lantern", 2, False),
        ("tidal lantern", "lantern", 3, True),
        ("tidal lantern fleet", "lantern fleet", 6, False),
        ("tidal lantern fleet", "lantern fleet", 7, True),
        ("large language models", "large language", 6, False),
    ],
)
def test_a_part_of_a_longer_term_stands_alone_where_enough_papers_use_it_so(
    whole: str, part: str, alone: int, stands: bool
) -> None:
    found = terms(*[whole] * 18, *[part] * alone, min_papers=3)
    assert whole in found
    assert (part in found) is stands


def test_postings_say_which_paper_uses_which_term() -> None:
    frame = papers(("Harbour", "Lantern. Kettle."), ("Lantern", "kettle"), ("Studies", "lantern"))
    found, postings = counted(frame, min_papers=2)
    assert found.rows() == [(0, "kettle", 1, 2), (1, "Lantern", 1, 3)]
    assert postings.schema == POSTINGS.polars_schema
    assert postings.rows() == [(0, 0, False), (0, 1, False), (1, 0, False), (1, 1, True), (1, 2, False)]


def test_uses_in_titles_stand_behind_the_others() -> None:
    frame = papers(("Harbour", "lantern"), ("Lantern", "harbour"), ("Lantern, harbour", None))
    found = count(frame.iter_slices(1), support=Support(min_papers=1))
    chunks = [chunk for chunk in found.postings if not chunk.is_empty()]
    assert found.terms["term"].to_list() == ["harbour", "Lantern"]
    assert [chunk["in_title"].unique().to_list() for chunk in chunks] == [[False], [False], [True]]
    assert chunks[-1].rows() == [(0, 0, True), (0, 2, True), (1, 1, True), (1, 2, True)], "in order of the term"


@pytest.mark.parametrize(
    ("support", "expected"),
    [
        ({"min_papers": 1}, ["anvil", "harbour", "kettle", "lantern"]),
        ({"min_papers": 1, "min_share": 0.2}, ["anvil", "harbour", "kettle", "lantern"]),
        ({"min_papers": 1, "min_share": 0.21}, ["harbour", "kettle", "lantern"]),
        ({"min_papers": 1, "min_share": 0.6}, ["lantern"]),
        # two terms have as many papers: both are kept or neither is
        ({"min_papers": 1, "max_terms": 3}, ["harbour", "kettle", "lantern"]),
        ({"min_papers": 1, "max_terms": 2}, ["lantern"]),
    ],
)
def test_the_support_that_a_term_needs(support: dict[str, float], expected: list[str]) -> None:
    frame = papers("lantern", "lantern, kettle", "lantern, harbour", "harbour, anvil", "kettle")
    assert sorted(counted(frame, **support)[0]["term"]) == expected


@pytest.mark.parametrize("chunks", [[], [PAPERS.to_frame()]])
def test_no_papers_have_no_terms(chunks: list[pl.DataFrame]) -> None:
    found = count(chunks, support=Support())
    assert found.terms.is_empty()
    assert sum(chunk.height for chunk in found.postings) == 0


def test_the_lists_do_not_contradict_each_other() -> None:
    assert not CONNECTORS & STOP_WORDS
    assert not (STOP_WORDS | CONNECTORS) & WEAK_WORDS
    assert not (STOP_WORDS | CONNECTORS) & ATTRIBUTES


WORDS = [
    "lantern",
    "Lanterns",
    "kettle",
    "of",
    "the",
    "large",
    "language",
    "models",
    "Model",
    "we",
    "GPT-4",
    "x.",
    "(a)",
]
texts = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), max_size=8)


@given(texts=texts, seed=st.randoms(use_true_random=False), chunk=st.integers(1, 9), part=st.integers(1, 9))
def test_neither_the_order_of_papers_nor_the_size_of_chunks_matters(
    texts: list[str], seed, chunk: int, part: int
) -> None:
    frame = papers(*texts)
    order = seed.sample(range(frame.height), frame.height)
    expected = counted(frame, min_papers=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("transforms.trends.ngrams._PAPERS_OF_A_PART", part)
        found = counted(frame[order], min_papers=2, chunk_papers=chunk)
    assert found[0].equals(expected[0])
    assert found[1].equals(expected[1])


@given(texts=texts)
def test_the_papers_of_a_term_are_those_that_list_it(texts: list[str]) -> None:
    found, postings = counted(papers(*texts), min_papers=2)
    listed = postings.group_by("term_number").agg(listed=pl.len())
    both = found.join(listed, on="term_number", how="full")
    assert both.filter(pl.col("papers").ne_missing(pl.col("listed"))).is_empty()
    assert postings.select("paper_number", "term_number").is_unique().all()
    assert (found["papers"] >= 2).all()
