"""Data Docs: the GX pages of every suite and result, with a bounded history, under `<reports>/data_docs/`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from expectations import engine
from expectations.batch_checks import BATCHES
from transforms.schema import TABLES

SITE = "papertide"


def open_documented(reports_dir: Path, *, keep_runs: int) -> Any:
    """A GX context whose results are kept under `reports_dir`, and shown in Data Docs there."""
    files = "TupleFilesystemStoreBackend"
    results = {"class_name": files, "base_directory": str(_results(reports_dir).absolute())}
    pages = {"class_name": files, "base_directory": str((reports_dir / "data_docs").absolute())}
    return engine.open_context(
        stores={"validation_results_store": {"class_name": "ValidationResultsStore", "store_backend": results}},
        sites={
            SITE: {
                "class_name": "SiteBuilder",
                "show_how_to_buttons": False,
                "store_backend": pages,
                "site_index_builder": {
                    "class_name": "DefaultSiteIndexBuilder",
                    "validation_results_limit": keep_runs * (len(TABLES) + len(BATCHES)),
                },
            }
        },
    )


def build(context: Any, reports_dir: Path, *, run_id: str, keep_runs: int) -> Path:
    """Write the pages of the run, drop results of all but the newest `keep_runs` runs; the path of the index page."""
    store = context.validation_results_store
    keys = store.list_keys()
    runs = sorted({(key.run_id.run_time, key.run_id.run_name) for key in keys}, reverse=True)
    kept = {name for _, name in runs[:keep_runs]}
    for key in keys:
        if key.run_id.run_name not in kept:
            store.remove_key(key)
    with engine.no_warnings():
        # Pages of results that are gone are removed by the index builder.
        context.build_data_docs(
            site_names=[SITE], resource_identifiers=[key for key in keys if key.run_id.run_name == run_id]
        )
    for pages in (reports_dir / "data_docs" / "validations", _results(reports_dir)):
        _remove_empty_folders(pages)
    return reports_dir / "data_docs" / "index.html"


def _remove_empty_folders(root: Path) -> None:
    """GX removes files and leaves the folders they lay in, two a table and run."""
    for folder in sorted((path for path in root.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _results(reports_dir: Path) -> Path:
    return reports_dir / "validations"
