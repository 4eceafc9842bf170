"""Blocked numbers: proposed with a memo, approved by the chief, over on their day (K 5.8; C-24)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.casework.contacts.calls import CallEnd, CallRecord
from appliance.casework.edits import NotThere
from appliance.casework.entrance.accounts import Actor, Role
from appliance.casework.journal import AuditEntry
from appliance.casework.office.block_reach import reach_of
from appliance.casework.office.block_rules import BadRule, Rule, read_rule, rules_that_mean
from appliance.casework.office.blocks import (
    LONGEST,
    MEMO_MAX,
    BadBlock,
    Block,
    BlockReason,
    BlockState,
    NewBlock,
    OwnProposal,
    Turned,
    turned_away,
)
from appliance.casework.people.people_details import PersonDetails
from appliance.casework.people.person import Person
from appliance.clock import Moment
from appliance.contracts import CallResult, EndedBy
from tests.appliance.casework.duty import officer, who
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW, call, ended, later, opened, operator

__all__ = ["opened"]

DAY_S = 86400.0
MEMO = "22.11 о 10:00 лаявся."


def clerk() -> Actor:
    return who("Олена Коваль", Role.CLERK)


def head() -> Actor:
    return who("Голова", Role.HEAD)


def proposed(
    rule: str = CALLER, *, days: float = 30, memo: str = "22.11 о 10:00 лаявся.", by: Actor | None = None
) -> int:
    until = NOW.wall + timedelta(days=days)
    new = NewBlock(read_rule(rule, "4642"), BlockReason.PROFANITY, memo, until)
    return Block.propose(new, by=by or clerk(), now=NOW)


def approved(rule: str = CALLER, *, days: float = 30) -> int:
    block = proposed(rule, days=days)
    Block.decide(block, True, by=head(), now=NOW)
    return block


def barred(number: str | None = CALLER, kind: str = "normal", now: Moment = NOW) -> int | None:
    return Block.barring(number, kind, now=now)


@pytest.mark.parametrize(
    ("written", "rule", "named"),
    [
        ("066 283-81-82", CALLER, "066 283 81 82"),
        ("+380 (66) 283 81 82", CALLER, "066 283 81 82"),
        ("2-12-52", "+380464221252", "046 422 12 52"),
        ("+48 601 234 567", "+48601234567", "+48601234567"),
        ("+38066*", "+38066*", "+38066*"),
        ("(066) *", "+38066*", "+38066*"),
        ("380 66 28*", "+3806628*", "+3806628*"),
        ("+7*", "+7*", "+7*"),
        ("hidden", "hidden", "усі приховані номери"),
    ],
)
def test_a_rule_is_understood_as_people_write_it(written: str, rule: str, named: str) -> None:
    read = read_rule(written, "04642")
    assert (read.text, read.named) == (rule, named)


@pytest.mark.parametrize(
    "written",
    ["", "  ", "112", "103", "*", "+*", "+3*", "+380*", "+3806*", "0*", "06*", "абв*", "+38066*1", "066 283", "*" * 50],
)
def test_what_would_bar_too_many_or_nobody_is_refused_in_a_sentence(written: str) -> None:
    with pytest.raises(BadRule, match=r"^[А-ЯҐЄІЇ«].*[.?]$"):
        read_rule(written, "04642")


@given(st.text(max_size=60))
def test_whatever_is_written_is_a_rule_that_can_be_kept_or_a_refusal(written: str) -> None:
    try:
        rule = read_rule(written, "04642")
    except BadRule:
        return
    assert 2 <= len(rule.text) <= 17
    assert rule.text == "hidden" or rule.text.startswith("+")


def test_a_mask_means_exactly_the_numbers_that_begin_so() -> None:
    assert set(rules_that_mean(CALLER, "normal")) >= {CALLER, "+38066*", "+3806628381*"}
    assert "+38067*" not in rules_that_mean(CALLER, "normal")
    assert rules_that_mean(None, "withheld") == ["hidden"]
    assert rules_that_mean(None, "short") == rules_that_mean(None, "unavailable") == []


@pytest.mark.row("B9", "B10")
def test_a_proposal_bars_nobody_until_the_chief_approves_it() -> None:
    block = proposed()
    assert barred() is None
    Block.decide(block, True, note="Погоджую", by=head(), now=later(60))
    assert barred(now=later(60)) == block
    assert barred(NEIGHBOUR) is None
    whole = Block.one(block)
    assert (whole.state(NOW), whole.proposed_by.name, whole.memo) == (
        BlockState.ACTIVE,
        "Олена Коваль",
        "22.11 о 10:00 лаявся.",
    )
    assert whole.decision
    assert (whole.decision.decided_by.name, whole.decision.note, whole.end) == ("Голова", "Погоджую", None)


@pytest.mark.row("B10")
def test_a_block_ends_on_its_day_by_itself() -> None:
    block = approved(days=2)
    assert barred(now=later(2 * DAY_S - 1)) == block
    assert barred(now=later(2 * DAY_S)) is None
    assert Block.one(block).state(later(2 * DAY_S)) is BlockState.EXPIRED


@pytest.mark.row("B10")
def test_without_a_memo_or_an_end_there_is_no_block() -> None:
    for memo in ("", "  \n "):
        with pytest.raises(BadBlock, match="доповідну записку"):
            proposed(memo=memo)
    with pytest.raises(BadBlock, match=str(MEMO_MAX)):
        proposed(memo="а" * (MEMO_MAX + 1))
    for days in (0, -1, LONGEST.days + 1):
        with pytest.raises(BadBlock, match="за рік"):
            proposed(days=days)
    assert Block.select().count() == 0


@pytest.mark.row("B10")
def test_nobody_approves_his_own_proposal() -> None:
    block = proposed(by=head())
    with pytest.raises(OwnProposal):
        Block.decide(block, True, by=head(), now=NOW)
    assert barred() is None
    Block.decide(block, True, by=who("Секретар", Role.HEAD), now=NOW)
    assert barred() == block


def test_a_declined_proposal_says_why_and_bars_nobody() -> None:
    block = proposed()
    with pytest.raises(BadBlock, match="чому"):
        Block.decide(block, False, by=head(), now=NOW)
    Block.decide(block, False, note="Мало підстав", by=head(), now=NOW)
    assert (barred(), Block.one(block).state(NOW)) == (None, BlockState.DECLINED)
    with pytest.raises(BadBlock, match="не погоджено"):
        Block.decide(block, True, by=head(), now=NOW)
    assert proposed() != block, "it may be proposed anew"


def test_a_proposal_whose_day_has_passed_is_not_approved_any_more() -> None:
    block = proposed(days=1)
    with pytest.raises(BadBlock, match="строк минув"):
        Block.decide(block, True, by=head(), now=later(DAY_S))


def test_a_block_is_ended_early_with_a_reason_and_once() -> None:
    block = approved()
    with pytest.raises(BadBlock, match="чому"):
        Block.finish(block, " ", by=clerk(), now=NOW)
    Block.finish(block, "Вибачився", by=clerk(), now=later(60))
    whole = Block.one(block)
    assert whole.end
    assert (barred(), whole.state(NOW), whole.end.reason, whole.end.ended_by.name) == (
        None,
        BlockState.ENDED,
        "Вибачився",
        "Олена Коваль",
    )
    with pytest.raises(BadBlock, match="знято"):
        Block.finish(block, "Ще раз", by=clerk(), now=NOW)
    with pytest.raises(NotThere):
        Block.finish(999, "Нема", by=clerk(), now=NOW)


def test_only_who_proposed_takes_it_back_and_only_before_the_chief_has_decided() -> None:
    block, decided = proposed(), approved(NEIGHBOUR)
    for which, by in ((block, head()), (decided, clerk())):
        with pytest.raises(BadBlock, match="власну"):
            Block.withdraw(which, by=by, now=NOW)
    Block.withdraw(block, by=clerk(), now=NOW)
    assert Block.one(block).state(NOW) is BlockState.ENDED


def test_a_block_about_a_call_that_never_was_is_refused() -> None:
    new = NewBlock(read_rule(CALLER, "4642"), BlockReason.OTHER, MEMO, later(DAY_S).wall, call_uid="c" * 32)
    with pytest.raises(BadBlock, match="дзвінка"):
        Block.propose(new, by=clerk(), now=NOW)


def test_one_number_has_one_standing_block() -> None:
    block = proposed()
    with pytest.raises(BadBlock, match=f"№ {block}"):
        proposed()


@pytest.mark.row("B9")
def test_masks_and_hidden_numbers_are_rules_of_their_own() -> None:
    mask, hidden = approved("+38066*"), approved("hidden")
    assert (barred(), barred(NEIGHBOUR)) == (mask, None)
    assert barred(None, "withheld") == hidden
    assert barred(None, "unavailable") is None, "a network that tells nothing hides nobody"


def test_staff_and_duty_officers_are_never_barred() -> None:
    approved("+38066*")
    operator(reach="0662838182", numbers=("+380661112233",))
    officer(mobile="066 999 88 77")
    assert [barred(number) for number in (CALLER, "+380661112233", "+380669998877")] == [None, None, None]
    assert barred("+380660000000")
    with pytest.raises(BadBlock, match="працівника"):
        proposed(CALLER)


def test_a_mask_says_beforehand_whom_it_would_meet() -> None:
    for number in (CALLER, CALLER, "+380661112233", NEIGHBOUR, None):
        ended(CallResult.SERVED, number)
    ended(CallResult.SERVED, CALLER, at=later(-40 * DAY_S))
    operator(reach="0661112233")
    for number in (CALLER, NEIGHBOUR):
        Person.add(PersonDetails(surname="Коваль"), [number], area_code="4642", by=clerk(), now=NOW)
    mask, one = reach_of(Rule("+38066*"), now=NOW), reach_of(Rule(CALLER), now=NOW)
    assert (mask.callers, mask.calls_lately, mask.people, mask.spared) == (2, 3, 1, 1)
    assert (one.callers, one.calls_lately, one.people, one.spared) == (1, 2, 1, 0)
    hidden = reach_of(Rule("hidden"), now=NOW)
    assert (hidden.callers, hidden.calls_lately, hidden.people) == (0, 1, 0)


@pytest.mark.row("B9")
def test_every_call_that_a_block_turned_away_is_counted() -> None:
    block, quiet = approved(), approved(NEIGHBOUR)
    for seconds in (0, 60):
        start = call(CALLER, at=later(seconds))
        end = CallEnd(NOW.wall, NOW.wall, 9.0, CallResult.SHORT, EndedBy.BOX, nodes=("blocked",), block_id=block)
        CallRecord.finish(start, end)
    assert turned_away([block, quiet]) == {block: Turned(2, later(60).wall)}


def test_lists_are_whole_newest_first_and_paged_by_key() -> None:
    first, second, third = approved(), proposed(NEIGHBOUR), approved("+38050*")
    Block.finish(first, "Досить", by=clerk(), now=NOW)
    assert [block.id for block in Block.page(now=NOW, standing=True)] == [third, second]
    assert [block.id for block in Block.page(now=NOW, standing=False, count=2)] == [third, second]
    [last] = Block.page(now=NOW, standing=False, before=second)
    assert (last.id, last.state(NOW), last.decision is not None) == (first, BlockState.ENDED, True)


def test_everything_is_in_the_journal() -> None:
    block = approved()
    Block.finish(block, "Вибачився", by=clerk(), now=NOW)
    entries = [entry for entry in AuditEntry.page(limit=9) if entry.subject == "block"]
    told = [(entry.verb, entry.account and entry.account.name) for entry in reversed(entries)]
    assert told == [("proposed", "Олена Коваль"), ("approved", "Голова"), ("ended", "Олена Коваль")]
    assert AuditEntry.last_of("block", block).change == {"reason": "Вибачився"}  # type: ignore[union-attr]
