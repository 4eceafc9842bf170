"""An answer found while one types, and again without scripts; an SMS counted as it grows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from appliance.casework.contacts.consultations import Consultation
from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.knowledge.articles import Article
from appliance.casework.knowledge.topics import Category
from appliance.contracts import CallResult
from tests.browser.chromium import bring_cookie, complaints, new_person
from tests.browser.office import served
from tests.web.house import House
from tests.web.pages.call_house import rang


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    with house.database():
        topic = Category.add("Документи", by=BOX, now=house.now())
        for title in ("Паспорт: п'ять документів", "Субсидія", "Паспорт дитині"):
            Article.add(topic, title, "Принесіть фото.", "постанова", by=BOX, now=house.now())
    return house


@contextmanager
def at_the_desk(browser: Browser, house: House, *, scripts: bool) -> Iterator[Page]:
    """A clerk's window, without a complaint of the browser's."""
    clerk = house.enter(Role.CLERK)
    kept = clerk.client.get_cookie("__Host-s", domain="localhost")
    assert kept
    with served(house) as at:
        context = new_person(browser, at, scripts=scripts)
        bring_cookie(context, at, kept.value)
        page = context.new_page()
        said = complaints(page)
        yield page
        context.close()
    assert said == []


def consulted(house: House) -> list[int | None]:
    with house.database():
        return [each.article_id for each in Consultation.select()]


@pytest.mark.row("D1")
@pytest.mark.row("B13")
def test_an_answer_is_found_while_one_types_and_put_into_the_consultation_by_one_press(
    browser: Browser, house: House
) -> None:
    uid = rang(house, result=CallResult.SERVED)
    with at_the_desk(browser, house, scripts=True) as page:
        page.goto(f"/calls/{uid}")
        page.get_by_label("Примітка (не обов'язково)").fill("питала бабуся")
        page.get_by_label("Про що питають").press_sequentially("ПЯТЬ паспорта")
        found = page.locator("#answers-found details")
        expect(found).to_have_count(1)
        expect(found).to_contain_text("Джерело: постанова")
        page.get_by_role("button", name="Вставити в консультацію").click()
        expect(page.locator("#card-consultations")).to_contain_text("«Паспорт: п'ять документів» питала бабуся")
    assert consulted(house) == [1]


def test_without_scripts_a_button_finds_and_counts(browser: Browser, house: House) -> None:
    uid = rang(house, result=CallResult.SERVED)
    with at_the_desk(browser, house, scripts=False) as page:
        page.goto(f"/calls/{uid}")
        page.get_by_label("Про що питають").fill("субсидії")
        page.get_by_label("Про що питають").press("Enter")
        page.locator("#answers-found").get_by_role("link", name="Надіслати SMS").click()
        page.get_by_label("Текст SMS").fill("я" * 100)
        page.get_by_role("button", name="Порахувати знаки").click()
        expect(page.get_by_text("Частин SMS: 2 з 3")).to_be_visible()
        page.go_back()
        page.goto(f"/calls/{uid}?q=субсидії")
        page.get_by_role("button", name="Вставити в консультацію").click()
        expect(page.locator("#card-consultations")).to_contain_text("«Субсидія»")
    assert consulted(house) == [2]


def test_an_sms_is_counted_as_it_grows_just_as_the_box_counts(browser: Browser, house: House) -> None:
    uid = rang(house, result=CallResult.SERVED)
    with at_the_desk(browser, house, scripts=True) as page:
        page.goto(f"/answers/1/sms?call={uid}")
        for text, words in (
            ("я" * 70, "1 з 3, вільно знаків: 0"),
            ("я" * 71, "2 з 3, вільно знаків: 63"),
            ("a" * 160, "1 з 3, вільно знаків: 0"),
            ("[" * 81, "2 з 3, вільно знаків: 143"),
            ("я" + "😀" * 34, "1 з 3, вільно знаків: 1"),
            ("я" * 202, "4 з 3"),
        ):
            page.get_by_label("Текст SMS").fill(text)
            expect(page.locator("[data-sms-size]")).to_contain_text(words)
