"""The trial phone in the browser: the menu that is worked on, walked key by key."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.menus.drafts import DraftMenu
from appliance.menu.flow import table_of
from tests.appliance.menu.small_flow import small_flow
from tests.web.house import House, Visitor
from tests.web.pages.call_house import text_of

SMS = small_flow("sms")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def editor(house: House) -> Visitor:
    return house.enter(Role.EDITOR, "Ганна Лис")


def draft(house: House, flow: str) -> None:
    with house.database():
        DraftMenu.begin("", table_of(flow), by=BOX, now=house.now())


class Phone:
    """The page as a browser without scripts keeps it: what the form holds is sent with each button."""

    def __init__(self, visitor: Visitor, **setup: Any) -> None:
        self.visitor = visitor
        self.fields = {
            "which": "draft:",
            "when": "now",
            "number": "067 123 45 67",
            "settlement": "",
            "caller": "stranger",
            "operators": "ready",
            **setup,
        }
        self.page = ""

    def press(self, *deeds: str, **more: str) -> str:
        """Press one button after another; return the words of the telephone."""
        for deed in deeds:
            answer = self.visitor.post("/trial", **self.fields, **more, press=deed)
            self.page = answer.text
            assert answer.status_code == 200, text_of(self.page)
            for name in ("events", "began"):
                found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', self.page)
                self.fields[name] = html.unescape(found[1]) if found else ""
        return text_of(self.page)


def test_the_draft_is_walked_key_by_key_and_what_the_house_would_do_is_told(house: House, editor: Visitor) -> None:
    draft(house, SMS)
    phone = Phone(editor)
    assert "Слухавка чекає на кнопку. Вузол «top»" in phone.press("call")
    told = phone.press("1", "1", "1")
    assert "натискає 1" in told and "буде надіслано SMS: Пн–Чт 8–17" in told
