"""The `papertide` command: a thin face over the steps. Verbs here parse, call one step, and print.

Heavy libraries (polars, duckdb, pydantic, dagster, great_expectations, streamlit) are imported inside the verb that
needs them: `papertide --help` answers within half a second.
"""

from orchestration.cli.exits import main

__all__ = ["main"]
