"""What the daemon holds of the notices: it follows the rows, and no failure takes from callers what they hear."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.casework.database import Database
from appliance.casework.entrance.accounts import BOX
from appliance.casework.migrate import migrate
from appliance.casework.notices.announcements import Announcement, NewAnnouncement
from appliance.casework.notices.emergency_texts import EmergencyOrder, EmergencyText
from appliance.contracts.office import NotKept
from appliance.desk.notice_board import AGAIN_S, SILENT_S, NoticeBoard
from appliance.settings import BoxSettings, CallSettings, ConsoleSettings, Settings
from audio.speech import spool
from tests.fakes.noise_store import speak_as_noise
from tests.fakes.noise_unit import noise_unit
from tests.fakes.virtual_time import VirtualClock, run_virtually


class Board:
    """A board at work, and the register behind it."""

    def __init__(self, state: Path) -> None:
        self.settings = Settings(BoxSettings(state=state), CallSettings(), ConsoleSettings(), ())
        self.clock = VirtualClock(asyncio.get_running_loop())
        self.database = Database(self.settings.database, monotonic=self.clock.monotonic, prepare=migrate)
        self.news: list[str] = []
        self.board = NoticeBoard(self.settings, self.database, self.clock, self.news.append)

    async def announce(self, text: str) -> None:
        now = self.clock.now()
        new = NewAnnouncement(text, now.wall, now.wall + timedelta(hours=5))
        await self.database.run(lambda: Announcement.add(new, by=BOX, now=now))

    async def prepare_emergency(self) -> int:
        now = self.clock.now()
        return await self.database.run(lambda: EmergencyText.add("Тривога", "Увага!", by=BOX, now=now))

    async def woken(self) -> None:
        self.board.answer_wake({})
        await asyncio.sleep(1.0)

    def heard(self) -> list[str]:
        return [notice.text for notice in self.board.current.heard_by(None, self.clock.now().wall)]


def at_work(test: Callable[[Board], Awaitable[None]], tmp_path: Path, *, real_time: bool = False) -> None:
    async def main() -> None:
        board = Board(tmp_path)
        running = asyncio.ensure_future(board.board.run())
        await asyncio.sleep(0.3)
        try:
            await test(board)
            assert not running.done()
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await board.database.close()

    asyncio.run(main()) if real_time else run_virtually(main)


def test_it_follows_the_rows_and_tells_only_of_what_has_changed(tmp_path: Path) -> None:
    async def test(board: Board) -> None:
        assert board.news == []
        speak_as_noise(board.settings.spoken, ["Ярмарок."])
        await board.announce("Ярмарок.")
        await board.woken()
        await board.woken()
        assert board.heard() == ["Ярмарок."]
        assert board.news == ["notices"]

    at_work(test, tmp_path)


def test_what_is_not_spoken_is_asked_of_the_speech_unit_and_heard_when_it_is(tmp_path: Path) -> None:
    async def test(board: Board) -> None:
        with noise_unit(board.settings.speech_spool, board.settings.spoken) as unit:
            unit.mute.add("Німе.")
            for text in ("Ярмарок.", "Німе."):
                await board.announce(text)
            board.board.answer_wake({})
            async with asyncio.timeout(60):
                while board.heard() != ["Ярмарок."]:
                    await asyncio.sleep(0.05)

    at_work(test, tmp_path, real_time=True)


def test_a_silent_speech_unit_is_not_waited_for_for_ever_nor_does_the_box_wait_for_it_to_stop(tmp_path: Path) -> None:
    async def test(board: Board) -> None:
        spool.prepare(board.settings.speech_spool)
        with spool.serving(board.settings.speech_spool):
            await board.announce("Ярмарок.")
            await board.woken()
            assert board.heard() == []
            await asyncio.sleep(SILENT_S + 5)
            speak_as_noise(board.settings.spoken, ["Ярмарок."])
            await asyncio.sleep(AGAIN_S)
            assert board.heard() == ["Ярмарок."]
            await board.announce("Ще одне.")
            await board.woken()

    at_work(test, tmp_path)


def test_a_register_that_fails_leaves_what_is_heard_and_is_followed_again_later(tmp_path: Path) -> None:
    async def test(board: Board) -> None:
        speak_as_noise(board.settings.spoken, ["Ярмарок.", "Збори."])
        await board.announce("Ярмарок.")
        await board.announce("Збори.")
        await board.woken()
        away = board.settings.database.with_suffix(".away")
        board.settings.database.rename(away)
        await board.woken()
        assert board.heard() == ["Ярмарок.", "Збори."]
        away.rename(board.settings.database)
        await asyncio.sleep(10)
        speak_as_noise(board.settings.spoken, ["Третє."])
        await board.announce("Третє.")
        await asyncio.sleep(AGAIN_S)
        assert board.heard() == ["Ярмарок.", "Збори.", "Третє."]

    at_work(test, tmp_path)


def test_a_broken_set_leaves_what_is_heard(tmp_path: Path) -> None:
    async def test(board: Board) -> None:
        speak_as_noise(board.settings.spoken, ["Ярмарок."])
        await board.announce("Ярмарок.")
        await board.woken()
        (tmp_path / "notices" / "current" / "notices.json").write_text("{", encoding="utf-8")
        await board.board.load()
        assert board.heard() == ["Ярмарок."]

    at_work(test, tmp_path)


@pytest.mark.row("D6")
def test_an_emergency_text_from_the_console_does_not_wait_for_what_is_still_being_spoken(tmp_path: Path) -> None:
    async def test(board: Board) -> None:
        speak_as_noise(board.settings.spoken, ["Увага!", "Тривога"])
        text = await board.prepare_emergency()
        spool.prepare(board.settings.speech_spool)
        with spool.serving(board.settings.speech_spool):
            await board.announce("Ярмарок.")
            await board.woken()
            now = board.clock.now()
            await board.database.run(lambda: EmergencyOrder.put_on(text, 2, by=BOX, now=now))
            await board.woken()
            assert board.heard() == ["Увага!"]

    at_work(test, tmp_path)


@pytest.mark.row("D6")
def test_an_emergency_text_ordered_by_telephone_is_heard_when_the_order_returns(tmp_path: Path) -> None:
    async def test(board: Board) -> None:
        text = await board.prepare_emergency()
        speak_as_noise(board.settings.spoken, ["Увага!", "Тривога"])
        await board.board.put_on(text, 2, "uid")
        assert board.heard() == ["Увага!"]
        await board.board.end()
        assert board.heard() == []
        await board.board.put_on(text, 1, "uid")
        await asyncio.sleep(3600)
        assert board.heard() == []

    at_work(test, tmp_path)


def test_what_callers_do_not_hear_is_never_said_to_be_on(tmp_path: Path) -> None:
    async def test(board: Board) -> None:
        text = await board.prepare_emergency()
        with pytest.raises(NotKept, match="чинним ще не стало"):
            await board.board.put_on(text, 2, "uid")
        with pytest.raises(NotKept):
            await board.board.put_on(99, 2, "uid")
        with pytest.raises(NotKept):
            await board.board.put_on(text, 25, "uid")
        board.settings.database.rename(board.settings.database.with_suffix(".away"))
        with pytest.raises(NotKept):
            await board.board.put_on(text, 2, "uid")

    at_work(test, tmp_path)
