"""A post office: a real line on a simulated modem, a real register, the outbox and the inbox, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from appliance.casework.database import Database
from appliance.casework.migrate import migrate
from appliance.casework.texts.message_states import MessageState
from appliance.casework.texts.messages import Message, MessagePart, NewMessage
from appliance.contracts import Leg, LineState, LineStatus
from appliance.contracts.messages import Messages
from appliance.lines.family import load_family
from appliance.lines.gsm import GsmLine
from appliance.lines.ports import find_ports
from appliance.numbers import DialFacts, DialLimits, Purpose, parse
from appliance.outreach.inbox import Inbox
from appliance.outreach.outbox import Outbox
from appliance.settings import MODEMS
from tests.fakes.box import INTERFACES
from tests.fakes.modem import FakeModem, Faults
from tests.fakes.virtual_time import VirtualClock, run_virtually

T = TypeVar("T")
NUMBER = "+380671112244"
LIMITS = DialLimits(to_one_number=100)


@dataclass
class Post:
    """What a test holds."""

    modem: FakeModem
    line: GsmLine
    outbox: Outbox
    database: Database
    clock: VirtualClock
    news: list[int] = field(default_factory=list)
    statuses: list[LineStatus] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)

    async def run(self, verb: Callable[[], T]) -> T:
        """Run a verb of the register."""
        return await self.database.run(verb)

    async def queue(self, text: str = "Ваше звернення зареєстровано.", number: str = NUMBER, **how: Any) -> int:
        """Put an SMS into the queue and wake the outbox."""
        how.setdefault("confirmed", True)
        new = NewMessage(parse(number, "4644"), text, "test", Purpose.CARD, **how)
        message = await self.run(lambda: Message.queue(new, self.clock.now()))
        self.outbox.wake()
        return message

    async def messages(self) -> list[Message]:
        """Return all, the oldest first."""
        return await self.run(lambda: list(reversed(Message.latest(1000))))

    async def parts(self, message: int) -> list[MessagePart]:
        """Return the parts of a message."""
        return await self.run(
            lambda: list(MessagePart.select().where(MessagePart.message == message).order_by(MessagePart.number))
        )

    async def until(self, *states: MessageState, message: int = 1, within_s: float = 60.0) -> Message:
        """Wait until a message is in one of these states."""
        async with asyncio.timeout(within_s):
            while True:
                found = await self.run(lambda: Message.numbered(message))
                if found is not None and found.state in states:
                    return found
                await asyncio.sleep(0.2)

    async def until_line(self, state: LineState, within_s: float = 90.0) -> None:
        """Wait until the line is in a state."""
        async with asyncio.timeout(within_s):
            while self.line.status.state is not state:
                await asyncio.sleep(0.05)

    def said(self, prefix: str) -> list[str]:
        """Return the commands that the modem was told and that begin so."""
        return [text for _at, text in self.modem.commands if text.startswith(prefix)]

    @property
    def stored(self) -> int:
        """Return how many SMS lie in the modem."""
        return sum(map(len, self.modem.mail.stores.values()))


@asynccontextmanager
async def post_office(
    tmp_path: Path,
    family: str = "huawei_e1550",
    *,
    faults: Faults | None = None,
    grounds: Callable[[str], DialFacts] = lambda _number: DialFacts(),
    limits: DialLimits = LIMITS,
    modem: FakeModem | None = None,
    clock: VirtualClock | None = None,
    prepare: Callable[[FakeModem], object] = lambda _modem: None,
    with_inbox: bool = True,
    wait: bool = True,
) -> AsyncIterator[Post]:
    """Run it. A `modem` that is given goes on living when the box is gone; `prepare` works on one that is made."""
    clock = clock or VirtualClock(asyncio.get_running_loop())
    device = modem or FakeModem(family, tmp_path / "modem", faults)
    if modem is None:
        await device.start()
        prepare(device)
    at, audio = (str(tmp_path / "modem" / node) for node in INTERFACES[family])
    description = load_family(family, MODEMS)
    database = Database(tmp_path / "slukhavka.db", monotonic=clock.monotonic, prepare=migrate)
    statuses: list[LineStatus] = []
    ports = partial(find_ports, at, audio, description.usb)
    line = GsmLine("gsm1", description, find_ports=ports, clock=clock, on_status=statuses.append)
    news: list[int] = []

    def tell(_event: str, id: int) -> None:
        news.append(id)

    lines: list[Messages] = [line.messages]
    common: dict[str, Any] = {"database": database, "lines": lines, "clock": clock, "news": tell}
    outbox = Outbox(**common, grounds=grounds, limits=limits)
    post = Post(device, line, outbox, database, clock, news, statuses)
    work: list[Coroutine[Any, Any, None]] = [line.run(), outbox.run(), _take_calls(post)]
    if with_inbox:
        work.append(Inbox(**common, area_code="4644").run())
    tasks = [asyncio.ensure_future(job) for job in work]
    try:
        if wait:
            await post.until_line(LineState.IDLE)
        yield post
    finally:
        ended = [task for task in tasks if task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await database.close()
        if modem is None:
            await device.stop()
        for task in ended:
            task.result()


async def _take_calls(post: Post) -> None:
    async for leg in post.line.incoming():
        post.legs.append(leg)


def with_post(
    test: Callable[[Post], Coroutine[Any, Any, None]], tmp_path: Path, family: str = "huawei_e1550", **options: Any
) -> None:
    """Run `test(post)` in virtual time."""

    async def main() -> None:
        async with post_office(tmp_path, family, **options) as post:
            await test(post)

    run_virtually(main)
