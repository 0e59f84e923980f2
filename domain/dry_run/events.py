"""What happens to one try-out of a clinic's thresholds: somebody asked for it."""

from datetime import date
from uuid import UUID

from domain.clinic.events import Policy
from domain.decider import Event


class DryRunAsked(Event):
    """Thresholds are tried on what was recorded of a clinic's patients. Changes nothing; what comes out is no fact."""

    run_id: UUID
    clinic_id: UUID
    policy: Policy
    first_day: date  # of the alerts that are counted, by the clinic's clocks
    last_day: date


DryRunEvent = DryRunAsked

EVENTS: dict[str, type[Event]] = {"dry_run.asked": DryRunAsked}
