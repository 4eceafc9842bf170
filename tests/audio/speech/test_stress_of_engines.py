"""Whether the engines really stress the words of municipal texts where the lists say.

Counted on the sound's own evidence: with espeak-ng the phonemes of what is sent to it, with RHVoice the waveform, which
must become another when the mark is moved to another vowel of the same word.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import run

import pytest

from audio.engines import Manner
from audio.engines.child import Child
from audio.engines.espeak import ESpeak
from audio.speech.stress import MARK, VOWELS, StressLists, mark, syllables
from tests.audio.engines import needs
from tests.audio.engines.espeak_152 import put_on_path

WORDS = Path(__file__).with_name("stress_words.txt").read_text(encoding="utf-8").split()
LISTS = StressLists()
LEAST = 0.99

IPA_VOWELS = "aɑæɐeɛəɪiɨoɔuʊʌyɯ"
RHVOICE_WORDS = 500
QUICK = Manner("Natalia", 300, 100)
DELIMITER = "Так. "
LIMIT_S = 240.0
"""For five hundred sentences at once."""

Say = Callable[[str], None]


@pytest.fixture(scope="module")
def known() -> list[str]:
    """The marked forms of the words whose stress is known."""
    return [marked for word in WORDS if MARK in (marked := mark(word, LISTS).text)]


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
    right = stressed_right(known, engine.forced(known, "uk"))
    by_itself = stressed_right(known, [marked.replace(MARK, "") for marked in known])
    wrong = [word for word, is_right in zip(known, right, strict=True) if not is_right]
    say(f"stress: espeak-ng {version}: {share(right)} right, by itself {share(by_itself)}; wrong: {' '.join(wrong)}")
    assert sum(right) / len(right) >= LEAST


@needs.RHVOICE
def test_rhvoice_stresses_the_known_words_right(known: list[str], say: Say) -> None:
    words = known[:: max(len(known) // RHVOICE_WORDS, 1)][:RHVOICE_WORDS]
    assert len(words) >= 500
    with ThreadPoolExecutor() as both:
        said, moved = both.map(waveforms, (words, [with_mark_elsewhere(word) for word in words]))
    right = [one != other for one, other in zip(said, moved, strict=True)]
    wrong = [word for word, is_right in zip(words, right, strict=True) if not is_right]
    say(f"stress: RHVoice Natalia: {share(right)} right; wrong: {' '.join(wrong)}")
    assert sum(right) / len(right) >= LEAST


def stressed_right(known: list[str], sent: Iterable[str]) -> list[bool]:
    """Return for each word whether espeak-ng stresses the vowel with the mark, and that one alone."""
    command = ["espeak-ng", "-q", "--ipa", "-v", "uk", "-b", "1", "--stdin"]
    said = run(command, input="\n\n".join(sent), capture_output=True, text=True, check=True)
    lines = [line for line in said.stdout.splitlines() if line.strip()]
    return [heard_syllable(line) == stressed_syllable(word) for word, line in zip(known, lines, strict=True)]


def stressed_syllable(marked: str) -> tuple[int, int]:
    """Return how many vowels stand before the stressed one, and how many there are."""
    return syllables(marked[: marked.index(MARK)]) - 1, syllables(marked)


def heard_syllable(ipa: str) -> tuple[int, int]:
    before, _, after = ipa.rpartition("ˈ")
    if "ˈ" in before:
        return -1, 0
    return vowels(before), vowels(before + after)


def vowels(ipa: str) -> int:
    return sum(sign in IPA_VOWELS for sign in ipa)


def with_mark_elsewhere(marked: str) -> str:
    """Return the word with the mark on its first vowel, or on the second if it was there."""
    word = marked.replace(MARK, "")
    first, second, *_ = [at for at, letter in enumerate(word, 1) if letter.lower() in VOWELS]
    at = second if marked.index(MARK) == first else first
    return word[:at] + MARK + word[at:]


def waveforms(words: list[str]) -> list[bytes]:
    """Return the sound of each word.

    RHVoice speaks sentence after sentence, each by itself, so a word between two equal sentences can be cut out
    exactly; a sentence must begin with a capital.
    """
    text = DELIMITER + DELIMITER.join(f"{word.capitalize()}. " for word in words) + DELIMITER
    sound, delimiter = Child("rhvoice", limit_s=LIMIT_S).render([text, DELIMITER], QUICK).pcm
    _, *pieces, rest = sound.split(delimiter)
    assert (len(pieces), rest) == (len(words), b"")
    return pieces


def share(right: list[bool]) -> str:
    return f"{sum(right)} of {len(right)} = {sum(right) / len(right):.1%}"
