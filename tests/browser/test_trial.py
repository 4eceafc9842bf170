"""The trial phone in a real browser: keys by keyboard alone, the sound in the ear, and all of it without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.menus.drafts import DraftMenu
from appliance.menu.flow import table_of
from tests.appliance.menu.small_flow import small_flow
from tests.browser.chromium import Glass, bring_cookie, complaints, layout_faults, new_person
from tests.browser.office import served
from tests.browser.test_every_page import SIZES
from tests.fakes.noise_unit import noise_unit
from tests.web.house import House

LONG = "Щоб дізнатися, коли працює центр надання адміністративних послуг, натисніть один. " * 4


@dataclass
class Desk:
    """An editor before the console."""

    browser: Browser
    at: str
    cookie: str
    asked: list[str]

    def page(self, *, scripts: bool = True) -> Page:
        context = new_person(self.browser, self.at, scripts=scripts)
        bring_cookie(context, self.at, self.cookie)
        return context.new_page()


@pytest.fixture
def desk(browser: Browser, tmp_path: Path) -> Iterator[Desk]:
    house = House(tmp_path)
    editor = house.enter(Role.EDITOR)
    table = table_of(small_flow("sms"))
    table["prompts"]["sub"] = LONG
    with house.database():
        DraftMenu.begin("", table, by=BOX, now=house.now())
    cookie = editor.client.get_cookie("__Host-s", domain="localhost")
    assert cookie
    with noise_unit(house.settings.speech_spool, house.settings.spoken) as unit, served(house) as at:
        yield Desk(browser, at, cookie.value, unit.asked)


@pytest.mark.row("D4")
def test_a_draft_is_walked_by_keyboard_alone_and_heard(desk: Desk) -> None:
    page = desk.page()
    heard = complaints(page)
    page.goto("/trial?which=draft:")
    page.get_by_label("Номер, з якого телефонують").fill("0671234567")
    page.keyboard.press("Enter")
    state = page.locator("#trial-state")
    expect(state).to_contain_text("Вузол «top»")
    page.evaluate("document.activeElement.blur()")
    # No sound comes, so it is still being said when the next key is pressed.
    page.route("**/trial/sound?*", lambda _route: None)
    page.keyboard.press("1")
    expect(state).to_contain_text("Вузол «sub»")
    expect(page.locator(".trial-saying")).to_have_count(1)
    page.keyboard.press("9")
    expect(page.locator("#trial-steps")).to_contain_text("(перервано кнопкою 9)")
    page.unroute("**/trial/sound?*")
    page.keyboard.press("1")
    page.keyboard.press("1")
    expect(page.locator("#trial-steps")).to_contain_text("натискає 1")
    expect(state).to_contain_text("Вузол «it»")
    page.keyboard.press("1")
    expect(page.locator("#trial-newest")).to_contain_text("буде надіслано SMS: Пн–Чт 8–17")
    expect(state).to_contain_text("завершила дзвінок")
    page.wait_for_function("() => !document.querySelector('.trial-saying')")
    assert "top" in desk.asked and heard == []
    glass = Glass(page)
    for name, size in SIZES.items():
        glass.be(*size)
        assert layout_faults(page) == [], name
        glass.keep(f"trial-walked-{name}")


def test_without_scripts_every_key_is_a_button_and_every_text_has_a_player(desk: Desk) -> None:
    page = desk.page(scripts=False)
    page.goto("/trial?which=draft:")
    page.get_by_label("Номер, з якого телефонують").fill("0671234567")
    page.get_by_role("button", name="Зателефонувати", exact=True).click()
    for key in ("1", "1"):
        page.locator(f".trial-keys button[value='{key}']").click()
    assert page.locator("#trial-newest audio").count() == 1
    page.get_by_role("button", name="Покласти слухавку").click()
    assert "Людина поклала слухавку" in page.locator("#trial-state").inner_text()
    page.get_by_role("button", name="Крок назад").click()
    assert "Вузол «it»" in page.locator("#trial-state").inner_text()
