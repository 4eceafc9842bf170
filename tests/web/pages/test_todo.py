"""The to-do list in the console."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from appliance.casework.contacts.appointments import Appointment
from appliance.casework.contacts.callbacks import Callback, CallbackSource
from appliance.casework.contacts.returns import MessageNote, Returned
from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.staff.operators import Operator, Reach
from appliance.contracts import CallResult
from tests.web.house import House, Visitor, path_of
from tests.web.pages.call_house import CALLER, NEIGHBOUR, daemon_of, left_message, rang, text_of

MASKED = "066 ••• •• 82"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def clerk(house: House) -> Visitor:
    return house.enter(Role.CLERK, "Олена Коваль")


def all_seen(page: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'name="seen" value="([^"]+)"', page)]


def seen_on(page: str) -> list[str]:
    """What the buttons of single entries send."""
    return all_seen(page[: page.index("Позначити всі показані")])


@pytest.mark.row("A18")
def test_a_number_is_one_line_with_its_count_message_and_player(house: House, clerk: Visitor) -> None:
    for result in (CallResult.MISSED, CallResult.BUSY):
        rang(house, result=result)
        house.clock.pass_by(60)
    number = left_message(house, NEIGHBOUR)
    page = clerk.get("/todo").text
    assert page.count('class="todo-entry') == 2
    shown = text_of(page)
    assert f"{MASKED} дзвінків: 2 , останній 23.11.2026 10:01 (лінія була зайнята), перший 23.11.2026 10:00" in shown
    assert f'<audio controls preload="none" src="/recordings/{number}"' in page
    assert f'href="/appeals/new?message={number}"' in page
    for whole in ("066 283 81 82", CALLER, CALLER[1:], "662838182"):
        assert whole not in page, "nor in its source: a list masks numbers"


def test_a_message_of_danger_to_life_is_marked_and_the_others_say_what_they_are(house: House, clerk: Visitor) -> None:
    left_message(house, purpose="emergency")
    fault = left_message(house, NEIGHBOUR, purpose="fault")
    shown = text_of(clerk.get("/todo").text)
    assert shown.count("Загроза життю чи здоров'ю") == 1
    assert f"Повідомлення № {fault} (про несправність)" in shown


def seal(house: House, text: str) -> str:
    """Seal a field as a page of this console does."""
    sealed: str = house.app.jinja_env.filters["sealed"](text)
    return sealed


@pytest.mark.row("A18")
def test_one_press_marks_a_number_and_who_and_when_is_shown(house: House, clerk: Visitor) -> None:
    rang(house, result=CallResult.MISSED)
    rang(house, NEIGHBOUR, CallResult.MISSED)
    [_, ours] = seen_on(clerk.get("/todo").text)
    assert path_of(clerk.post("/todo/returned", seen=ours)) == "/todo"
    shown = text_of(clerk.get("/todo").text)
    assert MASKED not in shown and "067 ••• •• 33" in shown
    done = text_of(clerk.get("/todo/done").text)
    assert f"23.11.2026 10:00 {MASKED} передзвонили Олена Коваль" in done


def test_all_that_is_shown_is_marked_at_once_but_what_is_promised_for_later(house: House, clerk: Visitor) -> None:
    rang(house, result=CallResult.MISSED)
    left_message(house, None)
    with house.database():
        due = house.now().wall.replace(day=25)
        Appointment.make(NEIGHBOUR, due, by=BOX, now=house.now())
    page = clerk.get("/todo").text
    everything = page[page.index("Позначити всі показані") :]
    clerk.post(
        "/todo/returned", seen=[unescape(each) for each in re.findall(r'name="seen" value="([^"]+)"', everything)]
    )
    page = clerk.get("/todo").text
    assert page.count('class="todo-entry') == 1
    assert "Обіцяно передзвонити 25.11.2026 10:00" in text_of(page)


def test_a_mark_that_no_page_of_ours_sends_changes_nothing(house: House, clerk: Visitor) -> None:
    rang(house, result=CallResult.MISSED)
    for seen in ("", "x", "+380|1|", f"{CALLER}|1|2,,3", f"{CALLER}|1|99", "|1|1;DROP"):
        for sent in (seen, seal(house, seen), seal(house, seen)[:-4] + "AAA="):
            assert clerk.post("/todo/returned", seen=sent).status_code in (400, 404), seen
    assert clerk.post("/todo/returned", seen=f"{CALLER}|1|").status_code == 400
    with house.database():
        assert Returned.select().count() == 0


@pytest.mark.row("B21")
def test_a_message_is_noted_dealt_with_and_put_back(house: House, clerk: Visitor) -> None:
    number = left_message(house)
    assert clerk.get(f"/todo/messages/{number}/note").status_code == 200
    written = clerk.post(f"/todo/messages/{number}/note/write", version=0, text="про воду")
    assert path_of(written) == "/todo"
    assert "Примітка: про воду" in text_of(clerk.get("/todo").text)
    other = house.enter(Role.CLERK, "Ганна")
    met = other.post(f"/todo/messages/{number}/note/write", version=0, text="про світло")
    assert met.status_code == 409
    assert "про воду" in met.text and "про світло" in met.text and "Олена Коваль" in met.text
    other.post(f"/todo/messages/{number}/note/write", version=1, text="про світло")
    with house.database():
        assert MessageNote.get_by_id(number).text == "про світло"
    assert clerk.post(f"/todo/messages/{number}/note/write", version=2, text="а" * 1001).status_code == 422
    clerk.post(f"/todo/messages/{number}/handled")
    assert "Нічого не чекає." in clerk.get("/todo").text
    done = clerk.get("/todo/done").text
    assert f"опрацьовано повідомлення № {number} Олена Коваль" in text_of(done)
    clerk.post(f"/todo/messages/{number}/reopened")
    assert MASKED in clerk.get("/todo").text
    for deed in ("handled", "reopened", "note/write"):
        assert clerk.post(f"/todo/messages/999/{deed}").status_code == 404


@pytest.mark.row("B15")
def test_a_promise_that_is_due_stands_first_and_says_so(house: House, clerk: Visitor) -> None:
    with house.database():
        operator = Operator.add("Ганна Лис", Reach("201"), now=house.now())
        due = house.now().wall.replace(hour=10)
        Appointment.make(CALLER, due, operator_id=operator, note="про субсидію", by=BOX, now=house.now())
    assert "Обіцяно передзвонити 23.11.2026 12:00, Ганна Лис" in text_of(clerk.get("/todo").text)
    house.clock.pass_by(600)
    clerk.get("/todo")
    for _ in range(11):
        house.clock.pass_by(600)
        clerk.get("/account")
    rang(house, NEIGHBOUR, CallResult.MISSED)
    shown = text_of(clerk.get("/todo").text)
    assert "настав обіцяний час: 1 ." in shown
    assert shown.index("Час передзвонити: обіцяно на 23.11.2026 12:00, Ганна Лис") < shown.index("067 ••• •• 33")


@pytest.mark.row("B17")
def test_the_list_calls_back_by_one_press(house: House, clerk: Visitor) -> None:
    rang(house, result=CallResult.MISSED)
    with house.database():
        operator = Operator.add("Олена Коваль", Reach("201"), now=house.now())
        owed = Callback.ask(CALLER, CallbackSource.MISSED, now=house.now())
    with daemon_of(house, lambda _request: {}) as asked:
        found = re.search(r'name="number" value="([^"]+)"', clerk.get("/todo").text)
        assert found
        assert path_of(clerk.post("/todo/dial", number=found[1])) == "/todo"
    assert asked[0] == {"ask": "call_back", "callback": owed, "operator": operator}
    for number in ("сто", CALLER, seal(house, "сто")):
        assert clerk.post("/todo/dial", number=number).status_code == 400


def test_a_head_reads_the_list_and_has_no_buttons(house: House) -> None:
    rang(house, result=CallResult.MISSED)
    left_message(house)
    page = house.enter(Role.HEAD).get("/todo").text
    assert MASKED in page and "<audio" in page
    assert 'action="/todo' not in page


def test_a_long_list_has_pages(house: House, clerk: Visitor) -> None:
    for each in range(30):
        rang(house, f"+3806600000{each:02}", CallResult.MISSED)
    first, second = clerk.get("/todo").text, clerk.get("/todo?page=2").text
    assert (first.count('class="todo-entry'), second.count('class="todo-entry')) == (25, 5)
    assert 'rel="next"' in first and 'rel="prev"' in second
    assert clerk.get("/todo?page=99").status_code == clerk.get("/todo?page=x").status_code == 200
