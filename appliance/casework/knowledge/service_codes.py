"""Codes of services made of their titles: Latin letters by the table of the passport (resolution 55 of 27.01.2010)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from appliance.casework.knowledge.service_card import CODE_MAX
from appliance.casework.letters import search_key

LATIN: Mapping[str, str] = {
    **dict(zip("абвгґдезиіклмнопрстуф", "abvhgdezyiklmnoprstuf", strict=True)),
    **{"є": "ie", "ж": "zh", "ї": "i", "й": "i", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch"},
    **{"ю": "iu", "я": "ia"},
}


def code_for(title: str, taken: Collection[str]) -> str:
    """Return a code that nobody has, read from the title."""
    letters = "".join(LATIN.get(letter, letter) for letter in search_key(title).replace("'", "").replace("ь", ""))
    code = re.sub(r"[^a-z0-9]+", "-", letters)[: CODE_MAX - 4].strip("-") or "service"
    others = (f"{code}-{number}" for number in range(2, 1000))
    return code if code not in taken else next(other for other in others if other not in taken)
