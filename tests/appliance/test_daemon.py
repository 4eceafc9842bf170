"""The daemon as a whole: what it tells systemd and the console, how it stops, what it makes of a broken menu."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
from pathlib import Path

import pytest

from appliance.contracts import LineState
from appliance.daemon import Daemon
from appliance.errors import SettingsError
from appliance.menu.published import Published, publish
from appliance.notify import Notifier
from appliance.publishing.compose import STARTER_PROFILE
from appliance.settings import GsmLineSettings
from tests.fakes.box import Box, log_of, running_box, settings_for, with_box
from tests.fakes.modem import FakeModem
from tests.fakes.spoken import spoken_store
from tests.fakes.virtual_time import VirtualClock, run_virtually


async def asked(box: Box, **request: object) -> dict[str, object]:
    """Ask the daemon over its socket and return the answer."""
    reader, writer = await asyncio.open_unix_connection(box.settings.control)
    writer.write(json.dumps(request).encode() + b"\n")
    answer: dict[str, object] = json.loads(await reader.readline())
    writer.close()
    await writer.wait_closed()
    return answer


def test_systemd_hears_that_the_box_is_ready_alive_and_stopping(tmp_path: Path) -> None:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(str(tmp_path / "notify"))
    listener.setblocking(False)

    async def main() -> None:
        modem = FakeModem("huawei_e1550", tmp_path / "modem")
        await modem.start()
        clock = VirtualClock(asyncio.get_running_loop())
        daemon = Daemon(settings_for(tmp_path), clock, Notifier(str(tmp_path / "notify")))
        stop = asyncio.Event()
        running = asyncio.ensure_future(daemon.run(stop))
        await asyncio.sleep(12)
        stop.set()
        await running
        await modem.stop()

    run_virtually(main)
    said: list[bytes] = []
    while len(said) < 3 or said[-1] != b"STOPPING=1":
        said.append(listener.recv(100))
    listener.close()
    assert said[0] == b"READY=1"
    assert said.count(b"WATCHDOG=1") >= 3


def test_the_status_tells_of_every_line_and_the_menu(tmp_path: Path, published_starter: Path) -> None:
    async def talk(box: Box) -> None:
        await asyncio.sleep(1)
        status = await asked(box, ask="status")
        assert status["menu_revision"] == "1"
        assert status["lines"] == [
            {"line": "gsm1", "state": "idle", "reason": "", "operator": "KYIVSTAR", "signal_dbm": -83}
        ]
        call = box.modem.ring()
        await call.answered(10)
        await asyncio.sleep(1)
        lines = (await asked(box, ask="status"))["lines"]
        assert isinstance(lines, list)
        assert lines[0]["state"] == "talking"
        await call.hang_up()

    with_box(talk, tmp_path, published=published_starter)


def test_a_stopped_box_ends_its_call_politely_and_writes_it_down(
    tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def main() -> None:
        async with running_box(tmp_path, published=published_starter) as box:
            call = box.modem.ring()
            await call.answered(10)
            await asyncio.sleep(8)
        assert call.ended_by == "modem"

    run_virtually(main)
    [record] = log_of(settings_for(tmp_path))
    assert (record.result, record.ended_by) == ("SERVED", "box")


def test_a_menu_published_while_the_box_runs_is_played_to_the_next_caller_and_a_broken_one_never(
    tmp_path: Path, published_starter: Path
) -> None:
    published = tmp_path / "published"
    shutil.copytree(published_starter, published, symlinks=True)

    async def talk(box: Box) -> None:
        await asyncio.to_thread(publish, STARTER_PROFILE, published, spoken_store())
        assert (await asked(box, ask="reload_menu"))["menu_revision"] == "2"
        (published / "2" / "flow.toml").write_text("[nodes", encoding="utf-8")
        answer = await asked(box, ask="reload_menu")
        assert answer["menu_revision"] == "2"
        assert "пошкоджене" in str(answer["reason"]) or "не читається" in str(answer["reason"])
        call = box.modem.ring()
        await call.answered(10)
        await asyncio.sleep(8)
        await call.hang_up()
        [record] = await box.records()
        assert (record.menu_revision, record.nodes[0]) == ("2", "greeting")

    with_box(talk, tmp_path, published=published)


def test_a_missing_modem_is_a_line_that_says_why_and_comes_to_life_when_it_is_plugged_in(tmp_path: Path) -> None:
    async def main() -> None:
        async with running_box(tmp_path, wait=False) as box:
            box.modem.unplug()
            await box.until_line(LineState.DOWN)
            assert "порт" in box.daemon.lines[0].status.reason
            box.modem.plug()
            await box.until_line(LineState.IDLE)

    run_virtually(main)


def test_an_unknown_family_is_refused_before_anything_runs(tmp_path: Path) -> None:
    async def main() -> None:
        settings = settings_for(tmp_path)
        wrong = settings.__class__(settings.box, settings.call, settings.console, (GsmLineSettings("gsm1", "nokia"),))
        with pytest.raises(SettingsError, match="Невідома родина модемів «nokia»"):
            Daemon(wrong, VirtualClock(asyncio.get_running_loop()), Notifier(""))

    run_virtually(main)
