"""What the soak says at its end: a table of all figures, one line of JSON, and whether everything was flat."""

import msgspec
from msgspec import Struct

from bench.markdown import aligned
from bench.soak.measures import LIMITS
from bench.soak.verdict import Limit, Line

COLUMNS = ("figure", "1st quarter", "2nd", "3rd", "last", "highest", "slope an hour", "verdict")


class Soaked(Struct, frozen=True, kw_only=True):
    """One soak."""

    minutes: float
    highest_rate: float | None  # requests a second, as fast as it went; None where the rate was given
    rate: float  # that was held
    answers: dict[str, int]  # by kind
    mails: int
    lines: tuple[Line, ...]

    @property
    def flat(self) -> bool:
        return not any(line.faults for line in self.lines)


def table(soaked: Soaked) -> str:
    """In markdown."""
    highest = "" if soaked.highest_rate is None else f" (highest {soaked.highest_rate:,.0f})"
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(soaked.answers.items(), key=lambda item: -item[1]))
    rows = [
        (
            line.name,
            *(f"{middle:,.3g}" if middle < 100 else f"{middle:,.0f}" for middle in (*line.quarters, line.highest)),
            f"{line.slope:+,.3g}",
            "; ".join(line.faults) or ("" if LIMITS[line.name] == Limit() else "flat"),
        )
        for line in soaked.lines
    ]
    said = (
        f"**soak**: {soaked.minutes:g} minutes at {soaked.rate:,.0f} requests a second{highest}; "
        f"{sum(soaked.answers.values()):,} answers, all as they must be; {soaked.mails:,} mails"
    )
    return "\n".join(
        [
            said,
            kinds,
            "",
            *aligned(list(zip(*[COLUMNS, *rows], strict=True))),
            "",
            "flat" if soaked.flat else "not flat",
        ]
    )


def as_json(soaked: Soaked) -> bytes:
    """One object."""
    return msgspec.json.encode({"soak": "flat" if soaked.flat else "not flat", **msgspec.to_builtins(soaked)})


def progress(minute: float, minutes: float, figures: dict[str, float], answers: int) -> str:
    """One short line."""
    memory = " ".join(f"{part} {figures.get(f'{part}, resident MB', 0):.0f}" for part in ("api", "engine", "worker"))
    return (
        f"{minute:5.1f} of {minutes:g} min · {answers:,} answers · {memory} MB · "
        f"lag {figures.get('lag, events', 0):.0f}"
    )
