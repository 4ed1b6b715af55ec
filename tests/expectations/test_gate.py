from __future__ import annotations

import polars as pl
import pytest

from expectations.gate import verdict_of


@pytest.mark.parametrize(
    ("checks", "verdict"),
    [
        ([], "PUBLISH"),
        ([("critical", True), ("warning", True)], "PUBLISH"),
        ([("critical", True), ("info", False)], "PUBLISH"),
        ([("critical", True), ("warning", False), ("info", False)], "WARN"),
        ([("critical", False), ("warning", True)], "HOLD"),
        ([("warning", False), ("critical", False)], "HOLD"),
    ],
)
def test_the_worst_failed_check_decides(checks: list[tuple[str, bool]], verdict: str) -> None:
    frame = pl.DataFrame(checks, schema={"severity": pl.String, "success": pl.Boolean}, orient="row")
    assert verdict_of(frame) == verdict
