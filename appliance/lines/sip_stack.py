"""sippy's thread, and the only bridge to it.

Everything of sippy (timers, transactions, dialogs) lives in one thread, in which its dispatcher `ED2` loops; whoever
stands on the event loop hands work over by `SipThread.call`, and hears of events by `call_soon_threadsafe`. No call
object is touched from both sides.

`ED2` paces itself by elperiodic: a hundred ticks a second and a signal to the thread that imported it. `_Pace` takes
its place, with the two verbs that `ED2` asks of it: it sleeps until there is work or the next timer is due, so an idle
line costs nothing, an answer leaves at once, and the thread can be started and stopped as often as one likes.

sippy prints what it finds wrong; here it goes to our log. Its log of messages is ours too, at DEBUG.

Two habits of sippy's cost a third of its time. It asks whether an object has a name by `in dir(object)`, which lists
and sorts all of them. And it reads the clock through ctypes, ten times on the way from an INVITE to its answer, which
each time gives the interpreter away; while sound is sent it comes back half a millisecond later.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

from sippy import (  # type: ignore[import-untyped]
    SipConf,
    SipMsg,
    SipTransactionManager,
    SipURL,
    SipVia,
    UacStateRinging,
    UacStateTrying,
)
from sippy.Core.EventDispatcher import ED2  # type: ignore[import-untyped]
from sippy.Core.Exceptions import dump_exception  # type: ignore[import-untyped]
from sippy.Time import MonoTime as _Clock  # type: ignore[import-untyped]
from sippy.Time.MonoTime import MonoTime  # type: ignore[import-untyped]

log = logging.getLogger(__name__)

NAME = "Slukhavka"
_TALKATIVE = (SipMsg, SipTransactionManager, SipURL, UacStateRinging, UacStateTrying)
_CURIOUS = (SipConf, SipURL, SipVia)


class _Pace:
    """What `ED2` sleeps on."""

    def __init__(self) -> None:
        self._work: SimpleQueue[tuple[Callable[..., None], tuple[Any, ...]]] = SimpleQueue()

    def call_from_thread(self, handler: Callable[..., None], *args: Any) -> None:
        """Wake the thread with work."""
        self._work.put((handler, args))

    def procrastinate(self) -> None:
        """Sleep until there is work, and do it, or until the next timer is due."""
        due = ED2.tlisteners[0].etime.monot - MonoTime().monot if ED2.tlisteners else None
        try:
            handler, args = self._work.get(timeout=None if due is None else max(due, 0))
            while True:
                handler(*args)
                handler, args = self._work.get_nowait()
        except Empty:
            return


class SipThread:
    """sippy's thread: it runs while somebody uses it."""

    def __init__(self) -> None:
        self._users = 0
        self._thread: threading.Thread | None = None

    def use(self) -> None:
        """Start the thread if it does not run."""
        self._users += 1
        if self._thread is None:
            ED2.elp = _Pace()
            self._thread = threading.Thread(target=self._run, name="sippy", daemon=True)
            self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread is not None and self._thread.is_alive()

    async def leave(self) -> None:
        """Stop the thread if nobody else uses it; what was handed over before is done first."""
        self._users -= 1
        if self._users == 0 and self._thread is not None:
            thread, self._thread = self._thread, None
            ED2.callFromThread(ED2.breakLoop)
            await asyncio.shield(asyncio.to_thread(thread.join))

    def call(self, work: Callable[..., None], *args: Any) -> None:
        """Do `work(*args)` in sippy's thread, after what was handed over before. What it raises is logged."""
        ED2.callFromThread(_guarded, work, args)

    def _run(self) -> None:
        ED2.my_ident = threading.get_ident()
        ED2.tlisteners.clear()
        ED2.twasted = 0
        try:
            ED2.loop()
        except BaseException:
            log.exception("SIP: the thread broke off")
            raise
        finally:
            ED2.tlisteners.clear()


def _guarded(work: Callable[..., None], args: tuple[Any, ...]) -> None:
    try:
        work(*args)
    except Exception:
        # One thread serves every call: what goes wrong in one of them must not end the others.
        log.exception("SIP: %s failed", work.__qualname__)


class MessageLog:
    """Takes the place of sippy's own log of messages, which would write a file of its own."""

    def write(self, what: str, message: object = "", **_: object) -> None:
        """Log one message sent or received."""
        if log.isEnabledFor(logging.DEBUG):
            log.debug("%s%s", what, message)


class _PrintedToLog:
    """A file in whose place our log stands."""

    def __init__(self) -> None:
        self._text: list[str] = []

    def write(self, text: str) -> None:
        self._text.append(text)

    def flush(self) -> None:
        text, self._text = "".join(self._text), []
        log.debug("sippy: %s", text.strip())


def _print_to_log(*words: object, **_: object) -> None:
    log.debug("sippy: %s", " ".join(map(str, words)))


class _Names:
    """The names that an object has, as far as somebody asks for one of them."""

    def __init__(self, owner: object) -> None:
        self._owner = owner

    def __contains__(self, name: str) -> bool:
        return hasattr(self._owner, name)


dump_exception.__defaults__ = (_PrintedToLog(), None)
for module in _TALKATIVE:
    module.print = _print_to_log
for module in _CURIOUS:
    module.dir = _Names
_Clock.clock_getdtime = time.clock_gettime
SipConf.SipConf.my_uaname = NAME
SipConf.SipConf.autoconvert_tel_url = True
