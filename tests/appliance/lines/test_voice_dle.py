"""<DLE> shielding: any bytes, in any pieces, with any events among them."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from appliance.lines.voice_dle import MAX_REPORT_BYTES, MEANINGS, Coded, Report, Sign, Unshielder, half_sent, shield

dle_rich = st.lists(st.sampled_from([0x10, 0x03, 0x1A, 0x58, 0x2E, 0x80, 0x7F]), max_size=60).map(bytes)
sounds = st.one_of(st.binary(max_size=80), dle_rich)
cuts = st.lists(st.integers(1, 7), max_size=80)


def in_pieces(octets: bytes, sizes: Sequence[int]) -> list[bytes]:
    pieces, at = [], 0
    for size in sizes:
        pieces.append(octets[at : at + size])
        at += size
    return [*pieces, octets[at:]]


def unshielded(pieces: Sequence[bytes]) -> tuple[bytes, list[Coded | Report]]:
    reader, sound, events = Unshielder(), b"", []
    for piece in pieces:
        for item in reader.feed(piece):
            if isinstance(item, bytes):
                sound += item
            else:
                events.append(item)
    return sound, events


@given(sounds, cuts)
def test_any_sound_in_any_pieces_comes_back_as_it_was(sound: bytes, sizes: list[int]) -> None:
    assert unshielded(in_pieces(shield(sound), sizes)) == (sound, [])


@given(st.lists(st.tuples(sounds, st.sampled_from(sorted(set(MEANINGS) - {"X", "."})))), cuts)
def test_events_among_the_sound_are_told_in_order_and_disturb_no_sample(
    parts: list[tuple[bytes, str]], sizes: list[int]
) -> None:
    octets = b"".join(shield(sound) + b"\x10" + code.encode("latin-1") for sound, code in parts)
    sound, events = unshielded(in_pieces(octets, sizes))
    assert sound == b"".join(sound for sound, _code in parts)
    assert events == [Coded(code) for _sound, code in parts]


@given(st.binary(max_size=400), cuts)
def test_no_bytes_of_a_broken_wire_can_harm_the_reader_whatever_their_pieces(octets: bytes, sizes: list[int]) -> None:
    assert unshielded(in_pieces(octets, sizes)) == unshielded([octets])


@given(sounds, st.integers(0, 200))
def test_a_cut_in_the_middle_of_a_pair_is_known(sound: bytes, at: int) -> None:
    shielded = shield(sound)
    cuts_between_pairs = {len(shield(sound[:count])) for count in range(len(sound) + 1)}
    at = min(at, len(shielded))
    assert half_sent(shielded[:at]) == (at not in cuts_between_pairs)


def test_the_end_is_not_seen_at_a_seam_of_samples() -> None:
    assert shield(bytes.fromhex("7F 10 80 10 10 03")) == bytes.fromhex("7F 10 10 80 10 10 10 10 03")
    assert unshielded([bytes.fromhex("7F 10 10 80 10 10 10 10 03")]) == (bytes.fromhex("7F 10 80 10 10 03"), [])


def test_a_substitute_stands_for_two() -> None:
    assert unshielded([b"\x80\x10\x1a\x81"]) == (b"\x80\x10\x10\x81", [])


def test_a_complex_report_is_no_sound() -> None:
    assert unshielded([b"\x80\x10XDRON=8,DROF=40\x10.\x81"]) == (b"\x80\x81", [Report("DRON=8,DROF=40")])


def test_a_report_without_an_end_does_not_make_the_modem_deaf_for_ever() -> None:
    reader = Unshielder()
    list(reader.feed(b"\x10X" + b"\x80" * (MAX_REPORT_BYTES + 1)))
    assert list(reader.feed(b"\x81\x82")) == [b"\x81\x82"]


def test_what_means_nothing_to_a_call_has_no_sign() -> None:
    assert Coded("v").sign is None
    assert Coded("\x00").sign is None
    assert {Coded(key).sign for key in "0123456789*#"} == {Sign.KEY}
