"""Who looks after the box, at the keyboard alone: works are begun, told and ended; the key is made and shown once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from appliance.casework.box.council_key import CouncilKey
from appliance.casework.box.maintenance import Maintenance
from appliance.casework.entrance.accounts import Role
from tests.browser.chromium import PATIENCE_MS, Glass, bring_cookie, complaints, layout_faults, new_person
from tests.browser.keyboard import Keyboard
from tests.browser.office import served
from tests.browser.test_every_page import A4, SIZES, looked_at
from tests.web.house import House
from tests.web.pages.duty_house import daemon_of

REASON = "Заміна модема"
SPOKEN = "На лінії ведуться технічні роботи. Зателефонуйте пізніше."


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@contextmanager
def window(browser: Browser, house: House, at: str, role: Role, name: str) -> Iterator[Page]:
    """A window of a person of that role, entered."""
    kept = house.enter(role, name).client.get_cookie("__Host-s", domain="localhost")
    assert kept is not None
    context = new_person(browser, at)
    bring_cookie(context, at, kept.value)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    yield page
    context.close()


def fits(page: Page, name: str) -> list[str]:
    """Look at the page in every size, and leave it as it was."""
    glass = Glass(page)
    faults = looked_at(page, glass, page.url, name)
    glass.be(*SIZES["1366"])
    return faults


@pytest.mark.row("J10")
def test_a_technician_begins_works_by_keyboard_everybody_sees_them_and_he_ends_them(
    browser: Browser, house: House
) -> None:
    with (
        daemon_of(house) as asked,
        served(house) as at,
        window(browser, house, at, Role.TECHNICIAN, "Ігор Гнатюк") as page,
        window(browser, house, at, Role.CLERK, "Олена Коваль") as desk,
    ):
        heard = complaints(page)
        page.goto("/maintenance")
        assert fits(page, "maintenance-form") == []
        keys = Keyboard(page)
        keys.write("reason", REASON)
        keys.choose("hours", "дві")
        keys.write("spoken", SPOKEN)
        keys.follow("Почати роботи")
        expect(page.get_by_text(f"Люди чують: «{SPOKEN}»")).to_be_visible()
        expect(page.get_by_role("heading", name="Зараз ведуться роботи")).to_be_visible()
        desk.goto("/")
        expect(desk.get_by_text("Ведуться технічні роботи на Слухавці")).to_be_visible()
        expect(desk.get_by_text(REASON)).to_be_visible()
        keys.follow("Завершити роботи")
        expect(page.get_by_text("Зараз технічні роботи не ведуться.")).to_be_visible()
        desk.reload()
        expect(desk.get_by_text(REASON)).to_have_count(0)
    assert heard == []
    assert asked == ["wake_notices", "wake_notices"]
    with house.database():
        assert Maintenance.running(house.now()) is None


@pytest.mark.row("I13")
def test_the_head_makes_the_key_by_keyboard_and_its_sheet_is_seen_once_on_one_page(
    browser: Browser, house: House
) -> None:
    with (
        daemon_of(house),
        served(house) as at,
        window(browser, house, at, Role.HEAD, "Іван Голова") as page,
    ):
        heard = complaints(page)
        page.goto("/stick")
        Keyboard(page).follow("Створити ключ і показати аркуш")
        secret = page.locator(".secret").inner_text()
        assert secret.startswith("AGE-SECRET-KEY-1 ")
        assert fits(page, "stick-sheet") == []
        glass = Glass(page)
        glass.show_print(on=True)
        glass.be(*A4)
        assert layout_faults(page) == []
        glass.keep("stick-sheet-A4")
        assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
        glass.show_print(on=False)
        Keyboard(page).follow("Аркуш надруковано, закрити")
        with house.database():
            made = CouncilKey.in_use()
            assert made is not None
        expect(page.get_by_text(made.public_key)).to_be_visible()
        for address in ("/stick/key", "/stick", "/journal", "/"):
            page.goto(address)
            assert secret not in page.content() and secret.replace(" ", "") not in page.content()
    assert heard == []
