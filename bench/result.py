"""What a bench found: one headline with its goal, and every case as a line of a table and of the results' file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from bench.markdown import aligned
from bench.rounds import Sample, Spread

COLUMNS = ("case", "beside", "ratio [least..most]", "goal", "ours", "its", "p50 / p99 ms", "its", "CPU µs", "its")
Better = Literal["higher", "lower"]
LATEST = Path(__file__).parent / "results" / "latest.json"


class Peer(Struct, frozen=True, kw_only=True):
    """Somebody who did the same kind of work in the same rounds."""

    name: str
    ratio: Spread  # ours to theirs
    sample: Sample
    goal: float | None = None


class Case(Struct, frozen=True, kw_only=True):
    """One setting."""

    name: str
    ours: Sample
    peers: tuple[Peer, ...]
    abs_goal: float | None = None  # ms: what our p99 is to stay under, whatever the peers do
    rate_goal: float | None = None  # done a second: what ours is to reach, whatever the peers do


class Result(Struct, frozen=True, kw_only=True):
    """`ratio`, `ours` and `beside` are of the case that the goal speaks of."""

    bench: str
    ratio: float
    goal: float | None  # of the ratio
    better: Better
    abs: float
    abs_goal: float | None
    ours: float
    beside: float
    unit: str
    sizes: Mapping[str, Any]
    quick: bool
    cases: tuple[Case, ...] = ()
    notes: tuple[str, ...] = ()


def headline(result: Result) -> bytes:
    """One JSON object without the cases."""
    fields = msgspec.to_builtins(result)
    return msgspec.json.encode({name: value for name, value in fields.items() if name not in ("cases", "notes")})


def write_latest(result: Result, path: Path = LATEST) -> None:
    """Put it into the file of newest results, in the place of an earlier one of the same bench."""
    path.parent.mkdir(parents=True, exist_ok=True)
    known = msgspec.json.decode(path.read_bytes()) if path.exists() else {}
    known[result.bench] = msgspec.to_builtins(result)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(known)))
    fresh.replace(path)


def table(result: Result) -> str:
    """All cases in markdown."""
    lines = [f"**{result.bench}**: {result.unit}; {', '.join(f'{name} {size}' for name, size in result.sizes.items())}"]
    rows = [_row(case, peer, result.better) for case in result.cases for peer in case.peers]
    columns = [(name, *cells) for name, *cells in zip(COLUMNS, *rows, strict=True) if any(cells)]
    notes = ["", *(f"- {note}" for note in result.notes)] if result.notes else []
    return "\n".join([*lines, "", *aligned(columns), *notes])


def _row(case: Case, peer: Peer, better: Better) -> list[str]:
    ours, theirs = case.ours, peer.sample
    return [
        case.name,
        peer.name,
        str(peer.ratio),
        _goals(case, peer, better),
        f"{ours.rate:,.0f}",
        f"{theirs.rate:,.0f}",
        _delay(ours),
        _delay(theirs),
        _cpu(ours),
        _cpu(theirs),
    ]


def _goals(case: Case, peer: Peer, better: Better) -> str:
    told = []
    if peer.goal is not None:
        reached = peer.ratio.median >= peer.goal if better == "higher" else peer.ratio.median <= peer.goal
        told.append(f"{peer.goal:g} {_verdict(reached)}")
    if case.abs_goal is not None and case.ours.p99 is not None:
        told.append(f"p99 {case.abs_goal:g} ms {_verdict(case.ours.p99 <= case.abs_goal)}")
    if case.rate_goal is not None:
        told.append(f"{case.rate_goal:,.0f} a second {_verdict(case.ours.rate >= case.rate_goal)}")
    return ", ".join(told)


def _verdict(reached: bool) -> str:
    return "reached" if reached else "missed"


def _delay(sample: Sample) -> str:
    return "" if sample.p50 is None or sample.p99 is None else f"{sample.p50:.1f} / {sample.p99:.1f}"


def _cpu(sample: Sample) -> str:
    return "" if sample.cpu is None else f"{sample.cpu:.0f}"
