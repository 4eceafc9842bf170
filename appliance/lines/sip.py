"""A UDP port as a line: SIP calls become legs, as many at once as are allowed.

sippy keeps the protocol in its own thread (`sip_endpoint`); here are the calls, their sound and the account. Calls are
taken from the peers of the settings and from the trunk, by their address; names are looked up anew every few minutes.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any, TypeVar

from appliance.clock import Clock
from appliance.contracts import EndedBy, LineFault, LineState, LineStatus, Trouble
from appliance.lines.rtp_arrivals import Arrivals
from appliance.lines.rtp_port import Codecs, RtpPort, RtpPorts
from appliance.lines.sdp import Local
from appliance.lines.sip_caller import caller_of
from appliance.lines.sip_endpoint import SipEndpoint
from appliance.lines.sip_events import Event, Invited, Over
from appliance.lines.sip_leg import SipLeg
from appliance.lines.sip_peers import Peers, resolve
from appliance.lines.sip_question import Account
from appliance.lines.sip_stack import NAME, SipThread
from appliance.lines.sip_trunk import Trunk, dialled
from appliance.lines.sip_wire import SipWire
from appliance.numbers import AllowedExtension, Extension, Permit
from appliance.settings import SipSettings

log = logging.getLogger(__name__)

RETRY_S = 5.0
SOUND_WATCH_S = 0.5
NAMES_S = 300.0
WAITING = 10
"""So many callers beyond `max_calls` are heard at all; a flood is refused without a word."""
WAITING_S = 10.0
"""A waiting leg that nobody has refused by then is refused by the line."""
THREAD_S = 5.0
LINGER_S = 40.0
SILENT = 408
ANY = "0.0.0.0"  # noqa: S104 - a setting is compared with it

T = TypeVar("T")


class SipLine:
    """One UDP port, many calls at a time."""

    def __init__(
        self,
        name: str,
        settings: SipSettings,
        *,
        thread: SipThread,
        codecs: Codecs,
        clock: Clock,
        on_status: Callable[[LineStatus], None],
    ) -> None:
        """Make a line; `run` brings it to life. All SIP lines share one `thread` and `codecs`."""
        self.name = name
        self.settings = settings
        self._thread = thread
        self._codecs = codecs
        self._clock = clock
        self._on_status = on_status
        self._status = LineStatus(name, LineState.STARTING)
        self._ports = RtpPorts(settings.host, settings.rtp_ports)
        self._incoming: asyncio.Queue[SipLeg] = asyncio.Queue()
        self._legs: dict[str, SipLeg] = {}
        self._wire: SipWire | None = None
        self._endpoint: SipEndpoint
        self._arrivals: Arrivals
        self._trunk: Trunk | None = None
        self._fault = ""
        self._rung: Counter[str] = Counter()
        """The addresses we ring, which need be no peers: their answers are heard, a while after the call too."""
        servers = (settings.trunk.server if settings.trunk else "", settings.extensions_at)
        self._peers = Peers((*settings.peers, *filter(None, servers)))

    @property
    def status(self) -> LineStatus:
        """What the line is doing now."""
        return self._status

    @property
    def address(self) -> tuple[str, int]:
        """Where others reach the line. Raises LineFault while it is closed."""
        return self._open_wire().address

    @property
    def strangers(self) -> int:
        """How many datagrams of strangers were not answered."""
        return sum(self._wire.strangers.values()) if self._wire else 0

    @property
    def calls(self) -> int:
        """How many calls are under way."""
        return sum(not leg.waiting for leg in self._legs.values())

    async def incoming(self) -> AsyncIterator[SipLeg]:
        """Yield every call from its INVITE."""
        while True:
            yield await self._incoming.get()

    def leads_to(self, permit: Permit) -> bool:
        """Tell whether a call could go there now: numbers by the trunk, telephones of the house directly."""
        if self._wire is None or self.calls >= self.settings.max_calls:
            return False
        if isinstance(permit, AllowedExtension):
            return bool(permit.extension.host or self.settings.extensions_at)
        return self._trunk is not None and self._trunk.account is not None and not self._trunk.reason

    async def place_call(self, permit: Permit) -> SipLeg:
        """Dial what is permitted. Raises LineFault when the line cannot."""
        self._open_wire()
        if self.calls >= self.settings.max_calls:
            raise LineFault("Усі розмови цієї лінії зайняті.")
        account, number = await self._route(permit)
        call = secrets.token_hex(4)
        leg = self._leg(call, source=account.server[0], incoming=False, dialled=number)
        try:
            leg.invite(partial(self._dial, call, number, account))
        except LineFault:
            leg.over(EndedBy.FAULT)
            raise
        self._tell()
        return leg

    async def run(self) -> None:
        """Keep the line alive until cancelled."""
        while True:
            try:
                await self._serve()
            except LineFault as fault:
                log.warning("%s: %s", self.name, fault)
                self._fault = str(fault)
                self._tell()
            await asyncio.sleep(RETRY_S)

    async def _serve(self) -> None:
        settings = self.settings
        self._loop = asyncio.get_running_loop()
        self._arrivals = Arrivals()
        wire = SipWire(self._thread, settings.host, settings.port, self._our_address())
        self._thread.use()
        try:
            self._endpoint = await self._in_thread(
                SipEndpoint,
                wire,
                most_calls=settings.max_calls + WAITING,
                shortest_session_s=settings.shortest_session_s,
                nat=settings.peers_behind_nat,
                report=self._report,
            )
            self._wire = wire
            wire.open(self._is_peer)
            self._fault = ""
            await self._keep()
        finally:
            await self._shut(wire)

    async def _shut(self, wire: SipWire) -> None:
        """End every call and wait until that is on its way."""
        try:
            if self._wire is not None:
                self._wire = None
                for leg in tuple(self._legs.values()):
                    leg.over(EndedBy.BOX)
                await self._in_thread(self._endpoint.close)
        finally:
            self._tell()
            wire.close()
            await self._thread.leave()

    async def _keep(self) -> None:
        tasks = [asyncio.create_task(self._watch_names())]
        if self.settings.trunk is not None:
            self._trunk = Trunk(self.settings.trunk, self._thread, self._endpoint, on_change=lambda _: self._tell())
            tasks.append(asyncio.create_task(self._trunk.run()))
        self._tell()
        try:
            await self._watch(tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._trunk = None

    async def _watch(self, tasks: list[asyncio.Task[None]]) -> None:
        """Look after the calls' sound and after what works beside us. Raises LineFault."""
        while True:
            await asyncio.sleep(min(SOUND_WATCH_S, self.settings.rtp_silence_s / 2))
            for task in tasks:
                if task.done():
                    task.result()
            if not self._thread.alive:
                raise LineFault("Потік SIP зупинився.")
            now_s = self._loop.time()
            for leg in tuple(self._legs.values()):
                leg.watch_sound(now_s, self.settings.rtp_silence_s)
                if leg.waiting and self._clock.monotonic() - leg.rang.monotonic_s >= WAITING_S:
                    await leg.hang_up()

    async def _watch_names(self) -> None:
        """Look names up now and every few minutes, our own address too: it is told to peers. Raises LineFault."""
        while True:
            await self._peers.look_up()
            await asyncio.sleep(NAMES_S)
            if not self.calls and self._our_address() != self.address[0]:
                raise LineFault("Мережева адреса Слухавки змінилася.")

    def _report(self, event: Event) -> None:
        """Stand in sippy's thread and tell the loop."""
        self._loop.call_soon_threadsafe(self._happened, event)

    def _happened(self, event: Event) -> None:
        if self._wire is None:
            return
        if isinstance(event, Invited):
            self._invited(event)
        elif (leg := self._legs.get(event.call)) is not None:
            leg.happened(event)
            if isinstance(event, Over) and event.code == SILENT and not leg.incoming and self._trunk is not None:
                self._trunk.doubt()
        self._tell()

    def _invited(self, event: Invited) -> None:
        number = caller_of(event.claims, trusted=self._is_trusted(event.source))
        waiting = self.calls >= self.settings.max_calls
        leg = self._leg(
            event.call,
            source=event.source,
            incoming=True,
            waiting=waiting,
            number=number,
            dialled=event.dialled,
        )
        self._incoming.put_nowait(leg)

    def _leg(self, call: str, *, source: str, incoming: bool, **known: Any) -> SipLeg:
        if not incoming:
            self._rung[source] += 1
        leg = SipLeg(
            line=self.name,
            rang=self._clock.now(),
            order=partial(self._order, call),
            open_port=partial(self._open_port, source),
            on_over=partial(self._forget, call, "" if incoming else source),
            incoming=incoming,
            address=self.address[0],
            ring_limit_s=self.settings.ring_limit_s,
            **known,
        )
        self._legs[call] = leg
        return leg

    def _forget(self, call: str, rung: str) -> None:
        self._legs.pop(call, None)
        if rung:
            self._loop.call_later(LINGER_S, self._forget_rung, rung)
        if self._wire is not None:
            self._tell()

    def _forget_rung(self, host: str) -> None:
        self._rung -= Counter({host: 1})

    def _order(self, call: str, verb: Callable[..., None], *args: Any) -> None:
        if self._wire is not None:
            self._thread.call(self._endpoint.order, call, verb, *args)

    def _dial(self, call: str, number: str, account: Account, local: Local) -> None:
        self._thread.call(self._endpoint.dial, call, number, account, local)

    def _open_port(self, source: str, leg: SipLeg) -> RtpPort:
        learn_from = source if self.settings.peers_behind_nat else ""
        return RtpPort(
            self._ports.bind(), self._codecs, on_key=leg.heard_key, learn_from=learn_from, arrivals=self._arrivals
        )

    async def _route(self, permit: Permit) -> tuple[Account, str]:
        """Return where the INVITE goes and whom it names. Raises LineFault."""
        if isinstance(permit, AllowedExtension):
            return await self._house(permit.extension), permit.extension.user
        trunk = self._trunk
        if trunk is None:
            raise LineFault("На цій лінії SIP немає виходу в місто.")
        if trunk.reason or trunk.account is None:
            raise LineFault(trunk.reason)
        return trunk.account, dialled(permit.e164, trunk.settings.dial)

    async def _house(self, extension: Extension) -> Account:
        if extension.host:
            return Account(server=(extension.host, extension.port), domain=extension.host, user=NAME.lower())
        where = self.settings.extensions_at
        if not where:
            raise LineFault("На цій лінії SIP не реєструються внутрішні телефони.")
        return Account(server=(await resolve(where))[0], domain=where.partition(":")[0], user=NAME.lower())

    def _is_peer(self, host: str) -> bool:
        return self._peers.know(host) or host in self._rung or self._is_operator(host)

    def _is_trusted(self, host: str) -> bool:
        """Whether what `host` asserts of its caller (RFC 3325) is believed: the trunk's, and that of our own edge."""
        edge = self.settings.extensions_at
        return self._is_operator(host) or (bool(edge) and self._peers.lives_at(edge, host))

    def _is_operator(self, host: str) -> bool:
        """Whether the trunk's server is at `host`: where it is now, or where its name led when last looked up."""
        trunk = self._trunk
        if trunk is None:
            return False
        now_there = trunk.account is not None and trunk.account.server[0] == host
        return now_there or self._peers.lives_at(trunk.settings.server, host)

    def _our_address(self) -> str:
        """Return the address that peers are told."""
        settings = self.settings
        return settings.advertise or (settings.host if settings.host != ANY else self._peers.our_address())

    async def _in_thread(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """Do `work` in sippy's thread and return what it returns."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._thread.call(_settle, loop, done, partial(work, *args, **named))
        try:
            async with asyncio.timeout(THREAD_S):
                return await done
        except TimeoutError:
            raise LineFault("Потік SIP не відповідає.") from None

    def _open_wire(self) -> SipWire:
        if self._wire is None:
            raise LineFault(self._fault or "Лінія SIP ще не працює.")
        return self._wire

    def _tell(self) -> None:
        state, reason = self._state()
        trunk = self.settings.trunk
        operator = (trunk.domain or trunk.server) if trunk and state is not LineState.DOWN else ""
        trouble = Trouble.OTHER if state is LineState.DOWN else Trouble.NONE
        before, self._status = self._status, LineStatus(self.name, state, reason, operator, trouble=trouble)
        if self._status != before:
            self._on_status(self._status)

    def _state(self) -> tuple[LineState, str]:
        if self._wire is None:
            return (LineState.DOWN if self._fault else LineState.STARTING), self._fault
        if self._trunk is not None and self._trunk.reason:
            return (LineState.DOWN if self._trunk.failed else LineState.STARTING), self._trunk.reason
        if any(leg.talking for leg in self._legs.values()):
            return LineState.TALKING, ""
        return (LineState.RINGING if self._legs else LineState.IDLE), ""


def _settle(loop: asyncio.AbstractEventLoop, done: asyncio.Future[T], work: Callable[[], T]) -> None:
    """Run in sippy's thread, settle on the loop."""
    try:
        result = work()
    except Exception as error:
        # Not swallowed: it is raised on the loop, where the work is awaited.
        loop.call_soon_threadsafe(_unless_done, done, done.set_exception, error)
    else:
        loop.call_soon_threadsafe(_unless_done, done, done.set_result, result)


def _unless_done(done: asyncio.Future[T], settle: Callable[[Any], None], value: Any) -> None:
    if not done.done():
        settle(value)
