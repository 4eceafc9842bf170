"""A GSM modem as a line: it is found, opened, watched, reopened; its calls become legs.

What ends a call: the modem says so; two empty lists of calls in a row; sound that stopped while the list is empty (or
for `DEAD_SOUND_S`); the loss of a port. The list of calls is the truth, the modem's announcements only make it quicker.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

from appliance.clock import Clock
from appliance.contracts import EndedBy, Leg, LineFault, LineState, LineStatus, NoTransfer, Trouble
from appliance.contracts.mending import ResetLevel
from appliance.lines.at import Command
from appliance.lines.at_channel import ModemSilent
from appliance.lines.at_log import AtLog
from appliance.lines.family import CallTransfer, ModemFamily, Said, Says
from appliance.lines.gsm_calls import HELD_STAT, RINGING_STAT, WAITING_STAT, GsmCalls
from appliance.lines.gsm_health import GsmHealth
from appliance.lines.gsm_leg import LegState
from appliance.lines.gsm_modem import GsmModem
from appliance.lines.gsm_sim import GONE, READY, SimGate, SimNotReady, fault_of, state_of
from appliance.lines.gsm_subscriber import GsmSubscriber
from appliance.lines.gsm_transfer import RELEASE_HELD, Transfer
from appliance.lines.ports import ModemPorts
from appliance.lines.registration import Service
from appliance.lines.retry import Retry
from appliance.lines.sms import GsmMessages
from appliance.lines.trouble import SoundDied, trouble_of
from appliance.numbers import Allowed, Permit

log = logging.getLogger(__name__)

CALL_POLL_S = 2.0
IDLE_POLL_S = 10.0
SOUND_WATCH_S = 0.5
TICK_S = 0.01
"""A loop may call a timer a little early; waiting for nothing but the rest would be no waiting."""
QUIET_SOUND_S = 2.0
DEAD_SOUND_S = 5.0
SILENT_POLLS = 2
SILENT_STARTS = 3
"""A modem that boots is deaf for up to a minute; only one that stays deaf is told to reset."""
RESET_S = 5.0
UNHEARD_CALLS = 2
"""After so many calls that the list of calls told of and the modem did not, it is reset; after one, told anew."""
NOT_REGISTERED = {
    Service.NONE: (Trouble.NO_NETWORK, "Модем не бачить мережі оператора."),
    Service.NO_VOICE: (Trouble.NO_VOICE, "Модем у мережі LTE без голосу: дзвінки не проходять."),
}


class ModemRestarted(LineFault):
    """The modem started anew under our hands."""


class ModemDeaf(LineFault):
    """Calls come to the modem, and it does not tell of them."""


class GsmLine:
    """One SIM, one call at a time; where the family bears it, a second beside it for the caller (`Transferring`)."""

    def __init__(
        self,
        name: str,
        family: ModemFamily,
        *,
        find_ports: Callable[[], ModemPorts],
        clock: Clock,
        on_status: Callable[[LineStatus], None],
        gate: SimGate | None = None,
    ) -> None:
        """Make a line; `run` brings it to life. `on_status` hears of every change, `gate` may know the card's PIN."""
        self.name = name
        self.family = family
        self._find_ports = find_ports
        self._clock = clock
        self._on_status = on_status
        self._status = LineStatus(name, LineState.STARTING)
        self._modem: GsmModem | None = None
        self._wake = asyncio.Event()
        self._calls = GsmCalls(name, clock, on_begin=self._call_begins, on_doubt=self._wake.set)
        self.messages = GsmMessages(name)
        self._record = AtLog(lambda: clock.now().wall)
        self.subscriber = GsmSubscriber(name, self._free_modem)
        self.health = GsmHealth(name, self._free_modem, self._record)
        self.device = ""
        self.resets = 0
        self._gate = gate or SimGate(name)
        self._retry = Retry(find_ports)
        self._reset_wanted = False
        self._settles = False
        self._lost: asyncio.Future[None]
        self._silent_polls = 0
        self._silent_starts = 0

    @property
    def status(self) -> LineStatus:
        """What the line is doing now."""
        return self._status

    def _free_modem(self) -> GsmModem | None:
        """The modem that may be asked now: none while there is none, or a call has it."""
        return self._modem if self._status.state is LineState.IDLE else None

    async def incoming(self) -> AsyncIterator[Leg]:
        """Yield every call from its first ring."""
        while True:
            leg = await self._calls.incoming.get()
            if not await self.subscriber.is_trial(leg):
                yield leg

    def leads_to(self, permit: Permit) -> bool:
        """Tell whether the line is free; it leads to numbers, not to telephones of the house."""
        return isinstance(permit, Allowed) and self._modem is not None and self._status.state is LineState.IDLE

    async def place_call(self, permit: Permit) -> Leg:
        """Dial the permitted number. Raises LineFault when the line is taken or down."""
        modem = self._modem
        if modem is None or not isinstance(permit, Allowed) or not self.leads_to(permit):
            raise LineFault("Лінія зайнята або не працює.")
        leg = self._calls.begin(modem, incoming=False)
        try:
            await modem.dial(permit.e164)
        except LineFault:
            leg.over(EndedBy.FAULT)
            raise
        return leg

    def transfers(self, caller: Leg, permit: Permit) -> bool:
        """Tell whether this caller can be held now and the number be dialled."""
        borne = self.family.call_transfer is not CallTransfer.NONE and isinstance(permit, Allowed)
        return borne and self._modem is not None and self._calls.bears_second(caller)

    async def consult(self, caller: Leg, permit: Permit) -> Leg:
        """Hold the caller and dial the permitted number. Raises NoTransfer."""
        modem, leg = self._modem, self._calls.leg
        if modem is None or leg is None or not isinstance(permit, Allowed) or not self.transfers(caller, permit):
            raise NoTransfer("Ця лінія зараз не утримує виклику.")
        return await Transfer(modem, self._calls, leg, self._clock).consult(permit.e164)

    def reset(self, level: ResetLevel) -> bool:
        """Try again at once, or order the reset of the modem; never while it has a call."""
        if level not in (ResetLevel.ASK, ResetLevel.RESET) or self._calls.living is not None:
            return False
        if level is ResetLevel.RESET:
            self._reset_wanted = True
            if self._modem is not None:
                self._port_lost(ModemRestarted("Модем перезапускають."))
        self._retry.at_once()
        return True

    async def run(self) -> None:
        """Keep the line alive until cancelled."""
        while True:
            try:
                await self._serve(reopened=self._retry.failures > 0)
            except LineFault as fault:
                log.warning("%s: %s", self.name, fault)
                if self._status.state not in {LineState.DOWN, LineState.STARTING}:
                    self._retry.worked()
                self._say(LineState.DOWN, str(fault), operator="", trouble=trouble_of(fault))
            await self._retry.rest()

    async def _serve(self, *, reopened: bool) -> None:
        self._lost = asyncio.get_running_loop().create_future()
        ports = self._find_ports()
        self.device = ports.usb or self.device
        modem = GsmModem(
            self.family,
            ports,
            clock=self._clock,
            on_said=self._said,
            on_lost=self._port_lost,
            record=self._record,
        )
        self._modem = modem
        self._silent_polls = 0
        try:
            await self._initialise(modem)
            self._settles = reopened
            try:
                await self._take_over(modem, expected=True)
                modem.ready()
                async with self.messages.serving(modem):
                    await self._keep(modem)
            except ModemSilent:
                await self._reset(modem)
                raise
        finally:
            self._modem = None
            modem.close()
            self._calls.end(EndedBy.FAULT)
            if not self._lost.cancel():
                self._lost.exception()

    async def _initialise(self, modem: GsmModem) -> None:
        if self._reset_wanted:
            self._reset_wanted = False
            await self._reset(modem)
            raise ModemSilent("Модем перезапущено.")
        try:
            await modem.initialise(self._gate)
        except ModemSilent:
            self._silent_starts += 1
            if self._silent_starts % SILENT_STARTS == 0:
                await self._reset(modem)
            raise
        self._silent_starts = 0
        self.subscriber.home_network = await modem.home_network() or self.subscriber.home_network

    async def _take_over(self, modem: GsmModem, *, expected: bool = False) -> None:
        """Take up what the modem has and we do not: a call that rings unheard, one left over from before."""
        calls = await modem.calls() or []
        for entry in calls if self._calls.leg is None else ():
            if entry["stat"] == RINGING_STAT:
                self._calls.found(modem, entry, expected=expected)
            elif entry["stat"] != WAITING_STAT:
                await self._hang_up(modem, RELEASE_HELD if entry["stat"] == HELD_STAT else "")
        await self._look_around(modem)

    async def _keep(self, modem: GsmModem) -> None:
        next_poll_s = 0.0
        while True:
            if self._calls.leg is not None and self._calls.living is None:
                await self._clear_up(modem)
            leg = self._calls.leg
            if leg is not None and leg.state is LegState.ACTIVE:
                self._say(LineState.TALKING)
            if self._clock.monotonic() >= next_poll_s or self._wake.is_set():
                self._wake.clear()
                await self._poll(modem)
                next_poll_s = self._clock.monotonic() + (CALL_POLL_S if self._calls.leg else IDLE_POLL_S)
            await self._sleep(SOUND_WATCH_S if self._calls.leg else next_poll_s - self._clock.monotonic())
            if modem.sound_quiet_for_s >= QUIET_SOUND_S:
                await self._judge_quiet_sound(modem)

    async def _poll(self, modem: GsmModem) -> None:
        try:
            if self._calls.leg is not None:
                announced = self._calls.announced_end()
                self._calls.judge(modem, await modem.calls(), announced=announced)
            else:
                await self._take_over(modem)
        except ModemSilent as fault:
            self._silent_polls += 1
            log.warning("%s: %s", self.name, fault)
            # While sound flows the call goes on; the modem is mended after it.
            leg = self._calls.leg
            if self._silent_polls >= SILENT_POLLS and (leg is None or leg.state is LegState.RINGING):
                raise
        else:
            self._silent_polls = 0

    async def _reset(self, modem: GsmModem, trouble: Trouble = Trouble.SILENT) -> None:
        """Order the modem's full reset and give it time to leave the bus before the ports are looked for."""
        self._say(LineState.DOWN, "Модем не відповідає, його перезапущено.", trouble=trouble)
        self.resets += 1
        modem.reset()
        await asyncio.sleep(RESET_S)

    async def _look_around(self, modem: GsmModem) -> None:
        service = await modem.service()
        if service is Service.NONE and (said := await state_of(modem)) != READY:
            raise fault_of(said)
        operator = self._status.operator if service is not Service.NONE else ""
        if service is not Service.NONE and not operator:
            operator = await modem.operator()
        signal = _dbm(await modem.signal_rssi())
        if self._settles:
            # Anew at each look until a network has it: the first call after that would fail, too.
            modem.settle()
            self._settles = service is not Service.VOICE
        if self._calls.leg is None:
            trouble, reason = NOT_REGISTERED.get(service, (Trouble.NONE, ""))
            self._say(LineState.DOWN if trouble else LineState.IDLE, reason, operator, signal, trouble)

    async def _judge_quiet_sound(self, modem: GsmModem) -> None:
        leg = self._calls.leg
        if leg is None or leg.ended is not None:
            return
        try:
            calls = await modem.calls()
        except ModemSilent:
            calls = None
        if calls is not None and not self._calls.lives(calls):
            leg.over(EndedBy.CALLER)
        elif modem.sound_quiet_for_s >= DEAD_SOUND_S:
            log.warning("%s: модем перестав передавати звук", self.name)
            modem.sound_failed = True
            leg.over(EndedBy.FAULT)
            await self._hang_up(modem)

    async def _hang_up(self, modem: GsmModem, order: str = "") -> None:
        answer = await modem.ask(Command(order or self.family.call.hang_up, timeout_s=8.0))
        if not answer.ok:
            log.warning("%s: %s: %s", self.name, answer.command.text, answer.final)

    async def _clear_up(self, modem: GsmModem) -> None:
        self._calls.end(EndedBy.CALLER)
        if modem.sound_failed:
            await self._reset(modem, Trouble.SOUND)
            raise SoundDied("Модем не передавав звуку, його перезапущено.")
        if self._silent_polls >= SILENT_POLLS:
            await self._reset(modem)
            raise ModemRestarted("Модем не відповідав, його перезапущено.")
        if self._calls.unheard:
            if self._calls.unheard >= UNHEARD_CALLS:
                await self._reset(modem)
            raise ModemDeaf("Модем не сповіщає про дзвінки, його налаштовують наново.")
        self._say(LineState.IDLE)
        await modem.close_sound()

    def _call_begins(self) -> None:
        self._say(LineState.RINGING)
        self._wake.set()

    def _said(self, said: Said) -> None:
        modem = self._modem
        if modem is None:
            return
        match said.what:
            case Says.PAUSE | Says.RESUME:
                modem.pause_sound(said.what is Says.PAUSE)
            case Says.SIGNAL:
                self._say(
                    self._status.state,
                    self._status.reason,
                    signal=_dbm(said.parts["rssi"]),
                    trouble=self._status.trouble,
                )
            case Says.SIM_GONE:
                self._port_lost(SimNotReady(GONE))
            case Says.RESTARTED:
                if modem.awake:
                    self._port_lost(ModemRestarted("Модем перезапустився."))
            case _ if not self.messages.said(modem, said):
                self._calls.said(modem, said)

    def _port_lost(self, fault: LineFault) -> None:
        if not self._lost.done():
            self._lost.set_exception(fault)

    async def _sleep(self, seconds: float) -> None:
        """Wait, until woken at most. Raises what was lost."""
        wake = asyncio.ensure_future(self._wake.wait())
        leg = self._calls.living or self._calls.leg
        over = asyncio.ensure_future(leg.wait_ended()) if leg is not None else wake
        try:
            await asyncio.wait(
                {wake, over, self._lost}, timeout=max(seconds, TICK_S), return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            wake.cancel()
            over.cancel()
        if self._lost.done():
            self._lost.result()

    def _say(
        self,
        state: LineState,
        reason: str = "",
        operator: str | None = None,
        signal: int | None = None,
        trouble: Trouble = Trouble.NONE,
    ) -> None:
        before = self._status
        self._status = LineStatus(
            self.name,
            state,
            reason,
            before.operator if operator is None else operator,
            before.signal_dbm if signal is None else signal,
            trouble,
        )
        if self._status != before:
            self.messages.line_is(state)
            self._on_status(self._status)


def _dbm(rssi: str) -> int | None:
    """Turn the 0..31 of AT+CSQ into dBm; 99 is unknown."""
    return 2 * int(rssi) - 113 if rssi.isdecimal() and int(rssi) <= 31 else None
