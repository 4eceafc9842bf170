"""Money and dates of SIM cards (row J9, reliability §A row 5b): asked of the operator, kept, told in time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.sim_cards import SimCard
from appliance.casework.database import reading
from appliance.settings import MendingSettings, Settings
from appliance.upkeep.mending.card_alarms import card_alarms
from appliance.upkeep.mending.operators import OPERATORS, Operator, load_operators, operator_of
from appliance.upkeep.mending.sim_keeper import FIRST_S
from tests.appliance.upkeep.mending.test_hangs import alarms
from tests.fakes.box import FAMILIES, Box, settings_for, with_box, with_lines
from tests.fakes.kinds import Gsm

DAY = 86400.0
CODE = {"huawei_e1550": "*111#", "quectel_ec25": "*111#", "sim7600": "*111#"}


def card(box: Box, line: str = "gsm1") -> SimCard:
    with reading(box.settings.database):
        found = SimCard.of(line)
    assert found is not None
    return found


def kinds(box: Box) -> list[tuple[str, bool]]:
    return [(kind, stands) for kind, _, stands in alarms(box)]


def asked(box: Box) -> list[str]:
    return box.modem.mail.ussd_asked


@pytest.mark.row("J9")
@pytest.mark.parametrize("family", FAMILIES)
def test_the_balance_is_asked_for_when_nobody_calls_and_a_low_one_is_an_alarm(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        box.modem.mail.ussd["*111#"] = (0, "На рахунку 12,50 грн. Номер дійсний до 01.12.2027")
        await asyncio.sleep(FIRST_S - 60.0)
        assert asked(box) == []
        await asyncio.sleep(200.0)
        assert asked(box) == ["*111#"]
        known = card(box)
        assert (known.network, known.balance, known.expires_on) == ("25503", Decimal("12.5"), date(2027, 12, 1))
        assert kinds(box) == [(AlarmKind.BALANCE_LOW, True)]
        assert "12,50 грн" in alarms(box)[0][1]
        box.modem.mail.ussd["*111#"] = (0, "На рахунку 112,50 грн. Номер дійсний до 01.12.2027")
        box.daemon._mender.answer_ask_balance({"line": "gsm1"})
        await asyncio.sleep(120.0)
        known = card(box)
        assert (known.balance, known.topped_up_on, known.topped_up_entered) == (
            Decimal("112.5"),
            box.clock.now().wall.date(),
            False,
        )
        assert kinds(box) == [(AlarmKind.BALANCE_LOW, False)]

    with_box(test, tmp_path, family)


@pytest.mark.row("J9")
def test_an_answer_nobody_understands_is_kept_and_is_no_alarm(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        box.modem.mail.ussd["*111#"] = (0, "Чекайте на SMS. " * 9)
        await asyncio.sleep(FIRST_S + 200.0)
        known = card(box)
        assert (known.understood, known.balance) == (False, None)
        assert known.answer.startswith("Чекайте на SMS.")
        assert alarms(box) == []

    with_box(test, tmp_path)


def test_nothing_is_asked_while_people_call(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        await asyncio.sleep(FIRST_S - 130.0)
        began = box.modem.loop.time()
        while box.modem.loop.time() < began + 250.0:
            caller = box.ring("+380671112244")
            await caller.answered(10.0)
            await asyncio.sleep(4.0)
            await caller.hang_up()
            await asyncio.sleep(80.0)
        assert asked(box) == []
        await asyncio.sleep(300.0)
        assert asked(box) == ["*111#"]

    with_box(test, tmp_path)


@pytest.mark.row("J9")
def test_calls_that_the_network_leads_away_are_an_alarm(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        box.modem.network.diverted = {0: "+380509998877", 3: "+380671110000"}
        await asyncio.sleep(FIRST_S + 300.0)
        assert card(box).diversions == "усі — на +380509998877"
        assert (AlarmKind.CALLS_DIVERTED, True) in kinds(box)

    settings = with_mending(tmp_path, diverts_to=("+380671110000",))
    with_lines(test, tmp_path, Gsm(FAMILIES[0]), settings=settings)


def with_mending(tmp_path: Path, **fields: object) -> Settings:
    return replace(settings_for(tmp_path), mending=MendingSettings(**fields))  # type: ignore[arg-type]


TODAY = date(2026, 11, 23)
KYIVSTAR, LIFECELL = (operator_of(network, load_operators(OPERATORS)) for network in ("25503", "25506"))


@pytest.mark.row("J9")
@pytest.mark.parametrize(
    ("days", "alarmed"),
    [(0, False), (200, False), (243, False), (244, True), (273, True), (300, True)],
)
def test_a_card_that_nobody_pays_for_is_told_thirty_days_before_the_operator_takes_it(days: int, alarmed: bool) -> None:
    known = SimCard(line="gsm1", topped_up_on=TODAY - timedelta(days=days))
    for operator in (None, KYIVSTAR):
        found = card_alarms(known, TODAY, MendingSettings(), operator)
        assert ((AlarmKind.SIM_EXPIRES, "gsm1") in found) is alarmed


@pytest.mark.row("J9")
def test_the_alarm_says_from_when_the_number_is_suspended_and_from_when_it_can_be_taken_away() -> None:
    known = SimCard(line="gsm1", topped_up_on=date(2026, 3, 1))
    text = card_alarms(known, TODAY, MendingSettings(inactive_days=100), KYIVSTAR)[AlarmKind.SIM_EXPIRES, "gsm1"]
    assert text == (
        "Рахунок не поповнювали від 01.03.2026: з 30.11.2026 номер буде призупинено, а з 01.03.2027 оператор може "
        "забрати його. Поповніть рахунок."
    )


@pytest.mark.row("J9")
@pytest.mark.parametrize("operator", [None, LIFECELL])
def test_of_an_operator_whose_rule_nobody_knows_the_alarm_says_that_the_term_is_assumed(operator: Operator) -> None:
    known = SimCard(line="gsm1", topped_up_on=date(2026, 3, 1))
    text = card_alarms(known, TODAY, MendingSettings(), operator)[AlarmKind.SIM_EXPIRES, "gsm1"]
    assert text == (
        "Рахунок не поповнювали від 01.03.2026: з 30.11.2026 оператор може призупинити номер (274 дн. — припущення, "
        "правила цього оператора Слухавка не знає). Поповніть рахунок."
    )


@pytest.mark.parametrize(("days", "alarmed"), [(14, False), (13, True), (0, True), (-5, True)])
def test_a_day_that_the_operator_tells_is_told_two_weeks_before(days: int, alarmed: bool) -> None:
    known = SimCard(line="gsm1", expires_on=TODAY + timedelta(days=days))
    assert bool(card_alarms(known, TODAY, MendingSettings())) is alarmed


def test_a_box_that_does_not_know_the_day_raises_no_alarm_of_dates() -> None:
    known = SimCard(line="gsm1", expires_on=TODAY, topped_up_on=date(2020, 1, 1), balance_kopiykas=100)
    assert [kind for kind, _ in card_alarms(known, None, MendingSettings())] == [AlarmKind.BALANCE_LOW]
