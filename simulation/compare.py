"""Where what the platform answered, or what arrived at the sinks, is not what the script must have led to."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from simulation.alerts import Alert, Letter
from simulation.answers import Answers, Message, Raised
from simulation.emergencies import wrong_in
from simulation.ledger import SENT
from simulation.life import Life
from simulation.programs import Slot
from simulation.reading import Script

Lives = Mapping[str, Life]

LINK = re.compile(r"https?://\S+")
"""Each letter has one of its own."""

NAMES_ONLY_ITS_CAUSES = frozenset({"red_flag", "high_pain", "rising_pain", "over_the_band", "hurts"})
"""Rules whose alerts name the reports that fired them and nothing else that was looked at."""


def differences(script: Script, lives: Lives, digests: Collection[Letter], answers: Answers) -> Iterator[str]:
    """One sentence for each; none where everything is accounted for."""
    yield from _slots(script, lives, answers)
    yield from _messages(script, lives, answers)
    yield from _alerts(lives, answers)
    yield from _letters([*digests, *(letter for life in lives.values() for letter in life.letters)], answers)
    yield from _invitations(script, answers)
    yield from _texts(lives, answers)
    yield from _emergencies(lives, answers)


def counted_slots(script: Script, life: Life) -> Iterator[tuple[Slot, str]]:
    """What the ledger of the simulation's dates must say."""
    for slot, entry in life.ledger.entries.items():
        if script.first_day <= slot.day <= script.last_day:
            yield slot, entry.what


def _slots(script: Script, lives: Lives, answers: Answers) -> Iterator[str]:
    expected = {(patient_id, slot) for patient_id, life in lives.items() for slot, _ in counted_slots(script, life)}
    for patient_id, slot in sorted(expected | answers.ledgers.keys()):
        where = f"slot {slot.number} of {slot.prescription_id} on {slot.day}, patient {patient_id}"
        settled = answers.ledgers.get((patient_id, slot), [])
        if (patient_id, slot) not in expected:
            yield f"{where}: expects nothing, answered {[each.what for each in settled]}"
        elif len(settled) != 1:
            yield f"{where}: {len(settled)} entries"
        else:
            life = lives[patient_id]
            entry, manner = life.ledger.entries[slot], life.channel
            if entry.what != settled[0].what:
                yield f"{where}: counted {entry.what}, answered {settled[0].what}"
            elif entry.what == SENT and (entry.at, manner) != (settled[0].at, settled[0].channel):
                yield f"{where}: counted {manner} at {entry.at}, answered {settled[0].channel} at {settled[0].at}"


def _messages(script: Script, lives: Lives, answers: Answers) -> Iterator[str]:
    """What went out to patients on any channel, also where no sink hears of it; and which questions had no answer."""
    counted = Counter(
        Message(patient_id, at, about, life.channel, about == "next_morning" and day in life.ledger.unanswered)
        for patient_id, life in lives.items()
        for at, about in life.ledger.messages
        if (day := life.date_at(at)) <= script.last_day
    )
    answered = Counter(message._replace(variant=0) for message in answers.messages)
    for patient_id, at, about, channel, unanswered, _ in sorted((counted - answered).keys(), key=str):
        yield f"{about} by {channel} to {patient_id} at {at}{', without an answer' * unanswered}: not in the ledger"
    for patient_id, at, about, channel, unanswered, _ in sorted((answered - counted).keys(), key=str):
        yield f"{about} by {channel} to {patient_id} at {at}{', without an answer' * unanswered}: of no cause"


def _alerts(lives: Lives, answers: Answers) -> Iterator[str]:
    counted = {
        (patient_id, one.rule, one.scope, one.raised_at): one
        for patient_id, life in lives.items()
        for one in life.alerts.all
    }
    raised = {(one.patient_id, one.rule, one.scope, one.raised_at): one for one in answers.alerts}
    if len(raised) != len(answers.alerts):
        yield f"{len(answers.alerts) - len(raised)} alerts were raised twice"
    for key in sorted(counted.keys() | raised.keys()):
        patient_id, rule, scope, at = key
        where = f"{rule} {scope} of {patient_id} at {at}".replace("  ", " ")
        if key not in raised:
            yield f"{where}: not raised"
        elif key not in counted:
            yield f"{where}: raised for no cause"
        else:
            yield from (f"{where}: {said}" for said in _of_alert(counted[key], raised[key]))


