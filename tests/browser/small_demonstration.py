"""What the browser tests look at: two clinics, a dozen patients with four weeks behind them, alerts of every grade,
messages that nobody has read, and a visit today."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from argon2 import PasswordHasher
from msgspec import Struct
from msgspec.structs import replace

from projections.base import Reader
from projections.catalogue import PROJECTIONS
from projections.runner import run_once
from services.accounts.passwords import Passwords
from services.clock import SetClock
from services.context import Context, open_context, open_engine_pool
from services.demo.history import cases, history
from services.demo.house import CLINICS
from services.demo.people import Person
from services.demo.seed import record
from services.provision import Founding, NewStaff, Provisioned, found
from services.sandbox import house as sandbox
from tests.support.database import Database
from tests.support.doors import Doors, event, open_doors
from tests.support.signing_in import HERE, WORD, House, RealTime
from tests.support.times import NOON
from workers.channels import make_channels
from workers.message_notices import MessageNotices
from workers.reactor import Alerting
from workers.rounds import Rounds
from workers.rounds_reader import RoundsReader

ORGANISATION_ID = UUID("5b1d3c52-55d1-5a0e-8d3e-0d5ef1c10b11")
ORGANISATION, PARTNER = "Harbour Physiotherapy", "Tidewater App"
ASKED, DONE, HURTS = "Ingrid Solberg", "Kari Tveit", "Tarjei Bakken"
"""Who wrote to the clinic, comes today, and is in pain; all of the first therapist."""

EMAILS: Mapping[str, str] = {
    "owner": "sigrid.holm@harbour.example",
    "admin": "runa.berg@harbour.example",
    "therapist": "marit.lunde@harbour.example",
    "assistant": "jonas.vik@harbour.example",
    "other": "odile.garneau@harbour.example",  # the therapist of the second clinic
}
"""Who signs in, by role."""

NAMES = {"admin": "Runa Berg", "assistant": "Jonas Vik"}


class Demonstration(Struct, frozen=True, kw_only=True):
    """Who is in it. Everybody's password is WORD."""

    database: Database
    made: Provisioned
    staff: Mapping[str, UUID]  # by role
    patients: Mapping[str, UUID]  # by name


def cheap_passwords() -> Passwords:
    """Words that are hashed in no time."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


def small_founding() -> Founding:
    """Two clinics with a therapist each, named as in the demonstration."""
    return replace(
        sandbox.house(ORGANISATION_ID, ORGANISATION, PARTNER, NOON),
        owner=NewStaff("Sigrid Holm", EMAILS["owner"]),
        clinics=tuple(replace(clinic, therapists=clinic.therapists[:1]) for clinic in CLINICS),
        sandbox=False,
    )


async def make_demonstration(
    database: Database, founding: Founding | None = None, people: Sequence[Person] | None = None
) -> Demonstration:
    """Recorded and digested in an empty platform; the small one, where no other is asked for."""
    founding, people = founding or small_founding(), people or sandbox.people()
    settings = replace(database.settings, public_url=HERE)
    clock = SetClock(NOON)
    async with open_context(settings, clock=clock, real_now=RealTime()) as context:
        context.passwords = cheap_passwords()
        made = await found(context, founding)
        await record(context, history(founding, NOON, people))
        patients = _by_name(people, [case.patient_id for case in cases(founding, NOON, people)])
        async with open_doors(context, made) as doors:
            staff = await _accounts(House(doors, RealTime(), clock), founding)
            await _today(doors, patients)
        await _digest(context, settings.engine_url)
    return Demonstration(database=database, made=made, staff=staff, patients=patients)


def _by_name(people: Sequence[Person], ids: list[UUID]) -> dict[str, UUID]:
    return {person.name: id_ for person, id_ in zip(people, ids, strict=True)}


async def _accounts(house: House, founding: Founding) -> dict[str, UUID]:
    """Everybody has accepted an invitation."""
    made = house.doors.org
    staff = {"owner": made.owner_id, "therapist": made.therapist_ids[0], "other": founding.therapist_ids(1)[0]}
    for role, clinic in (("admin", None), ("assistant", 0)):
        staff[role] = await _invited(house.doors, role, clinic)
    for role, staff_id in staff.items():
        async with house.browser() as browser:
            await house.accepted(browser, EMAILS[role], staff_id, WORD)
    return staff


async def _invited(doors: Doors, role: str, clinic: int | None) -> UUID:
    clinics = [] if clinic is None else [str(doors.org.clinic_ids[clinic])]
    body = {"role": role, "clinics": clinics, "private": {"name": NAMES[role]}}
    answer = await doors.owner.post("/v1/commands/invite-staff", json=body)
    assert answer.status_code == 200, answer.text
    return UUID(answer.json()["id"])


async def _today(doors: Doors, patients: Mapping[str, UUID]) -> None:
    """Two questions that wait, one of them answered before, and somebody who comes this afternoon."""
    asked, hurting = patients[ASKED], patients[HURTS]
    for hours, patient_id, text in (
        (26, asked, "May I swim while the knee is swollen?"),
        (5, hurting, "The band exercise hurts more than last week. Shall I leave it out?"),
        (1, asked, "And is cycling all right?"),
    ):
        at = (NOON - timedelta(hours=hours)).isoformat()
        [outcome] = await doors.send(event("message.sent", patient_id, {"text": text}, time=at))
        assert outcome["status"] == "stored", outcome
    await doors.does("send-message", asked, private={"text": "Swimming is fine, as long as it does not swell more."})
    await doors.does(
        "schedule-visit",
        patients[DONE],
        starts_at=(NOON + timedelta(hours=2)).isoformat(),
        minutes=30,
        clinic_id=str(doors.org.clinic_ids[0]),
        therapist_id=str(doors.org.therapist_ids[0]),
    )


async def _digest(context: Context, engine_url: str) -> None:
    """Read models, alerts and rounds, until nothing is left to do."""
    async with open_engine_pool(replace(context.settings, engine_url=engine_url)) as pool:
        readers: list[Reader] = [*PROJECTIONS, RoundsReader(), Alerting(context), MessageNotices(context)]
        rounds = Rounds(context, pool, make_channels(context.settings))
        working = 1
        while working:
            working = 0
            while await run_once(pool, readers):
                working += 1
            working += await rounds.go_round()
