"""The menu edited in a real browser: by keyboard alone, again without scripts, and with remarks as one types."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from appliance.casework.entrance.accounts import Role
from appliance.casework.menus.publications import Publication
from tests.browser.chromium import bring_cookie, complaints, keep_picture, new_person
from tests.browser.office import served
from tests.web.house import House
from tests.web.pages.menu_house import MENU, begin_menu, draft_of, node_id


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    begin_menu(house)
    return house


@contextmanager
def windows(browser: Browser, house: House, *, scripts: bool) -> Iterator[tuple[Page, Page]]:
    """Yield the window of an editor and that of who reviews."""
    with served(house) as at, ExitStack() as stack:
        pages = []
        for role in (Role.EDITOR, Role.SUPERVISOR):
            context = new_person(browser, at, scripts=scripts)
            stack.callback(context.close)
            cookie = house.enter(role).client.get_cookie("__Host-s", domain="localhost")
            assert cookie is not None
            bring_cookie(context, at, cookie.value)
            pages.append(context.new_page())
        yield pages[0], pages[1]


def tab_to(page: Page, words: str) -> None:
    """Strike Tab until a link, a button or a field of that name has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        named = page.evaluate("document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText ?? ''")
        if named.strip() == words:
            return
    raise AssertionError(f"the Tab key never comes to «{words}» on {page.url}")


def write(page: Page, field: str, words: str) -> None:
    """Go to a field by Tab and type."""
    tab_to(page, field)
    page.keyboard.type(words)


def press(page: Page, words: str) -> None:
    """Go to a link or a button by Tab and press it."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.row("A2", "D3")
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_section_with_two_items_goes_from_the_keyboard_to_publication(
    browser: Browser, house: House, scripts: bool
) -> None:
    with windows(browser, house, scripts=scripts) as (editor, chief):
        heard = complaints(editor)
        editor.goto("/menu")
        press(editor, "Додати розділ")
        write(editor, "Як це називається", "Вивіз сміття")
        press(editor, "Додати")
        write(editor, "Як це називається", "Графік")
        write(editor, "Що сказати", "Щосереди о восьмій.")
        press(editor, "Додати й почати ще один")
        write(editor, "Як це називається", "Великі речі")
        write(editor, "Що сказати", "Зателефонуйте нам.")
        press(editor, "Додати")
        editor.goto("/menu")
        keep_picture(editor, f"menu-walk-{'scripts' if scripts else 'plain'}")
        press(editor, "Розгляд і публікація")
        write(editor, "Що змінено й навіщо", "Новий розділ про сміття")
        press(editor, "Подати на розгляд")
        chief.goto("/menu/revisions")
        press(chief, "Редакція 1")
        press(chief, "Схвалити")
        press(chief, "Опублікувати")
        expect(chief.get_by_text("Публікацію замовлено")).to_be_visible()
        assert not heard
    section = draft_of(house)["nodes"]["вивіз_сміття"]
    assert section["choices"] == {"1": "графік", "2": "великі_речі"}
    with house.database():
        asked = Publication.due(house.now())
        assert [each.revision.document == draft_of(house) for each in asked if each.revision] == [True]


def test_remarks_follow_the_typing_and_a_chosen_text_brings_its_words(browser: Browser, house: House) -> None:
    with windows(browser, house, scripts=True) as (editor, _):
        heard = complaints(editor)
        editor.goto(f"/menu/nodes/{node_id(house, 'greeting')}")
        editor.locator("[name=text_prompt]").select_option("tail")
        expect(editor.locator("[name=words_prompt]")).to_have_value(MENU["prompts"]["tail"])
        editor.locator("[name=words_prompt]").fill("Знак ⌘ тут")
        expect(editor.locator("#remarks")).to_contain_text("Знак 6")
        editor.locator("[name=exit_done]").select_option("")
        expect(editor.locator("#remarks")).to_contain_text("вихід «далі» нікуди не веде")
        assert draft_of(house) == MENU
        editor.get_by_role("button", name="Зберегти").first.click()
        expect(editor.get_by_text("Збережено.")).to_be_visible()
        expect(editor.locator("#remarks")).to_contain_text("Знак 6")
        assert draft_of(house)["prompts"]["tail"] == "Знак ⌘ тут"
        assert not heard
