"""On which reports the usual level of a place, its course, a next morning and a spell of soreness rest."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, NamedTuple
from uuid import UUID

from msgspec import Meta, Struct

from domain.symptom.record import Symptom
from domain.values import BodyRegion, Side, SymptomKind
from services.http.symptom_lines import NextMorningLine, PlaceExplained, PlaceLine, SorenessLine, SymptomsAnswer
from services.web.page import Shown
from services.web.patient.overview import about
from services.web.patient.told import frame_of, named
from services.web.view import View


class ExplainFeltQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of one place, or of all."""

    days: Annotated[int, Meta(ge=7, le=366)] = 90
    kind: SymptomKind | None = None
    region: BodyRegion | None = None
    side: Side | None = None
    as_of: date | None = None


class Place(NamedTuple):
    """A place with the reports behind what is said of it, oldest first."""

    line: PlaceLine
    baseline: list[Symptom]
    recent: list[Symptom]
    before: list[Symptom]


class Spell(NamedTuple):
    line: SorenessLine
    reports: list[Symptom]


class Morning(NamedTuple):
    line: NextMorningLine
    told: Symptom | None
    before: Symptom | None  # the report that tells the level before the session


async def explain_symptoms(view: View) -> Shown:
    query: ExplainFeltQuery = view.query
    frame = await frame_of(view, query.as_of)
    answer = await view.read(
        "patientSymptoms",
        SymptomsAnswer,
        {"patient_id": frame.patient_id},
        explain=True,
        as_of=frame.as_of,
        **{"from": frame.start(query.days), "to": frame.moment},
    )
    names = await named(view)
    felt = {symptom.symptom_id: symptom for symptom in answer.symptoms}
    fields = {
        **about(view, frame, names),
        "query": query,
        "places": [place for place in places_of(answer, felt) if _asked_for(place.line, query)],
        "spells": [] if query.region else spells_of(answer, felt),
        "mornings": [] if query.region else mornings_of(answer, felt),
        "rules": answer.explained.rules if answer.explained else None,
        "as_of": answer.as_of,
    }
    return Shown("patient/explain_symptoms.html", view.words("How this number comes about"), fields)


def _asked_for(line: PlaceLine, query: ExplainFeltQuery) -> bool:
    wanted = ((query.kind, line.kind), (query.region, line.region), (query.side, line.side))
    return all(asked is None or asked is there for asked, there in wanted)


def places_of(answer: SymptomsAnswer, felt: Mapping[UUID, Symptom]) -> list[Place]:
    explained: dict[tuple[str, ...], PlaceExplained] = {}
    for each in answer.explained.places if answer.explained else ():
        explained[each.kind, each.region, each.side] = each
    found = []
    for line in answer.places:
        behind = explained.get((line.kind, line.region, line.side))
        ids = (behind.baseline, behind.recent, behind.before) if behind else ((), (), ())
        found.append(Place(line, *(_known(each, felt) for each in ids)))
    return found


def spells_of(answer: SymptomsAnswer, felt: Mapping[UUID, Symptom]) -> list[Spell]:
    behind = answer.explained.soreness if answer.explained else []
    reports = {(each.region, each.side): each.reports for each in behind}
    return [Spell(line, _known(reports.get((line.region, line.side), ()), felt)) for line in answer.soreness or ()]


def mornings_of(answer: SymptomsAnswer, felt: Mapping[UUID, Symptom]) -> list[Morning]:
    """The newest first."""
    behind = answer.explained.next_mornings if answer.explained else []
    before = {each.symptom_id: each.level_before for each in behind}
    return [
        Morning(
            line, felt.get(line.symptom_id), felt.get(before_id) if (before_id := before.get(line.symptom_id)) else None
        )
        for line in reversed(answer.next_mornings or ())
    ]


def _known(ids: Iterable[UUID], felt: Mapping[UUID, Symptom]) -> list[Symptom]:
    """A report older than the stretch is left out: the page tells so by its date."""
    return sorted((felt[each] for each in ids if each in felt), key=lambda symptom: symptom.felt.felt_at)
