"""The office hours in the console: set by a clerk, heard by the next caller (A9, B1 13)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.menus.publications import Publication
from appliance.casework.office.hours import ALL_DAY, OfficeKind
from appliance.casework.office.office_hours import OfficeHours
from appliance.menu.flow import table_of
from tests.appliance.casework.duty import LONG, SHORT, kyiv
from tests.appliance.casework.office.test_office_hours import WEEK
from tests.web.house import BEGAN, HERE, House, Visitor, path_of
from tests.web.pages.duty_house import daemon_of, publish_starter

SL = {
    **dict.fromkeys(("mon", "tue", "wed", "thu"), "8:00–12:00, 12:45–17:00"),
    "fri": "08.00-12 і 12:45 - 15:45",
    "sat": "",
    "sun": "",
}


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    with house.database():
        OfficeHours.begin(WEEK, by=BOX, now=BEGAN)
    return house


@pytest.fixture
def editor(house: House) -> Visitor:
    return house.enter(Role.EDITOR, "Ірина Редактор")


def hours(house: House) -> Any:
    with house.database():
        return OfficeHours.standing().calendar()


def plain(text: str) -> str:
    """The words of a page, without what stands between the tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_an_office_without_hours_writes_its_first_week(tmp_path: Path) -> None:
    house = House(tmp_path)
    editor = house.enter(Role.EDITOR)
    assert "Годин роботи ще не записано" in editor.get("/hours").text
    assert "00:00–24:00" in editor.get("/hours/week").text
    assert path_of(editor.post("/hours/week", version="0", **SL)) == "/hours"
    assert hours(house).week == (LONG, LONG, LONG, LONG, SHORT, (), ())
    assert house.enter(Role.CLERK).post("/hours/week", version="0", **SL).status_code == 403


def test_a_week_is_changed_and_asked_to_be_published(house: House, editor: Visitor) -> None:
    with daemon_of(house) as asked:
        answer = editor.post("/hours/week", version="1", **{**SL, "fri": ""})
        assert (path_of(answer), asked) == ("/hours", ["wake_publisher"])
    assert hours(house).week[4] == ()
    with house.database():
        assert Publication.select().count() == 1
    page = plain(editor.get("/hours").text)
    assert "Зміни ще не озвучено" in page
    assert "Ми працюємо з понеділка по четвер із восьмої до сімнадцятої години." in page


NO_HOURS = [
    ("з восьмої", "слід записати так"),
    ("8:00–12:00, 11:00–17:00", "накладаються"),
    ("12:00–8:00", "неможливий"),
    ("8:00–25:00", "неможливий"),
    ("8:70–9:00", "60 хвилин"),
    ("1-2,3-4,5-6,7-8,9-10,11-12,13-14", "забагато"),
]


def test_hours_that_no_day_has_are_refused_beside_their_day(house: House, editor: Visitor) -> None:
    for typed, sentence in NO_HOURS:
        answer = editor.post("/hours/week", version="1", **{**SL, "tue": typed})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert typed in answer.text
        assert hours(house).week[1] == LONG


def test_a_week_without_hours_is_refused(editor: Visitor) -> None:
    answer = editor.post("/hours/week", version="1")
    assert answer.status_code == 422
    assert "немає жодної робочої години" in answer.text


def test_two_editors_of_the_week_see_each_other(house: House, editor: Visitor) -> None:
    house.enter(Role.HEAD, "Степан Голова").post("/hours/week", version="1", **{**SL, "mon": "9-10"})
    answer = editor.post("/hours/week", version="1", **SL)
    assert answer.status_code == 409
    assert "Степан Голова" in answer.text
    assert "09:00–10:00" in answer.text
    assert path_of(editor.post("/hours/week", version="2", **SL)) == "/hours"
    assert hours(house).week[0] == LONG


