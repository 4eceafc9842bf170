"""Prompts heard and recorded in a real browser, with its policies in force."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from appliance.casework.entrance.accounts import Role
from audio.recorded.store import RecordedStore
from tests.browser.chromium import bring_cookie, complaints, keep_picture, layout_faults, new_person
from tests.browser.office import served
from tests.web.house import House
from tests.web.pages.sounds_house import draft, put_in_force, units

LASTS_S = "(sound) => new Promise((done) => { sound.onloadedmetadata = () => done(sound.duration); sound.load(); })"


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    put_in_force(house)
    draft(house, menu="Натисніть один.")
    return house


@contextmanager
def window(browser: Browser, house: House, *, scripts: bool = True) -> Iterator[Page]:
    """A window in which an editor has entered, both units at work."""
    cookie = house.enter(Role.EDITOR).client.get_cookie("__Host-s", domain="localhost")
    assert cookie is not None
    with units(house), served(house) as at:
        context = new_person(browser, at, scripts=scripts)
        bring_cookie(context, at, cookie.value)
        yield context.new_page()
        context.close()


def test_a_prompt_is_recorded_listened_to_and_sent_and_stands_on_its_page(browser: Browser, house: House) -> None:
    with window(browser, house) as page:
        heard = complaints(page)
        page.goto("/sounds/prompts/menu")
        page.get_by_role("button", name="Почати запис").click()
        expect(page.locator("[data-clock]")).to_have_text("0:03")
        assert page.locator("[data-level]").evaluate("(meter) => meter.value") >= 0
        page.get_by_role("button", name="Зупинити").click()
        listened = page.locator("[data-listen]")
        expect(listened).to_be_visible()
        assert listened.evaluate(LASTS_S) > 2
        assert layout_faults(page) == []
        keep_picture(page, "sounds-recorded")
        page.get_by_role("button", name="Надіслати запис").click()
        expect(page.locator("main")).to_contain_text("Запис прийнято")
        assert heard == []
    assert set(RecordedStore(house.settings.recorded).all()) == {"menu"}


def test_a_text_is_heard_beside_its_field_and_nothing_typed_is_lost(browser: Browser, house: House) -> None:
    with window(browser, house) as page:
        heard = complaints(page)
        page.goto("/sounds/languages/en")
        page.get_by_label("Англійська мова").first.fill("Press 1.")
        page.get_by_role("button", name="Послухати, як звучатиме").first.click()
        expect(page.locator(".heard").first).to_contain_text("Знак 7: Число «1»")
        page.get_by_label("Англійська мова").first.fill("Press one.")
        page.get_by_role("button", name="Послухати, як звучатиме").first.click()
        expect(page.locator(".heard audio")).to_be_visible()
        assert page.locator(".heard audio").evaluate(LASTS_S) > 0.5
        assert page.get_by_label("Англійська мова").first.input_value() == "Press one."
        assert heard == []


def test_without_scripts_a_text_is_heard_on_a_page_of_its_own_and_comes_back(browser: Browser, house: House) -> None:
    with window(browser, house, scripts=False) as page:
        page.goto("/sounds/languages/en")
        page.get_by_label("Англійська мова").first.fill("Press one.")
        page.get_by_role("button", name="Послухати, як звучатиме").first.click()
        expect(page.locator("#heard audio")).to_be_visible()
        assert layout_faults(page) == []
        page.get_by_role("textbox", name="Текст").fill("Press two.")
        page.get_by_role("button", name="Повернутися з цим текстом").click()
        assert page.get_by_label("Англійська мова").first.input_value() == "Press two."


def test_a_word_is_settled_by_ear_by_the_keyboard_alone(browser: Browser, house: House) -> None:
    with window(browser, house) as page:
        page.goto("/sounds/stress")
        page.get_by_role("button", name="Послухати «Кракозя́бринці»").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".heard audio")).to_be_visible()
        assert layout_faults(page) == []
        page.get_by_role("button", name="Правильно: Кракозя́бринці").focus()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text("Наголос змінено.")
        assert 'words = """\nкракозя́бринці\n"""' in house.settings.stress.read_text()
