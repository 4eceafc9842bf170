"""The words of a text as phonemes with the stress where it belongs: the only mark that espeak-ng obeys.

The phonemes are its own (`espeak-ng -x`), so both its Ukrainian voices, 1.51 and 1.52, are handled: the stress
moves, and a vowel that was reduced because the stress lay elsewhere gets its full sound back. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

MARK = "\u0301"
_LETTERS = rf"(?:[^\W\d_]{MARK}*)+"
_WORD = re.compile(rf"{_LETTERS}(?:'{_LETTERS})*")
_VOWELS = "аеєиіїоуюя"
_APOSTROPHES = str.maketrans("ʼ’`", "'''")
_IOTATED = {"я": "йа", "ю": "йу", "є": "йе", "ї": "йі"}
_AFTER_APOSTROPHE = re.compile("'([яюєї])", re.IGNORECASE)
_COMMANDS = re.compile(r"\[\[|\]\]|[<>]")
"""Between brackets espeak-ng reads phonemes, between angles it may read SSML."""

_STRESS = "',%="
_SYLLABIC = re.compile(r"j?[aAeEiIoOuUyV]|@(?!-)")
"""A phoneme that is a syllable; `@-` is a glide that 1.51 puts before r."""

_CLEAR = {
    ("о", "V"): "o",
    ("е", "i"): "E",
    ("е", "y"): "E",
    ("е", "@"): "E",
    ("є", "i"): "E",
    ("и", "i"): "I",
    ("и", "y"): "I",
    ("а", "I"): "a",
}
"""1.51 reduces as Russian does and says и as і; 1.52 says some ен as in English."""
_CLEAR_UNDER_STRESS = {("е", "I2"): "E", ("є", "I2"): "E"}

Phonemes = Mapping[str, Sequence[str]]


def tamed(text: str) -> str:
    """Return the text without what espeak-ng takes for commands, every apostrophe so that it is not spelled out.

    зв'язок begins with "зе ве" in both versions and пʼять is English in 1.51; звйазок and пйать are read as meant.
    """
    text = _COMMANDS.sub(" ", text).translate(_APOSTROPHES)
    return _AFTER_APOSTROPHE.sub(lambda found: _IOTATED[found[1].lower()], text)


def marked_words(text: str) -> list[str]:
    """Return the words of a tamed text that have a mark, without it, in small letters."""
    return [word.replace(MARK, "").lower() for word in _WORD.findall(text) if MARK in word]


def with_forced_stress(text: str, phonemes: Phonemes) -> str:
    """Return a tamed text with each marked word as `[[phonemes]]`. A word that does not fit its phonemes stays one."""
    return _WORD.sub(lambda found: _forced(found[0], phonemes), text)


def spoken_by(transcribe: Callable[[list[str]], Phonemes], texts: Sequence[str]) -> list[str]:
    """Return `texts` as espeak-ng must get them; `transcribe` is asked once for all their marked words."""
    tame = [tamed(text) for text in texts]
    phonemes = transcribe(sorted({word for text in tame for word in marked_words(text)}))
    return [with_forced_stress(text, phonemes) for text in tame]


def _forced(marked: str, phonemes: Phonemes) -> str:
    word = marked.replace(MARK, "")
    if word == marked:
        return word
    said = [phoneme.strip(_STRESS) for phoneme in phonemes.get(word.lower(), ())]
    syllables = [at for at, phoneme in enumerate(said) if _SYLLABIC.match(phoneme)]
    letters = _vowels(word)
    if len(syllables) != len(letters):
        return word
    stressed = len(_vowels(marked[: marked.rindex(MARK)])) - 1
    for number, (letter, at) in enumerate(zip(letters, syllables, strict=True)):
        said[at] = _CLEAR.get((letter, said[at]), said[at])
        if number == stressed:
            said[at] = "'" + _CLEAR_UNDER_STRESS.get((letter, said[at]), said[at])
    return f"[[{'|'.join(said)}]]"


def _vowels(word: str) -> list[str]:
    return [letter for letter in word.lower() if letter in _VOWELS]
