"""The starter menus as a caller meets them: what is judged here is the language (facts of the Ukrainian caller, B1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from appliance.casework.office.community import Profile
from appliance.menu.flow import TUNE, Flow
from appliance.menu.nodes.menu import Menu
from appliance.menu.nodes.rubric import Rubric
from appliance.menu.published import Published, read_source
from appliance.publishing.compose import STARTER_PROFILE
from appliance.publishing.profiles import DIRECTORIES
from appliance.settings import STARTER
from audio.line.wav import read_wav
from audio.speech import pauses
from audio.speech.pace import NORMAL
from tests.fakes.spoken import said_in

FLOWS: dict[Profile, Flow] = {profile: read_source(STARTER / name)[0] for profile, name in DIRECTORIES.items()}
M = FLOWS[Profile.M]
PROMPTS = sorted({text for flow in FLOWS.values() for text in flow.prompts.values() if text != TUNE})
MENUS = [
    pytest.param(flow, node, id=f"{profile}-{node.prompt}")
    for profile, flow in FLOWS.items()
    for node in flow.nodes.values()
    if isinstance(node, Menu)
]
KEY_WORDS = {
    "1": "один",
    "2": "два",
    "3": "три",
    "4": "чотири",
    "5": "п'ять",
    "6": "шість",
    "0": "нуль",
    "8": "вісім",
    "9": "дев'ять",
}
HIDDEN = "6"
"""Leads to the office's own people from a menu that does not name it."""
UNWANTED = (
    "перезвон|на даний момент|слідуюч|по питан|на протязі|вірно|співпада|приймати участь|по телефону|алло|"
    "неправильн|помил|зірочк|решітк|абонент|клавіш"
)
WORDS_A_MINUTE = 105
GREETED_S = 30.0
OWN_WORDS = ("greeting", "main", "main_short", "other", "other_short", "closed")
"""What every profile words in its own way."""


def seconds(text: str) -> float:
    """How long a text lasts that the real engine speaks."""
    sets = (said_in(STARTER / name) for name in DIRECTORIES.values())
    path = next(found for spoken in sets if (found := spoken.find(text, NORMAL)))
    return len(read_wav(path)) / 16000


def test_there_is_a_starter_menu_for_every_profile_and_the_first_is_what_a_box_says_by_itself() -> None:
    assert set(FLOWS) == set(Profile)
    assert STARTER / DIRECTORIES[Profile.M] == STARTER_PROFILE


@pytest.mark.parametrize("text", PROMPTS)
def test_everything_said_is_ukrainian_words_without_digits(text: str) -> None:
    assert re.fullmatch(r"[А-ЩЬЮЯЄІЇҐа-щьюяєіїґ\u0301'’—,.!?:;\s-]+", text), text
    assert not re.search(r"\b[А-ЯЄІЇҐ]{2,}\b|грн|вул\.|буд\.", text), "an abbreviation is read letter by letter"


@pytest.mark.parametrize("text", PROMPTS)
def test_nothing_said_scolds_or_is_bad_ukrainian(text: str) -> None:
    assert not re.search(rf"\b({UNWANTED})", text.lower())


@pytest.mark.parametrize("text", PROMPTS)
def test_please_is_said_once_at_most(text: str) -> None:
    assert text.lower().count("будь ласка") <= 1


@pytest.mark.parametrize(("flow", "menu"), MENUS)
def test_a_choice_names_its_purpose_first_and_its_key_last_as_a_word(flow: Flow, menu: Menu) -> None:
    for name in (menu.prompt, menu.short):
        items = [line for line in flow.prompts[name].strip().splitlines() if line]
        said = [re.search(r"(?:натисніть|—) ([а-яїієґ']+)\.$", item) for item in items]
        assert all(said), items
        named = [key for key in menu.choices if key != HIDDEN]
        assert [match[1] for match in said if match][: len(named)] == [KEY_WORDS[key] for key in named]
        assert len(items) <= 7


