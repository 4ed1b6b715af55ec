"""Beside each content in the archive its ledger row, as JSON; of a forgotten dump the row alone.

For `rebuild` where the database is lost: a snapshot is older, and knows neither what came nor what was forgotten since.
How a content came (name, capture day, damage) holds for good; the figures are those of its first reading.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from transforms.errors import WarehouseDamaged
from warehouse import archive
from warehouse.files import write_atomically
from warehouse.ledger import DumpRecord
from warehouse.settings import Settings


def write(settings: Settings, record: DumpRecord) -> None:
    """Keep the ledger row of a dump, in place of any earlier one. Call before its content is moved in, or removed."""
    row = msgspec.json.format(msgspec.json.encode(record)).decode()
    write_atomically(archive.path_of(settings, record.dump_id).with_suffix(".json"), f"{row}\n")


def read(settings: Settings) -> list[DumpRecord]:
    """The ledger rows of all content that is in the archive, and of forgotten dumps. Raises WarehouseDamaged."""
    rows = [_row(path) for path in sorted(settings.archive.glob("??/*.json"))]
    return [row for row in rows if row.status == "forgotten" or archive.path_of(settings, row.dump_id).exists()]


def _row(path: Path) -> DumpRecord:
    try:
        return msgspec.json.decode(path.read_bytes(), type=DumpRecord)
    except msgspec.MsgspecError as error:
        raise WarehouseDamaged(
            f"{path} is damaged ({error}).", next_step="Delete it; its dump then loses what no snapshot says of it."
        ) from error
