"""Words in capitals: acronyms read as words or by letters, letters alone, and words that are only written large."""

from __future__ import annotations

import re

from audio.speech.text.place import CAPITAL, LETTER, Place, Reading, Unclear, plain
from audio.speech.text.signs import STRESS
from audio.speech.text.spelling import letter, letters

_TOKEN = re.compile(rf"[{LETTER}][{LETTER}'{STRESS}]*")
_INFLECTED = re.compile(rf"(?P<base>[{CAPITAL}]{{2,}})(?P<ending>-?(?:у|а|і|и|ом|ів|ам|ами|ах))(?![{LETTER}'])")
_CAPITALS = re.compile(rf"[{CAPITAL}][{CAPITAL}'{STRESS}]+(?:-[{CAPITAL}'{STRESS}]+)*(?![{LETTER}'])")
_INITIAL = re.compile(rf"[{CAPITAL}][ \")\]]*\.(?: ?[{CAPITAL}]\.)?")
_LETTER = re.compile(rf"\"?(?P<sign>[{CAPITAL}])(?![\w'{STRESS}-])")
_VOWELS = frozenset("аеєиіїоуюя")
_WORDS = frozenset("АВЄЗІЙОУЯ")
_SHORT = 4
_CROWD = 5
_LETTER_LABELS_WORDS = (
    "корпус корпусі корпусу літера літери буква група групи група категорія категорії клас класу блок блоку "
    "блоці секція під'їзд будинок будинку індекс форма форми тип типу"
)
_LETTER_LABELS = frozenset(_LETTER_LABELS_WORDS.split())


def read(place: Place) -> Reading | None:
    """Read an acronym, a single capital letter, or a word written in capitals."""
    if place.at and (place.text[place.at - 1].isalpha() or place.text[place.at - 1] in "'" + STRESS):
        return None
    return _own(place) or _inflected(place) or _listed(place) or _initial(place) or _single(place) or _large(place)


def _own(place: Place) -> Reading | None:
    found = place.match(_TOKEN)
    said = place.lists.said.get(found[0]) if found else None
    return Reading(found.end(), said) if found and said else None


def _inflected(place: Place) -> Reading | None:
    found = place.match(_INFLECTED)
    if not found or found["base"] not in place.lists.acronym_words:
        return None
    return Reading(found.end(), found["base"].lower() + found["ending"].lstrip("-"))


def _listed(place: Place) -> Reading | None:
    found = place.match(_TOKEN)
    if not found:
        return None
    if found[0] in place.lists.acronym_words:
        return Reading(found.end(), found[0].lower())
    return Reading(found.end(), letters(found[0])) if found[0] in place.lists.acronym_letters else None


def _initial(place: Place) -> Reading | None:
    found = place.match(_INITIAL)
    if found and not _LETTER_LABELS.intersection(place.words_before()[-1:]):
        raise Unclear(found.end(), f"Ініціали «{found[0]}» не вимовляються: напишіть ім'я повністю.")
    return None


def _single(place: Place) -> Reading | None:
    found = place.match(_LETTER)
    if not found or found[0].startswith('"'):
        return None
    sign = found["sign"]
    before = place.words_before()
    if before and before[-1] in _LETTER_LABELS:
        return Reading(found.end(), letter(sign))
    return None if sign in _WORDS else Reading(found.end(), letter(sign))


def _large(place: Place) -> Reading | None:
    """Read an ordinary word written in capitals; short ones and unreadable ones are unknown acronyms."""
    found = place.match(_CAPITALS)
    if not found:
        return None
    word = plain(found[0])
    if len(word) <= _SHORT or not _readable(word):
        raise Unclear(found.end(), f"Невідома абревіатура «{found[0]}»: додайте її до списку або напишіть словами.")
    return Reading(found.end(), found[0].lower())


def _readable(word: str) -> bool:
    crowd = 0
    for sign in word:
        crowd = 0 if sign in _VOWELS or sign in "ь'-" else crowd + 1
        if crowd >= _CROWD:
            return False
    return any(sign in _VOWELS for sign in word)
