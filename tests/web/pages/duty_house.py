"""A console whose box has a published menu, and whose daemon is stood in for by a socket that answers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from shutil import copyfile
from typing import Any

from appliance.control import Answer, ControlServer
from appliance.publishing.compose import STARTER_PROFILE
from tests.web.house import House


def publish_starter(house: House, hours: str = "") -> None:
    """Lay the starter's menu where the daemon would find it, without its sounds; `hours` instead of its own."""
    directory = house.settings.published / "7"
    directory.mkdir(parents=True)
    for name in ("flow.toml", "hours.toml"):
        copyfile(STARTER_PROFILE / name, directory / name)
    if hours:
        (directory / "hours.toml").write_text(hours, encoding="utf-8")
    (house.settings.published / "current").symlink_to("7")


NO_VERBS: Mapping[str, Answer] = {}


@contextmanager
def daemon_of(house: House, verbs: Mapping[str, Answer] = NO_VERBS, /, **status: Any) -> Iterator[list[str]]:
    """Answer on the box's socket as the daemon does; yields what was asked beside `verbs` and `status`."""
    asked: list[str] = []

    def woken(verb: str, _request: dict[str, Any]) -> dict[str, Any]:
        asked.append(verb)
        return {}

    woken_of = ("operators", "presence", "alarms", "outbox", "blocks", "publisher", "notices")
    wakes = [f"wake_{each}" for each in woken_of]
    answers: dict[str, Answer] = {verb: partial(woken, verb) for verb in wakes}
    answers |= verbs
    answers["status"] = lambda _request: {"lines": [], "waiting": 0, **status}
    ready, stop = threading.Event(), threading.Event()

    async def serve() -> None:
        server = ControlServer(house.settings.control, answers)
        await server.start()
        ready.set()
        await asyncio.to_thread(stop.wait)
        await server.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    ready.wait()
    try:
        yield asked
    finally:
        stop.set()
        thread.join()
