"""The operators' own kinds: what they refer to exists, and the SQL in them makes databases that our migrations take."""

import re

import asyncpg
import pytest

from eventstore.migrate import BOOTSTRAP, migrate
from services.cli.schema import KEYS_DATABASE, LOG_DATABASE
from tests.support.manifests import OVERLAYS, Manifest, Whole, as_they_lie, rendered
from tests.support.own_servers import own_servers

ROLES = "SELECT rolname, rolcanlogin, rolsuper OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname LIKE $1"
MAY_MAKE_TABLES = "SELECT has_database_privilege($1, current_database(), 'TEMPORARY')"
SEES_ALL = "SELECT pg_has_role('carryover_owner', 'carryover_append', 'SET')"


@pytest.fixture(params=["as they lie", *OVERLAYS])
def whole(request: pytest.FixtureRequest) -> Whole:
    return as_they_lie() if request.param == "as they lie" else rendered(request.param)


@pytest.mark.parametrize("name", ["log", "keys"])
def test_a_cluster_is_made_as_every_other_server_of_ours(whole: Whole, name: str) -> None:
    spec = whole.one("Cluster", name)["spec"]
    assert re.search(r"/postgresql:18\.", spec["imageName"])
    made = spec["bootstrap"]["initdb"]
    assert (made["encoding"], made["localeProvider"], made["builtinLocale"], made["locale"]) == (
        "UTF8",
        "builtin",
        "C.UTF-8",
        "C",
    )
    assert made["owner"] == "carryover_owner"
    assert made["dataChecksums"]
    assert spec["enableSuperuserAccess"] is False
    assert spec["postgresql"]["pg_hba"] == ["hostnossl all all all reject"]
    assert spec["storage"]["size"]


@pytest.mark.parametrize("name", ["log", "keys"])
def test_a_commit_is_on_two_of_three_servers_before_it_is_acknowledged(name: str) -> None:
    for whole in (as_they_lie(), rendered("production")):
        spec = whole.one("Cluster", name)["spec"]
        assert spec["instances"] == 3
        assert spec["postgresql"]["synchronous"] == {
            "method": "any",
            "number": 1,
            "dataDurability": "required",
            "failoverQuorum": True,
        }


def test_what_people_wrote_is_in_no_log_of_a_server(whole: Whole) -> None:
    for cluster in whole.of("Cluster"):
        told = cluster["spec"]["postgresql"]["parameters"]
        assert told["log_parameter_max_length"] == told["log_parameter_max_length_on_error"] == "0"
        assert told["log_error_verbosity"] == "terse"


def test_those_who_come_in_by_a_password_have_it_from_a_secret_of_their_own(whole: Whole) -> None:
    given = {
        name: {role["name"]: role["passwordSecret"]["name"] for role in spec["managed"]["roles"]}
        | {spec["bootstrap"]["initdb"]["owner"]: spec["bootstrap"]["initdb"]["secret"]["name"]}
        for name, spec in ((cluster["metadata"]["name"], cluster["spec"]) for cluster in whole.of("Cluster"))
    }
    assert given == {
        "log": {
            "carryover_owner": "role-log-owner",
            "carryover_app": "role-log-app",
            "carryover_engine": "role-log-engine",
        },
        "keys": {"carryover_owner": "role-keys-owner", "carryover_app": "role-keys-app"},
    }


def test_both_are_archived_and_copied_and_the_keys_are_forgotten_sooner() -> None:
    whole = rendered("production")
    kept = {}
    for cluster in whole.of("Cluster"):
        [plugin] = cluster["spec"]["plugins"]
        assert (plugin["name"], plugin["isWALArchiver"]) == ("barman-cloud.cloudnative-pg.io", True)
        store = whole.one("ObjectStore", plugin["parameters"]["barmanObjectName"])
        [schedule] = [
            schedule
            for schedule in whole.of("ScheduledBackup")
            if schedule["spec"]["cluster"]["name"] == cluster["metadata"]["name"]
        ]
        assert schedule["spec"]["method"] == "plugin"
        assert schedule["spec"]["pluginConfiguration"]["name"] == plugin["name"]
        assert len(schedule["spec"]["schedule"].split()) == 6, "with seconds"
        kept[cluster["metadata"]["name"]] = (
            store["spec"]["retentionPolicy"],
            store["spec"]["configuration"]["destinationPath"],
        )
    assert kept == {"log": ("30d", "s3://carryover-log/"), "keys": ("7d", "s3://carryover-keys/")}


