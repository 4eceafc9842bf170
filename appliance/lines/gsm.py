"""A GSM modem as a line: it is found, opened, watched, reopened; its calls become legs.

What ends a call: the modem says so; two empty lists of calls in a row; sound that stopped while the list is empty (or
for `DEAD_SOUND_S`); the loss of a port. The list of calls is the truth, the modem's announcements only make it quicker.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping

from appliance.clock import Clock
from appliance.contracts import EndedBy, Leg, LineFault, LineState, LineStatus
from appliance.lines.at import Command
from appliance.lines.at_channel import ModemSilent
from appliance.lines.family import ModemFamily, Said, Says
from appliance.lines.gsm_leg import GsmLeg, LegState
from appliance.lines.gsm_modem import GsmModem, SimNotReady
from appliance.lines.ports import ModemPorts
from appliance.numbers import Allowed

log = logging.getLogger(__name__)

CALL_POLL_S = 2.0
IDLE_POLL_S = 10.0
SOUND_WATCH_S = 0.5
TICK_S = 0.01
"""A loop may call a timer a little early; waiting for nothing but the rest would be no waiting."""
QUIET_SOUND_S = 2.0
DEAD_SOUND_S = 5.0
EMPTY_LISTS = 2
SILENT_POLLS = 2
SILENT_STARTS = 3
"""A modem that boots is deaf for up to a minute; only one that stays deaf is told to reset."""
SIM_POLL_S = 5.0
RETRY_S = (1.0, 2.0, 4.0, 8.0, 15.0)
RESET_S = 5.0
WAITING_REPEATS_S = 30.0
ACTIVE_STAT, HELD_STAT, DIALLING_STAT, ALERTING_STAT, RINGING_STAT, WAITING_STAT = "012345"
"""Call states of AT+CLCC, 3GPP TS 27.007 §7.18."""
OWN_STATS: Mapping[LegState, frozenset[str]] = {
    LegState.RINGING: frozenset({RINGING_STAT, ACTIVE_STAT}),
    LegState.DIALLING: frozenset({DIALLING_STAT, ALERTING_STAT, ACTIVE_STAT}),
    LegState.ACTIVE: frozenset({ACTIVE_STAT, HELD_STAT}),
    LegState.ENDED: frozenset(),
}
"""As what the list of calls may show our leg; anything else in it is another call."""


class ModemRestarted(LineFault):
    """The modem started anew under our hands."""


class GsmLine:
    """One SIM, one call at a time."""

    def __init__(
        self,
        name: str,
        family: ModemFamily,
        *,
        find_ports: Callable[[], ModemPorts],
        clock: Clock,
        on_status: Callable[[LineStatus], None],
    ) -> None:
        """Make a line; `run` brings it to life. `on_status` hears of every change."""
        self.name = name
        self.family = family
        self._find_ports = find_ports
        self._clock = clock
        self._on_status = on_status
        self._status = LineStatus(name, LineState.STARTING)
        self._legs: asyncio.Queue[Leg] = asyncio.Queue()
        self._modem: GsmModem | None = None
        self._leg: GsmLeg | None = None
        self._lost: asyncio.Future[None]
        self._wake = asyncio.Event()
        self._empty_lists = 0
        self._end_announced = False
        self._silent_polls = 0
        self._silent_starts = 0
        self._waiting: dict[str, float] = {}

    @property
    def status(self) -> LineStatus:
        """What the line is doing now."""
        return self._status

    async def incoming(self) -> AsyncIterator[Leg]:
        """Yield every call from its first ring."""
        while True:
            yield await self._legs.get()

    async def place_call(self, permit: Allowed) -> Leg:
        """Dial the permitted number. Raises LineFault when the line is taken or down."""
        modem = self._modem
        if modem is None or self._status.state is not LineState.IDLE:
            raise LineFault("Лінія зайнята або не працює.")
        leg = self._begin_leg(modem, incoming=False)
        try:
            await modem.dial(permit.e164)
        except LineFault:
            leg.over(EndedBy.FAULT)
            raise
        return leg

    async def run(self) -> None:
        """Keep the line alive until cancelled."""
        failures = 0
        while True:
            try:
                await self._serve(reopened=failures > 0)
            except LineFault as fault:
                log.warning("%s: %s", self.name, fault)
                if self._status.state not in {LineState.DOWN, LineState.STARTING}:
                    failures = 0
                self._say(LineState.DOWN, str(fault))
            await asyncio.sleep(RETRY_S[min(failures, len(RETRY_S) - 1)])
            failures += 1

    async def _serve(self, *, reopened: bool) -> None:
        self._lost = asyncio.get_running_loop().create_future()
        modem = GsmModem(
            self.family, self._find_ports(), clock=self._clock, on_said=self._said, on_lost=self._port_lost
        )
        self._modem = modem
        self._silent_polls = 0
        try:
            await self._initialise(modem)
            if reopened:
                modem.settle()
            try:
                await self._take_over(modem)
                await self._keep(modem)
            except ModemSilent:
                await self._reset(modem)
                raise
        finally:
            self._modem = None
            modem.close()
            self._end_leg(EndedBy.FAULT)
            if not self._lost.cancel():
                self._lost.exception()

    async def _initialise(self, modem: GsmModem) -> None:
        while True:
            try:
                await modem.initialise()
            except SimNotReady as fault:
                self._say(LineState.DOWN, str(fault))
                await self._sleep(SIM_POLL_S)
            except ModemSilent:
                self._silent_starts += 1
                if self._silent_starts % SILENT_STARTS == 0:
                    await self._reset(modem)
                raise
            else:
                self._silent_starts = 0
                return

    async def _take_over(self, modem: GsmModem) -> None:
        """Take up what the modem has and we do not: a call that rings unheard, one left over from before."""
        calls = await modem.calls() or []
        for entry in calls if self._leg is None else ():
            if entry["stat"] == RINGING_STAT:
                self._ring(modem)
                self._note(entry)
            elif entry["stat"] != WAITING_STAT:
                await self._hang_up(modem)
        await self._look_around(modem)

    async def _keep(self, modem: GsmModem) -> None:
        next_poll_s = 0.0
        while True:
            if self._leg is not None and self._leg.ended is not None:
                await self._clear_up(modem)
            if self._leg is not None and self._leg.state is LegState.ACTIVE:
                self._say(LineState.TALKING)
            if self._clock.monotonic() >= next_poll_s or self._wake.is_set():
                self._wake.clear()
                await self._poll(modem)
                next_poll_s = self._clock.monotonic() + (CALL_POLL_S if self._leg else IDLE_POLL_S)
            await self._sleep(SOUND_WATCH_S if self._leg else next_poll_s - self._clock.monotonic())
            if modem.sound_quiet_for_s >= QUIET_SOUND_S:
                await self._judge_quiet_sound(modem)

    async def _poll(self, modem: GsmModem) -> None:
        try:
            if self._leg is not None:
                await self._judge(modem)
            else:
                await self._take_over(modem)
        except ModemSilent as fault:
            self._silent_polls += 1
            log.warning("%s: %s", self.name, fault)
            # While sound flows the call goes on; the modem is mended after it.
            if self._silent_polls >= SILENT_POLLS and (self._leg is None or self._leg.state is LegState.RINGING):
                raise
        else:
            self._silent_polls = 0

    async def _reset(self, modem: GsmModem) -> None:
        """Order the modem's full reset and give it time to leave the bus before the ports are looked for."""
        self._say(LineState.DOWN, "Модем не відповідає, його перезапущено.")
        modem.reset()
        await asyncio.sleep(RESET_S)

    async def _look_around(self, modem: GsmModem) -> None:
        registered = await modem.registered()
        operator = self._status.operator if registered else ""
        if registered and not operator:
            operator = await modem.operator()
        signal = _dbm(await modem.signal_rssi())
        if self._leg is None:
            state, reason = (
                (LineState.IDLE, "") if registered else (LineState.DOWN, "Модем не бачить мережі оператора.")
            )
            self._say(state, reason, operator, signal)

    async def _judge(self, modem: GsmModem) -> None:
        """Compare our leg with the modem's list of calls."""
        announced, self._end_announced = self._end_announced, False
        calls, leg = await modem.calls(), self._leg
        if leg is None or (calls is None and not announced):
            return
        for entry in calls or ():
            self._note(entry)
        if not _lives(leg, calls or []):
            self._empty_lists += 1
            if announced or self._empty_lists >= EMPTY_LISTS:
                leg.over(EndedBy.CALLER)

    def _note(self, entry: Mapping[str, str]) -> None:
        """Take what one entry of the list says."""
        leg, stat = self._leg, entry["stat"]
        if leg is None:
            return
        if stat == WAITING_STAT:
            self._call_waits(entry["number"])
        elif stat == RINGING_STAT and leg.state is LegState.RINGING and entry["number"]:
            leg.heard_number(entry["number"])
        elif stat == ALERTING_STAT:
            leg.alerting()
        elif stat == ACTIVE_STAT and leg.state is LegState.DIALLING:
            leg.taken()
        if stat in OWN_STATS[leg.state]:
            self._empty_lists = 0

    async def _judge_quiet_sound(self, modem: GsmModem) -> None:
        leg = self._leg
        if leg is None or leg.ended is not None:
            return
        try:
            calls = await modem.calls()
        except ModemSilent:
            calls = None
        if calls is not None and not _lives(leg, calls):
            leg.over(EndedBy.CALLER)
        elif modem.sound_quiet_for_s >= DEAD_SOUND_S:
            log.warning("%s: модем перестав передавати звук", self.name)
            modem.sound_failed = True
            leg.over(EndedBy.FAULT)
            await self._hang_up(modem)

    async def _hang_up(self, modem: GsmModem) -> None:
        answer = await modem.ask(Command(self.family.call.hang_up, timeout_s=8.0))
        if not answer.ok:
            log.warning("%s: %s: %s", self.name, answer.command.text, answer.final)

    async def _clear_up(self, modem: GsmModem) -> None:
        self._end_leg(EndedBy.CALLER)
        if modem.sound_failed or self._silent_polls >= SILENT_POLLS:
            await self._reset(modem)
            raise ModemRestarted("Модем не передавав звуку або не відповідав, його перезапущено.")
        self._say(LineState.IDLE)
        await modem.close_sound()

    def _begin_leg(self, modem: GsmModem, *, incoming: bool) -> GsmLeg:
        leg = GsmLeg(modem, line=self.name, rang=self._clock.now(), incoming=incoming)
        self._leg = leg
        self._empty_lists = 0
        self._end_announced = False
        self._waiting = {}
        self._say(LineState.RINGING)
        self._wake.set()
        return leg

    def _ring(self, modem: GsmModem) -> None:
        leg = self._leg
        if leg is None or leg.ended is not None:
            self._legs.put_nowait(self._begin_leg(modem, incoming=True))
        elif leg.state is not LegState.RINGING:
            # A second call is announced by +CCWA: what rings now comes after ours.
            self._wake.set()

    def _call_waits(self, number: str) -> None:
        now = self._clock.monotonic()
        modem = self._modem
        if modem is None or now - self._waiting.get(number, -WAITING_REPEATS_S) < WAITING_REPEATS_S:
            self._waiting[number] = now
            return
        self._waiting[number] = now
        leg = GsmLeg(modem, line=self.name, rang=self._clock.now(), waiting=True)
        leg.heard_number(number)
        leg.over(EndedBy.CALLER)
        self._legs.put_nowait(leg)

    def _end_leg(self, by: EndedBy) -> None:
        if self._leg is not None:
            self._leg.over(by)
            self._leg = None

    def _said(self, said: Said) -> None:
        modem, leg = self._modem, self._leg
        if modem is None:
            return
        match said.what:
            case Says.RING:
                self._ring(modem)
            case Says.CALLER:
                if leg is None or leg.ended is not None:
                    self._ring(modem)
                if self._leg is not None and self._leg.state is LegState.RINGING:
                    self._leg.heard_number(said.parts["number"], said.parts["validity"])
            case Says.LISTED:
                self._note(said.parts)
            case Says.ACTIVE:
                if leg is not None and leg.state is LegState.DIALLING:
                    leg.taken()
            case Says.ENDED:
                self._call_ended()
            case Says.WAITING:
                if leg is not None:
                    self._call_waits(said.parts["number"])
            case Says.DIGIT:
                if leg is not None:
                    digit = said.parts.get("digit") or chr(int(said.parts["ascii"]))
                    leg.heard_digit(digit, self._clock.monotonic())
            case Says.PAUSE | Says.RESUME:
                modem.pause_sound(said.what is Says.PAUSE)
            case Says.SIGNAL:
                self._say(self._status.state, self._status.reason, signal=_dbm(said.parts["rssi"]))
            case Says.RESTARTED:
                self._port_lost(ModemRestarted("Модем перезапустився."))

    def _call_ended(self) -> None:
        """The modem says that a call is over. With a call waiting, or right after the ring, it may mean another one."""
        leg = self._leg
        if leg is None:
            return
        if self._waiting or leg.state is LegState.RINGING:
            self._end_announced = True
        else:
            leg.over(EndedBy.CALLER)
        self._wake.set()

    def _port_lost(self, fault: LineFault) -> None:
        if not self._lost.done():
            self._lost.set_exception(fault)

    async def _sleep(self, seconds: float) -> None:
        """Wait, until woken at most. Raises what was lost."""
        wake = asyncio.ensure_future(self._wake.wait())
        over = asyncio.ensure_future(self._leg.wait_ended()) if self._leg is not None else wake
        try:
            await asyncio.wait(
                {wake, over, self._lost}, timeout=max(seconds, TICK_S), return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            wake.cancel()
            over.cancel()
        if self._lost.done():
            self._lost.result()

    def _say(self, state: LineState, reason: str = "", operator: str | None = None, signal: int | None = None) -> None:
        before = self._status
        self._status = LineStatus(
            self.name,
            state,
            reason,
            before.operator if operator is None else operator,
            before.signal_dbm if signal is None else signal,
        )
        if self._status != before:
            self._on_status(self._status)


def _lives(leg: GsmLeg, calls: list[Mapping[str, str]]) -> bool:
    """Tell whether the list of calls still shows our leg."""
    return any(entry["stat"] in OWN_STATS[leg.state] for entry in calls)


def _dbm(rssi: str) -> int | None:
    """Turn the 0..31 of AT+CSQ into dBm; 99 is unknown."""
    return 2 * int(rssi) - 113 if rssi.isdigit() and int(rssi) <= 31 else None
