"""What the demonstration's history wishes for, picked by the form of the command."""

from collections.abc import Iterable
from typing import Any

from services.demo.case import Wish


def of(told: Iterable[Wish], *forms: type) -> list[Any]:
    """The commands of these forms, in order of time."""
    return [wish.command for wish in told if isinstance(wish.command, forms)]
