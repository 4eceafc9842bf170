"""What the network gives a modem: registration for circuits and in LTE (3GPP TS 27.007 §7.2, §10.1.22)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

FULL = {1, 5, 9, 10}
"""Home, roaming, and both with CSFB not preferred. 6 and 7 carry SMS alone, 8 emergency calls alone."""

ROAMING = {5, 10}


class Service(StrEnum):
    """What a registration is good for."""

    NONE = "none"
    NO_VOICE = "no_voice"
    """LTE without a way for calls: neither a fall-back to 2G or 3G nor the operator's voice over LTE."""
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Registration:
    """The <n> and <stat> of an answer to AT+CREG? or AT+CEREG?; None where it was not told."""

    reports: int | None = None
    stat: int | None = None


def registration(lines: Sequence[str]) -> Registration:
    """Read the answer to the question; the form with one number is an announcement and no answer."""
    for line in lines:
        parts = [part.strip() for part in line.partition(":")[2].split(",")]
        if len(parts) >= 2 and parts[0].isdecimal() and parts[1].isdecimal():
            return Registration(int(parts[0]), int(parts[1]))
    return Registration()


def service(circuit: Registration, packet: Registration, *, voice_over_lte: bool | None) -> Service:
    """Judge both registrations. `voice_over_lte` None: the modem does not tell, so nobody may rely on it."""
    if circuit.stat in FULL:
        return Service.VOICE
    if packet.stat in FULL:
        return Service.VOICE if voice_over_lte else Service.NO_VOICE
    return Service.NONE
