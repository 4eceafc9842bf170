"""USSD dialogues on a GSM modem (AT+CUSD, 3GPP TS 27.007 §7.15)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from enum import StrEnum

from appliance.contracts import LineFault
from appliance.contracts.messages import UssdAnswer, UssdFault
from appliance.lines.at import Command
from appliance.lines.gsm_modem import GsmModem
from appliance.lines.ussd_text import may_ask, read, written

log = logging.getLogger(__name__)

ANSWER_S = 30.0
CANCEL = "AT+CUSD=2"


class Stage(StrEnum):
    """The <m> of +CUSD."""

    DONE = "0"
    WANTS_REPLY = "1"
    ENDED = "2"
    ELSEWHERE = "3"
    NOT_SUPPORTED = "4"
    TIMED_OUT = "5"


FAULTS = {
    Stage.ENDED: "Мережа завершила запит без відповіді.",
    Stage.ELSEWHERE: "На запит відповіла інша програма.",
    Stage.NOT_SUPPORTED: "Мережа не підтримує такого запиту.",
    Stage.TIMED_OUT: "Мережа не дочекалася відповіді.",
}


class Ussd:
    """The one dialogue that a modem may have. `notice` hears what the network says unasked."""

    def __init__(self, modem: Callable[[], GsmModem | None], notice: Callable[[str], None]) -> None:
        """`modem`: the one to be used now; None while there is none, or a call has it."""
        self._modem = modem
        self._notice = notice
        self._answer: asyncio.Future[UssdAnswer] | None = None
        self._open = False

    async def ask(self, text: str) -> UssdAnswer:
        """Ask, or reply to what is open. Raises UssdFault, LineFault."""
        if self._answer is not None:
            raise UssdFault("Інший запит USSD ще триває.")
        code = text.startswith(("*", "#"))
        if code and not may_ask(text):
            raise UssdFault("Слухавка питає оператора лише кодами на зразок *111#.")
        if not code and not self._open:
            raise UssdFault("Немає запиту USSD, на який можна відповісти.")
        modem = self._usable()
        if code and self._open:
            await self._cancel(modem)
        return await self._exchange(modem, text)

    async def end(self) -> None:
        """End the dialogue, if one is open. Raises LineFault."""
        if self._open:
            await self._cancel(self._usable())

    def forget(self) -> None:
        """The modem is gone, and the dialogue with it."""
        self._open = False
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(UssdFault("Модем зник під час запиту USSD."))

    def said(self, modem: GsmModem, parts: Mapping[str, str]) -> None:
        """Take a +CUSD: the answer to a question, or a word of the network's own."""
        stage = Stage(parts["stage"])
        dcs = int(parts["dcs"]) if parts["dcs"] else None
        text = read(parts["text"], dcs, modem.family.ussd.form)
        self._open = stage is Stage.WANTS_REPLY
        if self._answer is None or self._answer.done():
            if text:
                self._notice(text)
        elif stage in FAULTS and not text:
            self._answer.set_exception(UssdFault(FAULTS[stage]))
        else:
            self._answer.set_result(UssdAnswer(text, self._open))

    def _usable(self) -> GsmModem:
        modem = self._modem()
        if modem is None:
            raise UssdFault("Лінія зайнята дзвінком або не працює.")
        return modem

    async def _exchange(self, modem: GsmModem, text: str) -> UssdAnswer:
        shown, dcs = written(text, modem.family.ussd.form)
        self._answer = asyncio.get_running_loop().create_future()
        try:
            # Some modems say OK only when the network has answered.
            refused = await modem.ask(Command(f'AT+CUSD=1,"{shown}",{dcs}', timeout_s=ANSWER_S))
            if not refused.ok:
                raise UssdFault(f"Модем не прийняв запиту USSD: {refused.final}.")
            async with asyncio.timeout(ANSWER_S):
                return await self._answer
        except TimeoutError as error:
            await self._cancel(modem)
            raise UssdFault(f"Мережа не відповіла на запит USSD за {ANSWER_S:g} с.") from error
        finally:
            self._answer.cancel()
            self._answer = None

    async def _cancel(self, modem: GsmModem) -> None:
        self._open = False
        try:
            await modem.order(CANCEL)
        except LineFault as fault:
            log.warning("%s", fault)
