"""The SIM card and the registration in a network."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

REGISTRATIONS = {
    "home": (1, 1),
    "roaming": (5, 5),
    "searching": (2, 2),
    "denied": (3, 3),
    "none": (0, 0),
    "lte_only": (0, 1),
}
"""<stat> of +CREG and of +CEREG (27.007 §7.2, §10.1.22)."""


@dataclass
class Sim:
    """A SIM card; `pin` empty means none is asked for. What happened to it outlasts a reset of the modem."""

    pin: str = ""
    puk: str = "12345678"
    tries_left: int = 3
    attempts: list[str] = field(default_factory=list)
    unlocked: bool = False

    @property
    def state(self) -> str:
        """Return the answer to AT+CPIN?."""
        if self.tries_left == 0:
            return "SIM PUK"
        return "READY" if self.unlocked or not self.pin else "SIM PIN"

    def enter(self, pin: str) -> bool:
        """Try a PIN; three wrong ones lock the card."""
        self.attempts.append(pin)
        if pin == self.pin:
            self.tries_left, self.unlocked = 3, True
            return True
        self.tries_left -= 1
        return False

    def unblock(self, puk: str, pin: str) -> bool:
        """Set a new PIN with the PUK."""
        if puk != self.puk:
            return False
        self.pin, self.tries_left, self.unlocked = pin, 3, True
        return True


@dataclass
class Network:
    """What the network knows of the subscriber; it outlasts a reset of the modem."""

    operator: str = "KYIVSTAR"
    operator_code: str = "25503"
    rssi: int = 15
    call_waiting: bool = False
    volte: bool = True
    """Whether LTE alone carries calls."""
    time: datetime | None = None
    """What it tells of the time (NITZ) at the loop's time 1000 s, in UTC; None: nothing."""
    diverted: dict[int, str] = field(default_factory=dict)
    """By <reason> of AT+CCFC: where voice calls are led."""


@dataclass(frozen=True)
class TurnedAway:
    """A caller who did not get through: "busy" or "unreachable"."""

    at: float
    number: str | None
    reason: str
