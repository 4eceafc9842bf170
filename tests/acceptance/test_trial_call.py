"""«Зателефонуйте мені з чернеткою»: the box speaks a draft, rings who works on it, and walks it with him."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.contacts.dialled import call_facts
from appliance.casework.contacts.trial_calls import TrialCall
from appliance.casework.entrance.accounts import Account, Actor, Origin
from appliance.casework.row import bind
from appliance.casework.staff.operators import Operator, Reach
from appliance.casework.texts.messages import Message
from appliance.contracts import LineState
from appliance.control import AskRefused, ask
from appliance.desk.trial_call import LINE_NEEDED, NOT_ANSWERED, RECORDINGS
from appliance.menu.flow import table_of
from appliance.menu.nodes.record import BEEP
from appliance.menu.published import load_current
from tests.acceptance.ear import head
from tests.appliance.calls.scripted_leg import speech
from tests.appliance.menu.small_flow import small_flow
from tests.fakes.box import Box, settings_for, with_lines
from tests.fakes.fresh_register import lay_register
from tests.fakes.kinds import Gsm
from tests.fakes.noise_unit import noise_unit

EDITOR = "+380671112233"
CALLER = "+380671112244"
DOCUMENT = table_of(small_flow("record"))

T = TypeVar("T")


async def rows(box: Box, verb: Callable[[], T]) -> T:
    def run() -> T:
        with bind(box.settings.database).connection_context():
            return verb()

    return await asyncio.to_thread(run)


def asked_for(box: Box, document: dict[str, Any] = DOCUMENT) -> int:
    """Ганна, an operator with a mobile, asks to be rung with the draft."""
    now = box.clock.now()
    if not Account.named("Ганна"):
        Operator.add("Ганна", Reach(mobile=EDITOR), now=now)
    editor = Account.named("Ганна")
    assert editor
    by = Actor(Origin.CONSOLE, editor.id)
    return TrialCall.ask("", "Чернетка", document, {"operators": "nobody"}, by=by, now=now)


async def begun(box: Box, document: dict[str, Any] = DOCUMENT) -> int:
    trial = await rows(box, lambda: asked_for(box, document))
    await asyncio.to_thread(ask, box.settings.control, "try_draft", trial=trial)
    return trial


async def the_end(box: Box, trial: int, within_s: float = 120.0) -> TrialCall:
    async with asyncio.timeout(within_s):
        while not (row := await rows(box, lambda: TrialCall.known(trial))).ended_at:
            await asyncio.sleep(0.2)
    return row


def in_a_box(talk: Callable[[Box], Any], tmp_path: Path) -> None:
    made = settings_for(tmp_path)
    file = tmp_path / "slukhavka.toml"
    line = 'name = "gsm1"\nfamily = "huawei_e1550"\nat = "/dev/at"\naudio = "/dev/audio"'
    file.write_text(f'[box]\nstate = "{made.box.state}"\n[[lines]]\n{line}\n')
    settings = replace(made, file=file)
    settings.box.state.mkdir(parents=True)
    lay_register(settings.database)
    with noise_unit(settings.speech_spool, settings.spoken) as unit:
        unit.mute.add("німий текст")
        with_lines(talk, tmp_path, Gsm("huawei_e1550"), settings=settings)


@pytest.mark.row("D4")
def test_the_draft_is_walked_on_his_own_telephone_and_leaves_no_trace_among_calls(tmp_path: Path) -> None:
    async def talk(box: Box) -> None:
        editor = box.modem.callee(EDITOR, after_s=3.0)
        trial = await begun(box)
        with pytest.raises(AskRefused, match="ще триває"):
            await asyncio.to_thread(
                ask, box.settings.control, "try_draft", trial=await rows(box, lambda: asked_for(box))
            )
        await editor.answered(60)
        menu = load_current(box.settings.trial)
        await editor.wait_for(menu.prompts["top"].pcm, 30)
        await editor.press("1")
        await editor.wait_for(menu.prompts["sub"].pcm, 30)
        await editor.press("1")
        await editor.wait_for(BEEP.pcm, 30)
        await editor.say(speech("caller", 4.0))
        await editor.wait_for(menu.prompts["review"].pcm, 30)
        await editor.press("1")
        await editor.wait_for(menu.prompts["review"].pcm, 30)
        await editor.press("4")
        await editor.wait_for(head(menu.prompts["goodbye"], 0.4), 60)
        await editor.ended(20)
        row = await the_end(box, trial)
        assert (row.fault, row.number, bool(row.answered_at), row.document) == ("", EDITOR, True, {})
        assert [deed.split(",")[0] for deed in row.deeds] == ["буде збережено голосове повідомлення № 123"]
        counts = await rows(box, lambda: [table.select().count() for table in (CallRecord, VoiceMessage, Message)])
        assert counts == [0, 0, 0]
        facts = await rows(box, lambda: call_facts(EDITOR, now=box.clock.now()))
        assert (facts.times_today, facts.calls_today) == (1, 1), "it was dialled, so it counts"
        assert not (box.settings.trial / RECORDINGS).exists() and not list(box.settings.recordings.glob("*"))
        assert not box.settings.published.exists(), "callers hear what they heard"
        await box.until_line(LineState.IDLE)

    in_a_box(talk, tmp_path)


def test_who_does_not_answer_is_told_so_on_the_page_and_a_mute_text_rings_nobody(tmp_path: Path) -> None:
    async def talk(box: Box) -> None:
        box.modem.callee(EDITOR, after_s=90.0)
        assert (await the_end(box, await begun(box))).fault == NOT_ANSWERED
        await box.until_line(LineState.IDLE)
        mute = {**DOCUMENT, "prompts": {**DOCUMENT["prompts"], "top": "німий текст"}}
        row = await the_end(box, await begun(box, mute))
        assert "німий текст" in row.fault and row.rang_at is None

    in_a_box(talk, tmp_path)


def test_a_trial_gives_way_to_a_caller_while_it_rings_and_while_it_talks(tmp_path: Path) -> None:
    async def talk(box: Box) -> None:
        ringing = box.modem.callee(EDITOR, after_s=90.0)
        trial = await begun(box)
        async with asyncio.timeout(60):
            while ringing.dialled_at is None:
                await asyncio.sleep(0.1)
        await asyncio.sleep(3.0)
        box.modem.urc(f'+CCWA: "{CALLER}",145,1')
        await ringing.ended(5)
        assert (await the_end(box, trial)).fault == LINE_NEEDED
        await box.until_line(LineState.IDLE)
        editor = box.modem.callee(EDITOR, after_s=1.0)
        trial = await begun(box)
        await editor.answered(60)
        menu = load_current(box.settings.trial)
        await editor.wait_for(menu.prompts["top"].pcm, 30)
        box.modem.urc(f'+CCWA: "{CALLER}",145,1')
        await editor.wait_for(head(menu.prompts["goodbye"], 0.4), 30)
        await editor.ended(20)
        assert (await the_end(box, trial)).fault == LINE_NEEDED

    in_a_box(talk, tmp_path)
