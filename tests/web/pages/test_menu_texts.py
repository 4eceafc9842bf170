"""The texts of a menu and its places: added, changed by two, refused, taken out."""

from __future__ import annotations

import pytest

from appliance.casework.entrance.accounts import Role
from tests.web.house import House, Visitor, path_of
from tests.web.pages.call_house import text_of
from tests.web.pages.menu_house import MENU, begin_menu, draft_of, fields_of, here, text_id


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


def test_every_text_says_where_it_sounds(house: House, editor: Visitor) -> None:
    page = text_of(editor.get(f"{here(house)}/texts").text)
    assert "tail Щоб повернутися, натисніть вісім. Години роботи «hours»" in page
    assert "warning До кінця дзвінка залишилося пів хвилини. за пів хвилини до кінця найдовшого дзвінка" in page


def test_a_text_is_added_changed_by_two_and_taken_out(house: House, editor: Visitor) -> None:
    for name, words, code in (("tail", "Інше.", 422), ("новий", "", 422), ("a b", "Є.", 422), ("новий", "Є.", 303)):
        assert editor.post(f"{here(house)}/texts/new", name=name, words=words).status_code == code, name
    address = f"/menu/texts/{text_id(house, 'новий')}"
    mine = fields_of(editor.get(address).text, address)
    house.enter(Role.SUPERVISOR, "Іван Сивий").post(address, words="Слова Івана.", version=1)
    met = editor.post(address, **{**mine, "words": "Слова Ганни."})
    assert met.status_code == 409
    assert "Слова Івана." in met.text and "Іван Сивий" in met.text
    editor.post(address, **fields_of(met.text, address))
    assert draft_of(house)["prompts"]["новий"] == "Слова Ганни."
    assert path_of(editor.post(f"{address}/remove")) == f"{here(house)}/texts"
    assert draft_of(house)["prompts"] == MENU["prompts"]
    gone = editor.post(address, words="Довго писане.", version=1)
    assert (gone.status_code, "Довго писане." in gone.text) == (404, True)


def test_signs_that_cannot_be_read_are_told_while_one_types_and_after_saving(house: House, editor: Visitor) -> None:
    address = f"/menu/texts/{text_id(house, 'greeting')}"
    told = editor.post(f"{address}/check", words="Добрий день ☺", version=1)
    assert "Знак 13" in told.text
    assert draft_of(house) == MENU
    editor.post(address, words="Добрий день ☺", version=1)
    assert '<p class="refusal">Знак 13' in editor.get(address).text
    assert "Знак 13" in editor.get("/menu").text


def test_the_places_are_chosen_and_changed_by_two(house: House, editor: Visitor) -> None:
    address = f"{here(house)}/places"
    form = fields_of(editor.get(address).text, address)
    assert form["start"] == "greeting" and form["staff"] == ""
    editor.post(address, **{**form, "title": "Нова назва", "start": "main", "staff": "hours"})
    draft = draft_of(house)
    assert (draft["title"], draft["start"], draft["staff"]) == ("Нова назва", "main", "hours")
    met = editor.post(address, **{**form, "title": "Інша"})
    assert (met.status_code, "Нова назва" in met.text) == (409, True)
    assert editor.post(address, **{**form, "title": "а" * 201}).status_code == 422
    assert editor.post(address, **{**form, "start": "nobody"}).status_code == 422
    editor.post(address, **fields_of(met.text, address))
    assert draft_of(house)["title"] == "Інша"
