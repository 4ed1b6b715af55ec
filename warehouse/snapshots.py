"""Published snapshots: write, verify by full scan, flip the pointer; roll back; prune. Readers see whole versions only.

`<home>/snapshots/` holds `papertide-000001.duckdb` with `papertide-000001.json` (its manifest: rows and a digest per
table) and `CURRENT` (the number that is served).
"""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from transforms.errors import EnvironmentFault, UsageError, WarehouseDamaged
from transforms.schema import TABLES
from warehouse import migrations
from warehouse.connection import open_snapshot
from warehouse.files import move_into_place, write_atomically
from warehouse.settings import Settings

_ATTACHED = "snapshot_being_written"


@dataclass(frozen=True, kw_only=True)
class TableFacts:
    """What a manifest says of one table. The digest is the sum of all row hashes: independent of row order."""

    rows: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """One published version of the warehouse, immutable."""

    number: int
    path: Path
    published_at: datetime
    run_id: str
    verdict: str
    migration: int  # last migration of the database it was copied from: which tables and columns it has
    engine: str  # DuckDB version that computed the digests; row hashes are comparable within one version only
    tables: dict[str, TableFacts]

    @property
    def is_readable(self) -> bool:
        """Whether it has the tables and columns that this papertide asks for."""
        return self.migration == migrations.latest()


def database_path(settings: Settings, number: int) -> Path:
    """Path of snapshot `number`."""
    return settings.snapshots / f"papertide-{number:06d}.duckdb"


def _manifest_path(settings: Settings, number: int) -> Path:
    return database_path(settings, number).with_suffix(".json")


def _pointer(settings: Settings) -> Path:
    return settings.snapshots / "CURRENT"


def measure(connection: duckdb.DuckDBPyConnection) -> dict[str, TableFacts]:
    """Rows and digest of every declared table, by reading every value of it."""
    facts = {}
    for name in TABLES:
        rows, digest = connection.execute(
            f"SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0) FROM {name} AS t"
        ).fetchall()[0]
        facts[name] = TableFacts(rows=rows, digest=str(digest))
    return facts


def publish(
    connection: duckdb.DuckDBPyConnection, settings: Settings, *, number: int, run_id: str, verdict: str, now: datetime
) -> Snapshot:
    """Copy the database into a new file, verify it by full scan, then let `CURRENT` point to it.

    Until the last step readers see the old snapshot. Raises WarehouseDamaged where the copy differs from the tables.
    """
    settings.snapshots.mkdir(parents=True, exist_ok=True)
    target = database_path(settings, number)
    temporary = target.with_name(f".{target.name}.tmp")
    connection.execute("CHECKPOINT")  # now the file alone is the database, and its log is empty
    with _copying(_file_of(connection), temporary):  # reading the tables changes nothing in it
        expected = measure(connection)
    _take_out_meta(connection, temporary)
    snapshot = Snapshot(
        number=number,
        path=target,
        published_at=now,
        run_id=run_id,
        verdict=verdict,
        migration=migrations.latest(),
        engine=duckdb.__version__,
        tables=expected,
    )
    _verify(temporary, snapshot)
    move_into_place(temporary, target)
    write_atomically(_manifest_path(settings, number), _manifest(snapshot))
    write_atomically(_pointer(settings), f"{number}\n")
    return snapshot


def _file_of(connection: duckdb.DuckDBPyConnection) -> Path:
    query = "SELECT path FROM duckdb_databases() WHERE database_name = current_database()"
    return Path(connection.execute(query).fetchall()[0][0])


# In a process of its own: closing any handle of a file gives up every POSIX lock that this process holds on it, and
# DuckDB's keeps other writers out.
_COPY = "import shutil, sys; shutil.copyfile(*sys.argv[1:])"


