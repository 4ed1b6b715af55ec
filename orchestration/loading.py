"""One dump from its bytes into `core.listings` and `core.rejects`: recognise, survey, read, normalise, judge, write.

One transaction a dump: listings, rejects, ledger row and landing are there together or not at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import IO

import duckdb
import polars as pl

from orchestration import faults, holding, opening
from transforms import capture, normalise, readers, rules, withdrawals
from transforms.ahead import one_ahead
from transforms.errors import DumpError, UnknownLayout, UnreadableDump
from transforms.readers._contract import ByteAccount, Head, Reader, Survey
from transforms.schema.core import LISTINGS
from warehouse import ledger, quarantine, writer
from warehouse.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Content:
    """The content of a dump, staged or archived, and how it came."""

    path: Path
    dump_id: str
    file_name: str
    bytes_read: int
    landed_at: datetime
    source: str | None = None  # reader named by the operator
    captured_on: date | None = None  # day named by the operator
    damage: str | None = None  # why it is not whole: where its file is damaged or ends early


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a content is to be read."""

    reader: Reader
    layout: str
    captured_on: date | None
    captured_on_basis: str | None
    is_empty_answer: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class _Batch:
    """Entries that were read together: what the rules say of them, and the papers that they take back."""

    judged: rules.Split
    withdrawals: pl.DataFrame


@dataclass(kw_only=True)
class _Tally:
    entries: int = 0
    listings: int = 0
    rejects: int = 0
    account: ByteAccount = field(default_factory=ByteAccount)

    def count(self, judged: rules.Split) -> None:
        self.listings += judged.valid.height
        self.rejects += judged.rejected.height
        self.entries += judged.valid.height + judged.rejected.height


def plan(content: Content, settings: Settings) -> Plan:
    """Recognise a content and find its capture day. Raises DumpError."""
    with _reading(content):
        reader, layout = _recognise(opening.head(content.path, settings, bytes_read=content.bytes_read), content.source)
        survey = Survey()
        if reader.survey:
            with opening.opened(content.path, settings) as stream:
                survey = reader.survey(stream, layout, opening.bounds(settings))
    day, basis = capture.decide(operator=content.captured_on, survey=survey, file_name=content.file_name)
    return Plan(
        reader=reader,
        layout=layout,
        captured_on=day,
        captured_on_basis=basis,
        is_empty_answer=survey.is_empty_answer,
    )


def _recognise(head: Head, source: str | None) -> tuple[Reader, str]:
    if source is None:
        reader, recognised = readers.recognise(head)
        return reader, recognised.layout
    if source not in {found.name for found in readers.readers()}:  # the archive remembers it from an earlier version
        fact = f"it was read by {source}, which is no reader of this version."
        raise UnknownLayout("", fact, next_step="`papertide ingest --source` reads its file with another.")
    reader = readers.reader(source)
    claim = reader.sniff(head)
    if claim is None:
        raise UnknownLayout("", f"its content is none of the layouts of {source}.", next_step="Leave --source out.")
    return reader, claim.layout


@contextmanager
def _reading(content: Content) -> Iterator[None]:
    """Where readers and rules are at work: any error of theirs becomes a DumpError that names the file."""
    try:
        with faults.charged_to(content.file_name):
            yield
    except DumpError as error:
        if error.file_name:
            raise
        raise _named(error, content) from error


def _named(error: DumpError, content: Content) -> DumpError:
    """The same error with the file's name, which readers do not know, and with what is wrong with the file itself."""
    fact = error.fact.removeprefix(": ")
    if content.damage:
        fact = f"{content.damage}; of what is left: {fact}"
    return type(error)(content.file_name, fact, next_step=error.next_step)


def load(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    content: Content,
    *,
    now: Callable[[], datetime],
    on_position: Callable[[int], None] = lambda _: None,
) -> ledger.DumpRecord:
    """Read a content into the tables and return its ledger row. Call inside a transaction; raises DumpError.

    `on_position` hears after each batch how many decompressed bytes have been read.
    """
    started = time.monotonic()
    planned = plan(content, settings)
    earlier = quarantine.history(connection, content.dump_id)
    writer.clear_dump(connection, content.dump_id)
    tally = _Tally()
    with opening.opened(content.path, settings) as stream:
        # The next batch is normalised and judged while this one is written.
        for batch in one_ahead(_batches(stream, settings, content, planned, tally.account)):
            tally.count(batch.judged)
            _write(connection, settings, content, batch, now=now())
            on_position(stream.tell())
    with _reading(content):
        _check_account(settings, content, planned, tally)
    resolution = f"{planned.reader.name} version {planned.reader.version}"
    quarantine.restore(connection, content.dump_id, earlier, now=now(), resolution=resolution)
    record = _record(content, planned, tally, ingested_at=now(), duration_seconds=time.monotonic() - started)
    record = _held_if_not_believed(connection, settings, record)
    ledger.record(connection, record)
    if record.status == "loaded":
        writer.leave_pending(connection, writer.PENDING_DUMP, content.dump_id)
    return record


