"""What all months of a term say, from papers in the database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
from test_rising import END, paper, put, put_dump

from transforms.trends.growth import months_before
from warehouse import counting, term_series
from warehouse.settings import load_settings


@pytest.mark.parametrize("terms_at_once", [1, 10_000])
def test_a_term_that_came_two_years_ago_and_burst_last_year(
    database: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, terms_at_once: int
) -> None:
    """Of 20 papers a month none uses it, then two, ten for three months, four; July is not over and does not count."""
    monkeypatch.setattr(term_series, "_TERMS_AT_ONCE", terms_at_once)
    uses = [4] * 6 + [10] * 3 + [2] * 15 + [0] * 16
    for back, used in enumerate(uses):
        month = months_before(END, back)
        put(database, [paper(20 * back + n, month, ["lantern" if n < used else "kettle"]) for n in range(20)])
    put(database, [paper(1000 + n, date(2025, 7, 1), ["lantern"]) for n in range(30)])
    # 19 papers are too few to tell.
    put(database, [paper(2000 + n, date(2021, 1, 1), ["lantern"]) for n in range(19)])
    put_dump(database, date(2025, 7, 9), date(2025, 9, 1))
    counting.recount(database, load_settings(home=tmp_path))
    down, up = database.execute(
        "SELECT term, months, kendall_tau, trend_q, half_life_months FROM trends.term_trends ORDER BY term"
    ).fetchall()
    # Of 84 uses the last six months have 24, and the three before them ten each: half are 6 + 18 / 10 months old.
    assert up == ("lantern", 40, pytest.approx(0.77, abs=0.01), pytest.approx(0, abs=1e-6), pytest.approx(7.8))
    # Of 716 the last nine months have 126, and those before them 18 each.
    half = pytest.approx(9 + 232 / 18)
    assert down == ("kettle", 40, pytest.approx(-0.77, abs=0.01), pytest.approx(0, abs=1e-6), half)
    bursts = database.execute("SELECT burst_start, burst_end, papers FROM trends.term_bursts WHERE term = 'lantern'")
    assert bursts.fetchall() == [(date(2024, 10, 1), date(2025, 6, 1), 54)]
