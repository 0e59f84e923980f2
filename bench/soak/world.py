"""Everybody who takes part in the soak at one time: so many patients in care, each replaced when discharged."""

from collections import deque
from collections.abc import Sequence
from itertools import count

from bench.soak.asking import Ask
from bench.soak.life import LIFE, Patient
from bench.soak.practice import Practice
from bench.soak.staff import Therapist

STAFF_EVERY = 25  # requests


class World:
    """Hands out requests; a patient's next one only after the last was answered."""

    def __init__(self, practices: Sequence[Practice], patients: int) -> None:
        self._practices = practices
        self._numbers = count()
        self._asks = count()
        # The first ones leave early, each at another time: else all would be enrolled, and would suffer, at once.
        self._idle = deque(self._born(steps=2 + place * (len(LIFE) - 2) // patients) for place in range(patients))
        self._therapists = deque(map(Therapist, practices))

    def next(self) -> tuple[Patient | None, Ask] | None:
        """Who asks, to be given back with `answered`, and what; None when everybody waits for an answer."""
        if next(self._asks) % STAFF_EVERY == 0:
            self._therapists.rotate()
            return None, self._therapists[0].next()
        if not self._idle:
            return None
        patient = self._idle.popleft()
        ask = patient.next()
        if ask is None:
            patient = self._born()
            ask = patient.next()
            assert ask is not None, "a life has a beginning"
        return patient, ask

    def answered(self, patient: Patient | None) -> None:
        if patient is not None:
            self._idle.append(patient)

    def _born(self, steps: int = len(LIFE)) -> Patient:
        number = next(self._numbers)
        return Patient(self._practices[number % len(self._practices)], number, steps)
