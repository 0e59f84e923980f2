"""Every reason for which the domain refuses a wish: the code that programs read, the sentence that people read."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from domain.decider import Event, Rejected

E = TypeVar("E", bound=Event)

REJECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "access_ended": "This way in has been ended, or has run over: give another.",
        "already_added": "Another exercise has this id.",
        "already_asked": "Another try-out has this id.",
        "already_assigned": "Another program of the patient has this id.",
        "already_enrolled": "Another patient is enrolled under this id.",
        "already_given": "Another way in has this id.",
        "already_invited": "Another member of staff has this id.",
        "already_open": "Another clinic is open under this id.",
        "already_prescribed": "The patient already has this exercise for this side at the same time.",
        "already_registered": "Something else is registered under this id.",
        "already_resolved": "The alert has been resolved in another way.",
        "bad_dates": "The last day comes before the first day, or after the last day of the program.",
        "bad_dose": "A dose needs repetitions or seconds to hold.",
        "bad_expiry": "A key ends later than it begins.",
        "bad_hours": "Each opening ends later than it begins, on one date, and none overlaps; a holiday is named once.",
        "bad_key_set": "A key set holds a few public keys, each with a name of its own: RSA of 2,048 to 4,096 bits for "
        "RS384, or P-384 for ES384. It stands here or at an address, not at both.",
        "bad_policy": "A threshold of the policy is out of range or order.",
        "bad_quiet_hours": "Quiet hours begin at 20:00 or earlier, end at 09:00 or later, and leave some day.",
        "bad_range": "The first day comes after the last, or lies more than two years before it.",
        "bad_replay": "A replay begins at most thirty days ago, and ends later than it begins.",
        "bad_schedule": "The schedule cannot be met: each weekday once, in order, an interval inside its window, no "
        "more doses than days allow.",
        "bad_snooze": "An alert is put off until later, and for seven days at the most.",
        "cannot_answer": "Who leads or covers is a therapist, an admin or an owner of that clinic, and somebody else.",
        "cannot_wait": "A critical alert cannot be put off.",
        "discharged": "The patient is discharged before that day.",
        "enough_accesses": "There are as many ways in as one patient may have: end one of them.",
        "implausible_measure": "No joint moves like that.",
        "exercise_retired": "The exercise is retired: where it is prescribed it stays, and nobody is given it anew.",
        "impossible_score": "The questionnaire cannot come to this score.",
        "in_the_past": "Nothing takes effect in the past: the earliest day is today in the patient's zone.",
        "must_be_kept": "The record has to be kept for now: restrict it instead.",
        "keeps_another": "Others were merged into the duplicate: merge the other way round.",
        "last_owner": "Somebody has to own the organisation: make somebody else an owner first.",
        "merged": "The patient is a duplicate and was merged into another.",
        "not_leaving": "No notice stands, or its days are not over.",
        "not_discharged": "The patient is in care.",
        "not_open": "The alert is not open.",
        "nothing_said": "A message has a text.",
        "nothing_sealed": "The address or secret of a webhook is sealed beside it.",
        "nothing_to_correct": "A correction gives at least one field.",
        "prescription_changed": "With another exercise, side or schedule a prescription needs a new id.",
        "prescription_id_reused": "Another prescription of the patient has this id.",
        "prescription_renamed": "While exercise, side and schedule stay, a prescription keeps its id.",
        "program_ended": "The program ends before that day.",
        "template_retired": "The template is retired: save it as another one.",
        "too_many_keys": "Two keys are good at a time: revoke one of them, or let the overlap be 0.",
        "same_patient": "A patient is no duplicate of themselves.",
        "unknown_access": "The patient has no such way in.",
        "unknown_alert": "There is no such alert.",
        "unknown_clinic": "There is no such clinic.",
        "unknown_exercise": "The exercise is neither in the library nor one of the organisation's own.",
        "unknown_key": "The partner was never given such a key.",
        "unknown_message": "The patient's thread has no such message.",
        "unknown_organisation": "There is no such organisation.",
        "unknown_partner": "There is no such partner.",
        "unknown_patient": "There is no such patient.",
        "unknown_prescription": "The program has no such prescription.",
        "unknown_provider": "There is no such identity provider.",
        "unknown_program": "The patient has no such program.",
        "unknown_staff": "There is no such member of staff.",
        "unknown_template": "There is no such template.",
        "unknown_visit": "The patient has no such visit.",
        "unknown_webhook": "There is no such webhook.",
        "unknown_zone": "There is no such time zone; use an IANA name such as Europe/Berlin.",
        "visit_cancelled": "The visit is cancelled: schedule another one.",
        "visit_recorded": "The visit has taken place, as it was recorded.",
        "window_over_midnight": "The window of an interval begins before it ends, on one and the same date.",
        "works_elsewhere": "That member of staff does not work at this clinic.",
        "wrong_patient": "It belongs to another patient.",
    }
)
"""Codes are part of the contract: one may be added, none may be renamed."""


def refused(code: str, detail: str | None = None) -> Rejected:
    """The refusal to raise; `detail` adds what is particular to this case. An unlisted code is a KeyError."""
    return Rejected(code, f"{REJECTIONS[code]} {detail}" if detail else REJECTIONS[code])


def only_once(there: E | None, wanted: E, code: str) -> Sequence[E]:
    """The event that begins a stream: nothing where it is there already, refused where another one is."""
    if there is None:
        return [wanted]
    if there == wanted:
        return []
    raise refused(code)
