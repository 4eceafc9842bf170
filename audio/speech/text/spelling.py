"""What is said sign by sign: letters by their names, codes by their parts."""

from __future__ import annotations

import re

from audio.speech.text.numerals import cardinal

_NAMES = (
    "а бе ве ге ґе де е є же зе и і ї йот ка ел ем ен о пе ер ес те у еф ха це че ша ща м'якийзнак ю я",
    "а бе це де е еф ґе аш і йот ка ел ем ен о пе ку ер ес те у ве дубльве ікс ігрек зет",
)
"""Latin letters are named as the schools name them, so that old people know them."""

_LETTERS = dict(zip("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", _NAMES[0].split(), strict=True))
_LATIN = dict(zip("abcdefghijklmnopqrstuvwxyz", _NAMES[1].split(), strict=True))
_TWO_WORDS = {"м'якийзнак": "м'який знак", "дубльве": "дубль ве"}
_SIGNS = {"-": "дефіс", "–": "дефіс", "/": "дріб", ".": "крапка", "_": "нижнє підкреслення"}
_PART = re.compile(r"\d+|[^\W\d_]+|.")
_ROMAN_TAIL = re.compile(r"(?<=\d-)[IVXІХ]{2,}$|(?<=\d{3}-)[IVXІХ]$")
_TRIPLE = 3


def letter(sign: str) -> str:
    """Return the name of a Ukrainian or Latin letter."""
    name = _LETTERS.get(sign.lower()) or _LATIN[sign.lower()]
    return _TWO_WORDS.get(name, name)


def letters(word: str) -> str:
    """Return the names of the letters of `word`."""
    return " ".join(letter(sign) for sign in word)


def digits(group: str) -> str:
    """Return a group of digits as it is dictated: "066" is "нуль шістдесят шість". At most nine after the zeros."""
    zeros = len(group) - len(group.lstrip("0"))
    rest = group[zeros:]
    return " ".join(["нуль"] * zeros + ([cardinal(int(rest))] if rest else []))


def digit_by_digit(group: str) -> str:
    """Return every digit as a word, each apart from the next."""
    return ", ".join(cardinal(int(sign)) for sign in group)


def in_groups(string: str, *sizes: int) -> str:
    """Return a long run of digits in groups; the last size is repeated."""
    groups: list[str] = []
    while string:
        size = sizes[min(len(groups), len(sizes) - 1)]
        groups.append(digits(string[:size]))
        string = string[size:]
    return ", ".join(groups)


def code(body: str) -> str:
    """Return the number of a document or request: digits as numbers, letters by name, signs between them named.

    `KeyError` for a sign that has no name.
    """
    tail = _ROMAN_TAIL.search(body)
    if tail:
        return f"{code(body[: tail.start()])} {cardinal(roman_value(tail[0]))}"
    return " ".join(_code_part(part) for part in _PART.findall(body))


def roman_value(numeral: str) -> int:
    """Return the value of a Roman numeral written in Latin or like Cyrillic letters; 0 when it is none."""
    latin = numeral.translate(_LATIN_LOOKALIKES)
    if not latin or not _ROMAN.fullmatch(latin):
        return 0
    values = [_ROMAN_VALUES[sign] for sign in latin]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_LATIN_LOOKALIKES = str.maketrans("ІХСМ", "IXCM")


def _code_part(part: str) -> str:
    if part.isdigit():
        # a long number is written down group by group
        return in_groups(part, _TRIPLE) if len(part.lstrip("0")) > 2 * _TRIPLE else digits(part)
    return letters(part) if part.isalpha() else _SIGNS[part]
