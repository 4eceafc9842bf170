"""Session timers on a SIP line (RFC 4028)."""

from __future__ import annotations

import asyncio

import pytest

from appliance.contracts import EndedBy
from tests.fakes.sip.peer import PeerCall
from tests.fakes.sip.table import Table, at_a_table

BOTH = {"Supported": "timer"}


@at_a_table()
async def test_too_short_a_session_is_refused_with_the_shortest(box: Table) -> None:
    call = PeerCall(box.peer())
    call.ring(Session_Expires="30", **BOTH)
    refused = await call.peer.answer(call.invite)
    assert refused.code == 422
    assert refused["Min-SE"] == "90"
    assert box.line.calls == 0


@pytest.mark.parametrize(
    ("asked", "supported", "agreed", "required"),
    [
        ("1800", "timer", "1800;refresher=uac", True),
        ("1800;refresher=uac", "timer", "1800;refresher=uac", True),
        ("1800;refresher=uas", "timer", "1800;refresher=uas", True),
        ("1800", "", "1800;refresher=uas", False),
    ],
)
def test_who_refreshes_is_agreed_in_the_answer(asked: str, supported: str, agreed: str, required: bool) -> None:
    @at_a_table()
    async def agree(box: Table) -> None:
        call = PeerCall(box.peer())
        await box.talk(call, Session_Expires=asked, **({"Supported": supported} if supported else {}))
        assert call.ok["Session-Expires"] == agreed
        assert call.ok.has("Require") is required

    agree()


@at_a_table()
async def test_who_asks_for_no_session_timer_gets_none(box: Table) -> None:
    call = PeerCall(box.peer())
    await box.talk(call)
    assert not call.ok.has("Session-Expires")


@at_a_table(shortest_session_s=1)
async def test_a_session_that_the_peer_does_not_refresh_ends(box: Table) -> None:
    call = PeerCall(box.peer())
    call.ring(Session_Expires="1;refresher=uac", **BOTH)
    leg = await box.leg()
    await asyncio.gather(leg.answer(), call.answered(), return_exceptions=True)  # it may be over by then
    assert await leg.wait_ended() is EndedBy.FAULT
    assert "не підтвердила" in leg.fault
    await call.peer.expect(lambda message: message.method == "BYE")


@pytest.mark.parametrize("method", ["INVITE", "UPDATE"])
def test_a_session_that_the_peer_refreshes_lives(method: str) -> None:
    @at_a_table(shortest_session_s=1)
    async def refresh(box: Table) -> None:
        call = PeerCall(box.peer())
        leg = await box.talk(call, Session_Expires="90;refresher=uac", **BOTH)
        for _ in range(3):
            body = {"body": call.offer()} if method == "INVITE" else {}
            answer = await call.ask(method, Session_Expires="90;refresher=uac", **BOTH, **body)
            assert answer["Session-Expires"] == "90;refresher=uac"
        assert leg.ended is None

    refresh()


@pytest.mark.parametrize("method", ["INVITE", "UPDATE"])
def test_the_box_refreshes_by_what_the_peer_knows(method: str) -> None:
    @at_a_table(shortest_session_s=1)
    async def be_refreshed(box: Table) -> None:
        call = PeerCall(box.peer())
        leg = await box.talk(call, Session_Expires="1;refresher=uas", Allow=f"ACK, BYE, INVITE, {method}", **BOTH)
        refresh = await call.peer.expect(lambda message: message.method == method and not message.is_response)
        assert refresh["Session-Expires"] == "1;refresher=uac"
        assert bool(refresh.body) is (method == "INVITE")
        body = call.offer() if method == "INVITE" else ""
        call.peer.send(refresh.respond(200, "OK", contact=f"<{call.peer.uri}>", body=body, Session_Expires="1800"))
        if method == "INVITE":
            await call.peer.expect(lambda message: message.method == "ACK")
        assert (await call.ask("OPTIONS")).code == 200
        assert leg.ended is None

    be_refreshed()


@at_a_table(shortest_session_s=1)
async def test_a_peer_that_knows_no_such_call_any_more_has_ended_it(box: Table) -> None:
    call = PeerCall(box.peer())
    leg = await box.talk(call, Session_Expires="1;refresher=uas", Allow="UPDATE", **BOTH)
    refresh = await call.peer.expect(lambda message: message.method == "UPDATE" and not message.is_response)
    call.peer.send(refresh.respond(481, "Gone"))
    assert await leg.wait_ended() is EndedBy.FAULT
