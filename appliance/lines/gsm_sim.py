"""The SIM card of a modem: what its states mean to people, and the one try that a stored PIN may have.

A wrong PIN costs one of three tries and the third one the card; each start of a daemon that tries by itself costs one.
So a PIN is entered only when the technician has stored it, when the book of tries allows it, and never as the last try.
A PUK is never entered.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from appliance.contracts import LineFault, Trouble
from appliance.contracts.mending import PinBook
from appliance.lines.at import Answer, Command, asking, query
from appliance.lines.family import ModemFamily, SimRules

log = logging.getLogger(__name__)

READY, NEEDS_PIN = "READY", "SIM PIN"
SENTENCES = {
    NEEDS_PIN: "SIM-картка просить PIN-код. Вимкніть запит PIN у звичайному телефоні.",
    "SIM PUK": "SIM-картку заблоковано, потрібен PUK-код від оператора.",
    "+CME ERROR: 10": "У модемі немає SIM-картки.",
    "+CME ERROR: 11": "SIM-картка просить PIN-код. Вимкніть запит PIN у звичайному телефоні.",
    "+CME ERROR: 12": "SIM-картку заблоковано, потрібен PUK-код від оператора.",
    "+CME ERROR: 13": "SIM-картка несправна.",
    "+CME ERROR: 14": "SIM-картка ще готується.",
    "+CME ERROR: 15": "SIM-картка не підходить до модема.",
}
BUSY = {"+CME ERROR: 14", "NOT READY"}
GONE = "SIM-картку вийнято з модема."
NOT_TRIED = "SIM-картка просить PIN-код, а записаний Слухавка не вводить: вже пробувала або лишилася остання спроба."
WRONG = "SIM-картка не прийняла записаного PIN-коду. Перевірте «pin» у налаштуваннях; сама Слухавка більше не пробує."
AFTER_PIN_S = 15.0
LOOK_AGAIN_S = 1.0


class Modem(Protocol):
    """What the gate asks of a modem."""

    family: ModemFamily

    async def ask(self, command: Command) -> Answer:
        """Send a command and return its answer."""
        ...


class SimNotReady(LineFault):
    """The SIM card cannot be used (yet)."""

    def __init__(self, sentence: str, trouble: Trouble = Trouble.SIM) -> None:
        super().__init__(sentence)
        self.trouble = trouble


def fault_of(said: str) -> SimNotReady:
    """Return what a state of the card, as AT+CPIN? tells it, means."""
    sentence = SENTENCES.get(said, f"SIM-картка не готова ({said}).")
    return SimNotReady(sentence, Trouble.SIM_BUSY if said in BUSY else Trouble.SIM)


class SimGate:
    """Stands between a modem that has started and the network: lets it through when its card is ready."""

    def __init__(self, line: str, pin: str = "", book: PinBook | None = None) -> None:
        """`pin`: the one that the technician has stored, "" for none."""
        self._line = line
        self._pin = pin
        self._book = book

    async def pass_through(self, modem: Modem) -> bool:
        """Return when the card is ready; True when that took a PIN. Raises SimNotReady, ModemSilent."""
        said = await state_of(modem)
        if said == READY:
            return False
        if said != NEEDS_PIN or not self._pin or self._book is None:
            raise fault_of(said)
        await self._enter(modem, self._book)
        return True

    async def _enter(self, modem: Modem, book: PinBook) -> None:
        left = await tries_left(modem, modem.family.sim)
        if not await book.may_enter(self._line, self._pin, left):
            raise SimNotReady(NOT_TRIED)
        log.warning("%s: the stored PIN is entered, %s tries are left", self._line, left)
        answer = await modem.ask(Command(f'AT+CPIN="{self._pin}"', timeout_s=AFTER_PIN_S, secret=True))
        await book.entered(self._line, self._pin, accepted=answer.ok)
        if not answer.ok:
            raise SimNotReady(WRONG)
        await self._settle(modem)

    async def _settle(self, modem: Modem) -> None:
        for _ in range(round(AFTER_PIN_S / LOOK_AGAIN_S)):
            said = await state_of(modem)
            if said == READY:
                return
            await asyncio.sleep(LOOK_AGAIN_S)
        raise fault_of(said)


async def state_of(modem: Modem) -> str:
    """Ask for the state of the card: "READY", "SIM PIN" …, or the error that the modem gives instead."""
    answer = await modem.ask(query("AT+CPIN?"))
    return answer.lines[0].removeprefix("+CPIN:").strip() if answer.lines else answer.final


async def tries_left(modem: Modem, rules: SimRules) -> int | None:
    """Return how many tries of the PIN the card has left; None when this family does not say."""
    if not rules.tries:
        return None
    answer = await modem.ask(asking(rules.tries))
    found = (rules.tries_left.search(line) for line in answer.lines)
    return next((int(match["left"]) for match in found if match), None)
