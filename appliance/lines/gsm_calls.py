"""The calls of one line, as its modem tells of them. No wire here: lines and lists in, legs out.

The list of calls (AT+CLCC) is the truth, the modem's announcements only make it quicker. One leg lives at a time, and
beside a caller's at most the one of whom the box calls for him; an announcement does not tell which of the two it
means, the list does. A second caller, who waits, becomes a leg that is recorded and never answered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from appliance.clock import Clock
from appliance.contracts import EndedBy, Leg
from appliance.lines.family import Said, Says
from appliance.lines.gsm_consulted import ConsultedLeg
from appliance.lines.gsm_leg import GsmLeg, LegState, Modem

EMPTY_LISTS = 2
WAITING_REPEATS_S = 30.0
DIALLED, RECEIVED = "01"
"""Directions of AT+CLCC, 3GPP TS 27.007 §7.18."""
ACTIVE_STAT, HELD_STAT, DIALLING_STAT, ALERTING_STAT, RINGING_STAT, WAITING_STAT = "012345"
"""Call states of AT+CLCC, 3GPP TS 27.007 §7.18."""
OWN_STATS: Mapping[LegState, frozenset[str]] = {
    LegState.RINGING: frozenset({RINGING_STAT, ACTIVE_STAT}),
    LegState.DIALLING: frozenset({DIALLING_STAT, ALERTING_STAT, ACTIVE_STAT}),
    LegState.ACTIVE: frozenset({ACTIVE_STAT, HELD_STAT}),
    LegState.ENDED: frozenset(),
}
"""As what the list may show our leg; anything else in it is another call."""

Entry = Mapping[str, str]
"""One entry of the list: the groups of a family's `listed` pattern."""


