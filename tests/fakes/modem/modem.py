"""A GSM or LTE modem on ptys: the wiring of its parts and the verbs of a test."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from tests.fakes.modem import at_calls, at_common, at_messages, habits
from tests.fakes.modem.at_interpreter import Answer, Command, Handler, Interpreter
from tests.fakes.modem.caller import FakeCallee, FakeCaller, Party
from tests.fakes.modem.exchange import Exchange, Ring
from tests.fakes.modem.families import FAMILIES
from tests.fakes.modem.faults import Faults
from tests.fakes.modem.mail import Mail
from tests.fakes.modem.network_call import NetworkCall
from tests.fakes.modem.nodes import Port, UsbNodes
from tests.fakes.modem.output import AtOutput
from tests.fakes.modem.playout import AudioReport
from tests.fakes.modem.sound import SoundClock
from tests.fakes.modem.state import REGISTRATIONS, Network, Sim, TurnedAway

_HANDLERS: dict[str, Handler] = {**at_common.HANDLERS, **at_calls.HANDLERS, **at_messages.HANDLERS}


class FakeModem:
    """One modem with its SIM in its network. Made and used inside a running loop; all times are the loop's.

    `ppm`: how much faster than nominal its sound clock runs. `overflow`: "block", "drop_oldest", "drop_newest".
    `frame_bytes`: how much sound it sends at once (640 for a SIM7600 as its maker describes it).
    `noise_every_s`: between which seconds it reports the signal on its own; None for never.
    """

    def __init__(
        self,
        family: str,
        directory: Path | str,
        faults: Faults | None = None,
        *,
        sim: Sim | None = None,
        network: Network | None = None,
        number: str = "+380501234567",
        seed: int = 1,
        ppm: float = 0.0,
        playout_s: float = 0.3,
        prime_s: float = 0.04,
        overflow: str = "block",
        frame_bytes: int = 320,
        noise_every_s: tuple[float, float] | None = (8.0, 30.0),
    ) -> None:
        self.loop = asyncio.get_running_loop()
        self.family = FAMILIES[family]
        self.directory = Path(directory)
        self.faults = faults or Faults()
        self.sim = sim or Sim()
        self.network = network or Network()
        self.number = number
        self.commands: list[tuple[float, str]] = []
        self.settings: dict[str, str] = {}
        self.echo = True
        self.exchange = Exchange(self)
        self.mail = Mail(self)
        """SMS and USSD: `mail.deliver`, `mail.sent`, `mail.ussd`."""
        self.nodes = UsbNodes(self.directory, self.loop)
        self.output = AtOutput(self.loop, self.faults, self._write_at)
        self.interpreter = Interpreter(self)
        self.sound = SoundClock(
            self, ppm=ppm, playout_s=playout_s, prime_s=prime_s, overflow=overflow, frame_bytes=frame_bytes
        )
        self.sim_ready_at = 0.0
        self._registered_at = 0.0
        self._awake_at = 0.0
        self._random = random.Random(seed)
        self._noise_every_s = noise_every_s
        self._callees: list[FakeCallee] = []
        self._lasting: set[asyncio.Task[None]] = set()
        self._powered: set[asyncio.Task[None]] = set()
        self._broken: BaseException | None = None
        self.faults.watch(self._fault_changed)

    async def start(self, *, cold: bool = False) -> None:
        """Plug it in; unless `cold` it has been on for a while: booted and registered."""
        self._power_on(cold=cold)

    async def stop(self) -> None:
        """Take everything down. Raises what went wrong inside the simulator."""
        self.unplug()
        tasks = [*self._lasting]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._broken:
            raise self._broken

    def ring(
        self,
        number: str | None = "+380671112244",
        clip_delay_s: float = 0.05,
        clip: bool = True,
        ring_period_s: float = 5.0,
        number_type: int = 145,
        give_up_after_s: float | None = None,
    ) -> FakeCaller:
        """Call the modem now. `number`: "" withheld, None unavailable."""
        caller = FakeCaller(self, number, self._random.getrandbits(32))
        self.exchange.ring(caller, Ring(number_type, clip, clip_delay_s, ring_period_s, give_up_after_s))
        return caller

    def second_call(self, number: str | None = "+380509998877", give_up_after_s: float = 30.0) -> FakeCaller:
        """Call while the line is taken: he waits if the network offers that, else he is in `turned_away`."""
        return self.ring(number, give_up_after_s=give_up_after_s)

    def callee(
        self,
        number: str | None = None,
        outcome: str = "answers",
        after_s: float = 2.0,
        alerting_after_s: float = 1.0,
    ) -> FakeCallee:
        """Prepare who picks up when the host dials `number` (None: any number, once)."""
        callee = FakeCallee(
            self,
            number,
            self._random.getrandbits(32),
            outcome=outcome,
            after_s=after_s,
            alerting_after_s=alerting_after_s,
        )
        self._callees.append(callee)
        return callee

    @property
    def turned_away(self) -> list[TurnedAway]:
        """Return who did not get through."""
        return self.exchange.turned_away

    def report(self) -> AudioReport:
        """Return how the host paced its sound in the current or last call."""
        return self.sound.report()

    def unplug(self) -> None:
        """Pull it out: nodes vanish, open descriptors hang up, calls are lost."""
        for task in self._powered:
            task.cancel()
        self._powered = set()
        self.exchange.lose_everything()
        self.output.reset()
        self.interpreter.reset()
        self.nodes.vanish()

    def plug(self, after_s: float = 0.0) -> None:
        """Put it in again; it boots from cold."""
        self.spawn_lasting(self._plug_later(after_s))

    def reset(self, back_after_s: float | None = None) -> None:
        """Let it reset itself: gone at once, back after the family's time or the one given."""
        self.unplug()
        self.plug(self.family.reset_s if back_after_s is None else back_after_s)

    def remove_sim(self) -> None:
        """Take the SIM out."""
        self.faults.sim_absent = True
        self.urc(*self.family.sim_removed(self))

    def urc(self, *lines: str) -> None:
        """Say lines on the AT port that nobody asked for."""
        if self.faults.urcs_lost:
            return
        if not self.faults.urcs_elsewhere or "+QURCCFG" in self.settings:
            self.output.urc(*lines)

    def hold_downlink(self, seconds: float) -> None:
        """Deliver no sound for a while, then all of it at once."""
        self.sound.burst_after(seconds)

    def lose_byte(self) -> None:
        """Lose one byte of the sound that goes to the host."""
        self.sound.lose_byte()

    def pause_uplink(self, seconds: float) -> None:
        """Ask the host to pause its sound (Quectel) and take nothing for so long."""
        self.sound.pause(True, seconds)

    @property
    def booted(self) -> bool:
        """Tell whether the AT interpreter listens yet."""
        return bool(self.nodes.ports) and self.loop.time() >= self._awake_at

    @property
    def registration(self) -> str:
        """Return the present state, a key of `REGISTRATIONS`."""
        if self.faults.sim_absent or self.loop.time() < self.sim_ready_at or self.sim.state != "READY":
            return "none"
        return "searching" if self.loop.time() < self._registered_at else self.faults.registration

    @property
    def registered(self) -> bool:
        """Tell whether calls come through."""
        return self.booted and not {1, 5}.isdisjoint(REGISTRATIONS[self.registration])

    @property
    def audio_port(self) -> Port | None:
        """Return the port of the sound, if plugged in."""
        return self.nodes.ports.get(self.family.audio_interface)

    def setting(self, name: str) -> str:
        """Return what the host has set, or the value after power-up."""
        return self.settings.get(name, self.family.remembered.get(name, ""))

    def handler(self, command: Command) -> Handler | None:
        """Return who answers a command; None if the family does not know it."""
        fixed = self.family.fixed.get(command.text)
        if fixed is not None:
            return lambda _modem, _command: Answer(fixed)
        known = self.family.handlers.get(command.name) or _HANDLERS.get(command.name)
        if known and command.name not in self.family.unknown:
            return known
        return at_common.remember if command.name in self.family.remembered else None

    def callee_for(self, number: str) -> FakeCallee:
        """Return who was prepared for a number; nobody: the number does not exist."""
        for callee in self._callees:
            if callee.number in (None, number) and callee.dialled_at is None:
                return callee
        return FakeCallee(self, number, 0, outcome="no_carrier", after_s=1.0, alerting_after_s=0.5)

    def report_key(self, party: Party, key: str) -> None:
        """Report a key on the AT port, as the family does and the host has asked for."""
        call = next((call for call in self.exchange.calls if call.party is party), None)
        line = self.family.key_report(self, call, key) if call else None
        if line:
            self.urc(*[line] * (2 if self.faults.double_key_report else 1))

    def far_end_hangs_up(self, party: Party) -> None:
        """End the call of a party from its side."""
        for call in list(self.exchange.calls):
            if call.party is party:
                self.exchange.end(call, "caller")
        for talk in self.exchange.talks:
            talk.leave(party)

    def host_may_try_to_register(self) -> None:
        """Begin to register: the SIM has just been unlocked."""
        self._registered_at = self.loop.time() + self.family.registration_s
        self.spawn(habits.announce_registration(self, self.family.registration_s))

    async def say_later(self, call: NetworkCall, lines: list[tuple[float, str]]) -> None:
        """Say lines about a call, each after its delay, as long as it lives."""
        ended = call.party.ended_at
        for delay_s, line in lines:
            await asyncio.sleep(delay_s)
            if call.party.ended_at == ended:
                self.urc(line)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something as long as the modem has power."""
        self._track(work, self._powered)

    def spawn_lasting(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something until the modem is taken down, with power or without."""
        self._track(work, self._lasting)

    def _track(self, work: Coroutine[Any, Any, None], group: set[asyncio.Task[None]]) -> None:
        task = self.loop.create_task(work)
        group.add(task)
        task.add_done_callback(group.discard)
        task.add_done_callback(self._note_end)

    def _note_end(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            self._broken = self._broken or error

    def _power_on(self, *, cold: bool) -> None:
        now = self.loop.time()
        self.settings, self.echo = {}, True
        self.sound.voice_broken = False
        self.sim.unlocked = False
        self._awake_at = now + (self.family.deaf_s if cold else 0.0)
        self.sim_ready_at = now + self.faults.sim_busy_s
        self._registered_at = self.sim_ready_at + (self.family.registration_s if cold else 0.0)
        receivers: dict[int, Callable[[bytes], None]] = {
            self.family.at_interface: self._receive_at,
            self.family.audio_interface: self.sound.receive,
        }
        self.nodes.appear(self.family.interfaces, receivers)
        self.nodes.ports[self.family.audio_interface].hold("closed")
        self._apply_port_faults()
        self.spawn(self.interpreter.run())
        self.spawn(habits.say_stray_ok(self))
        self.spawn(self.mail.run())
        self.spawn(habits.announce_registration(self, self._registered_at - now))
        if self._noise_every_s:
            self.spawn(habits.report_signal(self, self._noise_every_s, self._random))
        if cold:
            self.spawn(habits.boot(self))

    async def _plug_later(self, after_s: float) -> None:
        await asyncio.sleep(after_s)
        self.faults.interpreter_dead = False
        self._power_on(cold=True)

    def _fault_changed(self, name: str) -> None:
        if name in ("at_port", "audio_port"):
            self._apply_port_faults()
        elif name == "registration":
            self.urc(*at_common.registration_urcs(self))
            if not self.registered:
                self.spawn(self.exchange.lose_radio())

    def _apply_port_faults(self) -> None:
        wanted = {self.family.at_interface: self.faults.at_port, self.family.audio_interface: self.faults.audio_port}
        for interface, state in wanted.items():
            if port := self.nodes.ports.get(interface):
                port.refuse(state == "refusing")
                (port.hold if state == "stuck" else port.release)("stuck")

    def _receive_at(self, octets: bytes) -> None:
        if self.booted:
            self.interpreter.receive(octets)

    def _write_at(self, octets: bytes) -> None:
        interface = self.family.at_interface
        if self.nodes.ports:
            self.nodes.ports[interface].write(octets)
