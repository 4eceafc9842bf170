"""Blocking a number, from the call to the chief's word (B9, B10; C-24)."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.casework.contacts.calls import CallRecord, CallStart
from appliance.casework.entrance.accounts import BOX, Actor, Origin, Role
from appliance.casework.journal import AccessEntry
from appliance.casework.office.block_rules import Rule
from appliance.casework.office.blocks import Block, BlockReason, BlockState, NewBlock
from appliance.casework.office.community import Community
from tests.web.house import House, Visitor, path_of
from tests.web.pages.blocks_house import CALLER, propose
from tests.web.pages.duty_house import daemon_of, publish_starter

HOSTILE = "<script>alert(1)</script>{{ 7*7 }}"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def clerk(house: House) -> Visitor:
    return house.enter(Role.CLERK, "Олена Коваль")


@pytest.fixture
def head(house: House) -> Visitor:
    return house.enter(Role.HEAD, "Голова Петро")


def rang(house: House, number: str | None = CALLER, kind: str = "normal", uid: str = "c" * 32) -> str:
    with house.database():
        CallRecord.begin(CallStart(uid, "gsm1", True, house.now(), number or "", number, kind))
    return uid


def state(house: House, block: int = 1) -> BlockState:
    with house.database():
        return Block.one(block).state(house.now())


@pytest.mark.row("B9", "B10")
def test_from_the_call_to_the_chiefs_word(house: House, clerk: Visitor, head: Visitor) -> None:
    page = clerk.get(f"/blocks/new?call={rang(house)}").text
    assert f'value="{CALLER}"' in page
    assert 'value="2026-12-23"' in page, "a month, unless something else is written"
    with daemon_of(house) as asked:
        answer = propose(clerk, call="c" * 32)
    assert (answer.status_code, path_of(answer), asked) == (303, "/blocks/1", ["wake_blocks"])
    mine = clerk.get("/blocks/1").text
    assert "чекає на погодження керівника" in mine
    assert "Погодити" not in mine
    assert "Голова" not in mine
    assert clerk.post("/blocks/1/approve").status_code == 403
    assert "Погодити" in head.get("/blocks/1").text
    assert head.post("/blocks/1/approve", note="Так").status_code == 303
    assert state(house) is BlockState.ACTIVE
    shown = clerk.get("/blocks/1").text
    assert "066 283 81 82" in shown
    assert "Голова Петро. Так" in shown
    assert f"/calls/{'c' * 32}" in shown
    listed = clerk.get("/blocks").text
    assert "066 ••• •• 82" in listed
    assert "283" not in listed


@pytest.mark.row("B9")
@pytest.mark.parametrize(
    ("fields", "told"), [({"rule": "+38066*"}, "що вже телефонували: 2"), ({"rule": "", "withheld": "y"}, "номерів: 1")]
)
def test_a_mask_warns_whom_it_meets_and_the_second_press_saves(
    house: House, clerk: Visitor, fields: dict[str, str], told: str
) -> None:
    rang(house)
    rang(house, "+380661112233", uid="d" * 32)
    rang(house, None, "withheld", uid="e" * 32)
    first = propose(clerk, **fields)
    assert first.status_code == 422
    assert told in first.text
    assert "Лаявся о 10:00." in first.text
    with house.database():
        assert Block.select().count() == 0
    mask = "hidden" if "withheld" in fields else "+38066*"
    assert f'value="{mask}"' in first.text
    assert propose(clerk, **fields, confirmed="+38067*").status_code == 422, "another mask was confirmed"
    assert propose(clerk, **fields, confirmed=mask).status_code == 303


@pytest.mark.row("B10")
def test_a_head_does_not_approve_what_he_proposed(house: House, head: Visitor) -> None:
    propose(head)
    assert "інший керівник" in head.get("/blocks/1").text
    assert head.post("/blocks/1/approve").status_code == 422
    assert state(house) is BlockState.WAITING


def test_a_refusal_takes_a_reason_and_an_end_too(house: House, clerk: Visitor, head: Visitor) -> None:
    propose(clerk)
    without = head.post("/blocks/1/decline")
    assert (without.status_code, "чому не погоджено" in without.text) == (422, True)
    propose(clerk, "+380671112233")
    head.post("/blocks/2/approve")
    assert head.post("/blocks/2/end", reason="").status_code == 422
    assert head.post("/blocks/2/end", reason="Вибачився").status_code == 303
    assert head.post("/blocks/1/decline", note="Мало").status_code == 303
    assert [state(house, block) for block in (1, 2)] == [BlockState.DECLINED, BlockState.ENDED]
    assert "Вибачився" in clerk.get("/blocks/2").text
    assert "Заблокованих номерів немає." in clerk.get("/blocks").text
    assert "знято достроково" in clerk.get("/blocks?show=all").text


def test_who_proposed_takes_it_back_and_nobody_else(house: House, clerk: Visitor) -> None:
    propose(clerk)
    other = house.enter(Role.CLERK).post("/blocks/1/withdraw")
    assert (other.status_code, "власну" in other.text) == (422, True)
    assert clerk.post("/blocks/1/withdraw").status_code == 303
    assert state(house) is BlockState.ENDED


def test_opening_the_card_is_noted_for_it_shows_the_number(house: House, clerk: Visitor) -> None:
    propose(clerk)
    clerk.get("/blocks/1")
    with house.database():
        [entry] = AccessEntry.page(account_id=clerk.account_id, limit=5)
        assert (entry.subject, entry.subject_id, entry.how) == ("block", "1", "looked")


def test_a_memo_full_of_markup_is_text(clerk: Visitor, head: Visitor) -> None:
    propose(clerk, memo=HOSTILE)
    head.post("/blocks/1/decline", note=HOSTILE)
    page = clerk.get("/blocks/1").text
    assert "<script>alert" not in page
    assert page.count("{{ 7*7 }}") == 2


def test_the_list_is_paged_by_key(house: House, clerk: Visitor) -> None:
    by, until = Actor(Origin.CONSOLE, clerk.account_id), house.now().wall + timedelta(days=9)
    with house.database():
        for end in range(51):
            new = NewBlock(Rule(f"+3806628381{end:02}"), BlockReason.OTHER, "Лаявся", until)
            Block.propose(new, by=by, now=house.now())
    first = clerk.get("/blocks")
    assert first.text.count("чекає на погодження") == 50
    assert "before=2" in first.text
    assert clerk.get("/blocks?show=standing&before=2").text.count("№ 1<") == 1


def test_the_list_says_when_the_blocked_would_not_hear_where_to_write(house: House, clerk: Visitor) -> None:
    def told() -> str:
        found = re.search(r'<p class="alert alert-warning">([^<]*)</p>', clerk.get("/blocks").text)
        return found[1] if found else ""

    assert "не записано" in told()
    with house.database():
        community = Community.current()
        assert community
        community.change(1, {"address": "вул. Титаренка, 7, м. Мена."}, by=BOX, now=house.now())
    assert "ще не опубліковано" in told()
    publish_starter(house)
    assert "іншу поштову адресу" in told()
    facts = json.dumps({"address": "вул. Титаренка, 7,  м. Мена"})
    (house.settings.published / "7" / "facts.json").write_text(facts, encoding="utf-8")
    assert told() == ""
    flow = house.settings.published / "7" / "flow.toml"
    flow.write_text(flow.read_text(encoding="utf-8").replace("blocked =", "unheard ="), encoding="utf-8")
    assert "немає тексту" in told()
