"""All that an organisation has: made in parts, gone on with after a crash, fetched by its owners for a day."""

import io
import zipfile
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Any
from uuid import UUID

import msgspec
import pytest
from msgspec import Struct

from eventstore.walls import Pool, reading
from services.clock import SetClock
from services.context import open_context, open_engine_pool
from services.records.organisation_export import ORGANISATION_EXPORT
from tests.support.canaries import WORDS, enrolled, rows_with
from tests.support.database import Database, copied
from tests.support.doors import Doors, open_doors
from tests.support.effect_hands import done_now
from tests.support.times import NOON
from tests.support.two_houses import folded
from workers.delivery import Delivery
from workers.effects import Claim, End
from workers.kinds import kinds_of
from workers.organisation_export import OrganisationExports
from workers.sending import Channels

SEALED = set(WORDS) - {"canary-alias", "canary-resolved"}
EXPORTS = "/v1/organisation/exports"


class CutOff(Exception):
    """The power went."""


class Breaking(OrganisationExports):
    """Cut off once after its second part, where it is said."""

    breaks = False

    async def _row(self, *args: Any) -> Any:
        row = await super()._row(*args)
        if row is not None and row["parts"] == 2 and self.breaks:
            self.breaks = False
            raise CutOff
        return row


class House(Struct):
    database: Database
    doors: Doors
    engine: Pool
    clock: SetClock
    exports: Breaking

    async def works(self) -> None:
        """Everything that is due is done, also what has to be tried again a little later."""
        context, org_id = self.doors.context, self.doors.org.organisation_id
        kinds = {**kinds_of(self.engine), **self.exports.kinds}
        while await done_now(
            self.engine, org_id, self.clock.instant, Delivery(context, self.engine, kinds=MappingProxyType(kinds))
        ):
            pass

    async def asked(self) -> str:
        answer = await self.doors.owner.post(EXPORTS)
        assert (answer.status_code, answer.json()["state"]) == (200, "waiting"), answer.text
        return f"{EXPORTS}/{answer.json()['export_id']}"

    async def again(self, path: str) -> None:
        """As the next turn does it, until it is done."""
        export_id = path.rsplit("/", 1)[1]
        claim = Claim(
            org_id=self.doors.org.organisation_id,
            effect_id=UUID(int=1),
            kind=ORGANISATION_EXPORT,
            payload=f'{{"export_id":"{export_id}"}}',
            attempt=1,
            due_at=self.clock.instant,
        )
        ended = await self.exports.make(self.doors.context, Channels({}, self.engine), claim)
        assert ended.how is End.DONE

    async def kept(self) -> int:
        """How many parts of exports there are."""
        async with reading(self.engine, self.doors.org.organisation_id) as db:
            return int(await db.fetchval("SELECT count(*) FROM access.organisation_part"))

    async def lines(self, path: str) -> dict[str, list[dict[str, Any]]]:
        """Of each source, all parts together; every part has the hash that the manifest tells."""
        found: dict[str, list[dict[str, Any]]] = {}
        for part in (await self.doors.owner.get(path)).json()["parts"]:
            answer = await self.doors.owner.get(f"{path}/parts/{part['number']}")
            assert (answer.status_code, sha256(answer.content).hexdigest()) == (200, part["sha256"])
            with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
                assert archive.namelist() == [part["name"]]
                lines = [msgspec.json.decode(line) for line in archive.read(part["name"]).splitlines()]
            assert len(lines) == part["lines"]
            found.setdefault(part["name"].rsplit("-", 1)[0], []).extend(lines)
        return found


@pytest.fixture(scope="module")
async def house(template: Database) -> AsyncIterator[House]:
    clock = SetClock(NOON)
    async with (
        copied(template) as database,
        open_context(database.settings, clock=clock) as context,
        open_engine_pool(database.settings) as engine,
        open_doors(context) as doors,
    ):
        await enrolled(doors)
        await doors.enrol(clinic=1)
        await folded(doors, engine)
        yield House(database, doors, engine, clock, Breaking(engine, part_bytes=3_000, rows=4))


async def test_it_holds_everything_in_parts_also_where_it_was_cut_off(house: House) -> None:
    path = await house.asked()
    again = await house.doors.owner.post(EXPORTS)
    assert again.json()["export_id"] == path.rsplit("/", 1)[1]  # one at a time
    assert (await house.doors.owner.get(f"{path}/parts/1")).json()["code"] == "export_waits"
    org_id = house.doors.org.organisation_id
    log = await house.doors.context.store.read(org_id, 0, 10_000)
    house.exports.breaks = True
    await house.works()
    assert not house.exports.breaks
    half = (await house.doors.owner.get(path)).json()
    assert (half["state"], len(half["parts"])) == ("waiting", 2)
    await house.again(path)
    told = (await house.doors.owner.get(path)).json()
    assert (told["state"], told["events"], told["chain"]) == ("done", len(log), log[-1].hash.hex())
    lines = await house.lines(path)
    assert told["lines"] == sum(map(len, lines.values()))
    assert len(told["parts"]) > len(lines)  # no source is held as a whole
    assert [line["hash"] for line in lines["events"]] == [one.hash.hex() for one in log]
    assert {word for word in WORDS if any(word in str(line) for line in lines["texts"])} == SEALED
    assert "webhook" not in str(lines["texts"])
    assert len(lines["accesses"]) == told["accesses"]
    rows = Counter(line["patient_id"] for line in lines["caseload_patient"])
    assert len(rows) == 2
    await house.doors.owner.get(f"{path}/parts/1")
    audit = (await house.doors.owner.get("/v1/audit?kind=disclosed")).text
    assert "organisationPart" in audit


async def test_nothing_of_it_can_be_read_in_the_database(house: House) -> None:
    await house.again(await house.asked())
    assert await rows_with(house.database.url("postgres"), sorted(SEALED)) == []


async def test_it_is_the_owners_alone(house: House) -> None:
    path = await house.asked()
    for asker in (house.doors.therapist, house.doors.partner):
        for answer in (await asker.post(EXPORTS), await asker.get(path), await asker.get(f"{path}/parts/1")):
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    await house.again(path)


async def test_its_day_ends(house: House) -> None:
    path = await house.asked()
    await house.again(path)
    assert (await house.doors.owner.get(f"{path}/parts/1")).status_code == 200
    house.clock.instant += timedelta(hours=24)
    assert (await house.doors.owner.get(path)).json()["code"] == "unknown_export"
    await house.works()
    assert await house.kept() == 0
    house.clock.instant -= timedelta(hours=24)


async def test_an_erasure_meanwhile_ends_it(house: House) -> None:
    """A part may hold what was said of her, and is under another key than hers."""
    patient_id = await house.doors.enrol()
    path = await house.asked()
    await house.again(path)
    erase = {"patient_id": str(patient_id), "clinic_id": str(house.doors.org.clinic_ids[0]), "reason": "ordered"}
    assert (await house.doors.owner.post("/v1/commands/erase-patient", json=erase)).status_code == 200
    await house.works()
    assert (await house.doors.owner.get(path)).json()["code"] == "unknown_export"
    assert await house.kept() == 0
