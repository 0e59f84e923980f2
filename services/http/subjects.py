"""Whom a partner means: our patient id, or `ext:` and the partner's own, found through the vault."""

from collections import OrderedDict
from uuid import UUID

from domain.deciders import NAMES
from domain.patient.events import PatientErased
from eventstore.ids import id_of
from eventstore.records import Alias
from eventstore.vault import find_alias
from services.actor import Actor, ActorKind
from services.context import Context

EXTERNAL = "ext:"
EXTERNAL_AT_MOST = 200  # characters
REMEMBERED_AT_MOST = 50_000
UUID_LENGTH = 36  # characters, in its one usual form


class Subjects:
    """The partners' own ids, as far as they were asked for. Unknown ones are not remembered.

    An erased patient may be found here a while longer; the patient's own stream refuses then.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: OrderedDict[tuple[UUID, UUID, bytes], UUID] = OrderedDict()

    async def alias(self, org_id: UUID, partner_id: UUID, subject: str, patient_id: UUID) -> Alias:
        """The line to write beside an enrolment under a partner's own id."""
        hash_ = await self._context.vault.alias_hash(org_id, partner_id, subject.removeprefix(EXTERNAL))
        return Alias(partner_id=partner_id, hash=hash_, subject_id=patient_id)

    async def find(self, org_id: UUID, partner_id: UUID, subject: str) -> UUID | None:
        """The patient, or None. That a patient of ours exists is for the patient's own stream to say."""
        if not subject.startswith(EXTERNAL):
            return _our_id(subject)
        hash_ = await self._context.vault.alias_hash(org_id, partner_id, subject.removeprefix(EXTERNAL))
        key = (org_id, partner_id, hash_)
        known = self._known.get(key)
        if known is not None:
            self._known.move_to_end(key)
            return known
        async with self._context.reading(org_id) as db:
            found = await find_alias(db, org_id, partner_id, hash_)
        if found is not None:
            self._known[key] = found
            while len(self._known) > REMEMBERED_AT_MOST:
                self._known.popitem(last=False)
        return found

    def forget_all(self) -> None:
        self._known.clear()

    def forget(self, org_id: UUID, patient_id: UUID) -> None:
        for key in [key for key, known in self._known.items() if known == patient_id and key[0] == org_id]:
            del self._known[key]

    async def is_known(self, org_id: UUID, patient_id: UUID) -> bool:
        """Whether somebody is enrolled under this id: keys and texts are kept for nobody else."""
        state = self._context.guards.get(org_id, patient_id)
        if state is not None:
            return not state.erased
        stored = await self._context.store.load(org_id, [patient_id])
        return bool(stored) and stored[-1].type != NAMES[PatientErased]


async def find_patient(context: Context, actor: Actor, named: str) -> UUID | None:
    """The patient that an address names: by our id or, for a partner, by the partner's own."""
    if not named.startswith(EXTERNAL):
        return _our_id(named)
    if actor.kind is not ActorKind.PARTNER or actor.id is None or len(named) > len(EXTERNAL) + EXTERNAL_AT_MOST:
        return None
    return await Subjects(context).find(actor.org_id, actor.id, named)


def _our_id(text: str) -> UUID | None:
    try:
        return id_of(text) if len(text) == UUID_LENGTH else None
    except ValueError:
        return None
