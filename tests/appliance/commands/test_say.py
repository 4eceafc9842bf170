"""`slukhavka say` and `slukhavka voices`: a text is heard before callers hear it, and who can say it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from appliance.cli import main
from audio.speech.checks import inspect
from audio.speech.speaker import Speaker
from tests.appliance.test_cli import refusal, settings
from tests.audio.engines import needs
from tests.audio.engines.fake_espeak import NOTHING, fake_espeak
from tests.audio.engines.fake_piper import fake_piper

__all__ = ["settings"]

TEXT = "Прийом з 08:00 до 17:00, тел. 066-283-81-82."


def say(settings: Path, *arguments: str | Path) -> int:
    return main(["--settings", str(settings), "say", *map(str, arguments)])


def site(settings: Path, speech: str) -> None:
    settings.write_text(f"{settings.read_text()}\n[speech]\n{speech}\n", encoding="utf-8")


def test_a_text_is_spoken_as_callers_will_hear_it_and_one_line_says_how(
    tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.wav"
    assert say(settings, TEXT, "-o", out, "--engine", "espeak") == 0
    told = capsys.readouterr()
    wav, figures = Speaker().speak(Speaker().recipe(TEXT, "espeak"))
    assert out.read_bytes() == wav
    assert inspect(out.read_bytes())[1] == []
    assert told.out == f"Голос espeak/uk, {figures.duration_s:.1f} с, рівень {figures.active_dbfs:.1f} dBFS: {out}\n"
    assert told.err == ""
    assert logging.getLogger("audio").level == logging.NOTSET
    assert not (tmp_path / "state" / "spoken").exists(), "what is tried out is not kept"


def test_slower_is_what_a_caller_hears_who_asked_for_it(tmp_path: Path, settings: Path) -> None:
    for name, options in {"usual": [], "slower": ["--slower"]}.items():
        assert say(settings, TEXT, "-o", tmp_path / name, "--engine", "espeak/uk", *options) == 0
    usual, slower = (inspect((tmp_path / name).read_bytes())[0].duration_s for name in ("usual", "slower"))
    assert slower / usual == pytest.approx(1 / 0.85, rel=0.03)


@pytest.mark.parametrize("text", ["-5 градусів", "-привіт", "--help", "-o", "--", "— так"])
def test_a_text_may_begin_with_a_dash_behind_two(tmp_path: Path, settings: Path, text: str) -> None:
    status = say(settings, "-o", tmp_path / "out.wav", "--engine", "espeak", "--", text)
    wordless = text in {"--help", "-o", "--"}
    assert (status, (tmp_path / "out.wav").exists()) == ((1, False) if wordless else (0, True))


@needs.RHVOICE
def test_the_voice_that_is_asked_for_speaks(tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert say(settings, "Так.", "-o", tmp_path / "out.wav", "--engine", "rhvoice/Anatol") == 0
    assert capsys.readouterr().out.startswith("Голос rhvoice/Anatol, ")


@pytest.mark.parametrize(
    ("text", "engine", "told"),
    [
        ("Код xyz", "espeak", "«xyz»"),
        ("…", "espeak", "немає жодного слова"),
        ("а " * 2000, "espeak", "довший за 2000"),
        ("Так.", "bellman", "«bellman» немає. Є такі: rhvoice, piper, espeak."),
        ("Так.", "", "«» немає"),
        ("Так.", "espeak/xx", "не має голосу «xx»"),
        ("Так.", "piper", "Piper не встановлено"),
    ],
)
def test_what_cannot_be_said_is_one_sentence_and_leaves_no_file(
    tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str], text: str, engine: str, told: str
) -> None:
    before = sorted(tmp_path.iterdir())
    sentence = refusal(capsys, "--settings", settings, "say", text, "-o", tmp_path / "out.wav", f"--engine={engine}")
    assert told in sentence
    assert sorted(tmp_path.iterdir()) == before


def test_an_engine_that_says_nothing_is_a_sentence_and_leaves_the_old_file(
    tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.wav"
    out.write_bytes(b"old")
    fake_espeak(monkeypatch, tmp_path, NOTHING)
    told = refusal(capsys, "--settings", settings, "say", "Так.", "-o", out, "--engine", "espeak")
    assert "нічого не сказав" in told
    assert out.read_bytes() == b"old"


def test_a_file_that_cannot_be_written_is_a_sentence(
    tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refusal(capsys, "--settings", settings, "say", "Так.", "-o", tmp_path / "no" / "out.wav", "--engine", "espeak")


def test_the_first_of_the_order_speaks(
    tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_piper(monkeypatch, tmp_path)
    monkeypatch.setenv("SLUKHAVKA_PIPER_VOICES", "/nowhere")
    site(settings, f'order = ["piper", "espeak"]\npiper_voices = "{tmp_path / "voices"}"')
    assert say(settings, "Так.", "-o", tmp_path / "out.wav") == 0
    assert capsys.readouterr().out.startswith("Голос piper/lada, ")
    assert main(["--settings", str(settings), "voices"]) == 0
    lines = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert lines["piper/lada"].startswith("1-й у черзі")
    assert lines["espeak/uk"].startswith("2-й у черзі")


def test_the_voices_say_their_version_or_what_they_lack(
    settings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["--settings", str(settings), "voices"]) == 0
    lines = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert "версія 1.5" in lines["espeak/uk"]
    assert lines["piper"].endswith("Мовний рушій Piper не встановлено.")
    monkeypatch.setenv("PATH", "/nowhere")
    assert main(["--settings", str(settings), "voices"]) == 0
    assert capsys.readouterr().out.count("немає") == 3


def test_an_engine_that_is_broken_is_said_so(
    tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_espeak(monkeypatch, tmp_path, NOTHING)
    (tmp_path / "espeak-ng").write_text("#!/bin/sh\nexit 1\n")
    assert main(["--settings", str(settings), "voices"]) == 0
    [line] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("espeak")]
    assert "не працює" in line


@pytest.mark.parametrize("command", [["check"], ["speech"], ["voices"], ["say", "Так.", "-o", "out.wav"]])
def test_an_order_with_an_unknown_engine_is_a_sentence_of_the_settings(
    settings: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    site(settings, 'order = ["espeak", "bellman/x"]')
    told = refusal(capsys, "--settings", settings, *command)
    assert "[speech], «order»: Мовного рушія «bellman» немає. Є такі: rhvoice, piper, espeak." in told
