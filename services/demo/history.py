"""The whole history of the demonstration, as commands in order of time: the same for the same `now`."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random
from uuid import UUID

from domain.alert.decider import RaiseAlert
from domain.program.commands import ReviseProgram
from services.demo.case import Case, Wish
from services.demo.days import days
from services.demo.moments import moments
from services.demo.people import PEOPLE, Person
from services.demo.plan import plan_of
from services.demo.practice import practice
from services.demo.rehearsal import Rehearsal
from services.demo.relief import relief
from services.demo.scores import scores
from services.demo.therapist import answers
from services.demo.treatment import treatment
from services.demo.visits import visits
from services.provision import Founding

SEED = "harbour"


def cases(founding: Founding, now: datetime, people: Sequence[Person] = PEOPLE) -> list[Case]:
    """The forty patients, or others; `now` to the second."""
    return [Case(number=number, person=person, founding=founding, now=now) for number, person in enumerate(people)]


def history(founding: Founding, now: datetime, people: Sequence[Person] = PEOPLE) -> list[Wish]:
    """Everything from the first enrolment up to `now`, in the order in which it was recorded."""
    everybody = cases(founding, now, people)
    wishes = [*practice(founding, now), *(wish for case in everybody for wish in _story(case))]
    case_of = {case.patient_id: case for case in everybody}
    revisions: dict[UUID, list[datetime]] = defaultdict(list)
    for wish in wishes:
        if isinstance(wish.command, ReviseProgram):
            revisions[wish.command.patient_id].append(wish.command.at)

    def answering(raised: RaiseAlert) -> list[Wish] | None:
        return answers(raised, case_of[raised.patient_id], revisions[raised.patient_id])

    rehearsal = Rehearsal(founding.organisation_id, answering)
    rehearsal.begun(founding.commands())
    return rehearsal.play(wishes, until=now)


def _story(case: Case) -> Iterator[Wish]:
    rng = Random(f"{SEED} {case.number}")  # noqa: S311 (believable days, not secrets)
    plan = plan_of(case)
    yield from treatment(case, plan)
    yield from visits(case, plan, rng)
    yield from scores(case, plan, rng)
    diary = [*days(case, plan, rng), *moments(case, plan)]
    yield from diary
    yield from relief(case, plan, diary, rng)
