"""Each check finds what is broken, and does not find what is not."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import apsw
import pytest

from appliance.casework.box.self_tests import Outcome
from appliance.casework.box.sim_cards import CardAnswer, SimCard
from appliance.casework.contacts.calls import CallEnd, CallRecord, VoiceMessage
from appliance.casework.entrance.accounts import BOX
from appliance.casework.row import bind
from appliance.contracts import CallResult, EndedBy
from appliance.settings import (
    GsmLineSettings,
    KeepingSettings,
    PanelSettings,
    SelfTestSettings,
    SipLineSettings,
    SipTrunk,
)
from appliance.upkeep.keeping.copies import make_copy
from appliance.upkeep.self_test.bench import Bench, Check
from appliance.upkeep.self_test.checks import (
    answering,
    audio,
    backup,
    certificates,
    clock,
    database,
    disk,
    lines,
    menu,
    panel,
    sim_cards,
    speech,
)
from audio.line.wav import header
from audio.speech import spool
from audio.speech.spool import Answer
from tests.appliance.casework.register import NOW, call, later
from tests.appliance.upkeep.self_test.bench_house import bench, look, one, outcomes, with_line
from web.tls import identity

__all__ = ["bench"]

OK, WARNING, FAILED, SKIPPED = Outcome.OK, Outcome.WARNING, Outcome.FAILED, Outcome.SKIPPED


def check(module: object) -> Check:
    return cast(Check, module)


@contextmanager
def register(bench: Bench) -> Iterator[None]:
    with bind(bench.settings.database).connection_context():
        yield


# The lines.


def test_a_silent_daemon_is_a_failure_that_says_so(bench: Bench) -> None:
    found = one(look(check(lines), replace(bench, told={}, silent="Слухавка не працює.")))
    assert found.outcome is FAILED and "Слухавка не працює" in found.says


@pytest.mark.parametrize("module", [lines, audio])
def test_of_what_a_silent_daemon_does_not_tell_nothing_is_measured(bench: Bench, module: object) -> None:
    silent = look(check(module), replace(bench, told={}, silent="Слухавка не відповідає."))
    assert [(each.name, each.measured) for each in silent if ":" not in each.name] == [(check(module).NAME, False)]


def test_a_box_without_lines_is_a_failure(bench: Bench) -> None:
    assert outcomes(check(lines), bench) == [FAILED]


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ({}, OK),
        ({"answers": None, "registered": None}, OK),
        ({"state": "down", "reason": "Порт модема зник."}, FAILED),
        ({"answers": False}, FAILED),
        ({"registered": False}, FAILED),
        ({"state": "starting"}, WARNING),
        ({"signal_dbm": -107}, WARNING),
    ],
)
def test_a_line_stands_as_the_daemon_has_just_found_it(bench: Bench, told: dict[str, Any], outcome: Outcome) -> None:
    assert outcomes(check(lines), with_line(bench, **told)) == [outcome]


def test_a_good_line_tells_network_signal_and_what_it_is(bench: Bench) -> None:
    told = with_line(bench, operator="KYIVSTAR", signal_dbm=-83, imei="353871021234567", firmware="11.608")
    assert (
        one(look(check(lines), told)).says
        == "Відповідає; мережа KYIVSTAR; сигнал −83 дБм; IMEI 353871021234567; 11.608."
    )


@pytest.mark.parametrize(
    ("trunk", "word"), [(None, "з дзвінка"), (SipTrunk("sip.example.net", "user", "secret"), "OPTIONS")]
)
def test_a_sip_line_says_how_it_is_known_to_work(bench: Bench, trunk: SipTrunk | None, word: str) -> None:
    settings = replace(bench.settings, lines=(SipLineSettings(name="sim1", peers=("127.0.0.1",), trunk=trunk),))
    assert word in one(look(check(lines), with_line(replace(bench, settings=settings), answers=None))).says


# Sound.


def message(bench: Bench, sound_s: float, at_s: float = -600) -> None:
    with register(bench):
        VoiceMessage.keep(
            call(at=later(at_s)),
            uid=uuid4().hex,
            purpose="message",
            kept=later(at_s),
            path=f"m{at_s}.wav",
            duration_s=12,
            sound_s=sound_s,
        )


def ended(bench: Bench, by: EndedBy, at_s: float, fault: str = "") -> None:
    start = call(at=later(at_s))
    end = CallEnd(start.rang.wall, later(at_s + 60).wall, 60, CallResult.SERVED, by, fault=fault)
    with register(bench):
        CallRecord.finish(start, end)


def test_without_calls_nothing_of_the_sound_is_claimed(bench: Bench) -> None:
    assert outcomes(check(audio), with_line(bench)) == [SKIPPED, SKIPPED, SKIPPED]


def test_a_port_that_is_refused_is_a_failure_and_one_that_is_held_is_said_to_prove_little(bench: Bench) -> None:
    assert outcomes(check(audio), with_line(bench, sound="refused"))[0] is FAILED
    held = look(check(audio), with_line(bench, sound="held"))[0]
    assert held.outcome is OK and "показують лише дзвінки" in held.says


def test_three_messages_in_which_nobody_is_heard_are_a_failure_and_one_is_a_warning(bench: Bench) -> None:
    for at_s in (-900, -800):
        message(bench, 0.1, at_s)
    assert outcomes(check(audio), bench)[0] is WARNING
    message(bench, 0.0, -700)
    assert outcomes(check(audio), bench)[0] is FAILED
    message(bench, 9.0, -600)
    found = look(check(audio), bench)[0]
    assert found.outcome is OK and "чути 9 с із 12 с" in found.says


def test_calls_that_break_off_again_and_again_are_a_failure(bench: Bench) -> None:
    for at_s in (-900, -800, -700):
        ended(bench, EndedBy.CALLER, at_s)
    assert outcomes(check(audio), bench)[1] is OK
    ended(bench, EndedBy.FAULT, -600, "interrupted")
    assert outcomes(check(audio), bench)[1] is OK
    ended(bench, EndedBy.FAULT, -500)
    ended(bench, EndedBy.FAULT, -400)
    assert outcomes(check(audio), bench)[1] is FAILED


# Speech.


@contextmanager
def speaking(bench: Bench, sound: bytes, error: str = "") -> Iterator[None]:
    """A speech unit that answers every request with this sound."""
    directory, store = bench.settings.speech_spool, bench.settings.spoken
    spool.prepare(directory)
    store.mkdir()
    over = threading.Event()

    def serve() -> None:
        with spool.serving(directory):
            while not over.wait(0.01):
                for path in spool.pending(directory):
                    wav = store / "k.wav"
                    wav.write_bytes(header(len(sound)) + sound)
                    spool.reply(directory, path, Answer("k", wav.name, 2.0, -20.0, -3.0, "espeak", error))

    thread = threading.Thread(target=serve)
    thread.start()
    while not spool.is_served(directory):
        time.sleep(0.005)
    yield
    over.set()
    thread.join()


LOUD, SILENT = b"\x00\x20\x00\xe0" * 4000, bytes(16000)


def test_no_speech_unit_is_a_failure(bench: Bench) -> None:
    assert outcomes(check(speech), bench) == [FAILED]


def test_a_sentence_that_comes_back_with_sound_is_well_and_leaves_nothing_in_the_store(bench: Bench) -> None:
    with speaking(bench, LOUD):
        assert outcomes(check(speech), bench) == [OK]
    assert list(bench.settings.spoken.iterdir()) == []


def test_a_sentence_that_comes_back_silent_is_a_failure(bench: Bench) -> None:
    with speaking(bench, SILENT):
        assert outcomes(check(speech), bench) == [FAILED]


def test_a_unit_that_refuses_is_a_failure_with_its_words(bench: Bench) -> None:
    with speaking(bench, LOUD, "Немає жодного мовного рушія."):
        found = one(look(check(speech), bench))
    assert found.outcome is FAILED and "жодного мовного рушія" in found.says


def test_a_unit_that_never_answers_is_a_failure(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "PATIENCE_S", 0.2)
    spool.prepare(bench.settings.speech_spool)
    with spool.serving(bench.settings.speech_spool):
        assert outcomes(check(speech), bench) == [FAILED]
    assert spool.pending(bench.settings.speech_spool) == []


# The register.


def test_a_whole_register_is_well(bench: Bench) -> None:
    assert outcomes(check(database), bench) == [OK]


def test_a_register_with_a_damaged_page_is_a_failure(bench: Bench) -> None:
    content = bytearray(bench.settings.database.read_bytes())
    content[8192:12288] = b"\xa5" * 4096
    bench.settings.database.write_bytes(content)
    assert outcomes(check(database), bench) == [FAILED]


def test_a_row_that_points_nowhere_is_a_failure(bench: Bench) -> None:
    with apsw.Connection(str(bench.settings.database)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(
            "INSERT INTO incident_note (incident_id, text, noted_at, clock_trusted) VALUES (77, 'x', '2026', 1)"
        )
    found = one(look(check(database), bench))
    assert found.outcome is FAILED and "у порожнечу: 1" in found.says


def test_a_register_that_is_not_there_is_a_failure(bench: Bench) -> None:
    bench.settings.database.unlink()
    assert outcomes(check(database), bench) == [FAILED]


def test_a_register_that_takes_too_long_is_a_warning_and_no_fault(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "ENOUGH_S", -1.0)
    monkeypatch.setattr(database, "LOOK_EVERY", 1)
    assert outcomes(check(database), bench) == [WARNING]


# The disk.


class _Disk:
    """A disk as `statvfs` tells of it."""

    f_flag, f_frsize, f_files, f_favail = 0, 4096, 1000, 900

    def __init__(self, free_mb: int, whole_mb: int, **more: int) -> None:
        self.f_bavail, self.f_blocks = free_mb * 256, whole_mb * 256
        self.__dict__.update(more)


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (_Disk(20_000, 30_000), OK),
        (_Disk(1_900, 30_000), WARNING),
        (_Disk(2_500, 30_000), OK),
        (_Disk(12_000, 256_000), WARNING),  # 95 % of a big card is taken
        (_Disk(499, 30_000), FAILED),
        (_Disk(20_000, 30_000, f_favail=0), FAILED),
        (_Disk(20_000, 30_000, f_flag=1), FAILED),
    ],
)
def test_the_disk_is_judged_by_what_is_free(
    bench: Bench, found: _Disk, outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "statvfs", lambda _path: found)
    kept = replace(bench, settings=replace(bench.settings, keeping=KeepingSettings(reserve_mb=500)))
    assert outcomes(check(disk), kept) == [outcome]


def test_a_disk_that_takes_no_write_is_a_failure(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert outcomes(check(disk), bench) == [FAILED]
    assert list(Path(bench.settings.box.state).glob(".self-test*")) == []


def test_a_slow_card_is_a_warning(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "statvfs", lambda _path: _Disk(20_000, 30_000))
    monkeypatch.setattr(disk, "SLOW_S", -1.0)
    assert outcomes(check(disk), bench) == [WARNING]


# The clock.


@pytest.mark.parametrize(
    ("now", "outcome"),
    [
        (NOW, OK),
        (replace(NOW, trusted=False), FAILED),
        (replace(NOW, wall=datetime(1970, 1, 1, tzinfo=UTC)), FAILED),
    ],
)
def test_a_clock_is_well_when_somebody_has_set_it(bench: Bench, now: Any, outcome: Outcome) -> None:
    assert outcomes(check(clock), replace(bench, now=now)) == [outcome]


# Copies.


def test_no_copy_and_an_old_copy_are_failures(bench: Bench) -> None:
    assert outcomes(check(backup), bench) == [FAILED]
    make_copy(bench.settings, NOW)
    assert outcomes(check(backup), replace(bench, now=later(3600))) == [OK]
    assert outcomes(check(backup), replace(bench, now=later(86400))) == [FAILED]


# Certificates.


def test_certificates_count_down(bench: Bench) -> None:
    assert outcomes(check(certificates), bench) == [SKIPPED]
    identity(bench.settings.tls, ["slukhavka"], NOW.wall)
    at = {days: replace(bench, now=replace(NOW, wall=NOW.wall + timedelta(days=days))) for days in (1, 780, 900)}
    assert outcomes(check(certificates), at[1]) == [OK, OK]
    assert outcomes(check(certificates), at[780]) == [WARNING, OK]
    assert outcomes(check(certificates), at[900]) == [FAILED, OK]
    assert outcomes(check(certificates), replace(at[900], now=replace(NOW, trusted=False))) == [SKIPPED]


def test_a_certificate_that_cannot_be_read_is_a_failure(bench: Bench) -> None:
    identity(bench.settings.tls, ["slukhavka"], NOW.wall)
    (bench.settings.tls / "console.crt").write_bytes(b"nothing")
    assert outcomes(check(certificates), bench) == [FAILED, OK]


# The menu.


def test_no_menu_is_a_failure(bench: Bench) -> None:
    assert outcomes(check(menu), bench) == [FAILED]


def test_a_menu_that_is_not_what_is_played_is_a_warning(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "check_current", lambda _published: None)
    (bench.settings.published / "7").mkdir(parents=True)
    (bench.settings.published / "current").symlink_to("7")
    assert outcomes(check(menu), replace(bench, told={"menu_revision": "7"})) == [OK]
    assert outcomes(check(menu), replace(bench, told={"menu_revision": "tones"})) == [WARNING]


# How soon callers are answered.


def answered(bench: Bench, waits: list[float], day_s: float = -86400.0) -> None:
    with register(bench):
        for number, wait_s in enumerate(waits):
            start = call(at=later(day_s + number * 60))
            end = CallEnd(
                later(wait_s, start.rang).wall, later(60, start.rang).wall, 50, CallResult.SERVED, EndedBy.BOX
            )
            CallRecord.finish(start, end)


@pytest.mark.parametrize(
    ("waits", "outcome"),
    [([], SKIPPED), ([1.2, 2.0, 3.0], OK), ([1.0, 1.0, 30.0], WARNING), ([1.0, 7.0, 8.0], FAILED)],
)
def test_yesterdays_callers_are_answered_within_the_threshold(
    bench: Bench, waits: list[float], outcome: Outcome
) -> None:
    answered(bench, waits)
    answered(bench, [99.0], day_s=0)
    held = replace(bench, settings=replace(bench.settings, self_test=SelfTestSettings(answer_s=6)))
    assert outcomes(check(answering), held) == [outcome]


def test_the_middle_and_the_slowest_are_told(bench: Bench) -> None:
    answered(bench, [1.2, 2.0, 3.5])
    said = one(look(check(answering), bench)).says
    assert said == "Учора дзвінків: 3; відповідь посередині за 2,0 с, найдовше 3,5 с."


# The lamps.


def test_lamps_that_are_promised_must_be_reachable(bench: Bench) -> None:
    assert outcomes(check(panel), bench) == [SKIPPED]
    promised = replace(bench, settings=replace(bench.settings, panel=PanelSettings(board="pi4")))
    assert outcomes(check(panel), promised) == [FAILED]
    told = {"board": "Raspberry Pi 4", "trouble": ""}
    assert outcomes(check(panel), replace(promised, told={"panel": told})) == [OK]
    told["trouble"] = "Лампи не працюють: немає доступу."
    assert outcomes(check(panel), replace(promised, told={"panel": told})) == [FAILED]


# SIM cards.


def with_card(bench: Bench, balance: int = 5000, topped_up_days: int = 10, called_days: int | None = 3) -> Bench:
    """The same box with one GSM line, whose card has so much money (kopiykas), was paid for and rung so long ago."""
    with register(bench):
        SimCard.delete().execute()
        SimCard.see("sim1", "25503", NOW)
        SimCard.note_answer("sim1", CardAnswer("50.00", balance), NOW)
        SimCard.top_up("sim1", (NOW.wall - timedelta(days=topped_up_days)).date(), by=BOX, now=NOW)
        if called_days is not None:
            SimCard.called("sim1", later(-86400.0 * called_days))
    return replace(bench, settings=replace(bench.settings, lines=(GsmLineSettings("sim1", "huawei_e1550"),)))


def test_a_box_without_sim_cards_and_a_card_never_seen_are_not_judged(bench: Bench) -> None:
    assert outcomes(check(sim_cards), bench) == [SKIPPED]
    unseen = replace(bench, settings=replace(bench.settings, lines=(GsmLineSettings("sim1", "huawei_e1550"),)))
    assert outcomes(check(sim_cards), unseen) == [SKIPPED]


@pytest.mark.parametrize(
    ("card", "found"),
    [
        ({}, [OK, OK, OK]),
        ({"balance": 1999}, [FAILED, OK, OK]),
        ({"topped_up_days": 250}, [OK, WARNING, OK]),
        ({"topped_up_days": 262}, [OK, FAILED, OK]),
        ({"called_days": 15}, [OK, OK, FAILED]),
        ({"called_days": None}, [OK, OK, SKIPPED]),
    ],
)
def test_a_card_without_money_time_or_callers_is_a_failure(
    bench: Bench, card: dict[str, Any], found: list[Outcome]
) -> None:
    assert outcomes(check(sim_cards), with_card(bench, **card)) == found
