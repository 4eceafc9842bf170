"""Sections and items in one form; keys moved and swapped; nodes renamed, copied, taken out."""

from __future__ import annotations

import pytest

from appliance.casework.entrance.accounts import Role
from tests.web.house import House, Visitor, path_of
from tests.web.pages.call_house import text_of
from tests.web.pages.menu_house import MENU, begin_menu, draft_of, here, node_id
from web.pages.menu.sections import with_sentence


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def entered(house: House) -> Visitor:
    return house.enter(Role.EDITOR, "Ганна Лис")


@pytest.fixture
def editor(house: House, entered: Visitor) -> Visitor:
    begin_menu(house)
    return entered


def add_section(house: House, editor: Visitor, **typed: str) -> None:
    fields = {"at": str(node_id(house, "main")), "key": "", "title": "Вивіз сміття", "sentence": "", **typed}
    answer = editor.post(f"{here(house)}/section", **fields)
    assert answer.status_code == 303, text_of(answer.text)


def test_a_section_and_two_items_are_made_with_their_texts_keys_and_sentences(house: House, editor: Visitor) -> None:
    add_section(house, editor)
    section = str(node_id(house, "вивіз_сміття"))
    for title, words in (("Графік", "Щосереди о восьмій."), ("Великі речі", "Зателефонуйте нам.")):
        answer = editor.post(f"{here(house)}/item", at=section, key="", title=title, sentence="", words=words, more="1")
        assert path_of(answer) == f"{here(house)}/item?at={section}"
    draft = draft_of(house)
    nodes, prompts = draft["nodes"], draft["prompts"]
    assert nodes["main"]["choices"] == {"1": "hours", "2": "вивіз_сміття"}
    assert prompts["main"].splitlines() == [
        "Години роботи — один.", "Вивіз сміття — два.", "Прослухати ще раз — дев'ять.",
    ]  # fmt: skip
    made = nodes["вивіз_сміття"]
    assert made["choices"] == {"1": "графік", "2": "великі_речі"}
    assert made["exits"] == {"invalid": "message", "silent": "main"}
    assert prompts[made["prompt"]].splitlines() == [
        "Вивіз сміття.", "Графік — один.", "Великі речі — два.",
        "Повернутися назад — вісім.", "Прослухати ще раз — дев'ять.",
    ]  # fmt: skip
    assert nodes["графік"] == {"kind": "say", "prompt": "графік", "tail": "tail", "exits": {"done": "вивіз_сміття"}}
    assert prompts["графік"] == "Щосереди о восьмій."
    assert "✓ Меню можна подавати на розгляд" in editor.get(f"{here(house)}/findings").text


def test_a_section_without_items_is_told_to_be_without_choices(house: House, editor: Visitor) -> None:
    add_section(house, editor)
    assert "Вузол «вивіз_сміття»: немає жодного вибору." in editor.get("/menu").text


def test_the_sentence_of_the_editor_stands_instead_of_ours(house: House, editor: Visitor) -> None:
    add_section(house, editor, key="6", sentence="Щоб дізнатися про сміття, натисніть шість")
    draft = draft_of(house)
    assert draft["nodes"]["main"]["choices"]["6"] == "вивіз_сміття"
    assert "Щоб дізнатися про сміття, натисніть шість.\n" in draft["prompts"]["main"]


def test_an_item_that_does_not_fit_is_refused_and_stays_typed(house: House, editor: Visitor) -> None:
    main = str(node_id(house, "main"))
    typed = {"at": main, "key": "1", "title": "Ще", "sentence": "", "words": "Слова."}
    taken = editor.post(f"{here(house)}/item", **typed)
    assert (taken.status_code, "Клавіша 1 меню «main» зайнята" in text_of(taken.text)) == (422, True)
    assert "Слова." in taken.text
    silent = editor.post(f"{here(house)}/item", **{**typed, "key": "", "words": ""})
    assert (silent.status_code, "Напишіть текст." in silent.text) == (422, True)
    assert editor.post(f"{here(house)}/item", **{**typed, "at": "999"}).status_code == 422
    long = editor.post(f"{here(house)}/item", **{**typed, "key": "", "words": "а" * 2001})
    assert (long.status_code, "Текст має до 2000" in long.text) == (422, True)
    assert draft_of(house) == MENU


