"""Ukrainian letters for searching and sorting: SQLite folds no Cyrillic, so both keys are stored beside the text."""

from __future__ import annotations

import unicodedata

ALPHABET = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
APOSTROPHES = "’ʼ‘`´′ʹ＇\u02b9\u02bb"
_FOLD = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
# Latin letters come before the Ukrainian ones, other Cyrillic ones after them; apostrophe and hyphen do not count.
_ORDER = {letter: chr(0x370 + place) for place, letter in enumerate(ALPHABET)}
_SILENT = str.maketrans("", "", "'-")


def search_key(text: str) -> str:
    """Return the text as it is compared: composed, case folded, one apostrophe, single spaces."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).translate(_FOLD)
    return " ".join(folded.split())


def sort_key(text: str) -> str:
    """Return a key whose order by code points is the order of the Ukrainian alphabet: г before ґ, и before і."""
    return "".join(_ORDER.get(letter, letter) for letter in search_key(text).translate(_SILENT))
