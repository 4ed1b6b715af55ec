"""What a search asks for: every text is a query or a clear error."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from transforms.errors import UsageError
from transforms.search.query import Fact, Query, Word, Words, Years, parse


def words(*forms: str | None, **of_clause: object) -> Words:
    found = (form and Word(form=form.removesuffix("*"), is_prefix=form.endswith("*")) for form in forms)
    return Words(words=tuple(found), **of_clause)


@pytest.mark.parametrize(
    ("typed", "clauses"),
    [
        ("", []),
        (' "" - & ', []),
        ("Lantern KETTLES lantern", [words("lantern"), words("kettles")]),
        ('"State of the Art"', [words("state", None, None, "art")]),
        ("“state space”", [words("state", "space")]),
        ("self-supervised k-NN", [words("self", "supervised"), words("k", "nn")]),
        ("the lantern", [words("lantern")]),
        ('"the lantern of"', [words("lantern")]),
        ("-survey", [words("survey", is_excluded=True)]),
        ('-title:"state space"', [words("state", "space", field="title", is_excluded=True)]),
        ("transf* Self-Superv*", [words("transf*"), words("self", "superv*")]),
        ('"state spac*"', [words("state", "spac*")]),
        ("TITLE:Lantern", [words("lantern", field="title")]),
        ("BERT: lanterns", [words("bert"), words("lanterns")]),
        ("author:Bengio", [Fact(field="author", value="Bengio")]),
        ('author:"Yoshua  Bengio"', [Fact(field="author", value="Yoshua Bengio")]),
        (
            "-venue:acl source:dblp",
            [Fact(field="venue", value="acl", is_excluded=True), Fact(field="source", value="dblp")],
        ),
        ("arxiv:2405.15319", [Fact(field="id", value="2405.15319")]),
        ("doi:10.1000/ex.7", [Fact(field="id", value="10.1000/ex.7")]),
        ("2020..2023", [Years(first=2020, last=2023)]),
        ("2020.. -..2019", [Years(first=2020), Years(last=2019, is_excluded=True)]),
        ("year:2020-2023 year:2021", [Years(first=2020, last=2023), Years(first=2021, last=2021)]),
        ("year:2021–", [Years(first=2021)]),
        ("llama 3 2023", [words("llama"), words("3"), words("2023")]),
    ],
)
def test_a_query_asks_for_all_its_clauses(typed: str, clauses: list[object]) -> None:
    assert list(parse(typed).clauses) == clauses


def test_words_of_nearly_every_text_are_left_out_and_named() -> None:
    assert parse("the art of the kettle").unsearched == ("the", "of")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ('lantern "state space', 'the quote in “state space is not closed. Write a phrase as "state space".'),
        ("of the", "“of the” is in nearly every text and is not looked for alone. Add a word that says"),
        ("colour:red", "“colour:” is no field; there are title:, abstract:, author:, venue:, source:, id:, year:."),
        ('title:""', "“title:” does not say what to look for. Write it as title:lantern."),
        ("year:soon", "“soon” is no year. Write 2020..2023, year:2021 or year:2020.. for since then."),
        ("2023..2020", "2023..2020 ends before it begins. Write 2020..2023."),
        ("tr*s", "“tr*s”: a star stands for the end of a word. Write it as transf*."),
        ("*", "“*”: a star stands for the end of a word."),
        ('"st*te space"', "“st*te space”: a star stands for the end of a word."),
        ("gpt-*", "“gpt-*”: a star stands for the end of a word."),
        ("in*", "“in*” begins too many words. Give at least 3 letters."),
        ("x^2", "“x^2” holds no word: formulas and addresses are not looked for."),
        ("https://example.org/a", "“https:” is no field;"),
        (" ".join(f"word{n}" for n in range(21)), "the query asks 21 things; at most 20. Shorten it."),
    ],
)
def test_a_faulty_query_says_what_is_wrong_and_the_next_step(typed: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse(typed)
    assert str(refused.value).startswith(said)


def parsed(typed: str) -> Query | UsageError:
    try:
        return parse(typed)
    except UsageError as refused:
        return refused


@given(st.text(st.sampled_from('ab the 2.0-":*_^é~title:year:author:id: “”19')) | st.text())
@example('-"')
@example("-:")
@example("title:title:a")
def test_every_text_is_a_query_that_can_be_written_down_or_a_clear_error(typed: str) -> None:
    found = parsed(typed)
    if isinstance(found, UsageError):
        assert found.fact
        assert found.next_step
    else:
        assert parse(str(found)) == Query(clauses=found.clauses)
