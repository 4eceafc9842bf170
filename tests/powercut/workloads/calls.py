"""Calls and SMS through the whole daemon, on a simulated modem, in virtual time.

A promise is made when a verb returns after which the caller is told that his message is kept or deleted, and when the
modem is told to forget an SMS or to send one.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import apsw

from appliance.casework import sqlite
from appliance.casework.row import bind
from appliance.casework.texts.messages import Message, NewMessage
from appliance.contracts import Prompt, Recorded
from appliance.contracts.office import KeptMessage
from appliance.control import ask
from appliance.desk.call_office import CallOffice
from appliance.menu.published import load_current
from appliance.numbers import Purpose, parse
from audio.line.tones import beep
from audio.line.wav import HEADER_BYTES
from tests.appliance.calls.scripted_leg import speech
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import publish_noise
from tests.fakes.box import Box, with_box
from tests.fakes.modem import at_messages
from tests.fakes.modem.at_interpreter import Answer, Command
from tests.fakes.modem.caller import FakeCaller
from tests.fakes.modem.modem import _HANDLERS, FakeModem
from tests.powercut.workloads.work import Work

KEEP, AGAIN, DELETE = "4", "2", "3"
LOCKED_S = 0.05
"""For so long a verb waits for a register that another program holds; the box waits longer."""
NUMBERS = ("+380671112244", "+380501112233", "+380931112200", None)


def prepare(directory: Path) -> None:
    """A box with a small menu, as it has been running for a day."""
    publish_noise(small_flow("record"), directory / "menu", seconds={"it": 1.0, "review": 1.0})
    (directory / "menu" / "published").rename(directory / "state" / "published")

    async def nothing(_box: Box) -> None:
        await asyncio.sleep(5.0)

    with_box(nothing, directory)


def run(work: Work) -> None:
    """Messages kept, deleted, recorded again, cut off by a hang-up; SMS in and out; the register locked for a while."""
    sqlite.BUSY_TIMEOUT_S = LOCKED_S
    _promise_of_calls(work)
    _promise_of_sms(work)

    async def day(box: Box) -> None:
        box.modem.mail.deliver("Нема води на Шевченка", NUMBERS[0] or "")
        await _message(box, work, KEEP)
        for pdu in box.modem.mail.parts("Перша частина, ", "друга частина."):
            box.modem.mail.deliver_pdu(pdu)
        await _message(box, work, "")
        await _text(box, work)
        await _message(box, work, DELETE)
        await _with_the_register_locked(box)
        if work.brief:
            return
        await _message(box, work, AGAIN)
        box.modem.mail.deliver("Дякую", NUMBERS[1] or "")
        await _message(box, work, KEEP)

    with_box(day, work.directory)
    work.marks.told("the end")


async def _message(box: Box, work: Work, way: str) -> None:
    """Leave a message; `way`: what is pressed after it, nothing for a hang-up in words."""
    prompts = (await asyncio.to_thread(load_current, box.settings.published)).prompts
    call = box.modem.ring(work.chance.choice(NUMBERS))
    await _reach_the_beep(call, prompts["it"])
    await call.say(speech("caller", work.chance.uniform(3.2, 5.0)))
    if way:
        await call.press("5")
        await call.wait_for(prompts["review"].pcm[:8000], 5)
        await call.press(way)
    if way == AGAIN:
        await call.wait_for(beep(), 5)
        await asyncio.sleep(0.3)
        await call.say(speech("again", 3.5))
    elif way:
        heard = {KEEP: "kept_number", DELETE: "deleted"}[way]
        await call.wait_for(prompts[heard].pcm[:8000], 10)
    await call.hang_up()
    await asyncio.sleep(3.0)


async def _reach_the_beep(call: FakeCaller, asked: Prompt) -> None:
    await call.answered(15)
    await asyncio.sleep(1.0)
    await call.press("11")
    await call.wait_for(asked.pcm[:8000], 10)
    await call.wait_for(beep(), 10)
    await asyncio.sleep(0.3)


async def _text(box: Box, work: Work) -> None:
    """Answer by SMS, as the console does it: a row, and a word on the socket."""
    new = NewMessage(parse(NUMBERS[0], "4644"), "Бригада виїхала.", "test", Purpose.CARD, confirmed=True)

    def queue() -> None:
        with bind(box.settings.database).connection_context():
            Message.queue(new, box.clock.now())
        work.marks.told("SMS queued")

    await asyncio.to_thread(queue)
    await asyncio.to_thread(ask, box.settings.control, "wake_outbox")
    await asyncio.sleep(10.0)
    for sent in box.modem.mail.sent:
        box.modem.mail.report(sent)
    await asyncio.sleep(5.0)


async def _with_the_register_locked(box: Box) -> None:
    """Another program holds the register: a message is kept beside it and entered later."""
    holder = apsw.Connection(str(box.settings.database), flags=apsw.SQLITE_OPEN_READWRITE)
    holder.execute("BEGIN IMMEDIATE")
    prompts = (await asyncio.to_thread(load_current, box.settings.published)).prompts
    call = box.modem.ring(NUMBERS[1])
    await _reach_the_beep(call, prompts["it"])
    await call.say(speech("caller", 3.5))
    await call.press("5")
    await call.wait_for(prompts["review"].pcm[:8000], 5)
    await call.press(KEEP)
    await call.wait_for(prompts["kept"].pcm[:8000], 20)
    await call.hang_up()
    await asyncio.sleep(10.0)
    holder.close()
    await asyncio.sleep(130.0)


def _promise_of_calls(work: Work) -> None:
    keep, drop = CallOffice.keep_message, CallOffice.drop_recording

    async def kept(office: CallOffice, recorded: Recorded, purpose: str) -> KeptMessage:
        answer = await keep(office, recorded, purpose)
        size = HEADER_BYTES + int(recorded.duration_s * 8000) * 2
        path = str(recorded.path.relative_to(work.state))
        work.marks.told("message kept", files={path: size}, messages=[recorded.path.name])
        return answer

    async def dropped(office: CallOffice, recorded: Recorded) -> None:
        await drop(office, recorded)
        work.marks.told("message deleted", gone=[str(recorded.path.relative_to(work.state))])

    CallOffice.keep_message = kept  # type: ignore[method-assign, assignment]
    CallOffice.drop_recording = dropped  # type: ignore[method-assign, assignment]


def _promise_of_sms(work: Work) -> None:
    """The modem does what it is told: from then on nobody else has the SMS, or somebody has read it."""
    delete, submit = at_messages._delete, at_messages._submit

    def deleted(modem: FakeModem, command: Command) -> Answer:
        work.marks.told("SMS forgotten by the modem")
        return delete(modem, command)

    async def submitted(modem: FakeModem, command: Command) -> Answer:
        answer = await submit(modem, command)
        work.marks.told("SMS sent")
        return answer

    handlers: dict[str, Any] = {"+CMGD": deleted, "+CMGS": submitted}
    _HANDLERS.update(handlers)
