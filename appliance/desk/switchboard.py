"""Finds a person for each caller who asks for one: who came first is served first, one operator rings for one caller.

Every search is a task. It takes the first ready operator whom it has not tried, who is free and for whom no earlier
caller waits; rings him; and tries the next when he does not answer. Whoever leaves takes his search with him: what
rings for him stops ringing.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from appliance.contracts import CallEnded, Consulted, Leg, LineFault, NoTransfer
from appliance.contracts.office import NobodyReady
from appliance.errors import SlukhavkaError
from appliance.menu.waiting import RECENT_COUNT, TYPICAL_TALK_S, expected_wait_s

log = logging.getLogger(__name__)

RING_S = 20.0
HANDED_OVER_S = TYPICAL_TALK_S
"""So long he is left in peace with a caller who was handed over: when they end nobody here can know."""
LOOK_AGAIN_S = 5.0
"""Presence changes by command too; who waits sees it this soon."""


class AlreadyEngaged(SlukhavkaError):
    """The operator rings or talks."""


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody who can be rung. `operator` is the id of his row."""

    operator: int
    name: str
    caller_held: bool = False
    """He can be reached only on the caller's own line, which holds the caller meanwhile."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Who is ready and can be reached over some line, in the order in which they should be rung.

    `soon`: somebody else will be in a moment, when he has written down what the last caller said.
    """

    posts: tuple[Post, ...]
    soon: bool = False

    def __bool__(self) -> bool:
        """Whether there is anybody to wait for."""
        return bool(self.posts) or self.soon


class Staff(Protocol):
    """Who can be rung, and what is to be noted of it."""

    async def ready(self, caller: Leg | None) -> Ready:
        """Return whom to ring for this caller."""
        ...

    async def ring(self, post: Post, caller: Leg | None) -> Leg:
        """Ring and return the leg once it is answered. Raises LineFault, CallEnded. Cancelled, it stops ringing.

        `caller` may be held meanwhile; NoTransfer: the network would not, and he who was to be rung missed nothing.
        """
        ...

    async def missed(self, post: Post, reason: str) -> None:
        """Note that he did not answer: he is paused until he comes back by himself."""
        ...

    async def nobody(self) -> None:
        """Raise the alarm that nobody is ready."""
        ...

    async def hung_up(self, post: Post) -> None:
        """Note the end of his talk: he has a moment for the work after it."""
        ...


@dataclass(eq=False)
class Search:
    """One caller's search. `found` gives the leg of whoever answered, None when nobody did."""

    board: Switchboard
    since_s: float
    found: asyncio.Future[Leg | None]
    ringing: bool = False
    """Somebody is being rung for him, or has answered."""
    tried: set[int] = field(default_factory=set)
    operator: Post | None = None
    """Who has answered."""
    caller: Leg | None = None
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    """He knows what is being done, so that his line may hold him."""

    @property
    def position(self) -> int:
        """How many callers are served before this one, himself counted; 0 while somebody is being rung for him."""
        return self.board.position(self)

    @property
    def expected_s(self) -> float | None:
        """How long he will probably wait."""
        return self.board.expected_s(self)

    def told(self) -> None:
        """The caller has heard what is being done for him."""
        self.heard.set()


