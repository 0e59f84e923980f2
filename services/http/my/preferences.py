"""A patient says how she wants to be spoken to and reminded: each wish is a command as staff would give it."""

from collections.abc import Iterator

from domain.decider import Command
from domain.patient.commands import RecordConsent, SetContactPreferences, SetQuietHours, WithdrawConsent
from domain.patient.events import Purpose
from domain.patient.state import Patient
from services.call import Call
from services.execute import execute
from services.http.audit.commands import note_command
from services.http.commands import done
from services.http.forms import read_form
from services.http.my.answers import MyPreferences
from services.http.my.reads import preferences_of
from services.http.operation import Asked, Reply
from services.http.positions import HEADER
from services.http.sign_in.browser import told
from services.http.who import nobody
from services.patients_known import patients_of

CONSENT_TEXT = "own page 2026-11"
"""The version of the sentence beside the switch."""


async def set_preferences(asked: Asked) -> Reply:
    """Raises Problem `bad_quiet_hours` before anything is done."""
    wanted, actor, context = read_form(asked.body, MyPreferences), asked.actor, asked.context
    patient = (await patients_of(context, actor.org_id, [actor.holder])).get(actor.holder)
    if patient is None:
        raise nobody()
    headers: dict[str, str] = {}
    for command in _commands(asked, patient, wanted):
        answer = await execute(context, Call(actor=actor, command=command, correlation_id=asked.request_id))
        await note_command(context, asked.seen, actor.org_id, command, answer)
        headers |= {name: text for name, text in done(answer).headers.items() if name == HEADER}
    await context.tell_changed(actor.org_id, actor.holder)  # in which language she is told whom to call
    return told(wanted)._replace(headers=headers)


def _commands(asked: Asked, patient: Patient, wanted: MyPreferences) -> Iterator[Command]:
    """Those that change something; the one that may be refused first."""
    there, whose = preferences_of(patient), asked.actor.holder
    at, new_id = asked.context.clock.now(asked.actor.org_id), asked.context.new_id
    if (wanted.quiet_from, wanted.quiet_until) != (there.quiet_from, there.quiet_until):
        yield SetQuietHours(
            command_id=new_id(),
            at=at,
            patient_id=whose,
            quiet_from=wanted.quiet_from,
            quiet_until=wanted.quiet_until,
        )
    if wanted.language != there.language:
        channels = patient.contact.channels if patient.contact else ()
        yield SetContactPreferences(
            command_id=new_id(), at=at, patient_id=whose, channels=channels, language=wanted.language
        )
    if wanted.reminders and not there.reminders:
        yield RecordConsent(
            command_id=new_id(), at=at, patient_id=whose, purpose=Purpose.REMINDERS, text_version=CONSENT_TEXT
        )
    if there.reminders and not wanted.reminders:
        yield WithdrawConsent(command_id=new_id(), at=at, patient_id=whose, purpose=Purpose.REMINDERS)
