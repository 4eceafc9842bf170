"""The account of a SIP line: registered, asked every few seconds whether it lives, registered anew when it is back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from appliance.contracts import LineFault
from appliance.lines.sip_endpoint import SipEndpoint
from appliance.lines.sip_events import Reply
from appliance.lines.sip_peers import resolve
from appliance.lines.sip_question import Account, Question, Thread
from appliance.lines.sip_stack import SipThread
from appliance.settings import SipTrunk

log = logging.getLogger(__name__)

RETRY_S = (1.0, 2.0, 4.0, 8.0, 15.0)
REFUSED_RETRY_S = 60.0
"""A wrong password asked too often has an operator block the address."""
EARLY = 0.8
"""The part of its time after which a registration is renewed."""
LEAVE_S = 1.0


class TrunkSilent(LineFault):
    """The operator does not answer."""


class TrunkRefused(LineFault):
    """The operator does not know us."""


def dialled(e164: str, form: str) -> str:
    """Write a number as the operator wants it: e164 "+380…", digits "380…", national "0…"."""
    if form == "digits":
        return e164.removeprefix("+")
    if form == "national":
        return "0" + e164.removeprefix("+380") if e164.startswith("+380") else e164
    return e164


class Trunk:
    """Keeps the account alive. `reason`: why it does not, a Ukrainian sentence, "" while it does."""

    def __init__(
        self, settings: SipTrunk, thread: SipThread, endpoint: SipEndpoint, *, on_change: Callable[[str], None]
    ) -> None:
        """`on_change` hears the reason whenever it changes."""
        self.settings = settings
        self.reason = "Реєстрація в оператора триває."
        self.failed = False
        self.account: Account | None = None
        self._thread = thread
        self._endpoint = endpoint
        self._on_change = on_change
        self._registration = Thread()
        self._pings = Thread()
        self._doubt = asyncio.Event()

    def doubt(self) -> None:
        """A call found nobody: ask at once."""
        self._doubt.set()

    async def run(self) -> None:
        """Register, watch, begin anew, until cancelled; then take the registration back."""
        failures = 0
        try:
            while True:
                try:
                    await self._serve()
                except TrunkRefused as fault:
                    self._say(str(fault))
                    await asyncio.sleep(REFUSED_RETRY_S)
                except LineFault as fault:
                    failures = failures if self.reason else 0
                    self._say(str(fault))
                    await asyncio.sleep(RETRY_S[min(failures, len(RETRY_S) - 1)])
                    failures += 1
        finally:
            await self._leave()

    async def _serve(self) -> None:
        settings = self.settings
        self.account = Account(
            server=(await resolve(settings.server))[0],
            domain=settings.domain or settings.server.partition(":")[0],
            user=settings.user,
            login=settings.login,
            password=settings.password,
        )
        while True:
            renew_s = await self._register() if settings.register else float("inf")
            await self._watch(renew_s)

    async def _register(self) -> float:
        """Register; return for how many seconds that is enough."""
        reply = await self._ask("REGISTER", self._registration, self.settings.expires_s)
        if reply.code in (401, 403, 404, 407):
            raise TrunkRefused(f"Оператор SIP не приймає нашого облікового запису ({reply.code}).")
        if reply.code >= 300:
            raise TrunkSilent(f"Оператор SIP не зареєстрував нас ({reply.code}).")
        self._say("")
        return max(EARLY * (reply.expires_s or self.settings.expires_s), 1.0)

    async def _watch(self, for_s: float) -> None:
        """Ask every few seconds whether the other side lives; return when it is time to register again."""
        loop = asyncio.get_running_loop()
        until_s = loop.time() + for_s
        while (left_s := until_s - loop.time()) > 0:
            if self.settings.ping_s or self._doubt.is_set():
                reply = await self._ask("OPTIONS", self._pings, None)
                if reply.code in (408, 503):
                    raise TrunkSilent(f"Оператор SIP не працює ({reply.code}).")
                self._say("")
            elif not self.settings.register:
                self._say("")
            self._doubt.clear()
            await self._pause(min(left_s, self.settings.ping_s or left_s))

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds if seconds != float("inf") else None):
                await self._doubt.wait()
        except TimeoutError:
            return

    async def _ask(self, method: str, thread: Thread, expires_s: int | None) -> Reply:
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Reply] = loop.create_future()

        def settle(reply: Reply) -> None:
            if not answered.done():
                answered.set_result(reply)

        def answer(reply: Reply) -> None:
            loop.call_soon_threadsafe(settle, reply)

        question = Question(method, self._known_account(), thread, answer, expires_s=expires_s)
        self._thread.call(self._endpoint.ask, question)
        try:
            async with asyncio.timeout(self.settings.patience_s):
                return await answered
        except TimeoutError:
            raise TrunkSilent("Оператор SIP не відповідає.") from None

    def _known_account(self) -> Account:
        if self.account is None:
            raise TrunkSilent("Оператора SIP ще не знайдено.")
        return self.account

    async def _leave(self) -> None:
        if self.settings.register and self.account is not None and not self.reason:
            try:
                async with asyncio.timeout(LEAVE_S):
                    await self._ask("REGISTER", self._registration, 0)
            except (TimeoutError, LineFault) as error:
                log.info("SIP: the registration was not taken back: %s", error)

    def _say(self, reason: str) -> None:
        self.failed = bool(reason)
        if reason != self.reason:
            self.reason = reason
            if reason:
                log.warning("SIP: %s: %s", self.settings.server, reason)
            self._on_change(reason)
