"""The words of the page of lines."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.contracts.mending import ResetLevel
from appliance.contracts.self_test import SoundState
from web.pages.status.checks import SIGNAL_WORDS

STEPS: Mapping[str, str] = {
    ResetLevel.ASK: "відкрили порти наново",
    ResetLevel.RESET: "наказали модемові перезапуститися",
    ResetLevel.REBIND: "від'єднали й приєднали пристрій USB",
    ResetLevel.POWER: "вимкнули й увімкнули живлення порту USB",
    ResetLevel.REBOOT: "перезапустили скриньку",
}
SOUNDS: Mapping[str, str] = {
    SoundState.OPENED: "звукова карта відкривається",
    SoundState.HELD: "порт звуку відкрито; чи чути людей, показують дзвінки",
    SoundState.REFUSED: "порт звуку не відкривається",
    SoundState.UNTESTED: "поза розмовою не перевіряється",
}
KINDS: Mapping[str, str] = {"gsm": "модем GSM", "voice": "голосовий модем міської лінії", "sip": "SIP"}


def signal(dbm: int | None) -> str:
    """Return a signal in words and figures, "" for none."""
    if dbm is None:
        return ""
    word = next((word for least, word in SIGNAL_WORDS if dbm >= least), "дуже слабкий")
    return f"{word} (−{abs(dbm)} дБм)"


def step(level: str) -> str:
    """Return what a step of mending was."""
    return STEPS.get(level, level)