@pytest.mark.parametrize(("flow", "menu"), MENUS)
def test_a_menu_has_at_most_five_choices_that_it_names(flow: Flow, menu: Menu) -> None:
    assert len(menu.choices) - (HIDDEN in menu.choices) <= 5
    assert menu.choices.get(HIDDEN, "staff") == "staff"
    assert "staff" in flow.nodes


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_a_caller_presses_three_keys_at_most_to_hear_what_he_wants(flow: Flow) -> None:
    def deep(node_id: str, path: tuple[str, ...]) -> Iterator[int]:
        node = flow.nodes[node_id]
        if not isinstance(node, Menu):
            yield len(path)
            return
        for target in node.choices.values():
            if target not in (*path, flow.places["main"]):
                yield from deep(target, (*path, target))

    assert max(deep(flow.places["main"], ())) <= 3


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_the_operator_is_the_last_of_the_main_menu_and_has_zero(flow: Flow) -> None:
    assert flow.prompts["main"].strip().endswith("Оператор — нуль.")


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_the_greeting_says_that_a_machine_speaks_and_where_to_call_when_life_is_in_danger(flow: Flow) -> None:
    greeting = flow.prompts["greeting"]
    assert greeting.strip().startswith("Вітаємо! Ви зателефонували до")
    assert greeting.index("автовідповідач") < greeting.index("сто дванадцять")
    assert "сто чотири" in greeting


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_greeting_and_menu_are_over_in_half_a_minute(flow: Flow) -> None:
    said = [flow.prompts["greeting"], flow.prompts["main"]]
    assert sum(map(seconds, said)) <= GREETED_S
    count = sum(len(re.findall(r"[\w'’-]+", text)) for text in said)
    assert count / WORDS_A_MINUTE * 60 <= GREETED_S


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_the_greeting_is_heard_once_and_what_burns_between_it_and_the_menu(flow: Flow) -> None:
    assert [node for node, exits in flow.exits.items() if "greeting" in exits.values()] == []
    assert flow.places["main"] != flow.places["start"] == "greeting"
    assert flow.exits["greeting"] == {"done": "notices"}
    assert (flow.nodes["notices"].kind, flow.exits["notices"]) == ("notices", {"done": flow.places["main"]})


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_the_emergency_branch_names_all_five_numbers_and_takes_a_message_within_a_minute(flow: Flow) -> None:
    for number in ("сто один", "сто два", "сто три", "сто чотири", "сто дванадцять"):
        assert re.search(rf"{number}\b", flow.prompts["emergency"])
    assert flow.exits[flow.places["emergency"]] == {"done": "emergency_message"}
    message = vars_of(flow, "emergency_message")
    assert seconds(flow.prompts["emergency"]) + seconds(flow.prompts[message["prompt"]]) + message["max_s"] <= 60.0


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_the_office_s_own_branches_ask_for_the_pin_and_no_menu_names_the_way_there(flow: Flow) -> None:
    staff = flow.nodes["staff"]
    assert isinstance(staff, Menu)
    assert [flow.nodes[target].kind for target in staff.choices.values()] == ["recorder", "emergency_text"]
    ways = [node_id for node_id, exits in flow.exits.items() if "staff" in exits.values() and node_id != "staff"]
    assert ways == ["other"]
    assert "шість" not in flow.prompts["other"] + flow.prompts["other_short"]


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_a_starter_offers_all_that_a_caller_can_use_without_anybody_at_the_desk(flow: Flow) -> None:
    kinds = {node.kind for node in flow.nodes.values()}
    assert kinds >= {"notices", "services", "rubric", "reception", "office_hours", "record", "slower", "hang_up"}
    assert {vars_of(flow, node_id).get("purpose") for node_id in flow.nodes} >= {"message", "remark", "emergency"}
    rubrics = {node.rubric for node in flow.nodes.values() if isinstance(node, Rubric)}
    assert rubrics >= {"news", "authorities", "questions"}


def test_the_words_of_the_greeting_before_the_emergency_last_seven_seconds_at_most(starter: Published) -> None:
    greeting = starter.prompts["greeting"]
    said = [clause.text for clause in pauses.clauses(greeting.text)]
    machine = next(at for at, clause in enumerate(said) if "автовідповідач" in clause)
    share = sum(map(len, said[: machine + 1])) / sum(map(len, said))
    assert share * len(greeting.pcm) / 16000 <= 7.0


@pytest.mark.parametrize("text", PROMPTS)
def test_no_prompt_lasts_longer_than_a_caller_listens(text: str) -> None:
    assert 1.0 <= seconds(text) <= 22.0


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_goodbye_thanks(flow: Flow) -> None:
    assert flow.prompts["goodbye"] == "Дякуємо за дзвінок. До побачення."


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_what_is_the_same_in_two_profiles_is_worded_the_same(flow: Flow) -> None:
    """Four files are complete sets, not copies that drift."""
    same = {name: text for name, text in flow.prompts.items() if name in M.prompts and name not in OWN_WORDS}
    assert same == {name: M.prompts[name] for name in same}


def vars_of(flow: Flow, node_id: str) -> dict[str, Any]:
    """The fields of a node by name."""
    node = flow.nodes[node_id]
    return {name: getattr(node, name) for name in getattr(node, "__dataclass_fields__", {})}
