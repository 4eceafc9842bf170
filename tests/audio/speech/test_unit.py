import errno
import itertools
import json
import logging
import threading
from pathlib import Path

import pytest

from audio.engines import EngineMissing
from audio.speech import spool
from audio.speech.pace import SLOWER
from audio.speech.speaker import Speaker
from audio.speech.spool import Answer, Request
from audio.speech.store import PromptStore
from audio.speech.unit import Unit, serve
from tests.audio.engines import needs
from tests.audio.engines.fake_espeak import GOOD, NOTHING, fake_espeak
from tests.audio.engines.fake_piper import DIES, HANGS, fake_piper
from tests.audio.engines.fake_piper import GOOD as GOOD_VOICE
from tests.audio.engines.fake_piper import NOTHING as NO_SOUND
from tests.audio.engines.limits import under_some_limit

ESPEAK = ("espeak",)

DIES_OF_ONE_WORD = f'case "$text" in *помри*) kill -9 $PPID ;; esac; {GOOD}'
HANGS_ONCE = f'[ -e "$here/hung" ] || {{ touch "$here/hung"; exec sleep 600; }}; {GOOD}'


class Room:
    """A spool and a store, and what an asker does with them."""

    def __init__(self, root: Path) -> None:
        self.spool, self.store = root / "spool", root / "store"
        spool.prepare(self.spool)

    def ask(self, *texts: str, voice: str = "") -> list[str]:
        return spool.ask(self.spool, texts, voice)

    def answers(self, ids: list[str]) -> list[Answer]:
        taken = spool.answers(self.spool, ids)
        return [taken[request_id] for request_id in ids]

    def is_empty(self) -> bool:
        return not any((self.spool / "in").iterdir())


class Passes(threading.Event):
    """A stop that is set after so many looks at the spool."""

    def __init__(self, passes: int) -> None:
        super().__init__()
        self.left = passes

    def wait(self, timeout: float | None = None) -> bool:
        self.left -= 1
        return self.left < 0


def told(room: Room, answer: Answer) -> dict[str, object]:
    about: dict[str, object] = json.loads((room.store / answer.wav).with_suffix(".json").read_bytes())
    return about


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


@pytest.fixture
def fake_dir(tmp_path: Path) -> Path:
    (tmp_path / "fake").mkdir()
    return tmp_path / "fake"


def test_what_was_asked_is_spoken_into_the_store(room: Room) -> None:
    ids = room.ask("Натисніть один.", "-привіт")
    serve(room.spool, room.store, Passes(1), order=ESPEAK)
    reader = PromptStore(room.store)
    for answer, text in zip(room.answers(ids), ["Натисніть один.", "-привіт"], strict=True):
        assert answer.error == ""
        assert reader.find(text) == room.store / answer.wav
        assert -23 <= answer.active_dbfs <= -21
        assert answer.duration_s > 0.5
    assert room.is_empty()


def test_the_loop_ends_when_told(room: Room) -> None:
    ids = room.ask("Так.")
    stop = threading.Event()
    stop.set()
    serve(room.spool, room.store, stop)
    assert spool.answers(room.spool, ids) == {}


def test_a_known_text_is_answered_without_the_engine(
    room: Room, monkeypatch: pytest.MonkeyPatch, fake_dir: Path
) -> None:
    unit = Unit(room.spool, room.store, order=ESPEAK)
    first = room.ask("Так.")
    unit.work()
    fake_espeak(monkeypatch, fake_dir, NOTHING)
    again = room.ask("  Так. ")
    unit.work()
    assert room.answers(again) == room.answers(first)


def test_the_answer_names_the_voice_and_a_slower_text_is_another_prompt(room: Room) -> None:
    ids = [*room.ask("Так.", "Так."), *spool.ask(room.spool, ["Так.", "Так."], pace=SLOWER)]
    unit = Unit(room.spool, room.store, order=ESPEAK)
    unit.work()
    first, again, slower, slower_again = room.answers(ids)
    assert first == again != slower == slower_again
    assert {answer.voice for answer in (first, slower)} == {"espeak/uk"}
    assert told(room, slower)["pace"] == SLOWER
    unit.close()


def test_an_engine_replaced_under_a_running_unit_speaks_every_text_anew(
    room: Room, monkeypatch: pytest.MonkeyPatch, fake_dir: Path
) -> None:
    fake_espeak(monkeypatch, fake_dir, GOOD, version="9.8")
    unit = Unit(room.spool, room.store, order=ESPEAK)
    versions = []
    for version in ("9.8", "9.8", "9.9", "9.9"):
        fake_espeak(monkeypatch, fake_dir, GOOD, version=version)
        ids = room.ask("Так.")
        unit.work()
        versions.append((room.answers(ids)[0].key, version))
    assert len(set(versions)) == len({key for key, _ in versions}) == 2


