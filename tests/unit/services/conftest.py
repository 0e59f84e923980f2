"""The log in memory that the command handler is tried on."""

from uuid import UUID

import pytest

from domain.clinic.decider import OpenClinic
from domain.organisation.decider import RegisterOrganisation
from domain.patient.commands import EnrolPatient
from services.actor import system
from services.call import Verdict
from services.execute import execute_all
from tests.support.memory_log import CLINIC, ORG, PATIENT, MemoryLog, do
from tests.support.times import NOON


@pytest.fixture
async def log() -> MemoryLog:
    """An organisation with a clinic and a patient."""
    log = MemoryLog()
    beginning = system(ORG, "test")
    answers = await execute_all(
        log,
        [
            do(RegisterOrganisation(command_id=UUID(int=21), at=NOON, organisation_id=ORG, name="One"), beginning),
            do(
                OpenClinic(
                    command_id=UUID(int=22), at=NOON, clinic_id=CLINIC, name="A", country="NO", zone="Europe/Oslo"
                )
            ),
            do(
                EnrolPatient(command_id=UUID(int=23), at=NOON, patient_id=PATIENT, clinic_id=CLINIC, zone="Europe/Oslo")
            ),
        ],
    )
    assert [answer.verdict for answer in answers] == [Verdict.STORED] * 3
    return log
