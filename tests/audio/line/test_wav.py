"""WAV as the line plays it, and nothing else."""

from __future__ import annotations

import io
import struct
import wave
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.line import wav

SOUND = bytes(range(200))


def made_by_python(*, rate: int = 8000, width: int = 2, channels: int = 1) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setframerate(rate)
        writer.setsampwidth(width)
        writer.setnchannels(channels)
        writer.writeframes(SOUND)
    return file.getvalue()


def with_chunk(content: bytes, name: bytes, body: bytes) -> bytes:
    """`content` with one more chunk between its format and its sound."""
    chunk = name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)
    longer = content[:36] + chunk + content[36:]
    return longer[:4] + struct.pack("<I", len(longer) - 8) + longer[8:]


def test_the_header_is_the_one_python_writes() -> None:
    assert wav.header(len(SOUND)) + SOUND == made_by_python()


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    path.write_bytes(wav.header(len(SOUND)) + SOUND)
    assert wav.read_wav(path) == wav.parse(path.read_bytes()) == SOUND


@pytest.mark.parametrize("body", [b"INFOxx", b"odd"])
def test_other_chunks_are_passed_over(body: bytes) -> None:
    assert wav.parse(with_chunk(made_by_python(), b"LIST", body)) == SOUND


def with_field(at: int, layout: str, value: int) -> bytes:
    content = bytearray(made_by_python())
    struct.pack_into(layout, content, at, value)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(b"", wav.NotWav, id="empty"),
        pytest.param(b"ID3" + bytes(100), wav.NotWav, id="an MP3"),
        pytest.param(made_by_python(rate=44_100), wav.WrongRate, id="44.1 kHz"),
        pytest.param(made_by_python(width=1), wav.WrongWidth, id="8 bits"),
        pytest.param(made_by_python(channels=2), wav.WrongChannels, id="stereo"),
        pytest.param(with_field(20, "<H", 6), wav.WrongEncoding, id="A-law"),
        pytest.param(with_field(32, "<H", 4), wav.LyingSizes, id="a lying frame size"),
        pytest.param(made_by_python()[:-1], wav.Truncated, id="a byte is missing"),
        pytest.param(made_by_python()[:30], wav.Truncated, id="cut in the header"),
        pytest.param(made_by_python() + b"\0", wav.LyingSizes, id="a byte too many"),
        pytest.param(made_by_python() + b"LIST" + bytes(4), wav.LyingSizes, id="a part too many"),
        pytest.param(with_field(40, "<I", 0xFFFFFFFF), wav.LyingSizes, id="endless sound"),
        pytest.param(with_field(4, "<I", 0xFFFFFFFF), wav.Truncated, id="endless file"),
        pytest.param(with_field(40, "<I", 0), wav.WavError, id="a header never finished"),
        pytest.param(
            wav.header(3)[:4] + b"\x28\0\0\0" + wav.header(3)[8:] + b"abc\0", wav.LyingSizes, id="half a sample"
        ),
        pytest.param(made_by_python()[:4] + b"\x1c\0\0\0" + made_by_python()[8:36], wav.NotWav, id="no sound"),
        pytest.param(with_chunk(made_by_python(), b"data", b"ab"), wav.LyingSizes, id="two sounds"),
        pytest.param(with_field(16, "<I", 8), wav.WavError, id="a format cut short"),
    ],
)
def test_what_the_line_cannot_play_is_refused_by_name(content: bytes, error: type[wav.WavError]) -> None:
    with pytest.raises(error) as raised:
        wav.parse(content)
    assert str(raised.value).endswith(".")


@given(st.binary(max_size=80), st.integers(0, 250))
def test_no_bytes_raise_anything_but_a_wav_error(junk: bytes, at: int) -> None:
    content = made_by_python()
    try:
        wav.parse(content[:at] + junk + content[at + len(junk) :])
    except wav.WavError:
        return


@pytest.mark.parametrize("head", [wav.header(0), wav.header(0xFFFFFF00), wav.header(90), bytes(44)])
@pytest.mark.parametrize("odd", [b"", b"x"])
def test_a_file_never_finished_is_mended(head: bytes, odd: bytes) -> None:
    content = head + SOUND + odd
    mended = wav.repair(content[:44], len(content))
    assert wav.parse((mended.header + content[44:])[: mended.file_bytes]) == SOUND


@pytest.mark.parametrize("head", [b"", bytes(43), b"ID3" + bytes(41), made_by_python(rate=16_000)[:44]])
def test_a_file_that_is_not_ours_is_not_mended(head: bytes) -> None:
    with pytest.raises(wav.NotWav):
        wav.repair(head, 1000)
