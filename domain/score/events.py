"""What happens to one scored questionnaire: its score is recorded, once."""

from uuid import UUID

from msgspec import field

from domain.decider import Event
from domain.score.instruments import InstrumentName, ScoreValue
from domain.values import Provenance


class ScoreRecorded(Event):
    """When it was filled in is the event's `occurred_at`; the score's id is the event's."""

    patient_id: UUID
    clinic_id: UUID = field(name="_clinic_id")  # where the patient was when it arrived
    instrument: InstrumentName
    value: ScoreValue
    provenance: Provenance
    clock_shift: int = field(name="_clock_shift", default=0)  # seconds to add to the sender's times


ScoreEvent = ScoreRecorded

EVENTS: dict[str, type[Event]] = {"score.recorded": ScoreRecorded}
