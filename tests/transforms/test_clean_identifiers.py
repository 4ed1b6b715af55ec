from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean import identifiers
from transforms.schema import core

Cleaner = Callable[[pl.Expr], pl.Expr]
SHA = "649def34f8be52c8b66281af98ae884c09aef38b"

CASES: list[tuple[Cleaner, str | None, str | None]] = [
    *(
        (identifiers.arxiv_id, raw, "2405.15319")
        for raw in (
            "2405.15319",
            "2405.15319v2",
            " arXiv:2405.15319v1 [cs.CL] 24 May 2024",
            "ARXIV: 2405.15319.",
            "arXiv preprint arXiv:2405.15319, 2024",
            "http://arxiv.org/abs/2405.15319v3",
            "https://www.arxiv.org/pdf/2405.15319v2.pdf",
            "https://arxiv.org/pdf/2405.15319#page=3",
            "arxiv.org/abs/2405.15319?context=cs",
            "https://export.arxiv.org/abs/2405.15319",
            "https://ar5iv.labs.arxiv.org/html/2405.15319",
            "https://huggingface.co/papers/2405.15319",
            "10.48550/arXiv.2405.15319",
            "https://doi.org/10.48550/ARXIV.2405.15319",
            "doi:10.48550/arXiv.2405.15319",
            "oai:arXiv.org:2405.15319",
            "journals/corr/abs-2405-15319",
            "DBLP:journals/corr/abs-2405-15319",
            "abs/2405.15319",
            "(2405.15319)",
        )
    ),
    (identifiers.arxiv_id, "0704.0001", "0704.0001"),
    (identifiers.arxiv_id, "hep-th/9901001", "hep-th/9901001"),
    (identifiers.arxiv_id, "arXiv:hep-th/9901001v3", "hep-th/9901001"),
    (identifiers.arxiv_id, "https://arxiv.org/pdf/hep-th/9901001.pdf", "hep-th/9901001"),
    (identifiers.arxiv_id, "https://arxiv.org/abs/hep-th%2F9901001", "hep-th/9901001"),
    (identifiers.arxiv_id, "math.GT/0309136", "math/0309136"),
    (identifiers.arxiv_id, "cond-mat.stat-mech/0102003", "cond-mat/0102003"),
    (identifiers.arxiv_id, "10.48550/arxiv.math/0309136", "math/0309136"),
    (identifiers.arxiv_id, "2405.1531", None),  # an id that went through a float
    (identifiers.arxiv_id, "2413.15319", None),
    (identifiers.arxiv_id, "1234.5678", None),
    (identifiers.arxiv_id, "foo/9901001", None),
    (identifiers.arxiv_id, "hep-th/9913001", None),
    (identifiers.arxiv_id, "10.1000/2405.15319", None),
    (identifiers.arxiv_id, "https://example.org/abs/2405.15319", None),
    (identifiers.arxiv_id, "12405.15319", None),
    (identifiers.arxiv_id, "2405.153190", None),
    (identifiers.arxiv_id, "", None),
    (identifiers.arxiv_id, None, None),
    *(
        (identifiers.doi, raw, "10.18653/v1/p18-1001")
        for raw in (
            "10.18653/v1/P18-1001",
            "doi:10.18653/v1/P18-1001",
            "DOI: 10.18653/V1/P18-1001.",
            "https://doi.org/10.18653/v1/P18-1001",
            "http://dx.doi.org/10.18653%2Fv1%2FP18-1001",
            "https://www.doi.org/10.18653/v1/P18-1001,",
            "info:doi/10.18653/v1/P18-1001",
            "https://doi.org/https://doi.org/10.18653/v1/P18-1001",
            "<10.18653/v1/P18-1001>",
            "10.18653/v1/P18-1001 10.1000/other",
            "https://proxy.example.org/doi/10.18653/v1/P18-1001.pdf?download=1",
        )
    ),
    (identifiers.doi, "https://dl.acm.org/doi/abs/10.1145/3292500.3330701", "10.1145/3292500.3330701"),
    (identifiers.doi, "10.1016/S0140-6736(05)66545-0", "10.1016/s0140-6736(05)66545-0"),
    (identifiers.doi, "(see 10.1016/x)", None),
    (identifiers.doi, "(10.1016/x).", "10.1016/x"),
    (identifiers.doi, "10.1002/(SICI)1097&lt;1::AID-X&gt;3.0.CO;2-#", "10.1002/(sici)1097<1::aid-x>3.0.co;2-#"),
    (identifiers.doi, "10.123/short-prefix", None),
    (identifiers.doi, "10.1000/", None),
    (identifiers.doi, "110.1000/x", None),
    (identifiers.doi, "https://example.org/paper", None),
    (identifiers.doi, None, None),
    (identifiers.arxiv_id_from_doi, "10.48550/arxiv.2405.15319", "2405.15319"),
    (identifiers.arxiv_id_from_doi, "10.48550/arxiv.hep-th/9901001", "hep-th/9901001"),
    (identifiers.arxiv_id_from_doi, "10.18653/v1/p18-1001", None),
    (identifiers.openreview_id, "https://openreview.net/forum?id=rkgNKkHtvB", "rkgNKkHtvB"),
    (identifiers.openreview_id, "https://openreview.net/pdf?id=B1-q5Pqxl", "B1-q5Pqxl"),
    (identifiers.openreview_id, "https://openreview.net/forum?noteId=aaa&id=rkg_KkHtvB#discussion", "rkg_KkHtvB"),
    (identifiers.openreview_id, "rkgNKkHtvB", "rkgNKkHtvB"),
    (identifiers.openreview_id, "https://openreview.net/group?x=1", None),
    (identifiers.openreview_id, "not an id", None),
    (identifiers.acl_id, "P18-1001", "P18-1001"),
    (identifiers.acl_id, "https://www.aclweb.org/anthology/P18-1001/", "P18-1001"),
    (identifiers.acl_id, "https://aclanthology.org/p18-1001.pdf", "P18-1001"),
    (identifiers.acl_id, "https://doi.org/10.18653/v1/P18-1001", "P18-1001"),
    (identifiers.acl_id, "https://aclanthology.org/2020.acl-main.1/", "2020.acl-main.1"),
    (identifiers.acl_id, "2020.ACL-main.1v2", "2020.acl-main.1"),
    (identifiers.acl_id, "10.18653/v1/2020.acl-main.1", "2020.acl-main.1"),
    (identifiers.acl_id, "10.1145/P18-1001", None),
    (identifiers.acl_id, "P18-100", None),
    (identifiers.dblp_key, "conf/nips/VaswaniSPUJGKP17", "conf/nips/VaswaniSPUJGKP17"),
    (identifiers.dblp_key, "DBLP:journals/corr/abs-2405-15319", "journals/corr/abs-2405-15319"),
    (
        identifiers.dblp_key,
        "https://dblp.org/rec/conf/nips/VaswaniSPUJGKP17.html?view=bibtex",
        "conf/nips/VaswaniSPUJGKP17",
    ),
    (identifiers.dblp_key, "https://dblp.uni-trier.de/rec/bibtex/conf/acl/Doe18", "conf/acl/Doe18"),
    (identifiers.dblp_key, "homepages/d/JaneDoe", None),
    (identifiers.dblp_key, "conf/nips", None),
    (identifiers.openalex_id, "https://openalex.org/W2741809807", "W2741809807"),
    (identifiers.openalex_id, "https://api.openalex.org/works/w2741809807", "W2741809807"),
    (identifiers.openalex_id, "W2741809807", "W2741809807"),
    (identifiers.openalex_id, "A2741809807", None),
    (identifiers.s2_id, SHA, SHA),
    (identifiers.s2_id, f"https://www.semanticscholar.org/paper/Some-Title-Doe/{SHA.upper()}", SHA),
    (identifiers.s2_id, "CorpusID: 215416146", "CorpusId:215416146"),
    (identifiers.s2_id, "https://api.semanticscholar.org/CorpusID:215416146", "CorpusId:215416146"),
    (identifiers.s2_id, "215416146", "CorpusId:215416146"),
    (identifiers.s2_id, SHA[:39], None),
    (identifiers.pmid, "PMID: 31452104", "31452104"),
    (identifiers.pmid, "https://pubmed.ncbi.nlm.nih.gov/31452104/?from=x", "31452104"),
    (identifiers.pmid, "http://www.ncbi.nlm.nih.gov/pubmed/031452104", "31452104"),
    (identifiers.pmid, "PMC31452104", None),
    (identifiers.pmid, "0", None),
    (identifiers.pmid, "1234567890", None),
    (identifiers.orcid, "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
    (identifiers.orcid, "0000000218250097", "0000-0002-1825-0097"),
    (identifiers.orcid, "orcid:0000-0002-1694-233x", "0000-0002-1694-233X"),
    (identifiers.orcid, "0000-0002-1825-0098", None),  # wrong check digit
    (identifiers.orcid, "0000-0002-1825", None),
]


def value(cleaner: Cleaner, raw: str | None) -> object:
    return pl.DataFrame({"raw": [raw]}, schema={"raw": pl.String}).select(cleaner(pl.col("raw"))).item()


@pytest.mark.parametrize(("cleaner", "raw", "expected"), CASES)
def test_identifier(cleaner: Cleaner, raw: str | None, expected: str | None) -> None:
    assert value(cleaner, raw) == expected


@pytest.mark.parametrize(
    ("arxiv_id", "month"),
    [
        ("2405.15319", date(2024, 5, 1)),
        ("0704.0001", date(2007, 4, 1)),
        ("hep-th/9901001", date(1999, 1, 1)),
        ("math/0309136", date(2003, 9, 1)),
        ("9113.0001", None),
        ("hep-th/9913001", None),
        ("", None),
        (None, None),
    ],
)
def test_arxiv_month(arxiv_id: str | None, month: date | None) -> None:
    assert value(identifiers.arxiv_month, arxiv_id) == month


PATTERNS: list[tuple[Cleaner, str]] = [
    *(
        (getattr(identifiers, name), core.LISTINGS.column(name).pattern or "")
        for name in core.IDENTIFIER_SCHEMES.values()
    ),
    (identifiers.orcid, core.ORCID),
]
# fmt: off
PIECES = [
    "https://", "arxiv.org/abs/", "arXiv:", "doi.org/", "doi:", "10.48550/arXiv.", "10.1000/", "2405.15319", "v2", ".",
    "hep-th/", "9901001", "P18-1001", "2020.acl-main.1", ")", "(", "%2F", " ", "?id=", "W123", "PMID:", "/", ",",
    "CorpusID:", "31452104", SHA, ".pdf", "&lt;",
    "0000-0002-1825-0097", "\u00a0", "é", "openreview.net/forum", "conf/nips/X1",
]
# fmt: on
NEARLY = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(NEARLY, st.text(max_size=30)), min_size=1, max_size=20))
def test_identifiers_match_the_schema_and_stay_themselves(raw: list[str]) -> None:
    frame = pl.DataFrame({"raw": raw}, schema={"raw": pl.String})
    for cleaner, pattern in PATTERNS:
        once = frame.select(cleaner(pl.col("raw")).alias("once")).drop_nulls()
        assert all(re.search(pattern, found) for found in once["once"])
        assert once.select(cleaner(pl.col("once")).alias("once")).equals(once)
