"""Red flag: every report raises at once or joins the patient's open alert, whatever the clinic's policy says."""

from datetime import timedelta

import pytest

from domain.alert.decider import RaiseAlert
from domain.alert.events import Grade, WithheldBecause
from domain.patient.events import RedFlagReported, RedFlagSign
from domain.values import Provenance
from tests.support.patient_story import CLINIC, PATIENT, Story, Told, alert_id, attach, named
from tests.support.raising import raising

HOUR = timedelta(hours=1)


def flag(
    story: Story,
    name: str,
    *,
    happened: timedelta = timedelta(),
    provenance: Provenance = Provenance.PATIENT,
    clock_shift: int = 0,
) -> Told:
    event = RedFlagReported(
        patient_id=PATIENT,
        clinic_id=CLINIC,
        red_flag_id=named(name),
        signs=(RedFlagSign.CHEST_PAIN,),
        provenance=provenance,
        first_day=story.now.date(),
        clock_shift=clock_shift,
    )
    return story.add(name, event, happened=happened)


def wish(told: Told, *, withheld: WithheldBecause | None = None) -> RaiseAlert:
    return raising(told, "red_flag", 1, Grade.CRITICAL, 4, withheld=withheld)


def test_a_red_flag_raises_a_critical_alert_for_the_patient() -> None:
    story = Story()
    assert story.decisions() == []
    told = flag(story, "chest pain")
    assert story.decisions() == [wish(told)]


def test_another_one_joins_the_open_alert_and_after_it_is_resolved_raises_its_own() -> None:
    story = Story()
    first, second = flag(story, "first"), flag(story, "second")
    story.resolved("looked at", alert_id("red_flag", "", "first"))
    third = flag(story, "third")
    assert story.decisions() == [
        wish(first),
        attach(alert_id("red_flag", "", "first"), second, "red_flag", second.recorded_at + timedelta(hours=4)),
        wish(third),
    ]


@pytest.mark.parametrize(
    ("happened", "clock_shift", "withheld"),
    [
        pytest.param(72 * HOUR, 0, None, id="of three days ago"),
        pytest.param(73 * HOUR, 0, WithheldBecause.TOO_OLD, id="older"),
        pytest.param(73 * HOUR, 73 * 3600, None, id="of now, by a clock that is slow"),
    ],
)
def test_one_of_the_last_three_days_is_an_alert(
    happened: timedelta, clock_shift: int, withheld: WithheldBecause | None
) -> None:
    story = Story()
    told = flag(story, "told late", happened=happened, clock_shift=clock_shift)
    assert story.decisions() == [wish(told, withheld=withheld)]


def test_an_imported_one_is_only_recorded() -> None:
    story = Story()
    told = flag(story, "imported", provenance=Provenance.IMPORTED)
    assert story.decisions() == [wish(told, withheld=WithheldBecause.IMPORTED)]
