"""The numbers of Q.24, spandsp and ETSI ES 201 235-3, and what is no key."""

from __future__ import annotations

import numpy as np
import pytest

from audio.line import tones
from audio.line.dtmf import DtmfDetector
from tests.audio.line.signals import (
    DBM0,
    KEYS,
    RATE,
    Wave,
    join,
    noise,
    pcm,
    press,
    silence,
    sine,
    through_gsm,
    wave,
)

ALIGNMENTS = range(0, 50, 7)
"""Samples by which a tone may begin after a cut between two slices."""


def heard(sound: Wave, *, relaxed: bool = False, guarded: bool = False, guard_db: float = 0.0) -> str:
    detector = DtmfDetector(relaxed=relaxed, guard_db=guard_db)
    detector.guard(guarded)
    return "".join(detector.feed(pcm(join(sound, silence(100)))))


def late(samples: int, *waves: Wave) -> Wave:
    return join(np.zeros(500 + samples), *waves)


@pytest.mark.parametrize("key", KEYS)
def test_a_key_of_40_ms_is_heard_at_every_alignment(key: str) -> None:
    assert {heard(late(shift, press(key, 40))) for shift in range(50)} == {key}


@pytest.mark.parametrize("key", KEYS)
def test_a_key_of_23_ms_is_heard_at_no_alignment(key: str) -> None:
    assert {heard(late(shift, press(key, 23))) for shift in range(50)} == {""}


def test_a_key_is_reported_within_40_ms_of_its_beginning() -> None:
    for key in KEYS:
        for shift in ALIGNMENTS:
            detector = DtmfDetector()
            assert detector.feed(pcm(late(shift, press(key, 40)))) == [key]


def test_a_key_held_for_a_second_is_one_press() -> None:
    assert "".join(heard(press(key, 1000)) for key in KEYS) == KEYS


@pytest.mark.parametrize("pause_ms", [40, 45, 60])
def test_a_pause_of_40_ms_makes_two_presses_at_every_alignment(pause_ms: float) -> None:
    for shift in range(50):
        assert heard(late(shift, press("5", 60), silence(pause_ms), press("5", 60))) == "55"
        assert heard(late(shift, press("5", 60), silence(pause_ms), press("6", 60))) == "56"


@pytest.mark.parametrize("hole_ms", [2, 5, 10, 15, 20])
def test_a_hole_in_a_tone_does_not_double_the_key(hole_ms: float) -> None:
    for shift in range(50):
        assert heard(late(shift, press("8", 60), silence(hole_ms), press("8", 60))) == "8"


def test_ten_keys_a_second_are_all_heard() -> None:
    assert heard(join(*(join(press(key, 50), silence(50)) for key in KEYS * 5))) == KEYS * 5


def test_sound_may_come_in_pieces_of_any_size() -> None:
    sound = pcm(join(silence(33), *(join(press(key, 60), silence(60)) for key in KEYS)))
    for samples in (1, 7, 160, 640, 5000):
        detector = DtmfDetector()
        parts = (sound[at : at + 2 * samples] for at in range(0, len(sound), 2 * samples))
        assert "".join(key for part in parts for key in detector.feed(part)) == KEYS


SIDES = [(1, 1), (1, -1), (-1, 1), (-1, -1), (1, 0), (0, 1), (-1, 0), (0, -1)]


@pytest.mark.parametrize("side", SIDES)
def test_a_key_detuned_by_one_and_a_half_percent_is_heard(side: tuple[int, int]) -> None:
    off = (1.5 * side[0], 1.5 * side[1])
    for key in KEYS:
        assert {heard(late(shift, press(key, 50, off=off))) for shift in ALIGNMENTS} == {key}


@pytest.mark.parametrize("side", SIDES)
def test_a_key_detuned_by_three_and_a_half_percent_is_not(side: tuple[int, int]) -> None:
    off = (3.5 * side[0], 3.5 * side[1])
    for key in KEYS:
        assert {heard(late(shift, press(key, 200, off=off))) for shift in ALIGNMENTS} == {""}


@pytest.mark.parametrize("twist_db", [8, 4, -4])
def test_the_twist_of_q24_is_allowed(twist_db: float) -> None:
    for key in KEYS:
        assert {heard(late(shift, press(key, 50, twist_db=twist_db))) for shift in ALIGNMENTS} == {key}


def test_more_twist_than_any_line_makes_is_refused() -> None:
    assert {heard(press(key, 200, twist_db=twist_db)) for key in KEYS for twist_db in (13, -9)} == {""}


@pytest.mark.parametrize("dbm0", [0, -3, -10, -25, -42])
def test_keys_are_heard_from_0_dbm0_which_clips_down_to_the_threshold(dbm0: float) -> None:
    for key in KEYS:
        assert {heard(late(shift, press(key, 50, dbm0 + DBM0))) for shift in ALIGNMENTS} == {key}


def test_a_key_of_minus_55_dbm0_is_not_heard() -> None:
    assert {heard(press(key, 200, -55 + DBM0)) for key in KEYS} == {""}


@pytest.mark.parametrize("over_db", [3, 6])
def test_a_clipped_key_is_heard(over_db: float) -> None:
    for key in KEYS:
        assert heard(late(0, press(key, 60, -9 + over_db))) == key


def test_a_key_on_direct_current_is_heard() -> None:
    for key in KEYS:
        assert heard(late(3, press(key, 50, -25)) + 6000) == key


