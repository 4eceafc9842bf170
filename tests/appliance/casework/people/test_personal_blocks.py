"""What an erasure of somebody's data does to the blocks of that person's number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from appliance.casework.entrance.accounts import Role
from appliance.casework.office.block_rules import Rule
from appliance.casework.office.blocks import Block, BlockReason, NewBlock
from appliance.casework.people.people_details import PersonDetails
from appliance.casework.people.person import Person
from appliance.casework.people.person_erasure import Erasure
from appliance.casework.people.person_export import extract_of
from appliance.clock import Moment
from tests.appliance.casework.duty import who
from tests.appliance.casework.register import CALLER, NOW, opened

__all__ = ["opened"]

TODAY = Moment(datetime.now(UTC), 1000.0, True, "boot-1")
"""An erasure asks SQLite for the time."""


def person() -> int:
    return Person.add(PersonDetails(surname="Коваль"), [CALLER], area_code="4642", by=who(), now=NOW)


def blocked() -> int:
    new = NewBlock(Rule(CALLER), BlockReason.INSULTS, "Коваль лаявся", TODAY.wall + timedelta(days=9))
    block = Block.propose(new, by=who(), now=TODAY)
    Block.decide(block, True, note="Коваль, так", by=who("Голова", Role.HEAD), now=TODAY)
    return block


def test_who_is_barred_is_not_let_in_by_an_erasure() -> None:
    someone, block = person(), blocked()
    assert any("заблоковано" in sentence for sentence in Erasure.plan(someone).holds)
    Block.finish(block, "Коваль вибачився", by=who(), now=TODAY)
    assert Erasure.plan(someone).holds == []


def test_an_erasure_leaves_neither_number_nor_words() -> None:
    someone, block = person(), blocked()
    Block.finish(block, "Коваль вибачився", by=who(), now=TODAY)
    Erasure.carry_out(someone, Erasure.plan(someone).mark, "Заява № 7", by=who(), now=TODAY)
    left = Block.one(block)
    assert left.decision
    assert left.end
    words = (left.rule, left.memo, left.decision.note, left.end.reason)
    assert not any("Коваль" in word or CALLER in word for word in words)
    assert left.reason == BlockReason.INSULTS


def test_an_extract_shows_the_block() -> None:
    someone = person()
    blocked()
    [section] = [each for each in extract_of(someone, now=TODAY).sections if each.title == "Блокування номера"]
    assert "Коваль лаявся" in str(section)
