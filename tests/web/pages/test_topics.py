"""Topics and answers, edited by whoever may."""

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


def test_an_answer_is_added_changed_by_two_and_switched_off(house: House, editor: Visitor) -> None:
    editor.post("/topics", name="Вода", parent="0")
    refused = editor.post("/topics/1/articles", title="Коли?", text="")
    assert (refused.status_code, "Напишіть відповідь." in refused.text) == (422, True)
    editor.post("/topics/1/articles", title="Коли?", text="Увечері.", source="графік")
    change = {"title": "Коли буде вода?", "text": "О сьомій.", "source": "графік"}
    assert path_of(editor.post("/topics/articles/1", version=1, **change)) == "/topics/1"
    met = house.enter(Role.SUPERVISOR).post("/topics/articles/1", version=1, **{**change, "text": "О восьмій."})
    assert met.status_code == 409
    assert "О сьомій." in met.text and "О восьмій." in met.text and "Ганна Лис" in met.text
    editor.post("/topics/articles/1/off")
    with house.database():
        assert Article.get_by_id(1).switched_off_at is not None
    editor.post("/topics/articles/1/on")
    with house.database():
        assert Article.get_by_id(1).switched_off_at is None


def test_what_does_not_exist_is_a_page_that_does_not(house: House, editor: Visitor) -> None:
    assert editor.get("/topics/9").status_code == editor.get("/topics/articles/9").status_code == 404
    for deed in ("/topics/9/rename", "/topics/9/off", "/topics/9/on", "/topics/9/articles", "/topics/articles/9/off"):
        assert editor.post(deed).status_code == 404, deed


def test_markup_in_names_is_text(house: House, editor: Visitor) -> None:
    editor.post("/topics", name=HOSTILE[:100], parent="0")
    editor.post("/topics/1/articles", title=HOSTILE, text=HOSTILE, source=HOSTILE)
    for page in ("/topics", "/topics/1", "/topics/articles/1"):
        assert "<script>alert" not in editor.get(page).text
    with house.database():
        assert Category.get_by_id(1).name == HOSTILE[:100]
