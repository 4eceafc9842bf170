from __future__ import annotations

from audio.line.dtmf import DtmfDetector
from audio.line.levels import peak_dbfs, rms_dbfs
from audio.line.progress import BusyDetector
from audio.line.tune import tune


def test_the_tune_is_quieter_than_speech_and_loud_enough_to_be_heard() -> None:
    assert -36 < rms_dbfs(tune()) < -28
    assert peak_dbfs(tune()) < -20


def test_the_tune_lasts_long_enough_not_to_wear_out() -> None:
    assert len(tune()) / 16000 > 15


def test_the_echo_of_the_tune_presses_no_key_and_is_no_busy_tone() -> None:
    loud = tune() * 4
    assert DtmfDetector().feed(loud) == []
    busy = BusyDetector()
    assert not any(busy.feed(loud[at : at + 320]) for at in range(0, len(loud), 320))
