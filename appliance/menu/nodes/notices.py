"""Say what burns: the emergency text, works and announcements of the caller's settlement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from appliance.contracts import Call, Prompt
from appliance.menu.content import Background
from appliance.menu.navigation import say_and_listen
from appliance.menu.node import COMMON_KEYS, REPEAT, Visit, node
from appliance.menu.notices import EMERGENCY, Notice, Place, Sound, together

PRESS = (
    *("натисніть один", "натисніть два", "натисніть три", "натисніть чотири", "натисніть п'ять"),
    "натисніть шість",
)
OTHERS = "Інші"
MORE = "6"
PAGE = 5
FEW = 9
"""So many settlements are named one after another; of more the districts come first."""
URGENT = "07"
"""The keys that break an emergency text off: the operator, and threat to life."""
DONE = "done"
SETTLEMENT, ELSE_WHERE = "settlement", "else_where"


@node("notices", title="Оголошення та роботи", speaks=("else_where", "choose", "tail", "none"))
@dataclass(frozen=True)
class NoticesNode:
    """Stands between the greeting and the menu: the emergency text, then works and announcements, each once a call.

    Who calls from a number of somebody whose settlement is known hears what is for it and what is for all. To others
    `else_where` says that there are notices for some settlements and that 6 leads to them («… натисніть шість»);
    `choose` stands before the names. Where there is more than three notices or a minute, `tail` says that 6 is the
    rest. Silence goes on; any other key of choice stays for the menu that follows. Says nothing when there is nothing.

    With `none` it stands behind a key: who asks hears all of it again, and where there is nothing, that.
    """

    else_where: str
    choose: str
    tail: str
    none: str = ""
    wait_s: float = 4.0
    choose_s: float = 6.0
    tries: int = 3
    exits: ClassVar[tuple[str, ...]] = (DONE,)

    def texts(self, _background: Background) -> tuple[str, ...]:
        """The keys; names and notices are spoken with the notices themselves."""
        return (*PRESS, OTHERS)

    async def run(self, call: Call, visit: Visit) -> str:
        """Take the exit of a common key, or go on."""
        if self.none:
            visit.told.clear()
        exit_taken = await self._walk(call, visit)
        if self.none and exit_taken == DONE and not visit.told:
            return await say_and_listen(call, visit, [visit.prompt(self.none)], tail="", wait_s=0)
        return exit_taken

    async def _walk(self, call: Call, visit: Visit) -> str:
        """Say what there is for him."""
        if not visit.notices.notices:
            return DONE
        sound = await visit.notice_sound()
        homes = await _homes(visit)
        exit_taken = await self._tell(call, visit, sound, homes)
        if exit_taken != DONE or homes is not None or await call.wait_for_key(0):
            return exit_taken
        return await self._offer(call, visit, sound)

    async def _tell(self, call: Call, visit: Visit, sound: Sound, homes: Collection[int] | None) -> str:
        """Say what he has not heard yet, part by part."""
        fresh = [each for each in visit.notices.heard_by(homes, visit.now().wall) if each.key not in visit.told]
        while fresh:
            prompts = [prompt for each in fresh if (prompt := sound(each.text))]
            count = together(prompts)
            rest = fresh[count:]
            await _say(call, fresh[:count], prompts)
            visit.told.update(each.key for each in fresh[:count])
            if rest and not await call.wait_for_key(0):
                await call.play(visit.prompt(self.tail))
            key = await call.wait_for_key(self.wait_s if rest else 0)
            if rest and key == MORE:
                await call.read_digits(1)
                fresh = rest
            elif COMMON_KEYS.get(key) == REPEAT:
                await call.read_digits(1)
            else:
                return COMMON_KEYS[await call.read_digits(1)] if key in COMMON_KEYS else DONE
        return DONE

    async def _offer(self, call: Call, visit: Visit, sound: Sound) -> str:
        """Tell who is not known that there is more elsewhere, once; and what there is where he says."""
        places = [place for place in visit.notices.places_told(visit.now().wall) if sound(place.name)]
        if not places or ELSE_WHERE in visit.told:
            return DONE
        key = REPEAT
        while COMMON_KEYS.get(key, key) == REPEAT:
            await call.play(visit.prompt(self.else_where))
            visit.told.add(ELSE_WHERE)
            key = await call.wait_for_key(self.wait_s)
            if key == MORE or key in COMMON_KEYS:
                await call.read_digits(1)
        if key != MORE:
            return COMMON_KEYS.get(key, DONE)
        chosen = await self._place(call, visit, sound, places)
        if isinstance(chosen, str):
            return chosen
        visit.heard[SETTLEMENT] = str(chosen.id)
        return await self._tell(call, visit, sound, {chosen.id})

    async def _place(self, call: Call, visit: Visit, sound: Sound, places: Sequence[Place]) -> Place | str:
        """Return the settlement that he chooses, or the exit to take."""
        districts = sorted({place.district for place in places})
        if len(places) > FEW and len(districts) > 1 and all(sound(each) for each in districts):
            chosen = await self._chosen(call, visit, [sound(each) for each in districts])
            if isinstance(chosen, str):
                return chosen
            places = [place for place in places if place.district == districts[chosen]]
        chosen = await self._chosen(call, visit, [sound(place.name) for place in places])
        return chosen if isinstance(chosen, str) else places[chosen]

    async def _chosen(self, call: Call, visit: Visit, names: Sequence[Prompt | None]) -> int | str:
        """Name five at a time; return the place in the list of the one chosen, or the exit to take."""
        first, wrong = 0, 0
        while wrong < self.tries:
            page = names[first : first + PAGE]
            said = [visit.prompt(self.choose)]
            for at, name in enumerate(page):
                said += [*([name] if name else ()), *visit.prepared([PRESS[at]])]
            if len(names) > PAGE:
                said += visit.prepared([OTHERS, PRESS[PAGE]])
            key = await call.read_digits(1, *said, first_s=self.choose_s)
            if not key:
                return DONE
            if key.isdecimal() and 1 <= int(key) <= len(page):
                return first + int(key) - 1
            if key == MORE and len(names) > PAGE:
                first = first + PAGE if first + PAGE < len(names) else 0
            elif COMMON_KEYS.get(key, REPEAT) != REPEAT:
                return COMMON_KEYS[key]
            elif key not in COMMON_KEYS:
                wrong += 1
        return DONE


async def _homes(visit: Visit) -> Collection[int] | None:
    """Return where the caller lives: what he has chosen in this call, else what the register says of his number."""
    if chosen := visit.heard.get(SETTLEMENT):
        return {int(chosen)}
    return await visit.office.caller_settlements()


async def _say(call: Call, notices: Sequence[Notice], prompts: Sequence[Prompt]) -> None:
    """Play them; an emergency text is heard out unless the caller needs help at once."""
    for at, notice in enumerate(notices):
        if notice.rank != EMERGENCY:
            await call.play(*prompts[at : len(notices)])
            return
        await call.play(prompts[at], break_on=URGENT)
