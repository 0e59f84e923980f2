"""What a platform would have to answer so that nothing differs from a count: the ground for spoiling one thing."""

from simulation.answers import Answers, Arrived, Message, Raised, Settled
from simulation.ledger import SENT
from simulation.life import Life

LINK = "https://carryover.test/reminders"


def agreeing(life: Life) -> Answers:
    entries = life.ledger.entries.items()
    return Answers(
        ledgers={
            (life.patient_id, slot): [
                Settled(SENT, entry.at, life.channel) if entry.what == SENT else Settled(entry.what, None, None)
            ]
            for slot, entry in entries
        },
        messages=[
            Message(
                life.patient_id,
                at,
                about,
                life.channel,
                about == "next_morning" and life.date_at(at) in life.ledger.unanswered,
                place,
            )
            for place, (at, about) in enumerate(life.ledger.messages)
        ],
        alerts=[
            Raised(
                life.patient_id,
                alert.rule,
                alert.scope,
                alert.raised_at,
                list(alert.grades),
                set(alert.causes),
                alert.reports,
                list(alert.escalations),
                alert.acknowledged,
                alert.resolved,
                alert.resolution,
            )
            for alert in life.alerts.all
        ],
        letters=[
            Arrived(letter.to, letter.channel, letter.at, f"key {place}", f"text {place}: {LINK}/{place}")
            for place, letter in enumerate(life.letters)
        ],
        invited=[],
        emergencies={
            name: {"country": "NO", "language": life.language, "number": "113", "text": "Call 113."}
            for name in life.emergencies
        },
    )
