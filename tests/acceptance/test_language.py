"""A caller who presses a key is spoken to in another language, to the end of his call; the default is Ukrainian."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.menu.published import load_current, publish
from tests.acceptance.ear import head
from tests.fakes.box import FAMILIES, Box, with_box
from tests.fakes.modem.caller import FakeCaller
from tests.fakes.spoken import spoken_store

FLOW = """
title = "Дві мови"
start = "greeting"
main = "main"
operator = "hours"
emergency = "bye"

[nodes.greeting]
kind = "language"
prompt = "greeting"
languages = { 1 = "en" }
exits = { done = "main" }

[nodes.main]
kind = "menu"
prompt = "main"
short = "main"
wrong = "main"
quiet = "main"
choices = { 1 = "hours" }
exits = { invalid = "bye", silent = "bye" }

[nodes.hours]
kind = "say"
prompt = "hours"
exits = { done = "bye" }

[nodes.bye]
kind = "hang_up"
prompt = "goodbye"

[prompts]
greeting = "Вітаємо! Ви зателефонували до сільської ради. Щоб слухати українською, залишайтеся на лінії."
main = "Щоб дізнатися години роботи, натисніть один."
hours = "Ми працюємо з понеділка до п'ятниці, з восьмої до сімнадцятої години."
goodbye = "Дякуємо за дзвінок. До побачення."
warning = "Розмова скоро закінчиться."

[languages.en.prompts]
greeting = "Welcome! You have called the village council. For English, press one."
main = "For the opening hours, press one."
goodbye = "Thank you for your call. Good bye."
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The menu in two languages, really spoken."""
    source, directory = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("published")
    (source / "flow.toml").write_text(FLOW)
    (source / "hours.toml").write_text("round_the_clock = true\n")
    publish(source, directory, spoken_store(source))
    return directory


@pytest.mark.row("A20")
@pytest.mark.parametrize("family", FAMILIES)
def test_a_caller_chooses_english_and_what_has_no_english_words_is_said_in_ukrainian(
    family: str, tmp_path: Path, published: Path
) -> None:
    menu = load_current(published)
    english = menu.languages["en"](100, menu.prompts)

    async def in_english(call: FakeCaller) -> None:
        await call.answered(11)
        await call.wait_for(head(menu.prompts["greeting"]), 8)
        await call.wait_for(head(english["greeting"]), 20)
        await call.press("1")
        await call.wait_for(head(english["main"]), 8)
        await call.press("1")
        await call.wait_for(head(menu.prompts["hours"]), 8)
        await call.wait_for(head(english["goodbye"]), 20)

    async def in_ukrainian(call: FakeCaller) -> None:
        await call.answered(11)
        await call.wait_for(head(english["greeting"]), 20)
        await call.wait_for(head(menu.prompts["main"]), 20)
        await call.hang_up()

    async def talk(box: Box) -> None:
        await in_english(box.modem.ring())
        [record] = await box.closed_records(1)
        assert (record.nodes, record.keys) == (["greeting", "main", "hours", "bye"], "11")
        await asyncio.sleep(2)
        await in_ukrainian(box.modem.ring())

    with_box(talk, tmp_path, family, published=published)
