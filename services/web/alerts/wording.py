"""Alerts, and why else somebody is needed, in sentences: from the rule and the figures it was raised on."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from babel import lists, numbers

from domain.exercise.wording import LANGUAGES, named
from projections.alert_inbox.queries import InboxAlert
from services.http.today.lines import OF_A_REGION, OF_AN_EXERCISE
from services.web.common.vocabulary import Vocabulary
from services.web.words import Words

TENTHS = 10
NOT_WATCHED = "not_watched"
RULES = (
    *("red_flag", "high_pain", "rising_pain", "over_the_band", "hurts", "not_settled", "long_soreness"),
    *("silent", "low", "drop", "early_slip", "blocked"),
)
"""As they are offered to choose from."""


class Wording:
    """In one language. `own`: names of the organisation's own exercises, where they are known."""

    def __init__(self, words: Words, own: Mapping[UUID, str] | None = None) -> None:
        self._words = words
        self._v = Vocabulary(words)
        self._own = own or {}

    def exercise(self, exercise_id: UUID) -> str:
        """Its name; of one that is not known what it is."""
        language = self._words.language if self._words.language in LANGUAGES else "en"
        return (
            self._own.get(exercise_id) or named(exercise_id, language) or self._words("an exercise of the clinic's own")
        )

    def of(self, alert: InboxAlert) -> str:
        """What made it be raised or graded."""
        scope, rule = alert.scope or None, alert.rule
        exercise = UUID(scope) if scope and rule in OF_AN_EXERCISE else None
        return self.alert(rule, alert.figures, region=scope if rule in OF_A_REGION else None, exercise_id=exercise)

    def alert(
        self,
        rule: str,
        figures: Mapping[str, str],
        *,
        region: str | None = None,
        exercise_id: UUID | None = None,
    ) -> str:
        """What made the rule fire. A rule that this program does not know is named."""
        words, level = self._words, self.level_of(figures.get("level"))
        where = None if region is None else self._v.region(region)
        what = None if exercise_id is None else self.exercise(exercise_id)
        match rule:
            case "red_flag":
                return words("A red flag was reported")
            case "high_pain" if where and level:
                return words("Pain of %(level)s out of 10: %(region)s", level=level, region=where)
            case "rising_pain" if where and level and "baseline" in figures:
                by = self._decimal((Fraction(figures["level"]) - Fraction(figures["baseline"])) / TENTHS)
                return words("Pain rose by %(by)s to %(level)s: %(region)s", by=by, level=level, region=where)
            case "over_the_band" if level and what:
                return words("Pain of %(level)s during “%(exercise)s”", level=level, exercise=what)
            case "over_the_band" if level:
                return words("Pain of %(level)s while exercising", level=level)
            case "hurts":
                return (
                    words("Left out because it hurts: “%(exercise)s”", exercise=what)
                    if what
                    else words("The program was left out because it hurts")
                )
            case "not_settled" if "over" in figures:
                over = self.level_of(figures["over"])
                return words("Still %(over)s worse the morning after, twice", over=over)
            case "long_soreness" if where and "sore_days" in figures:
                n = int(figures["sore_days"])
                return words.many("Sore for %(n)s day: %(region)s", "Sore for %(n)s days: %(region)s", n, region=where)
            case "silent" if "silent_days" in figures:
                return self._silent(figures)
            case "low" if "expected" in figures:
                done, expected = self._done(figures["done"]), int(figures["expected"])
                return words.many(
                    "%(done)s of %(n)s dose done",
                    "%(done)s of %(n)s doses done",
                    expected,
                    done=done,
                )
            case "drop" if "expected_before" in figures:
                now = self._share(figures["done"], figures["expected"])
                before = self._share(figures["done_before"], figures["expected_before"])
                return words("%(now)s of the doses done, %(before)s before", now=now, before=before)
            case "early_slip" if "expected_day" in figures:
                return words("Nothing done on day %(day)s of the new program", day=figures["expected_day"])
            case "blocked" if "times" in figures:
                n = int(figures["times"])
                return words.many("Had no time or forgot, %(n)s time", "Had no time or forgot, %(n)s times", n)
            case "not_watched":
                return words("Cannot be watched: a report of this patient cannot be read")
            case _:
                return self._v.rule(rule)

    def rule(self, rule: str) -> str:
        return self._words("not watched") if rule == NOT_WATCHED else self._v.rule(rule)

    def held(self, signs: tuple[str, ...]) -> str:
        """On hold after a red flag."""
        told = lists.format_list([self._v.sign(sign) for sign in signs], locale=self._words.language)
        return self._words("Program on hold: %(signs)s", signs=told)

    def _silent(self, figures: Mapping[str, str]) -> str:
        n = int(figures["silent_days"])
        if "dropped_out" in figures:
            return self._words.many(
                "Nothing logged on %(n)s expected day: may have given up",
                "Nothing logged on %(n)s expected days: may have given up",
                n,
            )
        return self._words.many(
            "Nothing logged on %(n)s expected day running", "Nothing logged on %(n)s expected days running", n
        )

    def level(self, tenths: int) -> str:
        """A rating as people say it."""
        return self._decimal(Fraction(tenths, TENTHS))

    def level_of(self, tenths: str | None) -> str:
        """The same of a figure; empty without one."""
        return "" if tenths is None else self._decimal(Fraction(tenths) / TENTHS)

    def _done(self, exact: str) -> str:
        return self._decimal(Fraction(exact))

    def _decimal(self, value: Fraction) -> str:
        decimal = Decimal(value.numerator) / value.denominator
        return numbers.format_decimal(decimal, "0.#", locale=self._words.language)

    def _share(self, done: str, expected: str) -> str:
        part = Fraction(done) / int(expected)
        return numbers.format_percent(
            Decimal(part.numerator) / part.denominator, "#,##0 %", locale=self._words.language
        )
