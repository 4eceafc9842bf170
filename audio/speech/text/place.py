"""A place in a text that is being read: what stands before it, what it asks for, and what a reader gives back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from audio.speech.text.grammar import ACC, NOM, Case, governed, has_an_object
from audio.speech.text.lists import Lists, longest
from audio.speech.text.nouns import Form, Unit
from audio.speech.text.signs import STRESS

LETTER = "А-ЩЬЮЯҐЄІЇа-щьюяґєії"
CAPITAL = "А-ЩЬЮЯҐЄІЇ"
SMALL = "а-щьюяґєії"
WORD = re.compile(rf"[{LETTER}][{LETTER}'{STRESS}]*(?:-[{LETTER}][{LETTER}'{STRESS}]*)*")

_BEFORE = re.compile(rf"(?:(?<![{LETTER}'{STRESS}\w.])[{LETTER}'{STRESS}-]+ +)+$")
_CHAIN = re.compile(r"(?:(?<![\w.,:/-])№? ?\d[\d.,:/]*(?:-?[а-яґєії]{1,3})?(?:, | та | і | й | або | чи | ?[–-] ?))+$")
_PARTICLES = {
    "лише",
    "тільки",
    "аж",
    "ще",
    "приблизно",
    "орієнтовно",
    "майже",
    "десь",
    "саме",
    "вже",
    "уже",
    "усі",
    "всі",
}
_SIGN = re.compile(r"(?:^| )[+−–-]$")
_SENTENCE = re.compile(r"[.!?…]\s+(?=[^\s\d" + SMALL + r"])|\n")
_REACH = 80


@lru_cache(maxsize=8)
def _units(signs: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf" ?(?P<sign>{longest(dict.fromkeys(signs))})(?![\w'])")


@dataclass(frozen=True)
class Place:
    """A text (normalised), the place in it, and the lists to read by."""

    text: str
    at: int
    lists: Lists

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Match `pattern` here."""
        return pattern.match(self.text, self.at)

    def moved(self, at: int) -> Place:
        """Return another place of the same text."""
        return Place(self.text, at, self.lists)

    def words_before(self) -> list[str]:
        """Return the words that lead up to here with nothing but spaces between, small and unstressed."""
        lead = _BEFORE.search(self.text[max(0, self.at - _REACH) : self.at])
        return plain(lead[0]).split() if lead else []

    def before_the_list(self) -> Place:
        """Return where the list of numbers begins that this place is in: "5, 6 та |7"."""
        at = self.at - 1 if _SIGN.search(self.text[max(0, self.at - 2) : self.at]) else self.at
        chain = _CHAIN.search(self.text[max(0, at - _REACH) : at])
        return self.moved(at - len(chain[0]) if chain else at)

    def governs(self) -> tuple[Case, ...]:
        """Return the cases asked for by what stands before, the likelier first; empty when nothing asks."""
        return governed(self._asking())

    def preposition(self) -> tuple[Case, ...]:
        """Return the cases asked for by the very words before, not by those before a list of numbers."""
        return governed(self.words_before())

    def counts_in(self) -> tuple[Case, ...]:
        """Return the cases asked for of something counted: a verb too asks for its object."""
        words = self._asking()
        return governed(words) or ((ACC, NOM) if has_an_object(words) else ())

    def _asking(self) -> list[str]:
        words = self.before_the_list().words_before()
        while words and words[-1] in _PARTICLES:
            words.pop()
        return words

    def labelled(self) -> bool:
        """Tell whether a number here is the name of something: "кабінет 2"."""
        words = self.before_the_list().words_before()
        return bool(words) and words[-1] in self.lists.labels

    def after_a_word(self) -> bool:
        """Tell whether a word leads up to here within the phrase."""
        return bool(self.words_before())

    def sentence_before(self) -> str:
        """Return the sentence up to here."""
        before = self.text[self.text.rfind("\n", 0, self.at) + 1 : self.at]
        ends = [found.end() for found in _SENTENCE.finditer(before) if not self._abbreviates(before[: found.start()])]
        return before[ends[-1] if ends else 0 :]

    def _abbreviates(self, before: str) -> bool:
        last = re.search(rf"[{LETTER}-]+$", before)
        return last is not None and (len(last[0]) == 1 or last[0].lower() in self.lists.short_nouns)

    def unit(self) -> Unit | None:
        """Return the unit whose sign stands here, after a space or without one."""
        units = self.lists.units
        found = self.match(_units(tuple(units)))
        return units[found["sign"]] if found else None

    def starts_line(self) -> bool:
        """Tell whether only spaces stand between the start of the line and here."""
        return not self.text[self.text.rfind("\n", 0, self.at) + 1 : self.at].strip()

    def readings(self) -> list[Form]:
        """Return what the word that begins here may be, if it is a noun of the lists."""
        found = self.match(WORD)
        return self.lists.forms.get(plain(found[0]), []) if found else []


@dataclass(frozen=True)
class Reading:
    """The words for what stands between a place and `end`."""

    end: int
    words: str


class Unclear(Exception):
    """What stands between a place and `end` must not be read by luck; the sentence tells the editor why."""

    def __init__(self, end: int, sentence: str) -> None:
        super().__init__(sentence)
        self.end = end
        self.sentence = sentence


Reader = Callable[[Place], Reading | None]
"""Reads one kind of thing; `None` when it is not there, `Unclear` when it is there and cannot be decided."""


def plain(words: str) -> str:
    """Return words in small letters, without stress marks."""
    return words.replace(STRESS, "").lower()


def stop_after(text: str, end: int, *, dotted: bool) -> str:
    """Return the full stop that the dot of an abbreviation also was."""
    if not dotted:
        return ""
    rest = text[end:].lstrip(' ")')
    return "." if not rest or rest[0] == "\n" or (rest[0].isupper() and text[end : end + 1] in (" ", '"', ")")) else ""
