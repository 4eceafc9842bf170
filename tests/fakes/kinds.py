"""The kinds of line a box can have, each with what hangs on it in a test: a simulated modem, or telephones.

A kind has a `line`, its name, and `settings`, what the technician writes of it; `plug` makes what hangs on it, within a
running loop and in a directory of its own; `told` is an international number as such a line tells it. `real_time`: it
has a thread of its own, so that no virtual clock can turn it. `knows_second`: it tells of a call that comes during a
call. `ways`: how its callers differ in what they ring with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from appliance.contracts import Line
from appliance.lines.sip import SipLine
from appliance.settings import GsmLineSettings, LineSettings, SipLineSettings, VoiceLineSettings
from tests.fakes.modem import FakeModem, Faults
from tests.fakes.sip.caller import FakeTelephones, Telephone
from tests.fakes.voice_modem import FakeVoiceModem, VoiceFaults

INTERFACES = {"huawei_e1550": ("if02", "if01"), "quectel_ec25": ("if02", "if01"), "sim7600": ("if02", "if04")}
"""AT and audio interface of each family, as `FakeModem` names its nodes."""
FAMILIES = tuple(INTERFACES)
VOICE_FAMILIES = ("conexant_cx93010", "usr5637")
SECOND_KNOWN = ("quectel_ec25", "sim7600")
"""Families that tell of a second call during a call."""


Wire = FakeModem | FakeVoiceModem | FakeTelephones
"""What hangs on a line: the other end, with the verbs of a test."""


@dataclass(frozen=True)
class Gsm:
    """A simulated GSM modem."""

    family: str = FAMILIES[0]
    line: str = "gsm1"
    faults: Faults | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    real_time = False
    ways: ClassVar[tuple[Mapping[str, Any], ...]] = ({},)

    def __str__(self) -> str:
        """Name it in a test's name."""
        return self.family

    @property
    def knows_second(self) -> bool:
        return self.family in SECOND_KNOWN

    def settings(self, directory: Path) -> LineSettings:
        at, audio = (str(directory / interface) for interface in INTERFACES[self.family])
        return GsmLineSettings(self.line, self.family, at=at, audio=audio)

    def plug(self, directory: Path) -> FakeModem:
        return FakeModem(self.family, directory, self.faults, **self.options)

    def told(self, number: str | None) -> str | None:
        return number


@dataclass(frozen=True)
class Voice:
    """A simulated voice modem on a landline; `by_turns`: one without voice duplex."""

    family: str = VOICE_FAMILIES[0]
    line: str = "landline"
    by_turns: bool = False
    real_time = False
    knows_second = False
    ways: ClassVar[tuple[Mapping[str, Any], ...]] = ({},)

    def __str__(self) -> str:
        """Name it in a test's name."""
        return f"{self.family}{' by turns' if self.by_turns else ''}"

    def settings(self, directory: Path) -> LineSettings:
        return VoiceLineSettings(self.line, self.family, at=str(directory / "if00"))

    def plug(self, directory: Path) -> FakeVoiceModem:
        return FakeVoiceModem(self.family, directory, VoiceFaults(no_duplex=self.by_turns))

    def told(self, number: str | None) -> str | None:
        return "0" + number.removeprefix("+380") if number else number


@dataclass(frozen=True)
class Sip:
    """Telephones on a UDP port of loopback. `more`: settings of the line."""

    telephones: tuple[Telephone, ...] = (Telephone(),)
    line: str = "trunk"
    more: Mapping[str, Any] = field(default_factory=dict)
    real_time = True
    knows_second = True

    def __str__(self) -> str:
        """Name it in a test's name."""
        return "sip"

    @property
    def ways(self) -> tuple[Mapping[str, Any], ...]:
        return tuple({"telephone": telephone} for telephone in self.telephones)

    def settings(self, _directory: Path) -> LineSettings:
        here: dict[str, Any] = {"host": "127.0.0.1", "port": 0, "peers": ("127.0.0.1",), "rtp_ports": (0, 0)}
        return SipLineSettings(name=self.line, **{**here, **self.more})

    def plug(self, directory: Path) -> FakeTelephones:
        return FakeTelephones(directory, self.telephones[0])

    def told(self, number: str | None) -> str | None:
        return number


Kind = Gsm | Voice | Sip


def introduce(wire: Wire, line: Line) -> None:
    """The line is up: tell telephones where it takes calls."""
    if isinstance(wire, FakeTelephones):
        assert isinstance(line, SipLine)
        wire.aim(line.address)
