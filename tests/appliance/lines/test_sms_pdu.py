"""SMS as octets, against an independent hand, against python-gsmmodem where that is right, and against malice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from gsmmodem import pdu as library  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from appliance.contracts.messages import SmsPart
from appliance.lines.sms_pdu import BadPdu, Deliver, StatusReport, read_pdu, submit
from appliance.sms_text import BASIC, EXTENSION, Alphabet, alphabet_of, split
from tests.fakes.modem import pdu as network

NUMBER = "+380671112244"
SENT_AT = datetime(2026, 10, 21, 21, 0, tzinfo=timezone(timedelta(hours=2)))
TRANSCRIPT = "0791836027201111040C91836017112244000862011212000080080422043504410442"
LIBRARY_SIGNS = set(BASIC) - set("\x1b§\f")
GSM7 = st.text(st.sampled_from(BASIC.replace("\x1b", "") + "".join(EXTENSION.values())), max_size=160)
UCS2 = st.text(st.characters(codec="utf-8"), max_size=70).filter(
    lambda text: alphabet_of(text) is Alphabet.UCS2 and len(split(text)) == 1
)
SENDERS = [NUMBER, "0671112244", "111", "KYIVSTAR", "Rada 2.0 @", "A", "elevenSigns"]
ZONES = st.integers(-48, 56).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
MOMENTS = st.builds(
    lambda seconds, zone: (datetime(2000, 1, 2, tzinfo=UTC) + timedelta(seconds=seconds)).astimezone(zone),
    st.integers(0, 99 * 365 * 86400),
    ZONES,
)


def parts(text: str, reference: int = 5) -> list[SmsPart]:
    pieces = split(text)
    alphabet = alphabet_of(text)
    return [SmsPart(1, piece, alphabet, reference, len(pieces), at) for at, piece in enumerate(pieces, 1)]


def read(hexed: str) -> Deliver:
    found = read_pdu(hexed)
    assert isinstance(found, Deliver)
    return found


def test_the_transcripts_are_read_and_written_octet_for_octet() -> None:
    found = read(TRANSCRIPT)
    assert (found.number_raw, found.text, found.sent_at) == (NUMBER, "Тест", SENT_AT)
    assert (found.reference, found.total, found.number, found.flash) == (0, 1, 1, False)
    assert network.deliver("Тест", NUMBER, SENT_AT) == TRANSCRIPT
    # As in the transcript, with the wish for a delivery report (0x20 in the first octet).
    assert submit(NUMBER, SmsPart(1, "Привіт", Alphabet.UCS2)) == (
        "0021000C9183601711224400080C041F04400438043204560442",
        25,
    )


@given(st.text(st.sampled_from("AЖї😀€[]abc \n"), min_size=1, max_size=300), st.integers(0, 255))
def test_what_we_write_the_network_reads(text: str, reference: int) -> None:
    read_back = ""
    for part in parts(text, reference):
        hexed, length = submit(NUMBER, part)
        submitted = network.read_submit(hexed, length, 0)
        assert submitted is not None
        assert submitted.number == NUMBER
        joined = (reference, part.total, part.number) if part.total > 1 else None
        assert submitted.concatenation == joined
        read_back += submitted.text
    assert read_back == text


@given(st.text(st.sampled_from([*sorted(LIBRARY_SIGNS), "Ж", "ї", "—"]), min_size=1, max_size=300))
def test_python_gsmmodem_writes_the_same_where_it_can_write_at_all(text: str) -> None:
    ours = [submit(NUMBER, part) for part in parts(text)]
    theirs = [(str(each), each.tpduLength) for each in library.encodeSmsSubmitPdu(NUMBER, text, reference=5)]
    # The library puts its reference into the octet that the modem fills in by itself.
    assert [(pdu[:4] + "05" + pdu[6:], length) for pdu, length in ours] == theirs


@given(
    GSM7 | UCS2, st.sampled_from([NUMBER, "0671112244", "111", "KYIVSTAR", "Rada 2.0 @", "A", "elevenSigns"]), MOMENTS
)
def test_what_the_network_writes_we_read(text: str, sender: str, at: datetime) -> None:
    if alphabet_of(text) is Alphabet.GSM7 and len(network.septets(text)) > 160:
        return
    found = read(network.deliver(text, sender, at))
    assert (found.text, found.number_raw, found.sent_at) == (text, sender, at.astimezone(UTC))


@given(
    st.text(st.sampled_from(BASIC.replace("\x1b", "")), max_size=150), st.integers(0, 0xFFFF), st.booleans(), st.data()
)
def test_a_part_is_read_with_its_place_whatever_the_width_of_its_reference(
    text: str, reference: int, wide: bool, data: st.DataObject
) -> None:
    total = data.draw(st.integers(1, 255))
    number = data.draw(st.integers(1, total))
    udh = network.header(reference, total, number, wide=wide)
    found = read(network.deliver(text, NUMBER, SENT_AT, udh=udh))
    expected = reference if wide else reference & 0xFF
    assert (found.text, found.reference, found.total, found.number) == (text, expected, total, number)


@pytest.mark.parametrize(
    ("udh", "place"),
    [
        (bytes([5, 0, 3, 9, 2, 0]), (0, 1, 1)),
        (bytes([5, 0, 3, 9, 2, 3]), (0, 1, 1)),
        (bytes([5, 0, 3, 9, 0, 0]), (0, 1, 1)),
        (bytes([4, 0, 2, 9, 2]), (0, 1, 1)),
        (bytes([11, 5, 4, 1, 2, 3, 4, 0, 3, 9, 2, 1]), (9, 2, 1)),
        (bytes([2, 0x24, 0]), (0, 1, 1)),
        (bytes([1, 0]), (0, 1, 1)),
        (bytes([0]), (0, 1, 1)),
        (bytes([5, 0, 200, 9, 2, 1]), (0, 1, 1)),
    ],
)
def test_a_header_that_makes_no_sense_leaves_an_sms_that_stands_alone(udh: bytes, place: tuple[int, int, int]) -> None:
    found = read(network.deliver("Текст", NUMBER, SENT_AT, udh=udh))
    assert (found.text, (found.reference, found.total, found.number)) == ("Текст", place)


@pytest.mark.parametrize(
    ("dcs", "written_as", "text", "flash"),
    [
        (0x00, 0x00, "a", False),
        (0x10, 0x00, "a", True),
        (0x11, 0x00, "a", False),
        (0x0C, 0x00, "a", False),
        (0x40, 0x00, "a", False),
        (0x08, 0x08, "ї", False),
        (0x18, 0x08, "ї", True),
        (0x48, 0x08, "ї", False),
        (0x04, 0x04, "é", False),
        (0x20, 0x04, "é", False),
        (0xF0, 0x00, "a", True),
        (0xF1, 0x00, "a", False),
        (0xF4, 0x04, "é", True),
        (0xF5, 0x04, "é", False),
        (0x80, 0x00, "a", False),
        (0xC8, 0x00, "a", False),
        (0xD0, 0x00, "a", False),
        (0xE0, 0x08, "ї", False),
    ],
)
def test_every_coding_is_known(dcs: int, written_as: int, text: str, flash: bool) -> None:
    octets = bytearray.fromhex(network.deliver(text, NUMBER, SENT_AT, dcs=written_as))
    octets[18] = dcs
    found = read(octets.hex())
    assert (found.text, found.flash) == (text, flash)


def test_half_a_surrogate_pair_and_an_odd_octet_do_no_harm() -> None:
    hexed = network.deliver("\ud83d", NUMBER, SENT_AT, dcs=8)
    assert read(hexed).text == "�"
    head, body = hexed[:-6], hexed[-6:]
    assert read(head + "03" + body[2:] + "04").text == "�"


def test_an_sms_that_comes_again_has_the_same_fingerprint_and_another_has_not() -> None:
    first = read(network.deliver("Так", NUMBER, SENT_AT)).fingerprint
    again = read(network.deliver("Так", NUMBER, SENT_AT, smsc="00", more=True)).fingerprint
    assert first == again
    others = [
        network.deliver("Ні", NUMBER, SENT_AT),
        network.deliver("Так", "+380671112245", SENT_AT),
        network.deliver("Так", NUMBER, SENT_AT + timedelta(seconds=1)),
        network.deliver("Так", NUMBER, SENT_AT, udh=network.header(1, 2, 1)),
    ]
    assert len({read(other).fingerprint for other in others} | {first}) == 5


def test_a_delivery_report_is_read() -> None:
    found = read_pdu(network.status_report(17, NUMBER, SENT_AT, SENT_AT + timedelta(minutes=1), 0x30))
    assert isinstance(found, StatusReport)
    at = SENT_AT + timedelta(minutes=1)
    assert (found.reference, found.number_raw, found.status, found.at) == (17, NUMBER, 0x30, at)


def test_more_octets_than_any_sms_has_are_none() -> None:
    with pytest.raises(BadPdu):
        read_pdu(TRANSCRIPT + "00" * 200)


@given(st.binary(max_size=200).map(bytes.hex) | st.text(max_size=20))
def test_anything_at_all_is_read_or_named(hexed: str) -> None:
    try:
        found = read_pdu(hexed)
    except BadPdu as fault:
        assert str(fault)
    else:
        assert found.number_raw is None or len(found.number_raw) <= 21


@given(st.data())
def test_an_sms_with_octets_changed_or_lost_is_read_or_named(data: st.DataObject) -> None:
    whole = bytearray.fromhex(
        data.draw(
            st.sampled_from(
                [
                    TRANSCRIPT,
                    network.deliver("[Kyiv] 0123456789", "KYIVSTAR", SENT_AT, udh=network.header(9, 2, 1)),
                    network.deliver("Частина", NUMBER, SENT_AT, udh=network.header(900, 2, 1, wide=True)),
                    network.status_report(17, NUMBER, SENT_AT, SENT_AT, 0),
                ]
            )
        )
    )
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = whole[: data.draw(st.integers(0, len(whole)))]
    try:
        read_pdu(bytes(cut).hex())
    except BadPdu as fault:
        assert str(fault)


@pytest.mark.parametrize(
    ("hexed", "wrong"),
    [
        (network.deliver("Hello world", NUMBER, SENT_AT, udh=network.header(900, 2, 1, wide=True)), "ello world"),
        (network.deliver("Тест", NUMBER, b"\x62\x01\x12\x11\x20\xf0\x80"), None),
    ],
)
def test_this_is_why_the_library_does_not_read_for_us(hexed: str, wrong: str | None) -> None:
    """If this fails, python-gsmmodem was mended, and the head of `sms_pdu` has to be written anew."""
    ours = read(hexed).text
    try:
        theirs = library.decodeSmsPdu(hexed)["text"]
    except (StopIteration, ValueError, IndexError):
        theirs = None
    assert theirs != ours
    assert wrong is None or theirs == wrong
