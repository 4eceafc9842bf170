"""Whether texts can be spoken: a short sentence goes to the speech unit, and its sound must come back."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path

from appliance.casework.box.self_tests import Finding
from appliance.upkeep.self_test.bench import Bench, Say
from audio.line.levels import rms_dbfs
from audio.line.wav import WavError, read_wav
from audio.speech import spool
from audio.speech.spool import Answer, Request

log = logging.getLogger(__name__)

NAME, TITLE, LIMIT_S = "speech", "Мовлення", 24.0
SENTENCE = "Це ранкова перевірка мовлення."
PATIENCE_S = 20.0
POLL_S = 0.1
SILENT_DBFS = -60.0
DO = "Технік: systemctl restart slukhavka-speech. Готові тексти звучать і далі, нових оголошень не буде чути."
_say = Say(NAME, TITLE)


def look(bench: Bench) -> Iterator[Finding]:
    """Have the sentence spoken."""
    directory = bench.settings.speech_spool
    if not spool.is_served(directory):
        yield _say.failed("Мовний блок не працює.", DO)
        return
    began_s = time.monotonic()
    request = spool.put(directory, Request(SENTENCE), soon=True)
    answer = _answer(directory, request)
    took_s = time.monotonic() - began_s
    if answer is None:
        spool.take_back(directory, [request])
        yield _say.failed(f"Мовний блок не озвучив речення за {PATIENCE_S:.0f} с.", DO)
    else:
        yield _judged(bench.settings.spoken, answer, took_s)


def _answer(directory: Path, request: str) -> Answer | None:
    until_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < until_s:
        if found := spool.answers(directory, [request]).get(request):
            return found
        time.sleep(POLL_S)
    return None


def _judged(store: Path, answer: Answer, took_s: float) -> Finding:
    if answer.error:
        return _say.failed(f"Мовний блок відмовив: {answer.error}", DO)
    path = store / Path(answer.wav).name
    try:
        level = rms_dbfs(read_wav(path))
    except (OSError, WavError) as error:
        return _say.failed(f"Озвучене не читається ({error}).", DO)
    if level < SILENT_DBFS:
        return _say.failed(f"В озвученому тиша ({level:.0f} дБ).", DO)
    _remove(path)
    says = f"Голос {answer.voice}: {answer.duration_s:.1f} с звуку за {took_s:.1f} с, рівень {level:.0f} дБ."
    return _say.ok(says.replace(".", ",", 2))


def _remove(path: Path) -> None:
    """Take it out of the store: what lies there would not be spoken anew next time."""
    try:
        path.unlink(missing_ok=True)
        path.with_suffix(".json").unlink(missing_ok=True)
    except OSError as error:
        # Then the next test finds the sentence spoken already, and measures less.
        log.warning("%s stays: %s", path, error)
