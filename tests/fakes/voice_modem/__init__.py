"""Simulated V.253 voice modems on a pty, the analog line behind them, and the people who call through it."""

from tests.fakes.voice_modem.modem import FakeVoiceModem
from tests.fakes.voice_modem.state import Habits, VoiceFaults

__all__ = ["FakeVoiceModem", "Habits", "VoiceFaults"]
