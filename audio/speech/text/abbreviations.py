"""Abbreviations of the closed list; the nouns among them take the case that is asked for."""

from __future__ import annotations

import re
from functools import lru_cache

from audio.speech.text.documents import numbered
from audio.speech.text.grammar import ACC, DAT, GEN, INS, LOC, NOM, Case, Gender
from audio.speech.text.lists import longest
from audio.speech.text.nouns import Noun, Unit
from audio.speech.text.place import CAPITAL, Place, Reading, Unclear, plain, stop_after

_START = r"(?<![\w'])(?<!\w-)"
_PLACES_WORDS = (
    "вулиця провулок проспект площа бульвар набережна узвіз мікрорайон місто село селище хутір область район "
    "будинок станція річка озеро кабінет кімната квартира офіс корпус поверх"
)
_PLACES = frozenset(_PLACES_WORDS.split())
_PARTS = frozenset(["стаття", "частина", "пункт", "підпункт", "абзац", "розділ", "том"])
_ADJECTIVE = re.compile(r"[а-яґєії'-]+[сцз]ьк(?P<ending>ого|ому|им|ий|ої|ій|у|ою|а)")
_ADJECTIVE_CASES = {
    "ого": GEN, "ому": LOC, "им": INS, "ий": NOM, "ої": GEN, "ій": LOC, "у": ACC, "ою": INS, "а": NOM
}  # fmt: skip
_CHAINED = re.compile(r"(?:\d+(?:\.\d+)*|\)),? $")
_NUMBERS = re.compile(
    r" ?(?P<first>\d+(?:\.\d+)*)(?P<more>(?:(?:, | та | і )\d+(?:\.\d+)*(?![\d:/-]|[.,]\d| [а-яґєії]{2}))*)(?![\d/-])"
)
_SPAN = re.compile(r" ?\d[\d.]*[-–]\d")
_AGAIN = re.compile(r"(?P<join>, | та | і )?(?P<number>\d+(?:\.\d+)*)")
_ENDED = re.compile(r"(?P<stem>р-н|обл|с-щ|м-н)(?P<ending>у|ом|і|и|ів|ах|ам|ами|е)(?![\w'])")
_UNKNOWN = re.compile(r"(?P<word>[а-яґєії'\u0301-]+)\. (?=[а-яґєії])")


@lru_cache(maxsize=8)
def _pattern(keys: tuple[str, ...], tail: str) -> re.Pattern[str]:
    return re.compile(rf"{_START}(?P<key>{longest(dict.fromkeys(keys))}){tail}", re.IGNORECASE)


_ONE_OF_TWO = {"села": "села\u0301"}
"""Forms that are also plural, with another stress; an abbreviation before a name stands for one."""


def read(place: Place) -> Reading | None:
    """Read an abbreviated noun. `Unclear` where what must follow it does not."""
    return _ended(place) or _noun(place)


def read_phrase(place: Place) -> Reading | None:
    """Read an abbreviation that is said as it stands in the list."""
    phrases = place.lists.phrases
    found = place.match(_pattern(tuple(phrases), r"(?![\w'])"))
    if not found:
        return None
    said = phrases.get(found["key"]) or phrases.get(found["key"].lower())
    if said is None:
        return None
    dotted = found["key"].endswith(".")
    return Reading(found.end(), said + stop_after(place.text, found.end(), dotted=dotted and _may_end(said)))


def _may_end(said: str) -> bool:
    """Tell whether a sentence can end with these words: not with a title before a name."""
    return said.startswith(("і ", "та ", "в ", "у "))


def _ended(place: Place) -> Reading | None:
    """Read "р-ну", "р-ні": the ending says the case."""
    found = place.match(_ENDED)
    if not found or (place.at and (place.text[place.at - 1].isalnum() or place.text[place.at - 1] == "-")):
        return None
    noun = place.lists.nouns[{"р-н": "район", "обл": "область", "с-щ": "селище", "м-н": "мікрорайон"}[found["stem"]]]
    ending = found["ending"]
    if found["stem"] == "с-щ" and ending == "е":
        return None
    for plural in (False, True):
        for case in Case:
            if noun.form(case, plural=plural).endswith(ending) and case is not NOM:
                return Reading(found.end(), noun.form(case, plural=plural))
    raise Unclear(found.end(), f"Незрозуміле скорочення «{found[0]}».")


