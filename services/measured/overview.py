"""How the whole service stands at one moment, and what is wrong with it: for a person, on a terminal or a page."""

from collections.abc import Iterator
from datetime import datetime
from math import inf

from msgspec import Struct

from services.measured.parts import Part
from services.measured.sighting import DatabaseStanding, QueueStanding, Sighting

PARTS = ("api", "engine", "worker")


class Complaint(Struct, frozen=True, kw_only=True):
    """Something that an operator should look at: the alarm that would tell of it, and its page."""

    alarm: str
    critical: bool
    says: str  # one sentence

    @property
    def runbook(self) -> str:
        name = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in self.alarm)
        return f"docs/runbooks/{name.removeprefix('-')}.md"


class Overview(Struct, frozen=True, kw_only=True):
    """None where it could not be looked at."""

    at: datetime  # real, UTC
    version: str
    parts: list[Part] | None
    sighting: Sighting | None
    queue: QueueStanding
    pending: list[str] | None  # migrations that have not run
    database_fault: str = ""  # why it could not be looked at

    @property
    def complaints(self) -> list[Complaint]:
        """What is wrong, the critical first. Empty: all is well. The limits are those of deploy/monitoring/alarms."""
        return sorted(_complaints(self), key=lambda one: not one.critical)


RULES_BEHIND, READERS_BEHIND = 30, 60
ALERTS_LATE, OTHERS_LATE, HOOKS_LATE = 30, 600, 900
QUEUE_LONG = 200
TRANSACTION_OLD, SNAPSHOT_OLD, FREEZE_NEAR = 300, 1_000_000, 1_000_000_000
CONNECTIONS_SHARE = 0.85
SLOT_BYTES = 10_000_000_000
ARCHIVE_OLD, BACKUP_OLD = 3600, 26 * 3600
ALERTING = "alerting"


def _critical(alarm: str, says: str) -> Complaint:
    return Complaint(alarm=alarm, critical=True, says=says)


def _warning(alarm: str, says: str) -> Complaint:
    return Complaint(alarm=alarm, critical=False, says=says)


def _complaints(of: Overview) -> Iterator[Complaint]:
    yield from _of_parts(of)
    if of.queue.waiting is None:
        yield _warning("BrokerAway", "The broker does not answer.")
    for queue, waiting in (of.queue.waiting or {}).items():
        if waiting > QUEUE_LONG:
            yield _warning("QueueGrows", f"{waiting} messages wait for a worker in {queue}.")
    if of.sighting is None:
        yield _critical("DatabaseAway", of.database_fault or "The database cannot be looked at.")
        return
    yield from _of_readers(of.sighting)
    yield from _of_what_is_due(of.sighting)
    yield from _of_database(of.sighting.database)


def _of_parts(of: Overview) -> Iterator[Complaint]:
    if of.parts is None:
        yield _warning("BrokerAway", "Valkey does not answer, so nobody knows which parts run.")
        return
    there = {one.part for one in of.parts}
    for part in PARTS:
        if part not in there:
            say = _warning if part == "worker" else _critical
            yield say(f"{part.capitalize()}Away", f"No {part} has left word.")
    for one in of.parts:
        for loop in one.late:
            yield _critical("PartStuck", f'The loop "{loop}" of the {one.part} {one.host}:{one.pid} does not turn.')


def _of_readers(seen: Sighting) -> Iterator[Complaint]:
    for one in seen.readers:
        rules = one.reader == ALERTING
        if one.seconds > (RULES_BEHIND if rules else READERS_BEHIND):
            behind = f"{one.reader} is {one.seconds:.0f} seconds and {one.positions} events behind."
            yield _critical("AlertRulesBehind", behind) if rules else _warning("ReadersBehind", behind)
        if one.parked:
            aside = f"{one.reader} has set {one.parked} aside."
            yield _critical("PatientsUnwatched", aside) if rules else _warning("SubjectsParked", aside)
        if one.other_code:
            other = f"{one.reader} was made by other code in {one.other_code} organisations."
            yield _warning("ReaderOfOtherCode", other)


def _of_what_is_due(seen: Sighting) -> Iterator[Complaint]:
    for one in seen.due:
        late = f"{one.waiting} {one.what} are due, the oldest since {one.late_seconds:.0f} seconds."
        if one.what == "alerts" and one.late_seconds > ALERTS_LATE:
            yield _critical("AlertsLate", late)
        if one.what in ("reminders", "rounds") and one.late_seconds > OTHERS_LATE:
            yield _warning("RemindersLate", late)
    for kind, count in seen.dead.items():
        yield _warning("EffectsDead", f"{count} of {kind} were given up.")
    if seen.hooks.late_seconds > HOOKS_LATE:
        yield _warning("WebhooksLate", f"News for webhooks is {seen.hooks.late_seconds:.0f} seconds late.")


def _of_database(seen: DatabaseStanding) -> Iterator[Complaint]:
    if seen.connections > CONNECTIONS_SHARE * seen.connections_most:
        yield _warning("ConnectionsShort", f"{seen.connections} of {seen.connections_most} connections are taken.")
    if (seen.oldest_transaction_seconds or 0) > TRANSACTION_OLD:
        yield _warning("TransactionOld", f"A transaction is open for {seen.oldest_transaction_seconds:.0f} seconds.")
    if seen.oldest_snapshot_transactions > SNAPSHOT_OLD:
        yield _warning("SnapshotOld", f"A snapshot is {seen.oldest_snapshot_transactions} transactions old.")
    if seen.freeze_age_transactions > FREEZE_NEAR:
        yield _critical("FreezeNear", f"The oldest row is {seen.freeze_age_transactions} transactions old.")
    if (seen.slot_bytes or 0) > SLOT_BYTES:
        yield _warning("SlotHoldsJournal", f"A replication slot holds {seen.slot_bytes} bytes of the journal back.")
    if seen.archive_failing or (seen.archive_age_seconds or 0) > ARCHIVE_OLD:
        yield _critical("ArchiveBehind", "The journal is not archived.")
    for of, age in seen.backup_age_seconds.items():
        if age > BACKUP_OLD:
            last = "There is no backup" if age == inf else f"The last backup is {age / 3600:.0f} hours old"
            yield _warning("BackupOld", f"{last}: {of}.")
