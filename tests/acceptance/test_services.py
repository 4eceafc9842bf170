"""A fee is changed once, in the browser, and the next caller hears it, gets it by SMS, the clerk sees and prints it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.knowledge.service_texts import SMS_ASK, spoken_text
from appliance.casework.knowledge.service_told import ServiceTold
from appliance.casework.knowledge.services import Service
from appliance.casework.row import bind
from appliance.clock import SystemClock
from appliance.control import ask
from appliance.menu.flow import table_of
from appliance.menu.published import Published, load_current
from appliance.publishing.intake import take_in
from appliance.settings import Settings
from tests.acceptance.ear import head
from tests.appliance.casework.knowledge import cards
from tests.appliance.menu.small_flow import small_flow
from tests.fakes.box import Box, settings_for, with_lines
from tests.fakes.kinds import Gsm
from tests.fakes.modem.caller import FakeCaller
from tests.fakes.noise_unit import noise_unit
from tests.web.house import House
from web.pages.services.forms import values_of

HOURS: dict[str, Any] = {"week": {"mon": ["08:00-17:00"]}}
CLOCK = SystemClock()
FAR, PAST = date(2099, 1, 1), date(2020, 1, 1)
FIRST = "Щоб дізнатися про субсидію, натисніть один."
STALE, OFFER, SENT = "review", "again", "kept"


def an_office(directory: Path) -> tuple[Settings, House]:
    """A box with two services, one of which nobody has looked at for long, and a console over the same files."""
    made = settings_for(directory)
    file = directory / "slukhavka.toml"
    line = 'name = "gsm1"\nfamily = "huawei_e1550"\nat = "/dev/at"\naudio = "/dev/audio"'
    file.write_text(f'[box]\nstate = "{made.box.state}"\n[[lines]]\n{line}\n')
    made.box.state.mkdir(parents=True)
    house = House(made.box.state)
    house.clock.moment = CLOCK.now()
    with house.database():
        cards.add(CLOCK.now(), review_by=FAR)
        cards.add(CLOCK.now(), code="old", title="Давня послуга", said_as="про давнє", review_by=PAST)
        take_in("", table_of(small_flow("services")), HOURS, "", by=BOX, now=CLOCK.now())
    return replace(made, file=file), house


def change_fee(house: House, fee: str) -> None:
    """Do as an editor does in the browser."""
    with house.database():
        service = Service.coded("subsidy")
        assert service is not None
    fields = {**values_of(service.card), "fee": fee, "version": str(service.version)}
    del fields["check_locally"]
    saved = house.enter(Role.EDITOR).post(f"/services/{service.id}/edit", **fields)
    assert saved.status_code == 303


def on_screen_and_on_paper(house: House) -> tuple[str, str]:
    editor = house.enter(Role.EDITOR)
    return editor.get("/services/1").text, editor.get("/services/1/print").text


async def published_after(box: Box, change: Any, *given: Any) -> Published:
    """Do something that has to be published, and return what callers hear then."""
    before = box.daemon._menus.of().revision
    await asyncio.to_thread(change, *given)
    async with asyncio.timeout(600):
        while box.daemon._menus.of().revision == before:
            await asyncio.sleep(0.1)
    return load_current(box.settings.published)


async def at_the_services(box: Box, menu: Published) -> FakeCaller:
    caller = box.ring()
    await caller.answered(11)
    await caller.wait_for(head(menu.prompts["top"]), 10)
    await caller.press("11")
    await caller.wait_for(head(menu.phrases[FIRST]), 20)
    return caller


async def texted(box: Box) -> str:
    """Wait for every part of the SMS."""
    text = ""
    async with asyncio.timeout(120):
        while not text.endswith(SMS_ASK):
            await asyncio.sleep(1)
            text = "".join(sent.text for sent in box.modem.mail.sent)
    return text


def told_in(settings: Settings) -> list[tuple[str, str]]:
    with bind(settings.database).connection_context():
        return [(told.service.code, told.how) for told in ServiceTold.select().order_by(ServiceTold.id)]


@pytest.mark.row("A3", "I17")
def test_a_fee_changed_once_is_heard_sent_seen_and_printed(tmp_path: Path) -> None:
    settings, house = an_office(tmp_path)

    async def talk(box: Box) -> None:
        await published_after(box, ask, settings.control, "wake_publisher")
        menu = await published_after(box, change_fee, house, "51 гривня")
        with bind(settings.database).connection_context():
            spoken = spoken_text(Service.get_by_id(1).card)
        assert "Плата: 51 гривня." in spoken
        caller = await at_the_services(box, menu)
        await caller.press("1")
        await caller.wait_for(head(menu.phrases[spoken]), 10)
        await caller.wait_for(head(menu.prompts[OFFER]), 60)
        await caller.press("1")
        await caller.wait_for(head(menu.prompts[SENT]), 10)
        await caller.hang_up()
        assert "Плата: 51 гривня." in await texted(box)
        assert all("51 гривня" in page for page in await asyncio.to_thread(on_screen_and_on_paper, house))
        assert await asyncio.to_thread(told_in, settings) == [("subsidy", "heard"), ("subsidy", "sms")]

    with noise_unit(settings.speech_spool, settings.spoken):
        with_lines(talk, tmp_path, Gsm("huawei_e1550"), settings=settings)


@pytest.mark.row("A3")
def test_a_card_past_its_day_is_told_with_a_warning(tmp_path: Path) -> None:
    settings, _ = an_office(tmp_path)

    async def talk(box: Box) -> None:
        menu = await published_after(box, ask, settings.control, "wake_publisher")
        caller = await at_the_services(box, menu)
        await caller.press("2")
        await caller.wait_for(head(menu.prompts[STALE]), 60)
        await caller.press("8")
        await caller.wait_for(head(menu.phrases[FIRST]), 20)
        await caller.hang_up()
        await box.closed_records(1)
        assert await asyncio.to_thread(told_in, settings) == [("old", "heard")]

    with noise_unit(settings.speech_spool, settings.spoken):
        with_lines(talk, tmp_path, Gsm("huawei_e1550"), settings=settings)
