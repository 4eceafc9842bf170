"""Every route × every role, and every change × every forgery. The routes are the application's own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from appliance.casework.entrance.accounts import Role
from tests.web.house import HERE, OURS, House, Program, Visitor
from web.access import ROLE_MAY, STRANGER, Action, Needs
from web.app import create_app
from web.guard import is_static
from web.page import Page

SAMPLES = {"RowId": 999_999, "UnicodeConverter": "ab12", "PathConverter": "a/b", "FloatConverter": 1.5}
"""A part of an address of each kind, naming nothing that exists."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def everybody(house: House) -> dict[Role, Visitor]:
    return {role: house.enter(role) for role in Role}


def routes(house: House) -> Iterator[tuple[str, str, Needs]]:
    """Yield address, method and right of every route that is not a file of ours."""
    needs = house.app.extensions["needs"]
    for rule in house.app.url_map.iter_rules():
        if not is_static(rule.endpoint):
            methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            assert len(methods) == 1, rule.rule
            yield address_of(house, rule), methods.pop(), needs[rule.endpoint]


def address_of(house: House, rule: Rule) -> str:
    parts = {name: SAMPLES[type(converter).__name__] for name, converter in rule._converters.items()}
    address = house.app.url_map.bind("localhost").build(
        rule.endpoint, parts, method=next(iter(rule.methods or {"GET"}))
    )
    return str(address)


def ask(visitor: Visitor | Program, address: str, method: str) -> TestResponse:
    return visitor.post(address) if method == "POST" else visitor.get(address)


def of_api(address: str) -> bool:
    """Whether a program asks there, with its key; a browser never."""
    return address.startswith("/api/")


def turned_away(answer: TestResponse) -> bool:
    return answer.status_code in (401, 403)


@pytest.mark.row("H1")
def test_each_role_opens_what_the_table_lets_it_open_and_nothing_else(
    house: House, everybody: dict[Role, Visitor]
) -> None:
    wrong = []
    programs = {role: house.program(visitor) for role, visitor in everybody.items()}
    for address, method, needs in routes(house):
        for role, visitor in everybody.items():
            if address.endswith("/leave"):
                continue
            refused = turned_away(ask(programs[role] if of_api(address) else visitor, address, method))
            allowed = needs is STRANGER or needs in ROLE_MAY[role]
            if of_api(address):
                allowed = allowed and Action.USE_API in ROLE_MAY[role]
            if refused == allowed:
                wrong.append(f"{method} {address}: {role} {'is refused' if refused else 'comes in'}")
    assert wrong == []


def test_an_address_with_a_number_that_no_row_can_have_names_nothing(
    house: House, everybody: dict[Role, Visitor]
) -> None:
    for address, method, needs in routes(house):
        if method == "GET" and needs is not STRANGER and "999999" in address and not address.startswith("/api"):
            role = next(role for role in Role if needs in ROLE_MAY[role])
            assert everybody[role].get(address.replace("999999", "9" * 30)).status_code == 404, address


def test_a_stranger_is_led_to_the_door_from_everywhere(house: House) -> None:
    stranger = house.stranger()
    for address, method, needs in routes(house):
        if needs is STRANGER:
            continue
        answer = ask(stranger, address, method)
        assert answer.status_code == 401 or not of_api(address), address
        assert answer.status_code == 401 or (answer.status_code == 303 and "/login" in answer.location), address


def test_a_cookie_opens_nothing_to_a_program(house: House, everybody: dict[Role, Visitor]) -> None:
    before = contents(house.settings.database)
    for address, method, _ in routes(house):
        if of_api(address):
            for visitor in everybody.values():
                answer = visitor.client.open(address, method=method, json={}, headers=OURS, base_url=HERE)
                assert answer.status_code == 401, address
    assert contents(house.settings.database) == before


def test_a_view_without_a_right_does_not_start(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def unregistered(self: Page, rule: str, view: Any, *, needs: Needs) -> None:
        self.add_url_rule(rule, view.__name__, lambda: "", methods=["GET"])

    monkeypatch.setattr(Page, "does", unregistered)
    with pytest.raises(RuntimeError, match="needs no right"):
        create_app(house.settings)


def test_every_action_is_used_by_a_view_and_held_by_a_role(house: House) -> None:
    held = frozenset().union(*ROLE_MAY.values())
    assert held == set(Action)


FORGERIES: dict[str, dict[str, Any]] = {
    "no token": {"headers": OURS, "data": {}},
    "a token of another session": {"headers": OURS, "data": {"csrf_token": "theirs"}},
    "from another site": {"headers": {"Sec-Fetch-Site": "cross-site"}, "data": {"csrf_token": "ours"}},
    "from a neighbour on the same site": {"headers": {"Sec-Fetch-Site": "same-site"}, "data": {"csrf_token": "ours"}},
    "an old browser from another origin": {
        "headers": {"Origin": "https://evil.example"},
        "data": {"csrf_token": "ours"},
    },
    "neither fetch metadata nor origin": {"headers": {}, "data": {"csrf_token": "ours"}},
    "JSON sent as text": {
        "headers": OURS,
        "data": '{"csrf_token": "ours"}',
        "content_type": "text/plain",
    },
    "GET": {"headers": OURS, "method": "GET"},
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_no_forged_request_changes_anything(house: House, everybody: dict[Role, Visitor], forgery: str) -> None:
    tokens = {role: visitor.token() for role, visitor in everybody.items()}
    theirs = house.enter(Role.CLERK).token()
    before = contents(house.settings.database)
    for address, method, needs in routes(house):
        if method != "POST":
            continue
        role = next(role for role in Role if needs is STRANGER or needs in ROLE_MAY[role])
        sent = dict(FORGERIES[forgery])
        if isinstance(sent.get("data"), dict):
            known = {"ours": tokens[role], "theirs": theirs}
            sent["data"] = {name: known[value] for name, value in sent["data"].items()}
        answer = everybody[role].client.open(address, **{"method": "POST", "base_url": HERE, **sent})
        expected = (303, 404, 405, 200) if forgery == "GET" else (403, 415)
        if of_api(address):
            expected = (401, 405)
        assert answer.status_code in expected, address
    assert contents(house.settings.database) == before


def contents(database: Path) -> str:
    """A digest of every table, but of who looked."""
    with closing(apsw.Connection(str(database), flags=apsw.SQLITE_OPEN_READONLY)) as reader:
        named = reader.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
        tables = [name for (name,) in named if name not in ("access_entry", "sqlite_sequence")]
        rows = [reader.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables]  # noqa: S608
    return hashlib.sha256(repr(rows).encode()).hexdigest()