class Switchboard:
    """All searches, and who is engaged by them."""

    def __init__(
        self, staff: Staff, monotonic: Callable[[], float], *, ring_s: float = RING_S, together: bool = False
    ) -> None:
        """Nobody waits yet. `ring_s`: how long one is rung; `together`: all free operators at once, not in order."""
        self._staff = staff
        self._monotonic = monotonic
        self._ring_s = ring_s
        self._together = together
        self._waiting: list[Search] = []
        self._engaged: set[int] = set()
        self._operators = 0
        self._talks_s: deque[float] = deque(maxlen=RECENT_COUNT)
        self._changed = asyncio.Event()
        self._watching: set[asyncio.Task[None]] = set()

    @property
    def engaged(self) -> frozenset[int]:
        """The operators who ring or talk."""
        return frozenset(self._engaged)

    @property
    def waiting(self) -> int:
        """How many callers wait for a person."""
        return sum(not search.found.done() for search in self._waiting)

    @asynccontextmanager
    async def seek(self, caller: Leg | None = None) -> AsyncIterator[Search]:
        """Look for a person as long as the block lasts; his leg ends with it. Raises NobodyReady."""
        if not await self._staff.ready(caller):
            await self._staff.nobody()
            raise NobodyReady("Немає жодного готового оператора.")
        search = Search(self, self._monotonic(), asyncio.get_running_loop().create_future(), caller=caller)
        self._waiting.append(search)
        work = asyncio.ensure_future(self._search(search))
        try:
            yield search
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            self._waiting.remove(search)
            self._tell()
            if search.found.done() and (leg := search.found.result()) is not None:
                await leg.hang_up()
            search.found.cancel()

    def engage(self, operator: int) -> None:
        """Ring him for nobody until he is released: the box has something else for him. Raises AlreadyEngaged."""
        if operator in self._engaged:
            raise AlreadyEngaged("Оператор зараз розмовляє або йому вже дзвонять.")
        self._engaged.add(operator)

    def release(self, operator: int) -> None:
        """He may be rung for callers again."""
        self._engaged.discard(operator)
        self._tell()

    def look_again(self) -> None:
        """Somebody's presence has changed: who waits is served at once, not at the next look."""
        self._tell()

    async def close(self) -> None:
        """Stop watching talks; the searches end with their callers."""
        for task in self._watching:
            task.cancel()
        await asyncio.gather(*self._watching, return_exceptions=True)

    def position(self, search: Search) -> int:
        """Return the place of a search among those for whom nobody rings."""
        unserved = [each for each in self._waiting if not each.ringing]
        return unserved.index(search) + 1 if search in unserved else 0

    def expected_s(self, search: Search) -> float | None:
        """Return how long a search will probably last, by its place and the talks of late."""
        return expected_wait_s(self.position(search), tuple(self._talks_s), self._operators)

    async def _search(self, search: Search) -> None:
        while posts := await self._turn(search):
            search.ringing = True
            self._engaged |= {post.operator for post in posts}
            try:
                await self._ring(search, posts)
            finally:
                self._release(post for post in posts if post is not search.operator)
            if search.found.done():
                return
            search.ringing = False
            search.tried |= {post.operator for post in posts}
        search.found.set_result(None)

    async def _turn(self, search: Search) -> Sequence[Post]:
        """Wait until it is this caller's turn and return whom to ring for him; nobody when all have been tried."""
        while True:
            ready = await self._staff.ready(search.caller)
            self._operators = max(len(ready.posts), 1)
            untried = [post for post in ready.posts if post.operator not in search.tried]
            if not untried and not ready.soon:
                return ()
            free = [post for post in untried if self._free_for(search, post)]
            if free:
                together = [post for post in free if not post.caller_held] if self._together else []
                return together or free[:1]
            await self._wait_for_change()

    def _free_for(self, search: Search, post: Post) -> bool:
        """Whether he neither rings nor talks, and no earlier caller waits for him."""
        earlier = self._waiting[: self._waiting.index(search)]
        wanted = any(not each.ringing and post.operator not in each.tried for each in earlier)
        return post.operator not in self._engaged and not wanted

    async def _ring(self, search: Search, posts: Sequence[Post]) -> None:
        """Ring all of them until the first answers. Who is cut short by another has missed nothing."""
        rings = {asyncio.ensure_future(self._ring_one(search, post)): post for post in posts}
        under_way = set(rings)
        try:
            while under_way and not search.found.done():
                done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                self._connect(search, {rings[ring]: ring.result() for ring in done})
        finally:
            for ring in under_way:
                ring.cancel()
            for late in await asyncio.gather(*under_way, return_exceptions=True):
                if late is not None and not isinstance(late, BaseException):
                    self._spawn(late.hang_up())

    def _connect(self, search: Search, rung: Mapping[Post, Leg | None]) -> None:
        """Give the caller the first who answered. Who picked up in the same moment is put down again."""
        for post, leg in rung.items():
            if leg is None:
                continue
            if search.operator is None:
                search.operator = post
                search.found.set_result(leg)
            else:
                self._spawn(leg.hang_up())
            self._watch(post, leg)

    async def _ring_one(self, search: Search, post: Post) -> Leg | None:
        if post.caller_held:
            await search.heard.wait()
        log.info("%s is rung", post.name)
        try:
            async with asyncio.timeout(self._ring_s):
                return await self._staff.ring(post, search.caller if post.caller_held else None)
        except TimeoutError:
            reason = "не відповів на дзвінок"
        except NoTransfer as refusal:
            log.warning("%s could not be rung: %s", post.name, refusal)
            return None
        except CallEnded:
            reason = "відхилив дзвінок"
        except LineFault as fault:
            reason = f"телефон недоступний: {fault}"
        log.info("%s: %s", post.name, reason)
        await self._staff.missed(post, reason)
        return None

    def _watch(self, post: Post, leg: Leg) -> None:
        self._spawn(self._until_over(post, leg))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._watching.add(task)
        task.add_done_callback(self._watching.discard)

    async def _until_over(self, post: Post, leg: Leg) -> None:
        began_s = self._monotonic()
        try:
            if isinstance(leg, Consulted) and leg.handed_over:
                # Who was looking for him has been told by now: the legs stood until then.
                leg.let_go()
                await asyncio.sleep(HANDED_OVER_S)
            else:
                await leg.wait_ended()
                self._talks_s.append(self._monotonic() - began_s)
            await self._staff.hung_up(post)
        finally:
            self._release([post])

    def _release(self, posts: Iterable[Post]) -> None:
        for post in posts:
            self.release(post.operator)

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _wait_for_change(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN_S):
                await self._changed.wait()
