"""Ukrainian in Latin letters (Cabinet of Ministers, No. 55 of 2010), for a terminal that has no Cyrillic."""

from __future__ import annotations

import re

_INSIDE = str.maketrans(
    {"г": "h", "ґ": "g", "є": "ie", "ж": "zh", "и": "y", "ї": "i", "й": "i", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh"}
    | {"щ": "shch", "ю": "iu", "я": "ia", "ё": "io", "ы": "y", "э": "e", "ъ": "", "ь": "", "'": "", "’": "", "ʼ": ""}
    | dict(zip("абвдезіклмнопрстуф", "abvdeziklmnoprstuf", strict=True))
)
_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_SIGNS = {"«": '"', "»": '"', "“": '"', "”": '"', "—": "-", "–": "-", "…": "..", "№": "No", "→": "->", "·": "-"}
_WORD = re.compile(r"[А-Яа-яЄєІіЇїҐґЁё'’ʼ]+")


def latin(text: str) -> str:
    """Return the text in ASCII; a sign that has no likeness becomes a question mark."""
    written = _WORD.sub(lambda word: _word(word[0]), text)
    return "".join(_SIGNS.get(sign, sign) for sign in written).encode("ascii", "replace").decode("ascii")


def _word(word: str) -> str:
    # "зг" is written "zgh", so that it does not read as "ж".
    low = word.lower().replace("зг", "зgh")
    first = _FIRST.get(low[0])
    written = first + low[1:].translate(_INSIDE) if first else low.translate(_INSIDE)
    if word[:2].isupper():
        return written.upper()
    return written.capitalize() if word[0].isupper() else written
