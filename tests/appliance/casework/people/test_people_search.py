"""Finding people: any way of writing a number, any part of a name, pages by key."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.casework.entrance.accounts import BOX
from appliance.casework.office.community import Settlement
from appliance.casework.people.addresses import Address
from appliance.casework.people.people_details import PersonDetails
from appliance.casework.people.people_search import Found, Order, find, namesakes
from appliance.casework.people.person import PersonNumber
from tests.appliance.casework.known_people import AREA, CLERK, person
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW, opened

__all__ = ["opened"]


def asked(text: str) -> Found:
    return find(text, area_code=AREA)


def names(text: str) -> list[str]:
    return [view.name for view in asked(text).people]


@pytest.mark.parametrize(
    "written",
    [
        "066 283-81-82",
        "380662838182",
        "+38(066)2838182",
        "00380 66 283 81 82",
        "8 066 283 81 82",
        "8-10-380-66-283-81-82",
        "066283",
        "+38066",
        "80662838",
        "83818",
        "81-82",
    ],
)
def test_a_person_is_found_by_any_way_of_writing_the_number_and_by_a_part_of_it(written: str) -> None:
    person("Ґудзь Ганна", CALLER)
    person("Інший Петро", "0501239999")
    assert names(written) == ["Ґудзь Ганна"]


def test_a_local_number_and_the_end_of_a_mobile_are_written_alike() -> None:
    person("Міський Петро", "04642 21252")
    person("Мобільний Іван", "067 992 12 52")
    assert names("21252") == ["Міський Петро", "Мобільний Іван"]


def test_a_slip_in_the_number_shows_whom_it_means_and_says_so() -> None:
    person("Ґудзь Ганна", CALLER)
    found = asked("662838182")
    assert [view.name for view in found.people] == ["Ґудзь Ганна"]
    assert "066 283 81 82" in found.hint
    assert asked("66").hint == "Напишіть щонайменше три цифри номера."


@pytest.mark.parametrize(
    "written",
    ["ковальчук", "КОВАЛЬЧУК", "альч", "марія ковал", "ко", "к м ї", "ма", "д’арт", "Д'АРТ", "дʼарт", "ї"],
)
def test_a_name_is_found_by_its_beginning_and_by_any_part_of_it(written: str) -> None:
    person("Ковальчук-Д’Артаньян Марія Їванівна")
    person("Степаненко Петро")
    assert len(names(written)) == 1


@pytest.mark.parametrize(
    "written", ["вальчукк", "арія", "зз", '"', "%", "'; DROP TABLE person; --", "NEAR(", "*", "\0\0\0ы"]
)
def test_what_fits_nobody_finds_nobody_and_breaks_nothing(written: str) -> None:
    person("Степаненко Петро", NEIGHBOUR)
    assert names(written) == []


@given(st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_whatever_is_typed_into_the_search_gives_a_list(written: str) -> None:
    assert len(asked(written).people) <= 50


def test_the_index_follows_every_change_of_numbers() -> None:
    ganna = person("Ґудзь Ганна", CALLER)
    PersonNumber.add(ganna, NEIGHBOUR, area_code=AREA, by=CLERK, now=NOW)
    assert names("1112233") == ["Ґудзь Ганна"]
    first, _ = PersonNumber.of(ganna)
    PersonNumber.remove(ganna, first.id, by=CLERK, now=NOW)
    assert names("28381") == []


def test_the_list_goes_by_the_ukrainian_alphabet_and_its_pages_lose_and_repeat_nobody() -> None:
    order = [
        "Авраменко",
        "Галаган",
        "Ґалаґан",
        "Єрмак",
        "Жук",
        "Ивченко",
        "Іваненко",
        "Їжак",
        "Йова",
        "Коваль",
        "Щур",
        "Юр",
        "Яр",
    ]
    for name in (*reversed(order), *order):
        person(name)
    seen: list[str] = []
    after = 0
    while True:
        found = find("", area_code=AREA, after=after, count=5)
        seen += [view.name for view in found.people]
        after = found.following
        if not after:
            break
    assert seen == [name for name in order for _ in range(2)]


def test_the_newest_come_first_when_that_is_asked_and_a_settlement_is_the_actual_place_before_the_registered() -> None:
    here, there = (Settlement.add(name, by=BOX, now=NOW) for name in ("Вишневе", "Садове"))
    moved = person("Перший", registered=Address(settlement_id=here), staying=Address(settlement_id=there))
    stayed = person("Другий", registered=Address(settlement_id=here))
    assert [view.id for view in find("", area_code=AREA, order=Order.NEWEST).people] == [stayed, moved]
    assert [view.id for view in find("", area_code=AREA, settlement_id=there).people] == [moved]
    assert [view.id for view in find("", area_code=AREA, settlement_id=here).people] == [stayed]
    newest = find("", area_code=AREA, order=Order.NEWEST, count=1)
    assert [view.id for view in find("", area_code=AREA, order=Order.NEWEST, after=newest.following).people] == [moved]


def test_namesakes_are_told_before_a_second_card_is_made() -> None:
    ganna = person("Ґудзь Ганна")
    assert [view.id for view in namesakes(PersonDetails(surname="ҐУДЗЬ", first_name="ганна"))] == [ganna]
    assert namesakes(PersonDetails(surname="Ґудзь")) == []
