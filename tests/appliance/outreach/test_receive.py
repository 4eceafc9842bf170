"""SMS on their way in: whatever the network, the modem and the power do, each is kept once and none is lost."""

from __future__ import annotations

import asyncio
import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.casework.texts import message_arrivals
from appliance.casework.texts.message_states import MessageState
from appliance.casework.texts.messages import Message
from appliance.clock import Moment
from appliance.contracts import LineState
from appliance.contracts.messages import ArrivedSms
from appliance.numbers import NumberKind
from tests.appliance.lines.calls import spread
from tests.appliance.outreach.post import NUMBER, Post, post_office, with_post
from tests.fakes.box import FAMILIES
from tests.fakes.modem import FakeModem, Faults
from tests.fakes.modem.mail import SENT_AT
from tests.fakes.modem.pdu import deliver, header
from tests.fakes.virtual_time import VirtualClock, run_virtually

S = MessageState
each_family = pytest.mark.parametrize("family", FAMILIES)
HOSTILE = (
    "00",
    "07",
    "07918360272011",
    "0791836027201111",
    "079183602720111104",
    "0791836027201111040C9183601711",
    "FF" * 20,
    "079183602720111104FF91836017112244000862011212000080080422043504410442",
    "0791836027201111440C918360171122440008620112120000800805FF0300",
    "0791836027201111030C91836017112244000862011212000080080422",
    "0" * 31,
    "AB" * 300,
)


async def emptied(post: Post, within_s: float = 30.0) -> None:
    """Wait until the modem has forgotten every SMS."""
    async with asyncio.timeout(within_s):
        while post.stored or post.modem.mail.waiting:
            await asyncio.sleep(0.2)


@each_family
def test_an_sms_is_kept_and_then_forgotten_by_the_modem(tmp_path: Path, family: str) -> None:
    async def test(post: Post) -> None:
        post.modem.mail.deliver("Дякую! 😀\nДо зустрічі")
        message = await post.until(S.RECEIVED)
        assert (message.direction, message.line, message.text) == ("in", "gsm1", "Дякую! 😀\nДо зустрічі")
        assert (message.number_raw, message.number, message.number_kind) == (NUMBER, NUMBER, NumberKind.NORMAL)
        assert message.sent_at == SENT_AT
        assert message.clock_trusted
        await emptied(post)
        assert len(await post.messages()) == 1

    with_post(test, tmp_path, family)


@pytest.mark.parametrize(
    ("family", "faults"),
    spread(
        Faults(byte_by_byte=True, piece_gap_s=0.0002),
        Faults(extra_cr=True),
        Faults(cmti_without_index=True),
        Faults(noise_in_answers="between_lines"),
        Faults(noise_in_answers="before_ok"),
        Faults(urcs_wait_for="AT+CSQ", urcs_where="before_answer"),
        Faults(urcs_wait_for="AT+CREG?", urcs_where="between_lines"),
        Faults(duplicate_urcs=True),
        Faults(garbage=b"\xff\x80"),
        Faults(refuse={"AT+CNMI=2,1,0,2,0": "+CMS ERROR: 303"}),
        Faults(refuse={'AT+CPMS="ME"': "+CMS ERROR: 302"}),
    ),
)
def test_whatever_the_wire_does_an_sms_is_kept_once(tmp_path: Path, family: str, faults: Faults) -> None:
    async def test(post: Post) -> None:
        await asyncio.sleep(3.0)
        for number in range(3):
            post.modem.mail.deliver(f"№ {number}")
        for number in range(3):
            await post.until(S.RECEIVED, message=number + 1)
        await emptied(post)
        assert [message.text for message in await post.messages()] == ["№ 0", "№ 1", "№ 2"]

    with_post(test, tmp_path, family, faults=faults)


