"""What SMS and USSD add to the AT dialogue: prompts, bodies, PDUs, quoted texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.lines.at import Answer, AtProtocol, Command, Prompt, Unsolicited
from appliance.lines.family import load_family
from appliance.settings import MODEMS

SUBMIT = Command("AT+CMGS=25", informs="+CMGS:", always_informs=True, body="0021AABB")
LIST = Command("AT+CMGL=4", informs="+CMGL:", brings_pdus=True)
Event = Answer | Unsolicited | Prompt


def heard(at: AtProtocol, octets: bytes, size: int = 0) -> list[Event]:
    """Feed bytes, whole or in pieces."""
    size = size or len(octets)
    return [event for start in range(0, len(octets), size) for event in at.receive(octets[start : start + size])]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5])
@pytest.mark.parametrize("echo", [b"", b"AT+CMGS=25\r"])
def test_a_prompt_without_a_line_end_is_seen_once_and_the_result_follows(size: int, echo: bytes) -> None:
    at = AtProtocol()
    at.send(SUBMIT)
    events = heard(at, echo + b"\r\n> ", size)
    assert events == [Prompt()]
    assert at.body == "0021AABB"
    result = heard(at, b"\r\n+CMGS: 17\r\n\r\nOK\r\n", size)
    assert result == [Answer(SUBMIT, ok=True, lines=("+CMGS: 17",), final="OK")]


@pytest.mark.parametrize("size", [0, 1, 4])
def test_a_ring_before_in_and_after_the_prompt_is_heard(size: int) -> None:
    at = AtProtocol()
    at.send(SUBMIT)
    events = heard(
        at, b"\r\nRING\r\n\r\n> \r\nRING\r\n0021AABB\x1a\r\nRING\r\n\r\n+CMGS: 1\r\n\r\nRING\r\n\r\nOK\r\n", size
    )
    assert events.count(Unsolicited("RING")) == 4
    assert events.count(Prompt()) == 1
    assert isinstance(events[-1], Answer)
    assert len(events) == 6


def test_a_prompt_that_nobody_asked_for_is_noise() -> None:
    at = AtProtocol()
    assert heard(at, b"\r\n> ") == []
    assert heard(at, b"\r\nRING\r\n") == [Unsolicited(">"), Unsolicited("RING")]


def test_a_result_that_comes_after_the_command_was_given_up_is_told() -> None:
    at = AtProtocol()
    at.send(SUBMIT)
    heard(at, b"\r\n> ")
    at.expire()
    assert heard(at, b"\r\n+CMGS: 17\r\n\r\nOK\r\n") == [Unsolicited("+CMGS: 17")]


@pytest.mark.parametrize("size", [0, 1, 7])
def test_pdus_are_information_and_what_stands_between_is_not(size: int) -> None:
    at = AtProtocol()
    at.send(LIST)
    events = heard(
        at, b"\r\n+CMGL: 1,0,,5\r\n^RSSI:15\r\n0011AA\r\nRING\r\n+CMGL: 2,1,,5\r\n0022BB\r\n\r\nOK\r\n", size
    )
    lines = ("+CMGL: 1,0,,5", "0011AA", "+CMGL: 2,1,,5", "0022BB")
    assert events == [Unsolicited("^RSSI:15"), Unsolicited("RING"), Answer(LIST, ok=True, lines=lines, final="OK")]


def test_an_sms_handed_over_at_once_is_one_line_with_its_pdu_also_within_a_list() -> None:
    at = AtProtocol()
    assert heard(at, b"\r\n+CDS: 25\r\n0006AA\r\n") == [Unsolicited("+CDS: 25\n0006AA")]
    at.send(LIST)
    events = heard(at, b"\r\n+CMGL: 1,0,,5\r\n+CMT: ,27\r\n0791AA\r\n0011AA\r\n\r\nOK\r\n")
    assert events == [
        Unsolicited("+CMT: ,27\n0791AA"),
        Answer(LIST, ok=True, lines=("+CMGL: 1,0,,5", "0011AA"), final="OK"),
    ]


@pytest.mark.parametrize("size", [0, 1, 6])
def test_a_quoted_text_keeps_its_lines(size: int) -> None:
    at = AtProtocol()
    events = heard(at, b'\r\n+CUSD: 0,"Balans 5\r\nOK\nBUSY\n\n",15\r\n\r\nRING\r\n', size)
    assert events == [Unsolicited('+CUSD: 0,"Balans 5\nOK\nBUSY\n",15'), Unsolicited("RING")]
    said = load_family("sim7600", MODEMS).understand(events[0].line)  # type: ignore[union-attr]
    assert said is not None
    assert said.parts["text"] == "Balans 5\nOK\nBUSY\n"


@pytest.mark.parametrize(
    "line", ["RING", '+CLIP: "+380671112244",145', "NO CARRIER", "^RSSI:15", "VOICE CALL: END: 000003"]
)
def test_a_quoted_text_whose_end_was_lost_swallows_no_call(line: str) -> None:
    at = AtProtocol()
    events = heard(at, f'\r\n+CUSD: 0,"Balans\r\n5 hrn\r\n{line}\r\n'.encode())
    assert events == [Unsolicited('+CUSD: 0,"Balans\n5 hrn'), Unsolicited(line)]


def test_a_command_is_answered_although_a_quoted_text_is_open_and_a_long_one_ends() -> None:
    at = AtProtocol()
    command = Command("AT")
    heard(at, b'\r\n+CUSD: 0,"Balans\r\n')
    at.send(command)
    assert heard(at, b"OK\r\n")[-1] == Answer(command, ok=True, lines=(), final="OK")
    heard(at, b'\r\n+CUSD: 0,"endless\r\n')
    assert heard(at, b"x" * 1100 + b"\r\nafter\r\n")[-1] == Unsolicited("after")


@given(
    st.lists(
        st.sampled_from(
            [b"> ", b"\r\n", b"RING", b"OK", b'+CUSD: 0,"', b'"', b"+CDS: 2", b"0011", b"+CMGS: 1", b"ERROR"]
        )
    )
)
def test_no_order_of_pieces_loses_a_ring_or_breaks_the_dialogue(pieces: list[bytes]) -> None:
    at = AtProtocol()
    at.send(SUBMIT)
    octets = b"".join(pieces) + b"\r\n\r\nRING\r\n"
    events = heard(at, octets)
    assert Unsolicited("RING") in events
    assert events.count(Prompt()) <= 1
    assert events == heard_again(octets)


def heard_again(octets: bytes) -> list[Event]:
    at = AtProtocol()
    at.send(SUBMIT)
    return heard(at, octets, len(octets))
