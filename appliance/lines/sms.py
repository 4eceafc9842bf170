"""The SMS and USSD of one GSM line.

Calls come first. While the line has one, nothing is read or sent; a call that rings while an SMS is being sent takes
the modem back before the text has left, or some seconds later. An SMS stays in the modem until its `Arrival` is
settled: power may fail at any moment, and the worst it can do is that an SMS is met twice, with the same fingerprint.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from appliance.contracts import LineFault, LineState
from appliance.contracts.messages import (
    Arrival,
    ArrivedSms,
    LateReceipt,
    NetworkNotice,
    SmsPart,
    SmsReceipt,
    SmsReport,
    SmsResult,
    UssdAnswer,
)
from appliance.lines.at_channel import NotSubmitted, OutcomeUnknown
from appliance.lines.family import Said, Says
from appliance.lines.gsm_modem import GsmModem
from appliance.lines.sms_errors import receipt_of
from appliance.lines.sms_pdu import BadPdu, StatusReport, fingerprint_of, read_pdu, submit
from appliance.lines.sms_store import Place, SmsStores, Stored
from appliance.lines.ussd import Ussd
from appliance.numbers import Allowed

log = logging.getLogger(__name__)

SWEEP_S = 3600.0
"""How often the store is looked through although nothing was announced."""
RETRY_S = 20.0
PATIENCE_S = 60.0
"""How long whoever takes the arrivals may need to put one on disk."""
HANDED_MAX = 200
"""What the modem does not keep waits here, the newest of it."""
FREE = {LineState.IDLE, LineState.DOWN}

Content = ArrivedSms | SmsReport | LateReceipt | NetworkNotice


class GsmMessages:
    """The `Messages` of one GSM line."""

    def __init__(self, name: str) -> None:
        """The line tells by `line_is` what it is doing."""
        self.name = name
        self._state = LineState.STARTING
        self._free = asyncio.Event()
        self._modem: GsmModem | None = None
        self._prepared = False
        self._hurry = asyncio.Event()
        self._wake = asyncio.Event()
        self._sweep = True
        self._due: deque[Place] = deque()
        self._handed: deque[Content] = deque(maxlen=HANDED_MAX)
        self._arrivals: asyncio.Queue[Arrival] = asyncio.Queue(maxsize=1)
        self._unknown: int | None = None
        self._ussd = Ussd(lambda: self._modem if self._free.is_set() else None, self._noticed)

    @property
    def can_send(self) -> bool:
        """Whether an SMS would go out now."""
        return self._modem is not None and self._prepared and self._state is LineState.IDLE

    async def send_sms(self, permit: Allowed, part: SmsPart) -> SmsReceipt:
        """Send one SMS and tell what became of it."""
        modem = self._modem
        if modem is None or not self.can_send:
            return SmsReceipt(SmsResult.NOT_SENT, reason="Лінія зайнята або не працює.")
        self._hurry.clear()
        self._unknown = part.id
        pdu, length = submit(permit.e164, part)
        try:
            receipt = receipt_of(await modem.submit(f"AT+CMGS={length}", pdu, self._hurry))
        except NotSubmitted as fault:
            receipt = SmsReceipt(SmsResult.NOT_SENT, reason=str(fault))
        except OutcomeUnknown as fault:
            receipt = SmsReceipt(SmsResult.UNKNOWN, reason=str(fault))
        if receipt.result is not SmsResult.UNKNOWN:
            self._unknown = None
        return receipt

    async def incoming_sms(self) -> AsyncIterator[Arrival]:
        """Yield what comes."""
        while True:
            yield await self._arrivals.get()

    async def ussd(self, text: str) -> UssdAnswer:
        """Ask the network, or reply to it."""
        return await self._ussd.ask(text)

    async def end_ussd(self) -> None:
        """End an open dialogue."""
        await self._ussd.end()

    # What the line tells.

    @asynccontextmanager
    async def serving(self, modem: GsmModem) -> AsyncIterator[None]:
        """Use `modem` within the block."""
        self._modem, self._prepared, self._sweep = modem, False, True
        self._due.clear()
        task = asyncio.ensure_future(self._serve(modem))
        try:
            yield
        finally:
            self._modem, self._prepared = None, False
            self._ussd.forget()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def line_is(self, state: LineState) -> None:
        """Hear what the line is doing: with a call on it, what is under way makes room, and the rest waits."""
        self._state = state
        if state in FREE:
            self._free.set()
        else:
            self._free.clear()
            self._hurry.set()

    def said(self, modem: GsmModem, said: Said) -> bool:
        """Take a line of the modem; False when it is none of ours."""
        match said.what:
            case Says.SMS_STORED | Says.REPORT_STORED:
                self._announced(said.parts["store"], int(said.parts["index"]))
            case Says.STORE_FULL:
                self._sweep = True
            case Says.SMS | Says.REPORT:
                self._handed.append(self._understood(said.parts["pdu"]))
            case Says.SUBMITTED if self._unknown is not None:
                self._handed.append(LateReceipt(self.name, self._unknown, int(said.parts["reference"]) & 0xFF))
                self._unknown = None
            case Says.USSD:
                self._ussd.said(modem, said.parts)
            case _:
                return False
        self._wake.set()
        return True

    def _announced(self, store: str, index: int) -> None:
        if index < 0:  # some say -1 (asterisk-chan-dongle, BUGS)
            self._sweep = True
        else:
            self._due.append(Place(store, index))

    def _noticed(self, text: str) -> None:
        self._handed.append(NetworkNotice(self.name, text))
        self._wake.set()

    async def _serve(self, modem: GsmModem) -> None:
        stores = SmsStores(modem, modem.family.sms)
        while True:
            try:
                await self._free.wait()
                idle = await self._work(stores)
            except LineFault as fault:
                log.warning("%s: %s", self.name, fault)
                self._sweep, idle = True, False
            except Exception:
                # A mistake of ours with one SMS must not end the telephone, nor the SMS that come after it.
                log.exception("%s: an SMS could not be handled", self.name)
                self._sweep, idle = True, False
            await self._pause(SWEEP_S if idle else RETRY_S)

    async def _work(self, stores: SmsStores) -> bool:
        """Do what there is to do; False when some of it is to be tried again soon."""
        if not self._prepared:
            self._prepared = await stores.prepare()
            if not self._prepared:
                return False
        return await self._give_handed() and await self._read_announced(stores) and await self._read_all(stores)

    async def _give_handed(self) -> bool:
        while self._handed:
            content = self._handed[0]
            if not await self._give(content):
                return False
            # More may have come meanwhile and pushed it out.
            if self._handed and self._handed[0] is content:
                self._handed.popleft()
        return True

    async def _read_announced(self, stores: SmsStores) -> bool:
        while self._due:
            await self._free.wait()
            place = self._due[0]
            stored = await stores.one(place)
            if stored is None:
                self._sweep = True
            elif not await self._take(stores, stored):
                return False
            self._due.popleft()
        return True

    async def _read_all(self, stores: SmsStores) -> bool:
        if not self._sweep:
            return True
        self._sweep = False
        for stored in await stores.all():
            await self._free.wait()
            if not await self._take(stores, stored):
                self._sweep = True
                return False
        return True

    async def _take(self, stores: SmsStores, stored: Stored) -> bool:
        """Hand over one SMS and, once it is on disk, have the modem forget it."""
        if not await self._give(self._understood(stored.pdu)):
            return False
        await self._free.wait()
        await stores.forget(stored.place)
        return True

    async def _give(self, content: Content) -> bool:
        settled: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def settle(kept: bool) -> None:
            if not settled.done():
                settled.set_result(kept)

        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._arrivals.put(Arrival(content, settle))
                return await settled
        except TimeoutError:
            log.warning("%s: nobody has taken an SMS in %g s", self.name, PATIENCE_S)
            return False

    def _understood(self, pdu: str) -> ArrivedSms | SmsReport:
        try:
            read = read_pdu(pdu)
        except BadPdu as fault:
            log.warning("%s: an SMS of %d signs: %s", self.name, len(pdu), fault)
            return ArrivedSms(self.name, None, pdu, fingerprint_of(pdu.encode()), unreadable=str(fault))
        if isinstance(read, StatusReport):
            return SmsReport(self.name, read.reference, read.number_raw, read.status, read.fingerprint, read.at)
        return ArrivedSms(
            line=self.name,
            number_raw=read.number_raw,
            text=read.text,
            fingerprint=read.fingerprint,
            sent_at=read.sent_at,
            flash=read.flash,
            reference=read.reference,
            total=read.total,
            number=read.number,
        )

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            self._sweep = True
        self._wake.clear()
