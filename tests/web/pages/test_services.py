"""The page of services: found, read out, sent, confirmed, switched."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.contacts.calls import CallRecord, CallStart
from appliance.casework.contacts.consultations import Consultation
from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.knowledge.service_told import ServiceTold
from appliance.casework.knowledge.service_watch import watch
from appliance.casework.knowledge.services import Service
from appliance.casework.knowledge.topics import Category
from appliance.casework.menus.publications import Publication
from appliance.casework.texts.messages import Message
from appliance.sms_text import measure
from tests.appliance.casework.knowledge import cards
from tests.web.house import BEGAN, House, path_of

CALL = "a" * 32
NUMBER = "+380671112233"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def service(house: House, **changes: Any) -> int:
    with house.database():
        return cards.add(BEGAN, **changes)


def a_call(house: House, number: str | None = NUMBER) -> str:
    with house.database():
        CallRecord.begin(CallStart(CALL, "gsm1", True, BEGAN, number or "", number, "normal"))
    return CALL


@pytest.mark.row("D9")
def test_an_empty_office_takes_the_starter_services_by_one_press_marked_to_be_checked(house: House) -> None:
    editor = house.enter(Role.EDITOR)
    assert "Послуг ще немає" in editor.get("/services").text
    assert path_of(editor.post("/services/starter")) == "/services"
    shown = editor.get("/services").text
    assert shown.count("! не звірено на місці") >= 28
    with house.database():
        assert Publication.select().count() == 1
        card = Service.standing()[0]
    assert "Звірте її, перш ніж обіцяти" in editor.get(f"/services/{card.id}").text
    editor.post("/services/starter")
    assert "Усі початкові послуги вже є" in editor.get("/services").text
    with house.database():
        assert Publication.select().count() == 1


def test_services_are_sought_and_filtered(house: House) -> None:
    late = service(house, review_by=date(2026, 1, 1))
    service(house, code="id", title="Паспорт", said_as="про паспорт", documents=("фото",), check_locally=True)
    off = service(house, code="old", title="Давня", said_as="про давнє")
    with house.database():
        Service.switch(off, on=False, by=BOX, now=BEGAN)
    clerk = house.enter(Role.CLERK)

    def found(asked: str) -> list[bool]:
        text = clerk.get(f"/services?{asked}").text
        return [f">{title}</a>" in text for title in ("Субсидія на житлово-комунальні послуги", "Паспорт", "Давня")]

    assert found("") == [True, True, False]
    assert found("q=ПАСПОРТ+фото") == [False, True, False]
    assert found("only=overdue") == [True, False, False]
    assert found("only=unconfirmed") == [False, True, False]
    assert found("only=off") == [False, False, True]
    assert found("q=нічого") == [False] * 3
    assert "строк перевірки минув" in clerk.get(f"/services/{late}").text


@pytest.mark.row("A3")
def test_one_card_is_the_screen_the_spoken_text_the_sms_and_the_print(house: House) -> None:
    editor, shown = house.enter(Role.EDITOR), service(house)
    for fee in ("34 гривні", "51 гривня"):
        with house.database():
            known = Service.known(shown)
            Service.change(shown, known.version, cards.card(fee=fee), by=BOX, now=BEGAN)
        screen = editor.get(f"/services/{shown}").text
        assert screen.count(fee) >= 3, "on the screen, in what is heard, in the SMS"
        assert f"Плата: {fee}." in screen
        assert fee in editor.get(f"/services/{shown}/print").text
    assert "постанова № 848" not in editor.get(f"/services/{shown}/print").text


def test_a_card_is_sent_to_who_calls_and_counted(house: House) -> None:
    clerk, shown, call = house.enter(Role.CLERK), service(house), a_call(house)
    page = clerk.get(f"/services/{shown}?call={call}").text
    assert "Надіслати SMS тому, хто телефонує" in page
    assert path_of(clerk.post(f"/services/{shown}/sms?call={call}")) == f"/services/{shown}?call={call}"
    clerk.post(f"/services/{shown}/sms?call={call}")
    with house.database():
        [message] = Message.select()
        assert (message.number, message.call_uid, message.source) == (NUMBER, call, f"service:{shown}")
        assert "34 гривні" in message.text
        assert measure(message.text).parts <= 3
        assert [told.how for told in ServiceTold.select()] == ["sms"]


def test_a_card_is_sent_to_a_number_that_was_typed_if_it_may_be(house: House) -> None:
    clerk, shown = house.enter(Role.CLERK), service(house)
    for number in ("", "102", "0462 212121", "+48600100200", "0900 123456", "щось"):
        clerk.post(f"/services/{shown}/sms", number=number)
        assert "Не надіслано." in clerk.get(f"/services/{shown}").text, number
    clerk.post(f"/services/{shown}/sms", number="067 111 22 33")
    with house.database():
        [message] = Message.select()
        assert (message.number, message.confirmed) == (NUMBER, True)


def test_a_hidden_number_gets_no_sms_and_no_such_call_is_said(house: House) -> None:
    clerk, shown, call = house.enter(Role.CLERK), service(house), a_call(house, None)
    clerk.post(f"/services/{shown}/sms?call={call}")
    assert "Номер приховано" in clerk.get(f"/services/{shown}").text
    assert clerk.post(f"/services/{shown}/sms?call={'b' * 32}").status_code == 404
    assert clerk.get("/services/99").status_code == 404


@pytest.mark.row("I17")
def test_what_an_operator_told_is_counted_and_the_figures_are_those_of_the_days_asked_for(house: House) -> None:
    clerk, shown, call = house.enter(Role.CLERK), service(house), a_call(house)
    assert path_of(clerk.post(f"/services/{shown}/told?call={call}")) == f"/calls/{call}"
    assert path_of(clerk.post(f"/services/{shown}/told")) == f"/services/{shown}"
    figures = clerk.get("/services/told").text
    assert figures.count('data-label="Розказав оператор">2</td>') == 2, "the line and the sum"
    assert "не питали" in clerk.get("/services/told?since=2026-01-01&until=2026-02-01").text
    assert clerk.get("/services/told?since=2026-13-01").status_code == 422
    assert clerk.get("/services/told?until=9999-12-31").status_code == 422


def test_a_card_is_confirmed_restored_and_switched_and_what_is_heard_follows(house: House) -> None:
    editor, shown = house.enter(Role.EDITOR), service(house, check_locally=True)
    editor.post(f"/services/{shown}/confirm", version="1", review_by="2027-06-01")
    with house.database():
        known = Service.known(shown)
        assert (known.check_locally, known.review_by) == (False, date(2027, 6, 1))
        Service.change(shown, 2, cards.card(fee="50 гривень"), by=BOX, now=BEGAN)
    versions = editor.get(f"/services/{shown}").text
    assert "Плата: було «34 гривні», стало «50 гривень»." in versions
    editor.post(f"/services/{shown}/restore", version="3", number="1")
    with house.database():
        assert Service.known(shown).fee == "34 гривні"
    editor.post(f"/services/{shown}/off")
    assert "вимкнено" in editor.get(f"/services/{shown}").text
    editor.post(f"/services/{shown}/on")
    with house.database():
        assert Service.known(shown).switched_off_at is None
        assert Publication.select().count() >= 1


NOT_DONE = (
    ("confirm", {"version": "1", "review_by": "2020-01-01"}),
    ("confirm", {"version": "1", "review_by": "колись"}),
    ("confirm", {"version": "9", "review_by": "2027-06-01"}),
    ("restore", {"version": "1", "number": "9"}),
    ("restore", {"version": "x", "number": "1"}),
)


def test_what_cannot_be_done_is_said_and_nothing_is_published(house: House) -> None:
    editor, shown = house.enter(Role.EDITOR), service(house)
    for address, fields in NOT_DONE:
        editor.post(f"/services/{shown}/{address}", **fields)
        assert "Не зроблено." in editor.get(f"/services/{shown}").text
    with house.database():
        assert Publication.select().count() == 0


def test_a_clerk_reads_and_sends_and_an_editor_edits(house: House) -> None:
    clerk, editor, shown = house.enter(Role.CLERK), house.enter(Role.EDITOR), service(house)
    reading, editing = clerk.get(f"/services/{shown}").text, editor.get(f"/services/{shown}").text
    assert ("Редагувати" in reading, "Надіслати SMS" in reading) == (False, True)
    assert ("Редагувати" in editing, "Надіслати SMS" in editing) == (True, False)
    assert "Субсидія на житлово-комунальні послуги" in clerk.get("/paper").text


def test_a_consultation_may_name_the_service_that_was_told(house: House) -> None:
    clerk, shown, call = house.enter(Role.CLERK), service(house), a_call(house)
    with house.database():
        topic = Category.add("Допомога", by=BOX, now=BEGAN)
    card = clerk.get(f"/calls/{call}").text
    assert f'<option value="{shown}">' in card
    assert f"/services?call={call}" in card
    clerk.post(f"/calls/{call}/consultation", choice=str(topic), service=str(shown), uid="c" * 32)
    refused = clerk.post(f"/calls/{call}/consultation", choice=str(topic), service="99", uid="d" * 32)
    assert refused.status_code == 422
    with house.database():
        assert [(told.call_uid, told.how) for told in ServiceTold.select()] == [(call, "operator")]
        assert Consultation.select().count() == 1


def test_the_board_shows_what_must_be_looked_at_again(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    assert "час перевірити" not in clerk.get("/board").text
    for number in range(6):
        service(house, code=f"s{number}", title=f"Послуга {number}", review_by=date(2026, 1, 1))
    with house.database():
        assert watch(BEGAN)
    board = clerk.get("/board").text
    assert "Послуги час перевірити" in board, "the alarm"
    assert "Послуга 4</a>" in board
    assert "Послуга 5</a>" not in board
    assert "Усі: 6" in board
    assert house.enter(Role.EXECUTOR).get("/board").status_code == 403
