"""Everything for which the box itself dials: its operators, calls back, calls of a trial and of a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from appliance.calls.call import CallRules
from appliance.calls.media_clock import MediaClock
from appliance.calls.recording import Recorder
from appliance.casework.database import Database
from appliance.clock import Clock
from appliance.contracts import Line
from appliance.control import Answer
from appliance.desk.call_backs import CallBacks
from appliance.desk.dialler import Dialler
from appliance.desk.ledger import Ledger
from appliance.desk.notice_board import NoticeBoard
from appliance.desk.staff import HouseStaff
from appliance.desk.switchboard import Switchboard
from appliance.desk.test_call import TestCalls
from appliance.desk.trial_call import TrialCalls
from appliance.settings import Settings, ways_out
from appliance.upkeep.jobs import Jobs


class Dialling:
    """`dialler`, `staff` and `switchboard` serve incoming calls as well."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        ledger: Ledger,
        lines: Sequence[Line],
        clock: Clock,
        *,
        media: MediaClock,
        recorder: Recorder,
        rules: Callable[[str], CallRules],
        notices: NoticeBoard,
        jobs: Jobs,
        news: Callable[..., None],
    ) -> None:
        """Wire it; nothing runs yet. `rules`: how calls on a line of that name are treated."""
        operators, area_code, ways = settings.operators, settings.box.area_code, ways_out(settings.lines)
        self.dialler = dialler = Dialler(lines, ledger, clock)
        self.staff = staff = HouseStaff(
            database, dialler, clock, extensions=operators.extensions, ways_out=ways, news=news
        )
        self.switchboard = Switchboard(staff, clock.monotonic, ring_s=operators.ring_s, together=operators.together)
        self._call_backs = CallBacks(
            database,
            dialler,
            staff,
            self.switchboard,
            clock,
            media=media,
            recorder=recorder,
            ring_s=operators.ring_s,
            news=news,
        )
        self._trial_calls = TrialCalls(
            database,
            dialler,
            staff,
            self.switchboard,
            clock,
            media=media,
            rules=rules,
            notices=lambda: notices.current,
            speak=lambda trial: jobs.finished(("trial", str(trial))),
            directory=settings.trial,
            ring_s=operators.ring_s,
            area_code=area_code,
            news=news,
        )
        self._test_calls = TestCalls(
            database,
            dialler,
            clock,
            media=media,
            rules=rules,
            recordings=settings.trial,
            ring_s=operators.ring_s,
            area_code=area_code,
            extensions=operators.extensions,
            ways_out=ways,
        )

    @property
    def verbs(self) -> Mapping[str, Answer]:
        """What the control socket may be asked of it."""
        return {
            "call_back": self._call_backs.answer,
            "try_draft": self._trial_calls.answer,
            "test_call": self._test_calls.answer,
        }

    def give_way(self, line: str) -> None:
        """Somebody rings on a line: what the box itself has begun there ends."""
        for calls in (self._call_backs, self._trial_calls, self._test_calls):
            calls.give_way(line)

    async def stop(self) -> None:
        """Begin no more calls, and end those that the box has begun."""
        for calls in (self._call_backs, self._trial_calls, self._test_calls):
            await calls.close()

    async def close(self) -> None:
        """Let go of the rest, when no call is left."""
        await self.switchboard.close()
        await self.dialler.close()