def _batches(
    stream: IO[bytes], settings: Settings, content: Content, planned: Plan, account: ByteAccount
) -> Iterator[_Batch]:
    """Entries in file order, normalised and judged. Raises DumpError for whatever goes wrong with reader and rules."""
    facts = normalise.DumpFacts(
        dump_id=content.dump_id,
        source=planned.reader.name,
        captured_on=planned.captured_on,
        labels_abstracts=not planned.reader.counts_bytes,
    )
    with _reading(content):
        # The next batch is decoded while this one is normalised and written.
        for raw in one_ahead(planned.reader.read(stream, planned.layout, opening.bounds(settings), account)):
            judged = rules.split(normalise.listings(raw, dump=facts), LISTINGS, skip=("paper_id",))
            stated = withdrawals.stated(raw, dump_id=content.dump_id)
            yield _Batch(judged=judged, withdrawals=withdrawals.named(judged.rejected).vstack(stated))


def _write(
    connection: duckdb.DuckDBPyConnection, settings: Settings, content: Content, batch: _Batch, *, now: datetime
) -> None:
    rejected = batch.judged.rejected
    try:
        writer.append(connection, "core.listings", LISTINGS.conform(batch.judged.valid))
        if rejected.height:
            rejects = quarantine.rows(rejected, raw_characters=settings.raw_characters, now=now)
            writer.append(connection, "core.rejects", rejects)
        if batch.withdrawals.height:
            writer.append(connection, "core.withdrawals", batch.withdrawals)
    except (duckdb.DataError, duckdb.IntegrityError) as error:
        # A value that no column takes and no rule refused; any other error of the database concerns every file.
        raise faults.fault(content.file_name, error) from error


def _check_account(settings: Settings, content: Content, planned: Plan, tally: _Tally) -> None:
    if tally.entries == 0 and not planned.is_empty_answer:
        raise UnreadableDump(
            content.file_name,
            f"it looks like {planned.reader.name}/{planned.layout} and holds no entry.",
            next_step="Check that the page was saved in full.",
        )
    if not planned.reader.counts_bytes:
        return
    account = tally.account
    accounted = account.entry_bytes + account.furniture_bytes + account.unparsed_bytes
    if accounted != content.bytes_read:
        raise AssertionError(f"{planned.reader.name} lost bytes: {accounted} of {content.bytes_read} are accounted for")
    if account.unparsed_bytes > settings.max_unparsed_share * content.bytes_read:
        seen = "; ".join(account.unparsed_samples[:3])
        raise UnreadableDump(
            content.file_name,
            f"{account.unparsed_bytes:,} of {content.bytes_read:,} bytes belong to no entry, such as {seen}.",
            next_step="If the page is whole, its layout is new: report it. `max_unparsed_share` sets the limit.",
        )


def _record(
    content: Content, planned: Plan, tally: _Tally, *, ingested_at: datetime, duration_seconds: float
) -> ledger.DumpRecord:
    counts_bytes = planned.reader.counts_bytes
    return ledger.DumpRecord(
        dump_id=content.dump_id,
        file_name=content.file_name,
        source=planned.reader.name,
        layout=planned.layout,
        reader_version=planned.reader.version,
        captured_on=planned.captured_on,
        captured_on_basis=planned.captured_on_basis,
        bytes_read=content.bytes_read,
        entries_read=tally.entries,
        listings=tally.listings,
        rejects=tally.rejects,
        furniture_bytes=tally.account.furniture_bytes if counts_bytes else None,
        unparsed_bytes=tally.account.unparsed_bytes if counts_bytes else None,
        status="loaded",
        error=None,
        landed_at=content.landed_at,
        ingested_at=ingested_at,
        duration_seconds=duration_seconds,
        damage=content.damage,
    )


def _held_if_not_believed(
    connection: duckdb.DuckDBPyConnection, settings: Settings, record: ledger.DumpRecord
) -> ledger.DumpRecord:
    """Keep the rejects of a dump to which a rule of `holding` objects, but nothing that it says of papers."""
    cut_off = quarantine.first_cut_off(connection, record.dump_id)
    # What its source deleted, or the operator dismissed, is settled: it is no reason to doubt the rest.
    doubted = replace(record, rejects=quarantine.count_open(connection, record.dump_id))
    reason = holding.reason_to_hold(doubted, settings, cut_off=cut_off)
    if reason is None:
        return record
    for name in ("listings", "withdrawals"):
        connection.execute(f"DELETE FROM core.{name} WHERE dump_id = $1", [record.dump_id])
    return replace(record, status="held", error=reason)


def failed_record(content: Content, error: DumpError, *, now: datetime) -> ledger.DumpRecord:
    """The ledger row of a content that could not be used."""
    return replace(unread_record(content, now=now), status="failed", error=str(error))


def unread_record(content: Content, *, now: datetime) -> ledger.DumpRecord:
    """The ledger row of a content of which nothing is known yet."""
    return ledger.DumpRecord(
        dump_id=content.dump_id,
        file_name=content.file_name,
        source=content.source or "unknown",
        layout="unknown",
        reader_version=0,
        captured_on=content.captured_on,
        captured_on_basis="operator" if content.captured_on else None,
        bytes_read=content.bytes_read,
        entries_read=0,
        listings=0,
        rejects=0,
        furniture_bytes=None,
        unparsed_bytes=None,
        status="held",
        error=None,
        landed_at=content.landed_at,
        ingested_at=now,
        duration_seconds=0.0,
        damage=content.damage,
    )
