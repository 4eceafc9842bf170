"""Offer an answer as an SMS."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import ClassVar

from appliance.contracts import Call
from appliance.contracts.office import NotFit, NotKept
from appliance.menu.node import COMMON_KEYS, Visit, node
from appliance.menu.sms_answer import check_sms

log = logging.getLogger(__name__)

WANTED = "1"


@node("sms", title="Надіслати відповідь як SMS", speaks=("offer", "sent", "failed"))
@dataclass(frozen=True)
class Sms:
    """Stands behind the node that says the answer, and sends `text` to the caller's own number when he presses 1.

    Whose number takes no SMS hears nothing of it, nor does who has pressed a key already. `repeat` leads back to the
    answer.
    """

    text: str
    offer: str
    sent: str
    failed: str
    wait_s: float = 4.0
    exits: ClassVar[tuple[str, ...]] = ("done", "repeat")

    def __post_init__(self) -> None:
        """Raise NoSms for a text that cannot be sent."""
        check_sms(self.text)

    async def run(self, call: Call, visit: Visit) -> str:
        """Take the exit of a common key, or go on; any other key stays for the menu that follows."""
        if not visit.office.caller_can_be_texted or await call.wait_for_key(0):
            return "done"
        await call.play(visit.prompt(self.offer))
        key = await call.wait_for_key(self.wait_s)
        if key == WANTED or key in COMMON_KEYS:
            await call.read_digits(1)
        if key == WANTED:
            await call.play(visit.prompt(await self._send(visit)))
        return COMMON_KEYS.get(key, "done")

    async def _send(self, visit: Visit) -> str:
        """Return what is to be said of it."""
        try:
            await visit.office.text_caller(self.text)
        except (NotFit, NotKept) as error:
            log.warning("an answer is not texted: %s", error)
            return self.failed
        return self.sent
