"""The poster: number, hours and the map of the menu, on a sheet and for the web site (A28)."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import Role
from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.office.community import Profile
from appliance.casework.office.hours import day_hours
from appliance.menu.content import Content
from appliance.menu.contents.services import PART, ToldSection, ToldServices
from appliance.menu.flow import flow_of, read_flow
from appliance.publishing.compose import STARTER_PROFILE
from appliance.publishing.profiles import starter
from tests.appliance.casework.busy_days import enter_calls
from tests.fakes.told import SERVICES
from tests.web.house import House
from tests.web.pages.duty_house import publish_starter
from web.pages.poster.menu_map import choices, has_operator
from web.pages.poster.week import week_in_words

FLOW = (STARTER_PROFILE / "flow.toml").read_text(encoding="utf-8")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.mark.row("A28")
def test_number_hours_menu_and_emergency_numbers_are_on_every_form_of_it(house: House) -> None:
    publish_starter(house)
    clerk = house.enter(Role.CLERK)
    for address in ("/poster", "/poster/site.html", "/poster/site.txt"):
        text = clerk.get(address).text
        for word in (
            "(04642) 2-12-52",
            "понеділок – четвер",
            "8:00–17:00, перерва 12:00–12:45",
            "8:00–15:45",
            "субота, неділя",
            "Години роботи",
            "Послуги та документи",
            "Часті питання",
            "Зайнято?",
            "ми передзвонимо",
            "Це не екстрена служба",
            *("101", "102", "103", "104", "112"),
        ):
            assert word in text, (address, word)
        assert "адміністратор" not in text


@pytest.mark.row("A28")
@pytest.mark.parametrize(
    ("profile", "main", "other"),
    [
        (
            Profile.M,
            ["Години роботи", "Послуги та документи", "Залишити повідомлення", "Новини, прийом, інше", "Повільніше"],
            ["Новини", "Прийом", "Інші служби", "Часті питання", "Зауваження"],
        ),
        (
            Profile.S,
            ["Подати звернення", "Послуги та часті питання", "Години роботи", "Новини, прийом, інше", "Повільніше"],
            ["Новини", "Прийом", "Повідомлення", "Зауваження"],
        ),
        (
            Profile.SL,
            ["Звернення", "Послуги та документи", "Новини та рішення ради", "Години, прийом, інше", "Повільніше"],
            ["Години роботи", "Прийом", "Інші служби", "Повідомлення", "Зауваження"],
        ),
        (
            Profile.K,
            [
                "Повідомити про несправність",
                "Роботи та відключення",
                "Послуги та питання",
                "Години, прийом, інше",
                "Повільніше",
            ],
            ["Години роботи", "Прийом", "Новини та рішення", "Інші служби", "Зауваження"],
        ),
    ],
)
def test_the_map_says_in_the_callers_words_which_key_leads_where_and_hides_the_office_s_own(
    profile: Profile, main: list[str], other: list[str]
) -> None:
    flow = flow_of(starter(profile).document)
    found = choices(flow)
    assert [(choice.key, choice.words) for choice in found] == [*zip("12345", main, strict=True)]
    assert [choice.words for choice in found[3].below] == other, "what leads to the office's own people is not printed"
    assert has_operator(flow)


@pytest.mark.row("A28")
def test_the_services_that_the_menu_tells_are_on_the_map() -> None:
    content = Content({PART: SERVICES.to_json()})
    [_, services, *_] = choices(read_flow(FLOW), content)
    assert [(choice.key, choice.words) for choice in services.below] == [
        ("1", "Про реєстрацію місця проживання"),
        ("2", "Про паспорт громадянина України"),
        ("3", "Про субсидію"),
    ]
    [section] = SERVICES.sections
    many = ToldServices((ToldSection("про послуги", section.services * 3),))
    [_, services, *_] = choices(read_flow(FLOW), Content({PART: many.to_json()}))
    assert [choice.key for choice in services.below] == ["1", "2", "3", "4", "5", "6"]
    assert services.below[-1].words == "Інші послуги"


def test_a_menu_without_a_short_form_is_mapped_by_its_long_one_and_then_by_what_is_behind() -> None:
    long = FLOW.replace('short = "main_short"', 'short = "music"')
    assert [choice.words for choice in choices(read_flow(long))][3] == "Новини та інше"
    dumb = long.replace('prompt = "main"\n', 'prompt = "music"\n')
    words = [choice.words for choice in choices(read_flow(dumb))]
    assert words[:2] == ["Години роботи", "Послуги, про які ми можемо розказати"]


def test_when_it_is_quiet_is_printed_once_two_weeks_are_known(house: House) -> None:
    publish_starter(house)
    clerk = house.enter(Role.CLERK)
    assert "Найвільніше" not in clerk.get("/poster").text
    with house.database():
        enter_calls(house.now(), days=21)
    for address in ("/poster", "/poster/site.html", "/poster/site.txt"):
        assert "Найвільніше з 14:00 до 16:00" in clerk.get(address).text


def test_a_menu_that_leads_back_to_itself_has_an_end() -> None:
    circle = FLOW.replace('choices = { 1 = "news"', 'choices = { 1 = "main"')
    circle = circle.replace("[nodes.news]", "[nodes.unread]").replace('5 = "slower" }', '5 = "slower", 6 = "unread" }')
    assert [choice.words for choice in choices(read_flow(circle))[3].below][1:3] == ["Прийом", "Інші служби"]


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        ((day_hours("00:00-24:00"),) * 7, [("щодня", "цілодобово")]),
        ((day_hours("09:00-13:00", "14:00-18:00"),) * 7, [("понеділок – неділя", "9:00–18:00, перерва 13:00–14:00")]),
        (
            ((), *(day_hours("08:00-17:00"),) * 2, (), (), (), ()),
            [("понеділок", "вихідний"), ("вівторок, середа", "8:00–17:00"), ("четвер – неділя", "вихідний")],
        ),
    ],
)
def test_a_week_is_said_as_people_say_it(week: tuple[tuple[object, ...], ...], expected: list[tuple[str, str]]) -> None:
    assert week_in_words(WorkCalendar(week=week)) == expected  # type: ignore[arg-type]


@pytest.mark.row("A28")
def test_what_goes_to_the_web_site_is_a_file_of_its_own(house: House) -> None:
    publish_starter(house)
    editor = house.enter(Role.EDITOR)
    page, text = editor.get("/poster/site.html"), editor.get("/poster/site.txt")
    assert (page.mimetype, text.mimetype) == ("text/html", "text/plain")
    assert "attachment" in page.headers["Content-Disposition"]
    assert not any(sign in page.text for sign in ("<script", "<style", "href=", "src=", "csrf"))
    assert not any(sign in text.text for sign in ("<", "&#", "&amp;"))


def test_without_a_menu_or_a_number_the_sheet_says_what_is_missing(tmp_path: Path) -> None:
    house = House(tmp_path, profile=None)
    text = house.enter(Role.EDITOR).get("/poster").text
    assert "Меню ще не опубліковано" in text
    assert "Номера телефону громади ще не записано" in text
    assert "104" in text
