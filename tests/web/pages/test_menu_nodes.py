"""Nodes as forms: every kind has one, what is typed is kept or refused beside its field, two editors see each other."""

from __future__ import annotations

import copy
import tomllib
from html import unescape
from typing import Any

import pytest

from appliance.casework.entrance.accounts import Role
from appliance.casework.knowledge.services import Service
from appliance.casework.knowledge.starter_services import load_starter_services
from appliance.menu.node import KINDS
from appliance.settings import STARTER
from tests.web.house import House, Visitor, path_of
from tests.web.pages.call_house import HOSTILE, text_of
from tests.web.pages.menu_house import MENU, begin_menu, draft_of, fields_of, here, node_id, text_id
from web.pages.menu.parts import exits_of, parts_of
from web.pages.menu.words import EXIT_NAMES, FIELD_NAMES


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


def opened(visitor: Visitor, address: str, action: str = "") -> dict[str, str]:
    """The form of a page as it stands."""
    return fields_of(visitor.get(address).text, action or address)


def test_every_kind_of_node_has_a_form_in_ukrainian_made_of_its_own_fields(house: House, editor: Visitor) -> None:
    for kind, cls in KINDS.items():
        page = editor.get(f"{here(house)}/new/{kind}")
        assert page.status_code == 200, kind
        said = unescape(page.text)
        assert cls.title in said
        for part in parts_of(kind):
            assert part.name in FIELD_NAMES, f"{kind}.{part.name} has no name in words.py"
            assert part.label in said
        for name in exits_of(kind):
            assert name in EXIT_NAMES, f"{kind}: the exit {name} has no name in words.py"
            assert f'name="exit_{name}"' in page.text


def test_a_form_sent_as_it_stands_changes_nothing(house: House) -> None:
    starter = editor_of_starter(house)
    before = draft_of(house)
    one_of_each = {about["kind"]: name for name, about in before["nodes"].items()}
    for name in one_of_each.values():
        address = f"/menu/nodes/{node_id(house, name)}"
        answer = starter.post(address, **opened(starter, address))
        assert path_of(answer) == address, name
    assert draft_of(house) == before


def editor_of_starter(house: House) -> Visitor:
    begin_menu(house, tomllib.loads((STARTER / "information_line" / "flow.toml").read_text(encoding="utf-8")))
    return house.enter(Role.EDITOR)


def test_every_kind_can_be_added_as_it_is_suggested_once_its_texts_are_written(house: House) -> None:
    starter = editor_of_starter(house)
    with house.database():
        load_starter_services(house.now())
        chosen = {"choice_rubric": "news", "choice_code": Service.standing()[0].code}
    for kind in KINDS:
        address = f"{here(house)}/new/{kind}"
        form = opened(starter, address)
        for name, value in form.items():
            if name.startswith("text_") and value == "+":
                form[name.replace("text_", "words_", 1)] = "Слова."
            if name.startswith("sms_"):
                form[name] = "Коротко."
            if name.startswith("line_") and not value:
                form[name] = "abc"
            if name in chosen:
                form[name] = chosen[name]
        answer = starter.post(address, **{**form, "name": f"new_{kind}"})
        assert answer.status_code == 303, (kind, text_of(answer.text))
        about = draft_of(house)["nodes"][f"new_{kind}"]
        assert about["kind"] == kind
        assert all(part.name in about for part in parts_of(kind) if part.required), kind


def test_the_words_of_a_text_are_changed_right_there(house: House, editor: Visitor) -> None:
    address = f"/menu/nodes/{node_id(house, 'greeting')}"
    form = opened(editor, address)
    assert form["words_prompt"] == "Вітаємо!"
    answer = editor.post(address, **{**form, "words_prompt": "Добрий день!\r\nВітаємо!"})
    assert path_of(answer) == address
    assert draft_of(house)["prompts"]["greeting"] == "Добрий день!\nВітаємо!"
    assert "✓ Тут зауважень немає." in editor.get(address).text


def test_a_new_text_is_written_right_there_and_named_by_itself(house: House, editor: Visitor) -> None:
    address = f"/menu/nodes/{node_id(house, 'hours')}"
    form = opened(editor, address)
    assert form["text_prompt"] == ""
    editor.post(address, **{**form, "text_prompt": "+", "words_prompt": "Ми працюємо щодня.", "number_wait_s": "5,5"})
    draft = draft_of(house)
    hours = {"kind": "office_hours", "prompt": "hours", "tail": "tail", "wait_s": 5.5, "exits": {"done": "main"}}
    assert draft["nodes"]["hours"] == hours
    assert draft["prompts"]["hours"] == "Ми працюємо щодня."


