"""`views.toml`: what is written is read again, and what cannot be read is said with file, key, fact and next step."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.errors import UsageError
from warehouse.queries.asked import Asked
from warehouse.queries.page_tables import PAGE_TABLES
from warehouse.queries.saved_views import SavedView, lines, load, parse, proposed_name

words = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=20)
views = st.builds(
    SavedView,
    name=words.filter(lambda name: not name.startswith("-")),
    page=st.sampled_from(sorted(PAGE_TABLES)),
    asked=st.builds(
        Asked,
        search=st.just("") | words,
        venue=st.none() | words,
        has_code=st.none() | st.booleans(),
        since=st.none() | st.just(date(2025, 1, 1)),
        smooth=st.integers(1, 12),
        snapshot=st.none() | st.integers(1, 999),
    ),
)


@given(views)
def test_lines_that_are_offered_are_read_again(view: SavedView) -> None:
    read = parse(lines(view))
    assert read.views == (view,)
    assert not read.faults


def test_a_view_as_it_is_written() -> None:
    view = SavedView(name="Kettles, with code", page="papers", asked=Asked(search='"tea kettle"', has_code=True))
    assert lines(view) == '["Kettles, with code"]\npage = "papers"\ncode = "1"\nq = "\\"tea kettle\\""'


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ('t = "a, b + c"', Asked(terms=("a", "b + c"))),
        ("smooth = 6\nv = 12", Asked(smooth=6, snapshot=12)),
        ("code = true", Asked(has_code=True)),
        ('from = "2024"\nto = "2024-02"', Asked(since=date(2024, 1, 1), until=date(2024, 2, 1))),
    ],
)
def test_values_are_text_or_whole_numbers(said: str, asked: Asked) -> None:
    assert parse(f'[mine]\npage = "trends"\n{said}').views == (SavedView(name="mine", page="trends", asked=asked),)


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("[mine", None, "views.toml is no TOML (Expected ']' at the end of a table declaration"),
        ('page = "trends"', "page", "views.toml: page stands outside of a view. Begin each view with its name"),
        ('[-x]\npage = "trends"', "-x", "views.toml: [-x] is no name of a view. Take at most 60 characters"),
        ('[""]\npage = "trends"', "", "views.toml: [] is no name of a view."),
        ("[mine]", "mine", "views.toml, [mine], page is missing. Name one of overview, trends,"),
        ('[mine]\npage = "trend"', "mine", "views.toml, [mine], page: there is no page 'trend'. Name one of"),
        ("[mine]\npage = [1]", "mine", "views.toml, [mine], page: there is no page '[1]'."),
        (
            '[mine]\npage = "papers"\nsort = "price"',
            "mine",
            "views.toml, [mine], sort=price: not one of newest, oldest, title, listed or relevance. Set it on",
        ),
        (
            '[mine]\npage = "papers"\ncolour = "red"',
            "mine",
            "views.toml, [mine], colour is no parameter of these pages.",
        ),
        (
            '[mine]\npage = "papers"\nfrom = 2025-01-01',
            "mine",
            "views.toml, [mine], from: a value is text or a whole number, not date. Write it as",
        ),
    ],
)
def test_what_is_wrong_is_said(text: str, name: str | None, said: str) -> None:
    read = parse(text)
    assert str(read.faults[name]).startswith(said)
    assert not read.views
    with pytest.raises(UsageError, match=r"views\.toml"):
        read.named(name or "any")


def test_a_faulty_view_costs_no_other() -> None:
    read = parse('[faulty]\npage = "none"\n[sound]\npage = "dumps"')
    assert list(read.faults) == ["faulty"]
    assert read.named("sound").page == "dumps"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert load(tmp_path).views == ()
    (tmp_path / "views.toml").write_bytes(b"\xff\xfe")
    assert "views.toml is not UTF-8" in str(load(tmp_path).faults[None])
    (tmp_path / "views.toml").write_text('\ufeff[mine]\npage = "dumps"', encoding="utf-8")
    assert load(tmp_path).named("mine").page == "dumps"
    with pytest.raises(UsageError, match=r"^views\.toml has no view other\. There are “mine”\."):
        load(tmp_path).named("other")


def test_the_views_of_the_readme_can_be_opened() -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    shown = next(part for part in readme.split("```toml\n") if part.startswith("# data/views.toml")).split("```")[0]
    assert [view.name for view in parse(shown).views] == ["experts", "New at NeurIPS"]


def test_a_name_is_proposed_that_is_easily_typed() -> None:
    assert (
        proposed_name("trends", {"t": "Mixture of Experts, k-NN", "smooth": "6"}) == "trends-mixture-of-experts-k-nn-6"
    )
    assert len(proposed_name("papers", {"q": "a " * 300})) <= 60
