"""An organisation adds exercises of its own beside the library, revises and retires them."""

from uuid import UUID

from domain.exercise.decider import EXERCISE, AddExercise, RetireExercise, ReviseExercise
from domain.exercise.events import ExerciseRetired, ExerciseRevised
from domain.values import BodyRegion, Deficit, Dose
from tests.support.examples import ADDED, BRIDGE, NOON, OWN_EXERCISE_ID, WISH_ID, named
from tests.support.spec import given

PULLS = Dose(sets=2, reps=10)


def add(exercise_id: UUID = OWN_EXERCISE_ID, name: str = "Towel pull", dose: Dose = PULLS) -> AddExercise:
    return AddExercise(
        command_id=WISH_ID,
        at=NOON,
        exercise_id=exercise_id,
        name=name,
        region=BodyRegion.FOOT,
        deficit=Deficit.STRENGTH,
        sided=True,
        instructions="Pull the towel towards you with your toes.",
        dose=dose,
    )


def test_an_exercise_is_added() -> None:
    given(EXERCISE).when(add()).then([ADDED])


def test_adding_it_again_changes_nothing() -> None:
    given(EXERCISE, [ADDED]).when(add()).then_nothing()


def test_its_id_cannot_be_given_to_another() -> None:
    given(EXERCISE, [ADDED]).when(add(name="Towel curl")).then_rejected("already_added")


def test_an_id_of_the_library_is_taken() -> None:
    given(EXERCISE).when(add(exercise_id=BRIDGE)).then_rejected("already_added")


def test_its_dose_must_say_what_to_do() -> None:
    given(EXERCISE).when(add(dose=Dose(sets=2))).then_rejected("bad_dose")


REVISED = ExerciseRevised(
    exercise_id=OWN_EXERCISE_ID,
    name="Towel curl",
    region=BodyRegion.FOOT,
    deficit=Deficit.STRENGTH,
    sided=True,
    instructions="Pull the towel towards you with your toes.",
    dose=PULLS,
)
RETIRED = ExerciseRetired(exercise_id=OWN_EXERCISE_ID)


def revise(exercise_id: UUID = OWN_EXERCISE_ID, name: str = "Towel curl", dose: Dose = PULLS) -> ReviseExercise:
    return ReviseExercise(
        command_id=named("a later wish"),
        at=NOON,
        exercise_id=exercise_id,
        name=name,
        region=BodyRegion.FOOT,
        deficit=Deficit.STRENGTH,
        sided=True,
        instructions="Pull the towel towards you with your toes.",
        dose=dose,
    )


def retire(exercise_id: UUID = OWN_EXERCISE_ID) -> RetireExercise:
    return RetireExercise(command_id=WISH_ID, at=NOON, exercise_id=exercise_id)


def test_a_revision_says_all_of_it_anew() -> None:
    given(EXERCISE, [ADDED]).when(revise()).then([REVISED])


def test_a_revision_that_says_what_is_said_changes_nothing() -> None:
    given(EXERCISE, [ADDED]).when(revise(name="Towel pull")).then_nothing()
    given(EXERCISE, [ADDED, REVISED]).when(revise()).then_nothing()


def test_adding_it_again_after_a_revision_changes_nothing() -> None:
    given(EXERCISE, [ADDED, REVISED]).when(add()).then_nothing()


def test_only_what_was_added_is_revised_or_retired() -> None:
    given(EXERCISE).when(revise()).then_rejected("unknown_exercise")
    given(EXERCISE).when(revise(exercise_id=BRIDGE)).then_rejected("unknown_exercise")
    given(EXERCISE).when(retire()).then_rejected("unknown_exercise")


def test_a_revised_dose_must_say_what_to_do() -> None:
    given(EXERCISE, [ADDED]).when(revise(dose=Dose(sets=2))).then_rejected("bad_dose")


def test_an_exercise_is_retired_once_and_revised_no_more() -> None:
    given(EXERCISE, [ADDED]).when(retire()).then([RETIRED])
    given(EXERCISE, [ADDED, RETIRED]).when(retire()).then_nothing()
    given(EXERCISE, [ADDED, RETIRED]).when(revise()).then_rejected("exercise_retired")