def test_another_text_is_chosen_and_its_words_stay(house: House, editor: Visitor) -> None:
    address = f"/menu/nodes/{node_id(house, 'greeting')}"
    form = opened(editor, address)
    editor.post(address, **{**form, "text_prompt": "tail"})
    draft = draft_of(house)
    assert draft["nodes"]["greeting"]["prompt"] == "tail"
    assert draft["prompts"]["tail"] == MENU["prompts"]["tail"]


def test_other_words_under_another_text_are_asked_about_and_then_kept(house: House, editor: Visitor) -> None:
    address = f"/menu/nodes/{node_id(house, 'greeting')}"
    form = opened(editor, address)
    refused = editor.post(address, **{**form, "text_prompt": "tail", "words_prompt": "Зовсім інше."})
    assert refused.status_code == 422
    assert "Ви обрали інший текст, а слова в полі змінили" in refused.text
    assert draft_of(house) == MENU
    editor.post(address, **fields_of(refused.text, address))
    assert draft_of(house)["prompts"]["tail"] == "Зовсім інше."


UNFIT: tuple[tuple[str, dict[str, str], str], ...] = (
    ("greeting", {"text_prompt": "+", "words_prompt": " "}, "Напишіть текст."),
    ("greeting", {"words_prompt": ""}, "Напишіть текст."),
    ("greeting", {"words_prompt": "а" * 2001}, "Текст має до 2000 знаків"),
    ("greeting", {"number_wait_s": "багато"}, "Напишіть число"),
    ("main", {"number_wrong_tries": "2,5"}, "Напишіть число"),
    ("main", {"number_wrong_tries": "0"}, "Напишіть число"),
    ("main", {"number_wait_s": "9999"}, "Напишіть число"),
    ("greeting", {"exit_done": "gone"}, "is-invalid"),
    ("greeting", {"text_prompt": HOSTILE}, "is-invalid"),
)


def test_what_does_not_fit_is_refused_beside_its_field_and_nothing_is_lost(house: House, editor: Visitor) -> None:
    for name, typed, sentence in UNFIT:
        address = f"/menu/nodes/{node_id(house, name)}"
        answer = editor.post(address, **{**opened(editor, address), **typed})
        assert answer.status_code == 422, sentence
        assert sentence in answer.text
        shown = fields_of(answer.text, address)
        kept = {field: value for field, value in typed.items() if field.startswith(("words", "number"))}
        assert {field: shown[field].strip() for field in kept} == {
            field: value.strip() for field, value in kept.items()
        }
    assert draft_of(house) == MENU


def test_a_node_with_a_fault_is_kept_and_the_fault_is_told(house: House, editor: Visitor) -> None:
    address = f"/menu/nodes/{node_id(house, 'greeting')}"
    editor.post(address, **{**opened(editor, address), "exit_done": "", "words_prompt": "Знак ⌘ тут."})
    assert '<p class="refusal">Знак 6' in editor.get(address).text
    page = text_of(editor.get(address).text)
    assert "Вузол «greeting»: вихід «далі» нікуди не веде." in page
    assert "Знак 6" in page
    assert "exits" not in draft_of(house)["nodes"]["greeting"]


def test_remarks_follow_what_is_typed_and_nothing_is_saved(house: House, editor: Visitor) -> None:
    address = f"/menu/nodes/{node_id(house, 'main')}"
    form = opened(editor, address)
    told = editor.post(f"{address}/check", **{**form, "words_prompt": "Години — ⌘.", "key_choices_2": "hours"})
    assert told.status_code == 200
    assert "<html" not in told.text
    said = text_of(told.text)
    assert "Вузол «main», текст «main». Знак 10" in said
    assert "текст меню не називає клавіші 2" in said
    assert draft_of(house) == MENU
    new = opened(editor, f"{here(house)}/new/sms")
    told = editor.post(f"{here(house)}/new/sms/check", **{**new, "name": "texted", "sms_text": "ї" * 100})
    assert "Знаків: 100, частин SMS: 2, вільно в останній: 34." in told.text
    assert "Вузол «texted»: до нього ніхто не дійде" not in told.text or "offer" in told.text


