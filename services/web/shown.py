"""How moments, dates, shares and levels are shown: by Babel, in the viewer's language and zone."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from babel import dates, numbers
from jinja2 import pass_context
from jinja2.runtime import Context

from services.web.common.terms import JUST_NOW

TENTHS = 10
NO_TIME = timedelta(seconds=30)
NONE = "\N{EN DASH}"


def _language(context: Context) -> str:
    return str(context["language"])


def _zone(context: Context, zone: str | tzinfo | None) -> tzinfo:
    """The one named, else the viewer's; `zone` in the fields of a page names another for all of it."""
    if zone is None:
        zone = context.get("zone") or context["viewer"].zone
    return ZoneInfo(zone) if isinstance(zone, str) else zone


@pass_context
def moment(context: Context, at: datetime, zone: str | tzinfo | None = None) -> str:
    """23 Nov 2026, 14:05."""
    return dates.format_datetime(at, "d MMM y, HH:mm", tzinfo=_zone(context, zone), locale=_language(context))


@pass_context
def clock(context: Context, at: datetime, zone: str | tzinfo | None = None) -> str:
    """14:05."""
    return dates.format_time(at, "HH:mm", tzinfo=_zone(context, zone), locale=_language(context))


@pass_context
def day(context: Context, on: date | datetime, zone: str | tzinfo | None = None) -> str:
    """Mon 23 Nov."""
    return dates.format_date(_date(context, on, zone), "EEE d MMM", locale=_language(context))


@pass_context
def short_day(context: Context, on: date | datetime, zone: str | tzinfo | None = None) -> str:
    """23 Nov."""
    return dates.format_skeleton("dMMM", _date(context, on, zone), locale=_language(context))


@pass_context
def weekday(context: Context, on: date | datetime, zone: str | tzinfo | None = None) -> str:
    """Monday."""
    return dates.format_date(_date(context, on, zone), "EEEE", locale=_language(context))


@pass_context
def full_date(context: Context, on: date | datetime, zone: str | tzinfo | None = None) -> str:
    """23 November 2026."""
    return dates.format_date(_date(context, on, zone), "long", locale=_language(context))


def _date(context: Context, on: date | datetime, zone: str | tzinfo | None) -> date:
    return on.astimezone(_zone(context, zone)).date() if isinstance(on, datetime) else on


@pass_context
def ago(context: Context, at: datetime) -> str:
    """3 hours ago, in 2 days, just now: by the page's now."""
    if abs(at - context["now"]) < NO_TIME:
        return str(context["words"](JUST_NOW))
    return dates.format_timedelta(at - context["now"], add_direction=True, locale=_language(context))


@pass_context
def lasting(context: Context, seconds: float | timedelta) -> str:
    """How long something takes or took: 3 hours."""
    delta = seconds if isinstance(seconds, timedelta) else timedelta(seconds=seconds)
    return dates.format_timedelta(delta, locale=_language(context))


@pass_context
def share(context: Context, part: Decimal | float | str | None) -> str:
    """A part of one as a whole percentage; a dash where there is no number."""
    if part is None:
        return NONE
    return numbers.format_percent(Decimal(str(part)), "#,##0 %", locale=_language(context))


@pass_context
def level(context: Context, tenths: int | None) -> str:
    """A rating in tenths of a point as people say it: 57 is 5.7, 50 is 5."""
    if tenths is None:
        return NONE
    return numbers.format_decimal(Decimal(tenths) / TENTHS, "0.#", locale=_language(context))


@pass_context
def number(context: Context, value: Decimal | float | str) -> str:
    return numbers.format_decimal(Decimal(str(value)), locale=_language(context))


def sentence(words: str) -> str:
    """As it begins a line: with a capital, the rest as it is."""
    return words[:1].upper() + words[1:]


FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "moment": moment,
        "clock": clock,
        "day": day,
        "weekday": weekday,
        "short_day": short_day,
        "date": full_date,
        "ago": ago,
        "lasting": lasting,
        "share": share,
        "level": level,
        "number": number,
        "sentence": sentence,
    }
)
"""By the name that templates call them."""
