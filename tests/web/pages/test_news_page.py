"""Rubrics of the menu in the console (A27, D7, D10)."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import Role
from appliance.casework.knowledge.rubrics import Rubric, RubricEntry
from appliance.casework.menus.publications import Publication
from tests.web.house import House, Visitor, path_of
from tests.web.pages.call_house import HOSTILE, text_of

NEWS = {"rubric": "news", "title": "Ярмарок", "text": "У суботу ярмарок на площі.", "ends": "2026-11-28T18:00"}
POLICE = {"rubric": "authorities", "title": "Поліція", "text": "Напад, крадіжка.", "phones": "102\n0 800 213 103"}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def editor(house: House) -> Visitor:
    return house.enter(Role.EDITOR, "Ганна Лис")


def published(house: House) -> int:
    with house.database():
        return int(Publication.select().count())


@pytest.mark.row("D7")
def test_a_news_entry_is_heard_now_later_and_no_more_by_itself(house: House, editor: Visitor) -> None:
    assert path_of(editor.post("/news/new", **NEWS)) == "/news"
    assert published(house) == 1
    editor.post("/news/new", **{**NEWS, "title": "Новий рік", "starts": "2026-11-27T08:00"})
    page = text_of(editor.get("/news").text)
    assert "Чують зараз Ярмарок" in page and "Згодом Новий рік" in page
    house.clock.pass_by(6 * 86400)
    page = text_of(house.enter(Role.EDITOR).get("/news").text)
    assert "Уже не звучить: 2" in page and "Чують зараз" not in page


UNFIT: tuple[tuple[dict[str, str], str], ...] = (
    ({"ends": ""}, "до якого дня"),
    ({"ends": "2026-11-22T10:00"}, "уже минув"),
    ({"starts": "2026-11-29T10:00"}, "Кінець має бути пізніше"),
    ({"text": "Ярмарок ☎ на площі"}, "☎"),
    ({"sms": "я" * 202}, "не довшим за 3 частини"),
    ({"title": ""}, "Напишіть назву."),
    ({"phones": "102"}, "лише для інших установ"),
    ({"rubric": "authorities"}, "Напишіть телефон установи"),
    ({"rubric": "authorities", "phones": "12"}, "не схоже на номер"),
    ({"rubric": "gossip"}, 'is-invalid" id="rubric"'),
    ({"ends": "2027-03-28T03:30"}, "переводять уперед"),
)


def test_what_does_not_fit_is_refused_beside_its_field_and_nothing_is_lost(house: House, editor: Visitor) -> None:
    for fields, words in UNFIT:
        answer = editor.post("/news/new", **{**NEWS, **fields})
        assert answer.status_code == 422, words
        assert words in answer.text and "на площі" in answer.text, words
    assert published(house) == 0


@pytest.mark.row("A27")
def test_an_authority_is_told_with_its_numbers_and_texted_with_them(house: House, editor: Visitor) -> None:
    editor.post("/news/new", **POLICE)
    page = text_of(editor.get("/news/1").text)
    assert "Поліція. Тел.: 102, 0 800 213 103. Напад, крадіжка." in page
    with house.database():
        assert RubricEntry.known(1).phones == ["102", "0 800 213 103"]


def test_an_entry_is_changed_by_two_restored_switched_and_moved(house: House, editor: Visitor) -> None:
    editor.post("/news/new", **NEWS), editor.post("/news/new", **{**NEWS, "title": "Толока"})
    changed = {**NEWS, "text": "У неділю ярмарок на площі."}
    assert path_of(editor.post("/news/1/change", version=1, **changed)) == "/news/1"
    met = house.enter(Role.SUPERVISOR).post("/news/1/change", version=1, **NEWS)
    assert met.status_code == 409 and "Ганна Лис" in met.text and "У неділю" in met.text
    assert "було «У суботу" in text_of(editor.get("/news/1").text)
    editor.post("/news/1/restore", number=1, version=2)
    editor.post("/news/2/up")
    with house.database():
        assert [each.title for each in RubricEntry.of(Rubric.NEWS)] == ["Толока", "Ярмарок"]
        assert RubricEntry.known(1).text == NEWS["text"]
    editor.post("/news/1/off")
    assert "вимкнено" in text_of(editor.get("/news/1").text)
    editor.post("/news/1/on")
    assert "чують зараз" in text_of(editor.get("/news/1").text)
    assert published(house) == 1, "what waits to be published melts together"


@pytest.mark.row("D10")
def test_the_starter_entries_come_by_one_press_and_are_marked_until_somebody_saves_them(
    house: House, editor: Visitor
) -> None:
    assert "Завантажити початкові довідки" in editor.get("/news").text
    editor.post("/news/starter")
    page = editor.get("/news").text
    assert "Підпис у застосунку Дія" in page and "1545" in page and "Завантажити" not in page
    marked = page.count("! перевірте")
    with house.database():
        shown = RubricEntry.known(1)
    fields = {"title": shown.title, "text": shown.text, "phones": "\n".join(shown.phones), "version": "1"}
    assert path_of(editor.post("/news/1/change", **fields)) == "/news/1"
    assert editor.get("/news").text.count("! перевірте") == marked - 1


def test_an_entry_is_printed_for_the_notice_board(house: House, editor: Visitor) -> None:
    editor.post("/news/new", **NEWS)
    assert "У суботу ярмарок" in editor.get("/news/1/print").text


def test_markup_is_text_and_what_is_not_there_is_not_found(house: House, editor: Visitor) -> None:
    editor.post("/news/new", **{**NEWS, "title": HOSTILE, "source": HOSTILE, "sms": HOSTILE[:60]})
    for page in ("/news", "/news/1", "/news/1/print"):
        assert "<script>alert" not in editor.get(page).text, page
    assert editor.get("/news/9").status_code == editor.get("/news/9/print").status_code == 404
    for deed in ("change", "restore", "off", "on", "up"):
        assert editor.post(f"/news/9/{deed}").status_code == 404, deed
