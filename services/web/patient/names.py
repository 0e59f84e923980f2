"""What ids stand for on a patient's pages: exercises, prescriptions, and people."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from domain.values import Prescription, Side
from services.http.exercises import ExerciseLine
from services.http.people.programs import ProgramsAnswer
from services.web.common.vocabulary import Vocabulary
from services.web.view import View
from services.web.words import Words


class Names(NamedTuple):
    """In the viewer's language. What nobody knows any more has a word for that."""

    words: Words
    vocabulary: Vocabulary
    exercises: Mapping[UUID, str]
    staff: Mapping[UUID, str]
    prescriptions: Mapping[UUID, Prescription]  # of all versions, as they were last

    def exercise(self, exercise_id: UUID | None, side: Side = Side.NONE) -> str:
        """Bridge, left."""
        if exercise_id is None:
            return self.words("the whole program")
        name = self.exercises.get(exercise_id) or self.words("an exercise that is no longer listed")
        sided = self.vocabulary.side(side)
        return f"{name}, {sided}" if sided else name

    def prescription(self, prescription_id: UUID | None) -> str:
        found = self.prescriptions.get(prescription_id) if prescription_id else None
        if found is None:
            return self.words("an exercise that is no longer listed")
        return self.exercise(found.exercise_id, found.side)

    def member(self, staff_id: UUID | None) -> str:
        """Somebody who works or worked here."""
        return self.staff.get(staff_id, "") if staff_id else ""


def names_of(
    view: View, exercises: Iterable[ExerciseLine], staff: Mapping[UUID, str], programs: ProgramsAnswer | None
) -> Names:
    prescriptions = {
        each.prescription_id: each
        for program in (programs.programs if programs else ())
        for version in program.versions
        for each in version.prescriptions
    }
    return Names(
        view.words,
        Vocabulary(view.words),
        {line.exercise_id: line.name for line in exercises},
        staff,
        prescriptions,
    )
