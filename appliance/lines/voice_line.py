"""A landline on a voice modem: it is found, opened, watched, reopened; its calls become legs.

An analog line tells little. A ring is one burst of ringing, and a caller who has gone is only the next one that does
not come. What ends a call: the signs weighed by `voice_gone`; another telephone on the line that is lifted (the call is
theirs then); the busy tone in the sound, which the call itself hears; a stream that shows no life; the loss of the
port.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from appliance.clock import Clock
from appliance.contracts import EndedBy, Leg, LineFault, LineState, LineStatus, Trouble
from appliance.contracts.mending import ResetLevel
from appliance.lines.gsm_leg import LegState
from appliance.lines.ports import ModemPorts
from appliance.lines.retry import Retry
from appliance.lines.trouble import SoundDied, trouble_of
from appliance.lines.voice_caller_id import caller_id
from appliance.lines.voice_dle import Sign
from appliance.lines.voice_family import VoiceFamily
from appliance.lines.voice_gone import GoneJudge
from appliance.lines.voice_leg import VoiceLeg
from appliance.lines.voice_modem import VoiceModem
from appliance.numbers import Allowed, Permit

log = logging.getLogger(__name__)

WATCH_S = 0.5
IDLE_POLL_S = 10.0
DEAD_SOUND_S = 5.0
EARLY_NUMBER_S = 6.0
"""Some exchanges send the number before the first ring."""
TICK_S = 0.01
COUNTRY = "+380"
TAKEN = {"OK", "VCON", "CONNECT"}
NO_LINE = {"NO DIALTONE", "NO DIAL TONE"}


class VoiceLine:
    """One subscriber's line, one call at a time."""

    def __init__(
        self,
        name: str,
        family: VoiceFamily,
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
        self._modem: VoiceModem | None = None
        self._leg: VoiceLeg | None = None
        self._judge: GoneJudge | None = None
        self._incoming: asyncio.Queue[Leg] = asyncio.Queue()
        self._wake = asyncio.Event()
        self._lost: asyncio.Future[None]
        self._last_ring_s = 0.0
        self._early: tuple[float, str | None] | None = None
        self._rings_in_vain = False
        self._retry = Retry(find_ports)
        self.device = ""
        self.resets = 0
        self._dialling: asyncio.Task[None] | None = None

    @property
    def status(self) -> LineStatus:
        """What the line is doing now."""
        return self._status

    async def incoming(self) -> AsyncIterator[Leg]:
        """Yield every call from its first ring."""
        while True:
            yield await self._incoming.get()

    def leads_to(self, permit: Permit) -> bool:
        """Tell whether the line is free; it leads to numbers, not to telephones of the house."""
        return isinstance(permit, Allowed) and self._modem is not None and self._status.state is LineState.IDLE

    async def place_call(self, permit: Permit) -> Leg:
        """Dial the permitted number. Raises LineFault when the line is taken or down."""
        modem = self._modem
        if modem is None or not isinstance(permit, Allowed) or not self.leads_to(permit):
            raise LineFault("Лінія зайнята або не працює.")
        leg = self._begin(modem, incoming=False)
        self._dialling = asyncio.ensure_future(self._dial(modem, leg, as_dialled(permit.e164)))
        return leg

    def reset(self, level: ResetLevel) -> bool:
        """Open the port anew, which begins with ATZ; a voice modem has no harder reset of its own."""
        if level is not ResetLevel.ASK or (self._leg is not None and self._leg.ended is None):
            return False
        self._retry.at_once()
        return True

    async def run(self) -> None:
        """Keep the line alive until cancelled."""
        while True:
            try:
                await self._serve()
            except LineFault as fault:
                log.warning("%s: %s", self.name, fault)
                if self._status.state not in {LineState.DOWN, LineState.STARTING}:
                    self._retry.worked()
                self._say(LineState.DOWN, str(fault), trouble_of(fault))
            await self._retry.rest()

    async def _serve(self) -> None:
        self._lost = asyncio.get_running_loop().create_future()
        ports = self._find_ports()
        self.device = ports.usb or self.device
        modem = VoiceModem(
            self.family,
            ports.at,
            clock=self._clock,
            on_line=self._said,
            on_key=self._pressed,
            on_sign=self._told,
            on_lost=self._port_lost,
        )
        self._modem = modem
        try:
            await modem.initialise()
            self._say(LineState.RINGING if self._leg is not None else LineState.IDLE)
            await self._keep(modem)
        finally:
            self._modem = None
            modem.close()
            self._end(EndedBy.FAULT)
            if self._dialling is not None:
                self._dialling.cancel()
            if not self._lost.cancel():
                self._lost.exception()

    async def _keep(self, modem: VoiceModem) -> None:
        next_poll_s = self._clock.monotonic() + IDLE_POLL_S
        while True:
            await self._sleep(WATCH_S if self._leg is not None else next_poll_s - self._clock.monotonic())
            if self._leg is not None:
                await self._look_after(modem, self._leg)
                next_poll_s = self._clock.monotonic() + IDLE_POLL_S
            elif self._clock.monotonic() >= next_poll_s:
                await modem.check()
                next_poll_s = self._clock.monotonic() + IDLE_POLL_S

    async def _look_after(self, modem: VoiceModem, leg: VoiceLeg) -> None:
        late_s = self._clock.monotonic() - self._last_ring_s
        if leg.state is LegState.RINGING and late_s > self.family.rules.ring_gone_s:
            leg.over(EndedBy.CALLER)
        if leg.ended is not None:
            await self._clear_up(modem, leg)
        elif leg.state is LegState.ACTIVE:
            if self._judge is None:
                self._judge = GoneJudge(self._clock.monotonic(), parallel_phone=self.family.rules.parallel_phone)
            self._say(LineState.TALKING)
            if modem.sound_quiet_for_s >= DEAD_SOUND_S:
                if modem.deaf:
                    log.warning("%s: voice duplex brings no sound, from now on by turns", self.name)
                    self.family = replace(self.family, streams=replace(self.family.streams, duplex=""))
                raise SoundDied("Модем перестав передавати звук, його відкрито наново.")

    async def _clear_up(self, modem: VoiceModem, leg: VoiceLeg) -> None:
        await modem.put_down()
        # An analog call cannot be refused: it goes on ringing, and is no new one for that.
        self._rings_in_vain = leg.incoming and leg.ended is EndedBy.BOX and not leg.was_taken
        if self._leg is leg:
            self._leg = None
            self._say(LineState.IDLE)

    async def _dial(self, modem: VoiceModem, leg: VoiceLeg, number: str) -> None:
        try:
            outcome = await modem.dial(number)
        except LineFault as fault:
            self._port_lost(fault)
            return
        if outcome.final in TAKEN:
            leg.taken()
            return
        log.info("%s: %s", self.name, outcome.final)
        if outcome.final in NO_LINE:
            log.warning("%s: на лінії немає гудка: вона від'єднана або зайнята іншим апаратом", self.name)
        leg.over(EndedBy.FAULT if outcome.final in NO_LINE | {"ERROR"} else EndedBy.CALLER)

    def _begin(self, modem: VoiceModem, *, incoming: bool) -> VoiceLeg:
        leg = self._leg = VoiceLeg(modem, line=self.name, rang=self._clock.now(), incoming=incoming)
        self._judge = None
        self._say(LineState.RINGING)
        self._wake.set()
        return leg

    def _end(self, by: EndedBy) -> None:
        if self._leg is not None:
            self._leg.over(by)
            self._leg = None

    # What the modem tells the line.

    def _said(self, line: str) -> None:
        if line == "RING" or line.startswith("RING "):
            self._rang()
        elif (told := caller_id(line)) is not None:
            if self._leg is not None and self._leg.state is LegState.RINGING:
                self._leg.heard_number(told.number)
            else:
                self._early = (self._clock.monotonic(), told.number)

    def _rang(self) -> None:
        modem, now_s = self._modem, self._clock.monotonic()
        if modem is None:
            return
        late_s, self._last_ring_s = now_s - self._last_ring_s, now_s
        self._rings_in_vain = self._rings_in_vain and late_s <= self.family.rules.ring_gone_s
        if self._rings_in_vain:
            return
        if self._leg is not None and self._leg.ended is None:
            self._leg.rang_again()
            return
        leg = self._begin(modem, incoming=True)
        if self._early is not None and now_s - self._early[0] <= EARLY_NUMBER_S:
            leg.heard_number(self._early[1])
        self._early = None
        self._incoming.put_nowait(leg)

    def _pressed(self, key: str) -> None:
        if self._leg is not None:
            self._leg.heard_digit(key)

    def _told(self, sign: Sign) -> None:
        if sign is Sign.RING:
            self._rang()
        leg, modem = self._leg, self._modem
        if leg is None or modem is None or leg.state is not LegState.ACTIVE or self._judge is None:
            return
        by = self._judge.told(sign, self._clock.monotonic(), listening=modem.listening)
        if by is not None:
            log.info("%s: %s", self.name, sign.name)
            leg.over(by)

    def _port_lost(self, fault: LineFault) -> None:
        if not self._lost.done():
            self._lost.set_exception(fault)

    async def _sleep(self, seconds: float) -> None:
        """Wait, until woken at most. Raises what was lost."""
        wake = asyncio.ensure_future(self._wake.wait())
        leg = self._leg
        over = asyncio.ensure_future(leg.wait_ended()) if leg is not None else wake
        try:
            await asyncio.wait(
                {wake, over, self._lost}, timeout=max(seconds, TICK_S), return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            wake.cancel()
            over.cancel()
            self._wake.clear()
        if self._lost.done():
            self._lost.result()

    def _say(self, state: LineState, reason: str = "", trouble: Trouble = Trouble.NONE) -> None:
        before = self._status
        self._status = LineStatus(self.name, state, reason, trouble=trouble)
        if self._status != before:
            self._on_status(self._status)


def as_dialled(e164: str) -> str:
    """Return a number as a landline dials it: 0 and nine digits at home, 00 before all others."""
    return "0" + e164.removeprefix(COUNTRY) if e164.startswith(COUNTRY) else "00" + e164.removeprefix("+")
