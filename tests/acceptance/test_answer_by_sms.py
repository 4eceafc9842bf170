"""Who hears badly, or has no pencil, gets the answer on his telephone."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.menu.published import Published
from tests.acceptance.ear import head
from tests.fakes.box import FAMILIES, Box, with_box


@pytest.mark.row("A30")
@pytest.mark.parametrize("family", FAMILIES)
def test_a_key_after_an_answer_sends_it_to_the_callers_own_number(
    family: str, tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        call = box.modem.ring()
        await call.answered(11)
        await call.wait_for(head(starter.prompts["greeting"]), 5)
        await call.press("22")
        await call.wait_for(head(starter.prompts["sms_offer"]), 60)
        await call.press("1")
        await call.wait_for(head(starter.prompts["sms_sent"]), 8)
        await call.hang_up()
        [record] = await box.records()
        assert record.nodes[-2:] == ["services", "main"]
        while not box.modem.mail.sent:
            await asyncio.sleep(1)
        text = "".join(sent.text for sent in box.modem.mail.sent)
        assert text.startswith("Паспорт громадянина України: свідоцтво")
        assert {sent.number for sent in box.modem.mail.sent} == {"+380671112244"}

    with_box(talk, tmp_path, family, published=published_starter)


@pytest.mark.row("A30")
def test_who_hides_his_number_is_promised_no_message(
    tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        call = box.modem.ring(None)
        await call.answered(11)
        await call.wait_for(head(starter.prompts["greeting"]), 5)
        await call.press("22")
        told_at = await call.wait_for(starter.prompts["entry_tail"].pcm[-16000:], 60)
        next_at = await call.wait_for(head(starter.prompts["main"]), 15)
        assert next_at - told_at < len(starter.prompts["sms_offer"].pcm) / 16000 + 4
        await call.hang_up()

    with_box(talk, tmp_path, FAMILIES[0], published=published_starter)
