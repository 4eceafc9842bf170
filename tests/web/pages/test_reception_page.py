"""Receptions in the console: who receives people, and who is booked (A25)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.journal import AccessEntry
from appliance.casework.menus.publications import Publication
from appliance.casework.office.reception_bookings import ReceptionBooking
from appliance.casework.office.receptions import Reception, ReceptionFields
from appliance.casework.texts.messages import Message
from tests.appliance.casework.office.test_receptions import HEAD
from tests.appliance.casework.register import call
from tests.web.house import BEGAN, House, Visitor, path_of
from tests.web.pages.duty_house import daemon_of

TYPED = {
    "office": "голова громади",
    "name": "Іваненко Петро",
    "place": "вул. Титаренка, 7",
    "way": "in_person",
    "thu": "9–10",
    "slot_min": "20",
    "by_appointment": "y",
    "version": "1",
}
FIRST = "2026-11-26T07:00:00+00:00"
"""Thursday, nine o'clock in Kyiv."""
VISIT = {"starts_at": FIRST, "name": "Марія Бондар", "number": "066 283 81 82", "note": "дорога"}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def receives(house: House, fields: ReceptionFields = HEAD) -> int:
    with house.database():
        return Reception.add(fields, by=BOX, now=BEGAN)


def booked(house: House, **changes: Any) -> Visitor:
    clerk = house.enter(Role.CLERK)
    answer = clerk.post(f"/reception/{receives(house)}/book", **{**VISIT, **changes})
    assert path_of(answer) == "/reception/visits?day=2026-11-26", answer.text
    return clerk


@pytest.mark.row("A25")
def test_a_reception_is_entered_changed_and_asked_to_be_published(house: House) -> None:
    editor = house.enter(Role.EDITOR)
    with daemon_of(house) as asked:
        assert path_of(editor.post("/reception/new", **TYPED)) == "/reception"
        assert asked == ["wake_publisher"]
    with house.database():
        assert Reception.known(1).fields == HEAD
        assert Publication.select().count() == 1
    assert "09:00–10:00" in editor.get("/reception/1").text
    assert path_of(editor.post("/reception/1", **{**TYPED, "place": "кабінет 2"})) == "/reception"
    page = plain(editor.get("/reception").text)
    assert "четвер: 09:00–10:00 кабінет 2; особисто; за записом, по 20 хв" in page
    editor.post("/reception/1/off")
    assert "вимкнено" in editor.get("/reception").text
    editor.post("/reception/1/on")
    assert "Іваненко Петро" in editor.get("/reception/sheet").text
    assert editor.get("/reception/2").status_code == 404


def test_what_is_wrong_with_a_reception_stands_beside_its_field(house: House) -> None:
    editor = house.enter(Role.EDITOR)
    for changes, sentence in (
        ({"office": ""}, "Напишіть посаду."),
        ({"place": "кабінет ☎"}, "☎"),
        ({"thu": ""}, "хоча б один день"),
        ({"thu": "зранку"}, "слід записати так"),
        ({"slot_min": "3"}, "хвилин"),
        ({"slot_min": "90"}, "не вміщається"),
    ):
        answer = editor.post("/reception/new", **{**TYPED, **changes})
        assert answer.status_code == 422, changes
        assert sentence in answer.text, changes
    with house.database():
        assert Reception.everyone() == []


def test_two_editors_of_a_reception_see_each_other(house: House) -> None:
    reception, editor = receives(house), house.enter(Role.EDITOR)
    house.enter(Role.HEAD, "Степан Голова").post(f"/reception/{reception}", **{**TYPED, "place": "кабінет 2"})
    answer = editor.post(f"/reception/{reception}", **{**TYPED, "fri": "9-10"})
    assert answer.status_code == 409
    for words in ("Степан Голова", "кабінет 2", "вул. Титаренка, 7", "П&#39;ятниця"):
        assert words in answer.text
    assert path_of(editor.post(f"/reception/{reception}", **{**TYPED, "version": "2"})) == "/reception"


