"""The network's side of SMS and USSD, and the stores of modem and card; what lies in them outlasts a reset."""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.fakes.modem.pdu import Submitted, deliver, fits_gsm7, header, septets, status_report, tpdu_length
from tests.fakes.modem.pdu import pack as pack_septets

if TYPE_CHECKING:
    from tests.fakes.modem.modem import FakeModem

SENT_AT = datetime(2026, 11, 23, 10, 0, 5, tzinfo=UTC)
_LOOK_EVERY_S = 2.0
Store = dict[int, tuple[int, str]]
"""By index: <stat> (0 unread, 1 read, 2 unsent, 3 sent) and the PDU."""


class Mail:
    """The SMS and USSD of one subscriber. `ussd`: what the network answers to what the host sends: stage and text."""

    def __init__(self, modem: FakeModem) -> None:
        self._modem = modem
        self.stores: dict[str, Store] = {name: {} for name in modem.family.sms_stores}
        self.sent: list[Submitted] = []
        self.waiting: deque[str] = deque()
        """SMS and reports that the network keeps: the subscriber is away, or has no room."""
        self.ussd: dict[str, tuple[int, str]] = {}
        self.ussd_asked: list[str] = []
        self.ussd_dcs: int | None = None
        """Answer in this coding whatever the text."""
        self._reference = 16

    async def run(self) -> None:
        """Deliver what waits, as long as the modem has power."""
        while True:
            self._deliver_waiting()
            await asyncio.sleep(_LOOK_EVERY_S)

    def deliver(self, text: str, number: str = "+380671112244", *, at: datetime = SENT_AT, **how: object) -> str:
        """Send an SMS to the modem; return its PDU. `how`: as `pdu.deliver`."""
        return self.deliver_pdu(deliver(text, number, at, **how))  # type: ignore[arg-type]

    def parts(self, *texts: str, number: str = "+380671112244", reference: int = 42, **how: object) -> list[str]:
        """Return the PDUs of a text in parts, not yet delivered; `wide`: a reference of 16 bits."""
        wide = bool(how.pop("wide", False))
        dcs = 0 if all(fits_gsm7(text) for text in texts) else 8
        how.setdefault("at", SENT_AT)
        return [
            deliver(
                text,
                number,
                udh=header(reference, len(texts), place, wide=wide),
                dcs=dcs,
                **how,  # type: ignore[arg-type]
            )
            for place, text in enumerate(texts, 1)
        ]

    def deliver_pdu(self, pdu: str) -> str:
        """Send a PDU to the modem, whatever it is."""
        self.waiting.append(pdu)
        self._deliver_waiting()
        return pdu

    def report(self, sent: Submitted, status: int = 0, after: timedelta = timedelta(seconds=5)) -> str:
        """Send the delivery report of an SMS that the host has sent."""
        number = sent.number
        return self.deliver_pdu(status_report(sent.reference, number, SENT_AT, SENT_AT + after, status))

    def take(self, submitted: Submitted) -> None:
        """Take an SMS of the host."""
        self.sent.append(submitted)

    def next_reference(self) -> int:
        """Return the reference of the next SMS; it comes round after 255."""
        self._reference = (self._reference + 1) % 256
        return self._reference

    def room_made(self) -> None:
        """Go on delivering a second after an SMS was deleted."""
        self._modem.loop.call_later(1.0, self._deliver_waiting)

    def push_ussd(self, stage: int, text: str) -> None:
        """Say something by USSD unasked, if the host wants to hear it."""
        if self._modem.setting("+CUSD").startswith("1"):
            self.say_ussd(stage, text)

    def say_ussd(self, stage: int, text: str) -> None:
        """Say something by USSD; stages 3 to 5 have no text."""
        modem = self._modem
        if not text:
            modem.urc(f"+CUSD: {stage}")
            return
        ucs2 = not fits_gsm7(text)
        dcs = (72 if ucs2 else 15) if self.ussd_dcs is None else self.ussd_dcs
        if ucs2:
            text = text.encode("utf-16-be").hex().upper()
        elif self.packs_ussd:
            text = pack_septets(septets(text)).hex().upper()
        modem.urc(f'+CUSD: {stage},"{text}",{dcs}')

    @property
    def packs_ussd(self) -> bool:
        """Tell whether texts are septets in hex."""
        return self._modem.family.ussd_packed and self._modem.setting("^USSDMODE") != "0"

    def _deliver_waiting(self) -> None:
        modem = self._modem
        while self.waiting and modem.registered:
            pdu = self.waiting[0]
            is_report = bytes.fromhex(pdu)[1 + bytes.fromhex(pdu)[0]] & 3 == 2 if _is_hex(pdu) else False
            if not (self._report(pdu) if is_report else self._sms(pdu)):
                return
            self.waiting.popleft()

    def _sms(self, pdu: str) -> bool:
        match self._wanted(1):
            case "2" | "3":
                self._modem.urc(f"+CMT: ,{_length(pdu)}\r\n{pdu}")
                return True
            case wanted:
                return self._keep(self._arrivals_in(), pdu, "+CMTI" if wanted == "1" else "")

    def _report(self, pdu: str) -> bool:
        match self._wanted(3):
            case "1":
                self._modem.urc(f"+CDS: {_length(pdu)}\r\n{pdu}")
                return True
            case "2":
                return self._keep(self._modem.family.report_store or self._arrivals_in(), pdu, "+CDSI")
            case _:
                return True

    def _keep(self, store: str, pdu: str, announce: str) -> bool:
        taken = self.stores[store]
        if len(taken) >= self._modem.family.sms_stores[store]:
            self._modem.urc(*self._modem.family.store_full(store))
            return False
        index = next(index for index in range(len(taken) + 1) if index not in taken)
        taken[index] = (0, pdu)
        if announce:
            self._modem.urc(f'{announce}: "{store}",{-1 if self._modem.faults.cmti_without_index else index}')
        return True

    def _wanted(self, place: int) -> str:
        parts = self._modem.setting("+CNMI").split(",")
        return parts[place] if place < len(parts) else "0"

    def _arrivals_in(self) -> str:
        return self._modem.settings.get("arrivals in", next(iter(self.stores)))


def _is_hex(pdu: str) -> bool:
    try:
        return len(bytes.fromhex(pdu)) > 1 + bytes.fromhex(pdu)[0]
    except (ValueError, IndexError):
        return False


def _length(pdu: str) -> int:
    return tpdu_length(pdu) if _is_hex(pdu) else len(pdu) // 2
