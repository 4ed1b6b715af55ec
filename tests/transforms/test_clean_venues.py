from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean import venue_names, venues
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
                "37th Conference on Neural Information Processing Systems (NeurIPS 2023)",
                "Annual Conference on Neural Information Processing Systems",
                "Advances in Neural Information Processing Systems 36 (NeurIPS 2023), New Orleans",
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
        ("www", ["The Web", "The Web Conference", "Proceedings of The Web Conference 2020", "WWW '21"]),
        ("sigir", ["SIGIR", "43rd ACM SIGIR Conference on Research and Development in Information Retrieval"]),
        ("tmlr", ["Trans. Mach. Learn. Res.", "Transactions on Machine Learning Research"]),
        ("jmlr", ["J. Mach. Learn. Res.", "Journal of Machine Learning Research 21"]),
        ("arxiv", ["arXiv.org", "CoRR", "arXiv preprint arXiv:2401.00001", "CoRR abs/2401.00001"]),
        (
            "ijcai",
            ["IJCAI-19", "Proceedings of the Thirty-First International Joint Conference on Artificial Intelligence"],
        ),
        ("wacv", ["IEEE Workshop on Applications of Computer Vision"]),
        ("icassp", ["ICASSP 2023 - 2023 IEEE International Conference on Acoustics, Speech and Signal Processing"]),
        ("stoc", ["stoc81", "Proceedings of the thirty-ninth annual ACM symposium on Theory of computing"]),
        ("colt", ["Proceedings 6th ACM Workshop on Computational Learning Theory, COLT'93"]),
        (
            "tpami",
            ["IEEE Trans. Pattern Anal. Mach. Intell.", "IEEE Transactions on Pattern Analysis & Machine Intelligence"],
        ),
        ("proc-ieee", ["Proceedings of the IEEE", "Proc. IEEE"]),
        ("pmlr", ["Proceedings of Machine Learning Research"]),
        (
            "neurips-workshop",
            ["NeurIPS 2024 Workshop on Somewhat Deep Learning", "Lanterns@NeurIPS", "NeurIPS Workshops"],
        ),
        ("cvpr-workshop", ["2018 IEEE/CVF Conference on Computer Vision and Pattern Recognition Workshops (CVPRW)"]),
        (
            "acl-workshop",
            ["Annual Meeting of the Association for Computational Linguistics: Student Research Workshop"],
        ),
        ("acl-tutorial", ["Annual Meeting of the Association for Computational Linguistics: Tutorial Abstracts"]),
        ("chi-companion", ["Extended Abstracts of the 2019 CHI Conference on Human Factors in Computing Systems"]),
        (
            None,
            [
                "Submitted to ICLR 2024",
                "ICLR 2024 Conference Withdrawn Submission",
                "Journal of Invented Results",
                "International Conference on Learning",
                "Science, Technology & Lanterns",
                "Harbours: Nature",
                "First Workshop on Harbour Lanterns",
                "",
                None,
            ],
        ),
    ],
)
def test_venue_key(key: str | None, printed: list[str | None]) -> None:
    assert keys(printed) == [key] * len(printed)


@pytest.mark.parametrize(
    ("printed", "year", "track"),
    [
        ("NeurIPS 2024 poster", 2024, "poster"),
        ("NeurIPS.cc/2024/Conference", 2024, None),
        ("NIPS'17", 2017, None),
        ("stoc81", 1981, None),
        ("KDD '19: The 25th ACM SIGKDD Conference", 2019, None),
        ("ICLR 2023 notable top 5%", 2023, "oral"),
        ("ICLR 2023 notable top 25%", 2023, "spotlight"),
        ("ICML 2025 Position Paper Track poster", 2025, "position"),
        ("NeurIPS 2023 Datasets and Benchmarks Oral", 2023, "datasets-and-benchmarks"),
        ("Proceedings of ACL 2018, System Demonstrations", 2018, "demo"),
        ("EMNLP (Industry Track)", None, "industry"),
        ("Annual Meeting of the Association for Computational Linguistics (Volume 1: Long Papers)", None, "long"),
        ("Findings of the Association for Computational Linguistics: EMNLP 2020", 2020, "findings"),
        ("Workshop on Lanterns at ICLR 2024", 2024, "workshop"),
        ("Submitted to ICLR 2024", 2024, "submission"),
        ("ICLR 2024 Conference Withdrawn Submission", 2024, "submission"),
        ("Advances in Neural Information Processing Systems 37", None, None),
        ("Journal of Machine Learning Research, volume 2004", None, None),
        ("arXiv preprint arXiv:2012.00001", None, None),
        ("Harbour Days 2019 poster", None, None),
        (None, None, None),
    ],
)
def test_year_and_track(printed: str | None, year: int | None, track: str | None) -> None:
    read = pl.DataFrame({"raw": [printed]}, schema={"raw": pl.String}).select(venues.parsed(pl.col("raw"))).item()
    assert (read["year"], read["track"]) == (year, track)
    assert track is None or track in venues.TRACKS


def test_every_name_leads_to_its_key_and_to_no_other() -> None:
    known = venue_names.known_venues()
    assert len(known) == len({venue.key for venue in known}) >= 60
    assert {venue.kind for venue in known} <= set(venue_names.KINDS)
    printed = [(venue.key, name) for venue in known for name in venue.names]
    assert keys([name for _, name in printed]) == [key for key, _ in printed]
    forms = venue_names.forms_of_table().unpivot(["spaced", "bare"], index="key", value_name="form").unique()
    assert forms.filter(pl.col("form") != "", pl.col("key").n_unique().over("form") > 1).is_empty()


def test_no_line_of_the_table_is_damaged() -> None:
    names = [name for venue in venue_names.known_venues() for name in venue.names]
    assert [name for name in names if not name or name != name.strip() or ";" in name] == []


KEYS = [venue.key for venue in venue_names.known_venues()]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=25), st.sampled_from(KEYS)), min_size=1, max_size=10))
def test_keys_fit_the_schema_and_stay_themselves(raw: list[str]) -> None:
    found = [key for key in keys(raw) if key]
    assert all(re.search(LISTINGS.column("venue_key").pattern or "", key) for key in found)
    assert keys(found) == found


AROUND = (
    "NeurIPS",
    "Nature",
    "2024",
    " ",
    "Workshop on",
    "@",
    "(",
    ")",
    ": ",
    ", ",
    "Findings of",
    "poster",
    "'24",
    "vol. 3",
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(AROUND), max_size=6).map(" ".join), min_size=1, max_size=6))
def test_a_venue_is_read_alone_as_among_others(raw: list[str]) -> None:
    frame = pl.DataFrame({"raw": raw}).with_columns(read=venues.parsed(pl.col("raw")))
    alone = pl.concat(part.select("raw", read=venues.parsed(pl.col("raw"))) for part in frame.iter_slices(1))
    assert frame.equals(alone)
    read = frame.unnest("read")
    beside = read.filter(pl.col("track").is_in(["findings", "workshop", "tutorial", "companion"]))
    assert beside.filter(~pl.col("key").str.ends_with(pl.col("track"))).is_empty()
    unplaced = read.filter(pl.col("key").is_null(), pl.col("track").ne_missing("submission"))
    assert unplaced.filter(pl.any_horizontal(pl.col("year", "track").is_not_null())).is_empty()
