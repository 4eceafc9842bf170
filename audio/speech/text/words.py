"""The door of the room: a text becomes the words that are spoken, or the places where it cannot.

The text is read once from left to right. At each place the readers are asked in turn; the first that knows the thing
says it, in the case that the words before and after ask for. What no reader knows must be a Ukrainian word or a sign of
the sentence; anything else is a fault with its place, and is left out of what is spoken.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from audio.speech.text import (
    abbreviations,
    acronyms,
    addresses,
    counts,
    dates,
    documents,
    internet,
    latin,
    ordinals,
    phones,
    roman,
    times,
    twice,
    weekdays,
)
from audio.speech.text.lists import DEFAULT, Lists, ListsError
from audio.speech.text.place import CAPITAL, LETTER, WORD, Place, Reader, Reading, Unclear, plain
from audio.speech.text.signs import STRESS, normalised

__all__ = ["DEFAULT", "Fault", "Lists", "ListsError", "Worded", "to_words"]

READERS: tuple[Reader, ...] = (
    internet.read,
    abbreviations.read_phrase,
    documents.read_code,
    twice.read,
    phones.read,
    times.read,
    dates.read,
    weekdays.read,
    roman.read,
    documents.read,
    addresses.read,
    ordinals.read,
    abbreviations.read,
    counts.read,
    acronyms.read,
    latin.read,
)
"""In the order in which they are asked: the narrow before the wide."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What cannot be read: its place in the text as it was given, what stands there, and why, in Ukrainian."""

    start: int
    end: int
    sign: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Worded:
    """What is spoken: Ukrainian words, U+0301 where the editor put it, spaces, new lines, the signs of a sentence.

    `text` is to be spoken only when there are no `faults`.
    """

    text: str
    faults: tuple[Fault, ...]


def to_words(text: str, lists: Lists = DEFAULT) -> Worded:
    """Return what is spoken for `text`, in which no digit, Latin letter or unknown sign is left."""
    clean = normalised(text)
    said: list[str] = []
    faults: list[Fault] = []
    place = Place(clean.text, 0, lists)
    while place.at < len(clean.text):
        try:
            reading = _read(place)
        except Unclear as unclear:
            start, end = clean.starts[place.at], clean.ends[min(unclear.end, len(clean.text)) - 1]
            faults.append(Fault(start, end, text[start:end], unclear.sentence))
            place = place.moved(bisect_left(clean.starts, end))
            continue
        said.append(_large_after_stop(said, reading.words))
        place = place.moved(reading.end)
    return Worded(_tidy("".join(said)), tuple(faults))


_STARTS = re.compile(rf"[\w(№§$€₴+−–\"'°*#{STRESS}-]")
_SOUND = re.compile(r"[.,!?:;…\n ]")
_DASH = re.compile(r" – | - |(?<=\n)[–-] |–(?= |\n|$)|(?<= )–")
_BULLET = re.compile(r" *[•*–-] +")
_RUN = re.compile(r"[\w'\u0301-]*\w")
_STOPPED = re.compile(r"[ \"()\[\],;:–-]*\.")
_MUTE = re.compile(r"[взйжб]", re.IGNORECASE)
_SLASHED = re.compile(rf"[{LETTER}'{STRESS}-]+(?:/[\w'{STRESS}-]+)+/?")
_KEY_BEFORE = re.compile(r"(?:натисн\w+|клавіш\w+|кнопк\w+|набер\w+|знак\w*) \"?$", re.IGNORECASE)
_KEYS = {"*": ("зірочка", "зірочку"), "#": ("решітка", "решітку")}
_SENTENCE_END = re.compile(r"[.!?…][ ]+$")


def _read(place: Place) -> Reading:
    sign = place.text[place.at]
    if place.starts_line() and (bullet := place.match(_BULLET)):
        return Reading(bullet.end(), "")
    if sign in " \n":
        return Reading(place.at + 1, sign)
    if _STARTS.match(sign):
        for reader in READERS:
            if reading := reader(place):
                return reading
    return _word(place) or _punctuation(place)


