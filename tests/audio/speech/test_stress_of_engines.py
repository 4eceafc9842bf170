"""Whether the engines really stress the words of municipal texts where the lists say: `heard_stress.py` tells how."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from audio.engines.espeak import ESpeak
from audio.speech.stress import StressLists, mark
from tests.audio.engines import needs
from tests.audio.engines.espeak_152 import put_on_path
from tests.audio.speech import heard_stress
from tests.audio.speech.heard_stress import WORDS

LISTS = StressLists()
LEAST = 0.99

Say = Callable[[str], None]


@pytest.fixture(scope="module")
def known() -> list[str]:
    """The marked forms of the words whose stress is known."""
    return heard_stress.known_words(LISTS)


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    def to_the_screen(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{line}\n")

    return to_the_screen


def test_the_stress_of_nearly_every_word_is_known(known: list[str], say: Say) -> None:
    told = [mark(word, LISTS) for word in WORDS]
    unknown = [word for stressed in told for word in stressed.unknown]
    ambiguous = [word for stressed in told for word in stressed.ambiguous]
    say(f"stress: {len(WORDS)} words, known {len(known)}, unknown {len(unknown)}: {' '.join(unknown)}")
    say(f"stress: ambiguous {len(ambiguous)}: {' '.join(ambiguous)}")
    assert len(set(known)) >= 500
    assert len(known) / len(WORDS) >= 0.97


@pytest.mark.parametrize("version", ["installed", pytest.param("1.52", marks=needs.ESPEAK_152)])
def test_espeak_stresses_the_known_words_right(
    known: list[str], say: Say, version: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if version != "installed":
        monkeypatch.setenv("PATH", put_on_path(tmp_path))
    engine = ESpeak()
    version = engine.version("uk")
    right = heard_stress.espeak_right(engine, known)
    say(f"stress: espeak-ng {version}: {told_of(known, right)}")
    assert sum(right) / len(right) >= LEAST


@needs.RHVOICE
def test_rhvoice_stresses_the_known_words_right(known: list[str], say: Say) -> None:
    words, right = heard_stress.rhvoice_right(known, "Natalia")
    say(f"stress: RHVoice Natalia: {told_of(words, right)}")
    assert len(set(words)) >= 500
    assert sum(right) / len(right) >= LEAST


def told_of(words: list[str], right: list[bool]) -> str:
    wrong = [word for word, is_right in zip(words, right, strict=True) if not is_right]
    return f"{sum(right)} of {len(right)} = {sum(right) / len(right):.1%} right; wrong: {' '.join(wrong) or 'none'}"
