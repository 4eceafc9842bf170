"""Where the stress lies: words get U+0301 after the stressed vowel. Pure; no numpy here, the console may read it.

An editor's own mark wins over the community's list, that over the project's (`stress.toml`), that over the dictionary
of ukrainian-word-stress, of which only the file is read: the package itself asks for stanza and torch. What none of
them decides is left to the engine and named to the editor.
"""

from __future__ import annotations

import importlib.util
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import marisa_trie  # type: ignore[import-not-found]

MARK = "\u0301"
VOWELS = "аеєиіїоуюя"
PROJECT_LIST = Path(__file__).with_name("stress.toml")

_LETTERS = rf"(?:[^\W\d_]{MARK}*)+"
WORD = re.compile(rf"{_LETTERS}(?:['’ʼ`-]{_LETTERS})*")
_STRAY_MARK = re.compile(rf"(?<![{VOWELS}]){MARK}+|(?<={MARK}){MARK}+", re.IGNORECASE)
_APOSTROPHES = str.maketrans("’ʼ`", "'''")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?…\n])[^\w]*$")
_READINGS, _TAGS = b"\xff", b"\xfe"
"""In the dictionary: readings are `positions` alone, or each `positions TAGS tags READINGS`."""


class StressListError(Exception):
    """A list of stressed words cannot be read; the text is one Ukrainian sentence."""


@dataclass(frozen=True, slots=True)
class Stressed:
    """A text with its stress. Words of one syllable need no mark; `unknown` and `ambiguous` name those without one."""

    text: str
    unknown: list[str]
    ambiguous: list[str]


class Ambiguous(Exception):
    """A word has readings with different stress."""


class StressLists:
    """All that is known about stress. A position is the number of letters up to and with the stressed vowel."""

    def __init__(self, community: Path | None = None) -> None:
        """Read the lists and map the dictionary. Raises StressListError, FileNotFoundError."""
        self._listed = _read_list(PROJECT_LIST)
        if community is not None and community.exists():
            self._listed |= _read_list(community)
        self._dictionary = marisa_trie.BytesTrie()
        self._dictionary.mmap(str(_dictionary_file()))

    def positions(self, word: str, *, begins_sentence: bool = False) -> frozenset[int] | None:
        """Return where the stress of `word` may be put, every one of them right; None if nobody knows.

        Raises Ambiguous.
        """
        word = word.translate(_APOSTROPHES)
        if listed := self._listed.get(word.lower()):
            return listed
        as_name = word[0].upper() + word[1:].lower()
        spellings = [word.lower(), as_name] if begins_sentence or not word.istitle() else [as_name, word.lower()]
        entry = next((self._dictionary[spelling][0] for spelling in spellings if spelling in self._dictionary), None)
        if not entry:
            return None
        if common := frozenset.intersection(*_readings(entry)):
            return common
        raise Ambiguous(word)


def mark(words: str, lists: StressLists) -> Stressed:
    """Return `words` (no digits, no abbreviations) with U+0301 wherever the stress is known."""
    unknown: dict[str, None] = {}
    ambiguous: dict[str, None] = {}

    def stressed(found: re.Match[str]) -> str:
        begins = _SENTENCE_BEGINS.search(found.string, 0, found.start()) is not None
        return "".join(_stressed(found[0], lists, begins, unknown, ambiguous))

    text = WORD.sub(stressed, _STRAY_MARK.sub("", words))
    return Stressed(text, list(unknown), list(ambiguous))


def listed(path: Path) -> dict[str, int]:
    """Return the words of a list of somebody's own, each with the last of its positions. Raises StressListError."""
    return {word: max(positions) for word, positions in _read_list(path).items()} if path.exists() else {}


def syllables(word: str) -> int:
    """Return how many syllables a Ukrainian word has."""
    return sum(letter in VOWELS for letter in word.lower())


def _stressed(
    word: str, lists: StressLists, begins: bool, unknown: dict[str, None], ambiguous: dict[str, None]
) -> Iterator[str]:
    """Yield the parts of a word, hyphens among them. A compound stands in the dictionary whole or in parts."""
    if (MARK in word and "-" not in word) or syllables(word) < 2:
        yield word
        return
    try:
        known = lists.positions(word.replace(MARK, ""), begins_sentence=begins)
    except Ambiguous:
        ambiguous[word] = None
        yield word
        return
    if known:
        yield _marked(word, known)
    elif "-" not in word:
        unknown[word] = None
        yield word
    else:
        for part in re.split("(-)", word):
            yield from _stressed(part, lists, begins, unknown, ambiguous)


def _marked(word: str, positions: Iterable[int]) -> str:
    """Return the word with a mark in each of its hyphened parts that has none: the last of the right ones there."""
    at, marked = 0, []
    for part in word.split("-"):
        length = len(part.replace(MARK, ""))
        end = max((position - at for position in positions if at < position <= at + length), default=0)
        wanted = end and MARK not in part and syllables(part) > 1
        marked.append(part[:end] + MARK + part[end:] if wanted else part)
        at += length + 1
    return "-".join(marked)


def _readings(entry: bytes) -> list[frozenset[int]]:
    if _READINGS not in entry:
        return [frozenset(entry)]
    return [frozenset(reading.partition(_TAGS)[0]) for reading in entry.split(_READINGS) if reading]


def _read_list(path: Path) -> dict[str, frozenset[int]]:
    """Read a TOML of tables, each with `words`: stressed words between blanks."""
    try:
        tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        words = " ".join(table["words"] for table in tables.values()).split()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StressListError(f"{path.name}: список наголосів не читається ({error}).") from error
    return {word.lower().replace(MARK, "").translate(_APOSTROPHES): _positions(word, path) for word in words}


def _positions(word: str, path: Path) -> frozenset[int]:
    clean = _STRAY_MARK.sub("", word)
    found = frozenset(at - marks for marks, at in enumerate(m.start() for m in re.finditer(MARK, clean)))
    if not found:
        raise StressListError(f"{path.name}: у слові «{word}» немає наголосу.")
    return found


def _dictionary_file() -> Path:
    """Find the file without importing its package."""
    package = importlib.util.find_spec("ukrainian_word_stress")
    if package is None or package.origin is None:
        raise FileNotFoundError("ukrainian-word-stress is not installed")
    return Path(package.origin).with_name("data") / "stress.trie"
