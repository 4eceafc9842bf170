"""The checklist before a shift, answered, signed and printed in the console (B19; S Annex 2, 1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.box.alarms import Alarm
from appliance.casework.entrance.accounts import Role
from appliance.casework.staff.operators import Operator, Reach
from appliance.casework.staff.shifts import CheckPoint, ShiftCheck
from tests.web.house import House, Visitor, path_of
from tests.web.pages.duty_house import daemon_of


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def points(house: House) -> list[int]:
    with house.database():
        return [point.id for point in CheckPoint.standing()]


def listed(house: House) -> tuple[Visitor, list[int]]:
    """A supervisor who has put two points into the list."""
    supervisor = house.enter(Role.SUPERVISOR)
    for text in ("Телефон працює", "Папір є"):
        assert supervisor.post("/shifts/points", text=text).status_code == 303
    return supervisor, points(house)


@pytest.mark.row("B19")
def test_a_clerk_signs_the_list_and_a_no_is_an_alarm_on_the_board(house: House) -> None:
    _, (first, second) = listed(house)
    clerk = house.enter(Role.CLERK, "Олена Коваль")
    assert "Сьогодні ви перевірки ще не підписали" in clerk.get("/shifts").text
    fields = {f"well{first}": "yes", f"note{first}": "", f"well{second}": "no", f"note{second}": "скінчився"}
    with daemon_of(house) as asked:
        answer = clerk.post("/shifts/sign", point=[first, second], **fields)
    assert (path_of(answer), asked) == ("/shifts/1", ["wake_alarms"])
    signed = clerk.get("/shifts/1").text
    assert "Олена Коваль" in signed
    assert "23.11.2026 10:00" in signed
    assert "скінчився" in signed
    assert "ще не підписали" not in clerk.get("/shifts").text
    assert "Папір є — скінчився (Олена Коваль)" in house.enter(Role.HEAD).get("/board").text


@pytest.mark.row("B19")
def test_what_was_answered_stays_when_the_list_is_refused(house: House) -> None:
    _, (first, second) = listed(house)
    clerk = house.enter(Role.CLERK)
    missing = clerk.post("/shifts/sign", point=[first, second], **{f"well{first}": "yes", f"note{first}": "добре"})
    assert missing.status_code == 422
    assert "Дайте відповідь на кожен пункт" in missing.text
    assert 'value="добре"' in missing.text
    assert missing.text.count("checked") == 1
    mute = clerk.post("/shifts/sign", point=[first, second], **{f"well{first}": "no", f"well{second}": "yes"})
    assert (mute.status_code, mute.text.count("Напишіть, що саме не так")) == (422, 1)
    with house.database():
        assert (ShiftCheck.select().count(), Alarm.standing()) == (0, [])


def test_a_list_that_was_changed_meanwhile_is_answered_again(house: House) -> None:
    supervisor, (first, second) = listed(house)
    supervisor.post(f"/shifts/points/{second}/retire")
    answer = house.enter(Role.CLERK).post(
        "/shifts/sign", point=[first, second], **{f"well{first}": "yes", f"well{second}": "yes"}
    )
    assert answer.status_code == 409
    assert "Перелік щойно змінили" in answer.text


@pytest.mark.row("B19")
def test_a_supervisor_begins_with_the_starter_and_edits_it(house: House) -> None:
    supervisor = house.enter(Role.SUPERVISOR)
    supervisor.post("/shifts/points/starter")
    first, *_ = points(house)
    assert len(points(house)) == 7
    supervisor.post(f"/shifts/points/{first}", text="Телефон дзвонить", version="1")
    assert "Телефон дзвонить" in house.enter(Role.CLERK).get("/shifts/sign").text
    late = house.enter(Role.SUPERVISOR).post(f"/shifts/points/{first}", text="Телефон гуде", version="1")
    assert late.status_code == 409
    assert "<pre>Телефон гуде</pre>" in late.text
    assert "<pre>Телефон дзвонить</pre>" in late.text
    assert '<input type="hidden" name="version" value="2">' in late.text


@pytest.mark.parametrize("text", ["", "я" * 201, "Папір є"])
def test_a_point_that_cannot_be_is_refused_beside_its_field(house: House, text: str) -> None:
    supervisor, (first, _) = listed(house)
    assert supervisor.post("/shifts/points", text=text).status_code == 422
    assert supervisor.post(f"/shifts/points/{first}", text=text, version="1").status_code == 422
    assert len(points(house)) == 2


@pytest.mark.row("B19")
def test_an_operator_is_reminded_on_every_page_until_he_has_signed_today(house: House) -> None:
    _, (first, second) = listed(house)
    clerk = house.enter(Role.CLERK, "Олена Коваль")
    with house.database():
        Operator.add("Олена Коваль", Reach("201"), now=house.now())
    assert "Підписати перевірку перед зміною" in clerk.get("/roster").text
    clerk.post("/shifts/sign", point=[first, second], **{f"well{first}": "yes", f"well{second}": "yes"})
    assert "Підписати перевірку перед зміною" not in clerk.get("/roster").text


def test_what_is_not_there_is_not_found(house: House) -> None:
    supervisor = house.enter(Role.SUPERVISOR)
    assert supervisor.get("/shifts/5").status_code == 404
    assert supervisor.post("/shifts/points/5", text="Щось", version="1").status_code == 404
    assert supervisor.post("/shifts/points/5/retire").status_code == 404
    assert "Перелік ще не складено" in supervisor.post("/shifts/sign").text
