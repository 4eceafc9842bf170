"""One press, one key: what the reports of a voice modem amount to."""

from __future__ import annotations

from appliance.lines.voice_dle import Coded, Sign

REPEATS_S = 0.15
"""A key that is held is reported each 70 ms; between two presses lies a pause of at least as much more."""


class KeyReader:
    """Reads `/1~`, `/1 1 1~`, and the bare `1`, `1 1 1` of modems that do not frame a key."""

    def __init__(self) -> None:
        self._framed = False
        self._last = ("", 0.0)

    def read(self, event: Coded, now_s: float) -> str:
        """Take an event; return the key that was pressed with it, "" when none was."""
        if event.sign in (Sign.KEY_DOWN, Sign.KEY_UP):
            self._framed = event.sign is Sign.KEY_DOWN
            self._last = ("", now_s)
        if event.sign is not Sign.KEY:
            return ""
        key, at_s = self._last
        self._last = (event.code, now_s)
        same_press = event.code == key and (self._framed or now_s - at_s < REPEATS_S)
        return "" if same_press else event.code
