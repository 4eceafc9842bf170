"""News and telephones of other authorities, heard in a call and sent by SMS; what is over ends by itself."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import BOX
from appliance.casework.knowledge.rubrics import EntryWording, Rubric, RubricEntry
from appliance.casework.row import bind
from appliance.clock import Moment
from appliance.menu.published import CONTENT, load_current, publish
from appliance.publishing.compose import content_now
from tests.acceptance.ear import head
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import HOURS, NoiseWords
from tests.fakes.box import FAMILIES, Box, with_box
from tests.fakes.fresh_register import lay_register
from tests.fakes.modem.caller import FakeCaller
from tests.fakes.virtual_time import START

NOW = Moment(START, 0.0, True, "boot")
FAIR = EntryWording("Ярмарок", "У суботу ярмарок на площі.", ends_at=START + timedelta(minutes=10))
PENSIONS = EntryWording("Пенсійний фонд", "Пенсії та субсидії.", phones=("0 800 503 753",))
SECONDS = {"it_short": 2.0, "review": 2.0, FAIR.text: 3.0}


def office(directory: Path, rubric: Rubric, wording: EntryWording) -> Path:
    """Enter it as the console does, publish a menu with its rubric, and return the published directory."""
    source = directory / "source"
    source.mkdir()
    lay_register(directory / "slukhavka.db")
    with bind(directory / "slukhavka.db").connection_context():
        RubricEntry.add(rubric, wording, by=BOX, now=NOW)
        (source / CONTENT).write_text(json.dumps(content_now(NOW)), encoding="utf-8")
    (source / "flow.toml").write_text(small_flow("rubric", rubric=f'"{rubric}"'), encoding="utf-8")
    (source / "hours.toml").write_text(HOURS, encoding="utf-8")
    publish(source, directory / "published", NoiseWords(directory / "words", SECONDS))
    return directory / "published"


async def at_the_rubric(box: Box) -> FakeCaller:
    caller = box.modem.ring()
    await caller.answered(11)
    await asyncio.sleep(1.5)
    await caller.press("11")
    return caller


async def texted(box: Box) -> str:
    while not box.modem.mail.sent:
        await asyncio.sleep(1)
    return "".join(sent.text for sent in box.modem.mail.sent)


@pytest.mark.row("D7")
@pytest.mark.parametrize("family", FAMILIES)
def test_news_are_heard_and_sent_and_fall_silent_by_themselves(family: str, tmp_path: Path) -> None:
    published = office(tmp_path, Rubric.NEWS, FAIR)
    menu = load_current(published)

    async def talk(box: Box) -> None:
        caller = await at_the_rubric(box)
        await caller.wait_for(head(menu.prompts["it_short"]), 10)
        await caller.wait_for(head(menu.phrases[FAIR.text]), 15)
        await caller.wait_for(head(menu.prompts["review"]), 15)
        await caller.press("1")
        await caller.wait_for(head(menu.prompts["kept"]), 8)
        await caller.hang_up()
        assert await texted(box) == "Ярмарок. У суботу ярмарок на площі."
        await asyncio.sleep(600)
        caller = await at_the_rubric(box)
        await caller.wait_for(head(menu.prompts["it"]), 10)
        await caller.hang_up()

    with_box(talk, tmp_path, family, published=published)


@pytest.mark.row("A27")
@pytest.mark.parametrize("family", FAMILIES)
def test_the_number_of_an_authority_is_heard_twice_and_sent(family: str, tmp_path: Path) -> None:
    published = office(tmp_path, Rubric.AUTHORITIES, PENSIONS)
    menu = load_current(published)
    dictated = ("Пенсійний фонд. Пенсії та субсидії.", "Запишіть, будь ласка, номер.", "Нуль вісімсот.", "П'ятсот три.")
    again = ("Сімсот п'ятдесят три.", "Повторюю.", "Нуль, вісім, нуль, нуль, п'ять, нуль, три, сім, п'ять, три.")

    async def talk(box: Box) -> None:
        caller = await at_the_rubric(box)
        heard_at = [await caller.wait_for(head(menu.phrases[text]), 15) for text in (*dictated, *again)]
        assert heard_at == sorted(heard_at)
        assert heard_at[2] - heard_at[1] > 2.0, "pen and glasses are found"
        await caller.wait_for(head(menu.prompts["review"]), 15)
        await caller.press("1")
        await caller.wait_for(head(menu.prompts["kept"]), 8)
        await caller.hang_up()
        assert "0 800 503 753" in await texted(box)

    with_box(talk, tmp_path, family, published=published)
