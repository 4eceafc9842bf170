"""The texts of a menu in another language, written beside the Ukrainian ones (A20)."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.journal import AuditEntry
from appliance.casework.menus.drafts import DraftMenu
from tests.fakes.speech_unit import speech_unit
from tests.web.house import House, Visitor, path_of
from tests.web.pages.call_house import text_of
from tests.web.pages.sounds_house import draft, put_in_force

ENGLISH = "Press one."


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    put_in_force(house)
    draft(house, menu="Натисніть один.", music="♪")
    return house


@pytest.fixture
def editor(house: House) -> Visitor:
    return house.enter(Role.EDITOR, "Ганна Лис")


def document(house: House) -> object:
    with house.database():
        kept = DraftMenu.of("")
        assert kept
        return kept.document().get("languages")


def test_by_default_there_is_no_other_language(house: House, editor: Visitor) -> None:
    assert document(house) is None
    page = editor.get("/sounds/languages/en").text
    assert "Натисніть один." in page and "♪" not in page and "@en" not in editor.get("/sounds").text


def test_a_text_is_written_changed_and_taken_out_and_becomes_part_of_the_draft(house: House, editor: Visitor) -> None:
    saved = editor.post("/sounds/languages/en", name="menu", text=f" {ENGLISH}\r\n", version=0)
    assert path_of(saved) == "/sounds/languages/en"
    assert document(house) == {"en": {"prompts": {"menu": ENGLISH}}}
    assert "menu@en Press one. Ще не опубліковано." in text_of(editor.get("/sounds").text)
    editor.post("/sounds/languages/en", name="menu", text="Press 1.", version=1)
    editor.post("/sounds/languages/en", name="menu", text="Press a key.", version=1)
    assert document(house) == {"en": {"prompts": {"menu": "Press a key."}}}
    with house.database():
        entry = AuditEntry.last_of("translation", 1)
        assert entry and entry.change == {"text": [ENGLISH, "Press a key."]}
    editor.post("/sounds/languages/en", name="menu", text="", version=2)
    assert document(house) is None


def test_what_a_voice_cannot_read_is_refused_beside_its_field_and_stays_there(house: House, editor: Visitor) -> None:
    answer = editor.post("/sounds/languages/en", name="menu", text="Press 1 or один.", version=0)
    assert answer.status_code == 422
    assert "Знак 7: Число «1»" in answer.text and "Знак 12: «один»" in answer.text and "Press 1 or один." in answer.text
    assert document(house) is None


def test_the_second_of_two_editors_sees_the_text_of_the_first(house: House, editor: Visitor) -> None:
    editor.post("/sounds/languages/en", name="menu", text=ENGLISH, version=0)
    answer = editor.post("/sounds/languages/en", name="menu", text="Other.", version=0)
    assert answer.status_code == 409
    assert "Ганна Лис" in answer.text and ENGLISH in answer.text and "Other." in answer.text


def test_a_text_in_another_language_is_heard_in_it(house: House, editor: Visitor) -> None:
    with speech_unit(house.settings):
        page = editor.post("/sounds/hear", hear="text@en", text=ENGLISH).text
    assert "/sounds/spoken/" in page and 'value="text@en"' in page
    assert "Знак 7" in editor.post("/sounds/hear", hear="text@en", text="Press 1").text


def test_a_language_that_nobody_speaks_or_a_text_that_is_not_there_is_no_page(editor: Visitor) -> None:
    assert editor.get("/sounds/languages/ru").status_code == 404
    assert editor.post("/sounds/languages/en", name="nowhere", text="A.", version=0).status_code == 404
    assert "записати людиною" in editor.get("/sounds/languages/crh").text


def test_a_draft_begun_from_a_document_has_its_languages_again(house: House) -> None:
    languages = {"pl": {"prompts": {"menu": "Raz."}}}
    with house.database():
        DraftMenu.begin("", {"prompts": {"menu": "Так."}, "languages": languages}, by=BOX, now=house.now())
    assert document(house) == languages


def test_a_clerk_reads_and_does_not_write(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    assert "Зберегти" not in clerk.get("/sounds/languages/en").text
    assert clerk.post("/sounds/languages/en", name="menu", text=ENGLISH, version=0).status_code == 403
