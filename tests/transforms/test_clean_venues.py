from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean import venues
from transforms.clean.venue_aliases import ALIASES
from transforms.schema.core import LISTINGS


def keys(raw: list[str | None]) -> list[str | None]:
    return (
        pl.DataFrame({"raw": raw}, schema={"raw": pl.String})
        .select(venues.venue_key(pl.col("raw")))
        .to_series()
        .to_list()
    )


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        (
            "neurips",
            [
                "Neural Information Processing Systems",
                "NIPS",
                "NIPS'17",
                "NIPS 2017",
                "NeurIPS 2024 poster",
                "NeurIPS 2023 spotlight",
                "NeurIPS.cc/2023/Conference",
                "Advances in Neural Information Processing Systems 37",
                "Advances in Neural Information Processing Systems, volume 30, pages 1-10",
                "Thirty-seventh Conference on Neural Information Processing Systems Datasets and Benchmarks Track",
                "NeurIPS 2021 Datasets and Benchmarks Track (Round 1)",
            ],
        ),
        (
            "iclr",
            [
                "ICLR 2024 oral",
                "The Twelfth International Conference on Learning Representations",
                "ICLR (Poster)",
                "ICLR",
            ],
        ),
        ("icml", ["Proceedings of the 40th International Conference on Machine Learning, PMLR 202", "ICML2019"]),
        (
            "acl",
            [
                "Proceedings of the 57th Annual Meeting of the Association for Computational Linguistics (Volume 1)",
                "ACL (1)",
            ],
        ),
        ("acl-findings", ["Findings of the Association for Computational Linguistics: ACL 2023", "Findings of ACL"]),
        ("emnlp-findings", ["EMNLP Findings", "Findings of the Association for Computational Linguistics: EMNLP 2020"]),
        (
            "emnlp",
            [
                "EMNLP (1)",
                "Conference on Empirical Methods in Natural Language Processing and Joint Conference (EMNLP-IJCNLP)",
            ],
        ),
        ("cvpr", ["2023 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)", "CVPR 2021"]),
        ("iccv", ["Proceedings of the IEEE/CVF International Conference on Computer Vision"]),
        ("eccv", ["Computer Vision – ECCV 2020", "European Conference on Computer Vision"]),
        ("aaai", ["Thirty-Third AAAI Conference on Artificial Intelligence", "AAAI 2024"]),
        ("kdd", ["KDD '19: The 25th ACM SIGKDD International Conference on Knowledge Discovery & Data Mining"]),
        ("www", ["The Web Conference", "Proceedings of The Web Conference 2020", "WWW '21"]),
        ("sigir", ["SIGIR", "43rd ACM SIGIR Conference on Research and Development in Information Retrieval"]),
        ("tmlr", ["Trans. Mach. Learn. Res.", "Transactions on Machine Learning Research"]),
        ("jmlr", ["J. Mach. Learn. Res.", "Journal of Machine Learning Research 21"]),
        ("arxiv", ["arXiv.org", "CoRR", "arXiv preprint arXiv:2401.00001", "CoRR abs/2401.00001"]),
        ("ijcai", ["IJCAI-19"]),
        ("wacv", ["IEEE Workshop on Applications of Computer Vision"]),
        (
            None,
            [
                "NeurIPS 2024 Workshop on Somewhat Deep Learning",
                "Submitted to ICLR 2024",
                "ICLR 2024 Conference Withdrawn Submission",
                "Journal of Invented Results",
                "International Conference on Learning",
                "",
                None,
            ],
        ),
    ],
)
def test_venue_key(key: str | None, printed: list[str | None]) -> None:
    assert keys(printed) == [key] * len(printed)


def test_every_alias_leads_to_its_key_and_to_no_other() -> None:
    assert len(ALIASES) >= 40
    printed = [(key, name) for key, aliases in ALIASES.items() for name in (key, *aliases)]
    names = [name for _, name in printed]
    assert len(names) == len(set(names))
    assert keys(list(names)) == [key for key, _ in printed]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=25), st.sampled_from(sorted(ALIASES))), min_size=1, max_size=10))
def test_keys_fit_the_schema_and_stay_themselves(raw: list[str]) -> None:
    found = [key for key in keys(raw) if key]
    assert all(re.search(LISTINGS.column("venue_key").pattern or "", key) for key in found)
    assert keys(found) == found
