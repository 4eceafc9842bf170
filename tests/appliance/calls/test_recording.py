from __future__ import annotations

import random
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from appliance.calls.recording import Recorder, Recording, purpose_of
from audio.line.wav import read_wav
from tests.appliance.calls import recording_child
from tests.appliance.calls.scripted_leg import noise
from tests.fakes.virtual_time import run_virtually

FRAMES_PER_S = 50
LOST_S = 2


@pytest.mark.parametrize("seed", range(10))
def test_a_recorder_killed_at_any_moment_leaves_a_playable_file_without_the_last_two_seconds(
    tmp_path: Path, seed: int
) -> None:
    until = random.Random(seed).randrange(10, 1000)
    command = [sys.executable, recording_child.__file__, str(tmp_path)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, cwd=root, env={"PYTHONPATH": str(root)}, stdout=subprocess.PIPE) as child:
        assert child.stdout
        for _ in range(until):
            child.stdout.readline()
        child.kill()
        taken = until + len(child.stdout.read().splitlines())
    path = tmp_path / "call-1.wav"
    if taken < LOST_S * FRAMES_PER_S:
        return
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        sound = file.readframes(file.getnframes())
    assert len(sound) == file.getnframes() * 2
    assert len(sound) / 320 >= taken - LOST_S * FRAMES_PER_S
    heard = [int.from_bytes(sound[at : at + 2], "little") for at in range(0, len(sound), 320)]
    assert heard == list(range(1, len(heard) + 1))


def recorded(tmp_path: Path, sound: bytes, *, step: int = 320, drop_tail_s: float = 0.0) -> Recording:
    async def main() -> Recording:
        recorder = Recorder(tmp_path / "deep" / "recordings")
        recording = recorder.begin("a", "emergency")
        for at in range(0, len(sound), step):
            recording.keep(sound[at : at + step])
        await recording.close(drop_tail_s=drop_tail_s)
        recorder.stop()
        return recording

    return run_virtually(main)


@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.5, 3.21])
@pytest.mark.parametrize("step", [2, 320, 5000])
def test_a_file_holds_exactly_what_was_taken(tmp_path: Path, seconds: float, step: int) -> None:
    sound = noise("caller", seconds)
    recording = recorded(tmp_path, sound, step=step)
    assert read_wav(recording.path) == sound
    assert recording.duration_s == pytest.approx(seconds)
    assert purpose_of(recording.path) == "emergency"


@pytest.mark.parametrize(("seconds", "left_s"), [(3.0, 2.85), (0.1, 0.0)])
def test_the_tail_that_a_key_left_is_cut_off(tmp_path: Path, seconds: float, left_s: float) -> None:
    sound = noise("caller", seconds)
    recording = recorded(tmp_path, sound, drop_tail_s=0.15)
    assert read_wav(recording.path) == sound[: round(left_s * 16000)]
    assert recording.path.stat().st_size == 44 + round(left_s * 16000)
    assert recording.duration_s == pytest.approx(left_s)


def test_a_directory_that_takes_no_file_is_told_at_the_end_and_before(tmp_path: Path) -> None:
    (tmp_path / "deep").write_text("a file where a directory should be")

    async def main() -> None:
        recorder = Recorder(tmp_path / "deep" / "recordings")
        recording = recorder.begin("a")
        assert not recording.failed
        recording.keep(noise("caller", 2.0))
        with pytest.raises(OSError, match="deep"):
            await recording.close()
        assert recording.failed
        recorder.stop()

    run_virtually(main)


def test_a_full_disk_is_told() -> None:
    async def main() -> None:
        recorder = Recorder(Path("/dev"))
        recording = recorder.begin("a")
        recording.path = Path("/dev/full")
        recording.keep(noise("caller", 2.0))
        with pytest.raises(OSError, match="No space left"):
            await recording.close()
        recorder.stop()

    run_virtually(main)
