"""From checks to a verdict. Pure: what to do about the verdict is decided by the caller."""

from __future__ import annotations

from typing import Literal

import polars as pl

Verdict = Literal["PUBLISH", "WARN", "HOLD"]


def verdict_of(checks: pl.DataFrame) -> Verdict:
    """HOLD where a critical check failed, else WARN where a warning failed, else PUBLISH; info never counts.

    `checks` has `severity` and `success`, as `quality.checks`.
    """
    failed = set(checks.filter(~pl.col("success"))["severity"])
    if "critical" in failed:
        return "HOLD"
    return "WARN" if "warning" in failed else "PUBLISH"
