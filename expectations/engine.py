"""Great Expectations made quiet: imported where needed, no telemetry, no progress bars, frames in and results out.

What is expected stands in `suites` and `batch`; nothing here knows a table.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one expectation. `meta` is the expectation's own; `rows` name the rows that break it."""

    meta: dict[str, Any]
    success: bool
    unexpected: int
    total: int
    rows: tuple[tuple[Any, ...], ...]


@contextmanager
def no_warnings() -> Iterator[None]:
    """Keep GX's own warnings from the operator."""
    # GX and its dependencies warn of their own deprecations on import and in every run.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def load() -> Any:
    """The `great_expectations` module. The import takes seconds, hence not at the top."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with no_warnings():
        import great_expectations
        from great_expectations.expectations.expectation import Expectation

    expectation: Any = Expectation
    if not isinstance(expectation.configuration, _KeptConfiguration):
        expectation.configuration = _KeptConfiguration(expectation.configuration.fget)
    return great_expectations


class _KeptConfiguration(property):
    """GX makes an expectation's configuration anew each time it looks at it, a hundred times in a validation: a quarter
    of an audit. Kept as long as the expectation has the same id, the one thing of it that changes."""

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        kept = instance.__dict__.get("_kept_configuration")
        if kept is None or kept[0] != instance.id:
            kept = instance.__dict__["_kept_configuration"] = (instance.id, super().__get__(instance, owner))
        return kept[1]


def open_context(*, stores: dict[str, Any] | None = None, sites: dict[str, Any] | None = None) -> Any:
    """A context that lives in memory, except for the `stores` and Data Docs `sites` that say where they are kept."""
    gx = load()
    with no_warnings():
        from great_expectations.data_context.types.base import (
            DataContextConfig,
            InMemoryStoreBackendDefaults,
            ProgressBarsConfig,
        )

        defaults = InMemoryStoreBackendDefaults()
        defaults.stores |= stores or {}
        config = DataContextConfig(
            store_backend_defaults=defaults,
            data_docs_sites=sites or {},
            analytics_enabled=False,
            progress_bars=ProgressBarsConfig(globally=False),
        )
        context = gx.get_context(mode="ephemeral", project_config=config)
        # GX writes its configuration as YAML at each frame, a tenth of an audit. What is in memory nobody reads again.
        context.variables.save = lambda: None
        context.data_sources.add_pandas("warehouse")
    return context


def validate(
    context: Any,
    frame: pl.DataFrame,
    *,
    name: str,
    expectations: Sequence[Any],
    run: tuple[str, datetime],
    row_names: Sequence[str] = (),
) -> list[Outcome]:
    """Judge `frame` by a suite called `name`; the result is kept in the context's store under `run` (name, time).

    `row_names` are columns that name a row: with them the rows that break each expectation are told. Without them no
    value of the data enters the result, and so none enters the Data Docs, which do not escape what they show.
    """
    gx = load()
    with no_warnings():
        from great_expectations.core.run_identifier import RunIdentifier

        asset = context.data_sources.get("warehouse").add_dataframe_asset(name)
        definition = gx.ValidationDefinition(
            name=name,
            data=asset.add_batch_definition_whole_dataframe("batch"),
            suite=context.suites.add(gx.ExpectationSuite(name=name, expectations=list(expectations))),
        )
        result = context.validation_definitions.add(definition).run(
            batch_parameters={"dataframe": _to_pandas(frame)},
            result_format=_named_rows(row_names) if row_names else _COUNTS_ONLY,
            run_id=RunIdentifier(run_name=run[0], run_time=run[1]),
        )
    return [_outcome(item, row_names) for item in result.results]


_COUNTS_ONLY = {"result_format": "BASIC", "partial_unexpected_count": 0}


def _named_rows(row_names: Sequence[str]) -> dict[str, Any]:
    return {
        "result_format": "COMPLETE",
        "partial_unexpected_count": 20,
        "unexpected_index_column_names": list(row_names),
    }


def _to_pandas(frame: pl.DataFrame) -> Any:
    """pandas cannot compare lists: lists of words become text, other lists their length."""
    flat = [
        (pl.col(name).list.join("\n") if dtype.inner == pl.String else pl.col(name).list.len()).alias(name)
        for name, dtype in frame.schema.items()
        if isinstance(dtype, pl.List)
    ]
    return frame.with_columns(flat).to_pandas(use_pyarrow_extension_array=True)


def _outcome(item: Any, row_names: Sequence[str]) -> Outcome:
    kwargs = item.expectation_config.kwargs
    raised = _exception(item.exception_info or {})
    if raised:
        raise AssertionError(f"{item.expectation_config.type} on {kwargs.get('column')} could not be judged: {raised}")
    found = item.result
    return Outcome(
        meta=dict(item.expectation_config.meta or {}),
        success=bool(item.success),
        unexpected=int(found.get("unexpected_count", 0)),
        total=int(found.get("element_count", 0)) - int(found.get("missing_count", 0) or 0),
        rows=tuple(tuple(row[name] for name in row_names) for row in found.get("unexpected_index_list") or ()),
    )


def _exception(info: dict[str, Any]) -> str | None:
    # GX puts the exception here, or one level down under the metric that raised it.
    for entry in (info, *(value for value in info.values() if isinstance(value, dict))):
        if entry.get("raised_exception"):
            return str(entry.get("exception_message"))
    return None