def _of_alert(counted: Alert, raised: Raised) -> Iterator[str]:
    if counted.grades != raised.grades:
        yield f"counted {counted.grades}, graded {raised.grades}"
    if missing := set(counted.causes) - raised.causes:
        yield f"does not name {sorted(missing)}"
    if counted.rule in NAMES_ONLY_ITS_CAUSES and (more := raised.causes - set(counted.causes)):
        yield f"names {sorted(more)} of no cause"
    if counted.reports != raised.reports:
        yield f"counted {counted.reports} reports that fired it, had {raised.reports}"
    if counted.escalations != raised.escalations:
        yield f"counted as passed on {_told(counted.escalations)}, was {_told(raised.escalations)}"
    if counted.acknowledged != raised.acknowledged:
        yield f"counted as taken on at {counted.acknowledged}, was at {raised.acknowledged}"
    if (counted.resolved, counted.resolution) != (raised.resolved, raised.resolution):
        yield f"counted as resolved at {counted.resolved}, was at {raised.resolved}"


def _told(escalations: Sequence[tuple[str, datetime]]) -> str:
    return ", ".join(f"to {to} at {at}" for to, at in escalations) or "to nobody"


def _letters(letters: Collection[Letter], answers: Answers) -> Iterator[str]:
    """Each once, at its instant; none of no cause; and none twice."""
    counted = Counter((letter.to, letter.channel, letter.at) for letter in letters)
    arrived = Counter((letter.to, letter.channel, letter.at) for letter in answers.letters)
    about = {(letter.to, letter.channel, letter.at): letter.about for letter in letters}
    for key in sorted((counted - arrived).keys()):
        yield f"{about[key]} to {key[0]} by {key[1]} at {key[2]}: did not arrive"
    for key in sorted((arrived - counted).keys()):
        yield f"letter to {key[0]} by {key[1]} at {key[2]}: of no cause"
    for letter_key, times in Counter(letter.key for letter in answers.letters).items():
        if times > 1:
            yield f"the letter {letter_key} arrived {times} times"


def _invitations(script: Script, answers: Answers) -> Iterator[str]:
    """At most one for each who was invited: who accepted before it went out gets none."""
    invited = Counter(line.body["private"]["email"] for line in script.lines if line.command == "invite-staff")
    for to in sorted((Counter(answers.invited) - invited).keys()):
        yield f"invitation to {to}: of no cause"


def _texts(lives: Lives, answers: Answers) -> Iterator[str]:
    """The same text never twice running: neither in what arrived nor, for what is read in the app, in the ledgers."""
    reminding = {
        (letter.to, letter.at) for life in lives.values() for letter in life.letters if letter.about == "reminder"
    }
    shown = [
        *((one.to, one.at, LINK.sub("", one.text)) for one in answers.letters if (one.to, one.at) in reminding),
        *((one.patient_id, one.at, str(one.variant)) for one in answers.messages if one.about == "reminder"),
    ]
    by_reader: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for to, at, text in sorted(shown):
        by_reader[to].append((at, text))
    for to, texts in by_reader.items():
        for (before, text), (after, next_text) in pairwise(texts):
            if text == next_text:
                yield f"{to} had the same text twice running, at {before} and {after}"


def _emergencies(lives: Lives, answers: Answers) -> Iterator[str]:
    for life in lives.values():
        for event_id in life.emergencies:
            text = answers.emergencies.get(event_id)
            if text is None:
                yield f"red flag {event_id}: no emergency text"
            else:
                wrong = wrong_in(text, life.clinic.country, life.language)
                yield from (f"red flag {event_id}: {each}" for each in wrong)
