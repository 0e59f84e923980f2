"""Which servers the tests run on is said in the environment, and servers that are named win."""

import pytest

from tests.support.servers import CONTAINERS, EMBEDDED, NAMED, Choice, UnknownServers, choice_of

SERVERS, POSTGRES, VALKEY = "CARRYOVER_TEST_SERVERS", "CARRYOVER_TEST_POSTGRES", "CARRYOVER_TEST_VALKEY"


@pytest.mark.parametrize(
    ("environment", "choice"),
    [
        ({}, Choice(EMBEDDED, EMBEDDED)),
        ({SERVERS: ""}, Choice(EMBEDDED, EMBEDDED)),
        ({SERVERS: "embedded"}, Choice(EMBEDDED, EMBEDDED)),
        ({SERVERS: "containers"}, Choice(CONTAINERS, CONTAINERS)),
        ({SERVERS: "containers", POSTGRES: "postgresql://me@here/postgres"}, Choice(NAMED, CONTAINERS)),
        ({VALKEY: "redis://here"}, Choice(EMBEDDED, NAMED)),
        ({"CARRYOVER_TEST_POOLER": "pgbouncer"}, Choice(EMBEDDED, EMBEDDED, "pgbouncer")),
        (
            {SERVERS: "containers", POSTGRES: "postgresql://me@here/postgres", VALKEY: "redis://here"},
            Choice(NAMED, NAMED),
        ),
    ],
)
def test_servers_are_embedded_or_in_containers_unless_they_are_named(
    environment: dict[str, str], choice: Choice
) -> None:
    assert choice_of(environment) == choice


def test_a_word_that_names_no_servers_is_refused() -> None:
    with pytest.raises(UnknownServers, match="'docker'; it may be embedded or containers"):
        choice_of({SERVERS: "docker"})


def test_what_is_printed_says_where_each_server_comes_from() -> None:
    assert str(Choice(EMBEDDED, EMBEDDED)) == "Postgres and Valkey embedded"
    assert str(Choice(NAMED, CONTAINERS)) == "Postgres named in the environment, Valkey in containers (testcontainers)"
    assert str(Choice(NAMED, NAMED, "pgbouncer")) == "Postgres and Valkey named in the environment, through PgBouncer"
