from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean import names
from transforms.schema.core import AUTHORS

Person = dict[str, str | None]


def person(name: str | None, orcid: str | None = None, affiliation: str | None = None) -> Person:
    return {"name": name, "orcid": orcid, "affiliation": affiliation}


def people(raw: list[Person] | None) -> list[Person]:
    frame = pl.DataFrame({"raw": [raw]}, schema={"raw": AUTHORS}).select(names.authors(pl.col("raw")))
    assert frame.schema["raw"] == AUTHORS
    return list(frame.item(0, 0))


def keys(raw: list[str | None]) -> list[str | None]:
    return (
        pl.DataFrame({"raw": raw}, schema={"raw": pl.String})
        .select(names.author_key(pl.col("raw")))
        .to_series()
        .to_list()
    )


def has_more(raw: list[Person] | None) -> bool:
    frame = pl.DataFrame({"raw": [raw]}, schema={"raw": AUTHORS})
    return bool(frame.select(names.has_more(pl.col("raw"))).item())


def test_authors_are_people_in_order() -> None:
    raw = [
        person("  Zoe\n  Quux ", "https://orcid.org/0000-0002-1825-0097", "Uni&amp;Lab"),
        person("J\\'anos  K&aacute;d\u200bár"),
        person("et al."),
        person("Ana Beispiel et al.", "not-an-orcid", "  "),
        person("and others"),
        person("and Bo Example"),
        person("Cy Author,"),
        person("4 authors"),
        person("+3 more authors"),
        person("..."),
        person(""),
        person(None, "0000-0002-1825-0097"),
        person("Others, Mary"),
    ]
    assert people(raw) == [
        person("Zoe Quux", "0000-0002-1825-0097", "Uni&Lab"),
        person("János Kádár"),
        person("Ana Beispiel"),
        person("Bo Example"),
        person("Cy Author"),
        person("Others, Mary"),
    ]


@pytest.mark.parametrize("raw", [None, [], [person("et al")], [person(None)]])
def test_no_people_are_an_empty_list(raw: list[Person] | None) -> None:
    assert people(raw) == []


@pytest.mark.parametrize(
    "last",
    [
        *("et al.", "Et al", "Ana Beispiel et al.", "Ana Beispiel, et al", "and others", "Bo Example and others"),
        *("others", "+3 more authors", "and 12 other authors"),
    ],
)
def test_a_list_may_say_that_there_are_more(last: str) -> None:
    assert has_more([person("Zoe Quux"), person(last)])


@pytest.mark.parametrize("last", ["Others, Mary", "Al Example", "Example, Al", "Jan Metal", "Mary Others", None])
def test_a_name_is_not_taken_for_more(last: str | None) -> None:
    assert not has_more([person("Zoe Quux"), person(last)])


@pytest.mark.parametrize("raw", [None, []])
def test_no_list_says_nothing_of_more(raw: list[Person] | None) -> None:
    assert not has_more(raw)


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("bengio y", ["Bengio, Yoshua", "Yoshua Bengio", "Y. Bengio", "Bengio Y", "BENGIO, Y.", "Yoshua  BENGIO"]),
        ("van der maaten l", ["Laurens van der Maaten", "van der Maaten, Laurens", "Maaten, Laurens van der"]),
        ("van gool l", ["Luc Van Gool", "Van Gool, Luc", "L. van Gool"]),
        ("king ml", ["Martin L. King Jr.", "King, Martin L., Jr.", "King Jr., Martin L.", "King ML"]),
        ("serre jp", ["Jean-Pierre Serre", "J.-P. Serre", "JP Serre", "Serre, Jean-Pierre"]),
        ("garcia marquez j", ["José García-Márquez", "García Márquez, José", "J. Garcia–Marquez"]),
        ("obrien c", ["Conan O'Brien", "O’Brien, C."]),
        ("wang w", ["Wei Wang 0001", "Wei Wang"]),
        ("lukasz", ["Łukasz"]),
        ("muller j", ["Jürgen Müller", r"J\"urgen M\"uller"]),
        ("plato", ["Plato"]),
        ("van gogh", ["van Gogh"]),
        ("петров и", ["Иван Петров", "Петров, И."]),
        ("王伟", ["王伟"]),
        ("le qv", ["Quoc V. Le", "Le, Quoc V."]),
        ("???", ["???"]),
        (None, ["", None, "  "]),
    ],
)
def test_author_key(key: str | None, printed: list[str | None]) -> None:
    assert keys(printed) == [key if name is None or name.strip() or key else None for name in printed]


@pytest.mark.parametrize(
    ("name", "given", "number"),
    [
        ("Yoshua Bengio", "yoshua", None),
        ("Bengio, Yoshua", "yoshua", None),
        ("BENGIO, YOSHUA", "yoshua", None),
        ("Jean-Pierre Serre", "jean", None),
        ("Éva Kádár", "eva", None),
        ("Yi Wang", "yi", None),
        ("Wei Wang 0001", "wei", "0001"),
        ("Y. Bengio", None, None),
        ("J.-P. Serre", None, None),
        ("Bengio YJ", None, None),
        ("Plato", None, None),
        (None, None, None),
    ],
)
def test_given_name_and_homonym_number(name: str | None, given: str | None, number: str | None) -> None:
    frame = pl.DataFrame({"name": [name]}, schema={"name": pl.String})
    found = frame.select(names.given_name(pl.col("name")), number=names.homonym_number(pl.col("name")))
    assert found.row(0) == (given, number)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=25), min_size=1, max_size=20))
def test_no_name_that_says_something_is_without_a_key(raw: list[str]) -> None:
    cleaned = [name["name"] for name in people([person(name) for name in raw])]
    assert all(cleaned)
    assert all(keys(cleaned))
    assert people([person(name) for name in cleaned]) == [person(name) for name in cleaned]


AROUND_NAMES = (
    *(
        "and ",
        "And",
        "& ",
        ", ",
        "; ",
        "et al",
        "Et.  al.",
        " others",
        "other",
        "anonymous authors",
        "n/a",
        "NA",
        "none",
    ),
    *("unknown", "3 more authors", "*", "†", "-", "van ", "Nathan", "Ömer ", "otherſ", "Jal", "J. ", "_x", " "),
)


@given(st.lists(st.sampled_from(AROUND_NAMES), max_size=4).map("".join))
def test_names_that_need_no_look_would_stay_as_they_are(name: str) -> None:
    frame = pl.DataFrame({"name": [name.strip()]})
    looked_at = frame.select(pl.col("name").map_batches(names._of_people, return_dtype=pl.String)).item()
    assert frame["name"].str.contains(names._DOUBTFUL).item() or looked_at == name.strip()
