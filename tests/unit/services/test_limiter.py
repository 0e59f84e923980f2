"""What a process remembers of quotas is bounded, and whoever comes again and again is not forgotten."""

from typing import Any, NoReturn
from uuid import UUID

import pytest

from domain.patient.events import Bearer
from services.actor import Actor, ActorKind
from services.quotas import limiter
from services.quotas.counting import Count
from services.quotas.limiter import Limiter, TooMany
from services.quotas.settings import Quotas


class Away:
    """A Valkey that nobody reaches: each process counts by what it remembers."""

    async def incr(self, *asked: Any) -> NoReturn:
        raise OSError


async def test_the_longest_unused_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "REMEMBERED_AT_MOST", 2)
    away: Any = Away()
    counted = Limiter(Quotas(sign_ins=2), Count(away, processes=1), lambda: 0.0)
    for address in ("busy", "quiet", "busy", "new"):
        await counted.address(address)
    with pytest.raises(TooMany):
        await counted.address("busy")


def of_patient(patient_id: int, device: int) -> Actor:
    return Actor(
        kind=ActorKind.PATIENT,
        org_id=UUID(int=1),
        id=UUID(int=patient_id),
        device=UUID(int=device),
        bearer=Bearer.CARER,
    )


async def refused_by(counted: Limiter, *askers: Actor) -> list[str]:
    """Of each that asks in turn, the quota that is used up; empty where none is."""
    found = []
    for asker in askers:
        try:
            await counted.request(asker)
            found.append("")
        except TooMany as error:
            found.append(error.standing.policy)
    return found


async def test_a_device_has_a_quota_the_patient_another_and_the_organisation_the_last() -> None:
    away: Any = Away()
    quotas = Quotas(device_requests=2, patient_requests=3, organisation_requests=4)
    counted = Limiter(quotas, Count(away, processes=1), lambda: 0.0)
    one, other, third = of_patient(5, 51), of_patient(5, 52), of_patient(6, 61)
    assert await refused_by(counted, one, one, one) == ["", "", "device-requests"]
    assert await refused_by(counted, other, other) == ["", "patient-requests"]
    assert await refused_by(counted, third, third) == ["", "organisation-requests"]


async def test_a_device_is_not_charged_for_what_the_patients_quota_does_not_grant() -> None:
    away: Any = Away()
    counted = Limiter(Quotas(device_events=5, patient_events=3), Count(away, processes=1), lambda: 0.0)
    device = of_patient(5, 51)
    with pytest.raises(TooMany):
        await counted.events(device, 4)
    await counted.events(device, 3)
