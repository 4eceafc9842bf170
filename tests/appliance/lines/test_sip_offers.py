"""Offers and answers within a call: hold and resume, late offers, new addresses (RFC 3264, RFC 3311)."""

from __future__ import annotations

import asyncio

import pytest

from appliance.contracts import CallEnded, EndedBy
from tests.fakes.sip.peer import PeerCall, description
from tests.fakes.sip.table import Table, at_a_table, key, play

NOWHERE = "0.0.0.0"  # noqa: S104 - RFC 2543 put a call on hold with it


@pytest.mark.parametrize("hold", ["sendonly", "inactive", NOWHERE])
def test_a_held_call_sends_nothing_lives_without_sound_and_talks_again_when_resumed(hold: str) -> None:
    @at_a_table()
    async def keep_on_hold(box: Table) -> None:
        call = PeerCall(box.peer())
        leg = await box.talk(call)
        await asyncio.gather(call.media.talk(0.06), play(leg, 3))
        await call.media.hear(3)
        call.version = 2
        offer = call.offer(host=hold) if hold == NOWHERE else call.offer(direction=hold)
        answer = await call.ask("INVITE", body=offer)
        assert ("a=inactive" if hold == "inactive" else "a=recvonly") in answer.body
        await box.until(lambda _: leg.held)
        heard = len(call.media.heard)
        leg.port.heard_s -= 3600.0
        await play(leg, 30)
        assert len(call.media.heard) == heard
        assert leg.ended is None
        call.version = 3
        assert "a=sendrecv" in (await call.ask("INVITE", body=call.offer())).body
        await box.until(lambda _: not leg.held)
        await asyncio.gather(call.media.talk(0.1), play(leg, 5))
        await call.media.hear(heard + 5)

    keep_on_hold()


@at_a_table()
async def test_each_new_description_of_ours_has_a_new_version(box: Table) -> None:
    call = PeerCall(box.peer())
    await box.talk(call)
    origins = [_origin(call.ok.body)]
    for version in (2, 3):
        call.version = version
        origins.append(_origin((await call.ask("INVITE", body=call.offer())).body))
    assert len(set(origins)) == 3
    assert len({origin.split()[1] for origin in origins}) == 1


@at_a_table()
async def test_a_late_offer_is_ours_and_its_answer_comes_in_the_ack(box: Table) -> None:
    call = PeerCall(box.peer())
    call.ring(offer="")
    leg = await box.leg()
    answering = asyncio.create_task(leg.answer())
    ok = await call.answered(answer=call.offer())
    await answering
    assert "m=audio" in ok.body
    assert "PCMA/8000" in ok.body
    assert "PCMU/8000" in ok.body
    await asyncio.gather(call.media.talk(0.1), play(leg, 5))
    await call.media.hear(5)
    call.media.press(3)
    assert await key(leg) == "3"


@pytest.mark.parametrize("answer", ["", description(4000, formats="18")])
def test_a_late_offer_that_gets_no_usable_answer_ends_the_call(answer: str) -> None:
    @at_a_table()
    async def ring_late(box: Table) -> None:
        call = PeerCall(box.peer())
        call.ring(offer="")
        leg = await box.leg()
        answering = asyncio.create_task(leg.answer())
        await call.answered(answer=answer)
        with pytest.raises(CallEnded):
            await answering
        assert leg.ended is EndedBy.FAULT
        assert leg.fault
        await call.peer.expect(lambda message: message.method == "BYE")

    ring_late()


@at_a_table()
async def test_an_invite_within_the_call_without_an_offer_gets_ours(box: Table) -> None:
    call = PeerCall(box.peer())
    leg = await box.talk(call)
    request = call.request("INVITE")
    call.peer.send(request)
    ok = await call.peer.answer(request)
    assert "m=audio" in ok.body
    other = call.peer.media()
    call.ack(ok, body=description(other.port, version=2))
    other.remote = call.media.remote
    await box.until(lambda _: leg.port.sends_events)
    await asyncio.gather(other.talk(0.2), play(leg, 10))
    await other.hear(1)


@pytest.mark.parametrize("method", ["INVITE", "UPDATE"])
def test_a_peer_that_moves_is_heard_where_it_now_is(method: str) -> None:
    @at_a_table()
    async def move(box: Table) -> None:
        call = PeerCall(box.peer())
        leg = await box.talk(call)
        old, call.media = call.media, call.peer.media()
        call.media.remote = old.remote
        answer = await call.ask(method, body=description(call.media.port, version=2))
        assert answer.code == 200
        assert "m=audio" in answer.body
        await asyncio.gather(call.media.talk(0.1), play(leg, 5))
        await call.media.hear(3)
        old.press(1)
        call.media.press(2)
        assert await key(leg) == "2"

    move()


@at_a_table()
async def test_a_new_offer_that_we_cannot_take_leaves_the_call_as_it_was(box: Table) -> None:
    call = PeerCall(box.peer())
    leg = await box.talk(call)
    for method in ("INVITE", "UPDATE"):
        refused = await call.ask(method, body=description(4000, formats="18", version=2))
        assert refused.code == 488
        if method == "INVITE":
            call.ack(refused)
    assert leg.ended is None
    call.media.press(6)
    assert await key(leg) == "6"
    assert (await call.bye()).code == 200


@at_a_table()
async def test_an_update_without_a_body_is_answered(box: Table) -> None:
    call = PeerCall(box.peer())
    call.ring()
    leg = await box.leg()
    await asyncio.gather(leg.answer(), call.answered())
    answer = await call.ask("UPDATE")
    assert answer.code == 200
    assert not answer.body


@at_a_table()
async def test_a_bye_goes_where_the_peer_now_is(box: Table) -> None:
    call = PeerCall(box.peer())
    leg = await box.talk(call)
    moved = box.peer()
    request = call.request("INVITE", body=call.offer())
    request.headers = [(n, f"<{moved.uri}>" if n == "Contact" else v) for n, v in request.headers]
    call.peer.send(request)
    call.ack(await call.peer.answer(request))
    await box.until(lambda _: leg.ended is None)
    await leg.hang_up()
    await moved.expect(lambda message: message.method == "BYE")


@at_a_table()
async def test_u_law_is_spoken_to_who_offers_it_first(box: Table) -> None:
    call = PeerCall(box.peer(), formats="0 8 101")
    leg = await box.talk(call)
    await asyncio.gather(call.media.talk(0.1, code=b"\xff"), play(leg, 5))
    heard = await call.media.hear(5)
    assert {packet.payload_type for packet in heard} == {0}
    assert {packet.payload for packet in heard} == {b"\xff" * 160}


def _origin(body: str) -> str:
    return next(line for line in body.splitlines() if line.startswith("o="))
