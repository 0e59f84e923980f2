"""The event loop of a worker process: uvloop, as in the api, in the place of the one Dramatiq would make."""

import uvloop
from dramatiq import Broker, Worker
from dramatiq.asyncio import EventLoopThread, set_event_loop_thread
from dramatiq.middleware import AsyncIO


class OnUvloop(AsyncIO):
    """asyncio's own loop takes 256 KiB for each read and gives most of it back: that breaks the heap into pieces, and
    the process grows by some hundred bytes with each message."""

    def before_worker_boot(self, broker: Broker, worker: Worker) -> None:
        thread = EventLoopThread(self.logger)
        thread.loop.close()
        thread.loop = uvloop.new_event_loop()
        thread.start(timeout=1.0)
        set_event_loop_thread(thread)