def test_the_sms_says_how_many_parts_it_takes_before_and_after_saving(house: House, editor: Visitor) -> None:
    nodes = copy.deepcopy(MENU["nodes"])
    sms = {"kind": "sms", "text": "ї" * 71, "offer": "tail", "sent": "tail", "failed": "tail"}
    nodes["sms"] = {**sms, "exits": {"done": "main", "repeat": "hours"}}
    begin_menu(house, {**MENU, "nodes": nodes})
    page = editor.get(f"/menu/nodes/{node_id(house, 'sms')}").text
    assert "частин SMS: 2" in page


def test_two_editors_see_each_other_and_nobody_overwrites_in_silence(house: House, editor: Visitor) -> None:
    other = house.enter(Role.SUPERVISOR, "Іван Сивий")
    address = f"/menu/nodes/{node_id(house, 'greeting')}"
    mine, theirs = opened(editor, address), opened(other, address)
    assert "Ганна Лис зараз змінює цей вузол" in other.get(address).text
    assert "Іван Сивий зараз змінює" in editor.get(address).text
    other.post(address, **{**theirs, "words_prompt": "Слова Івана.", "exit_done": "hours"})
    met = editor.post(address, **{**mine, "words_prompt": "Слова Ганни."})
    assert met.status_code == 409
    assert "Слова Івана." in met.text and "Слова Ганни." in met.text and "Іван Сивий" in met.text
    assert draft_of(house)["prompts"]["greeting"] == "Слова Івана."
    again = fields_of(met.text, address)
    assert again["words_prompt"] == "Слова Ганни."
    assert path_of(editor.post(address, **again)) == address
    assert draft_of(house)["prompts"]["greeting"] == "Слова Ганни."
    assert draft_of(house)["nodes"]["greeting"]["exits"] == {"done": "main"}


def test_two_people_at_two_nodes_do_not_disturb_each_other(house: House, editor: Visitor) -> None:
    other = house.enter(Role.SUPERVISOR)
    one, two = (f"/menu/nodes/{node_id(house, name)}" for name in ("greeting", "hours"))
    mine, theirs = opened(editor, one), opened(other, two)
    assert editor.post(one, **{**mine, "words_prompt": "Раз."}).status_code == 303
    assert other.post(two, **{**theirs, "words_tail": "Два."}).status_code == 303
    prompts = draft_of(house)["prompts"]
    assert (prompts["greeting"], prompts["tail"]) == ("Раз.", "Два.")


def test_what_was_typed_for_a_node_that_is_gone_stands_on_the_page(house: House, editor: Visitor) -> None:
    address = f"/menu/nodes/{node_id(house, 'greeting')}"
    form = opened(editor, address)
    begin_menu(house)
    answer = editor.post(address, **{**form, "words_prompt": "Довго писане."})
    assert answer.status_code == 404
    assert "Довго писане." in answer.text


def test_a_kind_of_a_later_version_and_foreign_fields_are_told_of(house: House, editor: Visitor) -> None:
    nodes: dict[str, Any] = copy.deepcopy(MENU["nodes"])
    nodes["later"] = {"kind": "hologram", "exits": {"done": "main"}}
    nodes["greeting"]["colour"] = "red"
    begin_menu(house, {**MENU, "nodes": nodes})
    assert "Такого виду вузлів Слухавка не знає" in editor.get(f"/menu/nodes/{node_id(house, 'later')}").text
    page = editor.get(f"/menu/nodes/{node_id(house, 'greeting')}").text
    assert "після збереження воно зникне: colour" in page
    assert editor.post(f"/menu/nodes/{node_id(house, 'later')}", version=1).status_code == 404


def test_markup_in_texts_and_titles_is_text(house: House, editor: Visitor) -> None:
    menu = {**MENU, "title": HOSTILE, "prompts": {**MENU["prompts"], "greeting": HOSTILE}}
    draft = begin_menu(house, menu)
    greeting, words = node_id(house, "greeting"), text_id(house, "greeting")
    pages = ("/menu", f"/menu/nodes/{greeting}", f"/menu/{draft}/texts", f"/menu/texts/{words}", "/menu/revisions")
    for page in (*pages, f"/menu/{draft}/places", f"/menu/nodes/{greeting}/place", f"/menu/{draft}/findings"):
        assert "<script>alert" not in editor.get(page).text, page


def test_who_may_only_look_reads_the_form_and_changes_nothing(house: House, editor: Visitor) -> None:
    clerk, address = house.enter(Role.CLERK), f"/menu/nodes/{node_id(house, 'greeting')}"
    page = clerk.get(address).text
    assert "<fieldset disabled>" in page
    assert clerk.post(address, version=1).status_code == 403
    assert draft_of(house) == MENU
