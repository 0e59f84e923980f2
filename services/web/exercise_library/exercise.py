"""One exercise: how it is done, what it did to pain at a clinic, and what the organisation shows and says of it."""

from uuid import UUID

from msgspec import Struct

from services.http.exercise_pain import ClinicExercisePainAnswer
from services.web.exercise_library.cards import DEFICITS, REGIONS, card, one
from services.web.page import Elsewhere, Shown
from services.web.view import View


class ExerciseQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    clinic: UUID | None = None  # of those in reach; the first one where none is named


async def exercise(view: View) -> Shown:
    line, version = await one(view, view.path["exercise_id"])
    clinics = view.viewer.clinics
    clinic = view.viewer.clinic(view.query.clinic) or (clinics[0] if clinics else None)
    pain = None
    if clinic is not None:
        pain = await view.read("clinicExercisePain", ClinicExercisePainAnswer, {"clinic_id": clinic.clinic_id})
    return Shown(
        "exercise_library/exercise.html",
        line.name,
        {
            "card": card(line),
            "version": version,
            "clinic": clinic,
            "pain": [each for each in pain.exercises if each.exercise_id == line.exercise_id] if pain else [],
            "too_few": pain is not None and any(each.exercise_id == line.exercise_id for each in pain.too_few),
            "may_change": view.may("reviseExercise"),
        },
    )


async def new_exercise(view: View) -> Shown:
    fields = {"line": None, "version": 0, "regions": REGIONS, "deficits": DEFICITS}
    return Shown("exercise_library/exercise_form.html", view.words("New exercise"), fields)


async def revise_exercise(view: View) -> Shown | Elsewhere:
    line, version = await one(view, view.path["exercise_id"])
    if not line.own or line.retired:
        return Elsewhere(f"/library/{line.exercise_id}")
    fields = {"line": line, "version": version, "regions": REGIONS, "deficits": DEFICITS}
    return Shown("exercise_library/exercise_form.html", view.words("Revise %(name)s", name=line.name), fields)