def test_the_number_of_words_a_minute_is_the_one_that_is_set(room: Room) -> None:
    text = "Щоб дізнатися про години роботи, натисніть один. Про послуги та документи — два."
    lengths = []
    for words in (95, 130):
        ids = room.ask(text)
        Unit(room.spool, room.store, order=ESPEAK, words_per_minute=words).work()
        lengths.append(room.answers(ids)[0].duration_s)
    assert lengths[0] / lengths[1] == pytest.approx(130 / 95, rel=0.05)


def test_a_serving_unit_is_seen_and_one_that_has_ended_is_not(room: Room) -> None:
    seen = []

    class Looks(Passes):
        def wait(self, timeout: float | None = None) -> bool:
            seen.append(spool.is_served(room.spool))
            return super().wait(timeout)

    serve(room.spool, room.store, Looks(1), order=ESPEAK)
    assert seen == [True, True]
    assert not spool.is_served(room.spool)


def test_a_request_that_cannot_be_spoken_gets_a_sentence_and_the_next_is_served(room: Room) -> None:
    ids = [*room.ask("…"), *room.ask("Так.", voice="espeak/ніхто"), *room.ask("Так.", voice="espeak/xx")]
    ids += room.ask("Так.")
    Unit(room.spool, room.store, order=ESPEAK).work()
    wordless, unreadable, voiceless, good = room.answers(ids)
    assert wordless.error == "У тексті немає жодного слова."
    assert unreadable.error
    assert "«xx»" in voiceless.error
    assert good.error == ""
    assert room.is_empty()


def test_broken_requests_are_set_aside_and_hold_nobody_up(room: Room) -> None:
    for name, content in {"a.json": b"{", "b.json": b"\xff", "c d.txt": b"?", "\udcff.json": b"{}"}.items():
        (room.spool / "in" / name).write_bytes(content)
    (room.spool / "in" / "dir.json").mkdir()
    ids = room.ask("Так.")
    Unit(room.spool, room.store, order=ESPEAK).work()
    assert room.answers(ids)[0].error == ""
    assert all(answer.error for answer in room.answers(["a", "b", "dir"]))
    assert room.is_empty()
    assert len(list((room.spool / "bad").iterdir())) == 5


