"""USSD on a real line: questions, dialogues, and every way in which no answer comes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.contracts import LineState
from appliance.contracts.messages import UssdAnswer, UssdFault
from tests.appliance.lines.calls import spread
from tests.appliance.outreach.post import Post, with_post
from tests.fakes.box import FAMILIES
from tests.fakes.modem import Faults

each_family = pytest.mark.parametrize("family", FAMILIES)
ANSWERS = (
    "Balans 0.00hrn, bonus 0.00hrn.",
    "Balans 0.00hrn,\nbonus 0.00hrn.",
    "На рахунку 12,50 грн. Дійсний до 01.12.2026",
    "На рахунку\n12,50 грн",
    "12",
    "ABBA",
)


@each_family
@pytest.mark.parametrize("text", ANSWERS)
def test_a_question_is_answered(tmp_path: Path, family: str, text: str) -> None:
    async def test(post: Post) -> None:
        post.modem.mail.ussd["*111#"] = (0, text)
        assert await post.line.messages.ussd("*111#") == UssdAnswer(text, open=False)
        assert post.modem.mail.ussd_asked == ["*111#"]

    with_post(test, tmp_path, family)


@each_family
def test_a_dialogue_goes_on_until_it_is_ended(tmp_path: Path, family: str) -> None:
    async def test(post: Post) -> None:
        messages, network = post.line.messages, post.modem.mail
        network.ussd |= {
            "*100#": (1, "1 - Баланс\n2 - Послуги"),
            "1": (0, "5 грн"),
            "2": (1, "1 - Так"),
            "так": (2, ""),
        }
        assert await messages.ussd("*100#") == UssdAnswer("1 - Баланс\n2 - Послуги", open=True)
        assert await messages.ussd("1") == UssdAnswer("5 грн", open=False)
        with pytest.raises(UssdFault, match="Немає запиту"):
            await messages.ussd("1")
        assert (await messages.ussd("*100#")).open
        assert (await messages.ussd("2")).open
        await messages.end_ussd()
        assert post.said("AT+CUSD=2") == ["AT+CUSD=2"]
        await messages.ussd("*100#")
        assert (await messages.ussd("*100#")).open
        with pytest.raises(UssdFault, match="завершила"):
            await messages.ussd("так")
        await messages.end_ussd()
        assert len(post.said("AT+CUSD=2")) == 2
        assert network.ussd_asked == ["*100#", "1", "*100#", "2", "*100#", "*100#", "так"]

    with_post(test, tmp_path, family)


@pytest.mark.parametrize(
    ("family", "case"),
    spread((2, "завершила"), (3, "інша програма"), (4, "не підтримує"), (5, "не дочекалася")),
)
def test_every_way_the_network_declines_has_its_sentence(tmp_path: Path, family: str, case: tuple[int, str]) -> None:
    stage, sentence = case

    async def test(post: Post) -> None:
        post.modem.mail.ussd["*111#"] = (stage, "")
        with pytest.raises(UssdFault, match=sentence):
            await post.line.messages.ussd("*111#")

    with_post(test, tmp_path, family)


@each_family
def test_a_network_that_never_answers_is_given_up_and_the_next_question_is_answered(
    tmp_path: Path, family: str
) -> None:
    async def test(post: Post) -> None:
        post.modem.mail.ussd["*111#"] = (0, "12 грн")
        asked_at = post.clock.monotonic()
        with pytest.raises(UssdFault, match="за 30 с"):
            await post.line.messages.ussd("*111#")
        assert 30.0 <= post.clock.monotonic() - asked_at < 31.0
        assert post.said("AT+CUSD=2")
        post.modem.faults.ussd_takes_s = 1.0
        assert (await post.line.messages.ussd("*111#")).text == "12 грн"

    with_post(test, tmp_path, family, faults=Faults(ussd_takes_s=1000.0))


@each_family
def test_an_answer_before_ok_is_taken(tmp_path: Path, family: str) -> None:
    async def test(post: Post) -> None:
        post.modem.mail.ussd["*111#"] = (0, "12 грн\nOK")
        assert (await post.line.messages.ussd("*111#")).text == "12 грн\nOK"

    with_post(test, tmp_path, family, faults=Faults(ussd_before_ok=True))


@pytest.mark.parametrize(
    "code", ["**21*+380671112244#", "*21*0671112244#", "##002#", "*#06#", "*002*380671112244#", "112", "*111", "*1", ""]
)
def test_what_changes_the_subscription_or_is_no_question_never_reaches_the_modem(tmp_path: Path, code: str) -> None:
    async def test(post: Post) -> None:
        with pytest.raises(UssdFault):
            await post.line.messages.ussd(code)
        assert post.said("AT+CUSD=1,") == []

    with_post(test, tmp_path)


def test_one_question_at_a_time_and_none_during_a_call_or_without_a_modem(tmp_path: Path) -> None:
    async def test(post: Post) -> None:
        post.modem.mail.ussd["*111#"] = (0, "12")
        first = asyncio.ensure_future(post.line.messages.ussd("*111#"))
        await asyncio.sleep(0.5)
        with pytest.raises(UssdFault, match="ще триває"):
            await post.line.messages.ussd("*111#")
        await first
        caller = post.modem.ring()
        await asyncio.sleep(1.0)
        with pytest.raises(UssdFault, match="зайнята"):
            await post.line.messages.ussd("*111#")
        await caller.hang_up()
        await post.until_line(LineState.IDLE)
        asked = asyncio.ensure_future(post.line.messages.ussd("*111#"))
        await asyncio.sleep(0.5)
        post.modem.unplug()
        with pytest.raises(UssdFault, match="зник"):
            await asked
        await post.until_line(LineState.DOWN)
        with pytest.raises(UssdFault, match="не працює"):
            await post.line.messages.ussd("*111#")

    with_post(test, tmp_path)


def test_a_call_that_rings_during_a_question_is_taken_at_once_and_the_answer_still_comes(tmp_path: Path) -> None:
    async def test(post: Post) -> None:
        post.modem.mail.ussd["*111#"] = (0, "12 грн")
        asked = asyncio.ensure_future(post.line.messages.ussd("*111#"))
        await asyncio.sleep(1.0)
        caller = post.modem.ring()
        await asyncio.sleep(0.5)
        await post.legs[0].answer()
        assert caller.answered_at is not None
        assert (await asked).text == "12 грн"

    with_post(test, tmp_path, "sim7600", faults=Faults(ussd_takes_s=10.0))