@pytest.mark.parametrize(
    ("family", "how"),
    spread(
        ("KYIVSTAR", "Balans 5 hrn", {}, NumberKind.ALPHANUMERIC, None),
        ("7 seven", "x", {}, NumberKind.ALPHANUMERIC, None),
        ("111", "[{|}] ~^\\€", {}, NumberKind.SHORT, None),
        ("0671112244", "@@@", {}, NumberKind.NORMAL, NUMBER),
        (NUMBER, "", {}, NumberKind.NORMAL, NUMBER),
        (NUMBER, "Тривога", {"dcs": 0x18}, NumberKind.NORMAL, NUMBER),
        (NUMBER, "Тривога", {"at": b"\xff" * 7}, NumberKind.NORMAL, NUMBER),
        (NUMBER, "Тривога", {"at": b"\x62\x99\x99\x99\x99\x99\x99"}, NumberKind.NORMAL, NUMBER),
        (NUMBER, "\x00\x01data\xff", {"dcs": 0x04}, NumberKind.NORMAL, NUMBER),
    ),
)
def test_odd_but_lawful_sms_are_read(
    tmp_path: Path, family: str, how: tuple[str, str, dict[str, object], NumberKind, str | None]
) -> None:
    sender, text, options, kind, number = how

    async def test(post: Post) -> None:
        options.setdefault("at", SENT_AT)
        post.modem.mail.deliver_pdu(deliver(text, sender, **options))  # type: ignore[arg-type]
        message = await post.until(S.RECEIVED)
        assert (message.text, message.number_kind, message.number) == (text, kind, number)
        assert message.number_raw == sender
        assert message.flash == (options.get("dcs") == 0x18)
        assert (message.sent_at is None) == isinstance(options["at"], bytes)
        await emptied(post)

    with_post(test, tmp_path, family)


@each_family
def test_sms_that_nobody_can_read_are_kept_as_they_are_and_block_nothing(tmp_path: Path, family: str) -> None:
    def fill(modem: FakeModem) -> None:
        store = next(iter(modem.mail.stores.values()))
        for index, pdu in enumerate(HOSTILE):
            store[index] = (0, pdu)

    async def test(post: Post) -> None:
        post.modem.mail.deliver("Після всього")
        await emptied(post, 60.0)
        messages = await post.messages()
        unreadable = {message.text: message.error for message in messages if message.state == S.UNREADABLE}
        assert set(unreadable) == set(HOSTILE)
        assert all(unreadable.values())
        assert [message.text for message in messages if message.state == S.RECEIVED] == ["Після всього"]

    with_post(test, tmp_path, family, prepare=fill)


@each_family
def test_a_store_full_at_the_start_is_taken_over_and_makes_room(tmp_path: Path, family: str) -> None:
    def fill(modem: FakeModem) -> None:
        modem.settings["+CNMI"] = "2,1,0,2,0"
        room = next(iter(modem.family.sms_stores.values()))
        for number in range(room + 5):
            modem.mail.deliver(f"№ {number}", at=SENT_AT + timedelta(minutes=number))
        assert len(modem.mail.waiting) == 5

    async def test(post: Post) -> None:
        await emptied(post, 200.0)
        room = next(iter(post.modem.family.sms_stores.values()))
        texts = [message.text for message in await post.messages()]
        assert sorted(texts) == sorted(f"№ {number}" for number in range(room + 5))

    with_post(test, tmp_path, family, prepare=fill)


def test_what_a_telephone_has_written_into_the_card_is_left_alone(tmp_path: Path) -> None:
    def fill(modem: FakeModem) -> None:
        modem.mail.stores["SM"] = {4: (2, "0001000C9183601711224400080C041F04400438043204560442"), 7: (3, "0001")}

    async def test(post: Post) -> None:
        post.modem.mail.deliver("Лист")
        await post.until(S.RECEIVED)
        await asyncio.sleep(10.0)
        assert set(post.modem.mail.stores["SM"]) == {4, 7}
        assert len(await post.messages()) == 1

    with_post(test, tmp_path, prepare=fill)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("mute", [True, False])