def test_a_hung_engine_is_killed_and_started_anew(
    room: Room, monkeypatch: pytest.MonkeyPatch, fake_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fake_espeak(monkeypatch, fake_dir, HANGS_ONCE)

    def it_is_answered_by_the_next(limit_s: int) -> bool:
        (fake_dir / "hung").unlink(missing_ok=True)
        caplog.clear()
        ids = room.ask(f"Так {limit_s}.")
        Unit(room.spool, room.store, limit_s=limit_s, order=ESPEAK).work()
        return (room.answers(ids)[0].error, caplog.text.count("started anew")) == ("", 1)

    under_some_limit(it_is_answered_by_the_next)


def test_an_engine_is_started_anew_three_times_an_hour_and_what_it_said_is_still_given(
    room: Room, monkeypatch: pytest.MonkeyPatch, fake_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def answer(text: str) -> tuple[str, int]:
        caplog.clear()
        ids = room.ask(text)
        unit.work()
        return room.answers(ids)[0].error, caplog.text.count("started anew")

    now_s = 0.0
    unit = Unit(room.spool, room.store, order=ESPEAK, monotonic=lambda: now_s)
    fake_espeak(monkeypatch, fake_dir, DIES_OF_ONE_WORD)
    error, starts = answer("помри")
    assert ("аварійно завершився" in error, starts) == (True, 1)
    assert answer("Так.") == ("", 1)
    error, starts = answer("помри")
    assert ("аварійно завершився" in error, starts) == (True, 1)
    now_s = 3599.0
    error, starts = answer("Ні.")
    assert ("поки не запускається" in error, starts) == (True, 0)
    assert answer("Так.") == ("", 0)
    now_s = 3600.0
    assert answer("Ні.") == ("", 1)


@pytest.mark.parametrize("speak", [DIES, HANGS, NO_SOUND])
def test_the_next_engine_takes_over(room: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, speak: str) -> None:
    fake_piper(monkeypatch, tmp_path / "piper", speak)

    def espeak_says_it(limit_s: int) -> bool:
        ids = room.ask("Так.", voice="piper/lada")
        Unit(room.spool, room.store, limit_s=limit_s, order=("piper", "espeak")).work()
        (answer,) = room.answers(ids)
        return answer.error == "" and told(room, answer)["engine"] == "espeak"

    under_some_limit(espeak_says_it)


def test_the_first_engine_of_the_order_speaks_or_the_one_that_was_asked_for(
    room: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake_piper(monkeypatch, tmp_path / "piper", GOOD_VOICE)
    unit = Unit(room.spool, room.store, order=("piper/lada", "espeak"))
    ids = [*room.ask("Так."), *room.ask("Так.", voice="espeak"), *room.ask("Так.", voice="espeak/uk")]
    unit.work()
    assert [told(room, answer)["engine"] for answer in room.answers(ids)] == ["piper", "espeak", "espeak"]


def test_without_any_engine_what_is_spoken_is_given_and_the_rest_refused(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = room.ask("Так.")
    Unit(room.spool, room.store, order=ESPEAK).work()
    monkeypatch.setenv("PATH", "/nowhere")
    ids = room.ask("Так.", "Ні.")
    Unit(room.spool, room.store).work()
    known, new = room.answers(ids)
    assert [known] == room.answers(first)
    assert new.error == "Немає жодного мовного рушія."


def test_an_order_with_an_engine_nobody_knows_is_refused(room: Room) -> None:
    with pytest.raises(EngineMissing, match="bellman"):
        Unit(room.spool, room.store, order=("espeak", "bellman/x"))


@needs.RHVOICE
def test_rhvoice_speaks_where_it_is_installed(room: Room) -> None:
    ids = room.ask("Так.")
    Unit(room.spool, room.store).work()
    assert told(room, room.answers(ids)[0])["voice"] == "Natalia"


def test_a_full_disk_costs_no_request(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    now_s = 0.0
    unit = Unit(room.spool, room.store, order=ESPEAK, monotonic=lambda: now_s)
    ids = room.ask("Так.")
    with monkeypatch.context() as disk:
        disk.setattr("audio.speech.store.write_durably", full)
        assert unit.work() == 1
    assert unit.work() == 0
    assert not room.is_empty()
    now_s = 31.0
    assert unit.work() == 1
    assert room.answers(ids)[0].error == ""


def test_a_request_whose_asker_took_it_back_is_no_trouble(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    gone = room.spool / "in" / "gone.json"
    monkeypatch.setattr(spool, "pending", lambda _: [gone])
    assert Unit(room.spool, room.store).work() == 1
    assert spool.answers(room.spool, ["gone"]) == {}
    assert [event for event in caplog.records if event.levelno > logging.INFO] == []


def test_a_request_that_breaks_the_unit_does_not_break_the_next_one(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError

    ids = room.ask("Так.")
    monkeypatch.setattr(Speaker, "recipe", break_down)
    with pytest.raises(ZeroDivisionError):
        Unit(room.spool, room.store).work()
    assert room.answers(ids)[0].error == "Мовний блок зламався на цьому тексті."
    assert Unit(room.spool, room.store).work() == 0


def test_two_units_on_one_spool_do_no_harm(room: Room) -> None:
    texts = ["Один.", "Два."]
    units = [Unit(room.spool, room.store, order=ESPEAK) for _ in range(2)]
    ids = room.ask(*texts)
    start = threading.Barrier(2)

    def work(unit: Unit) -> None:
        start.wait()
        unit.work()

    threads = [threading.Thread(target=work, args=[unit]) for unit in units]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reader = PromptStore(room.store)
    for answer, text in zip(room.answers(ids), texts, strict=True):
        assert answer.error == ""
        assert reader.find(text) == room.store / answer.wav
    assert room.is_empty()
    assert len(list(room.store.iterdir())) == 4


def test_who_waits_at_a_screen_is_answered_in_the_middle_of_a_menu(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    answered: list[str] = []
    now = itertools.count()

    def answer(_unit: Unit, path: Path) -> None:
        answered.append(spool.read_request(path).text)
        if len(answered) == 1:
            spool.put(room.spool, Request("Послухати."), soon=True)
        spool.reply(room.spool, path, Answer(error="Ні."))

    monkeypatch.setattr(Unit, "_answer", answer)
    unit = Unit(room.spool, room.store, order=ESPEAK, monotonic=lambda: float(next(now)))
    room.ask("Один.", "Два.", "Три.")
    unit.work()
    assert answered == ["Один.", "Послухати.", "Два.", "Три."]
    assert room.is_empty()
