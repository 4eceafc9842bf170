"""Answers found as one types, put into a consultation or an SMS; questions without one become tasks (B13, D1–D8)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from appliance.casework.contacts.consultations import Consultation
from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.entrance.admissions import admit
from appliance.casework.knowledge.articles import SUBJECT, Article
from appliance.casework.knowledge.questions import Question
from appliance.casework.knowledge.topics import Category
from appliance.casework.menus.publications import Publication
from appliance.casework.texts.messages import Message
from appliance.casework.versions import TextVersion
from tests.web.house import House, Visitor, path_of
from tests.web.pages.call_house import CALLER, HOSTILE, rang, text_of

LANDLINE = "+380464221252"
FIELDS = {"topic": "1", "title": "Коли буде вода?", "text": "Увечері, о сьомій.", "source": "графік", "owner": "0"}


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    with house.database():
        Category.add("Вода", by=BOX, now=house.now())
    return house


@pytest.fixture
def clerk(house: House) -> Visitor:
    return house.enter(Role.CLERK, "Марія Хоменко")


@pytest.fixture
def editor(house: House) -> Visitor:
    return house.enter(Role.EDITOR, "Ганна Лис")


def answer(house: House, title: str = "Коли буде вода?", text: str = "Увечері.", **about: object) -> int:
    with house.database():
        return Article.add(1, title, text, "графік", **about, by=BOX, now=house.now())  # type: ignore[arg-type]


def forms(page: str) -> str:
    """The hidden uid of the consultation on a page."""
    return page.split('name="uid"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


@pytest.mark.row("D1")
def test_an_answer_is_found_by_part_of_a_word_however_it_is_cased(house: House, clerk: Visitor) -> None:
    answer(house), answer(house, "Паспорт: п'ять документів", "Принесіть фото.")
    page = clerk.get("/answers?q=ПЯТЬ+паспорта").text
    assert "Паспорт: п'ять документів" in text_of(page) and "Коли буде вода" not in text_of(page)
    fragment = clerk.get("/answers/found?q=вод").text
    assert fragment.startswith('<section id="answers-found"') and "Увечері." in fragment and "<nav" not in fragment
    assert "нічого не знайдено" in clerk.get("/answers?q=жираф").text


@pytest.mark.row("B13")
def test_from_a_call_one_press_puts_the_answer_with_its_source_into_the_consultation(
    house: House, clerk: Visitor
) -> None:
    uid, article = rang(house), answer(house)
    for address in (f"/calls/{uid}?q=вода", f"/answers?q=вода&call={uid}"):
        page = clerk.get(address).text
        assert "Увечері." in page and "Джерело: графік" in page
        assert f'form="consult-form" name="choice" value="1-{article}"' in page
        sent = clerk.post(f"/calls/{uid}/consultation", choice=f"1-{article}", uid=forms(page))
        assert path_of(sent) == f"/calls/{uid}"
    with house.database():
        noted = list(Consultation.select())
    assert [(each.article_id, each.article_version) for each in noted] == [(article, 1), (article, 1)]


def test_a_consultation_keeps_what_the_answer_said_then(house: House, clerk: Visitor, editor: Visitor) -> None:
    uid, article = rang(house), answer(house)
    clerk.post(f"/calls/{uid}/consultation", choice=f"1-{article}", uid="a" * 32)
    editor.post(f"/answers/{article}/change", version=1, **{**FIELDS, "text": "Завтра."})
    page = text_of(clerk.get(f"/calls/{uid}/consultation/1").text)
    assert "редакція 1" in page and "Увечері." in page and "Завтра." not in page


def test_an_answer_goes_to_the_caller_as_sms_worded_by_the_clerk(house: House, clerk: Visitor) -> None:
    uid, article = rang(house), answer(house)
    page = clerk.get(f"/answers/{article}/sms?call={uid}").text
    assert "Увечері." in page and "Частин SMS: 1 з 3" in page
    counted = clerk.post(f"/answers/{article}/sms?call={uid}", text="я" * 100, count=1)
    assert "Частин SMS: 2 з 3" in counted.text
    refused = clerk.post(f"/answers/{article}/sms?call={uid}", text="я" * 300)
    assert refused.status_code == 422 and "не довшим за 3 частини" in refused.text and "яяя" in refused.text
    assert path_of(clerk.post(f"/answers/{article}/sms?call={uid}", text="Вода о сьомій.")) == f"/calls/{uid}"
    with house.database():
        [sms] = Message.latest(10)
        assert (sms.number, sms.text, sms.call_uid) == (CALLER, "Вода о сьомій.", uid)


@pytest.mark.parametrize(("number", "words"), [(LANDLINE, "не мобільний"), (None, "приховано")])
def test_whose_number_takes_no_sms_is_sent_none(house: House, clerk: Visitor, number: str | None, words: str) -> None:
    uid, article = rang(house, number), answer(house)
    assert words in clerk.get(f"/answers/{article}/sms?call={uid}").text
    assert clerk.post(f"/answers/{article}/sms?call={uid}", text="Вода").status_code == 422
    with house.database():
        assert Message.latest(10) == []


@pytest.mark.row("D2")
def test_an_answer_has_owner_source_review_day_and_versions_that_can_be_restored(house: House, editor: Visitor) -> None:
    with house.database():
        boss = admit("Оксана Мороз", Role.SUPERVISOR, "oksana", by=BOX, now=house.now()).id
    about = {"owner": str(boss), "review_by": "2026-12-01"}
    assert path_of(editor.post("/answers/new", **{**FIELDS, **about})) == "/answers/1"
    page = text_of(editor.get("/answers/1").text)
    assert "Відповідає Оксана Мороз" in page and "Переглянути до 01.12.2026" in page
    changed = {**FIELDS, **about, "text": "О восьмій."}
    assert path_of(editor.post("/answers/1/change", version=1, **changed)) == "/answers/1"
    met = house.enter(Role.SUPERVISOR).post("/answers/1/change", version=1, **{**FIELDS, "text": "О дев'ятій."})
    assert met.status_code == 409
    assert "О восьмій." in met.text and "О дев&#39;ятій." in met.text and "Ганна Лис" in met.text
    page = text_of(editor.get("/answers/1").text)
    assert "було «Увечері, о сьомій.», стало «О восьмій.»" in page and "Повернути редакцію № 1" in page
    editor.post("/answers/1/restore", number=1, version=2)
    with house.database():
        assert Article.known(1).text == "Увечері, о сьомій."
        assert [each.number for each in TextVersion.history(SUBJECT, 1)] == [3, 2, 1]


def test_a_stale_answer_is_marked_wherever_it_is_read(house: House, clerk: Visitor, editor: Visitor) -> None:
    answer(house, review_by=date(2026, 11, 22)), answer(house, "Де вода?", review_by=date(2026, 11, 23))
    assert clerk.get("/answers?q=вода").text.count("! перегляньте") == 1
    assert "Час переглянути: 1" in text_of(editor.get("/answers").text)
    assert "Минув день перегляду" in editor.get("/answers/1").text
    editor.post("/answers/1/reviewed", version=1)
    assert "Переглянути до 23.11.2027" in text_of(editor.get("/answers/1").text)
    assert "Час переглянути" not in text_of(editor.get("/answers").text)


def test_what_is_told_in_the_menu_must_be_readable_and_is_published_at_once(house: House, editor: Visitor) -> None:
    bad = {**FIELDS, "text": "Телефонуйте ☎ завтра.", "by_voice": "y"}
    refused = editor.post("/answers/new", **bad)
    assert refused.status_code == 422 and "☎" in refused.text
    assert path_of(editor.post("/answers/new", **{**FIELDS, "by_voice": "y"})) == "/answers/1"
    with house.database():
        assert Publication.select().count() == 1
    long = {**FIELDS, "title": "Коли буде вода? " * 12, "text": "Увечері. " * 210, "by_voice": "y"}
    assert len(long["text"]) < 2000 < len(long["title"] + long["text"])
    assert editor.post("/answers/new", **long).status_code == 422, "said together they are too long to be spoken"
    editor.post("/answers/new", **FIELDS)
    with house.database():
        assert Publication.select().count() == 1, "what nobody hears is not published"


@pytest.mark.row("D8")
def test_a_question_without_an_answer_becomes_a_task_that_an_answer_closes(
    house: House, clerk: Visitor, editor: Visitor
) -> None:
    uid = rang(house)
    asked = "Чи можна посадити дерево біля дороги?"
    assert path_of(clerk.post("/answers/questions", question=asked, call=uid)) == f"/calls/{uid}"
    assert asked in clerk.get(f"/calls/{uid}").text
    assert asked in clerk.get("/todo").text and "Питання без відповіді" in text_of(editor.get("/board").text)
    assert asked in editor.get("/answers/new?question=1").text
    editor.post("/answers/questions/1/give", owner="0")
    editor.post("/answers/new?question=1", **{**FIELDS, "title": asked})
    with house.database():
        question = Question.known(1)
        assert question.article_id == 1 and question.closed_at is not None
    assert asked not in clerk.get("/todo").text
    assert "відповідь «" in text_of(editor.get("/answers/questions").text)


def test_a_question_like_an_open_one_is_offered_to_be_joined(house: House, clerk: Visitor) -> None:
    first, second = rang(house), rang(house)
    clerk.post("/answers/questions", question="Чи можна посадити дерево біля дороги?", call=first)
    offered = clerk.post("/answers/questions", question="Як посадити дерева біля дороги", call=second)
    assert offered.status_code == 422 and "Так, це саме" in offered.text
    assert path_of(clerk.post("/answers/questions/1/again", call=second)) == f"/calls/{second}"
    clerk.post("/answers/questions", question="Як посадити дерева біля дороги", as_new="1")
    with house.database():
        assert [(each.id, each.times) for each in Question.open()] == [(1, 2), (2, 1)]
    boss = house.enter(Role.SUPERVISOR)
    boss.post("/answers/questions/2/join", into=1)
    boss.post("/answers/questions/1/close", reason="")
    with house.database():
        assert [(each.id, each.times) for each in Question.open()] == [(1, 3)]
    boss.post("/answers/questions/1/close", reason="Не наша справа")
    assert "Не наша справа" in boss.get("/answers/questions").text
    assert boss.post("/answers/questions/1/close", reason="ще раз").status_code == 404


def test_what_is_asked_and_used_most_stands_on_the_page(house: House, clerk: Visitor) -> None:
    uid, article = rang(house), answer(house)
    for at in range(3):
        clerk.post(f"/calls/{uid}/consultation", choice=f"1-{article}", uid=f"{at:032x}")
    page = text_of(clerk.get("/answers?period=year").text)
    assert "Вода разів: 3" in page and "Коли буде вода? разів: 3" in page


def test_an_answer_is_printed_for_the_notice_board(house: House, clerk: Visitor) -> None:
    page = clerk.get(f"/answers/{answer(house)}/print").text
    assert "Увечері." in page and "графік" in page and "Менська громада" in page


def test_markup_in_answers_and_questions_is_text(house: House, clerk: Visitor, editor: Visitor) -> None:
    editor.post("/answers/new", **{**FIELDS, "title": HOSTILE, "text": HOSTILE, "source": HOSTILE})
    clerk.post("/answers/questions", question=HOSTILE, as_new="1")
    pages = (
        "/answers?q=script",
        "/answers/1",
        "/answers/1/print",
        "/answers/questions",
        "/answers/questions/1",
        "/todo",
    )
    for page in pages:
        assert "<script>alert" not in house.enter(Role.SUPERVISOR).get(page).text, page


def test_what_does_not_exist_is_a_page_that_does_not(house: House) -> None:
    boss, uid = house.enter(Role.SUPERVISOR), rang(house)
    for page in ("/answers/9", "/answers/9/print", "/answers/questions/9", f"/answers/9/sms?call={uid}"):
        assert boss.get(page).status_code == 404, page
    for deed in ("/answers/9/change", "/answers/9/restore", "/answers/9/off", "/answers/questions/9/close"):
        assert boss.post(deed).status_code == 404, deed
    assert boss.get(f"/answers/{answer(house)}/sms?call={'f' * 32}").status_code == 404