def _word(place: Place) -> Reading | None:
    found = place.match(WORD)
    if not found:
        return None
    end = found.end()
    if (run := place.match(_RUN)) and run.end() > end:
        latin.mixed(run[0], run.end())
    if not re.search(r"[аеєиіїоуюя]", plain(found[0])) and not _MUTE.fullmatch(found[0]):
        raise Unclear(end, f"«{found[0]}» не можна вимовити: це скорочення не зі списку.")
    if slashed := place.match(_SLASHED):
        raise Unclear(slashed.end(), f"Знак «/» біля слова «{found[0]}»: напишіть «або» чи «та».")
    stopped = _STOPPED.match(place.text, end) if len(found[0]) == 1 else None
    if stopped and (_MUTE.match(found[0]) or _opens(place)):
        raise Unclear(stopped.end(), f"Незрозуміле скорочення «{found[0]}.»: напишіть слово повністю.")
    abbreviations.unknown(place)
    return Reading(end, found[0])


def _opens(place: Place) -> bool:
    """Tell whether a sentence begins here."""
    before = place.text[: place.at].rstrip(' ",;:—–•*()[]-')
    return not before or before[-1] in ".!?…\n"


def _punctuation(place: Place) -> Reading:
    sign = place.text[place.at]
    before = place.text[place.at - 1 : place.at]
    after = place.text[place.at + 1 : place.at + 2]
    if sign in ".,!?:;…":
        return Reading(place.at + 1, sign)
    if sign == '"':
        return Reading(place.at + 1, " " if before.isalnum() and after.isalnum() else "")
    if sign in "()[]" and not place.text.startswith("[[", place.at):
        return Reading(place.at + 1, _bracket(place))
    if sign in "–-" and (before in ("", " ", "\n") or after in ("", " ", "\n") or sign == "–"):
        return Reading(place.at + 1, " — ")
    if sign == "—":
        return Reading(place.at + 1, " — ")
    if sign == "-" and before.isalpha() and after.isalpha():
        return Reading(place.at + 1, "-")
    if sign in _KEYS and (_KEY_BEFORE.search(place.text[: place.at])):
        asked = re.search(r"(?:натисн\w+|набер\w+) \"?$", place.text[: place.at], re.IGNORECASE)
        return Reading(place.at + 1, _KEYS[sign][bool(asked)])
    raise Unclear(place.at + 1, _why(sign))


def _why(sign: str) -> str:
    if sign.isalpha():
        return f"Літери «{sign}» немає в українській абетці."
    if sign.isprintable():
        return f"Знак «{sign}» не читається: напишіть його словом або приберіть."
    return "Тут стоїть невидимий знак, який не читається: приберіть його."


def _bracket(place: Place) -> str:
    """Say brackets as the rests they are."""
    if place.text[place.at] in "([":
        return ", " if re.search(r"[\w\"'] ?$", place.text[: place.at]) else ""
    rest = place.text[place.at + 1 :].lstrip(" ")
    return "" if not rest or rest[0] in ".,!?:;…\n)–-" else ", "


def _large_after_stop(said: list[str], words: str) -> str:
    """Begin a sentence with a large letter: a small one would take away its pause."""
    if not _SENTENCE_END.search("".join(said[-3:])) or (len(words) == 2 and words[1].isupper()):
        return words
    return words[:1].upper() + words[1:]


def _tidy(said: str) -> str:
    """Put one space between words, none before a sign of the sentence, one sign where two met."""
    said = re.sub(r" +", " ", said)
    said = re.sub(r" ?\n ?", "\n", said)
    said = re.sub(r" +([.,!?:;…])", r"\1", said)
    said = re.sub(r",(?: ?,)+", ",", said)
    said = re.sub(r",(?= ?[.!?:;…—])|(?<=[:;—]),", "", said)
    said = re.sub(rf"([,;:])(?=[{LETTER}])|([.!?…])(?=[{CAPITAL}])", r"\1\2 ", said)
    said = re.sub(r" ?— ?", " — ", said)
    said = re.sub(r"(?:— +)+", "— ", said)
    said = re.sub(r"(?m)^[,;:— ]+", "", said)
    return re.sub(r"(?m) +$", "", said).strip(" ")
