"""The editor's script: remarks follow the typing, and a text that is chosen brings its words along."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser, expect

from appliance.casework.entrance.accounts import Role
from tests.browser.chromium import bring_cookie, complaints, new_person
from tests.browser.office import served
from tests.web.house import House
from tests.web.pages.menu_house import MENU, begin_menu, draft_of, node_id


def test_remarks_follow_the_typing_and_a_chosen_text_brings_its_words(browser: Browser, tmp_path: Path) -> None:
    house = House(tmp_path)
    begin_menu(house)
    cookie = house.enter(Role.EDITOR).client.get_cookie("__Host-s", domain="localhost")
    assert cookie is not None
    with served(house) as at, closing(new_person(browser, at)) as context:
        bring_cookie(context, at, cookie.value)
        editor = context.new_page()
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
        assert draft_of(house)["prompts"]["tail"] == "Знак ⌘ тут"
        expect(editor.locator(".menu-text .refusal")).to_contain_text("Знак 6")
        editor.locator("[name=words_prompt]").fill("Знак тут")
        expect(editor.locator(".menu-text .refusal")).to_be_hidden()
        assert not heard
