"""Offers and answers as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.lines import sdp
from tests.fakes.sip.peer import description

NOWHERE = "0.0.0.0"  # noqa: S104 - RFC 2543 put a call on hold with it
LOCAL = sdp.Local("192.0.2.1", 20000)


def _lines(text: str) -> list[str]:
    assert text.endswith("\r\n")
    return text.split("\r\n")[:-1]


def test_an_offer_names_both_laws_and_keys() -> None:
    assert _lines(sdp.offer(LOCAL)) == [
        "v=0",
        "o=- 1 1 IN IP4 192.0.2.1",
        "s=-",
        "c=IN IP4 192.0.2.1",
        "t=0 0",
        "m=audio 20000 RTP/AVP 8 0 101",
        "a=rtpmap:8 PCMA/8000",
        "a=rtpmap:0 PCMU/8000",
        "a=rtpmap:101 telephone-event/8000",
        "a=fmtp:101 0-15",
        "a=ptime:20",
        "a=sendrecv",
    ]


def test_an_answer_takes_the_first_codec_we_know_and_keeps_the_other_sides_numbers() -> None:
    text = (
        description(4000, formats="18 0 8").replace("0 8\r\n", "0 8 96\r\n", 1) + "a=rtpmap:96 telephone-event/8000\r\n"
    )
    written, agreed = sdp.answer(sdp.read(text), LOCAL)
    assert "m=audio 20000 RTP/AVP 0 96" in _lines(written)
    assert (agreed.codec, agreed.payload_type, agreed.event_type) == ("PCMU", 0, 96)
    assert agreed.remote == ("127.0.0.1", 4000)


def test_a_codec_under_a_number_of_its_own_is_known_by_its_name() -> None:
    text = description(4000, formats="8").replace("AVP 8", "AVP 97").replace("8 PCMA/8000", "97 pcma/8000")
    assert sdp.read(text).audio.payload_type == 97


def test_a_number_that_the_offer_gives_another_meaning_loses_its_own() -> None:
    text = description(4000, formats="8").replace("PCMA/8000", "L16/44100")
    with pytest.raises(sdp.NotAcceptable):
        sdp.read(text)


def test_every_other_stream_is_refused_in_its_place() -> None:
    video = "m=video 5000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
    secure = "m=audio 6000 RTP/SAVP 8\r\n"
    text = description(4000).replace("m=audio", video + secure + "m=audio", 1)
    written, agreed = sdp.answer(sdp.read(text), LOCAL)
    streams = [line for line in _lines(written) if line.startswith("m=")]
    assert streams == ["m=video 0 RTP/AVP 96", "m=audio 0 RTP/SAVP 8", "m=audio 20000 RTP/AVP 8 101"]
    assert agreed.remote[1] == 4000


@pytest.mark.parametrize(
    ("direction", "answered", "we_send", "they_send"),
    [
        ("sendrecv", "sendrecv", True, True),
        ("sendonly", "recvonly", False, True),
        ("recvonly", "sendonly", True, False),
        ("inactive", "inactive", False, False),
    ],
)
def test_a_direction_is_answered_by_its_mirror(direction: str, answered: str, we_send: bool, they_send: bool) -> None:
    written, agreed = sdp.answer(sdp.read(description(4000, direction=direction)), LOCAL)
    assert f"a={answered}" in _lines(written)
    assert (agreed.we_send, agreed.they_send) == (we_send, they_send)


def test_the_old_address_of_nowhere_is_a_hold() -> None:
    _, agreed = sdp.answer(sdp.read(description(4000, host=NOWHERE)), LOCAL)
    assert agreed.held


def test_the_streams_own_address_outweighs_the_sessions() -> None:
    text = description(4000, more="c=IN IP4 192.0.2.9\r\n")
    assert sdp.read(text).audio.address == "192.0.2.9"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        description(0),
        description(4000, formats="18"),
        description(4000).replace("IP4", "IP6").replace("127.0.0.1", "::1"),
        description(4000).replace("127.0.0.1", "gateway.example"),
        description(70000),
        description(4000).replace("audio 4000", "audio none"),
        description(4000).replace("v=0", "v=1"),
        description(4000) * 9,
        "v=0\r\n" + "a=x\r\n" * 4000,
    ],
)
def test_what_we_cannot_talk_by_is_said_to_be_so(text: str) -> None:
    with pytest.raises(sdp.NotAcceptable):
        sdp.read(text)


@given(st.text(max_size=400), st.integers(0, 400))
def test_no_text_breaks_the_reader(junk: str, at: int) -> None:
    whole = description(4000)
    for text in (junk, whole[:at] + junk + whole[at:]):
        try:
            sdp.answer(sdp.read(text), LOCAL)
        except sdp.NotAcceptable:
            continue
