"""Let the caller choose a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from appliance.contracts import Call, Prompt
from appliance.menu.languages import OWN
from appliance.menu.node import COMMON_KEYS, Visit, node


@node("language", title="Вибір мови", speaks=("prompt",))
@dataclass(frozen=True)
class Language:
    """Say `prompt`, in Ukrainian and in each language that has words for it, and take a key.

    `languages`: key -> code; "uk" is Ukrainian again. To the end of the call the menu is said in the language chosen,
    what has no words in it in Ukrainian; so does all that is put together: hours, dates, numbers. Whoever presses
    nothing, or another key, goes on as he was.
    """

    prompt: str
    languages: Mapping[str, str]
    wait_s: float = 4.0
    exits: ClassVar[tuple[str, ...]] = ("done",)

    async def run(self, call: Call, visit: Visit) -> str:
        """Ask, and change the language if one is chosen."""
        said = [visit.prompt(self.prompt), *await self._in_others(visit)]
        await call.play(*said)
        key = await call.wait_for_key(self.wait_s)
        if key not in self.languages and key not in COMMON_KEYS:
            return "done"
        await call.read_digits(1)
        if key not in self.languages:
            return COMMON_KEYS[key]
        code = self.languages[key]
        await visit.speak("" if code == OWN else code)
        return "done"

    async def _in_others(self, visit: Visit) -> list[Prompt]:
        """Return the offer in every language that is not spoken now: who needs one does not understand the others."""
        said: list[Prompt] = []
        for code in dict.fromkeys(self.languages.values()):
            if code not in (OWN, visit.language):
                said += (await visit.in_language(code, [self.prompt])).values()
        return said