def test_days_of_their_own_closures_and_moved_days_come_and_go(house: House, editor: Visitor) -> None:
    eve = {"special_on": "2026-12-31", "special_hours": "8-12", "special_reason": "скорочений день"}
    repair = {"closure_from": "2026-12-29", "closure_to": "2026-12-30", "closure_reason": "ремонт"}
    clean = {**repair, "closure_to": "2026-12-29", "closure_from_time": "14:00", "closure_to_time": "16:00"}
    assert path_of(editor.post("/hours/days", **eve)) == "/hours"
    assert path_of(editor.post("/hours/closures", **repair)) == "/hours"
    assert path_of(editor.post("/hours/closures", **clean)) == "/hours"
    assert path_of(editor.post("/hours/moved", moved_off="2027-08-23", moved_to="2027-08-28")) == "/hours"
    page = plain(editor.get("/hours").text)
    for words in (
        "31.12.2026 : 08:00–12:00 скорочений день",
        "29.12.2026 – 30.12.2026 : ремонт",
        "29.12.2026 14:00–16:00 : ремонт",
        "23.08.2027 вихідний, працюємо 28.08.2027",
    ):
        assert words in page
    month = plain(editor.get("/hours/month?of=2026-12").text)
    assert "29 вівторок вихідний ремонт" in month
    assert "31 четвер 08:00–12:00 скорочений день" in month
    assert "25 п'ятниця вихідний святковий день: Різдво Христове" in month.replace("&#39;", "'")
    editor.post("/hours/days/2026-12-31/remove")
    editor.post("/hours/moved/2027-08-23/remove")
    for closure in hours(house).closures:
        editor.post("/hours/closures/remove", start=closure.start.isoformat(), end=closure.end.isoformat())
    left = hours(house)
    assert (left.special_days, left.moved_days, left.closures) == ((), (), ())


CANNOT_BE: list[tuple[str, dict[str, str], str]] = [
    ("/hours/days", {"special_on": "колись"}, "Напишіть дату"),
    ("/hours/days", {"special_on": "1026-12-31"}, "Перевірте рік"),
    ("/hours/days", {"special_on": "2026-12-31", "special_hours": "багато"}, "слід записати так"),
    ("/hours/moved", {"moved_off": "2026-12-31", "moved_to": "2026-12-31"}, "на нього ж"),
    ("/hours/closures", {"closure_from": "2026-12-31", "closure_to": "2026-12-31"}, "Напишіть, чому"),
    (
        "/hours/closures",
        {"closure_from": "2026-12-31", "closure_to": "2026-12-30", "closure_reason": "ремонт"},
        "пізніше",
    ),
    (
        "/hours/closures",
        {
            "closure_from": "2026-12-31",
            "closure_to": "2026-12-31",
            "closure_from_time": "10:00",
            "closure_reason": "ремонт",
        },
        "обидва часи",
    ),
    ("/hours/martial-law/end", {"martial_on": "2026-12-31"}, "не записано"),
]


def test_the_journal_says_in_words_what_was_ordered(house: House) -> None:
    house.enter(Role.CLERK, "Олена Коваль").post("/hours/order", kind="closed", until="14", reason="Аварія.")
    page = plain(house.enter(Role.SUPERVISOR).get("/journal").text)
    assert "години роботи" in page
    assert "увімкнено ручний режим" in page
    assert "вид: зачинено, від: 23.11.2026 10:00, до: 23.11.2026 14:00, причина: Аварія." in page


def test_what_cannot_be_is_refused_in_its_place(house: House, editor: Visitor) -> None:
    for address, fields, sentence in CANNOT_BE:
        before = hours(house)
        answer = editor.post(address, **fields)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert hours(house) == before


def test_martial_law_begins_and_ends_on_a_day(house: House, editor: Visitor) -> None:
    assert path_of(editor.post("/hours/martial-law", martial_on="2022-02-24")) == "/hours"
    assert "з 24.02.2022 триває" in plain(editor.get("/hours").text)
    assert path_of(editor.post("/hours/martial-law/end", martial_on="2026-12-31")) == "/hours"
    assert "з 24.02.2022 до 31.12.2026 включно" in plain(editor.get("/hours").text)


def test_the_switches_of_holidays_and_of_round_the_clock(house: House, editor: Visitor) -> None:
    editor.post("/hours/holidays", on="0")
    assert not hours(house).public_holidays
    editor.post("/hours/round-the-clock", on="1")
    assert hours(house).week == (ALL_DAY,) * 7
    assert "цілодобово, без вихідних" in editor.get("/hours").text
    editor.post("/hours/round-the-clock", on="0")
    assert hours(house).week[4] == SHORT


