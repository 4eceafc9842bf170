"""Simulated GSM and LTE modems on ptys, with real sound, and the people who call through them."""

from tests.fakes.modem.caller import CallOverError, FakeCallee, FakeCaller, Party
from tests.fakes.modem.faults import Faults
from tests.fakes.modem.modem import FakeModem
from tests.fakes.modem.playout import AudioReport
from tests.fakes.modem.state import Network, Sim, TurnedAway

__all__ = [
    "AudioReport",
    "CallOverError",
    "FakeCallee",
    "FakeCaller",
    "FakeModem",
    "Faults",
    "Network",
    "Party",
    "Sim",
    "TurnedAway",
]
