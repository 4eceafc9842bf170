"""A menu as a file: what goes out comes in again; a hostile or broken one is refused with a sentence, nothing lost."""

from __future__ import annotations

import io
import tomllib
from typing import Any

import pytest
from werkzeug.test import TestResponse

from appliance.casework.entrance.accounts import Role
from appliance.menu.node import KINDS
from appliance.settings import STARTER
from tests.web.house import House, Visitor, path_of
from tests.web.pages.menu_house import MENU, begin_menu, draft_of, node_id
from web.pages.menu.parts import parts_of


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def entered(house: House) -> Visitor:
    return house.enter(Role.EDITOR, "Ганна Лис")


@pytest.fixture
def editor(house: House, entered: Visitor) -> Visitor:
    begin_menu(house)
    return entered


def hand_in(visitor: Visitor, content: bytes, **fields: str) -> TestResponse:
    return visitor.post("/menu/file", menu="", file=(io.BytesIO(content), "flow.toml"), **fields)


def test_what_goes_out_as_a_file_comes_in_again(house: House, editor: Visitor) -> None:
    for path in sorted(STARTER.glob("*/flow.toml")):
        assert path_of(hand_in(editor, path.read_bytes(), replaces="y")) == "/menu?menu="
        before = draft_of(house)
        draft = next(word for word in editor.get("/menu").text.split('"') if word.endswith("/flow.toml"))
        answer = editor.get(draft)
        assert "attachment" in answer.headers["Content-Disposition"]
        assert tomllib.loads(answer.text) == before == tomllib.loads(path.read_text(encoding="utf-8")) | before
        hand_in(editor, answer.data, replaces="y")
        assert draft_of(house) == before


HOSTILE: dict[str, bytes] = {
    "not TOML": b"<script>alert(1)</script>",
    "not text": bytes(range(256)),
    "another coding": 'title = "Привіт"'.encode("cp1251"),
    "too large": b"# " + b"a" * (210 * 1024),
    "a bomb of brackets": b"a = " + b"[" * 50_000,
    "dates": b"[nodes.a]\nkind = 1979-05-27",
    "not a number": b"[nodes.a]\nkind = nan",
    "a name with signs": b'[nodes."<img src=x>"]\nkind = "say"',
    "a name without signs": b'[nodes.""]\nkind = "say"',
    "nodes that are none": b"nodes = 7",
    "texts that are none": b"prompts = [1, 2]",
    "a text that is none": b"[prompts]\na = 7",
    "a text too long": b'[prompts]\na = "' + b"a" * 2001 + b'"',
    "too many nodes": b"".join(b'[nodes.n%d]\nkind = "say"\n' % at for at in range(501)),
    "a title too long": b'title = "' + b"a" * 201 + b'"',
}


def test_a_file_that_is_no_menu_is_refused_with_a_sentence_and_the_draft_stays(house: House, editor: Visitor) -> None:
    begin_menu(house)
    for what, content in HOSTILE.items():
        answer = hand_in(editor, content, replaces="y")
        assert answer.status_code == 422, what
        assert 'invalid-feedback d-block">' in answer.text, what
        assert "<script>alert" not in answer.text and "<img src=x>" not in answer.text, what
        assert draft_of(house) == MENU, what


def test_a_file_far_too_large_is_turned_away_at_the_door(house: House, editor: Visitor) -> None:
    begin_menu(house)
    assert hand_in(editor, b"#" * (300 * 1024), replaces="y").status_code == 413
    assert draft_of(house) == MENU


def test_a_menu_with_faults_comes_in_as_a_draft_that_says_them(house: House, editor: Visitor) -> None:
    content = b'start = "a"\ncolour = "red"\n[nodes.a]\nkind = "hologram"\nchoices = 7\nexits = [1]\n'
    assert hand_in(editor, content, replaces="y").status_code == 303
    page = editor.get("/menu")
    assert page.status_code == 200
    assert "невідомий вид «hologram»" in page.text
    node = next(word for word in page.text.split('"') if word.startswith("/menu/nodes/"))
    assert editor.get(node).status_code == editor.get(f"{node}/place").status_code == 200


def test_a_draft_is_not_replaced_unasked(house: House, editor: Visitor) -> None:
    begin_menu(house)
    starter = next(STARTER.glob("*/flow.toml")).read_bytes()
    answer = hand_in(editor, starter)
    assert (answer.status_code, "Чернетка цього меню вже є" in answer.text) == (422, True)
    assert draft_of(house) == MENU
    assert editor.post("/menu/file", menu="", replaces="y").status_code == 422
    assert editor.post("/menu/file", menu="nobody", file=(io.BytesIO(starter), "x"), replaces="y").status_code == 422


ODD: tuple[Any, ...] = (7, True, "x", [1], {"1": {"a": 1}}, {})


def test_whatever_stands_in_the_fields_of_a_file_the_editor_can_be_opened_to_mend_it(
    house: House, editor: Visitor
) -> None:
    shapes = {kind: [*(part.name for part in parts_of(kind)), "exits"] for kind in KINDS}
    for at, odd in enumerate(ODD):
        nodes = {kind: {"kind": kind, **dict.fromkeys(fields, odd)} for kind, fields in shapes.items()}
        draft = begin_menu(house, {**MENU, "nodes": {**MENU["nodes"], **nodes}})
        seen = ["/menu", f"/menu/{draft}/findings", f"/menu/{draft}/texts", f"/menu/{draft}/item"]
        kinds = [*list(KINDS)[at :: len(ODD)], "menu"]
        seen += [f"/menu/nodes/{node_id(house, kind)}" for kind in kinds]
        seen += [f"/menu/nodes/{node_id(house, 'menu')}/place", f"/menu/{draft}/new/menu"]
        for page in seen:
            assert editor.get(page).status_code == 200, (page, odd)
