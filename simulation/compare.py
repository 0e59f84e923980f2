"""Where what the platform answered, or what arrived at the sinks, is not what the script must have led to."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from simulation.life import Life
from simulation.reading import Script


def differences(script: Script, lives: Mapping[str, Life], answers: Path) -> Iterator[str]:
    yield from ()