@contextmanager
def _copying(source: Path, target: Path) -> Iterator[None]:
    """Copy a database as it stands in its file, while the block runs; at its end the copy is whole.

    Writing every row anew takes ten times the processor time, nearly all of it for compressing text once more.
    """
    command = [sys.executable, "-I", "-S", "-c", _COPY, str(source), str(target)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as copy:
        try:
            yield
        except BaseException:
            copy.kill()
            raise
        _, errors = copy.communicate()
    if copy.returncode:
        said = (errors.strip().splitlines() or [f"it ended with {copy.returncode}"])[-1]
        raise EnvironmentFault(
            f"{target}: the copy failed ({said}).", next_step="Check permissions and free disk space."
        )


def _take_out_meta(connection: duckdb.DuckDBPyConnection, copy: Path) -> None:
    """Rid a copy of `meta`, which is about the working database only."""
    connection.execute(f"ATTACH '{_quoted(copy)}' AS {_ATTACHED}")
    try:
        connection.execute(f"DROP SCHEMA IF EXISTS {_ATTACHED}.meta CASCADE")
        connection.execute(f"CHECKPOINT {_ATTACHED}")
    finally:
        connection.execute(f"DETACH {_ATTACHED}")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _verify(path: Path, snapshot: Snapshot) -> None:
    connection = open_snapshot(path)
    try:
        seen = measure(connection)
    except duckdb.Error as error:
        raise WarehouseDamaged(
            f"{path.name}: it cannot be read in full ({str(error).splitlines()[0]}).", next_step=_REPAIR
        ) from error
    finally:
        connection.close()
    for name, facts in snapshot.tables.items():
        found = seen.get(name)
        comparable = snapshot.engine == duckdb.__version__
        if found is None or found.rows != facts.rows or (comparable and found.digest != facts.digest):
            raise WarehouseDamaged(
                f"{path.name}: {name} is not what the manifest says (expected {facts}, found {found}).",
                next_step=_REPAIR,
            )


_REPAIR = "Serve an earlier one with `papertide snapshots rollback NUMBER`, or publish anew with `papertide audit`."


def verify(snapshot: Snapshot) -> None:
    """Read every value of a published snapshot. Raises WarehouseDamaged where it is not what its manifest says."""
    _verify(snapshot.path, snapshot)


def served_number(settings: Settings) -> int | None:
    """What `CURRENT` says, without a look at the snapshot; None before the first publication."""
    pointer = _pointer(settings)
    if not pointer.exists():
        return None
    text = pointer.read_text(encoding="utf-8").strip()
    if not text.isdigit():
        raise WarehouseDamaged(f"{pointer}: {text[:40]!r} is no snapshot number.", next_step=_REPAIR)
    return int(text)


def current(settings: Settings) -> Snapshot | None:
    """The snapshot that is served; None before the first publication. Raises WarehouseDamaged."""
    number = served_number(settings)
    return None if number is None else load(settings, number)


def load(settings: Settings, number: int) -> Snapshot:
    """Snapshot `number` as its manifest describes it. Raises WarehouseDamaged where file or manifest is unusable."""
    path, manifest = database_path(settings, number), _manifest_path(settings, number)
    if not path.exists():
        raise WarehouseDamaged(f"{path.name} is missing.", next_step=_REPAIR)
    try:
        facts = json.loads(manifest.read_text(encoding="utf-8"))
        return Snapshot(
            number=facts["number"],
            path=path,
            published_at=datetime.fromisoformat(facts["published_at"]),
            run_id=facts["run_id"],
            verdict=facts["verdict"],
            # Manifests did not say it before the second migration.
            migration=facts.get("migration", 1),
            engine=facts["engine"],
            tables={name: TableFacts(**table) for name, table in facts["tables"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WarehouseDamaged(f"{manifest.name}: the manifest is unreadable ({error}).", next_step=_REPAIR) from error


def _manifest(snapshot: Snapshot) -> str:
    facts = asdict(snapshot) | {"path": snapshot.path.name, "published_at": snapshot.published_at.isoformat()}
    return json.dumps(facts, indent=2) + "\n"


def numbered(settings: Settings, number: int) -> Snapshot:
    """Snapshot `number`, asked for by a person. Raises UsageError where there is none, WarehouseDamaged."""
    if number not in published_numbers(settings):
        raise UsageError(
            f"there is no snapshot {number}.", next_step="`papertide snapshots list` shows those there are."
        )
    return load(settings, number)


def number_before(settings: Settings, number: int | None = None) -> int:
    """The last snapshot that is older than `number`, or than the served one. Raises UsageError where there is none."""
    newer = number or served_number(settings) or 0
    older = [found for found in published_numbers(settings) if found < newer]
    if not older:
        raise UsageError("there is no earlier snapshot.", next_step="`papertide snapshots list` shows those there are.")
    return older[-1]


def published_numbers(settings: Settings) -> list[int]:
    """Numbers of all snapshots on disk, oldest first."""
    return sorted(int(path.stem.removeprefix("papertide-")) for path in settings.snapshots.glob("papertide-*.duckdb"))


def published(settings: Settings) -> list[Snapshot]:
    """All snapshots on disk, oldest first. Raises WarehouseDamaged where a manifest is unreadable."""
    return [load(settings, number) for number in published_numbers(settings)]


def next_number(settings: Settings) -> int:
    """Number for the next snapshot; never one that exists."""
    return max(published_numbers(settings), default=0) + 1


def clear_unfinished(settings: Settings) -> None:
    """Remove the files of a publication that was killed. Only the holder of the write lock may call this."""
    for path in settings.snapshots.glob(".papertide-*.tmp*"):
        path.unlink()


def rollback(settings: Settings, number: int) -> Snapshot:
    """Serve snapshot `number` again, after verifying it. Raises UsageError where there is none."""
    snapshot = numbered(settings, number)
    verify(snapshot)
    write_atomically(_pointer(settings), f"{number}\n")
    return snapshot


def prune(settings: Settings, *, keep: int) -> list[int]:
    """Delete all but the last `keep` snapshots, never the served one and never one in use; the numbers deleted."""
    served = current(settings)
    deleted = []
    for number in published_numbers(settings)[:-keep]:
        path = database_path(settings, number)
        if (served and served.number == number) or is_in_use(path):
            continue
        _manifest_path(settings, number).unlink(missing_ok=True)
        path.unlink()
        deleted.append(number)
    return deleted


def is_in_use(path: Path) -> bool:
    """Whether another process has the snapshot open (DuckDB holds a POSIX read lock on it)."""
    with path.open("r+b") as handle:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
