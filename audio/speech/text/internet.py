"""E-mail and page addresses, said so that a person can write them down."""

from __future__ import annotations

import re

from audio.speech.text.place import Place, Reading, Unclear
from audio.speech.text.spelling import digit_by_digit, letter

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = rf"{_LABEL}(?:\.{_LABEL})*\.(?:[a-z]{{2,10}}|[A-Z]{{2,3}})"
_MAIL = re.compile(rf"(?P<who>[A-Za-z0-9._-]*[A-Za-z0-9_-])@(?P<host>{_HOST})(?![\w@-])")
_PAGE = re.compile(
    rf"(?P<scheme>https?://)?(?P<host>{_HOST})(?P<path>(?:/[A-Za-z0-9._-]*[A-Za-z0-9_-])*)(?P<slash>/?)(?P<query>[?#&=][^\s]*)?(?![\w@-])"
)
_NATIONAL = re.compile(r"(?:https?://)?(?P<host>[а-яґєії][а-яґєії0-9-]*\.укр)(?P<slash>/?)(?![\w-])")
_SCHEME = re.compile(r"https?://\S*")
_PIECE = re.compile(r"[A-Za-z]+|\d+|.")
_SIGNS = {".": "крапка", "-": "дефіс", "_": "нижнє підкреслення", "/": "скісна риска", "@": "собака"}


def read(place: Place) -> Reading | None:
    """Read an address."""
    if place.at and (place.text[place.at - 1].isalnum() or place.text[place.at - 1] in "@./_-"):
        return None
    if found := place.match(_MAIL):
        return Reading(found.end(), _said(place, found[0]))
    if found := place.match(_NATIONAL):
        return Reading(found.end(), found["host"].replace(".", ", крапка, "))
    if found := place.match(_PAGE):
        return _page(place, found)
    if found := place.match(_SCHEME):
        raise Unclear(found.end(), f"Адресу «{found[0]}» не можна вимовити: дайте коротшу.")
    return None


def _page(place: Place, found: re.Match[str]) -> Reading | None:
    if found["query"]:
        raise Unclear(found.end(), f"Адресу «{found[0]}» не можна вимовити: дайте коротшу, без «{found['query'][0]}».")
    return Reading(found.end(), _said(place, found["host"] + found["path"]))


def _said(place: Place, address: str) -> str:
    """Say known parts as words, the rest letter by letter and digit by digit, each apart."""
    parts = place.lists.address_parts
    said: list[str] = []
    for piece in _PIECE.findall(address):
        if piece in _SIGNS:
            said.append(_SIGNS[piece])
        elif piece.isdigit():
            said.append(digit_by_digit(piece))
        else:
            said.append(parts.get(piece.lower()) or ", ".join(letter(sign) for sign in piece))
    return ", ".join(said)