@pytest.mark.parametrize(("off", "twist_db"), [((0, 0), 0), ((1.5, 1.5), 0), ((1.5, -1.5), 8), ((-1.5, 1.5), -4)])
def test_a_key_is_heard_in_white_noise_15_db_below_it(off: tuple[float, float], twist_db: float) -> None:
    lost = 0
    for seed, key in enumerate(KEYS * 8):
        low_db, high_db = twist_db / 2, -twist_db / 2
        signal_db = -13 + 10 * np.log10(10 ** (low_db / 10) + 10 ** (high_db / 10))
        sound = late(seed % 50, press(key, 50, -13, twist_db, off), silence(50))
        lost += heard(sound + noise(1000 * len(sound) / RATE, signal_db - 15, seed)) != key
    assert lost == 0


def test_short_tones_stay_unheard_in_noise() -> None:
    for seed, key in enumerate(KEYS * 8):
        sound = late(seed % 50, press(key, 23), silence(50))
        assert heard(sound + noise(1000 * len(sound) / RATE, -25, seed)) == ""


def test_the_fourth_column_is_nobodys_key() -> None:
    assert heard(join(*(join(press(key), silence(100)) for key in "ABCD"))) == ""


HUM = sum((sine(50 * n, 3000, -10 - 3 * n) for n in range(1, 20)), silence(3000))
BUZZ = np.where(np.arange(24000) % 37 < 5, 12000.0, 0.0)
"""One burst of a GSM transmitter every 4.6 ms."""


@pytest.mark.parametrize(
    "sound",
    [
        pytest.param(sine(425, 3000, -6), id="425 Hz"),
        pytest.param(sine(440, 3000, -6) + sine(350, 3000, -6), id="350 and 440 Hz"),
        pytest.param(join(*(sine(hz, 330) for hz in (950, 1400, 1800))), id="information tone"),
        pytest.param(sine(50, 3000, -6), id="hum"),
        pytest.param(HUM, id="hum with harmonics"),
        pytest.param(BUZZ, id="217 Hz buzz"),
        pytest.param(noise(20_000, -12), id="white noise"),
        pytest.param(sine(770, 3000), id="low group alone"),
        pytest.param(sine(1336, 3000), id="high group alone"),
        pytest.param(sine(770, 3000) + sine(852, 3000), id="two of the low group"),
        pytest.param(sine(770, 3000) + sine(1336, 3000) + sine(1477, 3000), id="two keys at once"),
        pytest.param(sine(697, 3000) + sine(1046, 3000) + sine(1209, 3000), id="a chord"),
    ],
)
def test_what_is_no_key_is_not_heard(sound: Wave) -> None:
    assert heard(sound) == ""
    assert heard(sound, relaxed=True) == ""


def test_the_product_hears_its_own_keys() -> None:
    assert heard(wave(b"".join(tones.dtmf(key) + tones.silence(0.1) for key in KEYS))) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_a_relaxed_line_asks_80_ms_of_a_key(key: str) -> None:
    assert {heard(late(shift, press(key, 80)), relaxed=True) for shift in ALIGNMENTS} == {key}
    assert {heard(late(shift, press(key, 60)), relaxed=True) for shift in ALIGNMENTS} == {""}


def test_a_relaxed_line_allows_6_db_of_reverse_twist() -> None:
    assert "".join(heard(press(key, 100, twist_db=-6), relaxed=True) for key in KEYS) == KEYS


def test_a_relaxed_line_takes_a_torn_key_for_one_press() -> None:
    for shift in ALIGNMENTS:
        torn = join(press("4", 120), silence(60), press("4", 100))
        assert heard(late(shift, torn), relaxed=True) == "4"
        assert heard(late(shift, torn)) == "44"


def test_a_relaxed_line_hears_the_same_key_twice_at_the_pace_of_a_network() -> None:
    for shift in range(50):
        twice = join(press("4", 100), silence(100), press("4", 100))
        assert heard(late(shift, twice), relaxed=True) == "44"


def test_the_guard_raises_the_level_asked_of_a_key() -> None:
    faint, loud = press("7", 100, -36), press("7", 100, -26)
    assert heard(faint) == heard(loud) == "7"
    assert heard(faint, guarded=True) == "7"
    assert heard(faint, guarded=True, guard_db=15) == ""
    assert heard(loud, guarded=True, guard_db=15) == "7"


def test_the_guard_can_be_taken_off_again() -> None:
    detector = DtmfDetector(guard_db=15)
    detector.guard(True)
    assert detector.feed(pcm(join(press("7", 100, -36), silence(100)))) == []
    detector.guard(False)
    assert detector.feed(pcm(press("7", 100, -36))) == ["7"]


@pytest.mark.parametrize("ms", [100, 70])
@pytest.mark.parametrize("twist_db", [0, 4, -3])
def test_keys_survive_gsm_full_rate(ms: float, twist_db: float) -> None:
    keys = KEYS * 3
    gaps = np.random.default_rng(2).integers(0, 160, len(keys))
    presses = [
        join(press(key, ms, -15, twist_db), silence(ms), np.zeros(gap)) for key, gap in zip(keys, gaps, strict=True)
    ]
    assert heard(wave(through_gsm(pcm(join(silence(500), *presses, silence(200)))))) == keys
