"""Trial calls: the box rings somebody of the office and walks with him a menu that callers do not hear yet.

The same session, a real call, and an office that keeps nothing. One at a time; it gives way to whoever calls.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from appliance.calls.call import CallRules, PhoneCall
from appliance.calls.media_clock import MediaClock
from appliance.calls.recording import Recorder
from appliance.casework.contacts.calls import CallEnd, CallStart
from appliance.casework.contacts.trial_calls import TrialCall
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.casework.staff.operators import StaffMember
from appliance.clock import Clock, Moment
from appliance.contracts import CallEnded, CallTrace, LineFault, Prompt, Recorded
from appliance.contracts.office import PresenceState
from appliance.desk.call_backs import NotDialled
from appliance.desk.dialler import Dialler, Outgoing
from appliance.desk.staff import HouseStaff
from appliance.desk.switchboard import Switchboard
from appliance.errors import SlukhavkaError
from appliance.menu.notices import Notices
from appliance.menu.published import NotPublished, Published, load_current
from appliance.menu.session import Session
from appliance.menu.trial_office import Operators, TrialHouse, TrialOffice
from appliance.numbers import Permit, Refusal
from audio.line.wav import WavError, read_wav

log = logging.getLogger(__name__)

STOPPED = "Слухавку зупинено."
LINE_NEEDED = "Лінія знадобилася людині, яка телефонувала."
NOT_SPOKEN = "Меню не озвучено."
NOT_ANSWERED = "Ви не взяли слухавки."
BROKEN = "Збій програми."
RECORDINGS = "recordings"
UNTROUBLED = (Operators.NOBODY, Operators.BUSY)
"""What may become of him who wants a person in a trial call. Nobody talks with him: else nobody answers."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A trial call to be made: its row, who is rung, and by which telephone."""

    trial: TrialCall
    member: StaffMember
    permit: Permit


class TrialBook:
    """Writes a trial call into its own row; implements `dialler.Book`."""

    def __init__(self, database: Database, trial: int) -> None:
        """Write into the row of that id."""
        self._database = database
        self._trial = trial

    async def began(self, call: CallStart) -> None:
        """It rings."""
        await self._noted(partial(TrialCall.note_rings, self._trial, call))

    async def answered(self, _call: CallStart, answered: Moment) -> None:
        """He has picked up."""
        await self._noted(partial(TrialCall.note_answer, self._trial, answered.wall))

    async def ended(self, _call: CallStart, _end: CallEnd) -> None:
        """Who walks the menu writes the end."""

    async def _noted(self, verb: Callable[[], None]) -> None:
        try:
            await self._database.run(verb)
        except DatabaseUnavailable as error:
            log.warning("a trial call is not noted: %s", error)


class LiveOffice(TrialOffice):
    """The house of a trial that is a real call: what was recorded is heard."""

    async def play_back(self, recorded: Recorded) -> Prompt:
        """Return a recording as a prompt. Raises OSError."""
        try:
            return Prompt("recording", "", await asyncio.to_thread(read_wav, recorded.path))
        except WavError as error:
            raise OSError(str(error)) from error