def test_power_lost_between_the_commit_and_the_deletion_neither_loses_nor_doubles(
    tmp_path: Path, family: str, mute: bool
) -> None:
    async def main() -> None:
        clock = VirtualClock(asyncio.get_running_loop())
        modem = FakeModem(family, tmp_path / "modem")
        await modem.start()
        async with post_office(tmp_path, family, modem=modem, clock=clock) as post:
            await asyncio.sleep(3.0)
            # Either the modem never hears the order, or the box never gives it.
            modem.faults.mute = {"AT+CMGD"}
            for pdu in modem.mail.parts("Перша, ", "друга, ", "третя")[::-1]:
                modem.mail.deliver_pdu(pdu)
            await post.until(S.RECEIVED, S.GATHERING)
            if mute:
                await asyncio.sleep(60.0)
            assert post.stored > 0
        modem.faults.mute = set()
        clock.boot_id = "another"
        async with post_office(tmp_path, family, modem=modem, clock=clock) as post:
            await emptied(post)
            [message] = await post.messages()
            assert (message.state, message.text) == (S.RECEIVED, "Перша, друга, третя")
        await modem.stop()

    run_virtually(main)


def test_what_nobody_takes_stays_in_the_modem(tmp_path: Path) -> None:
    async def main() -> None:
        modem = FakeModem("sim7600", tmp_path / "modem")
        await modem.start()
        async with post_office(tmp_path, "sim7600", modem=modem, with_inbox=False) as post:
            modem.mail.deliver("Чекаю")
            await asyncio.sleep(90.0)
            assert post.stored == 1
        async with post_office(tmp_path, "sim7600", modem=modem) as post:
            assert (await post.until(S.RECEIVED)).text == "Чекаю"
            await emptied(post)
        await modem.stop()

    run_virtually(main)


@each_family
def test_while_the_register_fails_sms_stay_in_the_modem(tmp_path: Path, family: str) -> None:
    async def test(post: Post) -> None:
        path = tmp_path / "slukhavka.db"
        away = tmp_path / "away"
        path.rename(away)
        post.modem.mail.deliver("Терпляче чекаю")
        await asyncio.sleep(90.0)
        assert post.stored == 1
        away.rename(path)
        await asyncio.sleep(60.0)
        assert [message.text for message in await post.messages()] == ["Терпляче чекаю"]
        await emptied(post)

    with_post(test, tmp_path, family)


def test_an_sms_that_the_register_chokes_on_is_kept_raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def join(message: Message, sms: ArrivedSms, now: Moment) -> None:
        if "отрута" in sms.text:
            raise RuntimeError("a mistake of ours")
        usual(message, sms, now)

    usual = message_arrivals._join
    monkeypatch.setattr(message_arrivals, "_join", join)

    async def test(post: Post) -> None:
        post.modem.mail.deliver("отрута")
        post.modem.mail.deliver("ліки")
        await post.until(S.UNREADABLE)
        assert (await post.until(S.RECEIVED, message=2)).text == "ліки"
        await emptied(post)

    with_post(test, tmp_path)


@pytest.mark.parametrize(
    ("family", "case"),
    spread(
        (("Перша, ", "друга, ", "третя"), False),
        (("First ", "second[] ", "third"), True),
        (("First ", "second[] ", "third"), False),
        (("Перша, ", "друга, ", "третя"), True),
    ),
)
def test_parts_in_any_order_and_twice_make_one_message(
    tmp_path: Path, family: str, case: tuple[tuple[str, ...], bool]
) -> None:
    texts, wide = case

    async def test(post: Post) -> None:
        for number, order in enumerate(itertools.permutations(range(3)), 1):
            parts = post.modem.mail.parts(*texts, wide=wide, reference=number if not wide else 300 + number)
            for place in (*order, order[0], order[2]):
                post.modem.mail.deliver_pdu(parts[place])
            assert (await post.until(S.RECEIVED, message=number)).text == "".join(texts)
        await emptied(post)
        assert len(await post.messages()) == 6

    with_post(test, tmp_path, family)


