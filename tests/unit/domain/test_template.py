"""An organisation keeps programs as templates, for who is to be prescribed something of the kind."""

from uuid import UUID

from domain.exercise.events import ExerciseRetired
from domain.template.decider import TEMPLATE, RetireTemplate, SaveTemplate
from domain.template.events import TemplateRetired, TemplateSaved
from domain.values import Deficit, Dose, Schedule, Side, TemplateLine, Weekly
from tests.support.examples import ADDED, BRIDGE, EVERY_DAY, NOON, OWN_EXERCISE_ID, WISH_ID, named
from tests.support.spec import given

TEMPLATE_ID = named("a template")


def line(
    exercise_id: UUID = BRIDGE,
    *,
    side: Side = Side.NONE,
    schedule: Schedule = EVERY_DAY,
    dose: Dose = Dose(reps=10),  # noqa: B008 (frozen)
) -> TemplateLine:
    return TemplateLine(exercise_id=exercise_id, deficit=Deficit.STRENGTH, dose=dose, schedule=schedule, side=side)


def save(*lines: TemplateLine, name: str = "Knee") -> SaveTemplate:
    return SaveTemplate(command_id=WISH_ID, at=NOON, template_id=TEMPLATE_ID, name=name, prescriptions=lines)


def saved(*lines: TemplateLine, name: str = "Knee") -> TemplateSaved:
    return TemplateSaved(template_id=TEMPLATE_ID, name=name, prescriptions=lines)


RETIRE = RetireTemplate(command_id=WISH_ID, at=NOON, template_id=TEMPLATE_ID)
RETIRED = TemplateRetired(template_id=TEMPLATE_ID)
EXERCISE_RETIRED = ExerciseRetired(exercise_id=OWN_EXERCISE_ID)


def test_a_template_is_saved() -> None:
    given(TEMPLATE).when(save(line())).then([saved(line())])


def test_saving_it_again_as_it_is_changes_nothing() -> None:
    given(TEMPLATE, [saved(line())]).when(save(line())).then_nothing()


def test_saved_otherwise_it_says_the_new_thing() -> None:
    given(TEMPLATE, [saved(line())]).when(save(line(), name="Hip")).then([saved(line(), name="Hip")])


def test_it_is_held_to_what_a_program_is_held_to() -> None:
    given(TEMPLATE).when(save(line(), line())).then_rejected("already_prescribed")
    given(TEMPLATE).when(save(line(dose=Dose(sets=2)))).then_rejected("bad_dose")
    given(TEMPLATE).when(save(line(schedule=Weekly(times_a_week=8)))).then_rejected("bad_schedule")


def test_its_exercises_are_known_and_not_retired() -> None:
    own = line(OWN_EXERCISE_ID)
    given(TEMPLATE).when(save(own)).then_rejected("unknown_exercise")
    given(TEMPLATE).seeing({OWN_EXERCISE_ID: [ADDED]}).when(save(own)).then([saved(own)])
    retired = {OWN_EXERCISE_ID: [ADDED, EXERCISE_RETIRED]}
    given(TEMPLATE).seeing(retired).when(save(own)).then_rejected("exercise_retired")


def test_an_exercise_that_was_retired_later_may_stay_in_it() -> None:
    own = line(OWN_EXERCISE_ID)
    there = given(TEMPLATE, [saved(own)]).seeing({OWN_EXERCISE_ID: [ADDED, EXERCISE_RETIRED]})
    there.when(save(own, name="Foot")).then([saved(own, name="Foot")])


def test_a_template_is_retired_once_and_saved_no_more() -> None:
    given(TEMPLATE).when(RETIRE).then_rejected("unknown_template")
    given(TEMPLATE, [saved(line())]).when(RETIRE).then([RETIRED])
    given(TEMPLATE, [saved(line()), RETIRED]).when(RETIRE).then_nothing()
    given(TEMPLATE, [saved(line()), RETIRED]).when(save(line(), name="Hip")).then_rejected("template_retired")
