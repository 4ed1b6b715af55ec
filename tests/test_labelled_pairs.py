"""The labelled pairs themselves, and that a warehouse decides each. `make bench` prints what it reaches on them.

What is asked of held-out pairs only keeps what has been reached: rules tuned to raise it would leave nothing held out.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from title_truth import FOLDER, HELD_OUT_PAIRS, labelled, matched

from transforms.near_titles.scoring import DIFFERENT, NEAR_MISS, SAME

FILES = sorted(FOLDER.glob("*.csv"))
# Pairs of a set joined rightly, at least, and wrongly, at most.
HELD_OUT = {"held_out_pairs": (43, 0), "held_out_pairs_2": (63, 0), "held_out_pairs_3": (101, 1)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_pair_is_labelled_once(path: Path) -> None:
    pairs = labelled(path)
    assert set(pairs["label"]) == {"same", "different"}
    assert pairs.null_count().select("label", "phenomenon", "left_title", "right_title").row(0) == (0, 0, 0, 0)
    assert pairs.drop("pair", "label", "phenomenon").is_duplicated().sum() == 0


def test_no_paper_is_in_two_sets() -> None:
    titles = pl.concat(
        labelled(path)
        .select(file=pl.lit(path.name), title=pl.concat_list("left_title", "right_title"))
        .explode("title")
        for path in FILES
    )
    assert titles.unique().filter(pl.col("title").is_duplicated()).filter(pl.col("title") != "Preface").rows() == []


@pytest.mark.parametrize(("name", "right", "wrong"), [(name, *reached) for name, reached in HELD_OUT.items()])
def test_a_warehouse_decides_every_pair_and_says_by_which_rule(name: str, right: int, wrong: int) -> None:
    path = FOLDER / f"{name}.csv"
    pairs = matched(path)
    assert pairs["pair"].to_list() == labelled(path)["pair"].to_list()
    assert set(pairs["decision"]) == {SAME, NEAR_MISS, DIFFERENT}
    joined = pairs.filter(pl.col("decision") == SAME)
    assert joined["rule"].null_count() == 0
    assert joined.filter(label="same").height >= right
    assert joined.filter(label="different").height <= wrong


def test_equal_listings_are_one_paper_and_unlike_ones_are_not(tmp_path: Path) -> None:
    lines = HELD_OUT_PAIRS.read_text(encoding="utf-8").splitlines()
    titles = ("Weighing the Harbours of the North", "Kites and the Theory of Slow Lanterns")
    rows = [f"same,equal,{titles[0]},,,2020,{titles[0]},,,2020", f"different,unlike,{titles[0]} II,,,,{titles[1]},,,"]
    path = tmp_path / "pairs.csv"
    path.write_text("\n".join([lines[0], *rows]), encoding="utf-8")
    assert matched(path).select("label", "rule", "decision").rows() == [
        ("same", "title", SAME),
        ("different", None, DIFFERENT),
    ]
