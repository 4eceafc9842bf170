"""A call on a SIP line, from INVITE to BYE."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from appliance.contracts import CallEnded, EndedBy, LineState
from appliance.lines.sip_stack import SipThread
from tests.fakes.sip.peer import LIMIT_S, PeerCall
from tests.fakes.sip.table import LOOPBACK, Table, at_a_table, key, play


@at_a_table()
async def test_a_call_rings_is_answered_heard_both_ways_and_ended_by_the_caller(box: Table) -> None:
    call = PeerCall(box.peer())
    call.ring()
    leg = await box.leg()
    assert await leg.caller() == "+380671112233"
    assert leg.dialled == "100"
    assert (await call.peer.answer(call.invite, least=180)).code == 180
    await asyncio.gather(leg.answer(), call.answered())
    call.media.press(5)
    assert await key(leg) == "5"
    await asyncio.gather(call.media.talk(0.2), play(leg, 10))
    heard = await call.media.hear(10)
    assert {packet.payload_type for packet in heard} == {8}
    assert [packet.marker for packet in heard[:10]] == [True] + [False] * 9
    assert {later.timestamp - sooner.timestamp for sooner, later in pairwise(heard)} == {160}
    assert (await call.bye()).code == 200
    assert await leg.wait_ended() is EndedBy.CALLER


@at_a_table()
async def test_the_box_hangs_up_by_bye(box: Table) -> None:
    call = PeerCall(box.peer())
    leg = await box.talk(call)
    await leg.hang_up()
    assert leg.ended is EndedBy.BOX
    bye = await call.peer.expect(lambda message: message.method == "BYE")
    call.peer.send(bye.respond(200, "OK"))
    with pytest.raises(CallEnded):
        await leg.answer()


@at_a_table()
async def test_a_call_that_the_box_does_not_answer_is_refused(box: Table) -> None:
    call = PeerCall(box.peer())
    call.ring()
    await (await box.leg()).hang_up()
    assert (await call.peer.answer(call.invite)).code == 480


@at_a_table()
async def test_a_caller_who_gives_up_while_it_rings_gets_487_and_ends_the_leg(box: Table) -> None:
    call = PeerCall(box.peer())
    call.ring()
    leg = await box.leg()
    call.peer.send(call.cancel())
    assert (await call.peer.answer(call.cancel())).code == 200
    refused = await call.peer.answer(call.invite)
    assert refused.code == 487
    ringing = await call.peer.answer(call.invite, least=180)
    assert refused.tag("To") == ringing.tag("To")
    assert await leg.wait_ended() is EndedBy.CALLER
    with pytest.raises(CallEnded):
        await leg.answer()


@at_a_table()
async def test_invite_and_cancel_back_to_back_leave_no_call(box: Table) -> None:
    call = PeerCall(box.peer())
    call.peer.send(call.ring())
    call.peer.send(call.cancel())
    assert (await call.peer.answer(call.invite)).code == 487
    leg = await box.leg()
    assert await leg.wait_ended() is EndedBy.CALLER
    assert box.line.calls == 0


@at_a_table()
async def test_an_answer_without_ack_is_repeated(box: Table) -> None:
    call = PeerCall(box.peer())
    call.ring()
    await (await box.leg()).answer()
    first = await call.peer.answer(call.invite)
    again = await call.peer.answer(call.invite)
    assert first.write() == again.write()


@at_a_table()
async def test_copies_of_an_invite_make_one_call(box: Table) -> None:
    call = PeerCall(box.peer())
    for _ in range(3):
        call.peer.send(call.ring() if not hasattr(call, "invite") else call.invite)
    leg = await box.leg()
    await asyncio.gather(leg.answer(), call.answered())
    call.peer.send(call.invite)
    assert (await call.peer.answer(call.invite)).tag("To") == call.ok.tag("To")
    assert box.line.calls == 1


@at_a_table()
async def test_the_same_invite_over_another_path_is_a_loop(box: Table) -> None:
    call = PeerCall(box.peer())
    call.ring()
    await box.leg()
    other = call.peer.request("INVITE", body=call.offer())
    other.headers = [(n, call.invite[n] if n in ("From", "Call-ID", "CSeq") else v) for n, v in other.headers]
    call.peer.send(other)
    refused = await call.peer.expect(lambda message: message.code >= 400)
    assert refused.code == 482
    assert box.line.calls == 1


@at_a_table()
async def test_many_calls_live_side_by_side(box: Table) -> None:
    calls = [PeerCall(box.peer()) for _ in range(8)]
    legs = [await box.talk(call) for call in calls]
    for number, call in enumerate(calls):
        call.media.press(number)
    assert [await key(leg) for leg in legs] == list("01234567")
    assert box.line.status.state is LineState.TALKING
    for call in calls:
        assert (await call.bye()).code == 200
    await box.until(lambda status: status.state is LineState.IDLE)


@at_a_table(max_calls=1)
async def test_a_caller_too_many_hears_a_spoken_refusal_and_then_busy(box: Table) -> None:
    await box.talk(PeerCall(box.peer()))
    late = PeerCall(box.peer())
    late.ring()
    leg = await box.leg()
    assert leg.waiting
    refusing = asyncio.create_task(leg.refuse(bytes(3200)))
    progress = await late.peer.answer(late.invite, least=183)
    assert progress.code == 183
    late.aim(progress)
    heard = await late.media.hear(10)
    assert {len(packet.payload) for packet in heard} == {160}
    assert (await late.peer.answer(late.invite)).code == 486
    await refusing
    assert leg.ended is EndedBy.BOX


@at_a_table(max_calls=1)
async def test_a_refusal_stops_when_its_caller_has_gone(box: Table) -> None:
    await box.talk(PeerCall(box.peer()))
    late = PeerCall(box.peer())
    late.ring()
    leg = await box.leg()
    refusing = asyncio.create_task(leg.refuse(bytes(160000)))
    await late.peer.answer(late.invite, least=183)
    late.peer.send(late.cancel())
    assert (await late.peer.answer(late.invite)).code == 487
    async with asyncio.timeout(LIMIT_S):
        await refusing
    assert leg.ended is EndedBy.CALLER


@at_a_table(max_calls=0)
async def test_a_flood_of_callers_is_refused_without_a_word(box: Table) -> None:
    peer = box.peer()
    calls = [PeerCall(peer) for _ in range(12)]
    for call in calls:
        call.ring()
    refused = [await peer.expect(lambda message: message.code >= 300) for _ in range(2)]
    assert {answer.code for answer in refused} == {486}


@at_a_table(peers=("127.0.0.2",))
async def test_a_stranger_is_not_answered_and_is_counted(box: Table) -> None:
    stranger, friend = box.peer(), box.peer("127.0.0.2")
    stranger.send(stranger.request("INVITE", body=PeerCall(stranger).offer()))
    stranger.send(stranger.request("OPTIONS"))
    stranger.send(stranger.request("REGISTER"))
    assert await friend.alive()
    await box.until(lambda _: box.line.strangers == 3)
    assert stranger.seen == []


@at_a_table(rtp_silence_s=0.3)
async def test_a_call_whose_sound_stops_is_ended_as_a_fault(box: Table) -> None:
    call = PeerCall(box.peer())
    leg = await box.talk(call)
    assert await leg.wait_ended() is EndedBy.FAULT
    assert "не надходить" in leg.fault
    await call.peer.expect(lambda message: message.method == "BYE")


@at_a_table()
async def test_closing_the_line_ends_its_calls_politely(box: Table) -> None:
    calls = [PeerCall(box.peer()) for _ in range(2)]
    leg = await box.talk(calls[0])
    calls[1].ring()
    await box.leg()
    await box.close_line()
    await calls[0].peer.expect(lambda message: message.method == "BYE")
    assert (await calls[1].peer.answer(calls[1].invite)).code == 480
    assert leg.ended is EndedBy.BOX


@at_a_table()
async def test_a_line_can_be_closed_and_opened_again(box: Table) -> None:
    for _ in range(3):
        await box.close_line()
        await box.open()
        peer = box.peer()
        call = PeerCall(peer)
        await box.talk(call)
        assert (await call.bye()).code == 200


@at_a_table(peers=("localhost",))
async def test_a_peer_may_be_named(box: Table) -> None:
    peer = box.peer()
    async with asyncio.timeout(LIMIT_S):
        while not peer.seen:
            peer.send(peer.request("OPTIONS"))
            await asyncio.sleep(0.02)


@at_a_table(peers_behind_nat=True)
async def test_a_peer_behind_nat_is_spoken_to_where_it_comes_from(box: Table) -> None:
    call = PeerCall(box.peer())
    offer = call.offer(host="192.168.77.7")
    leg = await box.talk(call, offer=offer, Contact="<sip:peer@192.168.77.7:5070>")
    await asyncio.gather(call.media.talk(0.1), play(leg, 5))
    await call.media.hear(1)
    await leg.hang_up()
    await call.peer.expect(lambda message: message.method == "BYE")


@at_a_table(nonsense=True)
async def test_a_call_that_breaks_within_sippy_is_refused_and_is_no_call(box: Table) -> None:
    call = PeerCall(box.peer())
    call.invite = call.peer.request("INVITE", body=call.offer())
    call.invite.headers.append(("CSeq", "2 INVITE"))
    call.peer.send(call.invite)
    assert await call.peer.alive()
    assert box.line.calls == 0


def test_lines_share_one_thread_and_end_one_by_one() -> None:
    async def main() -> None:
        thread = SipThread()
        one, two = Table(LOOPBACK, thread), Table(LOOPBACK, thread)
        await one.open()
        await two.open()
        assert await one.peer().alive()
        await one.close()
        assert thread.alive
        call = PeerCall(two.peer())
        await two.talk(call)
        assert (await call.bye()).code == 200
        await two.close()
        assert not thread.alive

    asyncio.run(main())
