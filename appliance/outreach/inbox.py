"""Keeps what comes by SMS and USSD: on disk first, and only then may the modem forget it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from appliance.casework.contacts.offers import receive_and_heed
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.casework.texts.message_arrivals import close_gaps, note
from appliance.casework.texts.message_reports import MessageReport, take_late
from appliance.clock import Clock
from appliance.contracts.messages import Arrival, ArrivedSms, LateReceipt, Messages, NetworkNotice, SmsReport
from appliance.numbers import parse

log = logging.getLogger(__name__)

GAPS_S = 600.0
Content = ArrivedSms | SmsReport | LateReceipt | NetworkNotice


class Inbox:
    """The arrivals of all lines."""

    def __init__(
        self,
        *,
        database: Database,
        lines: Sequence[Messages],
        clock: Clock,
        area_code: str,
        news: Callable[..., None],
    ) -> None:
        """`news("message", id=…)` is told of every message that came or changed."""
        self._database = database
        self._lines = lines
        self._clock = clock
        self._area_code = area_code
        self._news = news

    async def run(self) -> None:
        """Keep what comes, until cancelled."""
        await asyncio.gather(self._close_gaps(), *(self._take_from(line) for line in self._lines))

    async def _take_from(self, line: Messages) -> None:
        async for arrival in line.incoming_sms():
            await self._take(arrival)

    async def _take(self, arrival: Arrival) -> None:
        try:
            arrival.settle(await self._keep(arrival.content))
        except DatabaseUnavailable as error:
            log.warning("%s: an SMS stays in the modem: %s", arrival.content.line, error)
            arrival.settle(False)

    async def _keep(self, content: Content) -> bool:
        """Write it down; True once it is on disk. Raises DatabaseUnavailable."""
        try:
            message = await self._database.run(self._verb(content))
        except DatabaseUnavailable:
            raise
        except Exception:
            # Whatever is wrong with one SMS, it must not stand in the way of the others.
            log.exception("%s: what came cannot be kept as it is", content.line)
            return await self._keep_raw(content)
        if message is not None:
            self._news("message", id=message)
        return True

    async def _keep_raw(self, content: Content) -> bool:
        if not isinstance(content, ArrivedSms) or content.unreadable:
            return True
        raw = replace(
            content, number_raw=None, text=ascii(content), total=1, number=1, unreadable="SMS не зберігається."
        )
        return await self._keep(raw)

    def _verb(self, content: Content) -> Callable[[], int | None]:
        now = self._clock.now()
        match content:
            case ArrivedSms():
                return partial(receive_and_heed, content, parse(content.number_raw, self._area_code), now)
            case SmsReport():
                return partial(MessageReport.take, content, parse(content.number_raw, self._area_code), now)
            case LateReceipt():
                return partial(take_late, content, now)
            case NetworkNotice():
                return partial(note, content, now)

    async def _close_gaps(self) -> None:
        while True:
            try:
                for message in await self._database.run(close_gaps, self._clock.now()):
                    self._news("message", id=message)
            except DatabaseUnavailable as error:
                log.warning("%s", error)
            except Exception:
                # A mistake of ours with one text must not end the telephone.
                log.exception("texts with gaps could not be closed")
            await asyncio.sleep(GAPS_S)
