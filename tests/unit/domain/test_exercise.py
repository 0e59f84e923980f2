"""An organisation adds exercises of its own beside the library."""

from uuid import UUID

from domain.exercise.decider import EXERCISE, AddExercise
from domain.values import BodyRegion, Deficit, Dose
from tests.support.examples import ADDED, BRIDGE, NOON, OWN_EXERCISE_ID, WISH_ID
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
