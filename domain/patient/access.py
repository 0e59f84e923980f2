"""The patient's own way in, and a carer's: given by staff until a date, with a code that can be made anew."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from domain.patient.commands import EndPatientAccess, GivePatientAccess, RenewPatientCode
from domain.patient.events import Bearer, PatientAccessEnded, PatientAccessGiven, PatientCodeRenewed
from domain.rejections import refused
from domain.zones import shifted

OPEN_AT_MOST = 10
"""Ways in of one patient that stand at the same time: her own, and her carers'."""


class Access(Struct, frozen=True):
    """One way in. Whether it has run over is for the organisation's clock to say."""

    given: PatientAccessGiven
    codes: tuple[UUID, ...] = ()  # made since, the one that is good last
    ended: bool = False

    def stands(self, at: datetime) -> bool:
        """Whether it opens anything at this instant."""
        return not self.ended and at < self.given.ends_at

    @property
    def bearer(self) -> Bearer:
        return self.given.bearer


Accesses = Mapping[UUID, Access]
"""All that were ever given of a patient, by their ids, in the order in which they were."""


def give_access(command: GivePatientAccess, accesses: Accesses) -> Sequence[PatientAccessGiven]:
    there = accesses.get(command.access_id)
    wanted = PatientAccessGiven(
        patient_id=command.patient_id,
        access_id=command.access_id,
        bearer=command.bearer,
        ends_at=shifted(command.at + timedelta(days=command.days), 0),
        private=command.private,
    )
    if there is not None:
        if there.ended:
            raise refused("access_ended")
        if (there.bearer, there.given.private) == (command.bearer, command.private):
            return []
        raise refused("already_given")
    if sum(access.stands(command.at) for access in accesses.values()) >= OPEN_AT_MOST:
        raise refused("enough_accesses")
    return [wanted]


def renew_code(command: RenewPatientCode, accesses: Accesses) -> Sequence[PatientCodeRenewed]:
    """Each time another one: what went before opens nothing more."""
    access = _known(accesses, command.access_id)
    if command.code_id in access.codes:
        return []
    if not access.stands(command.at):
        raise refused("access_ended")
    return [PatientCodeRenewed(patient_id=command.patient_id, access_id=command.access_id, code_id=command.code_id)]


def end_access(command: EndPatientAccess, accesses: Accesses) -> Sequence[PatientAccessEnded]:
    """Also one that has run over: then it is said."""
    if _known(accesses, command.access_id).ended:
        return []
    return [PatientAccessEnded(patient_id=command.patient_id, access_id=command.access_id)]


def _known(accesses: Accesses, access_id: UUID) -> Access:
    if access_id not in accesses:
        raise refused("unknown_access")
    return accesses[access_id]
