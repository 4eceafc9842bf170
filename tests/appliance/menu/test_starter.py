"""The starter menu as a caller meets it: what is judged here is the language (facts of the Ukrainian caller, B1)."""

from __future__ import annotations

import re

import pytest

from appliance.menu.nodes.menu import Menu
from appliance.menu.published import Published, read_source
from appliance.publishing.compose import STARTER_PROFILE
from audio.speech import pauses

FLOW, BACKGROUND = read_source(STARTER_PROFILE)
TEXTS = sorted(FLOW.texts(BACKGROUND))
MENUS = [node for node in FLOW.nodes.values() if isinstance(node, Menu)]
KEY_WORDS = {
    "1": "один",
    "2": "два",
    "3": "три",
    "4": "чотири",
    "5": "п'ять",
    "6": "шість",
    "8": "вісім",
    "9": "дев'ять",
}
UNWANTED = (
    "перезвон|на даний момент|слідуюч|по питан|на протязі|вірно|співпада|приймати участь|по телефону|алло|"
    "неправильн|помил|зірочк|решітк|абонент|клавіш"
)


@pytest.mark.parametrize("text", TEXTS)
def test_everything_said_is_ukrainian_words_without_digits(text: str) -> None:
    assert re.fullmatch(r"[А-ЩЬЮЯЄІЇҐа-щьюяєіїґ\u0301'’—,.!?:;\s-]+", text), text
    assert not re.search(r"\b[А-ЯЄІЇҐ]{2,}\b|грн|вул\.|буд\.", text), "an abbreviation is read letter by letter"


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_said_scolds_or_is_bad_ukrainian(text: str) -> None:
    assert not re.search(rf"\b({UNWANTED})", text.lower())


@pytest.mark.parametrize("text", TEXTS)
def test_please_is_said_once_at_most(text: str) -> None:
    assert text.lower().count("будь ласка") <= 1


@pytest.mark.parametrize("menu", MENUS, ids=lambda menu: menu.prompt)
def test_a_choice_names_its_purpose_first_and_its_key_last_as_a_word(menu: Menu) -> None:
    for name in (menu.prompt, menu.short):
        items = [line for line in FLOW.prompts[name].strip().splitlines() if line]
        spoken = [re.search(r"(?:натисніть|—) ([а-яїієґ']+)\.$", item) for item in items]
        assert all(spoken), items
        keys = [match[1] for match in spoken if match]
        assert keys[: len(menu.choices)] == [KEY_WORDS[key] for key in menu.choices]
        assert len(items) <= 6


@pytest.mark.parametrize("menu", MENUS, ids=lambda menu: menu.prompt)
def test_a_menu_has_at_most_five_choices(menu: Menu) -> None:
    assert len(menu.choices) <= 5


def test_no_menu_promises_a_person_who_may_not_be_there() -> None:
    offered = " ".join(FLOW.prompts[name] for menu in MENUS for name in (menu.prompt, menu.short))
    assert "оператор" not in offered, "an information line may have none; zero says so and takes a message"


def test_the_greeting_says_that_a_machine_speaks_and_where_to_call_when_life_is_in_danger() -> None:
    greeting = FLOW.prompts["greeting"]
    assert greeting.strip().startswith("Вітаємо! Ви зателефонували до")
    assert greeting.index("автовідповідач") < greeting.index("сто дванадцять")
    assert "сто чотири" in greeting


def test_the_greeting_is_heard_once_and_not_at_each_return() -> None:
    assert [node for node, exits in FLOW.exits.items() if "greeting" in exits.values()] == []
    assert FLOW.places["main"] != FLOW.places["start"] == "greeting"


def test_the_emergency_text_names_all_five_numbers() -> None:
    for number in ("сто один", "сто два", "сто три", "сто чотири", "сто дванадцять"):
        assert re.search(rf"{number}\b", FLOW.prompts["emergency"])


def test_the_words_of_the_greeting_before_the_emergency_last_seven_seconds_at_most(starter: Published) -> None:
    greeting = starter.prompts["greeting"]
    said = [clause.text for clause in pauses.clauses(greeting.text)]
    machine = next(at for at, clause in enumerate(said) if "автовідповідач" in clause)
    share = sum(map(len, said[: machine + 1])) / sum(map(len, said))
    assert share * len(greeting.pcm) / 16000 <= 7.0


@pytest.mark.parametrize("name", FLOW.prompts)
def test_no_prompt_lasts_longer_than_a_caller_listens(starter: Published, name: str) -> None:
    assert 1.0 <= len(starter.prompts[name].pcm) / 16000 <= 22.0


def test_the_starter_offers_all_that_a_caller_can_use_without_anybody_at_the_desk() -> None:
    assert {node.kind for node in FLOW.nodes.values()} >= {"say", "menu", "office_hours", "record", "slower", "hang_up"}


def test_three_services_of_the_centre_are_told() -> None:
    services = FLOW.nodes["services"]
    assert isinstance(services, Menu)
    assert len(services.choices) == 3


def test_goodbye_thanks() -> None:
    assert FLOW.prompts["goodbye"] == "Дякуємо за дзвінок. До побачення."
