"""The account of a SIP line: registration, its loss and return, calls out and in."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from appliance.contracts import CallEnded, EndedBy, LineFault, LineState
from appliance.lines.sip_trunk import dialled
from appliance.numbers import Allowed, AllowedExtension, Extension
from appliance.settings import SipTrunk
from tests.fakes.sip.message import Message
from tests.fakes.sip.operator import PASSWORD, USER, Operator
from tests.fakes.sip.peer import LIMIT_S, PeerCall
from tests.fakes.sip.table import LOOPBACK, Table, at_a_table, key, no_faults, play

NUMBER = Allowed("+380671112233")
QUICK = {"ping_s": 0.1, "patience_s": LIMIT_S}


@asynccontextmanager
async def at_an_operator(
    operator: Operator, *, until: LineState = LineState.IDLE, **trunk: Any
) -> AsyncIterator[Table]:
    host, port = operator.address
    known = {"user": USER, "password": PASSWORD, "domain": "operator.example"}
    account = SipTrunk(f"{host}:{port}", **(known | QUICK | trunk))
    box = Table(replace(LOOPBACK, peers=(), trunk=account))
    with no_faults():
        try:
            await box.open(until=lambda status: status.state is until)
            operator.box = box.line.address
            yield box
        finally:
            await box.close()
            operator.close()


def really(test: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    def run() -> None:
        asyncio.run(test())

    run.__name__ = test.__name__
    return run


@pytest.mark.parametrize("challenge", [401, 407])
@pytest.mark.parametrize("qop", [True, False])
def test_the_line_registers_with_its_password(challenge: int, qop: bool) -> None:
    async def main() -> None:
        operator = Operator(challenge=challenge, qop=qop)
        async with at_an_operator(operator) as box:
            request = operator.registered[0]
            assert request.start == "REGISTER sip:operator.example SIP/2.0"
            assert f"<sip:{USER}@operator.example>" in request["To"]
            assert operator.contact == f"sip:{USER}@127.0.0.1:{box.line.address[1]}"
            assert box.line.status.operator == "operator.example"
        assert operator.contact == ""

    asyncio.run(main())


@really
async def test_a_wrong_password_is_told_and_not_tried_again_and_again() -> None:
    operator = Operator()
    async with at_an_operator(operator, until=LineState.DOWN, password=USER) as box:
        assert "облікового запису" in box.line.status.reason
        tries = len(operator.seen)
        await asyncio.sleep(0.1)
        assert len(operator.seen) == tries


@really
async def test_a_registration_is_renewed_before_it_ends() -> None:
    operator = Operator()
    operator.expires_s = 1
    async with at_an_operator(operator):
        async with asyncio.timeout(LIMIT_S):
            while len(operator.registered) < 2:
                await asyncio.sleep(0.01)
    first, second = operator.registered[:2]
    assert first["Call-ID"] == second["Call-ID"]
    assert second.sequence > first.sequence


@really
async def test_a_stale_nonce_is_asked_for_again() -> None:
    operator = Operator()
    operator.expires_s = 1
    async with at_an_operator(operator):
        operator.forget_nonce()
        async with asyncio.timeout(LIMIT_S):
            while len(operator.registered) < 2:
                await asyncio.sleep(0.01)


@really
async def test_an_operator_that_falls_silent_is_noticed_and_greeted_on_its_return() -> None:
    operator = Operator()
    async with at_an_operator(operator, patience_s=0.2) as box:
        operator.silent = True
        status = await box.until(lambda status: status.state is LineState.DOWN)
        assert status.reason == "Оператор SIP не відповідає."
        assert not box.line.leads_to(NUMBER)
        with pytest.raises(LineFault, match="не відповідає"):
            await box.line.place_call(NUMBER)
        operator.silent = False
        registered = len(operator.registered)
        await box.until(lambda status: status.state is LineState.IDLE)
        assert len(operator.registered) > registered


@really
async def test_an_operator_without_registration_is_only_asked_whether_it_lives() -> None:
    operator = Operator()
    async with at_an_operator(operator, register=False):
        assert {message.method for message in operator.seen} == {"OPTIONS"}


@really
async def test_a_call_goes_out_with_the_password_and_is_talked_on() -> None:
    operator = Operator(challenge=407)
    async with at_an_operator(operator) as box:
        leg = await box.line.place_call(NUMBER)
        invite = await operator.expect(lambda message: message.method == "INVITE")
        assert invite.start == "INVITE sip:+380671112233@operator.example SIP/2.0"
        assert f"<sip:{USER}@operator.example>" in invite["From"]
        call = PeerCall(operator)
        operator.send(invite.respond(180, "Ringing", tag="peer"))
        call.take(invite)
        await leg.answer()
        await operator.expect(lambda message: message.method == "ACK" and ";tag=peer" in message["To"])
        await asyncio.gather(call.media.talk(0.1), play(leg, 5))
        await call.media.hear(5)
        call.media.press(8)
        assert await key(leg) == "8"
        assert (await call.bye()).code == 200
        assert await leg.wait_ended() is EndedBy.CALLER


@pytest.mark.parametrize(
    ("code", "reached", "fault"),
    [
        (486, True, ""),
        (600, True, ""),
        (480, True, ""),
        (408, True, ""),
        (603, False, ""),
        (404, False, "не існує"),
        (403, False, "не дозволив"),
        (488, False, "G.711"),
        (503, False, "не працює"),
        (500, False, "500"),
        (302, False, "переадресовано"),
    ],
)
def test_a_refusal_says_whether_nobody_talks_or_the_line_fails(code: int, reached: bool, fault: str) -> None:
    async def main() -> None:
        operator = Operator()
        async with at_an_operator(operator) as box:
            assert box.line.leads_to(NUMBER)
            leg = await box.line.place_call(NUMBER)
            invite = await operator.expect(lambda message: message.method == "INVITE")
            if reached:
                operator.send(invite.respond(180, "Ringing", tag="peer"))
            operator.send(invite.respond(code, "No", tag="peer", contact="<sip:+380900000000@127.0.0.1:9>"))
            with pytest.raises(LineFault if fault else CallEnded, match=fault or None):
                await leg.answer()
            assert leg.code == code
            assert leg.ended is EndedBy.CALLER
            await asyncio.sleep(0.05)
            assert _invites(operator) == {invite.start}
            assert box.line.calls == 0

    asyncio.run(main())


@really
async def test_a_call_that_is_given_up_is_cancelled() -> None:
    operator = Operator()
    async with at_an_operator(operator) as box:
        leg = await box.line.place_call(NUMBER)
        invite = await operator.expect(lambda message: message.method == "INVITE")
        operator.send(invite.respond(180, "Ringing", tag="peer"))
        await box.until(lambda _: leg.alerting)
        await leg.hang_up()
        cancel = await operator.expect(lambda message: message.method == "CANCEL")
        assert cancel.branch == invite.branch
        operator.send(cancel.respond(200, "OK"))
        operator.send(invite.respond(487, "Terminated", tag="peer"))
        await operator.expect(lambda message: message.method == "ACK")


@really
async def test_a_call_answered_while_it_is_cancelled_is_hung_up() -> None:
    operator = Operator()
    async with at_an_operator(operator) as box:
        leg = await box.line.place_call(NUMBER)
        invite = await operator.expect(lambda message: message.method == "INVITE")
        await leg.hang_up()
        PeerCall(operator).take(invite)
        bye = await operator.expect(lambda message: message.method == "BYE")
        operator.send(bye.respond(200, "OK"))


@really
async def test_nobody_who_lets_it_ring_keeps_the_line() -> None:
    operator = Operator()
    async with at_an_operator(operator) as box:
        box.line.settings = replace(box.line.settings, ring_limit_s=0.1)
        leg = await box.line.place_call(NUMBER)
        invite = await operator.expect(lambda message: message.method == "INVITE")
        operator.send(invite.respond(180, "Ringing", tag="peer"))
        with pytest.raises(CallEnded):
            await leg.answer()
        assert leg.ended is EndedBy.BOX
        await operator.expect(lambda message: message.method == "CANCEL")


@really
async def test_an_answer_that_we_cannot_talk_by_ends_the_call() -> None:
    operator = Operator()
    async with at_an_operator(operator) as box:
        leg = await box.line.place_call(NUMBER)
        invite = await operator.expect(lambda message: message.method == "INVITE")
        operator.send(invite.respond(200, "OK", tag="peer", contact=f"<{operator.uri}>"))
        with pytest.raises(LineFault, match="не читається"):
            await leg.answer()
        await operator.expect(lambda message: message.method == "BYE")


@really
async def test_the_operator_vouches_for_its_callers() -> None:
    operator = Operator()
    async with at_an_operator(operator) as box:
        for asserted, privacy, number in (
            ("<sip:+380501112233@operator.example>", "none", "+380501112233"),
            ("<tel:+380501112233>", "none", "+380501112233"),
            ("<sip:+380501112233@operator.example>", "id", ""),
        ):
            call = PeerCall(operator)
            call.ring(P_Asserted_Identity=asserted, Privacy=privacy)
            leg = await box.leg()
            assert await leg.caller() == number
            await leg.hang_up()


@really
async def test_keys_are_pressed_as_events_or_by_info_where_there_are_none() -> None:
    operator = Operator()
    async with at_an_operator(operator) as box:
        for formats in ("8 101", "8"):
            leg = await box.line.place_call(NUMBER)
            call = PeerCall(operator, formats=formats)
            call.take(await operator.expect(lambda message: message.method == "INVITE"))
            await leg.answer()
            if formats == "8":
                await leg.send_digits("4#")
                for wanted in "4#":
                    info = await operator.expect(lambda message: message.method == "INFO")
                    assert info.body.startswith(f"Signal={wanted}")
                    operator.send(info.respond(200, "OK"))
            else:
                pressing = asyncio.create_task(leg.send_digits("7*"))
                await play(leg, 30)
                await pressing
                while len(events := [packet for packet in call.media.heard if packet.payload_type == 101]) < 16:
                    await call.media.hear(len(call.media.heard) + 1)
                assert [packet.payload[0] for packet in events] == [7] * 8 + [10] * 8
                assert [packet.marker for packet in events] == ([True] + [False] * 7) * 2
                assert len({packet.timestamp for packet in events}) == 2
                assert [bool(packet.payload[1] & 0x80) for packet in events[:8]] == [False] * 5 + [True] * 3
            await leg.hang_up()


def test_a_telephone_of_the_house_is_rung_where_it_stands_or_where_it_registers() -> None:
    @at_a_table(extensions_at="127.0.0.1:5999", peers=())
    async def ring(box: Table) -> None:
        phone = box.peer("127.0.0.3")
        standing = AllowedExtension(Extension("olena", *phone.address))
        assert box.line.leads_to(standing)
        leg = await box.line.place_call(standing)
        invite = await phone.expect(lambda message: message.method == "INVITE")
        assert invite.start == "INVITE sip:olena@127.0.0.3 SIP/2.0"
        PeerCall(phone).take(invite)
        await leg.answer()
        await leg.hang_up()
        bye = await phone.expect(lambda message: message.method == "BYE")
        phone.send(bye.respond(200, "OK"))
        registered = AllowedExtension(Extension("201"))
        assert box.line.leads_to(registered)
        assert (await box.line.place_call(registered)).dialled == "201"

    ring()


@at_a_table()
async def test_a_line_without_a_way_says_so(box: Table) -> None:
    for permit, said in ((NUMBER, "виходу в місто"), (AllowedExtension(Extension("201")), "не реєструються")):
        assert not box.line.leads_to(permit)
        with pytest.raises(LineFault, match=said):
            await box.line.place_call(permit)


@at_a_table(max_calls=1, extensions_at="127.0.0.1:5999")
async def test_a_full_line_leads_nowhere(box: Table) -> None:
    permit = AllowedExtension(Extension("201"))
    await box.line.place_call(permit)
    assert not box.line.leads_to(permit)
    with pytest.raises(LineFault, match="зайняті"):
        await box.line.place_call(permit)


@pytest.mark.parametrize(
    ("form", "written"), [("e164", "+380671112233"), ("digits", "380671112233"), ("national", "0671112233")]
)
def test_a_number_is_written_as_the_operator_wants_it(form: str, written: str) -> None:
    assert dialled(NUMBER.e164, form) == written


def _invites(operator: Operator) -> set[str]:
    sent: list[Message] = [message for message in operator.seen if not message.is_response]
    return {message.start for message in sent if re.match("INVITE ", message.start)}
