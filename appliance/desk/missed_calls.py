"""Who called in vain is not forgotten: he is owed a call, and hears so by SMS."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from appliance.casework.contacts.calls import CallEnd, CallStart
from appliance.casework.contacts.missed import IN_VAIN
from appliance.casework.contacts.offers import is_mobile, owe_call
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.clock import Clock
from appliance.contracts import CallResult
from appliance.numbers import Allowed, DialFacts, Means, Number, Purpose, Refusal, may_dial, parse

log = logging.getLogger(__name__)

GETS_THROUGH_S = 60.0
"""Who met a busy line may wait there, or call again, and be served a minute later."""


class MissedCalls:
    """Looks at every call that is over."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        by_sms: bool,
        wake_outbox: Callable[[], None],
        news: Callable[..., None],
    ) -> None:
        """`by_sms`: the office offers by SMS, and there is a line that can send one."""
        self._database = database
        self._clock = clock
        self._by_sms = by_sms
        self._wake_outbox = wake_outbox
        self._news = news
        self._closing = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()

    def ended(self, call: CallStart, end: CallEnd, *, calls_again: Callable[[], bool]) -> None:
        """Owe a call to who was missed, met a busy line or gave up waiting. The list of missed calls needs no row.

        `calls_again()`: the same number is with us at this moment.
        """
        if call.incoming and end.result in IN_VAIN and can_be_called(call.number):
            busy = end.result is CallResult.BUSY
            task = asyncio.ensure_future(self._owe_later(call, calls_again) if busy else self._owe(call))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def close(self) -> None:
        """Wait for nobody any longer, and return when all is written."""
        self._closing.set()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _owe_later(self, call: CallStart, calls_again: Callable[[], bool]) -> None:
        """Owe it unless he gets through by himself."""
        waits = True
        while waits and not self._closing.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(GETS_THROUGH_S):
                    await self._closing.wait()
            waits = calls_again()
        await self._owe(call)

    async def _owe(self, call: CallStart) -> None:
        try:
            offered = await self._database.run(owe_call, call, by_sms=self._by_sms, now=self._clock.now())
        except DatabaseUnavailable as error:
            log.warning("%s: nobody is owed a call: %s", call.uid, error)
        except Exception:
            # The call is in the log and in the list of missed ones: a mistake here costs no more than the row.
            log.exception("%s: nobody is owed a call", call.uid)
        else:
            self._tell(offered)

    def _tell(self, offered: bool | None) -> None:
        if offered is not None:
            self._news("callback")
        if offered:
            self._wake_outbox()


def can_be_called(number: str | None) -> bool:
    """Tell whether the office could call a number (E.164) that called it."""
    return isinstance(judged_for_later(parse(number, "")), Allowed)


def can_be_texted(number: str | None) -> bool:
    """Tell whether an SMS can come to a number (E.164) that calls us."""
    return number is not None and is_mobile(number) and can_be_called(number)


def judged_for_later(number: Number) -> Allowed | Refusal:
    """Judge whether the office could call it back at all; whether it may is judged anew when it is dialled."""
    return may_dial(number, Purpose.CALLBACK, Means.CALL, DialFacts(called_us=True, confirmed=True))
