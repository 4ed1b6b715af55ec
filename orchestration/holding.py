"""Which dumps are read and yet not believed. The rules and their words; what a hold does is done by `loading`.

A held dump keeps its ledger row and its rejects, so that it can be examined; its listings stay out of the warehouse,
and the audit warns of it. `papertide rejects replay` reads it again, and loads it once no rule objects any more.
A dump that cannot be read at all is no hold: that is a DumpError. Drift of fields never holds a dump.
"""

from __future__ import annotations

from collections.abc import Callable

from warehouse.ledger import DumpRecord
from warehouse.settings import Settings

# A rule looks at what was read of a dump and says in words why it is not believed; None where it has no objection.
Rule = Callable[[DumpRecord, Settings], str | None]


def reason_to_hold(record: DumpRecord, settings: Settings, *, cut_off: str | None = None) -> str | None:
    """What the first rule that objects says; None where the dump may be loaded.

    `cut_off`: id of an open reject whose entry breaks off where the dump ends.
    """
    if cut_off and not record.damage:
        return entry_cut_off(record, cut_off)
    return next((reason for rule in RULES if (reason := rule(record, settings))), None)


def file_damaged(record: DumpRecord, settings: Settings) -> str | None:
    """The file was damaged or ended early, and this is only what was whole of it."""
    del settings
    if record.damage is None:
        return None
    return (
        f"{record.file_name}: {record.damage}. What was whole, {_counts(record)}, is not loaded. Fetch the file again; "
        "to load what there is, unpack it by hand and ingest that."
    )


def entry_cut_off(record: DumpRecord, reject_id: str) -> str:
    """The content ends within an entry: what should follow is missing."""
    return (
        f"{record.file_name}: it ends within an entry (reject {reject_id}). What was whole, {_counts(record)}, is not "
        "loaded. Fetch the file again; if nothing is missing, `papertide rejects dismiss` that reject and "
        "`papertide rejects replay` load the rest."
    )


def _counts(record: DumpRecord) -> str:
    return f"{record.listings:,} good entries and {record.rejects:,} refused"


def too_much_refused(record: DumpRecord, settings: Settings) -> str | None:
    """Refused entries are over the source's share and over the number below which a share says little."""
    limit = settings.max_reject_share_by_source.get(record.source, settings.max_reject_share)
    share = record.rejects / max(record.entries_read, 1)
    if record.rejects < settings.min_rejects_to_hold or share <= limit:
        return None
    return (
        f"{record.file_name}: {record.rejects:,} of {record.entries_read:,} entries were refused ({share:.1%}; the "
        f"limit of {record.source} is {limit:.1%}). See `papertide rejects list --dump {record.dump_id[:16]}`; after a "
        f"correction, or with a higher `max_reject_share_by_source` of {record.source}, `papertide rejects replay` "
        "reads it again."
    )


RULES: tuple[Rule, ...] = (file_damaged, too_much_refused)