class TrialCalls:
    """The trial call that is under way."""

    def __init__(
        self,
        database: Database,
        dialler: Dialler,
        staff: HouseStaff,
        switchboard: Switchboard,
        clock: Clock,
        *,
        media: MediaClock,
        rules: Callable[[str], CallRules],
        notices: Callable[[], Notices],
        speak: Callable[[int], Awaitable[int]],
        directory: Path,
        ring_s: float,
        area_code: str,
        news: Callable[..., None],
    ) -> None:
        """`speak` makes the menu of a trial, by its id, lie in `directory`, and returns 0 when it does."""
        self._database = database
        self._dialler = dialler
        self._staff = staff
        self._switchboard = switchboard
        self._clock = clock
        self._media = media
        self._rules = rules
        self._notices = notices
        self._speak = speak
        self._directory = directory
        self._ring_s = ring_s
        self._area_code = area_code
        self._news = news
        self._work: asyncio.Task[None] | None = None
        self._taken = False
        """From the moment that one is asked for: another is refused."""
        self._own: Outgoing | None = None
        self._call: PhoneCall | None = None
        self._rings = self._line_needed = False
        self._giving_way: asyncio.Task[None] | None = None

    async def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answer {"ask": "try_draft", "trial": id}: his telephone rings as soon as the menu is spoken.

        Raises NotDialled, NoSuchTrial, NoTelephone, AlreadyEngaged, DatabaseUnavailable.
        """
        trial = request.get("trial")
        if not isinstance(trial, int):
            raise NotDialled("Не сказано, який пробний дзвінок.")
        try:
            if self._taken:
                raise NotDialled("Інший пробний дзвінок ще триває.")
            self._taken = True
            await self._begin(trial)
        except SlukhavkaError as hindrance:
            await self._database.run(partial(TrialCall.end, trial, now=self._clock.now(), fault=str(hindrance)))
            raise
        return {"trial": trial}

    async def _begin(self, trial: int) -> None:
        try:
            errand = await self._errand(trial)
            self._switchboard.engage(errand.member.operator)
        except BaseException:
            self._taken = False
            raise
        self._line_needed = False
        self._work = asyncio.ensure_future(self._carry_out(errand))

    def give_way(self, line: str) -> None:
        """Somebody waits on this line: he comes first."""
        if self._own is None or self._call is None or self._own.leg.line != line:
            return
        log.info("%s: a trial call gives way to a caller", line)
        self._line_needed = True
        if self._rings:
            self._giving_way = asyncio.ensure_future(self._own.leg.hang_up())
        else:
            self._call.end()

    async def close(self) -> None:
        """End what is under way, and return when it is kept."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    async def _errand(self, trial_id: int) -> Errand:
        """See that he can be reached at all. Raises NotDialled, NoSuchTrial, NoTelephone, DatabaseUnavailable."""
        trial, member = await self._database.run(_asked, trial_id)
        permit = await self._staff.permit(member)
        if isinstance(permit, Refusal):
            raise NotDialled(f"Ваш телефон: {permit.reason}")
        if not self._dialler.reaches(permit):
            raise NotDialled("До вашого телефону немає вільної лінії.")
        return Errand(trial, member, permit)

    async def _carry_out(self, errand: Errand) -> None:
        fault, deeds = STOPPED, list[str]()
        try:
            fault = await self._made(errand, deeds)
        except (LineFault, NotPublished) as error:
            fault = str(error)
        except Exception:
            # A mistake in a menu under work must cost no more than this trial.
            log.exception("the trial call %s broke off", errand.trial.id)
            fault = BROKEN
        finally:
            self._work, self._taken = None, False
            self._switchboard.release(errand.member.operator)
            await self._keep(errand.trial.id, fault, deeds)

    async def _made(self, errand: Errand, deeds: list[str]) -> str:
        """Speak, ring, walk; return why it came to nothing, "" when it did come to something. Raises LineFault."""
        if await self._speak(errand.trial.id):
            return NOT_SPOKEN
        menu = await asyncio.to_thread(load_current, self._directory)
        own = await self._dialler.place(errand.permit, book=TrialBook(self._database, errand.trial.id))
        rules = replace(self._rules(own.leg.line), warning=menu.prompts["warning"], goodbye=menu.prompts["goodbye"])
        trace, recorder = CallTrace(), Recorder(self._directory / RECORDINGS)
        call = PhoneCall(own.leg, own.start.uid, rules=rules, media=self._media, recorder=recorder, trace=trace)
        self._own, self._call, self._rings = own, call, True
        try:
            return await self._picked_up(call, own) or await self._walked(call, menu, errand, trace, deeds)
        finally:
            self._own = self._call = None
            await call.close()
            await asyncio.to_thread(self._clear_up, recorder)

    async def _picked_up(self, call: PhoneCall, own: Outgoing) -> str:
        """Return "" when he has, else why not."""
        try:
            async with asyncio.timeout(self._ring_s):
                await call.answer(on_taken=own.taken)
        except TimeoutError:
            return NOT_ANSWERED
        except CallEnded:
            return LINE_NEEDED if self._line_needed else NOT_ANSWERED
        finally:
            self._rings = False
        return ""

    async def _walked(
        self, call: PhoneCall, menu: Published, errand: Errand, trace: CallTrace, deeds: list[str]
    ) -> str:
        told = errand.trial.conditions
        house = _house(told, errand.member, self._area_code)
        loop = asyncio.get_running_loop()
        office = LiveOffice(
            house,
            menu.background,
            self._shifted(told.get("began") or ""),
            loop.call_later,
            lambda _what, words: deeds.append(words),
        )
        try:
            await Session(menu, call, office, trace, self._notices()).run()
        except CallEnded:
            return LINE_NEEDED if self._line_needed else ""
        except Exception:
            # Whoever is on the line hears that it breaks off, whatever the mistake; `_carry_out` names it.
            call.apologise()
            raise
        return ""

    def _shifted(self, began: str) -> Callable[[], Moment]:
        """Return the clock of a trial that begins at another moment; "" leaves it as it is."""
        now = self._clock.now
        ahead = datetime.fromisoformat(began) - now().wall if began else timedelta()
        return lambda: replace(now(), wall=now().wall + ahead)

    def _clear_up(self, recorder: Recorder) -> None:
        recorder.stop()
        shutil.rmtree(self._directory / RECORDINGS, ignore_errors=True)

    async def _keep(self, trial: int, fault: str, deeds: list[str]) -> None:
        log.info("trial call %d: %s", trial, fault or "walked")
        try:
            await self._database.run(partial(TrialCall.end, trial, now=self._clock.now(), fault=fault, deeds=deeds))
        except DatabaseUnavailable as error:
            log.warning("the end of a trial call is not noted: %s", error)
        self._news("trial", id=trial)


def _asked(trial_id: int) -> tuple[TrialCall, StaffMember]:
    trial = TrialCall.known(trial_id)
    return trial, trial.member


def _house(told: dict[str, Any], member: StaffMember, area_code: str) -> TrialHouse:
    """Return what the trial pretends: he himself calls, by his own telephone."""
    operators = Operators(told.get("operators", Operators.NOBODY))
    settlements = told.get("settlements")
    return TrialHouse(
        number=member.mobile or "",
        operators=operators if operators in UNTROUBLED else Operators.NO_ANSWER,
        staff=PresenceState(told["staff"]) if told.get("staff") else None,
        settlements=frozenset(settlements) if settlements is not None else None,
        keeps=bool(told.get("keeps", True)),
        area_code=area_code,
    )
