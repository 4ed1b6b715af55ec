"""What lists and pages put to titles, and what looks like it and belongs to them."""

from __future__ import annotations

import polars as pl
import pytest

from transforms.near_titles.bare import bare, is_cut
from transforms.near_titles.numerals import in_figures

TITLE = "Counting Lanterns by Night"


@pytest.mark.parametrize(
    "printed",
    [
        f"{TITLE} (ICLR 2022)",
        f"{TITLE} (NeurIPS'21 Spotlight)",
        f"{TITLE} (IJCAI-19)",
        f"{TITLE} (accepted at CVPR 2023)",
        f"{TITLE} (ICML 2020) (Oral)",
        f"{TITLE} [LanternCon 2021]",
        f"{TITLE} (TMLR)",
        f"{TITLE}, Findings of EMNLP",
        f"{TITLE}, ICLR 2022",
        f"{TITLE}. In Proceedings of the 37th International Conference on Machine Learning, 2020",
        f"{TITLE} @ ICML 2021",
        f"{TITLE} (Extended Version)",
        f"{TITLE} (2021)",
        f"[AAAI'20] {TITLE}",
        f"[2405.15319v2] {TITLE}",
        f"Paper page - {TITLE}",
        f"{TITLE} | OpenReview",
        f"{TITLE} - ACL Anthology",
        f"{TITLE}. arXiv preprint arXiv:2405.15319v2",
        f"{TITLE} ICLR 2021",
        f"{TITLE} (Best Paper at ACL 2020)",
        f"{TITLE}. In: Proc. of ICML, pp. 12-20 (2020)",
        f"NeurIPS 2023 - {TITLE}",
        f"SIGIR '22: {TITLE}",
        f"12. {TITLE}",
        f"Lecture Notes in Lanterns 1234: {TITLE}",
        f"{TITLE}, LNCS 1234",
        f"{TITLE} (Technical Report TR-12)",
        f"Oona Tresk et al.: {TITLE}",
        f"(Tresk et al.) {TITLE}",
        f"Tresk and Vanderhoek (2021): {TITLE}",
        f"{TITLE} [Tresk & Vanderhoek 2021]",
        f"O. Tresk et al. (2020). {TITLE}",
        f"Tresk, O., & Lind, P. (2020). {TITLE}",
        f"{TITLE} (Tresk et al., 2020)",
        f"{TITLE} by Oona Tresk et al.",
        f"{TITLE}…",
        f"{TITLE} ...",
        f"{TITLE} [...]",
    ],
)
def test_what_a_list_puts_to_a_title_is_taken_off(printed: str) -> None:
    assert bare(pl.Series([printed, TITLE, None])).to_list() == [TITLE, TITLE, None]


@pytest.mark.parametrize(
    "title",
    [
        "Reading Scans of the Chest (COVID-19)",
        "Reading Pictures of Small Size (CIFAR-10)",
        "Reading Letters with Large Language Models (LLMs)",
        "Reading Kites (Part 2)",
        "Reading Kites (v2)",
        "Reading Kites (Student Abstract)",
        "Reading Kites, Oslo 2020",
        "Overview of the Lantern Lab at CLEF 2021",
        "SemEval-2021 Task 14: Reading Kites",
        "COVID-19: Reading Kites",
        "A Kite Contest in Oslo 2020",
        "1984: Reading Kites",
        "Lessons from ICLR 2021",
        "Reply to Tresk et al.: Reading Kites",
        "Comment on Reading Kites (Tresk et al., 2020)",
        "[Re] Reading Kites",
    ],
)
def test_what_belongs_to_a_title_stays(title: str) -> None:
    words = bare(pl.Series([title])).str.replace_all(r"[^\w ]", "")
    assert words.to_list() == [pl.Series([title]).str.replace_all(r"[^\w ]", "").item()]


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("Ein Licht bei Nacht (A Light by Night)", "Ein Licht bei Nacht: A Light by Night"),
        ("[A Light by Night]. Ein Licht bei Nacht", "A Light by Night: Ein Licht bei Nacht"),
        (r"Bounds of $\frac{1}{2}$", "Bounds of $1/2$"),
        (r"An $\tilde{O}(n)$ Search", "An ${O}(n)$ Search"),
        (r"\mathscr{l}₀-Norms", "{l}₀-Norms"),
        (r"Decays $B^0_s\to\phi$", r"Decays $B_s^0\phi$"),
    ],
)
def test_brackets_and_formulas_are_printed_in_one_way(printed: str, meant: str) -> None:
    assert bare(pl.Series([printed])).to_list() == [meant]


def test_dots_say_that_a_title_was_cut() -> None:
    assert is_cut(pl.Series([f"{TITLE}…", f"{TITLE} ...", TITLE, "... and Then None"])).to_list() == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("Ten Thousand Kites", "10000 Kites"),
        ("Three Thousand Two Hundred and Sixty-Five Kites", "3265 Kites"),
        ("1.5 Million Kites and two hundred more", "1500000 Kites and 200 more"),
        ("Kites in Twenty-One Days", "Kites in 21 Days"),
        ("A Kite of Ten Feet", "A Kite of Ten Feet"),
        ("One Two Three Hundred", "One Two Three Hundred"),
        ("Top 20 One-Shot Kites", "Top 20 One-Shot Kites"),
        ("A Hundred Schools of Kites", "100 Schools of Kites"),
        ("Kites of the Twenty-First Century", "Kites of the 21 Century"),
        ("The Hundred Kites", "The Hundred Kites"),
    ],
)
def test_numbers_of_several_words_are_written_in_figures(words: str, figures: str) -> None:
    assert in_figures(pl.Series([words])).to_list() == [figures]
