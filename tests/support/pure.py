"""Code that runs as if there were no clock and no chance: whoever asks for either fails, however it got there."""

import gc
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import FrameType
from typing import Any

ASKED = {"posix": ("urandom", "getrandom"), "_uuid": ("generate_time_safe", "UuidCreate")}


class Impure(AssertionError):
    """Something asked for the time or for chance; says what, and from where."""


@contextmanager
def no_clock_no_chance() -> Iterator[None]:
    """Looks at every call into C of this thread, where all clocks and all chance come from.

    The garbage collector waits meanwhile: whoever measures it does so with a clock.
    """
    before, collecting = sys.getprofile(), gc.isenabled()
    gc.disable()
    sys.setprofile(_refuse)
    try:
        yield
    finally:
        sys.setprofile(before)
        if collecting:
            gc.enable()


def _refuse(frame: FrameType, what: str, called: Any) -> None:
    if what == "c_call" and _from_outside(called):
        raise Impure(f"{frame.f_code.co_filename}:{frame.f_lineno} calls {called}")


def _from_outside(called: Any) -> bool:
    module, name, owner = getattr(called, "__module__", None), called.__name__, getattr(called, "__self__", None)
    if isinstance(owner, type) and issubclass(owner, date):
        return name in ("now", "utcnow", "today")
    return module == "time" or name in ASKED.get(module or "", ()) or isinstance(owner, random.Random)
