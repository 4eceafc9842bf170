"""The menu as a tree: read at a glance, faults beside the nodes, quick with a large one."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.entrance.accounts import Role
from appliance.casework.entrance.sessions import LoginSession
from appliance.settings import STARTER, GsmLineSettings
from tests.web.house import HERE, House, Visitor, path_of
from tests.web.pages.call_house import text_of
from tests.web.pages.menu_house import MENU, begin_menu, draft_id, draft_of, fields_of, large_menu, node_id
from web.guard import TICKET
from web.pages.menu.tree import tree, ways_of

NODES = 200


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def editor(house: House) -> Visitor:
    return house.enter(Role.EDITOR, "Ганна Лис")


def test_a_box_without_a_draft_offers_what_one_may_begin_with(house: House, editor: Visitor) -> None:
    page = editor.get("/menu").text
    assert "Чернетки цього меню ще немає" in page
    answer = editor.post("/menu/begin", menu="", source=next(path.parent.name for path in STARTER.glob("*/flow.toml")))
    assert path_of(answer) == "/menu?menu="
    assert draft_of(house)["nodes"]
    assert "Початок дзвінка" in editor.get("/menu").text


def test_the_tree_names_the_key_the_kind_and_the_first_words(house: House, editor: Visitor) -> None:
    begin_menu(house)
    page = text_of(editor.get("/menu").text)
    assert "Сказати greeting Вітаємо!" in page
    assert "Головне меню (решітка) після хибних клавіш → Оператор" in page
    assert "клавіша 1 Години роботи hours Щоб повернутися, натисніть вісім. далі → Головне меню" in page
    assert "Меню можна подавати на розгляд" in editor.get("/menu/1/findings").text


def test_every_node_stands_once_and_what_nobody_comes_to_stands_apart() -> None:
    menu = copy.deepcopy(MENU)
    menu["nodes"]["lost"] = {"kind": "say", "prompt": "tail", "exits": {"done": "lost_too"}}
    menu["nodes"]["lost_too"] = {"kind": "say", "prompt": "tail", "exits": {"done": "lost"}}
    branches = tree(menu)
    drawn = [line.node_id for branch in branches for line in branch.lines if not line.seen_before]
    assert sorted(drawn) == sorted(menu["nodes"])
    assert branches[-1].title == "Сюди ніхто не дійде"


def test_ways_of_any_shape_are_read_without_a_fall() -> None:
    assert ways_of({"kind": "nothing", "choices": "what", "exits": 7}) == []
    assert tree({}) == []
    broken = tree({"start": "a", "nodes": {"a": {"kind": "menu", "choices": {"1": "gone", "12": "a"}}}})
    assert [(line.node_id, line.exists) for line in broken[0].lines] == [("a", True), ("gone", False)]


def test_a_chain_of_choices_of_any_depth_is_drawn() -> None:
    nodes = {f"n{at}": {"kind": "menu", "choices": {"1": f"n{at + 1}", "2": "n0"}} for at in range(400)}
    lines = tree({"start": "n0", "nodes": nodes})[0].lines
    assert max(line.level for line in lines) < 12
    depth = 1
    for line in lines:
        depth += line.deeper - line.closes
    assert depth == 0


def test_a_dead_end_stands_beside_its_node_and_leads_to_it(house: House, editor: Visitor) -> None:
    menu = copy.deepcopy(MENU)
    menu["nodes"]["main"]["choices"]["2"] = "services"
    menu["nodes"]["services"] = {"kind": "say", "prompt": "missing", "exits": {}}
    begin_menu(house, menu)
    page = editor.get("/menu").text
    link = f"/menu/nodes/{node_id(house, 'services')}"
    assert f'<a href="{link}">Вузол «services»: вихід «далі» нікуди не веде.</a>' in page
    assert "Вузол «services», поле «Що сказати»: немає тексту «missing»." in page
    assert "Меню можна подавати" not in page


def test_what_nobody_comes_to_is_told_of_even_where_something_else_is_broken(house: House, editor: Visitor) -> None:
    menu = copy.deepcopy(MENU)
    menu["nodes"]["lost"] = {"kind": "hang_up", "prompt": "goodbye"}
    begin_menu(house, menu)
    whole = editor.get("/menu").text
    menu["nodes"]["hours"]["exits"] = {}
    begin_menu(house, menu)
    broken = editor.get("/menu").text
    told = "Вузол «lost»: до нього ніхто не дійде."
    assert whole.count(told) == broken.count(told) == 2
    assert "Вузол «hours»: вихід «далі» нікуди не веде." in broken


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "unreachable": ({"lost": {"kind": "hang_up", "prompt": "goodbye"}}, "Вузол «lost»: до нього ніхто не дійде"),
    "loop": (
        {
            "hours": {"kind": "say", "prompt": "tail", "exits": {"done": "again"}},
            "again": {"kind": "say", "prompt": "tail", "exits": {"done": "hours"}},
        },
        "Вузол «hours»: з нього немає шляху до кінця дзвінка",
    ),
    "seventh key": (
        {"hours": {**MENU["nodes"]["main"], "choices": {str(at): "message" for at in range(1, 8)}}},
        "Вузол «hours»: виборів 7",
    ),
}


def test_what_forbids_publishing_is_told_with_the_node_named(house: House, editor: Visitor) -> None:
    for fault, (nodes, sentence) in FAULTS.items():
        begin_menu(house, {**MENU, "nodes": {**MENU["nodes"], **nodes}})
        assert sentence in editor.get("/menu").text, fault


def test_a_text_that_cannot_be_read_forbids_and_an_unknown_stress_does_not(house: House, editor: Visitor) -> None:
    prompts = {**MENU["prompts"], "greeting": "Вітаємо ⌘ вас!", "tail": "Їдьте до Кукуєвичанська."}
    draft = begin_menu(house, {**MENU, "prompts": prompts})
    page = text_of(editor.get(f"/menu/{draft}/findings").text)
    assert "✗ Вузол «greeting», текст «greeting». Знак 9" in page
    assert "До чого прислухатися: 1 Вузол «hours», текст «tail»: наголос невідомий" in page


def test_a_menu_that_does_not_name_a_key_is_told_of_softly(house: House, editor: Visitor) -> None:
    menu = copy.deepcopy(MENU)
    menu["nodes"]["main"]["choices"]["2"] = "hours"
    draft = begin_menu(house, menu)
    page = text_of(editor.get(f"/menu/{draft}/findings").text)
    assert "Вузол «main»: текст меню не називає клавіші 2." in page
    assert "✓ Меню можна подавати" in page


def test_a_large_menu_opens_with_few_questions_to_the_database(
    house: House, editor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(nodes: int) -> int:
        begin_menu(house, large_menu(nodes))
        seen: list[str] = []
        monkeypatch.setattr("peewee.logger.debug", lambda *args: seen.append(str(args)))
        monkeypatch.setattr("peewee.logger.isEnabledFor", lambda _level: True)
        assert f"n{nodes - len(MENU['nodes'])}" in editor.get("/menu").text
        return len(seen)

    few = asked(20)
    assert few > 3
    assert asked(NODES) == few


def test_who_may_only_look_sees_the_tree_and_no_way_to_change_it(house: House) -> None:
    begin_menu(house)
    page = house.enter(Role.CLERK).get("/menu").text
    assert "Години роботи" in page
    assert "Додати пункт" not in page


def test_the_menu_of_a_line_is_edited_beside_the_boxs_own(tmp_path: Path) -> None:
    house = House(tmp_path)
    line = GsmLineSettings(name="gsm2", family="sim7600", menu="starosta")
    house.settings = replace(house.settings, lines=(line,))
    house.restart_console()
    begin_menu(house)
    begin_menu(house, {**MENU, "title": "Меню старости"}, menu="starosta")
    editor = house.enter(Role.EDITOR)
    assert "Лінія громади" in editor.get("/menu").text
    page = editor.get("/menu?menu=starosta").text
    assert "Меню старости" in page and "gsm2" in page
    sent = editor.post(f"/menu/{draft_id(house, 'starosta')}/propose", note="")
    assert "меню «starosta»" in editor.get(path_of(sent)).text
    assert "Редакцій ще немає" in editor.get("/menu/revisions").text
    assert "Лінія громади" in editor.get("/menu?menu=nobody").text


def test_what_was_typed_when_a_session_ended_stands_in_the_form_again(house: House, editor: Visitor) -> None:
    begin_menu(house)
    address = f"/menu/nodes/{node_id(house, 'greeting')}"
    form = {**fields_of(editor.get(address).text, address), "words_prompt": "Написане до виходу."}
    token = editor.token()
    house.clock.pass_by(3600)
    led = editor.post(address, csrf_token=token, **form)
    kept = re.search(r"kept%3D(\d+)", led.location or "")
    assert kept, led.location
    with house.database():
        ticket = LoginSession.begin(editor.account_id, address="127.0.0.1", browser="test", now=house.now())
    with editor.client.session_transaction(base_url=HERE) as cookie:
        cookie[TICKET] = ticket
    page = editor.get(f"{address}?kept={kept[1]}").text
    assert fields_of(page, address)["words_prompt"] == "Написане до виходу."
