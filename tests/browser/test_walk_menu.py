"""The office changes what callers hear: written, tried, reviewed by another, published, heard, taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from appliance.menu.node import MAIN
from appliance.menu.published import Published
from tests.acceptance.ear import head
from tests.browser.chromium import PATIENCE_MS, keep_picture
from tests.browser.keyboard import Keyboard
from tests.browser.running import LOGINS, Running, Telephones
from tests.fakes.modem.remote import RemoteModem, RemoteParty

_, SUPERVISOR, EDITOR = LOGINS
LONG_S = 120
SCHEDULE = "Сміття забирають у вівторок і в п'ятницю, зранку."
FEE = "За вивіз сміття сплачують на пошті."


@pytest.fixture
def editor(browser: Browser, running: Running) -> Iterator[Page]:
    with running.window(browser, EDITOR) as page:
        page.set_default_timeout(PATIENCE_MS)
        yield page


@contextmanager
def supervising(browser: Browser, running: Running, *, scripts: bool = True) -> Iterator[Page]:
    with running.window(browser, SUPERVISOR, scripts=scripts) as page:
        page.set_default_timeout(PATIENCE_MS)
        yield page


def soon(found: Locator) -> None:
    found.first.wait_for(timeout=PATIENCE_MS)


async def begun(modem: RemoteModem, menu: Published) -> RemoteParty:
    """Ring, and hear the greeting."""
    call = await modem.ring("+380501234567")
    await call.answered(LONG_S)
    await call.wait_for(head(menu.prompts["greeting"]), LONG_S)
    return call


def heard_behind(telephones: Telephones, menu: Published, keys: str, text: str) -> None:
    """Call, press keys from the main menu on, and hear a text of the published menu behind the last."""

    async def talk(modem: RemoteModem) -> None:
        call = await begun(modem, menu)
        at = menu.flow.places[MAIN]
        for key in keys:
            await call.press(key)
            node: Any = menu.flow.nodes[at]
            at = node.choices.get(key, at)
            said = menu.flow.nodes[at].prompt if key in node.choices else node.wrong  # type: ignore[attr-defined]
            await call.wait_for(menu.prompts[said].pcm, LONG_S)
        assert menu.prompts[said].text == text
        await call.hang_up()

    telephones.do(talk)


def press(page: Page, name: str) -> None:
    """Press a button, and go on only when the console has taken it: the script asks first whether anybody is there."""
    with page.expect_navigation(wait_until="commit", timeout=PATIENCE_MS):
        page.get_by_role("button", name=name).click()


def approve_and_publish(page: Page, running: Running, meanwhile: Callable[[], object] = lambda: None) -> Published:
    """As the supervisor does: look at what differs, approve, publish."""
    page.goto("/menu/revisions")
    page.locator("main table").last.get_by_role("link").first.click()
    press(page, "Схвалити")
    press(page, "Опублікувати")
    soon(page.locator("#publications"))
    return running.publish(meanwhile)


def take_back(page: Page, running: Running) -> Published:
    page.goto("/menu/revisions")
    page.locator("summary", has_text="Повернути попередню").click()
    press(page, "Так, повернути")
    return running.publish()


@pytest.mark.row("A2", "D3", "D4")
def test_by_keyboard_alone_a_section_is_made_heard_on_the_trial_phone_reviewed_published_called_and_taken_back(
    editor: Page, browser: Browser, running: Running, telephones: Telephones
) -> None:
    before = running.heard()
    keys = Keyboard(editor)
    editor.goto("/menu")
    keys.follow("Додати розділ")
    keys.write("title", "Вивіз сміття")
    keys.choose("key", "6")
    keys.follow("Додати")
    for title, words, way_out in (("Графік", SCHEDULE, "Додати й почати ще один"), ("Оплата", FEE, "Додати")):
        soon(editor.get_by_role("heading", name="Новий пункт меню"))
        keys.write("title", title)
        keys.write("words", words)
        keys.follow(way_out)
    soon(editor.get_by_role("status").filter(has_text="Пункт додано."))
    keep_picture(editor, "menu-1-section")
    editor.goto("/trial")
    keys.reach("Зателефонувати")
    keys.strike("Enter")
    for key in "61":
        soon(editor.locator("#trial-state"))
        keys.strike(key)
    soon(editor.locator("#trial-newest", has_text=SCHEDULE))
    keep_picture(editor, "menu-2-trial")
    editor.goto("/menu/revisions")
    keys.write("note", "Нова рубрика про сміття.")
    keys.follow("Подати на розгляд")
    soon(editor.get_by_role("status"))
    with supervising(browser, running) as page:
        page.goto("/menu/revisions")
        page.locator("main table").last.get_by_role("link").first.click()
        soon(page.locator(".menu-differences", has_text="Вузол"))
        keep_picture(page, "menu-3-review")
        meanwhile: RemoteParty = telephones.do(lambda modem: begun(modem, before))
        # Who says nothing for long is led to an operator: he has it said again and again.
        after = approve_and_publish(page, running, lambda: telephones.do(lambda _modem: meanwhile.press("9")))
        wrong = before.prompts["wrong_key"].pcm
        telephones.do(lambda _modem: meanwhile.press("6"))
        telephones.do(lambda _modem: meanwhile.wait_for(wrong, LONG_S))
        telephones.do(lambda _modem: meanwhile.hang_up())
        heard_behind(telephones, after, "61", SCHEDULE)
        heard_behind(telephones, after, "62", FEE)
        keep_picture(page, "menu-4-published")
        back = take_back(page, running)
    heard_behind(telephones, back, "6", back.prompts["wrong_key"].text)


def test_without_scripts_a_section_is_made_tried_reviewed_published_and_called(
    browser: Browser, running: Running, telephones: Telephones
) -> None:
    said = "Каса працює до шістнадцятої години."
    with running.window(browser, EDITOR, scripts=False) as page:
        page.goto("/menu/revisions")
        page.get_by_role("link", name="Редакція 1", exact=True).click()
        page.locator("summary", has_text="за нову чернетку").click()
        page.get_by_role("button", name="Так, узяти").click()
        page.goto("/menu")
        page.get_by_role("link", name="Додати розділ").click()
        page.get_by_label("Як це називається").fill("Каса")
        page.get_by_label("На яку клавішу").select_option("6")
        page.get_by_role("button", name="Додати").click()
        page.get_by_label("Як це називається").fill("Години каси")
        page.get_by_label("Що сказати").fill(said)
        page.get_by_role("button", name="Додати", exact=True).click()
        page.goto("/trial")
        page.get_by_role("button", name="Зателефонувати", exact=True).click()
        for key in "61":
            page.get_by_role("button", name=key, exact=True).click()
        expect(page.locator("#trial-steps")).to_contain_text(said)
        page.goto("/menu/revisions")
        page.get_by_role("button", name="Подати на розгляд").click()
    with supervising(browser, running, scripts=False) as page:
        menu = approve_and_publish(page, running)
        page.reload()
        expect(page.locator("#publications")).to_contain_text("опубліковано")
    heard_behind(telephones, menu, "61", said)


def test_a_dead_end_a_text_full_of_signs_and_a_hostile_file_are_refused_with_the_place_and_nothing_is_lost(
    editor: Page, running: Running
) -> None:
    before = running.heard()
    editor.goto("/menu")
    editor.get_by_role("link", name="Тексти", exact=True).click()
    editor.locator("main").get_by_role("link", name="greeting").first.click()
    unreadable = "Вітаємо! ☎ 漢字 ∑"
    editor.get_by_label("Слова").fill(unreadable)
    with editor.expect_navigation():
        editor.get_by_role("button", name="Зберегти").click()
    soon(editor.locator(".invalid-feedback, .alert-danger, .refusal"))
    expect(editor.get_by_label("Слова")).to_have_value(unreadable)
    editor.goto("/menu")
    editor.locator("a[id=node-hours]").click()
    done = editor.locator("select[name^='exit']").first
    done.select_option(index=0)
    with editor.expect_navigation():
        editor.get_by_role("button", name="Зберегти").first.click()
    editor.goto("/menu/revisions")
    with editor.expect_navigation():
        editor.get_by_role("button", name="Подати на розгляд").click()
    soon(editor.get_by_text("Вузол «hours»").first)
    keep_picture(editor, "menu-5-refused")
    editor.goto("/sounds/prompts/greeting")
    editor.set_input_files("input[type=file]", {"name": "<b>.wav", "mimeType": "audio/wav", "buffer": b"RIFF<script>"})
    with editor.expect_navigation():
        editor.get_by_role("button", name="Завантажити").click()
    soon(editor.locator(".invalid-feedback, .alert-danger"))
    keep_picture(editor, "menu-6-hostile-file")
    assert running.heard().revision == before.revision
