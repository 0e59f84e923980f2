"""Dates, levels and shares in the words of drawings: what templates say by filters, said by modules."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import dates, numbers

TENTHS = 10


class Saying(NamedTuple):
    """In one language, by the patient's clocks."""

    language: str
    zone: ZoneInfo

    def day(self, on: date) -> str:
        """Mon 23 Nov."""
        return _day(on, self.language)

    def short_day(self, on: date) -> str:
        """23 Nov."""
        return dates.format_date(on, "d MMM", locale=self.language)

    def month(self, on: date) -> str:
        """Nov."""
        return dates.format_date(on, "MMM", locale=self.language)

    def moment(self, at: datetime) -> str:
        """Mon 23 Nov, 14:05."""
        local = at.astimezone(self.zone)
        return f"{self.day(local.date())}, {local:%H:%M}"

    def weekdays(self) -> tuple[str, ...]:
        """Seven short names, Monday first."""
        names = dates.get_day_names("abbreviated", locale=self.language)
        return tuple(str(names[day]).rstrip(".") for day in range(7))

    def months(self) -> tuple[str, ...]:
        names = dates.get_month_names("abbreviated", locale=self.language)
        return tuple(str(names[month]).rstrip(".") for month in range(1, 13))

    def number(self, value: float | Fraction, form: str = "0.##") -> str:
        return _number(round(float(value), 2), form, self.language)

    def fraction(self, text: str, parts: int = 1) -> str:
        """A fraction as the definition tells it, 11/3, as people read it: 3.67. `parts`: of so many in one."""
        return self.number(Fraction(text) / parts)

    def level(self, points: float) -> str:
        """Of 10 points."""
        return self.number(points, "0.#")

    def share(self, part: str | None) -> str:
        """A part of one, in percent."""
        return "" if part is None else numbers.format_percent(Decimal(part), "#,##0 %", locale=self.language)


def points(tenths: int) -> float:
    """A rating as people say it."""
    return tenths / TENTHS


@lru_cache(maxsize=4096)
def _day(on: date, language: str) -> str:
    """A page says the same dates for each exercise."""
    return dates.format_date(on, "EEE d MMM", locale=language)


@lru_cache(maxsize=4096)
def _number(value: float, form: str, language: str) -> str:
    return numbers.format_decimal(Decimal(str(value)), form, locale=language)
