"""When a caller on an analog line has gone. No exchange says so for certain: the modem's signs are weighed here.

A tone is believed when it is reported twice, for a modem takes much for a busy tone (it repeats the report every 3 to
4 s while the tone lasts). A broken loop is believed at once, but not in the first moments, when the exchange turns the
polarity of the line. Silence is judged by the call itself, which knows whether it is the caller's turn.
"""

from __future__ import annotations

from collections.abc import Mapping

from appliance.contracts import EndedBy
from appliance.lines.voice_dle import Sign

SETTLING_S = 2.0
TOGETHER_S = 10.0
REPORTS: Mapping[Sign, int] = {Sign.BUSY: 2, Sign.DIAL_TONE: 2, Sign.LOOP_BROKEN: 1, Sign.END: 1}
"""How many reports make a caller gone."""
TONES = {Sign.BUSY, Sign.DIAL_TONE}


class GoneJudge:
    """Weighs the signs of one call."""

    def __init__(self, taken_s: float, *, parallel_phone: bool) -> None:
        """The call was taken at `taken_s`. `parallel_phone`: whether the modem sees another telephone lifted."""
        self._taken_s = taken_s
        self._parallel_phone = parallel_phone
        self._told: list[float] = []

    def told(self, sign: Sign, now_s: float, *, listening: bool) -> EndedBy | None:
        """Take a sign; return who has ended the call, None while it lives.

        While a half-duplex modem speaks (`listening` false), the only tones it could hear are its own.
        """
        if now_s - self._taken_s < SETTLING_S and sign is not Sign.END:
            return None
        if sign is Sign.PHONE_UP and self._parallel_phone:
            return EndedBy.OPERATOR
        if sign not in REPORTS or (sign in TONES and not listening):
            return None
        self._told = [at_s for at_s in self._told if now_s - at_s <= TOGETHER_S] + [now_s]
        return EndedBy.CALLER if len(self._told) >= REPORTS[sign] else None
