"""Services by telephone: sections, lists in pages, the card, the SMS, and what is counted of it (A3, I17)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.office.calendar import WorkCalendar
from appliance.contracts.office import ServiceHow
from appliance.menu.content import Background, Content
from appliance.menu.contents.services import MORE, ToldSection, ToldService, ToldServices, list_words, pages
from appliance.menu.flow import read_flow
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import Walk, sounding, walk

FAR = date(2030, 1, 1)
HEARD, BROKEN_OFF, SMS = ServiceHow.HEARD, ServiceHow.BROKEN_OFF, ServiceHow.SMS


def service(name: str, **changes: Any) -> ToldService:
    told = {"review_by": FAR, "unconfirmed": False, **changes}
    return ToldService(name, f"про {name}", f"Картка {name}.", f"sms {name}", f"sms {name} ?", **told)


def section(name: str, count: int, **changes: Any) -> ToldSection:
    return ToldSection(f"про {name}", tuple(service(f"{name}{number}", **changes) for number in range(count)))


def content(*sections: ToldSection) -> Mapping[str, Any]:
    return {"services": ToldServices(sections).to_json()}


TWO = content(section("a", 7), section("b", 1))
ONE = content(section("s", 2))
CHANGES = {"none": '"nothing"', "prompt": '"it"'}
FLOW = small_flow("services", **CHANGES)


async def at_it(walking: Walk) -> None:
    await walking.press("11")
    await walking.hears("it")


def test_what_is_told_comes_back_from_json() -> None:
    told = ToldServices((section("a", 2, unconfirmed=True), section("b", 1)))
    assert ToldServices.of(Content({"services": told.to_json()})) == told
    assert ToldServices.of(Content()) == ToldServices()
    assert told.coded("b0") == service("b0")
    assert told.coded("gone") is None


@pytest.mark.parametrize(
    ("count", "cut"), [(1, [1]), (5, [5]), (6, [6]), (7, [5, 2]), (11, [5, 6]), (12, [5, 5, 2]), (60, [5] * 11 + [5])]
)
def test_more_than_six_choices_are_said_in_pages(count: int, cut: list[int]) -> None:
    assert [len(page) for page in pages(count)] == cut
    assert [place for page in pages(count) for place in page] == list(range(count))


def test_every_choice_is_a_sentence_with_the_purpose_before_the_key() -> None:
    assert list_words([f"про {number}" for number in range(7)], inner=True) == [
        [
            "Щоб дізнатися про 0, натисніть один.",
            *("Про 1 — два.", "Про 2 — три.", "Про 3 — чотири.", "Про 4 — п'ять."),
            *("Інші послуги — шість.", "Повернутися назад — вісім."),
        ],
        ["Щоб дізнатися про 5, натисніть один.", "Про 6 — два.", "Повернутися назад — вісім."],
    ]
    assert list_words(["про 0"], inner=False) == [["Щоб дізнатися про 0, натисніть один."]]


def test_every_word_that_a_walk_can_need_is_prepared() -> None:
    background = Background(WorkCalendar.round_the_clock(), Content(TWO))
    texts = set(read_flow(FLOW).nodes["it"].texts(background))
    assert {"Щоб дізнатися про a, натисніть один.", "Про b — два.", MORE, "Про a6 — два.", "Картка a6."} <= texts
    assert list(read_flow(FLOW).nodes["it"].texts(Background(WorkCalendar.round_the_clock()))) == []


@pytest.mark.row("A3")
def test_a_caller_finds_a_service_on_the_second_page_and_hears_its_card(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        await walking.hears("Про b — два.")
        await walking.press("1")
        await walking.hears(MORE)
        await walking.press("6")
        await walking.hears("Про a6 — два.")
        await walking.press("2")
        await walking.hears("Картка a6.")
        await walking.arrives("next")

    walked = walk(scene, sounding(FLOW, content=TWO), tmp_path)
    assert walked.office.told == [("a6", HEARD)]
    assert "review" not in walked.said


def test_back_leads_one_step_back_from_card_to_page_to_list_to_sections_and_out(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        await walking.press("16")
        await walking.hears("Про a6 — два.")
        await walking.press("1")
        await walking.hears("Картка a5.")
        await walking.press("8")
        await walking.hears("Про a6 — два.", times=2)
        await walking.press("8")
        await walking.hears(MORE)
        await walking.press("8")
        await walking.hears("Про b — два.")
        assert walking.nodes[-1] == "it"
        await walking.press("8")
        await walking.arrives("sub", times=2)

    walked = walk(scene, sounding(FLOW, content=TWO), tmp_path)
    assert walked.office.told == [("a5", BROKEN_OFF)]


def test_a_single_section_is_not_asked_for_and_back_leads_out(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        await walking.hears("Про s1 — два.")
        await walking.press("8")
        await walking.arrives("sub", times=2)

    assert "Щоб дізнатися про s, натисніть один." not in walk(scene, sounding(FLOW, content=ONE), tmp_path).said


def test_repeat_says_the_list_again_and_then_the_card_again(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        await walking.press("9")
        await walking.hears("Щоб дізнатися про s0, натисніть один.")
        await walking.press("1")
        await walking.hears("it_tail")
        await walking.press("9")
        await walking.hears("Картка s0.", times=2)
        await walking.arrives("next")

    assert walk(scene, sounding(FLOW, content=ONE), tmp_path).office.told == [("s0", HEARD)] * 2


@pytest.mark.parametrize("way", ["", "1", "11"])
@pytest.mark.parametrize(("key", "to"), [("0", "operator"), ("7", "emergency"), ("#", "top")])
def test_operator_emergency_and_main_menu_are_reached_from_every_list_and_card(
    tmp_path: Path, way: str, key: str, to: str
) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        before = len(walking.nodes)
        await walking.press(way)
        await walking.sleep(0.5)
        await walking.press(key)
        assert walking.nodes[before:] == [to]

    walk(scene, sounding(FLOW, content=TWO), tmp_path)


def test_a_choice_key_during_a_card_is_taken_for_the_list_it_came_from(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        await walking.press("1")
        await walking.hears("Картка s0.")
        await walking.press("2")
        await walking.hears("Картка s1.")
        await walking.arrives("next")

    menu = sounding(FLOW, content=ONE)
    assert walk(scene, menu, tmp_path).office.told == [("s0", BROKEN_OFF), ("s1", HEARD)]


@pytest.mark.row("I17")
def test_who_hangs_up_in_the_middle_of_a_card_has_not_heard_it(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        await walking.press("1")
        await walking.hears("Картка s0.")
        walking.leg.end()
        await walking.ended()

    menu = sounding(FLOW, content=ONE)
    assert walk(scene, menu, tmp_path).office.told == [("s0", BROKEN_OFF)]


@pytest.mark.row("A3")
def test_at_a_key_the_card_is_sent_and_counted(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        await walking.press("1")
        await walking.hears("again")
        await walking.press("1")
        await walking.hears("kept")
        await walking.arrives("next")

    walked = walk(scene, sounding(FLOW, content=ONE), tmp_path)
    assert walked.office.texted == ["sms s0"]
    assert walked.office.told == [("s0", HEARD), ("s0", SMS)]


@pytest.mark.parametrize("fault", ["refuses", "unfit"])
def test_an_sms_that_could_not_be_kept_is_neither_promised_nor_counted(tmp_path: Path, fault: str) -> None:
    async def scene(walking: Walk) -> None:
        setattr(walking.office, fault, True)
        await at_it(walking)
        await walking.press("1")
        await walking.hears("again")
        await walking.press("1")
        await walking.hears("failed")
        await walking.arrives("next")
        assert "kept" not in walking.said

    assert walk(scene, sounding(FLOW, content=ONE), tmp_path).office.told == [("s0", HEARD)]


def test_whose_number_takes_no_sms_is_offered_none_and_one_is_a_choice_again(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        walking.office.caller_can_be_texted = False
        await at_it(walking)
        await walking.press("2")
        await walking.hears("it_tail")
        await walking.press("1")
        await walking.hears("Картка s0.")
        assert "again" not in walking.said

    walk(scene, sounding(FLOW, content=ONE), tmp_path)


@pytest.mark.row("A3")
@pytest.mark.parametrize("changes", [{"review_by": date(2020, 1, 1)}, {"unconfirmed": True}])
def test_a_card_that_may_be_out_of_date_is_told_with_a_warning_also_in_the_sms(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        await walking.press("1")
        await walking.hears("review")
        await walking.hears("again")
        await walking.press("1")
        await walking.hears("kept")

    menu = sounding(FLOW, content=content(section("s", 2, **changes)))
    assert walk(scene, menu, tmp_path).office.texted == ["sms s0 ?"]


def test_wrong_keys_and_silence_have_their_counts_in_the_lists_too(tmp_path: Path) -> None:
    async def wrong(walking: Walk) -> None:
        await at_it(walking)
        await walking.press("5")
        await walking.hears("wrong")
        await walking.press("5")
        await walking.hears("wrong", times=2)
        await walking.press("5")
        await walking.arrives("invalid")

    async def silent(walking: Walk) -> None:
        await at_it(walking)
        await walking.hears("quiet")
        await walking.arrives("silent")

    walk(wrong, sounding(FLOW, content=ONE), tmp_path)
    walk(silent, sounding(FLOW, content=ONE), tmp_path)


def test_without_services_the_caller_is_told_so_and_goes_on(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.hears("nothing")
        await walking.arrives("next")

    walk(scene, sounding(FLOW), tmp_path)


def test_a_single_service_in_the_menu_is_told_the_same_way(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.hears("Картка s0.")
        await walking.hears("again")
        await walking.press("9")
        await walking.arrives("it", times=2)
        await walking.hears("again", times=2)
        await walking.press("1")
        await walking.hears("kept")
        await walking.arrives("next")

    walked = walk(scene, sounding(small_flow("service"), content=ONE), tmp_path)
    assert walked.office.texted == ["sms s0"]


def test_a_single_service_that_is_told_no_more_sends_the_caller_on(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.hears("it")
        await walking.arrives("next")

    walk(scene, sounding(small_flow("service")), tmp_path)
