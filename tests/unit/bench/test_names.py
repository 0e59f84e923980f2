"""Names that a bench seals open as the vault opens them."""

from uuid import UUID

import msgspec

from bench.histories import Year, happened
from bench.names import named
from eventstore.vault import open_bytes
from tests.support.times import NOON

ORG, KEY = UUID(int=1), bytes(range(32))


def test_everybody_who_is_enrolled_has_a_name_that_opens() -> None:
    year = happened(Year(patients=3, events=100, until=NOON))
    enrolled = {each.told.subject_id: each.told.event_id for each in year if each.type == "patient.enrolled"}
    rows = named(ORG, KEY, year)
    keys = {who: open_bytes(KEY, wrapped, org_id.bytes + who.bytes) for org_id, who, wrapped in rows.keys}
    assert {who: item_id for _, who, item_id, _ in rows.items} == enrolled
    for org_id, who, item_id, sealed in rows.items:
        text = open_bytes(keys[who], sealed, org_id.bytes + who.bytes + item_id.bytes)
        name = f"Patient {who.hex[:8]}"
        assert msgspec.json.decode(text) == {"name": name, "email": f"{who.hex[:8]}@example.org"}
