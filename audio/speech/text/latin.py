"""Latin words of the closed list, and what else is Latin: always an error, for no Ukrainian voice reads it."""

from __future__ import annotations

import re
from functools import lru_cache

from audio.speech.text.lists import longest
from audio.speech.text.place import LETTER, Place, Reading, Unclear
from audio.speech.text.signs import is_letter

_RUN = re.compile(r"[A-Za-zÀ-ɏ][\w'’-]*")
_LISTED = re.compile(r"(?:[A-Za-z]+(?:, | та | і | й | або | чи ))+$")
"""The words before this one in a list: "у Viber та |Telegram"."""
_LOOKALIKES = dict(zip("AaBCcEeHIiKMOoPpTXxy", "АаВСсЕеНІіКМОоРрТХху", strict=True))


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{longest(dict.fromkeys(words))})(?![A-Za-z\d'])", re.IGNORECASE)


def read(place: Place) -> Reading | None:
    """Read a Latin word of the list. `Unclear` for any other, and for a Latin letter in a Ukrainian word."""
    words = place.lists.latin
    found = place.match(_pattern(tuple(words)))
    if found and not re.match(rf"[{LETTER}]", place.text[found.end() :]):
        return Reading(found.end(), _declined(place, words[found[0].lower()], found.end()))
    run = place.match(_RUN)
    if not run:
        return None
    raise Unclear(run.end(), _why(run[0]))


def _declined(place: Place, said: str, end: int) -> str:
    """Return a word in the case that is asked for, if it is a noun of the lists and stands alone: "у фейсбуці"."""
    noun = place.lists.nouns.get(said)
    listed = _LISTED.search(place.text[: place.at])
    cases = place.moved(listed.start() if listed else place.at).preposition()
    return noun.form(cases[0]) if noun and cases and not place.text.startswith("-", end) else said


def mixed(word: str, end: int) -> None:
    """Raise `Unclear` for Latin and other strange letters in a Ukrainian word: "Cело", "мыло"."""
    if re.search("[A-Za-z]", word):
        raise Unclear(end, _why(word))
    if strange := re.search(rf"[^\W\d_{LETTER}]", word):
        raise Unclear(end, f"У слові «{word}» літера «{strange[0]}» не з української абетки.")


def _why(word: str) -> str:
    latin = [sign for sign in word if sign.isalpha() and not is_letter(sign)]
    if any(re.match(rf"[{LETTER}]", sign) for sign in word):
        return f"У слові «{word}» є латинська літера «{latin[0]}»: наберіть його українською розкладкою."
    if all(sign in _LOOKALIKES for sign in latin) and latin:
        meant = "".join(_LOOKALIKES.get(sign, sign) for sign in word)
        return f"«{word}» набрано латинкою; якщо це «{meant}», наберіть українською розкладкою."
    return f"Слово «{word}» написано латинкою: додайте його вимову до списку або напишіть українською."
