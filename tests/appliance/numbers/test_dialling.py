"""Whom the box may dial or text."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from appliance.numbers import (
    Allowed,
    DialFacts,
    DialLimits,
    Means,
    Number,
    NumberKind,
    Purpose,
    Refusal,
    may_dial,
    parse,
)
from tests.appliance.numbers.written import AREA, AREAS, WRITTEN

CITIZEN = parse("0662838182", AREA)
CALLED = DialFacts(called_us=True)
EVERYTHING = DialFacts(in_directory=True, called_us=True, confirmed=True, consented=True, on_approved_list=True)
OURS = (Purpose.ALARM, Purpose.STAFF)
RESIDENTS = tuple(purpose for purpose in Purpose if purpose not in OURS)


def refused(number: Number, purpose: Purpose, facts: DialFacts, means: Means = Means.CALL) -> str:
    verdict = may_dial(number, purpose, means, facts)
    assert isinstance(verdict, Refusal)
    return verdict.reason


@pytest.mark.parametrize("means", list(Means))
@pytest.mark.parametrize(
    ("purpose", "facts"),
    [
        (Purpose.ALARM, DialFacts(in_directory=True)),
        (Purpose.STAFF, DialFacts(in_directory=True)),
        (Purpose.CARD, DialFacts(in_directory=True)),
        (Purpose.CARD, DialFacts(called_us=True)),
        (Purpose.CARD, DialFacts(confirmed=True)),
        (Purpose.CALLBACK, DialFacts(called_us=True)),
        (Purpose.CALLBACK, DialFacts(confirmed=True)),
        (Purpose.CAMPAIGN, DialFacts(on_approved_list=True)),
        (Purpose.CAMPAIGN, DialFacts(consented=True, called_us=True)),
        (Purpose.CAMPAIGN, DialFacts(consented=True, confirmed=True)),
    ],
)
def test_a_number_with_a_ground_may_be_dialled_in_e164(purpose: Purpose, facts: DialFacts, means: Means) -> None:
    assert may_dial(CITIZEN, purpose, means, facts) == Allowed("+380662838182")


@pytest.mark.parametrize(
    ("purpose", "facts", "reason"),
    [
        (Purpose.ALARM, CALLED, "Номера немає в довідниках громади."),
        (Purpose.STAFF, CALLED, "Номера немає в довідниках громади."),
        (Purpose.STAFF, DialFacts(confirmed=True), "Номера немає в довідниках громади."),
        (Purpose.CARD, DialFacts(), "З цього номера не телефонували, і оператор не підтвердив його в картці."),
        (Purpose.CARD, DialFacts(on_approved_list=True), "З цього номера не телефонували"),
        (Purpose.CALLBACK, DialFacts(consented=True), "З цього номера не телефонували"),
        (Purpose.CAMPAIGN, DialFacts(consented=True), "Немає згоди власника номера"),
        (Purpose.CAMPAIGN, DialFacts(called_us=True, confirmed=True), "Немає згоди власника номера"),
        (Purpose.CAMPAIGN, DialFacts(in_directory=True), "Немає згоди власника номера"),
    ],
)
def test_a_number_without_a_ground_is_refused_in_words(purpose: Purpose, facts: DialFacts, reason: str) -> None:
    assert refused(CITIZEN, purpose, facts).startswith(reason)


def test_a_number_typed_by_a_caller_is_a_note_until_a_clerk_confirms_it() -> None:
    assert "не підтвердив" in refused(CITIZEN, Purpose.CALLBACK, DialFacts())
    assert isinstance(may_dial(CITIZEN, Purpose.CALLBACK, Means.CALL, DialFacts(confirmed=True)), Allowed)


@pytest.mark.parametrize("purpose", RESIDENTS)
def test_a_resident_who_opted_out_is_never_dialled(purpose: Purpose) -> None:
    assert isinstance(may_dial(CITIZEN, purpose, Means.SMS, EVERYTHING), Allowed)
    assert "просив не телефонувати" in refused(CITIZEN, purpose, replace(EVERYTHING, opted_out=True))


@pytest.mark.parametrize("means", list(Means))
@pytest.mark.parametrize("purpose", OURS)
def test_neither_the_day_s_three_nor_an_opt_out_as_a_resident_keeps_staff_from_its_work(
    purpose: Purpose, means: Means
) -> None:
    busy = DialFacts(in_directory=True, opted_out=True, times_today=60, calls_today=60, sms_today=250)
    assert may_dial(CITIZEN, purpose, means, busy) == Allowed("+380662838182")


def test_a_fault_that_rings_staff_without_end_is_stopped_and_an_alarm_is_not() -> None:
    endless = DialFacts(in_directory=True, times_today=300, calls_today=300, sms_today=300)
    assert "дзвінків: 300" in refused(CITIZEN, Purpose.STAFF, endless)
    assert "SMS: 300" in refused(CITIZEN, Purpose.STAFF, endless, Means.SMS)
    assert all(isinstance(may_dial(CITIZEN, Purpose.ALARM, means, endless), Allowed) for means in Means)


def test_the_day_has_its_caps() -> None:
    assert isinstance(may_dial(CITIZEN, Purpose.CARD, Means.CALL, replace(CALLED, times_today=2)), Allowed)
    assert "скільки дозволено: 3" in refused(CITIZEN, Purpose.CARD, replace(CALLED, times_today=3))
    assert isinstance(may_dial(CITIZEN, Purpose.CARD, Means.CALL, replace(CALLED, calls_today=49)), Allowed)
    assert "дзвінків: 50" in refused(CITIZEN, Purpose.CARD, replace(CALLED, calls_today=50))
    assert isinstance(may_dial(CITIZEN, Purpose.CARD, Means.SMS, replace(CALLED, sms_today=199)), Allowed)
    assert "SMS: 200" in refused(CITIZEN, Purpose.CARD, replace(CALLED, sms_today=200), Means.SMS)


def test_a_full_day_of_calls_does_not_stop_the_sms_nor_the_other_way() -> None:
    assert isinstance(may_dial(CITIZEN, Purpose.CARD, Means.SMS, replace(CALLED, calls_today=50)), Allowed)
    assert isinstance(may_dial(CITIZEN, Purpose.CARD, Means.CALL, replace(CALLED, sms_today=200)), Allowed)


def test_the_caps_are_settings() -> None:
    strict = DialLimits(to_one_number=1, calls=10, sms=10)
    assert isinstance(may_dial(CITIZEN, Purpose.CARD, Means.CALL, replace(CALLED, times_today=1), strict), Refusal)


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("112", "екстрених"),
        ("101", "екстрених"),
        ("+112", "екстрених"),
        ("1-0-3", "екстрених"),
        ("1520", "коротких"),
        ("116123", "коротких"),
        ("0900123456", "платних"),
        ("+380 900 12 34 56", "платних"),
        ("0-703-12-34-56", "платних"),
        ("0 901 12 34 56", "платних"),
        ("+380 70 012 34 56", "платних"),
        ("0 900 123 45 67", "з помилкою"),
        ("+48501234567", "інших країн"),
        ("+30951391978", "інших країн"),
        ("0662838", "з помилкою"),
        ("", "приховано"),
        (None, "не визначено"),
        ("Kyivstar", "відправника"),
    ],
)
@pytest.mark.parametrize("purpose", list(Purpose))
def test_what_is_never_dialled_is_refused_whoever_asks(written: str | None, word: str, purpose: Purpose) -> None:
    assert word in refused(parse(written, AREA), purpose, EVERYTHING)


def test_a_number_made_by_hand_past_the_parser_is_refused_too() -> None:
    for e164 in ("112", "+380112", "101", "+48501234567", "+380900123456", "+380662838182\n", "+38066283818٢", None):
        forged = Number("0662838182", e164, NumberKind.NORMAL)
        assert isinstance(may_dial(forged, Purpose.STAFF, Means.CALL, DialFacts(in_directory=True)), Refusal)


FACTS = st.builds(
    DialFacts,
    in_directory=st.booleans(),
    called_us=st.booleans(),
    confirmed=st.booleans(),
    consented=st.booleans(),
    on_approved_list=st.booleans(),
    opted_out=st.booleans(),
    times_today=st.integers(0, 4),
    calls_today=st.integers(0, 60),
    sms_today=st.integers(0, 250),
)


@given(WRITTEN, AREAS, st.sampled_from(Purpose), st.sampled_from(Means), FACTS)
@example("112", AREA, Purpose.STAFF, Means.CALL, DialFacts(in_directory=True))
@example("900 12", "9001", Purpose.STAFF, Means.CALL, DialFacts(in_directory=True))
def test_no_string_whatever_leads_to_an_emergency_short_premium_or_foreign_number(
    written: str | None, area: str, purpose: Purpose, means: Means, facts: DialFacts
) -> None:
    verdict = may_dial(parse(written, area), purpose, means, facts)
    if isinstance(verdict, Refusal):
        assert verdict.reason.endswith((".", "!"))
        return
    assert verdict.e164.startswith("+380")
    assert len(verdict.e164) == 13
    assert set(verdict.e164[1:]) <= set("0123456789")
    assert verdict.e164[4] not in "01"
    assert verdict.e164[4:6] not in {"90", "70"}
    if purpose in RESIDENTS:
        assert not facts.opted_out
        assert facts.times_today < 3
