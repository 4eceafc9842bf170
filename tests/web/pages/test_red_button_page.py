"""«Терміново керівникові»: from any page in one press, confirmed by a second (B20; S Annex 2, 3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.office.community import Settlement
from appliance.casework.staff.duty_officers import Contact, DutyOfficer
from appliance.casework.staff.red_button import UrgentReport
from appliance.casework.texts.messages import Message
from tests.web.house import House, path_of
from tests.web.pages.duty_house import daemon_of


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    with house.database():
        chief = Contact.read("Голова Петро", "067 111 22 33", "", is_chief=True)
        DutyOfficer.add(chief, by=BOX, now=house.now())
        Settlement.add("Вишневе", kind="с.", by=BOX, now=house.now())
    return house


@pytest.mark.row("B20")
def test_the_button_stands_on_every_page(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    for page in ("/", "/board", "/roster", "/shifts", "/operators"):
        assert 'href="/urgent">Терміново керівникові</a>' in clerk.get(page).text, page
    assert "Терміново керівникові" not in house.enter(Role.EDITOR).get("/").text


@pytest.mark.row("B20")
def test_a_report_reaches_the_chief_at_once_and_stands_until_he_says_that_he_knows(house: House) -> None:
    clerk, head = house.enter(Role.CLERK, "Олена Коваль"), house.enter(Role.HEAD, "Голова Петро")
    assert "Голова Петро" in clerk.get("/urgent").text
    with daemon_of(house) as asked:
        answer = clerk.post("/urgent", kind="incident", text="Прорвало трубу", settlement="1", call="")
    assert (path_of(answer), asked) == ("/urgent/reports", ["wake_outbox", "wake_alarms"])
    with house.database():
        message = Message.get()
        assert (message.number, message.purpose, message.state) == ("+380671112233", "alarm", "queued")
    assert "чекає на надсилання" in clerk.get("/urgent/reports").text
    board = head.get("/board").text
    assert "Прорвало трубу" in board
    assert "с. Вишневе" in board
    assert clerk.post("/urgent/1/acknowledge").status_code == 403
    house.clock.pass_by(300)
    assert path_of(head.post("/urgent/1/acknowledge")) == "/board"
    assert "Прорвало трубу" not in head.get("/board").text
    told = " ".join(clerk.get("/urgent/reports").text.split())
    assert "Підтверджено: <b>Голова Петро</b>, 23.11.2026 10:05" in told
    head.post("/urgent/1/acknowledge")
    assert "вже підтвердив інший" in head.get("/board").text


@pytest.mark.row("B20")
def test_who_reports_cannot_say_for_the_chief_that_he_knows(house: House) -> None:
    supervisor = house.enter(Role.SUPERVISOR)
    supervisor.post("/urgent", kind="resonant", text="Скарга на всіх")
    supervisor.post("/urgent/1/acknowledge")
    assert "має підтвердити той, кому доповідали" in supervisor.get("/board").text
    with house.database():
        assert len(UrgentReport.unseen()) == 1
    assert house.enter(Role.HEAD).post("/urgent/9/acknowledge").status_code == 404


BAD: tuple[dict[str, str], ...] = (
    {"kind": "incident", "text": " "},
    {"kind": "incident", "text": "я" * 501},
    {"kind": "other", "text": "Щось"},
    {"kind": "incident", "text": "Щось", "settlement": "99"},
    {"kind": "incident", "text": "Щось", "call": "a" * 32},
)


def test_a_report_that_cannot_be_is_refused_and_what_was_typed_stays(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    for fields in BAD:
        answer = clerk.post("/urgent", **fields)
        assert answer.status_code == 422, fields
        assert fields["text"].strip() in answer.text
    with house.database():
        assert (UrgentReport.latest(1), Message.select().count()) == ([], 0)


def test_markup_in_a_report_is_text(house: House) -> None:
    house.enter(Role.CLERK).post("/urgent", kind="incident", text="<img src=x onerror=alert(1)>")
    for page in ("/board", "/urgent/reports"):
        assert "<img src=x" not in house.enter(Role.HEAD).get(page).text


def test_the_technician_reads_no_report(house: House) -> None:
    house.enter(Role.CLERK).post("/urgent", kind="incident", text="Про людину")
    assert "Про людину" not in house.enter(Role.TECHNICIAN).get("/board").text


def test_without_a_chief_the_clerk_is_told_that_nobody_gets_an_sms(house: House) -> None:
    with house.database():
        DutyOfficer.remove(1, by=BOX, now=house.now())
    assert "SMS надіслати нікому" in house.enter(Role.CLERK).get("/urgent").text
