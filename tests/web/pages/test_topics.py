"""Topics, edited by whoever may."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import Role
from appliance.casework.knowledge.articles import Article
from appliance.casework.knowledge.topics import Category
from tests.web.house import House, Visitor, path_of
from tests.web.pages.call_house import HOSTILE, text_of


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def editor(house: House) -> Visitor:
    return house.enter(Role.EDITOR, "Ганна Лис")


def test_an_empty_tree_is_filled_by_one_press(house: House, editor: Visitor) -> None:
    assert "Завантажити початкові теми" in editor.get("/topics").text
    assert path_of(editor.post("/topics/starter")) == "/topics"
    page = editor.get("/topics").text
    assert "Вода та каналізація" in page and "Завантажити" not in page


def test_a_topic_is_added_renamed_switched_off_and_on(house: House, editor: Visitor) -> None:
    editor.post("/topics", name="Вода", parent="0")
    editor.post("/topics", name="Порив", parent="1")
    assert "Вода Порив" in text_of(editor.get("/topics").text)
    assert path_of(editor.post("/topics/2/rename", name="Порив труби", version=1)) == "/topics/2"
    assert editor.post("/topics/2/rename", name="Інакше", version=1).status_code == 409
    editor.post("/topics/2/off")
    assert "Порив труби вимкнено" in text_of(editor.get("/topics").text)
    editor.post("/topics/2/on")
    assert "вимкнено" not in text_of(editor.get("/topics").text)


UNFIT: tuple[tuple[dict[str, str], str], ...] = (
    ({"name": ""}, "Напишіть назву."),
    ({"name": "а" * 101}, "від 1 до 100 знаків"),
    ({"name": "Вода"}, "тут уже є"),
    ({"name": "Світло", "parent": "99"}, 'is-invalid" id="parent"'),
)


def test_a_topic_that_does_not_fit_says_why_and_keeps_what_was_typed(house: House, editor: Visitor) -> None:
    editor.post("/topics", name="Вода", parent="0")
    for fields, words in UNFIT:
        answer = editor.post("/topics", **{"parent": "0", **fields})
        assert answer.status_code == 422
        assert words in answer.text, words
        assert f'value="{fields["name"]}"' in answer.text


def test_the_answers_of_a_topic_are_named_under_it(house: House, editor: Visitor) -> None:
    editor.post("/topics", name="Вода", parent="0")
    fields = {"topic": "1", "title": "Коли?", "text": "Увечері.", "source": "графік", "owner": "0"}
    assert path_of(editor.post("/answers/new", **fields)) == "/answers/1"
    assert "Коли? графік" in text_of(editor.get("/topics/1").text)
    editor.post("/answers/1/off")
    assert "Коли? вимкнено" in text_of(editor.get("/topics/1").text)
    with house.database():
        assert Article.get_by_id(1).switched_off_at is not None


def test_what_does_not_exist_is_a_page_that_does_not(house: House, editor: Visitor) -> None:
    assert editor.get("/topics/9").status_code == 404
    for deed in ("/topics/9/rename", "/topics/9/off", "/topics/9/on"):
        assert editor.post(deed).status_code == 404, deed


def test_markup_in_names_is_text(house: House, editor: Visitor) -> None:
    editor.post("/topics", name=HOSTILE[:100], parent="0")
    editor.post("/answers/new", topic="1", title=HOSTILE, text=HOSTILE, source=HOSTILE, owner="0")
    for page in ("/topics", "/topics/1"):
        assert "<script>alert" not in editor.get(page).text
    with house.database():
        assert Category.get_by_id(1).name == HOSTILE[:100]
