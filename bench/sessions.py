"""Sessions as patients log them: the bodies that a partner's app sends, and what of them the log stores."""

from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec import Struct

from domain.exercise.common import LIBRARY
from domain.session.events import SessionLogged
from domain.values import Entry, Provenance, Side
from projections.reading import codec

NUMBER = "@number@"
FRACTION = "@fraction@"
_DOSES = cycle([(3, 30, 20), (2, 20, 0), (3, 24, 35), (1, 12, 10)])  # sets, repetitions, pain in tenths


def entries() -> Iterator[Entry]:
    """What was done of one exercise after the other of our library, without end."""
    for exercise, (sets, reps, pain) in zip(cycle(LIBRARY), _DOSES, strict=False):
        side = Side.LEFT if exercise.sided else Side.NONE
        yield Entry(exercise_id=exercise.exercise_id, side=side, sets=sets, reps=reps, pain=pain)


class Sender(Struct, frozen=True, kw_only=True):
    """One patient and the partner's key that their app uses."""

    organisation: int  # its place among those of the run
    patient_id: UUID
    key: str


class Template(Struct, frozen=True, array_like=True):
    """A request but for its first line and the two places at which each sending differs: 12 digits, then 6."""

    organisation: int
    before: bytes
    between: bytes
    after: bytes

    def request(self, first_line: bytes, number: int) -> bytes:
        return b"%s%s%012d%s%06d%s" % (first_line, self.before, number, self.between, number % 1_000_000, self.after)


def template(sender: Sender, entry: Entry, day: str) -> Template:
    """One session of one patient, as one CloudEvent."""
    body = {
        "specversion": "1.0",
        "id": f"session-{NUMBER}",
        "source": "https://app.example/devices",
        "type": "org.carryover.session.logged",
        "subject": str(sender.patient_id),
        "time": f"{day}T07:30:12.{FRACTION}Z",
        "datacontenttype": "application/json",
        "data": {
            "zone": "Europe/Berlin",
            "duration_seconds": 540,
            "effort": 6,
            "entries": [{**msgspec.to_builtins(entry), "pain": (entry.pain or 0) / 10}],
        },
    }
    text = msgspec.json.encode(body)
    length = len(text) - len(NUMBER) - len(FRACTION) + 12 + 6
    head = (
        "host: 127.0.0.1\r\n"
        f"authorization: Bearer {sender.key}\r\n"
        "content-type: application/cloudevents+json\r\n"
        "user-agent: partner/1.0\r\n"
        "accept: application/json\r\n"
        f"content-length: {length}\r\n\r\n"
    )
    before, _, rest = (head.encode() + text).partition(NUMBER.encode())
    between, _, after = rest.partition(FRACTION.encode())
    return Template(sender.organisation, before, between, after)


def write_templates(path: Path, senders: Sequence[Sender], day: str) -> int:
    """For the client that sends them; the bytes of a body, on average."""
    made = [template(sender, entry, day) for sender, entry in zip(senders, entries(), strict=False)]
    path.write_bytes(msgspec.msgpack.encode(made))
    bodies = [each.request(b"", 0).partition(b"\r\n\r\n")[2] for each in made]
    return sum(map(len, bodies)) // len(bodies)


def stored_sessions(count: int) -> list[tuple[str, int, bytes]]:
    """Stored name, version and bytes of so many different sessions."""
    encode = codec().encode
    return [
        encode(
            SessionLogged(
                patient_id=UUID(int=0xC0DE << 96 | number),
                clinic_id=UUID(int=0xC11C << 96),
                entries=(entry,),
                provenance=Provenance.PATIENT,
            )
        )
        for number, entry in zip(range(count), entries(), strict=False)
    ]
