"""Call-backs on real lines: the daemon, its simulated modems and its files, in virtual time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from appliance.casework.contacts.callbacks import (
    AttemptResult,
    Callback,
    CallbackAttempt,
    CallbackSource,
    CallbackState,
)
from appliance.casework.contacts.offers import OFFER
from appliance.casework.row import bind
from appliance.casework.staff.operators import Operator, Reach
from appliance.casework.texts.message_states import MessageState
from appliance.casework.texts.messages import Message
from appliance.contracts import LineState
from tests.appliance.calls.scripted_leg import noise
from tests.fakes.box import Box, with_box, with_lines
from tests.fakes.kinds import Gsm
from tests.fakes.modem import FakeModem

OPERATOR, PERSON, CALLER = "+380671112233", "+380501112233", "+380671112244"
TWO = (Gsm("quectel_ec25"), Gsm("sim7600", line="gsm2"))

T = TypeVar("T")


async def register(box: Box, verb: Callable[[], T]) -> T:
    def run() -> T:
        with bind(box.settings.database).connection_context():
            return verb()

    return await asyncio.to_thread(run)


async def taken(box: Box) -> dict[str, object]:
    """An operator with a mobile takes a call-back that a clerk wrote down; the daemon's answer."""
    now = box.clock.now()
    operator = await register(box, lambda: Operator.add("Олена", Reach(mobile=OPERATOR), now=now))
    callback = await register(box, lambda: Callback.ask(PERSON, CallbackSource.CLERK, now=now))
    reader, writer = await asyncio.open_unix_connection(box.settings.control)
    writer.write(json.dumps({"ask": "call_back", "callback": callback, "operator": operator}).encode() + b"\n")
    answer: dict[str, object] = json.loads(await reader.readline())
    writer.close()
    await writer.wait_closed()
    return answer


def modems(box: Box) -> tuple[FakeModem, FakeModem]:
    first, second = (box.wires[line] for line in ("gsm1", "gsm2"))
    assert isinstance(first, FakeModem)
    assert isinstance(second, FakeModem)
    return first, second


async def the_try(box: Box) -> tuple[CallbackState, AttemptResult, str]:
    async with asyncio.timeout(10.0):
        while not (attempts := await register(box, lambda: list(CallbackAttempt.select()))):
            await asyncio.sleep(0.2)
    [attempt] = attempts
    return await register(box, lambda: Callback.get().state), AttemptResult(attempt.result), str(attempt.reason)


def test_two_modems_join_the_operators_mobile_and_the_person(tmp_path: Path) -> None:
    async def scene(box: Box) -> None:
        first, second = modems(box)
        operator, person = first.callee(OPERATOR, after_s=3.0), second.callee(PERSON, after_s=4.0)
        assert await taken(box) == {"callback": 1}
        await person.answered(20.0)
        await asyncio.sleep(1.0)
        await person.say(noise("алло", 0.8))
        await operator.wait_for(noise("алло", 0.8), 3.0)
        await operator.hang_up()
        await person.ended(5.0)
        assert await the_try(box) == (CallbackState.DONE, AttemptResult.TALKED, "")
        for line in ("gsm1", "gsm2"):
            await box.until_line(LineState.IDLE, line=line)

    with_lines(scene, tmp_path, *TWO)


def test_one_modem_cannot_join_two_mobiles_and_says_so(tmp_path: Path) -> None:
    async def scene(box: Box) -> None:
        operator = box.modem.callee(OPERATOR, after_s=3.0)
        await taken(box)
        await operator.ended(20.0)
        assert await the_try(box) == (CallbackState.TRIED, AttemptResult.FAILED, "Немає вільної лінії.")

    with_box(scene, tmp_path, "quectel_ec25")


@pytest.mark.parametrize("line", ["gsm1", "gsm2"])
def test_where_the_network_tells_of_a_caller_while_it_only_rings_the_line_is_free_for_him(
    tmp_path: Path, line: str
) -> None:
    async def scene(box: Box) -> None:
        first, second = modems(box)
        if line == "gsm2":
            first.callee(OPERATOR, after_s=1.0)
        ringing = first.callee(OPERATOR, after_s=90.0) if line == "gsm1" else second.callee(PERSON, after_s=90.0)
        await taken(box)
        async with asyncio.timeout(20.0):
            while ringing.dialled_at is None:
                await asyncio.sleep(0.1)
        await asyncio.sleep(3.0)
        modem = first if line == "gsm1" else second
        modem.urc(f'+CCWA: "{CALLER}",145,1')
        await ringing.ended(5.0)
        caller = modem.ring(CALLER)
        await caller.answered(10.0)
        await caller.hang_up()
        state, result, reason = await the_try(box)
        assert (state, result) == (CallbackState.TRIED, AttemptResult.FAILED)
        assert "Лінія знадобилася" in reason

    with_lines(scene, tmp_path, *TWO)


def test_who_was_missed_gets_the_sms_and_his_answer_ends_the_call_back(tmp_path: Path) -> None:
    async def scene(box: Box) -> None:
        await register(box, lambda: Operator.add("Олена", Reach(mobile=OPERATOR), now=box.clock.now()))
        caller = box.modem.ring(CALLER, give_up_after_s=0.6)
        await caller.ended(5.0)
        async with asyncio.timeout(30.0):
            while (await register(box, lambda: [each.state for each in Message.latest(1)])) != [MessageState.SENT]:
                await asyncio.sleep(0.5)
        [message] = await register(box, lambda: Message.latest(5))
        assert (message.number, message.text) == (CALLER, OFFER)
        assert (await register(box, lambda: Callback.get().state)) is CallbackState.ASKED
        box.modem.mail.deliver("0", CALLER)
        await asyncio.sleep(20.0)
        assert (await register(box, lambda: Callback.get().state)) is CallbackState.REFUSED

    with_box(scene, tmp_path, "quectel_ec25")
