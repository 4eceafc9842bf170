"""Put an emergency text on, or end it, by telephone."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from appliance.contracts import Call
from appliance.contracts.office import NotKept
from appliance.menu.content import Background
from appliance.menu.node import COMMON_KEYS, REPEAT, Visit, node
from appliance.menu.nodes.notices import PRESS
from appliance.menu.notices import PreparedText, Sound
from appliance.menu.pin_door import END, REFUSED, SILENT, refused_at_the_door

log = logging.getLogger(__name__)

MOST = 5
END_IT, YES = "6", "1"
ENDING = "Завершити текст, який зараз чують"
LONGEST_H = 24
DONE = "done"


def _hours(count: int) -> str:
    if count % 10 == 1 and count != 11:
        return f"на {count} годину"
    return f"на {count} години" if count % 10 in {2, 3, 4} and count not in {12, 13, 14} else f"на {count} годин"


HOURS = tuple(_hours(count) for count in range(1, LONGEST_H + 1))


@node(
    "emergency_text",
    title="Екстрений текст з телефону",
    speaks=("prompt", "wrong", "closed", "choose", "hours", "confirm", "kept", "ended", "failed"),
)
@dataclass(frozen=True)
class EmergencyTextNode:
    """Let in who knows the PIN; he chooses one of the office's texts, says for how long, hears it and confirms by 1.

    6 ends the one that runs. `kept` and `ended` are said when it is so for callers. `choose` stands before the titles,
    `hours` asks for one or two digits, `confirm` says that 1 puts it on.

    Who hangs up, goes elsewhere or says nothing has changed nothing. Put it behind a key that the menu does not name.
    """

    prompt: str
    wrong: str
    closed: str
    choose: str
    hours: str
    confirm: str
    kept: str
    ended: str
    failed: str
    wait_s: float = 8.0
    tries: int = 3
    exits: ClassVar[tuple[str, ...]] = (DONE, REFUSED, SILENT)

    def texts(self, _background: Background) -> tuple[str, ...]:
        """Keys and hours; the texts of the office are spoken with the notices."""
        return (*PRESS, ENDING, *HOURS)

    async def run(self, call: Call, visit: Visit) -> str:
        """Change what every caller hears first, or nothing."""
        refused = await refused_at_the_door(
            call, visit, prompt=self.prompt, wrong=self.wrong, closed=self.closed, wait_s=self.wait_s
        )
        if refused:
            return refused
        try:
            return await self._order(call, visit)
        except NotKept:
            log.exception("an emergency text is not put on or ended")
            call.forget_keys()
            await call.play(visit.prompt(self.failed))
        return DONE

    async def _order(self, call: Call, visit: Visit) -> str:
        sound = await visit.notice_sound()
        texts = [each for each in visit.notices.emergency_texts if sound(each.text) and sound(each.title)][:MOST]
        runs = visit.notices.emergency(visit.now().wall) is not None
        if not texts and not runs:
            raise NotKept("Жодного екстреного тексту не озвучено.")
        key = await self._key(call, visit, sound, texts, runs)
        if key == END_IT:
            await visit.office.end_emergency_text()
            await call.play(visit.prompt(self.ended))
            return DONE
        if not key.isdecimal() or key in COMMON_KEYS:
            return COMMON_KEYS.get(key, DONE)
        return await self._put_on(call, visit, sound, texts[int(key) - 1])

    async def _key(self, call: Call, visit: Visit, sound: Sound, texts: Sequence[PreparedText], runs: bool) -> str:
        """Return the key of a text, of the end, of another place; "" for silence and after wrong keys."""
        said = [visit.prompt(self.choose)]
        for at, each in enumerate(texts):
            said += [*filter(None, [sound(each.title)]), *visit.prepared([PRESS[at]])]
        keys = {str(at + 1) for at in range(len(texts))}
        if runs:
            said += visit.prepared([ENDING, PRESS[-1]])
            keys.add(END_IT)
        wrong = 0
        while wrong < self.tries:
            call.forget_keys()
            key = await call.read_digits(1, *said, first_s=self.wait_s)
            if not key or key in keys or COMMON_KEYS.get(key, REPEAT) != REPEAT:
                return key
            wrong += key not in COMMON_KEYS
        return ""

    async def _put_on(self, call: Call, visit: Visit, sound: Sound, text: PreparedText) -> str:
        hours = await self._for_how_long(call, visit)
        if not hours:
            return DONE
        said = [*filter(None, [sound(text.text)]), *visit.prepared([HOURS[hours - 1]]), visit.prompt(self.confirm)]
        key = REPEAT
        while COMMON_KEYS.get(key, key) == REPEAT:
            call.forget_keys()
            key = await call.read_digits(1, *said, first_s=self.wait_s)
        if key != YES:
            return COMMON_KEYS.get(key, DONE)
        await visit.office.put_on_emergency_text(text.id, hours)
        await call.play(visit.prompt(self.kept))
        return DONE

    async def _for_how_long(self, call: Call, visit: Visit) -> int:
        """Return the hours; 0 for silence and after numbers that are none."""
        for _ in range(self.tries):
            call.forget_keys()
            digits = await call.read_digits(2, visit.prompt(self.hours), first_s=self.wait_s, terminator=END)
            if not digits:
                return 0
            if digits.isdecimal() and 1 <= int(digits) <= LONGEST_H:
                return int(digits)
        return 0
