"""The SMS that a modem keeps: found, read, forgotten (3GPP TS 27.005 §3, PDU mode)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

from appliance.lines.at import Answer, Command
from appliance.lines.family import SmsRules
from appliance.lines.gsm_modem import GsmModem

log = logging.getLogger(__name__)

READ_S = 10.0
LIST_S = 30.0
RECEIVED = {"0", "1"}
"""<stat> of what came, unread and read; what a telephone wrote into the card is left alone."""
_LISTED = re.compile(r"\+CMG(?:L: ?(?P<index>\d+),|R: ?)(?P<stat>\d)")
_HEX = re.compile(r"[0-9A-F]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an SMS lies: a store ("SM", "ME", "SR") and its index."""

    store: str
    index: int


@dataclass(frozen=True, slots=True)
class Stored:
    """An SMS in its place, not yet understood."""

    place: Place
    pdu: str


class SmsStores:
    """The stores of one modem while it is open. Every verb raises LineFault when the modem is silent or gone."""

    def __init__(self, modem: GsmModem, rules: SmsRules) -> None:
        """Nothing is asked yet."""
        self._modem = modem
        self._rules = rules
        self._selected = ""
        self.home = ""
        """The store in which SMS arrive, once prepared."""

    async def prepare(self) -> bool:
        """Choose the store, have arrivals announced; False while the modem's SIM does not let it."""
        for store in self._rules.stores:
            if (await self._ask(f'AT+CPMS="{store}","{store}","{store}"', informs="+CPMS:")).ok:
                self.home = self._selected = store
                break
        for text in self._rules.announce:
            if self.home and (await self._ask(text)).ok:
                return True
        return False

    async def all(self) -> list[Stored]:
        """Return what lies in every store, read or not: before the store was chosen, SMS arrived in another."""
        found = []
        for store in dict.fromkeys([self.home, *self._rules.stores]):
            if await self._select(store):
                answer = await self._ask("AT+CMGL=4", informs="+CMGL:", timeout_s=LIST_S)
                found += [Stored(Place(store, index), pdu) for index, pdu in _listed(answer)]
        return found

    async def one(self, place: Place) -> Stored | None:
        """Return what lies in a place; None when it is empty."""
        if not await self._select(place.store):
            return None
        answer = await self._ask(f"AT+CMGR={place.index}", informs="+CMGR:")
        return next((Stored(place, pdu) for _, pdu in _listed(answer)), None)

    async def forget(self, place: Place) -> None:
        """Empty a place; what could not be deleted is met again, and known."""
        if await self._select(place.store):
            answer = await self._ask(f"AT+CMGD={place.index}")
            if not answer.ok:
                log.warning("%s: %s", answer.command.text, answer.final)

    async def _select(self, store: str) -> bool:
        if store != self._selected:
            # Only the store that is read from: where SMS arrive stays as it was.
            if not (await self._ask(f'AT+CPMS="{store}"', informs="+CPMS:")).ok:
                return False
            self._selected = store
        return True

    async def _ask(self, text: str, *, informs: str = "", timeout_s: float = READ_S) -> Answer:
        brings_pdus = informs.startswith("+CMG")
        return await self._modem.ask(Command(text, informs=informs, brings_pdus=brings_pdus, timeout_s=timeout_s))


def _listed(answer: Answer) -> Iterator[tuple[int, str]]:
    """Pair each announcing line with the PDU behind it; one whose PDU was lost on the wire is left for later."""
    heading: re.Match[str] | None = None
    for line in answer.lines:
        if found := _LISTED.match(line):
            heading = found
        elif heading and _HEX.fullmatch(line):
            if heading["stat"] in RECEIVED:
                yield int(heading["index"] or 0), line
            heading = None