@pytest.mark.row("A9")
def test_a_clerk_shuts_the_office_by_hand_and_everybody_sees_until_when(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    with daemon_of(house) as asked:
        answer = clerk.post("/hours/order", kind="closed", reason="Аварія.", until="14")
        assert (path_of(answer), asked) == ("/hours", ["wake_publisher"])
    assert hours(house).override.until == kyiv("2026-11-23 14:00")
    for page in ("/hours", "/board", "/"):
        text = plain(clerk.get(page).text)
        assert "ЗАЧИНЕНО до 14:00" in text, page
        assert "вручну" in text, page
    heard = plain(clerk.get("/hours").text)
    assert "Зараз ми не працюємо. Зателефонуйте сьогодні із чотирнадцятої години." in heard
    house.clock.pass_by(4 * 3600)
    clerk = house.enter(Role.CLERK)
    assert "ПРАЦЮЄМО до 17:00" in plain(clerk.get("/board").text)
    assert clerk.post("/hours/week", version="1", **SL).status_code == 403


BUTTONS = [
    ({"until": "hour"}, "2026-11-23 11:00"),
    ({"until": "day"}, "2026-11-24 00:00"),
    ({"until": "at", "until_time": "15:30"}, "2026-11-23 15:30"),
    ({"until": "at", "until_time": "08:00", "until_day": "2026-11-25"}, "2026-11-25 08:00"),
]


def test_an_order_ends_when_its_button_says(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    for fields, until in BUTTONS:
        clerk.post("/hours/order", kind="break", **fields)
        ordered = hours(house).override
        assert (ordered.kind, ordered.until) == (OfficeKind.BREAK, kyiv(until))


NO_ORDER: list[tuple[dict[str, str], str]] = [
    ({"until": "at"}, "закінчується сам"),
    ({"until": "9"}, "минув"),
    ({"until": "at", "until_time": "08:00", "until_day": "2027-01-25"}, "сім днів"),
    ({}, "закінчується сам"),
    ({"until": "hour", "kind": "forever"}, "Оберіть, що зараз"),
]


def test_an_order_without_a_near_end_is_refused(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    for fields, sentence in NO_ORDER:
        answer = clerk.post("/hours/order", **{"kind": "closed", **fields})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert hours(house).override is None


def test_an_order_is_ended_by_hand(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    clerk.post("/hours/order", kind="closed", until="hour")
    assert path_of(clerk.post("/hours/order/end")) == "/hours"
    assert hours(house).override is None
    assert "за графіком" in clerk.get("/hours").text


HEARD = [
    ("2026-11-27T15:50", "Зараз ми не працюємо.\nЗателефонуйте в понеділок із восьмої години."),
    ("2026-11-26T12:10", "Зараз у нас перерва до дванадцятої сорок п&#39;ять."),
    ("2026-11-26T10:00", "Зараз ми працюємо до дванадцятої години."),
]


@pytest.mark.row("A9")
def test_what_callers_will_hear_at_any_moment_is_shown(editor: Visitor) -> None:
    for at, heard in HEARD:
        assert heard in editor.get(f"/hours?at={at}").text


def test_a_week_that_the_menu_has_in_words_of_its_own_is_shown_as_it_is_said(house: House, editor: Visitor) -> None:
    assert "записано словами" not in editor.get("/hours").text
    publish_starter(house)
    flow = house.settings.published / "7" / "flow.toml"
    written = table_of(flow.read_text(encoding="utf-8"))
    node = next(node for node in written["nodes"].values() if node["kind"] == "office_hours")
    node["prompt"] = "our_week"
    written["prompts"]["our_week"] = "Ми працюємо щосереди."
    flow.write_text(tomli_w.dumps(written), encoding="utf-8")
    page = editor.get("/hours").text
    assert "записано словами" in page
    assert "Ми працюємо щосереди." in page
    assert "Ми працюємо з понеділка" not in page


def test_a_moment_that_is_none_is_said_to_be(editor: Visitor) -> None:
    for at in ("колись", "0001-01-01T00:00", "9999-12-31T23:59", "2026-11-27T15:50+02:00"):
        assert "Такого часу немає" in editor.client.get("/hours", query_string={"at": at}, base_url=HERE).text


def test_a_month_is_drawn_whatever_the_address_says(editor: Visitor) -> None:
    for of in ("", "колись", "0001-01", "9999-12", "2026-02"):
        answer = editor.get(f"/hours/month?of={of}")
        assert answer.status_code == 200
        assert ("Лютий 2026" if of == "2026-02" else "Листопад 2026") in answer.text
