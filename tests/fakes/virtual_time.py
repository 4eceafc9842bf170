"""An event loop on which time passes only when nothing else is left to do.

Daemon and simulators run together on it and talk through real ptys: `poll()` on a pty waits until the bytes written to
the other side have come through (n_tty_poll flushes the line's work queue), so when nothing is readable nothing is
under way, and the clock may jump to the next timer. `epoll` gives no such promise, hence `PollSelector`. While a job
runs in an executor's thread the clock stands still.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, TypeVarTuple, Unpack

from appliance.clock import Moment

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""A Monday, ten o'clock in Kyiv."""


class NothingWillEverHappen(RuntimeError):
    """The loop waits for something, and no timer, thread or descriptor can bring it."""


class _Selector(selectors.PollSelector):
    def __init__(self) -> None:
        super().__init__()
        self.advance: Callable[[float], None]
        self.threads_at_work: Callable[[], bool]

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if self.threads_at_work():
            return super().select(1.0)
        if timeout is None:
            raise NothingWillEverHappen
        self.advance(timeout)
        return []


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """A selector loop whose `time()` is virtual and starts at 1000 s."""

    def __init__(self) -> None:
        selector = _Selector()
        self._now_s = 1000.0
        self._jobs = 0
        selector.advance = self._advance
        selector.threads_at_work = lambda: self._jobs > 0
        super().__init__(selector)

    def time(self) -> float:
        """Return the virtual time in seconds."""
        return self._now_s

    def _advance(self, seconds: float) -> None:
        self._now_s += max(seconds, 0.0)

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[Unpack[Ts]], T], *args: *Ts
    ) -> asyncio.Future[T]:
        """Run a job in a real thread; time stands still until it is done."""
        self._jobs += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._job_done)
        return future

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """Wait for the threads; that is a thread's work too."""
        self._jobs += 1
        await super().shutdown_default_executor()
        self._jobs -= 1

    def _job_done(self, _future: object) -> None:
        self._jobs -= 1


class VirtualClock:
    """The product's clock, read from the loop: wall and monotonic go together unless a test moves the wall."""

    def __init__(self, loop: asyncio.AbstractEventLoop, start: datetime = START, *, trusted: bool = True) -> None:
        self._loop = loop
        self._zero = loop.time()
        self.start = start
        self.trusted = trusted
        self.doubted = False
        self.boot_id = "00000000-0000-4000-8000-000000000001"

    def now(self) -> Moment:
        """Return the present moment."""
        trusted = self.trusted and not self.doubted
        wall = self.start + timedelta(seconds=self._loop.time() - self._zero)
        return Moment(wall=wall, monotonic_s=self._loop.time(), trusted=trusted, boot_id=self.boot_id)

    def doubt(self, doubted: bool) -> None:
        """Trust it no more, or again."""
        self.doubted = doubted

    def monotonic(self) -> float:
        """Return the loop's time."""
        return self._loop.time()


def run_virtually(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run `main()` to its end on a fresh virtual-time loop."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(main())
