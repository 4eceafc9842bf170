"""`make call`: what a person at a terminal sees of a call."""

import argparse
import asyncio
import json
import os
import sys
import wave
from pathlib import Path

import pytest

from audio.line.tones import silence, tone
from tests.fakes.call_in_terminal import call
from tests.fakes.modem import FakeModem
from tests.fakes.modem.control import Control
from tests.fakes.raw_host import RawPort, pump
from tests.fakes.virtual_time import run_virtually

GREETING = b"".join(tone((hz,), 0.15, -12.0) for hz in (600, 900, 500, 1100, 700, 1300))
FAREWELL = b"".join(tone((hz,), 0.15, -12.0) for hz in (1300, 1000, 650, 950, 550, 750))


def _spoken(directory: Path) -> Path:
    for key, text, pcm in (("greeting", "Вас вітає громада", GREETING), ("farewell", "На все добре", FAREWELL)):
        (directory / f"{key}.json").write_text(json.dumps({"text": text}), encoding="utf-8")
        with wave.open(str(directory / f"{key}.wav"), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(pcm)
    return directory


def _call(directory: Path, *, keys: str = "", box_hangs_up: bool = False) -> int:
    args = argparse.Namespace(
        control=directory / "control",
        spoken=_spoken(directory),
        number="+380671112244",
        keys=keys,
        keep=directory / "heard.wav",
        patience=20.0,
    )

    async def box() -> None:
        at, audio = RawPort(directory / "if02"), RawPort(directory / "if01")
        await at.expect(b"\r\nRING\r\n", 10.0)
        at.write(b"ATA\r")
        await asyncio.sleep(0.5)
        at.write(b"AT^DDSETEX=2\r")
        await pump(audio, silence(0.5) + GREETING + silence(3.0) + FAREWELL + silence(0.5))
        if box_hangs_up:
            at.write(b"AT+CHUP\r")
        await asyncio.sleep(5.0)

    async def main() -> int:
        modem = FakeModem("huawei_e1550", directory)
        control = Control(modem, directory / "control")
        await modem.start()
        await control.start()
        answering = asyncio.create_task(box())
        code = await call(args)
        answering.cancel()
        await control.stop()
        await modem.stop()
        return code

    return run_virtually(main)


def test_the_words_of_the_box_are_printed_and_a_script_presses_and_hangs_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _call(tmp_path, keys="1@2 9#@2.5 h@8") == 0
    printed = capsys.readouterr().out
    assert "Слухавку взяли за 0." in printed
    words = [line.split("  ", 1)[1] for line in printed.splitlines() if "  " in line]
    assert words[0] == "«Вас вітає громада»"
    assert words[1:4] == ["натиснуто 1", "натиснуто 9", "натиснуто #"]
    assert words[4:] == ["«На все добре»", "кладемо слухавку"]
    assert "слухавку поклали ми" in printed
    with wave.open(str(tmp_path / "heard.wav")) as file:
        assert file.getnframes() / 8000 == pytest.approx(8.0, abs=0.3)


def test_keys_come_from_a_pipe_and_the_box_may_hang_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"5\n")
    os.close(writing)
    with os.fdopen(reading) as pipe:
        monkeypatch.setattr(sys, "stdin", pipe)
        assert _call(tmp_path, box_hangs_up=True) == 0
    printed = capsys.readouterr().out
    assert "натиснуто 5" in printed
    assert "слухавку поклала скринька" in printed


def test_without_a_simulator_one_clear_sentence_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    args = argparse.Namespace(control=tmp_path / "control", spoken=tmp_path)
    assert asyncio.run(call(args)) == 2
    assert "Симулятор модема не відповідає" in capsys.readouterr().out
