"""Speech is no key: more than ten minutes of it, loud, quiet, and as the echo of our own prompt."""

from __future__ import annotations

import numpy as np
import pytest

from audio.line.dtmf import DtmfDetector
from tests.audio.line.signals import KEYS, RATE, Wave, pcm, press, spoken

WORDS = (
    "сільська рада вітає вас натисніть один щоб залишити звернення два дізнатися графік прийому три почути оголошення "
    "зірочка повторити решітка завершити вода світло дорога відключення будинок вулиця Шевченка перемоги дякуємо за "
    "дзвінок ваш номер зареєстровано очікуйте відповіді протягом тридцяти днів староста секретар голова громади "
    "лікарня школа садочок автобус розклад субсидія пенсія довідка земля ділянка паспорт комунальні послуги сміття "
    "ліхтар яма аварія газ пожежа швидка допомога будь ласка говоріть після сигналу опитування оцінка п'ять чотири "
    "нуль дев'ять сім вісім шість"
)
VOICES = (("uk", 50), ("uk+f2", 70), ("uk+m3", 20), ("uk+f4", 95))


def sentences(count: int, seed: int) -> str:
    rng = np.random.default_rng(seed)
    return "\n".join(" ".join(rng.choice(WORDS.split(), rng.integers(4, 14))) + "." for _ in range(count))


@pytest.fixture(scope="module")
def speech() -> Wave:
    return np.concatenate([spoken(sentences(45, seed), *voice) for seed, voice in enumerate(VOICES)])


@pytest.mark.parametrize(
    ("gain_db", "guarded"),
    [
        pytest.param(0, False, id="normal"),
        pytest.param(12, False, id="clipping at full scale"),
        pytest.param(-20, False, id="echo at -20 dB"),
        pytest.param(-25, True, id="guarded echo at -25 dB"),
    ],
)
def test_ten_minutes_of_speech_hold_no_key(speech: Wave, gain_db: float, guarded: bool) -> None:
    detector = DtmfDetector(guard_db=6.0)
    detector.guard(guarded)
    assert len(speech) > 600 * RATE
    assert detector.feed(pcm(speech * 10 ** (gain_db / 20))) == []


def test_relaxed_rules_find_no_key_in_speech_either(speech: Wave) -> None:
    assert DtmfDetector(relaxed=True).feed(pcm(speech[: 300 * RATE])) == []


@pytest.mark.parametrize("guarded", [False, True])
@pytest.mark.parametrize("dbfs", [-13, -18])
def test_keys_are_heard_over_the_echo_of_our_own_prompt(speech: Wave, guarded: bool, dbfs: float) -> None:
    echo = speech[5 * RATE : 65 * RATE] * 0.1
    keys = KEYS * 16
    for nth, key in enumerate(keys):
        at = 1000 + nth * 2400
        echo[at : at + 800] += press(key, 100, dbfs)
    detector = DtmfDetector(guard_db=6.0)
    detector.guard(guarded)
    assert "".join(detector.feed(pcm(echo))) == keys
