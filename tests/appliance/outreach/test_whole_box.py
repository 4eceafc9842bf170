"""SMS through the whole daemon: a row, a word on the socket, and the answer of the person texted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from appliance.casework.row import bind
from appliance.casework.texts.message_states import MessageState
from appliance.casework.texts.messages import Message, NewMessage
from appliance.control import ask
from appliance.numbers import Purpose, parse
from tests.appliance.lines.calls import next_call_is_answered
from tests.fakes.box import Box, with_box

T = TypeVar("T")
NUMBER = "+380671112244"


async def beside(box: Box, verb: Callable[[], T]) -> T:
    """Run a verb of the register as another process would: on a connection of its own."""

    def run() -> T:
        with bind(box.settings.database).connection_context():
            return verb()

    return await asyncio.to_thread(run)


async def state(box: Box, message: int) -> str:
    return await beside(box, lambda: str(Message.get_by_id(message).state))


def test_a_caller_may_be_texted_his_answer_is_kept_and_calls_go_on(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        new = NewMessage(parse(NUMBER, "4644"), "Ваше звернення зареєстровано.", "test", Purpose.CARD)
        refused = await beside(box, lambda: Message.queue(new, box.clock.now()))
        await asyncio.to_thread(ask, box.settings.control, "wake_outbox")
        await asyncio.sleep(10.0)
        assert await state(box, refused) == MessageState.REFUSED, "nobody has called from this number yet"
        await next_call_is_answered(box, NUMBER)
        again = NewMessage(parse(NUMBER, "4644"), "Ваше звернення зареєстровано.", "test", Purpose.CARD)
        message = await beside(box, lambda: Message.queue(again, box.clock.now()))
        await asyncio.to_thread(ask, box.settings.control, "wake_outbox")
        await asyncio.sleep(10.0)
        assert [sms.text for sms in box.modem.mail.sent] == ["Ваше звернення зареєстровано."]
        box.modem.mail.report(box.modem.mail.sent[0])
        box.modem.mail.deliver("Дякую", NUMBER)
        await asyncio.sleep(10.0)
        assert await state(box, message) == MessageState.DELIVERED
        answer = await beside(box, lambda: Message.latest(1)[0])
        assert (answer.direction, answer.number, answer.text) == ("in", NUMBER, "Дякую")
        await next_call_is_answered(box)

    with_box(test, tmp_path)