def _noun(place: Place) -> Reading | None:
    shorts = place.lists.short_nouns
    found = place.match(_pattern(tuple(shorts), r"(?:(?P<dot>\.)(?!['-])|(?![\w'-]))"))
    if not found:
        return None
    key = found["key"] if found["key"] in shorts or len(found["key"]) == 1 else found["key"].lower()
    if key not in shorts or (not found["dot"] and "-" not in key and len(key) < 3):
        return None
    rest = place.text[found.end() :]
    short = _meant(shorts[key], rest)
    if short is None:
        raise Unclear(found.end(), f"Незрозуміле скорочення «{found[0]}»: напишіть слово повністю.")
    case = _case(place, short.noun, key)
    if short.noun.name in _PARTS and (part := _part(place, found, short.noun, case)):
        return part
    gap = " " if rest[:1].isalnum() else ""
    stop = stop_after(place.text, found.end(), dotted=_ends(found, rest))
    said = short.form(case)
    return Reading(found.end(), _ONE_OF_TWO.get(said, said) + stop + gap)


def _meant(readings: dict[str, Unit], rest: str) -> Unit | None:
    """Return what an abbreviation means before `rest`."""
    if re.match(rf' ?"?[{CAPITAL}]', rest) and "name" in readings:
        return readings["name"]
    if re.match(r" ?№? ?\d", rest) and "number" in readings:
        return readings["number"]
    return readings.get("any")


def _part(place: Place, found: re.Match[str], noun: Noun, case: Case) -> Reading | None:
    """Read a part of a document with its numbers: "ст. 20"."""
    if _SPAN.match(place.text, found.end()):
        raise Unclear(found.end(), f"Після «{found[0]}» — проміжок чи номер із рискою? Напишіть словами.")
    numbers = _NUMBERS.match(place.text, found.end())
    return Reading(numbers.end(), f"{noun.form(case)} {_numbers(numbers, noun.gender, case)}") if numbers else None


def _ends(found: re.Match[str], rest: str) -> bool:
    """Tell whether the dot also ended the sentence: only at the end of a line, for a name may follow."""
    return bool(found["dot"]) and not rest.lstrip(' ")').rstrip(" ").split("\n")[0]


def _numbers(found: re.Match[str], gender: Gender, case: Case) -> str:
    words = ""
    for one in _AGAIN.finditer(found[0].strip()):
        words += (one["join"] or "") + numbered(one["number"], gender, case)
    return words


def _case(place: Place, noun: Noun, key: str) -> Case:
    cases = place.preposition()
    if cases:
        return _preferred(noun, cases)
    before = place.words_before()
    if not before:
        if noun.name in _PARTS and _CHAINED.search(place.text[: place.at]):
            return GEN
        return _as_before(place, noun, key)
    if adjective := _ADJECTIVE.fullmatch(before[-1]):
        return _of_adjective(place, _ADJECTIVE_CASES[adjective["ending"]], before)
    if before[-1] in ("та", "і", "й", "або", "чи"):
        return _as_before(place, noun, key)
    return GEN if noun.name in _PLACES or noun.name in _PARTS else NOM


def _preferred(noun: Noun, cases: tuple[Case, ...]) -> Case:
    if noun.name in _PLACES and LOC in cases:
        return LOC
    return INS if cases == (ACC, INS) else cases[0]


def _of_adjective(place: Place, case: Case, before: list[str]) -> Case:
    """Tell a dative from a locative of "-ській", "-ському": only a preposition before asks for the latter."""
    if case is not LOC:
        return case
    lead = place.text[: place.at].rstrip()
    return LOC if place.moved(len(lead) - len(before[-1])).governs() else DAT


def _as_before(place: Place, noun: Noun, key: str) -> Case:
    """Take the case of the same abbreviation earlier in the sentence: "на вул. Миру та вул. Шевченка"."""
    sentence = place.sentence_before()
    start = place.at - len(sentence)
    for again in re.finditer(rf"(?<![\w'-]){re.escape(key)}(?=[. ])", sentence):
        if cases := place.moved(start + again.start()).preposition():
            return _preferred(noun, cases)
    return NOM


def unknown(place: Place) -> None:
    """Raise `Unclear` where a word with a dot goes on with a small letter: an abbreviation nobody listed."""
    found = place.match(_UNKNOWN)
    if found:
        raise Unclear(found.end() - 1, f"Невідоме скорочення «{plain(found['word'])}.»: напишіть слово повністю.")
