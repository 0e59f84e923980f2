"""A process that rebuilds a read model, and kills itself when it has told its progress so many times.

python -m tests.faults.rebuilder READ_MODEL TIMES     (settings in the environment)
"""

import asyncio
import os
import signal
import sys
from itertools import count

from projections.rebuild import rebuild
from services.context import open_engine_pool
from services.settings import settings_from

EVENTS_AT_ONCE = 20


async def main(name: str, times: int) -> None:
    told = count(1)

    def progress(done: int, total: int) -> None:
        if next(told) == times:
            os.kill(os.getpid(), signal.SIGKILL)

    async with open_engine_pool(settings_from(os.environ)) as pool:
        await rebuild(pool, name, None, progress, at_once=EVENTS_AT_ONCE)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
