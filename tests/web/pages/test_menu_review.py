"""From the draft to callers: sent for review, judged by another account, published now or later, rolled back."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import Role
from appliance.casework.menus.difference import menu_differences
from appliance.casework.menus.publications import Publication, PublicationState
from appliance.casework.menus.revisions import Judgement, Revision
from tests.web.house import House, Visitor, path_of
from tests.web.pages.call_house import text_of
from tests.web.pages.menu_house import MENU, begin_menu, draft_of, fields_of, node_id
from web.pages.menu.labels import LABELS


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def editor(house: House) -> Visitor:
    begin_menu(house)
    return house.enter(Role.EDITOR, "Ганна Лис")


@pytest.fixture
def chief(house: House) -> Visitor:
    return house.enter(Role.SUPERVISOR, "Іван Сивий")


def proposed(house: House, editor: Visitor, note: str = "Нове вітання") -> int:
    answer = editor.post("/menu/1/propose", note=note)
    assert answer.status_code == 303, text_of(answer.text)
    return int(path_of(answer).rsplit("/", 1)[1])


def publish(house: House, chief: Visitor, revision: int) -> None:
    """Approve and publish it, and be the process that works publications off."""
    chief.post(f"/menu/revisions/{revision}/approve")
    assert chief.post(f"/menu/revisions/{revision}/publish", at="").status_code == 303
    work_off(house)


def work_off(house: House) -> None:
    with house.database():
        for publication in Publication.due(house.now()):
            publication.begin(8, now=house.now())
            publication.done("7", "", now=house.now())
    house.clock.pass_by(1)


def change_greeting(house: House, editor: Visitor, words: str) -> None:
    address = f"/menu/nodes/{node_id(house, 'greeting')}"
    form = fields_of(editor.get(address).text, address)
    assert editor.post(address, **{**form, "words_prompt": words}).status_code == 303


def in_force(house: House) -> int | None:
    with house.database():
        found = Publication.in_force()
        return found.id if found else None


def test_a_draft_goes_through_review_to_callers_and_back_by_one_press(
    house: House, editor: Visitor, chief: Visitor
) -> None:
    first = proposed(house, editor)
    publish(house, chief, first)
    change_greeting(house, editor, "Добрий день!")
    second = proposed(house, editor, "Вітаємо інакше")
    page = text_of(chief.get(f"/menu/revisions/{second}").text)
    assert "Чим відрізняється від редакції 1" in page
    assert "Текст «greeting»: було «Вітаємо!», стало «Добрий день!»." in page
    assert "Вітаємо інакше" in page and "Ганна Лис" in page
    assert f"/trial?which=revision:{second}" in chief.get(f"/menu/revisions/{second}").text
    publish(house, chief, second)
    assert in_force(house) == second
    assert "Повернути цю редакцію" in chief.get(f"/menu/revisions/{first}").text
    assert "Повернути попередню: редакцію 1" in chief.get("/menu/revisions").text
    assert "Повернути попередню" not in house.enter(Role.CLERK).get("/menu/revisions").text
    chief.post(f"/menu/revisions/{first}/publish")
    work_off(house)
    assert in_force(house) == first
    assert "Повернути попередню: редакцію 2" in chief.get("/menu/revisions").text
    assert "чують зараз" in text_of(chief.get("/menu/revisions").text)


def test_a_draft_with_a_fault_is_not_sent_and_the_fault_is_named(house: House, editor: Visitor) -> None:
    menu = copy.deepcopy(MENU)
    menu["nodes"]["hours"]["exits"] = {}
    menu["prompts"]["greeting"] = "Знак ⌘."
    draft = begin_menu(house, menu)
    answer = editor.post(f"/menu/{draft}/propose", note="Дуже треба")
    assert answer.status_code == 422
    assert "Дуже треба" in answer.text
    page = text_of(answer.text)
    assert "Вузол «hours»: вихід «далі» нікуди не веде." in page
    assert "текст «greeting». Знак 6" in page
    with house.database():
        assert Revision.latest("") is None


def test_nobody_approves_his_own_revision(house: House, chief: Visitor) -> None:
    begin_menu(house)
    own = proposed(house, chief)
    assert "Свою редакцію схвалює інша людина" in chief.get(f"/menu/revisions/{own}").text
    chief.post(f"/menu/revisions/{own}/approve")
    with house.database():
        assert Revision.known(own).judgement is Judgement.WAITING


def test_a_revision_is_returned_with_a_reason_and_not_without(house: House, editor: Visitor, chief: Visitor) -> None:
    sent = proposed(house, editor)
    assert chief.post(f"/menu/revisions/{sent}/return", reason=" ").status_code == 422
    chief.post(f"/menu/revisions/{sent}/return", reason="Вітайтеся коротше")
    page = text_of(editor.get(f"/menu/revisions/{sent}").text)
    assert "Що виправити: Вітайтеся коротше" in page
    assert chief.post(f"/menu/revisions/{sent}/publish", at="").status_code == 422
    late = chief.post(f"/menu/revisions/{sent}/return", reason="Ще раз")
    assert (late.status_code, "вже розглянуто" in late.text) == (422, True)


def test_the_same_draft_is_not_sent_twice(house: House, editor: Visitor) -> None:
    proposed(house, editor)
    again = editor.post("/menu/1/propose", note="")
    assert (again.status_code, "нічого не змінилося" in again.text) == (422, True)


def test_a_publication_at_a_set_time_is_kyivs_and_can_be_called_off(
    house: House, editor: Visitor, chief: Visitor
) -> None:
    sent = proposed(house, editor)
    chief.post(f"/menu/revisions/{sent}/approve")
    past = chief.post(f"/menu/revisions/{sent}/publish", at="2026-11-23T09:00")
    assert (past.status_code, "уже минув" in past.text) == (422, True)
    chief.post(f"/menu/revisions/{sent}/publish", at="2026-11-24T06:30")
    with house.database():
        waiting = Publication.latest()[0]
        assert waiting.due_at.isoformat() == "2026-11-24T04:30:00+00:00"
    assert "чекає до 24.11.2026 06:30" in text_of(chief.get("/menu/revisions").text)
    chief.post(f"/menu/publications/{waiting.id}/call-off")
    assert "скасовано" in chief.get("/menu/revisions").text
    chief.post(f"/menu/publications/{waiting.id}/call-off")
    assert chief.post("/menu/publications/99/call-off").status_code == 404


def test_progress_and_failure_are_shown_by_reload_alone(house: House, editor: Visitor, chief: Visitor) -> None:
    sent = proposed(house, editor)
    chief.post(f"/menu/revisions/{sent}/approve")
    chief.post(f"/menu/revisions/{sent}/publish", at="")
    with house.database():
        going = Publication.due(house.now())[0]
        going.begin(40, now=house.now())
        going.progress(13)
    page = chief.get("/menu/revisions").text
    assert "озвучується : 13 з 40" in text_of(page)
    assert '<meta http-equiv="refresh" content="5">' in page
    with house.database():
        going.failed("Голос не відповів.", now=house.now())
        assert Publication.latest()[0].state is PublicationState.FAILED
    page = chief.get("/menu/revisions").text
    assert "Голос не відповів. Люди чують те, що й раніше." in text_of(page)
    assert "http-equiv" not in page


def test_a_revision_becomes_the_draft_again(house: House, editor: Visitor) -> None:
    sent = proposed(house, editor)
    change_greeting(house, editor, "Добрий день!")
    editor.post(f"/menu/revisions/{sent}/draft")
    assert draft_of(house) == MENU


def test_any_two_revisions_are_compared(house: House, editor: Visitor) -> None:
    for words in ("Раз.", "Два.", "Три."):
        change_greeting(house, editor, words)
        last = proposed(house, editor, words)
    page = text_of(editor.get(f"/menu/revisions/{last}?with=1").text)
    assert "Чим відрізняється від редакції 1" in page
    assert "було «Раз.», стало «Три.»" in page
    assert editor.get(f"/menu/revisions/{last}?with=nothing").status_code == 200


def test_a_clerk_reads_revisions_and_decides_nothing(house: House, editor: Visitor) -> None:
    sent, clerk = proposed(house, editor), house.enter(Role.CLERK)
    assert "Нове вітання" in clerk.get(f"/menu/revisions/{sent}").text
    for deed in ("approve", "return", "publish", "draft"):
        assert clerk.post(f"/menu/revisions/{sent}/{deed}").status_code == 403
    assert editor.get("/menu/revisions/99").status_code == 404


def test_a_difference_names_fields_exits_and_values_as_the_form_of_the_node_does() -> None:
    old = {"kind": "record", "prompt": "a", "purpose": "message", "exits": {"nothing": "main"}}
    new = {"kind": "say", "prompt": "b", "purpose": "emergency", "exits": {"nothing": "goodbye"}, "choices": {"1": "a"}}
    assert menu_differences({"nodes": {"n": old}}, {"nodes": {"n": new}}, LABELS) == [
        "Вузол «n», клавіша 1: додано «a».",
        "Вузол «n», вихід «нічого не записано»: було «main», стало «goodbye».",
        "Вузол «n», «Що робить»: було «Записати повідомлення», стало «Сказати».",
        "Вузол «n», «Що сказати»: було «a», стало «b».",
        "Вузол «n», «Що це за запис»: було «повідомлення», стало «загроза життю чи здоров'ю».",
    ]