def test_no_more_than_six_items_hang_on_one_menu(house: House, editor: Visitor) -> None:
    main = str(node_id(house, "main"))
    typed = {"at": main, "key": "", "sentence": "", "words": "Слова."}
    codes = [editor.post(f"{here(house)}/item", **typed, title=f"Пункт {at}").status_code for at in range(6)]
    assert codes == [303] * 5 + [422]
    assert len(draft_of(house)["nodes"]["main"]["choices"]) == 6


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Години — один. Назад — вісім.", "Години — один. Сміття — два. Назад — вісім."),
        ("Години — один.", "Години — один. Сміття — два."),
        ("Години — один.\nНазад — вісім.", "Години — один.\nСміття — два.\nНазад — вісім."),
        ("", "Сміття — два."),
    ],
)
def test_a_new_sentence_stands_before_those_about_the_keys_of_all_menus(text: str, whole: str) -> None:
    assert with_sentence(text, "Сміття — два.") == whole


def test_a_key_is_moved_to_another_menu_hung_twice_and_swapped(house: House, editor: Visitor) -> None:
    add_section(house, editor)
    main, section = str(node_id(house, "main")), str(node_id(house, "вивіз_сміття"))
    hours = f"/menu/nodes/{node_id(house, 'hours')}"
    editor.post(f"{hours}/move", away=main, key="1", to=section, new_key="3")
    nodes = draft_of(house)["nodes"]
    assert (nodes["main"]["choices"], nodes["вивіз_сміття"]["choices"]) == ({"2": "вивіз_сміття"}, {"3": "hours"})
    editor.post(f"{hours}/hang", to=main, new_key="1")
    editor.post(f"/menu/nodes/{main}/swap", one="1", other="2")
    assert draft_of(house)["nodes"]["main"]["choices"] == {"1": "вивіз_сміття", "2": "hours"}
    editor.post(f"/menu/nodes/{main}/swap", one="2", other="6")
    assert draft_of(house)["nodes"]["main"]["choices"] == {"1": "вивіз_сміття", "6": "hours"}


def test_a_move_that_cannot_be_changes_nothing_and_says_why(house: House, editor: Visitor) -> None:
    main, hours = str(node_id(house, "main")), f"/menu/nodes/{node_id(house, 'hours')}"
    moves = (
        (f"{hours}/move", {"away": main, "key": "5", "to": main, "new_key": "3"}, "туди вже не веде"),
        (f"{hours}/hang", {"to": main, "new_key": "9"}, "Клавіша може бути від 1 до 6"),
        (f"/menu/nodes/{main}/swap", {"one": "1", "other": "1"}, "дві різні клавіші"),
    )
    for address, fields, sentence in moves:
        answer = editor.post(address, **fields)
        assert answer.status_code == 303
        assert sentence in editor.get(path_of(answer)).text
    assert editor.post(f"{hours}/hang", to="999", new_key="3").status_code == 404
    assert draft_of(house) == MENU


def test_a_node_is_renamed_and_whatever_led_to_it_leads_there_still(house: House, editor: Visitor) -> None:
    message = f"/menu/nodes/{node_id(house, 'message')}"
    refused = editor.post(f"{message}/rename", name="main", version=1)
    assert (refused.status_code, "вже є" in refused.text) == (422, True)
    assert editor.post(f"{message}/rename", name="до побачення", version=1).status_code == 422
    editor.post(f"{message}/rename", name="кінець", version=1)
    draft = draft_of(house)
    assert draft["operator"] == draft["emergency"] == draft["nodes"]["main"]["exits"]["silent"] == "кінець"


def test_a_copy_waits_for_a_key(house: House, editor: Visitor) -> None:
    hours = node_id(house, "hours")
    answer = editor.post(f"/menu/nodes/{hours}/copy", name="hours_2")
    assert "Нізвідки" in editor.get(path_of(answer)).text
    assert "Вузол «hours_2»: до нього ніхто не дійде." in editor.get("/menu").text


def test_removing_says_who_leads_there_and_frees_their_keys_when_asked(house: House, editor: Visitor) -> None:
    hours = f"/menu/nodes/{node_id(house, 'hours')}"
    assert "Сюди ведуть: Головне меню (клавіша 1)" in text_of(editor.get(f"{hours}/place").text)
    editor.post(f"{hours}/remove", with_ways="1")
    assert draft_of(house)["nodes"]["main"]["choices"] == {}
    greeting = node_id(house, "main")
    editor.post(f"/menu/nodes/{greeting}/remove")
    page = editor.get("/menu").text
    assert "веде до вузла «main», якого немає" in page


def test_what_does_not_exist_is_a_page_that_does_not(house: House, editor: Visitor) -> None:
    for deed in ("move", "hang", "swap", "rename", "copy", "remove", "check"):
        assert editor.post(f"/menu/nodes/999/{deed}").status_code == 404, deed
    gone = ("/menu/nodes/999", "/menu/nodes/999/place", "/menu/999/section", "/menu/999/new")
    for page in (*gone, f"{here(house)}/new/nothing"):
        assert editor.get(page).status_code == 404, page
