"""The embedded Postgres takes an eighth of the machine, within bounds."""

import pytest

from services.embedded.memory import MB, shared_buffers


@pytest.mark.parametrize(
    ("memory", "taken"),
    [(512, "128MB"), (1024, "128MB"), (4096, "512MB"), (24_000, "3000MB"), (32_768, "4096MB"), (262_144, "4096MB")],
)
def test_it_takes_an_eighth(memory: int, taken: str) -> None:
    assert shared_buffers(memory * MB) == taken


def test_it_knows_this_machine() -> None:
    assert shared_buffers() in {f"{size}MB" for size in range(128, 4097)}