@pytest.mark.row("A25")
def test_a_clerk_books_a_visit_and_sees_it_on_its_day(house: House) -> None:
    clerk = booked(house)
    page = plain(clerk.get("/reception/visits?day=2026-11-26").text)
    assert "09:00 Іваненко Петро Марія Бондар" in page
    assert "82 записав оператор" in page
    assert "066 283" not in page
    visit = plain(clerk.get("/reception/visits/1").text)
    assert "Четвер, 26.11.2026, 09:00" in visit
    assert "066 283 81 82" in visit
    assert FIRST not in clerk.get("/reception/1/book").text
    with house.database():
        assert [(each.subject, each.how) for each in AccessEntry.select()] == [("reception_booking", "looked")]


def test_what_cannot_be_booked_is_refused_and_what_was_typed_stays(house: House) -> None:
    clerk = booked(house)
    for changes, sentence in (
        ({}, "уже зайнято"),
        ({"starts_at": ""}, "Оберіть час."),
        ({"starts_at": "колись"}, "Оберіть час."),
        ({"starts_at": "2026-11-26T07:00:00"}, "Оберіть час."),
        ({"starts_at": FIRST.replace("07:00", "07:20"), "number": "12"}, "Такого номера немає"),
        ({"starts_at": FIRST.replace("07:00", "07:20"), "number": "", "name": ""}, "ім&#39;я або номер"),
    ):
        answer = clerk.post("/reception/1/book", **{**VISIT, **changes})
        assert answer.status_code == 422, changes
        assert sentence in answer.text, changes
        assert "дорога" in answer.text
    assert clerk.get("/reception/7/book").status_code == 404


def test_who_may_not_book_sees_no_visitor(house: House) -> None:
    booked(house)
    editor = house.enter(Role.EDITOR)
    for address in ("/reception/visits", "/reception/visits/print", "/reception/visits/1", "/reception/1/book"):
        assert editor.get(address).status_code == 403
    assert "Марія" not in editor.get("/reception").text


@pytest.mark.row("A25")
def test_the_list_of_a_day_is_printed_whole_and_noted(house: House) -> None:
    clerk = booked(house)
    sheet = plain(clerk.get("/reception/visits/print?day=2026-11-26").text)
    assert "09:00 Марія Бондар 066 283 81 82 дорога" in sheet
    assert "Нікого не записано" in clerk.get("/reception/visits/print?day=2026-11-26&reception=9").text
    with house.database():
        assert [each.how for each in AccessEntry.select()] == ["printed"]


def test_a_cancelled_visit_frees_its_time_and_tells_its_owner(house: House) -> None:
    clerk = booked(house)
    assert clerk.post("/reception/visits/1/cancel", reason="").status_code == 422
    with daemon_of(house) as asked:
        answer = clerk.post("/reception/visits/1/cancel", reason="відрядження", tell="y")
        assert (path_of(answer), asked) == ("/reception/visits?day=2026-11-26", ["wake_outbox"])
    assert FIRST in clerk.get("/reception/1/book").text
    assert "відрядження" in clerk.get("/reception/visits/1").text
    with house.database():
        assert [message.text for message in Message.select()] == [
            "Ваш прийом чт 26.11 о 09:00 скасовано: відрядження. Зателефонуйте, щоб обрати інший час."
        ]
    assert clerk.get("/reception/visits/2").status_code == 404


def test_a_visit_booked_by_key_leads_to_its_call(house: House) -> None:
    reception = receives(house)
    with house.database():
        [first] = ReceptionBooking.free(reception, after=BEGAN.wall, limit=1)
        ReceptionBooking.book_by_phone(call(at=BEGAN), reception, first, by_sms=False, now=BEGAN)
        uid = ReceptionBooking.get().call_uid
    clerk = house.enter(Role.CLERK)
    assert f"/calls/{uid}" in clerk.get("/reception/visits/1").text
    for day in ("", "колись", "0001-01-01"):
        assert "26.11" in clerk.get(f"/reception/visits?day={day}").text
