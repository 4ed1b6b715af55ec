"""What the last audit said, also where it held and published nothing: `<home>/snapshots/LAST_AUDIT.json`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from transforms.errors import WarehouseDamaged
from warehouse.files import write_atomically
from warehouse.settings import Settings


@dataclass(frozen=True, kw_only=True)
class LastAudit:
    """Its verdict, and what failed."""

    run_id: str
    started_at: datetime
    verdict: str
    report_path: str
    failed: tuple[str, ...]


def record(settings: Settings, audit: LastAudit) -> None:
    """Say what the last audit found, where every page can read it even if nothing was published."""
    facts = asdict(audit) | {"started_at": audit.started_at.isoformat()}
    write_atomically(_path(settings), json.dumps(facts, indent=2) + "\n")


def read(settings: Settings) -> LastAudit | None:
    """The last audit; None before the first. Raises WarehouseDamaged where its record is unreadable."""
    path = _path(settings)
    if not path.exists():
        return None
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        started_at = datetime.fromisoformat(facts.pop("started_at"))
        return LastAudit(started_at=started_at, failed=tuple(facts.pop("failed")), **facts)
    except (ValueError, KeyError, TypeError) as error:
        raise WarehouseDamaged(f"{path.name} is unreadable ({error}).", next_step="Run `papertide audit`.") from error


def _path(settings: Settings) -> Path:
    return settings.snapshots / "LAST_AUDIT.json"
