import os
import select
import shlex
import sys
import tempfile
from pathlib import Path

import pytest

from audio.engines import EngineDied, EngineError, EngineGarbled, EngineHung, EngineSilent, Manner
from audio.engines.child import FILE_BYTES, Child
from audio.engines.espeak import ESpeak
from tests.audio.engines.fake_espeak import GOOD, NOTHING, fake_espeak, tone_wav
from tests.audio.engines.limits import under_some_limit

UK = Manner("uk", 150, 50)
PATIENCE_S = 60.0


def test_a_hung_engine_is_killed_with_all_it_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lifeline = tmp_path / "lifeline"
    os.mkfifo(lifeline)
    listening = os.open(lifeline, os.O_RDONLY | os.O_NONBLOCK)
    fake_espeak(monkeypatch, tmp_path, f"exec 3>{lifeline}; echo up >&3; sleep 600 & sleep 600")

    def it_began_and_was_killed(limit_s: int) -> bool:
        with pytest.raises(EngineHung, match=f"за {limit_s} с"):
            Child("espeak", limit_s=limit_s).render(["Так."], UK)
        return os.read(listening, 10) == b"up\n"

    under_some_limit(it_began_and_was_killed)
    assert select.select([listening], [], [], PATIENCE_S)[0], "something still holds the other end"
    assert os.read(listening, 10) == b""
    os.close(listening)


def test_a_killed_engine_leaves_no_file_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", str(scratch))
    fake_espeak(monkeypatch, tmp_path, 'cp "$here/good.wav" "$out"; kill -9 $PPID')
    with pytest.raises(EngineDied, match="-9"):
        Child("espeak").render(["Так."], UK)
    assert list(scratch.iterdir()) == []


def test_an_engine_that_eats_memory_does_not_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    eat = f"{shlex.quote(sys.executable)} -c 'bytearray({ESpeak.memory_bytes})' && {GOOD}"
    fake_espeak(monkeypatch, tmp_path, eat)
    with pytest.raises(EngineSilent):
        Child("espeak").render(["Так."], UK)


def test_an_engine_that_floods_the_disk_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_espeak(monkeypatch, tmp_path, f'truncate -s {FILE_BYTES + 1} "$here/flood" && {GOOD}')
    with pytest.raises(EngineSilent):
        Child("espeak").render(["Так."], UK)


def test_zero_bytes_are_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_espeak(monkeypatch, tmp_path, NOTHING)
    with pytest.raises(EngineSilent, match="нічого не сказав"):
        Child("espeak").render(["Так."], UK)


@pytest.mark.parametrize(
    ("wav", "error"),
    [
        (tone_wav(rate=16000), EngineGarbled),
        (tone_wav(channels=2), EngineGarbled),
        (tone_wav()[:-1000], EngineGarbled),
        (b"not a sound at all", EngineGarbled),
        (b"RIFF", EngineGarbled),
        (tone_wav(level=0), EngineSilent),
        (tone_wav(seconds=0), EngineSilent),
    ],
    ids=["wrong rate", "stereo", "cut short", "no WAV", "four bytes", "silence", "no samples"],
)
def test_a_sound_that_is_not_the_promised_one_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wav: bytes, error: type[EngineError]
) -> None:
    fake_espeak(monkeypatch, tmp_path, 'cp "$here/spoilt.wav" "$out"')
    (tmp_path / "spoilt.wav").write_bytes(wav)
    with pytest.raises(error):
        Child("espeak").render(["Так."], UK)


def test_the_process_stays_for_the_next_order_and_is_replaced_after_a_death(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake_espeak(
        monkeypatch, tmp_path, f'echo $PPID >> "$here/parents"; case "$text" in *помри*) kill -9 $PPID ;; esac; {GOOD}'
    )
    child = Child("espeak")
    child.render(["Так."], UK)
    child.render(["Так."], UK)
    with pytest.raises(EngineDied):
        child.render(["помри"], UK)
    child.render(["Так."], UK)
    first, second, dead, fresh = (tmp_path / "parents").read_text().split()
    assert first == second == dead != fresh


def test_each_text_has_the_whole_limit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def all_are_spoken(limit_s: int) -> bool:
        fake_espeak(monkeypatch, tmp_path, f"sleep {0.3 * limit_s}; {GOOD}")
        try:
            return len(Child("espeak", limit_s=limit_s).render(["Так."] * 4, UK).pcm) == 4
        except EngineHung:
            return False

    under_some_limit(all_are_spoken)


def test_after_an_error_the_next_order_gets_its_own_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_espeak(monkeypatch, tmp_path, f'case "$text" in *тихо*) exit 1 ;; esac; {GOOD}')
    child = Child("espeak")
    for error in (EngineSilent, None, EngineSilent):
        if error is None:
            assert len(child.render(["Так.", "Так."], UK).pcm) == 2
        else:
            with pytest.raises(error):
                child.render(["тихо", "Так."], UK)


def test_a_child_that_nobody_holds_is_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lifeline = tmp_path / "lifeline"
    os.mkfifo(lifeline)
    listening = os.open(lifeline, os.O_RDONLY | os.O_NONBLOCK)
    fake_espeak(monkeypatch, tmp_path, f"(exec 3>{lifeline}; echo up >&3; exec sleep 600) > /dev/null 2>&1 & {GOOD}")
    child = Child("espeak")
    child.render(["Так."], UK)
    assert select.select([listening], [], [], PATIENCE_S)[0]
    assert os.read(listening, 10) == b"up\n"
    del child
    assert select.select([listening], [], [], PATIENCE_S)[0], "something still holds the other end"
    assert os.read(listening, 10) == b""
    os.close(listening)
