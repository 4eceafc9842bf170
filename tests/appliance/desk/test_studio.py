from __future__ import annotations

from pathlib import Path

import pytest

from appliance.contracts import Prompt
from appliance.contracts.office import NotFit, NotKept
from appliance.desk.studio import Studio
from audio.recorded.store import RecordedStore
from audio.recorded.unit import RecordedUnit
from tests.audio.recorded.files import syllables, wav
from tests.fakes.recorded_unit import recorded_unit

GREETING = Prompt("greeting", "Вітаємо!", b"")


def take(tmp_path: Path, pcm: bytes) -> Path:
    path = tmp_path / "take.wav"
    path.write_bytes(wav(pcm))
    return path


def test_a_recording_that_nobody_should_hear_is_refused_while_the_caller_waits(tmp_path: Path) -> None:
    studio = Studio(tmp_path, tmp_path / "recorded", answer_s=60.0)
    with recorded_unit(tmp_path / "recorded"), pytest.raises(NotFit, match="тиша"):
        studio.keep(take(tmp_path, bytes(32000)), GREETING)
    assert RecordedStore(tmp_path / "recorded").all() == {}


def test_a_recording_outlives_a_speech_unit_that_does_not_run(tmp_path: Path) -> None:
    Studio(tmp_path, tmp_path / "recorded", answer_s=0.0).keep(take(tmp_path, syllables()), GREETING)
    (tmp_path / "take.wav").unlink()
    assert RecordedStore(tmp_path / "recorded").all() == {}
    RecordedUnit(tmp_path / "recorded").work()
    assert list(RecordedStore(tmp_path / "recorded").all()) == ["greeting"]


def test_what_is_not_on_the_disk_is_not_said_to_be_kept(tmp_path: Path) -> None:
    studio = Studio(tmp_path, tmp_path / "recorded", answer_s=0.0)
    with pytest.raises(NotKept):
        studio.keep(tmp_path / "none.wav", GREETING)
    (tmp_path / "recorded").write_text("in the way")
    with pytest.raises(NotKept):
        studio.keep(take(tmp_path, syllables()), GREETING)
