"""On which vowel an engine really stresses a word, told by the sound's own evidence.

With espeak-ng the phonemes of what is sent to it; with RHVoice the waveform, which must become another when the mark is
moved to another vowel of the same word. What was found is kept by the version of the voice in `build/heard`.
"""

from __future__ import annotations

import json
import os
import wave
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import DEVNULL, run
from tempfile import TemporaryDirectory

from audio.engines.espeak import ESpeak
from audio.engines.rhvoice import PROGRAM, RHVoice
from audio.speech.stress import MARK, VOWELS, StressLists, mark, syllables

WORDS = Path(__file__).with_name("stress_words.txt").read_text(encoding="utf-8").split()
"""Distinct words of two and more syllables from municipal texts."""

RHVOICE_WORDS = 500

_KEPT = Path(__file__).resolve().parents[3] / "build" / "heard"
_IPA_VOWELS = "aɑæɐeɛəɪiɨoɔuʊʌyɯ"
_QUICK = ("-r", "200", "-q", "min")
_DELIMITER = "Так. "
_LIMIT_S = 240.0


def known_words(lists: StressLists) -> list[str]:
    """Return the marked forms of the words whose stress is known."""
    return [marked for word in WORDS if MARK in (marked := mark(word, lists).text)]


def espeak_right(engine: ESpeak, known: Sequence[str]) -> list[bool]:
    """Return for each word whether espeak-ng stresses it right as the product sends it."""
    return _espeak_heard(known, engine.forced(known, "uk"))


def espeak_right_by_itself(known: Sequence[str]) -> list[bool]:
    """Return for each word whether espeak-ng stresses it right when it is not told."""
    return _espeak_heard(known, [marked.replace(MARK, "") for marked in known])


def rhvoice_right(known: Sequence[str], voice: str) -> tuple[list[str], list[bool]]:
    """Return the words that RHVoice was asked, evenly taken from `known`, and for each whether its mark was obeyed.

    Words that this version of the voice has been asked before are not asked again.
    """
    words = list(known[:: max(len(known) // RHVOICE_WORDS, 1)][:RHVOICE_WORDS])
    kept = _KEPT / f"rhvoice-{voice}-{RHVoice().version(voice)}.json"
    right: dict[str, bool] = json.loads(kept.read_bytes()) if kept.exists() else {}
    new = [word for word in words if word not in right]
    if new:
        cores = min(os.cpu_count() or 1, len(new))
        with ThreadPoolExecutor(cores) as threads:
            for found in threads.map(lambda part: _obeyed(part, voice), [new[core::cores] for core in range(cores)]):
                right |= found
        _keep(kept, right)
    return words, [right[word] for word in words]


def with_mark_elsewhere(marked: str) -> str:
    """Return the word with the mark on its first vowel, or on the second if it was there."""
    word = marked.replace(MARK, "")
    first, second, *_ = [at for at, letter in enumerate(word, 1) if letter.lower() in VOWELS]
    at = second if marked.index(MARK) == first else first
    return word[:at] + MARK + word[at:]


def _espeak_heard(known: Sequence[str], sent: Iterable[str]) -> list[bool]:
    """Tell for each word whether the vowel with the mark is stressed, and that one alone."""
    command = ["espeak-ng", "-q", "--ipa", "-v", "uk", "-b", "1", "--stdin"]
    said = run(command, input="\n\n".join(sent), capture_output=True, text=True, check=True)
    lines = [line for line in said.stdout.splitlines() if line.strip()]
    return [_heard_syllable(line) == _stressed_syllable(word) for word, line in zip(known, lines, strict=True)]


def _stressed_syllable(marked: str) -> tuple[int, int]:
    """Return how many vowels stand before the stressed one, and how many there are."""
    return syllables(marked[: marked.index(MARK)]) - 1, syllables(marked)


def _heard_syllable(ipa: str) -> tuple[int, int]:
    before, _, after = ipa.rpartition("ˈ")
    if "ˈ" in before:
        return -1, 0
    return _vowels(before), _vowels(before + after)


def _vowels(ipa: str) -> int:
    return sum(sign in _IPA_VOWELS for sign in ipa)


def _keep(kept: Path, right: dict[str, bool]) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    being_written = kept.with_suffix(f".{os.getpid()}")
    being_written.write_text(json.dumps(right), encoding="utf-8")
    being_written.replace(kept)


def _obeyed(words: Sequence[str], voice: str) -> dict[str, bool]:
    """Tell for each word whether RHVoice says it otherwise when the mark is moved.

    It speaks sentence after sentence, each by itself. So a word and the same word with its mark moved, between two
    equal sentences, can be cut out exactly, and are one sound twice if the mark means nothing. A sentence must begin
    with a capital.
    """
    twice = [f"{word.capitalize()}. {with_mark_elsewhere(word).capitalize()}. " for word in words]
    sound = _spoken(_DELIMITER + _DELIMITER.join(twice) + _DELIMITER, voice)
    _, *pieces, rest = sound.split(_spoken(_DELIMITER, voice))
    assert (len(pieces), rest) == (len(words), b"")
    halves = ((piece[: len(piece) // 2], piece[len(piece) // 2 :]) for piece in pieces)
    return {word: one != other for word, (one, other) in zip(words, halves, strict=True)}


def _spoken(text: str, voice: str) -> bytes:
    with TemporaryDirectory() as scratch:
        wav = Path(scratch) / "said.wav"
        command = [PROGRAM, "-p", voice, *_QUICK, "-o", str(wav)]
        run(command, input=text.encode(), stdout=DEVNULL, stderr=DEVNULL, check=True, timeout=_LIMIT_S)
        with wave.open(str(wav)) as sound:
            pcm: bytes = sound.readframes(sound.getnframes())
            return pcm
