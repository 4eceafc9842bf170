"""SMS on their way out: from a row in the queue, over the wire of each family, to the delivery report."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.database import DatabaseUnavailable
from appliance.casework.texts.message_states import MessageState, WrongState
from appliance.casework.texts.messages import Message, TooSoon
from appliance.clock import Moment
from appliance.contracts import LineState
from appliance.numbers import DialFacts, DialLimits
from tests.appliance.lines.calls import spread
from tests.appliance.outreach.post import NUMBER, Post, post_office, with_post
from tests.fakes.box import FAMILIES
from tests.fakes.modem import Faults
from tests.fakes.modem.pdu import Submitted
from tests.fakes.virtual_time import VirtualClock, run_virtually

each_family = pytest.mark.parametrize("family", FAMILIES)
LONG = "Шановний заявнику! Ваше звернення прийнято. " * 4
S = MessageState


async def taken(post: Post, within_s: float = 30.0) -> float:
    """Answer the call that rings, and return how long after its first ring that was done."""
    async with asyncio.timeout(within_s):
        while not post.legs:
            await asyncio.sleep(0.05)
        await post.legs[-1].answer()
    return post.clock.monotonic() - post.legs[-1].rang.monotonic_s


@pytest.mark.row("F2")
@each_family
def test_a_queued_sms_goes_out_and_its_delivery_is_noted(tmp_path: Path, family: str) -> None:
    async def test(post: Post) -> None:
        message = await post.queue("Привіт, 😀 ціна 5 €")
        sent = await post.until(S.SENT, message=message)
        [submitted] = post.modem.mail.sent
        assert (submitted.number, submitted.text) == (NUMBER, "Привіт, 😀 ціна 5 €")
        assert submitted.report_wanted
        assert sent.attempts == 1
        post.modem.mail.report(submitted)
        await post.until(S.DELIVERED, message=message)
        await asyncio.sleep(5.0)
        assert post.stored == 0
        assert set(post.news) == {message}

    with_post(test, tmp_path, family)


@each_family
@pytest.mark.parametrize("text", [LONG, "no letters of ours [but brackets] " * 12])
def test_a_long_text_goes_in_numbered_parts_and_is_delivered_when_all_of_them_are(
    tmp_path: Path, family: str, text: str
) -> None:
    async def test(post: Post) -> None:
        message = await post.queue(text)
        await post.until(S.SENT, message=message)
        submitted = post.modem.mail.sent
        assert "".join(part.text for part in submitted) == text
        total = len(submitted)
        assert total > 2
        assert [part.concatenation for part in submitted] == [(message, total, place + 1) for place in range(total)]
        assert len({part.dcs for part in submitted}) == 1
        for part in reversed(submitted[1:]):
            post.modem.mail.report(part)
        await asyncio.sleep(10.0)
        await post.until(S.SENT, message=message, within_s=1.0)
        post.modem.mail.report(submitted[0])
        await post.until(S.DELIVERED, message=message)

    with_post(test, tmp_path, family)


@pytest.mark.parametrize(
    ("number", "confirmed", "grounds"),
    [
        (NUMBER, False, DialFacts()),
        (NUMBER, True, DialFacts(opted_out=True)),
        ("112", True, DialFacts(in_directory=True)),
        ("+380900123456", True, DialFacts(in_directory=True)),
        ("+48601234567", True, DialFacts(in_directory=True)),
        ("KYIVSTAR", True, DialFacts()),
    ],
)
def test_a_number_that_may_not_be_texted_never_reaches_the_modem(
    tmp_path: Path, number: str, confirmed: bool, grounds: DialFacts
) -> None:
    async def test(post: Post) -> None:
        message = await post.queue(number=number, confirmed=confirmed)
        refused = await post.until(S.REFUSED, message=message)
        assert refused.error.endswith(".")
        await asyncio.sleep(60.0)
        assert post.said("AT+CMGS") == []

    with_post(test, tmp_path, grounds=lambda _number: grounds)


def test_the_days_limits_are_counted_from_the_rows_and_do_not_stop_a_text_half_sent(tmp_path: Path) -> None:
    limits = DialLimits(to_one_number=2, sms=6)

    async def test(post: Post) -> None:
        for number in (NUMBER, NUMBER, NUMBER, "+380671110000", "+380671110001"):
            await post.queue(LONG if number != NUMBER else "Так", number=number)
        states = [(await post.until(S.SENT, S.REFUSED, message=message)).state for message in range(1, 6)]
        assert states == [S.SENT, S.SENT, S.REFUSED, S.SENT, S.SENT]
        last = await post.queue(number="+380671110002")
        assert "межу SMS" in (await post.until(S.REFUSED, message=last)).error
        post.clock.start += timedelta(days=2)
        await post.queue("Так")
        refused = await post.until(S.REFUSED, S.SENT, message=7)
        assert refused.state == S.REFUSED, "the wall clock alone makes no new day"

    with_post(test, tmp_path, limits=limits)


@pytest.mark.parametrize(
    ("family", "case"),
    spread(
        ("+CMS ERROR: 500", S.FAILED),
        ("+CMS ERROR: 330", S.FAILED),
        ("ERROR", S.FAILED),
        ("+CMS ERROR: 332", S.UNCERTAIN),
        ("+CMS ERROR: 69", S.FAILED),
        ("+CMS ERROR: 9999", S.FAILED),
    ),
)
def test_a_refusal_has_a_name_and_is_not_tried_again(
    tmp_path: Path, family: str, case: tuple[str, MessageState]
) -> None:
    final, state = case

    async def test(post: Post) -> None:
        message = await post.queue()
        assert (await post.until(state, message=message)).error
        await asyncio.sleep(150.0)
        assert len(post.said("AT+CMGS")) == 1

    with_post(test, tmp_path, family, faults=Faults(sms_result=final))


@pytest.mark.parametrize(("family", "final"), spread("+CMS ERROR: 38", "+CMS ERROR: 41", "+CMS ERROR: 331"))
def test_a_passing_refusal_is_tried_again_later(tmp_path: Path, family: str, final: str) -> None:
    async def test(post: Post) -> None:
        message = await post.queue()
        await asyncio.sleep(20.0)
        assert 1 <= len(post.said("AT+CMGS")) <= 3
        post.modem.faults.sms_result = ""
        await post.until(S.SENT, message=message, within_s=200.0)
        assert len(post.modem.mail.sent) == 1

    with_post(test, tmp_path, family, faults=Faults(sms_result=final))


@each_family
def test_a_modem_that_shows_no_prompt_has_sent_nothing_and_is_asked_again(tmp_path: Path, family: str) -> None:
    async def test(post: Post) -> None:
        message = await post.queue()
        await asyncio.sleep(10.0)
        assert (await post.until(S.QUEUED, S.SENDING, message=message)).state == S.QUEUED
        post.modem.faults.sms_prompt = "ok"
        await post.until(S.SENT, message=message, within_s=120.0)
        assert len(post.modem.mail.sent) == 1

    with_post(test, tmp_path, family, faults=Faults(sms_prompt="never"))


@each_family
def test_a_prompt_that_stays_open_is_left_by_escape_and_calls_are_taken(tmp_path: Path, family: str) -> None:
    async def test(post: Post) -> None:
        message = await post.queue()
        uncertain = await post.until(S.UNCERTAIN, message=message, within_s=90.0)
        assert uncertain.error
        post.modem.ring()
        assert await taken(post) < 12.0
        await post.legs[-1].hang_up()

    with_post(test, tmp_path, family, faults=Faults(sms_prompt="stuck"))


@pytest.mark.row("F2")
@each_family
def test_an_sms_whose_result_is_lost_is_never_sent_again_by_itself(tmp_path: Path, family: str) -> None:
    async def test(post: Post) -> None:
        message = await post.queue()
        await post.until(S.UNCERTAIN, message=message, within_s=90.0)
        row = await post.run(lambda: Message.get_by_id(message))
        with pytest.raises(TooSoon):
            early = post.clock.now()
            await post.run(lambda: row.send_again(by="test", reason="не дійшло", now=replace_monotonic(early, -30.0)))
        await asyncio.sleep(150.0)
        assert len(post.modem.mail.sent) == 1
        with pytest.raises(WrongState):
            await post.run(lambda: row.send_again(by="test", reason=" ", now=post.clock.now()))
        post.modem.faults.sms_result = ""
        await post.run(lambda: row.send_again(by="test", reason="людина не отримала", now=post.clock.now()))
        post.outbox.wake()
        decided = await post.until(S.SENT, message=message)
        assert (decided.decided_by, decided.decided_reason) == ("test", "людина не отримала")
        assert len(post.modem.mail.sent) == 2

    with_post(test, tmp_path, family, faults=Faults(sms_result="lost"))


@pytest.mark.row("F2")
def test_an_sms_that_did_not_arrive_is_known_and_goes_again_when_a_person_says_so(tmp_path: Path) -> None:
    async def test(post: Post) -> None:
        message = await post.queue()
        await post.until(S.SENT, message=message)
        post.modem.mail.report(post.modem.mail.sent[0], 0x46)
        row = await post.until(S.UNDELIVERED, message=message)
        await asyncio.sleep(150.0)
        assert len(post.modem.mail.sent) == 1, "never by itself"
        await post.run(lambda: row.send_again(by="clerk", reason="телефон уже ввімкнено", now=post.clock.now()))
        post.outbox.wake()
        await post.until(S.SENT, message=message)
        post.modem.mail.report(post.modem.mail.sent[1], 0x00)
        delivered = await post.until(S.DELIVERED, message=message)
        assert (delivered.decided_by, delivered.decided_reason) == ("clerk", "телефон уже ввімкнено")

    with_post(test, tmp_path)


def replace_monotonic(moment: Moment, by_s: float) -> Moment:
    return replace(moment, monotonic_s=moment.monotonic_s + by_s)


@each_family
def test_a_late_result_makes_the_uncertain_sent(tmp_path: Path, family: str) -> None:
    async def test(post: Post) -> None:
        message = await post.queue()
        await post.until(S.UNCERTAIN, message=message, within_s=90.0)
        await post.until(S.SENT, message=message)
        [part] = await post.parts(message)
        assert part.sms_reference == post.modem.mail.sent[0].reference
        post.modem.mail.report(post.modem.mail.sent[0])
        await post.until(S.DELIVERED, message=message)

    with_post(test, tmp_path, family, faults=Faults(sms_takes_s=47.0))


@each_family
def test_a_delivery_report_that_comes_before_the_result_is_not_lost(
    tmp_path: Path, family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test(post: Post) -> None:
        take = post.modem.mail.take

        def take_and_report(submitted: Submitted) -> None:
            take(submitted)
            post.modem.mail.report(submitted)

        monkeypatch.setattr(post.modem.mail, "take", take_and_report)
        await post.until(S.DELIVERED, message=await post.queue())

    with_post(test, tmp_path, family, faults=Faults(refuse={"AT+CNMI=2,1,0,2,0": "ERROR"}))


def test_a_delivery_report_tells_that_an_uncertain_sms_went_out(tmp_path: Path) -> None:
    async def test(post: Post) -> None:
        message = await post.queue()
        await post.until(S.UNCERTAIN, message=message, within_s=90.0)
        post.modem.mail.report(post.modem.mail.sent[0])
        assert not (await post.until(S.DELIVERED, message=message)).error

    with_post(test, tmp_path, faults=Faults(sms_result="lost"))


@each_family
@pytest.mark.parametrize("after_s", [0.0, 0.02, 2.4])
def test_a_ring_while_an_sms_is_sent_is_heard_at_once_and_the_sms_goes_once(
    tmp_path: Path, family: str, after_s: float
) -> None:
    async def test(post: Post) -> None:
        message = await post.queue()
        while not post.said("AT+CMGS"):
            await asyncio.sleep(0.001)
        await asyncio.sleep(after_s)
        rang_at = post.clock.monotonic()
        post.modem.ring()
        assert await taken(post) < 5.0
        assert post.legs[0].rang.monotonic_s - rang_at < 0.5
        assert await post.legs[0].caller() == NUMBER
        await asyncio.sleep(20.0)
        assert len(post.legs) == 1
        await post.legs[0].hang_up()
        await post.until(S.SENT, message=message, within_s=120.0)
        assert len(post.modem.mail.sent) == 1

    with_post(test, tmp_path, family)


@each_family
def test_a_ring_does_not_wait_for_a_result_that_never_comes(tmp_path: Path, family: str) -> None:
    async def test(post: Post) -> None:
        message = await post.queue()
        await asyncio.sleep(4.0)
        post.modem.ring()
        assert await taken(post) < 12.0
        await post.until(S.UNCERTAIN, message=message)
        await post.legs[0].hang_up()

    with_post(test, tmp_path, family, faults=Faults(sms_result="lost"))


@each_family
def test_while_a_call_is_on_an_sms_waits(tmp_path: Path, family: str) -> None:
    async def test(post: Post) -> None:
        await asyncio.sleep(2.0)
        caller = post.modem.ring()
        await taken(post)
        before = post.said("AT+CM")
        message = await post.queue()
        post.modem.mail.deliver("Дякую", "+380671110000")
        await asyncio.sleep(40.0)
        assert post.said("AT+CM") == before
        assert caller.ended_at is None
        await caller.hang_up()
        await post.until(S.SENT, message=message)
        await post.until(S.RECEIVED, message=2)

    with_post(test, tmp_path, family)


@each_family
def test_what_is_queued_while_the_modem_is_gone_goes_out_when_it_is_back(tmp_path: Path, family: str) -> None:
    async def test(post: Post) -> None:
        post.modem.unplug()
        await post.until_line(LineState.DOWN)
        messages = [await post.queue(f"№ {number}", f"+38067111000{number}") for number in range(3)]
        await asyncio.sleep(150.0)
        post.modem.plug()
        for message in messages:
            assert (await post.until(S.SENT, message=message, within_s=200.0)).attempts == 1
        assert [sms.text for sms in post.modem.mail.sent] == ["№ 0", "№ 1", "№ 2"]

    with_post(test, tmp_path, family)


@each_family
@pytest.mark.parametrize(("after_s", "state"), [(0.005, S.SENT), (1.0, S.UNCERTAIN)])
def test_a_modem_pulled_out_while_it_sends_makes_nothing_go_twice(
    tmp_path: Path, family: str, after_s: float, state: MessageState
) -> None:
    async def test(post: Post) -> None:
        message = await post.queue()
        while not post.said("AT+CMGS"):
            await asyncio.sleep(0.001)
        await asyncio.sleep(after_s)
        post.modem.unplug()
        post.modem.plug(after_s=5.0)
        await asyncio.sleep(100.0)
        await post.until(state, message=message)
        assert len(post.modem.mail.sent) == (state is S.SENT)

    with_post(test, tmp_path, family)


def test_an_sms_that_a_stopped_box_was_sending_is_uncertain_after_its_start(tmp_path: Path) -> None:
    async def main() -> None:
        clock = VirtualClock(asyncio.get_running_loop())
        async with post_office(tmp_path, clock=clock) as post:
            message = await post.queue()
            await post.until(S.SENDING, message=message)
            await asyncio.sleep(1.0)
        clock.boot_id = "another"
        async with post_office(tmp_path, clock=clock) as post:
            row = await post.until(S.UNCERTAIN, message=message)
            assert row.error
            await asyncio.sleep(150.0)
            assert post.said("AT+CMGS") == []
            await post.run(lambda: row.give_up(by="test", reason="уже не треба", now=post.clock.now()))
            await post.until(S.FAILED, message=message)

    run_virtually(main)


def test_a_box_that_is_stopped_lets_an_sms_come_to_its_end(tmp_path: Path) -> None:
    async def test(post: Post) -> None:
        message = await post.queue()
        await post.until(S.SENDING, message=message)
        await post.queue()
        await post.outbox.close()
        await post.until(S.SENT, message=message, within_s=0.5)
        await asyncio.sleep(60.0)
        assert len(post.modem.mail.sent) == 1

    with_post(test, tmp_path)


def test_a_result_that_the_register_cannot_take_is_written_when_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle, failures = Message.settle, iter([True] * 5)

    def failing(*arguments: Any) -> Message:
        if next(failures, False):
            raise DatabaseUnavailable("На диску не лишилося місця для бази даних.", passing=True)
        return settle(*arguments)

    async def test(post: Post) -> None:
        message = await post.queue()
        await post.until(S.SENT, message=message)
        assert len(post.modem.mail.sent) == 1

    monkeypatch.setattr(Message, "settle", failing)
    with_post(test, tmp_path)


def test_a_line_that_breaks_in_an_unknown_way_leaves_the_sms_uncertain_and_the_outbox_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test(post: Post) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(post.line.messages, "send_sms", None)
            message = await post.queue()
            await post.until(S.UNCERTAIN, message=message)
        await post.until(S.SENT, message=await post.queue())

    with_post(test, tmp_path)
