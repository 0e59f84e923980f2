"""An overview in words: what stands in each line of `carryover status` and of the operations page."""

from collections.abc import Iterator, Mapping
from math import inf

from services.measured.overview import PARTS, Overview
from services.measured.sighting import DatabaseStanding, Sighting

Line = tuple[str, str]
"""What it is about, and how that stands."""

MINUTE, HOUR, DAY = 60, 3600, 86400
KILO = 1024


def lines(of: Overview) -> Iterator[Line]:
    yield "parts", _parts(of)
    seen = of.sighting
    if seen is None:
        yield "database", of.database_fault or "cannot be looked at"
    else:
        yield from _of_sighting(seen)
    waiting = of.queue.waiting
    yield "queue", "the broker does not answer" if waiting is None else _counts(waiting)
    if seen is not None:
        yield from _of_database(seen.database)
    if of.pending is not None:
        yield "migrations", f"{len(of.pending)} have not run: {', '.join(of.pending)}" if of.pending else "all have run"


def _parts(of: Overview) -> str:
    if of.parts is None:
        return "unknown: Valkey does not answer"
    told = []
    for part in PARTS:
        own = [one for one in of.parts if one.part == part]
        versions = sorted({one.version for one in own})
        last = max((of.at.timestamp() - one.at for one in own), default=0.0)
        told.append(
            f"{part} {len(own)} ({', '.join(versions)}, word {max(0, round(last))} s ago)" if own else f"no {part}"
        )
    return ", ".join(told)


def _of_sighting(seen: Sighting) -> Iterator[Line]:
    last = f", the last at {seen.last_append:%Y-%m-%d %H:%M:%S}Z" if seen.last_append else ""
    yield "log", f"organisations {seen.organisations:,}, events {seen.events:,}{last}"
    behind = [f"{one.reader} {span(one.seconds)} ({one.positions:,} events)" for one in seen.readers if one.positions]
    yield "readers", f"behind: {', '.join(behind)}" if behind else f"all {len(seen.readers)} have read everything"
    aside = {one.reader: one.parked for one in seen.readers if one.parked}
    yield "set aside", _counts(aside) if aside else "nobody"
    other = {one.reader: one.other_code for one in seen.readers if one.other_code}
    if other:
        yield "other code", f"{_counts(other)}: carryover rebuild is due"
    late = [f"{one.what} {one.waiting:,}, the oldest {span(one.late_seconds)} late" for one in seen.due if one.waiting]
    yield "due", "; ".join(late) if late else "nothing waits"
    again = f"; tried again later: {_counts(seen.retrying)}" if seen.retrying else ""
    yield "in hand", f"{seen.in_hand:,}{again}"
    yield "given up", _counts(seen.dead) if seen.dead else "nothing"
    hooks = seen.hooks
    late_news = f", the oldest {span(hooks.late_seconds)} late" if hooks.late_seconds else ""
    yield "webhooks", f"{hooks.waiting:,} news wait{late_news}; {hooks.paused} paused, {hooks.stopped} stopped"


def _of_database(seen: DatabaseStanding) -> Iterator[Line]:
    yield "database", f"{size(seen.bytes)}, {seen.connections} of {seen.connections_most} connections"
    if seen.oldest_transaction_seconds is None:
        oldest = "not to be seen: GRANT pg_read_all_stats TO carryover_engine"
    else:
        oldest = span(seen.oldest_transaction_seconds)
    yield (
        "transactions",
        f"the oldest: {oldest}; the oldest snapshot: {seen.oldest_snapshot_transactions:,} transactions",
    )
    if seen.slot_bytes is not None:
        yield "slots", f"{size(seen.slot_bytes)} of the journal are held back"
    if seen.archive_failing:
        yield "archive", "the last try failed"
    elif seen.archive_age_seconds is not None:
        yield "archive", f"{span(seen.archive_age_seconds)} ago"
    else:
        yield "archive", "nothing was archived yet, or it is off"
    known = [f"{of} {'never' if age == inf else f'{span(age)} ago'}" for of, age in seen.backup_age_seconds.items()]
    yield "backup", ", ".join(known) or "none that is known of"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


def span(seconds: float) -> str:
    """As somebody says it: the two largest units at most."""
    whole = round(seconds)
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return f"{whole // MINUTE} min {whole % MINUTE} s"
    if whole < DAY:
        return f"{whole // HOUR} h {whole % HOUR // MINUTE} min"
    return f"{whole // DAY} d {whole % DAY // HOUR} h"


def size(number: float) -> str:
    """Bytes in the unit that fits."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if number < KILO:
            return f"{number:.0f} {unit}"
        number /= KILO
    return f"{number:.1f} TiB"
