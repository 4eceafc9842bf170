"""Numbers that are names: № 252, № 01-11/ВС, § 5, ЄДРПОУ, стаття 20, пункт 3.2."""

from __future__ import annotations

import re

from audio.speech.text.grammar import GEN, INS, NOM, Case, Gender
from audio.speech.text.numerals import cardinal, ordinal
from audio.speech.text.place import CAPITAL, LETTER, Place, Reading, Unclear, plain
from audio.speech.text.spelling import code, digits, in_groups, letters

_BODY = rf"(?:\d\w*|[{LETTER}A-Za-z]{{1,4}}(?=[ -]?\d))(?:[-–/]\w+| -(?=\d)\w+|(?<=[А-ЯҐЄІЇA-Z]) \d+|\.\d+)*"
_NUMBER = re.compile(rf"(?P<sign>№№?) ?(?P<body>{_BODY})")
_PARAGRAPH = re.compile(r"§ ?(?P<number>\d+)(?![\d.,]\d)")
_CODE = re.compile(r"\d{5,12}(?![\d.,/-]\d|\d)")
_ACCOUNT = re.compile(r"UA ?(?P<digits>(?:\d ?){27})(?!\d)")
_BEFORE_CODE = re.compile(r"(?:ЄДРПОУ|РНОКПП|ІПН|код\w*|рахун\w+|рах\.)[:,]?\s*(?:№ ?)?$", re.IGNORECASE)
_BEFORE_INDEX = re.compile(r"(?:індекс\w*)[:,]?\s*$|(?:^|\n)\s*$|(?:адрес\w+|пошт\w+)[:,]?\s*$", re.IGNORECASE)
_DOTTED = re.compile(r"\d+(?:\.\d+)+(?![\d,:/-]\d|\d)")
_LAW = re.compile(r"\d{1,5}-[IVXІХ]+(?![\w])")
_NUMERAL = re.compile(r"\d+(?:\.\d+)*")
_ITEM = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})*)(?P<end>\.|\)|(?=))(?= |\n|$)")
_PARTS = ("стаття", "частина", "пункт", "підпункт", "абзац", "розділ", "том")
_INDEX_DIGITS = 5
_REACH = 40


def read(place: Place) -> Reading | None:
    """Read the number of a document, of a code, of an item of a list or of a part of a law."""
    return _number(place) or _paragraph(place) or _law(place) or _part(place) or _item(place)


def _number(place: Place) -> Reading | None:
    found = place.match(_NUMBER)
    if not found:
        if place.text[place.at] == "№":
            raise Unclear(place.at + 1, "Після «№» немає номера.")
        return None
    noun = place.lists.nouns["номер"]
    cases = place.governs()
    case = INS if INS in cases else cases[0] if cases else NOM
    label = noun.form(case, plural=len(found["sign"]) > 1)
    try:
        return Reading(found.end(), f"{label} {_body(found)}")
    except (KeyError, ValueError):
        raise Unclear(found.end(), f"Не знаю, як прочитати номер «{found['body']}».") from None


def _body(found: re.Match[str]) -> str:
    """Say the number; "№№ 5–7" are numbers from and to, "№ 5-7" is one."""
    body = found["body"].replace(" ", "")
    if len(found["sign"]) > 1:
        return " — ".join(code(part) for part in re.split("[-–]", body))
    return code(body)


def _paragraph(place: Place) -> Reading | None:
    found = place.match(_PARAGRAPH)
    if not found:
        return None
    cases = place.governs()
    label = place.lists.nouns["параграф"].form(cases[0] if cases else NOM)
    return Reading(found.end(), f"{label} {digits(found['number'])}")


def _account(place: Place) -> Reading | None:
    found = place.match(_ACCOUNT)
    if not found:
        return None
    return Reading(found.end(), f"{letters('UA')}, {in_groups(found['digits'].replace(' ', ''), 2)}")


