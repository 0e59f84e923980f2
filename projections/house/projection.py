"""Keeps which clinics, staff, partners, own exercises and templates an organisation has, in the order they came.

What they are is not kept: whoever asks folds their own streams, which are short, and so is never behind.
"""

from collections.abc import Sequence

from domain.clinic.events import ClinicOpened
from domain.decider import Event
from domain.exercise.events import ExerciseAdded
from domain.partner.events import PartnerRegistered
from domain.staff.events import StaffInvited
from domain.template.events import TemplateSaved
from projections.base import Fact
from projections.desk import Desk, Table

MEMBER = Table("rm.house_member", key={"kind": "text", "member_id": "uuid"}, values={"since": "timestamptz"})


class House:
    name = "house"
    version = 2
    wants: frozenset[type[Event]] = frozenset(
        (ClinicOpened, StaffInvited, PartnerRegistered, ExerciseAdded, TemplateSaved)
    )
    tables = (MEMBER,)

    async def apply(self, desk: Desk, facts: Sequence[Fact]) -> None:
        rows = {}
        for recorded, event in facts:
            if type(event) in self.wants and recorded.version == 1:  # a template is saved again and again
                kind = recorded.type.partition(".")[0]
                rows[recorded.org_id, kind, recorded.stream_id] = recorded.recorded_at
        await desk.keep(MEMBER, [(*key, since) for key, since in rows.items()])


HOUSE = House()
