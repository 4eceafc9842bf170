"""A menu to edit: a small one of every sort of fault, and a browser's way of filling in a form."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from appliance.casework.entrance.accounts import BOX
from appliance.casework.menus.drafts import DraftMenu, DraftNode, DraftPrompt
from tests.web.house import House

MENU: dict[str, Any] = {
    "title": "Лінія громади",
    "start": "greeting",
    "main": "main",
    "operator": "message",
    "emergency": "message",
    "nodes": {
        "greeting": {"kind": "say", "prompt": "greeting", "exits": {"done": "main"}},
        "main": {
            "kind": "menu",
            "prompt": "main",
            "short": "main",
            "wrong": "wrong",
            "quiet": "wrong",
            "choices": {"1": "hours"},
            "exits": {"invalid": "message", "silent": "message"},
        },
        "hours": {"kind": "office_hours", "tail": "tail", "exits": {"done": "main"}},
        "message": {"kind": "hang_up", "prompt": "goodbye"},
    },
    "prompts": {
        "greeting": "Вітаємо!",
        "main": "Години роботи — один.\nПрослухати ще раз — дев'ять.",
        "wrong": "Такого пункту немає.",
        "tail": "Щоб повернутися, натисніть вісім.",
        "warning": "До кінця дзвінка залишилося пів хвилини.",
        "goodbye": "До побачення.",
    },
}


def large_menu(nodes: int) -> dict[str, Any]:
    """A menu of menus of items, as many nodes as that."""
    menu = copy.deepcopy(MENU)
    at = [menu["nodes"]["main"]]
    count = 0
    while len(menu["nodes"]) < nodes:
        count += 1
        name = f"n{count}"
        room = next(each for each in at if len(each["choices"]) < 6)
        room["choices"][str(len(room["choices"]) + 1)] = name
        prompts = menu["prompts"]
        prompts[f"{name}_text"] = f"Пункт номер {count}. Тут про послугу {count} розповідають багато й докладно."
        if count % 3 == 1:
            menu["nodes"][name] = {**menu["nodes"]["main"], "prompt": f"{name}_text", "choices": {}}
            at.append(menu["nodes"][name])
        else:
            menu["nodes"][name] = {"kind": "say", "prompt": f"{name}_text", "exits": {"done": "main"}}
    return menu


def begin_menu(house: House, document: Mapping[str, Any] = MENU, menu: str = "") -> int:
    """Let the draft be this menu; return the id of its row."""
    with house.database():
        draft = DraftMenu.begin(menu, document, by=BOX, now=house.now())
        return int(draft.id)


def draft_of(house: House, menu: str = "") -> dict[str, Any]:
    """The draft as it stands."""
    with house.database():
        draft = DraftMenu.of(menu)
        assert draft is not None
        return draft.document()


def draft_id(house: House, menu: str = "") -> int:
    """The id of the row of a draft."""
    with house.database():
        draft = DraftMenu.of(menu)
        assert draft is not None
        return int(draft.id)


def here(house: House) -> str:
    """The beginning of the addresses of a draft."""
    return f"/menu/{draft_id(house)}"


def node_id(house: House, name: str, menu: str = "") -> int:
    """The id of the row of a node."""
    with house.database():
        draft = DraftMenu.of(menu)
        found = DraftNode.named(draft.id, name) if draft else None
        assert found is not None, name
        return int(found.id)


def text_id(house: House, name: str) -> int:
    """The id of the row of a text."""
    with house.database():
        draft = DraftMenu.of()
        found = DraftPrompt.named(draft.id, name) if draft else None
        assert found is not None, name
        return int(found.id)


class _Forms(HTMLParser):
    """Reads what a browser would send from every form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._here: dict[str, str] | None = None
        self._select = self._text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attributes}
        name = about.get("name", "")
        if tag == "form":
            self._here = self.forms.setdefault(about.get("action", ""), {})
        elif self._here is None:
            return
        elif tag == "input" and about.get("type") not in ("file", "submit"):
            if about.get("type") != "checkbox" or "checked" in about:
                self._here[name] = about.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in about or self._select not in self._here):
            self._here[self._select] = about.get("value", "")
        elif tag == "textarea":
            self._text = name
            self._here[name] = ""

    def handle_data(self, data: str) -> None:
        if self._text and self._here is not None:
            self._here[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._here is not None:
            self._here[self._text] = self._here[self._text].removeprefix("\r\n").removeprefix("\n")
            self._text = ""
        elif tag == "form":
            self._here = None


def fields_of(page: str, action: str) -> dict[str, str]:
    """What a browser sends when the form with that address is sent as it stands; without the token."""
    read = _Forms()
    read.feed(page)
    return {name: value for name, value in read.forms[action].items() if name and name != "csrf_token"}