def _law(place: Place) -> Reading | None:
    """Read the number of a law: "2297-VI"."""
    found = place.match(_LAW)
    return Reading(found.end(), code(found[0])) if found and len(found[0].split("-")[0]) > 2 else None


def read_code(place: Place) -> Reading | None:
    """Read the code of a person, firm or account, which may look like a telephone number."""
    return _account(place) or _code(place)


def _code(place: Place) -> Reading | None:
    found = place.match(_CODE)
    if not found or (place.at and place.text[place.at - 1] in "-/.,0123456789"):
        return None
    before = place.text[max(0, place.at - _REACH) : place.at]
    if len(found[0]) == _INDEX_DIGITS:
        return Reading(found.end(), in_groups(found[0], 2, 3)) if _is_index(place, found, before) else None
    return Reading(found.end(), in_groups(found[0], 2)) if _BEFORE_CODE.search(before) else None


def _is_index(place: Place, found: re.Match[str], before: str) -> bool:
    if re.search(r"індекс\w*[:,]?\s*$", before, re.IGNORECASE):
        return True
    return bool(_BEFORE_INDEX.search(before)) and place.text[found.end() : found.end() + 2] == ", "


def _part(place: Place) -> Reading | None:
    """Read what stands after "стаття", "пункт" …: ordinals that agree, "три крапка два" after a label."""
    if place.at and place.text[place.at - 1] in ".-/":
        return None
    number = place.match(_NUMERAL)
    if number and re.match(r"[-–]\d", place.text[number.end() :]) and _after_a_part(place):
        raise Unclear(number.end() + 2, "Незрозуміло, проміжок це чи стаття з номером: напишіть словами.")
    if not number or re.match(r"[/:,-]\d|-?[а-яґєії]|\d", place.text[number.end() :]):
        return None
    before = place.before_the_list().words_before()
    if "." in number[0]:
        dotted = place.match(_DOTTED)
        known = before and (before[-1] in place.lists.labels or _part_form(place, before[-1]))
        return Reading(dotted.end(), dotted_words(dotted[0])) if dotted and known else None
    how = _part_form(place, before[-1]) if before else None
    return Reading(number.end(), numbered(number[0], *how)) if how else None


def _after_a_part(place: Place) -> bool:
    """Tell whether the word before names a part of a document."""
    before = place.before_the_list().words_before()
    return bool(before) and _part_form(place, before[-1]) is not None


def _part_form(place: Place, word: str) -> tuple[Gender, Case] | None:
    forms = [form for form in place.lists.forms.get(plain(word), []) if form.noun.name in _PARTS and not form.plural]
    if not forms:
        return None
    start = place.before_the_list()
    lead = place.text[: start.at].rstrip()
    cases = place.moved(len(lead) - len(word)).governs()
    spare = next((form for form in forms if form.case in (NOM, GEN)), forms[0])
    chosen = next((form for case in cases for form in forms if form.case is case), spare)
    return chosen.noun.gender, chosen.case


def numbered(number: str, gender: Gender, case: Case) -> str:
    """Return the number of a part of a document: an ordinal, or "три крапка два"."""
    return dotted_words(number) if "." in number else ordinal(int(number), case, gender)


def dotted_words(number: str) -> str:
    """Return "три крапка два" of "3.2"."""
    return " крапка ".join(digits(part) for part in number.split("."))


def _is_item(place: Place, found: re.Match[str]) -> bool:
    """Tell "6.3.1 приймає …" and "2.1 Загальні …" from an amount."""
    levels = found["number"].count(".") + 1
    return levels > 2 or (levels == 2 and bool(re.match(rf" [{CAPITAL}]", place.text[found.end() :])))


def _item(place: Place) -> Reading | None:
    """Read the number at the start of a line: "1. Загальні положення", "2) …"."""
    found = place.match(_ITEM) if place.starts_line() else None
    if not found or not (found["end"] or _is_item(place, found)):
        return None
    words = " крапка ".join(cardinal(int(part)) for part in found["number"].split("."))
    return Reading(found.end(), words + ("," if found["end"] == ")" else "."))
