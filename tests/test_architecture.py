"""The import law, one home per library, and the size ceilings: read from the source, not from good intentions."""

from __future__ import annotations

import ast
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("transforms", "warehouse", "expectations", "orchestration", "dashboard")

# Which other rooms a room may import. Edges (orchestration, dashboard) are imported by nobody.
MAY_IMPORT_ROOMS = {
    "transforms": set(),
    "warehouse": {"transforms"},
    "expectations": {"transforms"},
    "orchestration": {"transforms", "warehouse", "expectations"},
    "dashboard": {"transforms", "warehouse"},
}

# Where a library may be imported: a room, or a module of it.
HOMES = {
    "dagster": {"orchestration"},
    "streamlit": {"dashboard"},
    "altair": {"dashboard"},
    "pandas": {"expectations"},
    "great_expectations": {"expectations"},
    "duckdb": {"warehouse", "orchestration"},
    "typer": {"orchestration"},
    "rich": {"orchestration"},
    "pydantic": {"warehouse"},
    "pydantic_settings": {"warehouse"},
    "jinja2": {"expectations"},
}

# What the pure room may import besides Polars: text and format parsers of the standard library and of the index.
PURE_STDLIB = {
    "__future__",
    "bisect",
    "codecs",
    "collections",
    "concurrent",  # reading ahead of who uses what is read
    "contextlib",
    "csv",
    "dataclasses",
    "datetime",
    "functools",
    "hashlib",
    "html",
    "importlib",
    "io",
    "itertools",
    "json",
    "math",
    "operator",
    "pkgutil",
    "re",
    "string",
    "typing",
    "types",
    "unicodedata",
    "urllib",
}
PURE_LIBRARIES = {"polars", "ftfy", "lxml", "msgspec", "pyarrow", "pylatexenc", "rapidfuzz", "yaml"}

MOST_LINES_OF_A_FILE = 300
MOST_LINES_OF_A_FUNCTION = 40
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}

# Where any error at all is caught, and why.
BROAD_CATCHES = {
    "transforms/ahead.py": "hands on to who waits what a thread raises",
    "warehouse/snapshots.py": "ends the copying process, then raises it again",
    "warehouse/transaction.py": "rolls back, then raises it again",
    "orchestration/faults.py": "makes of a bug that a file met a ProgramFault, told with its traceback",
    "orchestration/cli/exits.py": "makes of an error an exit code, and raises again what is a bug",
}

FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "misc"}


@cache
def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


@cache
def imported(path: Path) -> set[str]:
    """Full names of what a module imports, wherever in it the import stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_the_rooms_below_it(room: str) -> None:
    for path in modules(room):
        others = {name.split(".")[0] for name in imported(path)} & (set(ROOMS) - {room})
        assert others <= MAY_IMPORT_ROOMS[room], f"{named(path)} imports {sorted(others - MAY_IMPORT_ROOMS[room])}"


def test_the_dashboard_asks_only_the_queries() -> None:
    for path in modules("dashboard"):
        asked = {name for name in imported(path) if name.split(".")[0] == "warehouse" and name != "warehouse"}
        outside = {name for name in asked if not name.startswith("warehouse.queries")}
        assert not outside, f"{named(path)} reaches past warehouse.queries: {sorted(outside)}"


@pytest.mark.parametrize("library", sorted(HOMES))
def test_a_library_has_one_home(library: str) -> None:
    for room in ROOMS:
        for path in modules(room):
            if library in {name.split(".")[0] for name in imported(path)}:
                assert room in HOMES[library], f"{named(path)} imports {library}, which lives in {HOMES[library]}"


def test_transforms_is_pure() -> None:
    for path in modules("transforms"):
        libraries = {name.split(".")[0] for name in imported(path)} - {"transforms"}
        impure = libraries - PURE_STDLIB - PURE_LIBRARIES
        assert not impure, f"{named(path)} imports {sorted(impure)}"
        assert not {name for name in libraries if name not in sys.stdlib_module_names} - PURE_LIBRARIES


@cache
def called(path: Path) -> set[str]:
    """What a module calls, as it is written there: `duckdb.connect`, and of a longer chain the last name: `.now`."""
    calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    return {ast.unparse(call) for call in calls} | {
        f".{call.attr}" for call in calls if isinstance(call, ast.Attribute)
    }


def test_transforms_asks_no_clock_and_opens_nothing() -> None:
    for path in modules("transforms"):
        impure = called(path) & {".now", ".today", ".utcnow", "open", "print"}
        assert not impure, f"{named(path)} calls {sorted(impure)}: take it as an argument"


def test_no_frame_is_read_value_by_value() -> None:
    for room in ROOMS:
        for path in modules(room):
            assert ".map_elements" not in called(path), f"{named(path)} calls Python for each value: use an expression"


def test_duckdb_is_opened_in_one_place() -> None:
    for room in ROOMS:
        for path in modules(room):
            is_home = named(path) == "warehouse/connection.py"
            assert is_home or "duckdb.connect" not in called(path), f"{named(path)} opens DuckDB itself"


def test_no_frame_is_registered() -> None:
    """A registered frame keeps its rows until the transaction ends; the Python name of one in SQL does not."""
    for path in modules("warehouse"):
        message = f"{named(path)} registers a frame: use its name in the SQL, as warehouse/writer.py does"
        assert ".register" not in called(path), message


@pytest.mark.parametrize("room", ROOMS)
def test_errors_are_caught_narrowly(room: str) -> None:
    for path in modules(room):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                kinds = {"everything"} if node.type is None else set(ast.unparse(node.type).strip("()").split(", "))
                broad = kinds & {"everything", "Exception", "BaseException"}
                assert not broad or named(path) in BROAD_CATCHES, f"{named(path)}, line {node.lineno}: catches {broad}"


@pytest.mark.parametrize("room", ROOMS)
def test_files_and_functions_stay_small(room: str) -> None:
    for path in modules(room):
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= MOST_LINES_OF_A_FILE or named(path) in LONG_FILES, f"{named(path)} has {lines} lines"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                place = f"{named(path)}:{node.name}"
                assert length <= MOST_LINES_OF_A_FUNCTION or place in LONG_FUNCTIONS, f"{place} has {length} lines"


def test_every_exception_is_still_needed() -> None:
    for place in LONG_FILES:
        assert (ROOT / place).read_text().count("\n") > MOST_LINES_OF_A_FILE, (
            f"{place} is short now: drop its exception"
        )
    for place in BROAD_CATCHES:
        assert "Exception" in (ROOT / place).read_text(), f"{place} catches narrowly now: drop its exception"
    for place in LONG_FUNCTIONS:
        assert (ROOT / place.split(":")[0]).exists(), f"{place} is gone: drop its exception"


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [named(path) for room in ROOMS for path in modules(room) if path.stem.strip("_") in FORBIDDEN_NAMES]
    assert not vague


def test_every_module_says_what_lives_in_it() -> None:
    silent = [
        named(path) for room in ROOMS for path in modules(room) if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not silent


def test_every_test_file_has_a_name_of_its_own() -> None:
    # Folders of tests are no packages: pytest takes two files of one name for one module.
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
