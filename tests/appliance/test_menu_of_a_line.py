"""A line may have a menu of its own (issue: several lines at once)."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

from appliance.daemon import Daemon
from appliance.menu.published import Published
from appliance.notify import Notifier
from appliance.settings import GsmLineSettings, Settings
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import publish_noise
from tests.fakes.box import settings_for
from tests.fakes.virtual_time import VirtualClock, run_virtually


def two_lines(tmp_path: Path) -> Settings:
    settings = settings_for(tmp_path)
    own = GsmLineSettings("gsm2", "sim7600", menu="utilities")
    return replace(settings, lines=(*settings.lines, own))


def menus(settings: Settings) -> dict[str, Published]:
    """Return what a daemon would play on each line."""

    async def main() -> dict[str, Published]:
        daemon = Daemon(settings, VirtualClock(asyncio.get_running_loop()), Notifier(""))
        await daemon._menus.load()
        return {line.name: daemon._menus.of(line.name) for line in settings.lines}

    return run_virtually(main)


def publish_as(settings: Settings, name: str, title: str, tmp_path: Path) -> None:
    flow = small_flow().replace("Мале меню", title)
    published = publish_noise(flow, tmp_path / f"making {name or 'box'}")
    shutil.copytree(published, settings.published_menu(name), symlinks=True)


def test_a_line_plays_its_own_menu_and_the_others_that_of_the_box(tmp_path: Path) -> None:
    settings = two_lines(tmp_path)
    publish_as(settings, "", "Громада", tmp_path)
    publish_as(settings, "utilities", "Водоканал", tmp_path)
    assert {line: menu.flow.title for line, menu in menus(settings).items()} == {"gsm1": "Громада", "gsm2": "Водоканал"}


def test_while_its_own_menu_is_not_published_a_line_plays_that_of_the_box(tmp_path: Path) -> None:
    settings = two_lines(tmp_path)
    publish_as(settings, "", "Громада", tmp_path)
    assert {menu.flow.title for menu in menus(settings).values()} == {"Громада"}


def test_with_nothing_published_every_line_answers_with_tones(tmp_path: Path) -> None:
    played = menus(two_lines(tmp_path))
    assert {menu.revision for menu in played.values()} == {played["gsm1"].revision}
