"""The roster in the console: who answers tonight, and which nights nobody does (B23; K 4.2.1, 7.1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.box.alarms import Alarm
from appliance.casework.entrance.accounts import Role
from appliance.casework.staff.duty_officers import DutyOfficer
from appliance.casework.staff.operators import Operator, Reach
from appliance.casework.staff.roster import RosterShift
from tests.web.house import House, Visitor, path_of
from tests.web.pages.duty_house import daemon_of, publish_starter

TONIGHT = {
    "who": "officer:1",
    "stand_in": "",
    "starts_on": "2026-11-23",
    "starts": "17:00",
    "ends_on": "2026-11-24",
    "ends": "08:00",
    "note": "",
    "version": "1",
}


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    publish_starter(house)
    return house


def supervisor_of(house: House, *names: str) -> Visitor:
    """A supervisor who has entered these duty officers."""
    supervisor = house.enter(Role.SUPERVISOR, "Ганна Старша")
    for place, name in enumerate(names):
        supervisor.post("/roster/officers", name=name, mobile=f"067 111 22 3{place}")
    return supervisor


@pytest.mark.row("B23")
def test_a_night_without_an_officer_is_an_alarm_until_somebody_takes_it(house: House) -> None:
    with daemon_of(house) as asked:
        supervisor = supervisor_of(house, "Степан Черговий")
        assert "Ніч з 23.11: немає чергового" in supervisor.get("/board").text
        assert "ніч з 23.11: 17:00 – 24.11 08:00" in supervisor.get("/roster").text
        answer = supervisor.post("/roster/new", **TONIGHT)
        assert (path_of(answer), asked) == ("/roster?week=2026-11-23", ["wake_alarms"] * 2)
    with house.database():
        assert [alarm.about for alarm in Alarm.standing() if alarm.cleared_at is None] == []
    page = supervisor.get("/roster").text
    assert "Записано: 15 год" in page
    assert "067 111 22 30" in page
    assert "ніч з 23.11: 17:00" not in page


@pytest.mark.row("B23")
def test_who_answers_now_and_who_stands_in_is_on_the_roster_and_the_board(house: House) -> None:
    supervisor = supervisor_of(house, "Степан Черговий", "Ірина Заступниця")
    supervisor.post("/roster/new", **{**TONIGHT, "stand_in": "2"})
    assert "Зараз за графіком ніхто не чергує" in supervisor.get("/roster").text
    house.clock.pass_by(8 * 3600)
    supervisor = house.enter(Role.SUPERVISOR)
    for page in ("/roster", "/board"):
        text = supervisor.get(page).text
        assert text.index("Степан Черговий") < text.index("Ірина Заступниця")
    assert "до 24.11.2026 08:00" in supervisor.get("/roster").text


@pytest.mark.row("B23")
def test_a_night_of_a_clock_change_shows_its_true_length(house: House) -> None:
    supervisor = supervisor_of(house, "Степан Черговий")
    for start, end, length in (("2026-10-24", "2026-10-25", "13 год"), ("2027-03-27", "2027-03-28", "11 год")):
        answer = supervisor.post("/roster/new", **{**TONIGHT, "starts_on": start, "starts": "20:00", "ends_on": end})
        page = supervisor.get(path_of(answer)).text
        assert f"Записано: {length}" in page
        assert f"20:00 – {end[8:10]}.{end[5:7]} 08:00" in page


@pytest.mark.row("B23")
def test_a_week_is_copied_with_one_press(house: House) -> None:
    supervisor = supervisor_of(house, "Степан Черговий")
    supervisor.post("/roster/new", **TONIGHT)
    answer = supervisor.post("/roster/2026-11-23/copy", target="2026-11-30")
    assert path_of(answer) == "/roster?week=2026-11-30"
    assert "Скопійовано змін: 1" in supervisor.get(path_of(answer)).text
    wrong = supervisor.post("/roster/2026-11-23/copy", target="2026-12-01")
    assert wrong.status_code == 422
    assert "починається в понеділок" in wrong.text
    assert supervisor.post("/roster/2026-11-23/copy", target="завтра").status_code == 422
    assert supervisor.post("/roster/never/copy", target="2026-12-07").status_code == 404


@pytest.mark.row("B23")
def test_operators_have_shifts_and_holidays_stand_by_their_day(house: House) -> None:
    supervisor = supervisor_of(house)
    with house.database():
        Operator.add("Олена Коваль", Reach("201"), now=house.now())
    work = {**TONIGHT, "who": "operator:1", "starts": "08:00", "ends_on": "2026-11-23", "ends": "17:00"}
    supervisor.post("/roster/new", **work)
    assert "Олена Коваль" in supervisor.get("/roster?week=2026-11-25").text
    assert "Різдво Христове" in supervisor.get("/roster?week=2026-12-21").text


BAD = (
    ({"ends_on": "2026-11-23", "ends": "16:00"}, "пізніше, ніж починається"),
    ({"starts_on": "31.02.2026"}, "Напишіть дату"),
    ({"ends": "25:00"}, "Напишіть час"),
    ({"starts": ""}, "Напишіть час"),
    ({"stand_in": "1"}, "іншою людиною"),
    ({"who": "officer:9"}, "is-invalid"),
    ({"note": "я" * 201}, "is-invalid"),
)


def test_a_shift_that_cannot_be_is_refused_and_what_was_typed_stays(house: House) -> None:
    supervisor = supervisor_of(house, "Степан Черговий")
    for change, said in BAD:
        answer = supervisor.post("/roster/new", **{**TONIGHT, "note": "важлива", **change})
        assert (answer.status_code, said in answer.text) == (422, True), change
        assert change.get("note", "важлива") in answer.text
    with house.database():
        assert RosterShift.select().count() == 0


def test_of_two_who_change_a_shift_the_second_sees_both(house: House) -> None:
    supervisor = supervisor_of(house, "Степан Черговий")
    supervisor.post("/roster/new", **TONIGHT)
    head = house.enter(Role.HEAD)
    assert head.post("/roster/1", **{**TONIGHT, "note": "перша"}).status_code == 303
    late = supervisor.post("/roster/1", **{**TONIGHT, "note": "друга"})
    assert late.status_code == 409
    assert "<pre>друга</pre>" in late.text
    assert "<pre>перша</pre>" in late.text
    assert supervisor.post("/roster/1", **{**TONIGHT, "note": "друга", "version": "2"}).status_code == 303


def test_a_struck_shift_opens_its_night_again(house: House) -> None:
    supervisor = supervisor_of(house, "Степан Черговий")
    supervisor.post("/roster/new", **TONIGHT)
    assert supervisor.post("/roster/1/remove").status_code == 303
    with house.database():
        assert "2026-11-23" in [alarm.about for alarm in Alarm.standing() if alarm.cleared_at is None]
    assert supervisor.get("/roster/1").status_code == 404


def test_the_directory_takes_only_who_can_be_called_and_tells_the_second_editor(house: House) -> None:
    supervisor = supervisor_of(house, "Степан Черговий")
    for mobile in ("112", "0900123456", "хтозна"):
        answer = supervisor.post("/roster/officers", name="Інший", mobile=mobile)
        assert (answer.status_code, mobile in answer.text) == (422, True)
    assert supervisor.post("/roster/officers", name="Степан Черговий", mobile="0501112233").status_code == 422
    changed = {"name": "Степан Черговий", "mobile": "050 111 22 33", "is_chief": "y", "version": "1"}
    assert supervisor.post("/roster/officers/1", **changed).status_code == 303
    late = house.enter(Role.HEAD).post("/roster/officers/1", **{**changed, "mobile": "063 111 22 33"})
    assert late.status_code == 409
    assert "<pre>050 111 22 33</pre>" in late.text
    assert supervisor.post("/roster/officers/1/remove").status_code == 303
    assert supervisor.get("/roster/officers/1").status_code == 404
    with house.database():
        assert DutyOfficer.standing() == []


def test_a_week_that_no_roster_has_is_this_one(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    for week in ("", "завтра", "0001-01-01", "9999-12-31", "2026-13-01"):
        assert "тиждень з 23.11.2026" in clerk.get(f"/roster?week={week}").text, week


def test_without_published_hours_the_roster_still_opens(tmp_path: Path) -> None:
    house = House(tmp_path)
    supervisor = supervisor_of(house, "Степан Черговий")
    assert supervisor.post("/roster/new", **TONIGHT).status_code == 303
    assert "Степан Черговий" in supervisor.get("/roster").text
