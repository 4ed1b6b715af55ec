"""Versions of one work are named in one shape, whatever the source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from transforms.readers._relations import Relation, at_address, of_crossref, relation

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            ("hasPreprint", "doi", " 10.1000/boats "),
            {"type": "has-preprint", "scheme": "doi", "value": "10.1000/boats"},
        ),
        (("IsVersionOf", "DOI", "10.1000/b"), {"type": "is-version-of", "scheme": "doi", "value": "10.1000/b"}),
        (("is-preprint-of", "doi", "10.1000/b"), {"type": "is-preprint-of", "scheme": "doi", "value": "10.1000/b"}),
        (("HasPreprint", "arXiv", "2405.00001"), {"type": "has-preprint", "scheme": "arxiv", "value": "2405.00001"}),
        (("HasPreprint", "doi", " "), None),
        (("HasPreprint", None, "10.1000/b"), None),
        ((None, "doi", "10.1000/b"), None),
    ],
)
def test_one_relation(parts: tuple[str | None, str | None, str | None], expected: Relation | None) -> None:
    assert relation(*parts) == expected


@pytest.mark.parametrize(
    ("url", "scheme", "value"),
    [
        ("https://doi.org/10.1000/boats", "doi", "10.1000/boats"),
        ("http://arxiv.org/abs/2405.00001v2", "arxiv", "2405.00001v2"),
        ("https://pubmed.ncbi.nlm.nih.gov/100004", "pmid", "100004"),
        ("https://boats.example/7", "uri", "https://boats.example/7"),
    ],
)
def test_an_address_is_an_identifier_where_it_holds_one(url: str, scheme: str, value: str) -> None:
    assert at_address("has-version", url) == {"type": "has-version", "scheme": scheme, "value": value}


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (None, []),
        ({}, []),
        ({"cites": []}, []),
        ([], []),
        ({"is-preprint-of": {"id": "10.1000/b"}}, []),
        ({"is-preprint-of": [None, {"id-type": "doi"}]}, []),
        (
            {"is-preprint-of": [{"id-type": "doi", "id": "10.1000/b", "asserted-by": "subject"}]},
            [{"type": "is-preprint-of", "scheme": "doi", "value": "10.1000/b"}],
        ),
    ],
)
def test_relations_of_crossref(printed: Any, expected: list[Relation]) -> None:
    assert of_crossref(printed) == expected


def _relations() -> Iterator[tuple[str, Any]]:
    for golden in sorted(FIXTURES.glob("*/*/expected.ndjson")):
        for line in golden.read_text(encoding="utf-8").split("\n"):
            if not line:
                continue
            extra = json.loads(json.loads(line).get("extra") or "{}")
            if "relations" in extra:
                yield golden.parts[-3], extra["relations"]


def test_every_reader_names_relations_in_this_shape() -> None:
    found = list(_relations())
    assert {name for name, _ in found} >= {"crossref", "crossref_xml", "datacite", "openalex"}
    for name, relations in found:
        for each in relations:
            assert relation(each["type"], each["scheme"], each["value"]) == each, f"{name} names it as {each}."