class GsmCalls:
    """`leg` is the call that has the line, `second` who is called beside it, `incoming` where new legs go."""

    def __init__(self, line: str, clock: Clock, *, on_begin: Callable[[], None], on_doubt: Callable[[], None]) -> None:
        """`on_begin` hears of a new leg, `on_doubt` of a moment at which the list should be asked for."""
        self.leg: GsmLeg | None = None
        self.second: ConsultedLeg | None = None
        self.incoming: asyncio.Queue[Leg] = asyncio.Queue()
        self._line = line
        self._clock = clock
        self._on_begin = on_begin
        self._on_doubt = on_doubt
        self._waiting: dict[str, float] = {}
        self._end_announced = False
        self._unannounced = False
        self.unheard = 0
        """How many calls in a row the list told of and the modem never announced."""

    @property
    def living(self) -> GsmLeg | None:
        """The leg whose end is to be waited for; None: there is none, or all are over."""
        return next((leg for leg in self._legs if leg.ended is None), None)

    def bears_second(self, caller: Leg) -> bool:
        """Tell whether `caller` is the one who talks here and nobody is called for him yet."""
        leg = self.leg
        return leg is caller and leg is not None and leg.incoming and leg.state is LegState.ACTIVE and not self.second

    def begin(self, modem: Modem, *, incoming: bool) -> GsmLeg:
        """Begin a leg that has the line from now on."""
        leg = self.leg = GsmLeg(modem, line=self._line, rang=self._clock.now(), incoming=incoming)
        self._waiting = {}
        self._end_announced = False
        self._on_begin()
        return leg

    def consult(self, second: ConsultedLeg) -> None:
        """Somebody is called while the caller is held."""
        self.second = second
        self._end_announced = False

    def alone(self, second: ConsultedLeg) -> None:
        """The caller is the only one again: this one is over."""
        if self.second is second:
            self.second = None
            self._on_doubt()

    def end(self, by: EndedBy) -> None:
        """Let go of what there is."""
        for leg in self._legs:
            leg.over(by)
        self.leg = self.second = None
        self.unheard += self._unannounced
        self._unannounced = False

    def found(self, modem: Modem, entry: Entry, *, expected: bool) -> None:
        """Begin a leg for a call that rings unheard; `expected`: it may have begun before anybody listened."""
        self._ring(modem)
        self._unannounced = not expected
        self._note(modem, entry)

    def said(self, modem: Modem, said: Said) -> None:
        """Take an announcement of the modem; what is no news of a call is ignored."""
        leg = self.leg
        match said.what:
            case Says.RING:
                self._announced()
                self._ring(modem)
            case Says.CALLER:
                self._announced()
                self._named(modem, said.parts["number"], said.parts["validity"])
            case Says.LISTED:
                self._note(modem, said.parts)
            case Says.ACTIVE | Says.ENDED if self.second is not None:
                self._end_announced |= said.what is Says.ENDED
                self._on_doubt()
            case Says.ACTIVE if leg is not None and leg.state is LegState.DIALLING:
                leg.taken()
            case Says.ENDED if leg is not None:
                self._ended(leg)
            case Says.WAITING if leg is not None:
                self._waits(modem, said.parts["number"])
            case Says.DIGIT if leg is not None and self.second is None:
                digit = said.parts.get("digit") or chr(int(said.parts["ascii"]))
                leg.heard_digit(digit, self._clock.monotonic())

    def lives(self, calls: Sequence[Entry]) -> bool:
        """Tell whether the list of calls shows our leg."""
        return self.leg is not None and any(self._shows(self.leg, entry) for entry in calls)

    def announced_end(self) -> bool:
        """Tell once whether an end was announced that the list has yet to confirm. Ask before asking for the list."""
        announced, self._end_announced = self._end_announced, False
        return announced

    def judge(self, modem: Modem, calls: Sequence[Entry] | None, *, announced: bool) -> None:
        """Compare our legs with the list; None: the modem would not tell, and an announcement is believed.

        Of two legs it does not tell which has ended: then only a list is believed.
        """
        if calls is None and self.second is not None:
            self._end_announced |= announced
            return
        if calls is None and not announced:
            return
        for entry in calls or ():
            self._note(modem, entry)
        for leg in self._legs:
            self._judge(leg, calls or (), announced=announced)

    @property
    def _legs(self) -> list[GsmLeg]:
        return [leg for leg in (self.leg, self.second) if leg is not None]

    def _judge(self, leg: GsmLeg, calls: Sequence[Entry], *, announced: bool) -> None:
        second = self.second
        if second is not None and (second.handed_over or (leg is second and not second.dialled)):
            return
        if any(self._shows(leg, entry) for entry in calls):
            return
        leg.missing_in_lists += 1
        if announced or leg.missing_in_lists >= EMPTY_LISTS:
            leg.over(EndedBy.CALLER)

    def _shows(self, leg: GsmLeg, entry: Entry) -> bool:
        """Whether an entry of the list is this leg: of two the caller's came in, the other was dialled."""
        if self.second is not None and entry["direction"] != (DIALLED if leg is self.second else RECEIVED):
            return False
        return entry["stat"] in OWN_STATS[leg.state]

    def _announced(self) -> None:
        self._unannounced, self.unheard = False, 0

    def _ring(self, modem: Modem) -> None:
        if self.leg is None or self.leg.ended is not None:
            self.incoming.put_nowait(self.begin(modem, incoming=True))
        elif self.leg.state is not LegState.RINGING:
            # A second call is announced by +CCWA: what rings now comes after ours.
            self._on_doubt()

    def _named(self, modem: Modem, number: str, validity: str) -> None:
        """The number of a call that rings; the ring itself may have been lost."""
        if self.leg is None or self.leg.ended is not None:
            self._ring(modem)
        if self.leg is not None and self.leg.state is LegState.RINGING:
            self.leg.heard_number(number, validity)

    def _ended(self, leg: GsmLeg) -> None:
        """A call is over. With a call waiting, or right after the ring, it may be another one than ours."""
        if self._waiting or leg.state is LegState.RINGING:
            self._end_announced = True
        else:
            leg.over(EndedBy.CALLER)
        self._on_doubt()

    def _note(self, modem: Modem, entry: Entry) -> None:
        leg, stat = self.leg, entry["stat"]
        if self.second is not None and entry["direction"] == DIALLED:
            leg = self.second
            leg.index = entry["index"]
        if leg is None:
            return
        if stat == WAITING_STAT:
            self._waits(modem, entry["number"])
        elif stat == RINGING_STAT and leg.state is LegState.RINGING and entry["number"]:
            leg.heard_number(entry["number"])
        elif stat == ALERTING_STAT:
            leg.alerting()
        elif stat == ACTIVE_STAT and leg.state is LegState.DIALLING:
            leg.taken()
        if self._shows(leg, entry):
            leg.missing_in_lists = 0

    def _waits(self, modem: Modem, number: str) -> None:
        now_s = self._clock.monotonic()
        known_s = self._waiting.get(number, -WAITING_REPEATS_S)
        self._waiting[number] = now_s
        if now_s - known_s >= WAITING_REPEATS_S:
            leg = GsmLeg(modem, line=self._line, rang=self._clock.now(), waiting=True)
            leg.heard_number(number)
            leg.over(EndedBy.CALLER)
            self.incoming.put_nowait(leg)
