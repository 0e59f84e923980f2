"""`carryover migrate` where the keys have a server of their own: roles and one database on each."""

from msgspec.structs import replace

from services.backup.server import connected
from tests.support.command import carryover
from tests.support.database import Database
from tests.support.own_servers import own_servers

OURS = "SELECT datname FROM pg_database WHERE datname LIKE 'carryover%'"
WITH_PASSWORD = "SELECT rolname FROM pg_authid WHERE rolname LIKE 'carryover%' AND rolpassword IS NOT NULL ORDER BY 1"


def with_password(url: str, password: str) -> str:
    before, role, after = url.partition("@")
    return f"{before}:{password}{role}{after}"


async def test_each_server_gets_what_is_its_own(database: Database) -> None:
    async with own_servers() as log, own_servers() as keys:
        for server in (log, keys):
            await server.create_empty()
        two = replace(
            database.settings,
            owner_url=with_password(log.postgres_url("carryover_owner", "carryover"), "owner-there"),
            app_url=with_password(log.postgres_url("carryover_app", "carryover"), "app-there"),
            engine_url=with_password(log.postgres_url("carryover_engine", "carryover"), "engine-there"),
            keys_owner_url=with_password(keys.postgres_url("carryover_owner", "carryover_keys"), "owner-here"),
            keys_url=with_password(keys.postgres_url("carryover_app", "carryover_keys"), "app-here"),
        )
        admins = [server.postgres_url("postgres", "postgres") for server in (log, keys)]
        told = await carryover(two, "migrate", "--admin-url", admins[0], "--keys-admin-url", admins[1])
        assert told.code == 0, told.err
        found = []
        for admin in admins:
            async with connected(admin) as db:
                rows = [await db.fetch(statement) for statement in (OURS, WITH_PASSWORD)]
            found.append(tuple([row[0] for row in some] for some in rows))
        assert found == [
            (["carryover"], ["carryover_app", "carryover_engine", "carryover_owner"]),
            (["carryover_keys"], ["carryover_app", "carryover_owner"]),
        ]
        again = await carryover(two, "migrate")
        assert (again.code, again.out) == (0, "Nothing to do: the schema is the newest.\n")


async def test_the_keys_server_is_never_named_alone(database: Database) -> None:
    told = await carryover(
        database.settings, "migrate", "--keys-admin-url", "postgresql://postgres@127.0.0.1:1/postgres"
    )
    assert (told.code, "--keys-admin-url goes beside --admin-url" in told.err) == (1, True)
