"""G.711 against the tables of the standard and, sample by sample, against sox."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable

import numpy as np
import pytest

from audio.line import g711
from tests.audio.line.signals import pcm, wave
from tests.fakes.spoken import said_by_a_caller

Codec = tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]
A_LAW: Codec = (g711.encode_alaw, g711.decode_alaw)
U_LAW: Codec = (g711.encode_ulaw, g711.decode_ulaw)
BOTH = pytest.mark.parametrize("codec", [A_LAW, U_LAW], ids=["A-law", "µ-law"])
EVERY_SAMPLE = np.arange(-32768, 32768).astype("<i2").tobytes()
EVERY_CODE = bytes(range(256))


def values(sound: bytes) -> list[int]:
    return [int(sample) for sample in np.frombuffer(sound, "<i2")]


@pytest.mark.parametrize(
    ("codec", "code", "sample"),
    [
        (A_LAW, 0xD5, 8),
        (A_LAW, 0x55, -8),
        (A_LAW, 0xAA, 32256),
        (A_LAW, 0x2A, -32256),
        (A_LAW, 0x80, 5504),
        (U_LAW, 0xFF, 0),
        (U_LAW, 0x7F, 0),
        (U_LAW, 0x80, 32124),
        (U_LAW, 0x00, -32124),
        (U_LAW, 0xCE, 988),
    ],
)
def test_the_standards_codes_stand_for_the_standards_values(codec: Codec, code: int, sample: int) -> None:
    assert values(codec[1](bytes([code]))) == [sample]


@pytest.mark.parametrize(
    ("codec", "periods"),
    [
        (A_LAW, "34 21 21 34 b4 a1 a1 b4"),
        (U_LAW, "1e 0b 0b 1e 9e 8b 8b 9e"),
    ],
    ids=["A-law", "µ-law"],
)
def test_the_standards_sequence_is_a_sine_of_one_milliwatt(codec: Codec, periods: str) -> None:
    """Tables 5 and 6 of G.711: 1 kHz at 0 dBm0, which by its 3.14 and 3.17 dBm0 of full scale is -6.15 dBFS."""
    sound = wave(codec[1](bytes.fromhex(periods)))
    full_scale = {0x34: 3.14, 0x1E: 3.17}[bytes.fromhex(periods)[0]]
    assert 20 * np.log10(np.sqrt(np.square(sound).mean()) * np.sqrt(2) / 32768) == pytest.approx(-full_scale, abs=0.05)
    assert codec[0](pcm(sound)) == bytes.fromhex(periods)


@BOTH
def test_a_code_decoded_and_encoded_is_the_same_sound(codec: Codec) -> None:
    encode, decode = codec
    assert decode(encode(decode(EVERY_CODE))) == decode(EVERY_CODE)


def test_only_the_negative_zero_of_mu_law_comes_back_as_another_code() -> None:
    assert g711.encode_alaw(g711.decode_alaw(EVERY_CODE)) == EVERY_CODE
    assert g711.encode_ulaw(g711.decode_ulaw(EVERY_CODE)) == EVERY_CODE.replace(b"\x7f", b"\xff")


@BOTH
def test_a_louder_sample_never_comes_back_quieter(codec: Codec) -> None:
    encode, decode = codec
    heard = values(decode(encode(EVERY_SAMPLE)))
    assert heard == sorted(heard)


@BOTH
def test_no_sample_is_further_off_than_half_a_step_of_its_segment(codec: Codec) -> None:
    encode, decode = codec
    samples = wave(EVERY_SAMPLE)
    off = np.abs(wave(decode(encode(EVERY_SAMPLE))) - samples)
    assert (off <= np.maximum(16, np.abs(samples) / 16 + 8)).mean() > 0.98
    assert off.max() <= 644


@pytest.mark.parametrize(("encode", "silence"), [(g711.encode_alaw, 0xD5), (g711.encode_ulaw, 0xFF)])
def test_silence_is_the_code_that_the_module_names(encode: Callable[[bytes], bytes], silence: int) -> None:
    assert silence in (g711.A_LAW_SILENCE, g711.U_LAW_SILENCE)
    assert encode(bytes(320)) == bytes([silence]) * 160


@BOTH
@pytest.mark.parametrize("samples", [0, 1, 2, 160])
def test_any_number_of_samples_has_as_many_codes(codec: Codec, samples: int) -> None:
    encode, decode = codec
    assert len(encode(bytes(2 * samples))) == samples
    assert len(decode(bytes(samples))) == 2 * samples


@BOTH
def test_speech_keeps_its_distance_from_the_noise_of_the_code(codec: Codec) -> None:
    encode, decode = codec
    sound = said_by_a_caller()
    noise = wave(decode(encode(sound))) - wave(sound)
    assert 35 <= 10 * np.log10(np.square(wave(sound)).sum() / np.square(noise).sum()) <= 40


@pytest.mark.skipif(shutil.which("sox") is None, reason="sox is not installed")
@pytest.mark.parametrize(("codec", "name"), [(A_LAW, "a-law"), (U_LAW, "mu-law")], ids=["A-law", "µ-law"])
def test_sox_decodes_every_code_to_the_same_sample(codec: Codec, name: str) -> None:
    shape = ["-t", "raw", "-r", "8000", "-c", "1"]
    sox = ["sox", *shape, "-e", name, "-b", "8", "-", *shape, "-e", "signed", "-b", "16", "-L", "-"]
    heard = subprocess.run(sox, input=EVERY_CODE, capture_output=True, check=True).stdout
    assert values(codec[1](EVERY_CODE)) == values(heard)