def test_the_pooler_lends_for_a_transaction_and_shows_a_certificate_with_its_name() -> None:
    whole = rendered("production")
    spec = whole.one("Pooler", "log-pooler")["spec"]
    assert spec["pgbouncer"]["poolMode"] == "transaction"
    assert int(spec["pgbouncer"]["parameters"]["max_prepared_statements"]) > 0
    cluster = whole.one("Cluster", spec["cluster"]["name"])["spec"]
    assert "log-pooler" in cluster["certificates"]["serverAltDNSNames"]
    pool = spec["pgbouncer"]["parameters"]
    lent = spec["instances"] * 2 * (int(pool["default_pool_size"]) + int(pool["reserve_pool_size"]))
    spare = 10  # for the migration, the servers of its own kind, and whoever looks
    assert lent + spare <= int(cluster["postgresql"]["parameters"]["max_connections"])


def words(sql: str) -> set[str]:
    return set(re.findall(r"carryover_[a-z]+", sql))


def test_the_roles_are_those_of_every_other_server() -> None:
    bootstrap = words(BOOTSTRAP.read_text())
    for cluster in as_they_lie().of("Cluster"):
        made = cluster["spec"]["bootstrap"]["initdb"]
        assert words(" ".join([made["owner"], *made["postInitSQL"]])) == bootstrap


def test_each_role_is_in_the_same_roles_as_on_every_other_server() -> None:
    wanted = set(re.findall(r"GRANT (\w+) TO (\w+);", BOOTSTRAP.read_text()))
    assert len(wanted) >= 2
    spec = as_they_lie().one("Cluster", "log")["spec"]
    given = set(
        re.findall(r"GRANT (\w+) TO (\w+)$", "\n".join(spec["bootstrap"]["initdb"]["postInitSQL"]), re.MULTILINE)
    )
    managed = {(group, role["name"]) for role in spec["managed"]["roles"] for group in role.get("inRoles", ())}
    assert given | managed == wanted
    names = {role["name"] for role in spec["managed"]["roles"]}
    assert not {role for _, role in given} & names, "the operator takes a managed role out of what it is not told of"


def test_a_single_statement_has_the_same_limits_as_on_every_other_server() -> None:
    wanted = re.findall(r"\('(carryover_\w+)', '(\w+)', '(\w+)'\)", BOOTSTRAP.read_text())
    made = as_they_lie().one("Cluster", "log")["spec"]["bootstrap"]["initdb"]["postInitSQL"]
    given = re.findall(r"ALTER ROLE (\w+) SET (\w+) = '(\w+)'", "\n".join(made))
    assert set(wanted) <= set(given)
    assert len(given) == 6


async def test_the_migrations_run_on_databases_that_are_made_so() -> None:
    """As the operator does it: the owner, the statements, the database, its statements. Passwords are left out."""
    async with own_servers() as servers:
        await servers.create_empty()
        for name, folders in (("log", LOG_DATABASE), ("keys", KEYS_DATABASE)):
            cluster = as_they_lie().one("Cluster", name)
            database = await make_as_the_operator_does(servers.postgres_url("postgres", "postgres"), cluster)
            inside = await asyncpg.connect(servers.postgres_url("postgres", database))
            for statement in cluster["spec"]["bootstrap"]["initdb"]["postInitApplicationSQL"]:
                await inside.execute(statement)
            assert await migrate(servers.postgres_url("carryover_owner", database), folders)
            logins = {role["name"] for role in cluster["spec"]["managed"]["roles"] if role["login"]}
            roles = {row[0]: (row[1], row[2]) for row in await inside.fetch(ROLES, "carryover_%")}
            assert roles["carryover_append"] == roles["carryover_backup"] == (False, False)
            assert all(roles[role] == (True, False) for role in {*logins, "carryover_owner"})
            assert await inside.fetchval(SEES_ALL)
            assert not await inside.fetchval(MAY_MAKE_TABLES, "carryover_app")
            await inside.close()
            await forget(servers.postgres_url("postgres", "postgres"), database)


async def make_as_the_operator_does(admin_url: str, cluster: Manifest) -> str:
    made = cluster["spec"]["bootstrap"]["initdb"]
    admin = await asyncpg.connect(admin_url)
    await admin.execute(f'CREATE ROLE "{made["owner"]}" LOGIN')
    for statement in made["postInitSQL"]:
        await admin.execute(statement)
    await admin.execute(f'CREATE DATABASE "{made["database"]}" OWNER "{made["owner"]}"')
    await admin.close()
    return str(made["database"])


async def forget(admin_url: str, database: str) -> None:
    """Each cluster is a server of its own, and here is only one."""
    admin = await asyncpg.connect(admin_url)
    await admin.execute(f'DROP DATABASE "{database}" WITH (FORCE)')
    for role in ("carryover_app", "carryover_engine", "carryover_append", "carryover_backup", "carryover_owner"):
        await admin.execute(f"DROP ROLE {role}")
    await admin.close()
