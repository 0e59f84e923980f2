"""The lines of the day as they are shown: reasons in sentences, two weeks as boxes, the pain as a small line."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple, assert_never
from uuid import UUID

from babel import lists

from domain.symptom.pain_line import PainLine
from services.http.today.forms import NeedReason, NewsKind, TodayLine, TodaysAlert
from services.web.alerts.wording import Wording
from services.web.charts.marks import Drawing
from services.web.common.vocabulary import Vocabulary
from services.web.today.drawings import pain_drawing, strip
from services.web.words import Words

RED_FLAG = "red_flag"


class Why(NamedTuple):
    """One reason. `shape` is the class and the icon; `alert` is there where it has a clock."""

    shape: str
    said: str  # empty where only the time is to be told
    at: datetime
    alert: TodaysAlert | None
    address: str | None  # where it is told in full


class Row(NamedTuple):
    """One patient. `act`: the alert that is to be answered first."""

    line: TodayLine
    whys: list[Why]
    act: TodaysAlert | None
    strip: Drawing | None
    pain: Drawing | None
    place: str  # where the pain is
    news: str

    @property
    def comes_today(self) -> bool:
        return any(why.shape == "today" for why in self.whys)


class Band(NamedTuple):
    """Those who are needed for the same kind of thing."""

    kind: str
    rows: list[Row]


class Rows:
    """Makes lines for one reader."""

    def __init__(self, words: Words, wording: Wording) -> None:
        self._words, self._wording = words, wording
        self._v = Vocabulary(words)

    def bands(self, lines: Sequence[TodayLine]) -> list[Band]:
        """In the order given, which is by band."""
        return [
            Band(kind, [self.row(line) for line in alike])
            for kind, alike in groupby(lines, key=lambda line: line.why[0].kind)
        ]

    def row(self, line: TodayLine) -> Row:
        alerts = {one.alert.alert_id: one for one in line.alerts}
        whys = [self._why(line, reason, alerts) for reason in line.why if not _told_before(reason, line.why)]
        put_off = (one for one in line.alerts if one.clock == "put_off")
        whys += [self._alerted(one) for one in put_off]
        return Row(
            line=line,
            whys=whys,
            act=next((alerts[reason.alert_id] for reason in line.why if reason.alert_id is not None), None),
            strip=strip(line.days, line.today, self._words) if line.programs or _worked(line) else None,
            pain=None if line.pain is None or line.today is None else self._pain(line.pain, line.today.day),
            place="" if line.pain is None else self._v.place(line.pain.region, line.pain.side),
            news=self._news(line.news),
        )

    def _why(self, line: TodayLine, reason: NeedReason, alerts: Mapping[UUID, TodaysAlert]) -> Why:
        words, patient_id = self._words, line.patient.patient_id
        match reason.kind:
            case "red_flag_hold":
                flags = (one for one in line.alerts if one.alert.rule == RED_FLAG)
                alert = next(flags, None)
                address = f"/alerts/{alert.alert.alert_id}" if alert else None
                return Why("critical", self._wording.held(reason.signs), reason.at, alert, address)
            case "alert" if reason.alert_id is not None:
                return self._alerted(alerts[reason.alert_id])
            case "message":
                said = words.many("%(n)s message waits", "%(n)s messages wait", reason.unread or 1)
                return Why("message", said, reason.at, None, f"/patients/{patient_id}/messages")
            case "visit":
                return Why("today", words("Visit today"), reason.at, None, None)
            case _:
                return Why("clock", "", reason.at, None, None)

    def _alerted(self, one: TodaysAlert) -> Why:
        alert = one.alert
        return Why(alert.grade, self._wording.of(alert), alert.raised_at, one, f"/alerts/{alert.alert_id}")

    def _pain(self, pain: PainLine, today: date) -> Drawing:
        place, latest = self._v.place(pain.region, pain.side), self._wording.level(pain.latest)
        title = self._words(
            "Pain in four weeks, %(place)s: %(latest)s last, %(highest)s at the most",
            place=place,
            latest=latest,
            highest=self._wording.level(pain.highest),
        )
        return pain_drawing(pain, today, title, latest)

    def _news(self, news: Mapping[NewsKind, int]) -> str:
        told = [self._new(kind, number) for kind, number in news.items()]
        return lists.format_list(told, locale=self._words.language) if told else ""

    def _new(self, kind: NewsKind, n: int) -> str:
        many = self._words.many
        match kind:
            case "sessions":
                return many("%(n)s session", "%(n)s sessions", n)
            case "symptoms":
                return many("%(n)s symptom report", "%(n)s symptom reports", n)
            case "barriers":
                return many("%(n)s reason why not", "%(n)s reasons why not", n)
            case "red_flags":
                return many("%(n)s red flag", "%(n)s red flags", n)
            case "messages":
                return many("%(n)s message", "%(n)s messages", n)
            case "scores":
                return many("%(n)s questionnaire", "%(n)s questionnaires", n)
            case "alerts":
                return many("%(n)s alert", "%(n)s alerts", n)
            case "programs":
                return many("%(n)s change of the program", "%(n)s changes of the program", n)
            case "visits":
                return many("%(n)s change of visits", "%(n)s changes of visits", n)
            case _:
                assert_never(kind)


def _told_before(reason: NeedReason, why: Sequence[NeedReason]) -> bool:
    """The alert of a red flag, where the hold says so already."""
    return reason.rule == RED_FLAG and why[0].kind == "red_flag_hold"


def _worked(line: TodayLine) -> bool:
    return any(day.expected or day.weekly != "0" for day in line.days)
