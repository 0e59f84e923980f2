"""The words of the domain in one language: what templates call `v`. Codes in, words for people out."""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum

from babel import dates, lists, numbers

from domain.values import AsNeeded, BodyRegion, Cue, Dose, Fixed, Interval, Schedule, Side, Weekly
from services.web.common import terms
from services.web.words import Words

GRAMS, TENTHS, DAYS_OF_A_WEEK = 1000, 10, 7


class Vocabulary:
    """A code that has no words is shown as it stands: it may come from a newer version of the service."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def _term(self, kind: str, table: Mapping[str, str], code: str | Enum | None) -> str:
        if code is None:
            return ""
        said = str(code.value) if isinstance(code, Enum) else code
        return self._words.meant(kind, table[said]) if said in table else said.replace("_", " ")

    def region(self, code: str | BodyRegion) -> str:
        return self._term("regions", terms.REGIONS, code)

    def side(self, code: str | Side) -> str:
        """Empty for what has no sides."""
        return "" if code == Side.NONE else self._term("sides", terms.SIDES, code)

    def place(self, region: str | BodyRegion, side: str | Side) -> str:
        """Knee, left."""
        sided = self.side(side)
        return (
            self._words("%(region)s, %(side)s", region=self.region(region), side=sided)
            if sided
            else self.region(region)
        )

    def deficit(self, code: str | Enum) -> str:
        return self._term("deficits", terms.DEFICITS, code)

    def symptom(self, code: str | Enum) -> str:
        return self._term("symptoms", terms.SYMPTOMS, code)

    def timing(self, code: str | Enum | None) -> str:
        return self._term("timings", terms.TIMINGS, code)

    def barrier(self, code: str | Enum) -> str:
        return self._words("something else") if code == "other" else self._term("barriers", terms.BARRIERS, code)

    def provenance(self, code: str | Enum | None) -> str:
        return self._term("provenances", terms.PROVENANCES, code)

    def cue(self, code: str | Enum) -> str:
        return self._term("cues", terms.CUES, code)

    def rule(self, code: str) -> str:
        return self._term("rules", terms.RULES, code)

    def grade(self, code: str | Enum) -> str:
        return self._term("grades", terms.GRADES, code)

    def alert_status(self, code: str) -> str:
        return self._term("alert_statuses", terms.ALERT_STATUSES, code)

    def resolution(self, code: str | Enum) -> str:
        return self._term("resolutions", terms.RESOLUTIONS, code)

    def role(self, code: str | Enum | None) -> str:
        return self._term("roles", terms.ROLES, code)

    def scope(self, code: str | Enum) -> str:
        return self._term("scopes", terms.SCOPES, code)

    def sign(self, code: str | Enum) -> str:
        """Of a red flag."""
        return self._term("signs", terms.SIGNS, code)

    def visit(self, code: str | Enum) -> str:
        return self._term("visits", terms.VISITS, code)

    def change(self, code: str | Enum) -> str:
        """Of a program."""
        return self._term("changes", terms.CHANGES, code)

    def suppressed(self, code: str | Enum) -> str:
        """Why nobody was reminded."""
        return self._term("suppressed", terms.SUPPRESSED, code)

    def dose(self, dose: Dose) -> str:
        """3 sets, 10 repetitions, hold 5 s, 2.5 kg."""
        said = [self._words.many("%(n)s set", "%(n)s sets", dose.sets)]
        if dose.reps is not None:
            said.append(self._words.many("%(n)s repetition", "%(n)s repetitions", dose.reps))
        if dose.hold_seconds is not None:
            said.append(self._words("hold %(seconds)s s", seconds=dose.hold_seconds))
        if dose.load_grams:
            load = numbers.format_decimal(Decimal(dose.load_grams) / GRAMS, "0.##", locale=self._words.language)
            said.append(self._words("%(load)s kg", load=load))
        if dose.tempo is not None:
            said.append(self._words("tempo %(tempo)s", tempo=dose.tempo))
        if dose.effort is not None:
            effort = numbers.format_decimal(Decimal(dose.effort) / TENTHS, "0.#", locale=self._words.language)
            said.append(self._words("effort %(effort)s of 10", effort=effort))
        return ", ".join(said)

    def schedule(self, schedule: Schedule) -> str:
        """2 times while brushing teeth, every day."""
        words = self._words
        match schedule:
            case Fixed():
                times = words.many("once", "%(n)s times", schedule.times_a_day)
                return words("%(times)s %(days)s", times=times, days=self.weekdays(schedule.weekdays))
            case Cue():
                times, days = words.many("once", "%(n)s times", schedule.times_a_day), self.weekdays(schedule.weekdays)
                return words("%(times)s %(cue)s, %(days)s", times=times, cue=self.cue(schedule.cue), days=days)
            case Interval():
                every = words(
                    "every %(minutes)s minutes from %(start)s to %(end)s, %(days)s",
                    minutes=schedule.every_minutes,
                    start=schedule.start,
                    end=schedule.end,
                    days=self.weekdays(schedule.weekdays),
                )
                return every if schedule.most_a_day is None else f"{every}, {self._at_most(schedule.most_a_day)}"
            case Weekly():
                n = schedule.times_a_week
                said = words.many("once a week, on any day", "%(n)s times a week, on any days", n)
                return said if schedule.most_a_day == 1 else f"{said}, {self._at_most(schedule.most_a_day)}"
            case AsNeeded():
                return words("whenever it is sore or stiff")

    def _at_most(self, n: int) -> str:
        return self._words.many("at most once a day", "at most %(n)s times a day", n)

    def weekdays(self, weekdays: tuple[int, ...]) -> str:
        """Every day, or on Monday and Friday."""
        if len(set(weekdays)) == DAYS_OF_A_WEEK:
            return self._words("every day")
        names = dates.get_day_names("wide", locale=self._words.language)
        told = lists.format_list([names[day - 1] for day in sorted(set(weekdays))], locale=self._words.language)
        return self._words("on %(days)s", days=told)