def test_a_part_that_never_comes_is_a_gap_after_a_day_and_is_put_in_when_it_does(tmp_path: Path) -> None:
    async def main() -> None:
        clock = VirtualClock(asyncio.get_running_loop())
        modem = FakeModem("quectel_ec25", tmp_path / "modem", noise_every_s=None)
        await modem.start()
        parts = modem.mail.parts("Перша ", "друга ", "третя ", "четверта")
        async with post_office(tmp_path, "quectel_ec25", modem=modem, clock=clock) as post:
            modem.mail.deliver_pdu(parts[3])
            modem.mail.deliver_pdu(parts[0])
            assert (await post.until(S.GATHERING)).text.endswith("четверта")
            await emptied(post)
        clock.boot_id, clock.start = "another", clock.start + timedelta(hours=25)
        async with post_office(tmp_path, "quectel_ec25", modem=modem, clock=clock) as post:
            assert (await post.until(S.INCOMPLETE)).text == "Перша […]четверта"
            modem.mail.deliver_pdu(parts[2])
            await emptied(post)
            assert (await post.until(S.INCOMPLETE)).text == "Перша […]третя четверта"
            modem.mail.deliver_pdu(parts[1])
            assert (await post.until(S.RECEIVED)).text == "Перша друга третя четверта"
            assert len(await post.messages()) == 1
        await modem.stop()

    run_virtually(main)


@pytest.mark.parametrize(
    ("family", "cnmi"),
    [(family, cnmi) for family in FAMILIES for cnmi in ("AT+CNMI=2,1,0,2,0", "AT+CNMI=2,1,0,1,0")],
)
def test_delivery_reports_come_by_whichever_way_the_modem_has(tmp_path: Path, family: str, cnmi: str) -> None:
    refused = {} if cnmi == "AT+CNMI=2,1,0,2,0" else {"AT+CNMI=2,1,0,2,0": "ERROR"}

    async def test(post: Post) -> None:
        await post.until(S.SENT, message=await post.queue())
        await post.until(S.SENT, message=await post.queue("Друге"))
        first, second = post.modem.mail.sent
        post.modem.mail.report(second, 0x46)
        post.modem.mail.report(first, 0x30)
        post.modem.mail.report(first, 0x00)
        post.modem.mail.report(first, 0x30, after=timedelta(seconds=9))
        await post.until(S.DELIVERED, message=1)
        await post.until(S.UNDELIVERED, message=2)
        await emptied(post)
        assert post.said("AT+CNMI")[-1] == cnmi

    with_post(test, tmp_path, family, faults=Faults(refuse=refused))


def test_an_sms_handed_over_at_once_is_kept_too(tmp_path: Path) -> None:
    async def test(post: Post) -> None:
        await asyncio.sleep(3.0)
        post.modem.settings["+CNMI"] = "2,2,0,0,0"
        post.modem.mail.deliver("Одразу")
        assert (await post.until(S.RECEIVED)).text == "Одразу"

    with_post(test, tmp_path, "quectel_ec25")


def test_an_sms_that_comes_while_the_modem_is_gone_is_met_when_it_is_back(tmp_path: Path) -> None:
    async def test(post: Post) -> None:
        post.modem.unplug()
        await post.until_line(LineState.DOWN)
        post.modem.mail.deliver("Поки вас не було")
        post.modem.plug(after_s=30.0)
        assert (await post.until(S.RECEIVED, within_s=120.0)).text == "Поки вас не було"
        await emptied(post)

    with_post(test, tmp_path, "quectel_ec25")


def test_what_the_network_says_by_ussd_unasked_is_kept(tmp_path: Path) -> None:
    async def test(post: Post) -> None:
        post.modem.mail.push_ussd(0, "На рахунку лишилося 2 грн")
        message = await post.until(S.RECEIVED)
        assert (message.number_raw, message.source, message.text) == ("USSD", "ussd", "На рахунку лишилося 2 грн")

    with_post(test, tmp_path)


def test_a_sender_that_numbers_all_its_texts_alike_mixes_none_of_them_up(tmp_path: Path) -> None:
    async def test(post: Post) -> None:
        for day in range(3):
            at = datetime(2026, 11, 20 + day, 10, 0, tzinfo=UTC)
            for place in (2, 1):
                part = deliver(f"day {day} part {place};", "BANK", at, udh=header(1, 2, place))
                post.modem.mail.deliver_pdu(part)
        await emptied(post)
        assert [message.text for message in await post.messages()] == [
            f"day {day} part 1;day {day} part 2;" for day in range(3)
        ]

    with_post(test, tmp_path)
