"""SMS and USSD, as lines give and take them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from appliance.contracts import LineFault
from appliance.numbers import Allowed
from appliance.sms_text import Alphabet


class UssdFault(LineFault):
    """A USSD request brought no answer; the text is a Ukrainian sentence."""


@dataclass(frozen=True, slots=True)
class SmsPart:
    """One SMS to be sent. `id` is its sender's name for it; the last three join the parts of one text (TS 23.040)."""

    id: int
    text: str
    alphabet: Alphabet
    reference: int = 0
    total: int = 1
    number: int = 1


class SmsResult(StrEnum):
    """What became of an SMS that a line was given."""

    SENT = "sent"
    """The network has it."""
    NOT_SENT = "not_sent"
    """It has surely not left: it may be tried again."""
    REFUSED = "refused"
    """It has surely not left, and trying again will not help."""
    UNKNOWN = "unknown"
    """Nobody knows. Sending it again may send it twice."""


@dataclass(frozen=True, slots=True)
class SmsReceipt:
    """The result, the network's `reference` by which a delivery report will name it, and a Ukrainian `reason`."""

    result: SmsResult
    reference: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ArrivedSms:
    """One SMS, or one part of one, as it came; all of it is a stranger's word.

    `number_raw`: a number or a name, None when there is none. `fingerprint` is the same whenever the same SMS is read.
    `sent_at`: by the network's clock, None when it makes no sense. `flash`: class 0, to be shown at once. `unreadable`:
    why it could not be understood; `text` is then its bytes in hex.
    """

    line: str
    number_raw: str | None
    text: str
    fingerprint: str
    sent_at: datetime | None = None
    flash: bool = False
    reference: int = 0
    total: int = 1
    number: int = 1
    unreadable: str = ""


@dataclass(frozen=True, slots=True)
class SmsReport:
    """A delivery report. `status` is TP-ST of TS 23.040 §9.2.3.15."""

    line: str
    reference: int
    number_raw: str | None
    status: int
    fingerprint: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LateReceipt:
    """The part `part_id`, whose result was UNKNOWN, was sent after all."""

    line: str
    part_id: int
    reference: int


@dataclass(frozen=True, slots=True)
class NetworkNotice:
    """What the network said by USSD without being asked."""

    line: str
    text: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that came. `settle(True)` once it is on disk: only then does the modem forget it."""

    content: ArrivedSms | SmsReport | LateReceipt | NetworkNotice
    settle: Callable[[bool], None]


@dataclass(frozen=True, slots=True)
class UssdAnswer:
    """What the network answered; while it is `open`, it waits for a reply."""

    text: str
    open: bool


class Messages(Protocol):
    """The SMS and USSD of one line. Calls come first: whatever waits here, a call does not wait for it long."""

    name: str

    @property
    def can_send(self) -> bool:
        """Whether an SMS would go out now: the modem is there, registered, and has no call."""
        ...

    async def send_sms(self, permit: Allowed, part: SmsPart) -> SmsReceipt:
        """Send one SMS to the number that `numbers.may_dial` allowed, and ask for a delivery report. Never raises."""
        ...

    def incoming_sms(self) -> AsyncIterator[Arrival]:
        """Yield what comes, one after the other; what was not settled with True comes again later."""
        ...

    async def ussd(self, text: str) -> UssdAnswer:
        """Ask the network ("*111#"), or reply while its last answer is open. Raises UssdFault, LineFault."""
        ...

    async def end_ussd(self) -> None:
        """End an open dialogue. Raises LineFault."""
        ...
