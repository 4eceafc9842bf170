"""The dialogue of a voice modem: what a byte means depends on the state, whatever pieces it comes in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.lines.voice_dle import Coded
from appliance.lines.voice_protocol import (
    MAX_LINE_BYTES,
    Ended,
    Heard,
    Line,
    Mode,
    Order,
    OrderInFlight,
    Outcome,
    VoiceEvent,
    VoiceProtocol,
)

VTR = Order("AT+VTR", opens=Mode.DUPLEX)
VTX = Order("AT+VTX", opens=Mode.TRANSMIT)
LEAVE = Order("leave", leave=b"\x10^")


def told(protocol: VoiceProtocol, octets: bytes, *, by_byte: bool = False) -> list[VoiceEvent]:
    pieces = [octets[at : at + 1] for at in range(len(octets))] if by_byte else [octets]
    events = [event for piece in pieces for event in protocol.receive(piece)]
    merged: list[VoiceEvent] = []
    for event in events:
        if merged and isinstance(event, Heard) and isinstance(before := merged[-1], Heard):
            merged[-1] = Heard(before.sound + event.sound)
        else:
            merged.append(event)
    return merged


@pytest.mark.parametrize("by_byte", [False, True])
def test_sound_begins_with_the_byte_after_connect_and_ends_with_the_modems_word(by_byte: bool) -> None:
    protocol = VoiceProtocol()
    assert protocol.send(VTR) == b"AT+VTR\r"
    sound = b"\r\nOK\r\n\x80\x0a\x81"
    connected, heard, key, more, ended = told(
        protocol, b"\r\nCONNECT\r\n" + sound + b"\x10" + b"5" + b"\x82\x10\x03\r\nOK\r\n", by_byte=by_byte
    )
    assert connected == Outcome(VTR, True, (), "CONNECT")
    assert (heard, key, more, ended) == (Heard(sound), Coded("5"), Heard(b"\x82"), Ended())
    assert protocol.mode is Mode.COMMAND


@pytest.mark.parametrize("by_byte", [False, True])
@pytest.mark.parametrize("rest", [b"\x80\x0a\x41\x10\x03\r\nOK\r\n", b"\x80AT\x81\r\nOK\r\n", b"\x10\x03\r\nVCON\r\n"])
def test_a_stream_is_left_whether_or_not_the_modem_marks_its_end(rest: bytes, by_byte: bool) -> None:
    protocol = VoiceProtocol()
    protocol.send(VTR)
    told(protocol, b"\r\nCONNECT\r\n")
    assert protocol.send(LEAVE) == b"\x10^"
    *rubbish, outcome = told(protocol, rest, by_byte=by_byte)
    assert isinstance(outcome, Outcome) and outcome.ok and outcome.order is LEAVE
    assert not [event for event in rubbish if isinstance(event, Heard | Ended)]
    assert protocol.mode is Mode.COMMAND


def test_events_come_between_the_lines_of_an_answer() -> None:
    protocol = VoiceProtocol()
    protocol.send(Order("AT+FCLASS=?"))
    assert told(protocol, b"AT+FCLASS=?\r\r\n0,\x10/\x10" + b"1\x10~1,8\r\n\r\nRING\r\n\r\nOK\r\n") == [
        Coded("/"),
        Coded("1"),
        Coded("~"),
        Line("RING"),
        Outcome(Order("AT+FCLASS=?"), True, ("0,1,8",), "OK"),
    ]


def test_while_it_transmits_the_modem_gives_no_sound_and_its_final_result_ends_the_stream() -> None:
    protocol = VoiceProtocol()
    protocol.send(VTX)
    told(protocol, b"\r\nCONNECT\r\n")
    assert told(protocol, b"\x10u") == [Coded("u")]
    assert told(protocol, b"\r\nOK\r\n") == [Ended()]


def test_an_error_opens_no_stream() -> None:
    protocol = VoiceProtocol()
    protocol.send(VTR)
    assert told(protocol, b"\r\nERROR\r\n") == [Outcome(VTR, False, (), "ERROR")]
    assert protocol.mode is Mode.COMMAND


def test_what_came_of_a_call_is_the_result_of_dialling_and_of_nothing_else() -> None:
    protocol = VoiceProtocol()
    dial = Order("ATDT1", dials=True)
    protocol.send(dial)
    assert told(protocol, b"\r\nBUSY\r\n") == [Outcome(dial, False, (), "BUSY")]
    protocol.send(Order("AT"))
    assert told(protocol, b"\r\nNO CARRIER\r\n\r\nOK\r\n") == [Line("NO CARRIER"), Outcome(Order("AT"), True, (), "OK")]


def test_an_answer_to_an_order_given_up_is_nobodys() -> None:
    protocol = VoiceProtocol()
    protocol.send(Order("AT"))
    protocol.expire()
    assert told(protocol, b"\r\nOK\r\n") == []


def test_one_order_at_a_time() -> None:
    protocol = VoiceProtocol()
    protocol.send(Order("AT"))
    with pytest.raises(OrderInFlight):
        protocol.send(Order("ATH0"))


def test_a_line_without_an_end_costs_no_memory() -> None:
    protocol = VoiceProtocol()
    told(protocol, b"A" * 5 * MAX_LINE_BYTES)
    [line] = told(protocol, b"\r\n")
    assert isinstance(line, Line) and len(line.text) == MAX_LINE_BYTES - 1
    protocol.send(Order("AT"))
    assert told(protocol, b"\r\nOK\r\n") == [Outcome(Order("AT"), True, (), "OK")]


@given(
    st.lists(st.one_of(st.binary(max_size=20), st.sampled_from([b"\r\nOK\r\n", b"\r\nCONNECT\r\n", b"\x10\x03"]))),
    st.lists(st.sampled_from([VTR, VTX, LEAVE, Order("AT")])),
)
def test_no_bytes_break_the_dialogue_and_pieces_make_no_difference(parts: list[bytes], orders: list[Order]) -> None:
    whole, by_byte = VoiceProtocol(), VoiceProtocol()
    for part, order in zip(parts, orders, strict=False):
        for protocol in (whole, by_byte):
            protocol.expire()
            protocol.send(order)
        assert told(whole, part) == told(by_byte, part, by_byte=True)
        assert whole.mode is by_byte.mode
