"""What the office changes is heard by the next caller; who is on the line meanwhile ends on what he began with."""

from __future__ import annotations

import asyncio
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.entrance.accounts import BOX
from appliance.casework.menus.publications import Publication
from appliance.casework.row import bind
from appliance.clock import SystemClock
from appliance.control import ask
from appliance.menu.flow import table_of
from appliance.menu.published import Published, load_current
from appliance.publishing.intake import take_in
from appliance.settings import Settings
from tests.acceptance.ear import recognised
from tests.appliance.menu.small_flow import small_flow
from tests.fakes.box import Box, settings_for, with_lines
from tests.fakes.fresh_register import lay_register
from tests.fakes.kinds import Gsm
from tests.fakes.noise_unit import noise_unit

HOURS: dict[str, Any] = {"week": {"mon": ["08:00-17:00"]}}
CLOCK = SystemClock()


def saying(text: str) -> dict[str, Any]:
    document = deepcopy(table_of(small_flow("menu")))
    document["prompts"]["top"] = text
    return document


def wish(settings: Settings, text: str) -> Publication:
    with bind(settings.database).connection_context():
        return take_in("", saying(text), HOURS, "", by=BOX, now=CLOCK.now())


def go_back(settings: Settings, publication: Publication) -> None:
    with bind(settings.database).connection_context():
        Publication.ask_revision(publication.revision_id or 0, by=BOX, now=CLOCK.now())


async def published(box: Box) -> Published:
    """Have the daemon publish what is asked, in a process of its own, and return what callers hear then."""
    before = box.daemon._menus.of().revision
    await asyncio.to_thread(ask, box.settings.control, "wake_publisher")
    async with asyncio.timeout(600):
        while box.daemon._menus.of().revision == before:
            await asyncio.sleep(0.1)
    return load_current(box.settings.published)


@pytest.mark.row("A2", "D3")
def test_the_next_caller_hears_what_was_published_and_who_was_on_the_line_what_he_began_with(tmp_path: Path) -> None:
    made = settings_for(tmp_path)
    file = tmp_path / "slukhavka.toml"
    line = 'name = "gsm1"\nfamily = "huawei_e1550"\nat = "/dev/at"\naudio = "/dev/audio"'
    file.write_text(f'[box]\nstate = "{made.box.state}"\n[[lines]]\n{line}\n')
    settings = replace(made, file=file)

    async def talk(box: Box) -> None:
        first = wish(settings, "Перше слово.")
        menus = [await published(box)]
        meanwhile = box.ring()
        await meanwhile.answered(10)
        await meanwhile.wait_for(menus[0].prompts["top"].pcm, 30)
        wish(settings, "Друге слово.")
        menus.append(await published(box))
        await meanwhile.press("9")
        await meanwhile.wait_for(menus[0].prompts["top"].pcm, 30)
        await meanwhile.hang_up()
        assert not recognised(bytes(meanwhile.heard), menus[1].prompts["top"].pcm)
        for expected in (menus[1], None):
            if expected is None:
                go_back(settings, first)
                expected = await published(box)
                assert expected.prompts["top"].text == "Перше слово."
            await box.until_line(box.line().status.state.IDLE)
            call = box.ring()
            await call.answered(10)
            await call.wait_for(expected.prompts["top"].pcm, 30)
            await call.hang_up()

    settings.box.state.mkdir(parents=True)
    lay_register(settings.database)
    with noise_unit(settings.speech_spool, settings.spoken):
        with_lines(talk, tmp_path, Gsm("huawei_e1550"), settings=settings)
