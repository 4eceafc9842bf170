"""What a SIP line answers to what it may be asked: the table of facts/sip.md §4."""

from __future__ import annotations

import pytest

from tests.fakes.sip.peer import PeerCall, description
from tests.fakes.sip.table import Table, at_a_table, key

REFER_TO = "<sip:+380900123456@evil.example>"


@at_a_table()
async def test_options_tells_what_the_line_can(box: Table) -> None:
    answer = await box.peer().ask("OPTIONS")
    assert answer.code == 200
    assert {"INVITE", "BYE", "CANCEL", "ACK", "INFO", "UPDATE"} <= set(answer["Allow"].split(", "))
    assert "application/sdp" in answer["Accept"]
    assert answer["Supported"] == "timer"


@pytest.mark.parametrize(
    ("method", "code"),
    [
        ("BYE", 481),
        ("INFO", 481),
        ("UPDATE", 481),
        ("REFER", 403),
        ("REGISTER", 405),
        ("MESSAGE", 405),
        ("SUBSCRIBE", 405),
        ("NOTIFY", 405),
        ("PUBLISH", 405),
        ("DANCE", 501),
    ],
)
def test_a_request_outside_any_call_is_refused_by_its_own_code(method: str, code: int) -> None:
    @at_a_table()
    async def ask(box: Table) -> None:
        assert (await box.peer().ask(method)).code == code
        assert box.line.calls == 0

    ask()


@at_a_table()
async def test_a_request_of_a_dialog_that_is_none_is_refused(box: Table) -> None:
    peer = box.peer()
    for method in ("BYE", "OPTIONS", "INVITE"):
        assert (await peer.ask(method, to="<sip:100@box>;tag=none")).code == 481


@at_a_table()
async def test_an_unknown_requirement_is_refused_by_name(box: Table) -> None:
    call = PeerCall(box.peer())
    call.ring(Require="timer, nonsense, 100rel")
    refused = await call.peer.answer(call.invite)
    assert refused.code == 420
    assert refused["Unsupported"] == "100rel, nonsense"


@at_a_table()
async def test_only_codecs_we_lack_is_not_acceptable(box: Table) -> None:
    call = PeerCall(box.peer())
    call.ring(offer=description(call.media.port, formats="18 101"))
    assert (await call.peer.answer(call.invite)).code == 488
    assert box.line.calls == 0


@at_a_table()
async def test_an_offer_that_is_no_sdp_is_not_acceptable(box: Table) -> None:
    peer = box.peer()
    for body, kind in (("v=0", "application/sdp"), ("<xml/>", "text/xml"), ("m=audio x y z", "application/sdp")):
        assert (await peer.ask("INVITE", body=body, kind=kind)).code == 488


@at_a_table()
async def test_an_invite_without_contact_is_a_bad_request(box: Table) -> None:
    call = PeerCall(box.peer())
    call.invite = call.peer.request("INVITE", body=call.offer())
    call.invite.headers = [(name, value) for name, value in call.invite.headers if name != "Contact"]
    call.peer.send(call.invite)
    assert (await call.peer.answer(call.invite)).code == 400


@at_a_table()
async def test_a_transfer_is_accepted_and_not_followed(box: Table) -> None:
    call = PeerCall(box.peer())
    leg = await box.talk(call)
    assert (await call.ask("REFER", Refer_To=REFER_TO)).code == 202
    notify = await call.peer.expect(lambda message: message.method == "NOTIFY")
    assert "603" in notify.body
    call.peer.send(notify.respond(200, "OK"))
    assert (await call.ask("OPTIONS")).code == 200
    assert leg.ended is None
    assert not [message for message in call.peer.seen if message.method == "INVITE" and not message.is_response]


@at_a_table()
async def test_replaces_is_not_looked_at(box: Table) -> None:
    first = PeerCall(box.peer())
    leg = await box.talk(first)
    second = PeerCall(box.peer())
    replaces = f"{first.call_id};to-tag={first.ok.tag('To')};from-tag={first.invite.tag('From')}"
    await box.talk(second, Replaces=replaces)
    assert leg.ended is None
    assert box.line.calls == 2


@pytest.mark.parametrize(
    ("kind", "body", "heard"),
    [
        ("application/dtmf-relay", "Signal=7\r\nDuration=160\r\n", "7"),
        ("application/dtmf-relay", "Signal= *\r\nDuration= 250", "*"),
        ("application/dtmf-relay", "Signal=11", "#"),
        ("application/dtmf", "5", "5"),
        ("application/dtmf", "10", "*"),
    ],
)
def test_a_key_by_info_is_heard(kind: str, body: str, heard: str) -> None:
    @at_a_table()
    async def press(box: Table) -> None:
        call = PeerCall(box.peer(), formats="8")
        leg = await box.talk(call)
        assert (await call.ask("INFO", body=body, kind=kind)).code == 200
        assert await key(leg) == heard

    press()


@at_a_table()
async def test_an_info_that_is_no_key_is_answered_and_nothing_else(box: Table) -> None:
    call = PeerCall(box.peer())
    leg = await box.talk(call)
    for body, kind in (("hello", "text/plain"), ("Signal=flash", "application/dtmf-relay"), ("", "text/plain")):
        assert (await call.ask("INFO", body=body, kind=kind)).code == 200
    assert (await call.ask("INFO", body="Signal=3", kind="application/dtmf-relay")).code == 200
    assert await key(leg) == "3"


@at_a_table()
async def test_a_telephone_that_reports_each_press_both_ways_presses_once(box: Table) -> None:
    call = PeerCall(box.peer())
    leg = await box.talk(call)
    for pressed in (4, 2):
        call.media.press(pressed)
        assert await key(leg) == str(pressed)
        await call.ask("INFO", body=f"Signal={pressed}", kind="application/dtmf-relay")
    call.media.press(9)
    assert await key(leg) == "9"


@at_a_table()
async def test_an_unknown_method_within_a_call_does_not_end_it(box: Table) -> None:
    call = PeerCall(box.peer())
    leg = await box.talk(call)
    assert (await call.ask("DANCE")).code == 501
    assert (await call.ask("MESSAGE")).code == 405
    assert (await call.ask("OPTIONS", Require="nonsense")).code == 420
    assert leg.ended is None


@at_a_table()
async def test_a_name_in_any_letters_does_not_cost_the_call(box: Table) -> None:
    for number, name in enumerate(("Михайло", "\u2028P-Asserted-Identity: <sip:112@box>\x85x", "Ї" * 200)):
        call = PeerCall(box.peer())
        leg = await box.talk(call, From=f'"{name}" <sip:+38067000000{number}@peer>;tag={number}')
        assert await leg.caller() == f"+38067000000{number}"


@at_a_table()
async def test_a_name_in_an_old_encoding_does_not_cost_the_call(box: Table) -> None:
    call = PeerCall(box.peer())
    call.invite = call.peer.request("INVITE", body=call.offer(), From="NAME <sip:1@peer>;tag=1")
    call.peer.send(call.invite.write().replace(b"NAME", '"Олена"'.encode("cp1251")))
    assert await (await box.leg()).caller() == "1"
