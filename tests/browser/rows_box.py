"""What the box of a full office keeps of itself: tests, incidents, works, cards, acts, months on a stick, keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.council_key import CouncilKey
from appliance.casework.box.exports import MonthExport, Stage, Written
from appliance.casework.box.incidents import CAUSE_MAX, NOTE_MAX, Incident, IncidentKind
from appliance.casework.box.maintenance import REASON_MAX, Maintenance, NewMaintenance
from appliance.casework.box.mending_steps import MendingStep
from appliance.casework.box.report_runs import ReportRun
from appliance.casework.box.restorations import Restoration, Restored
from appliance.casework.box.retention_acts import RetentionAct, carry_out_slice, finish
from appliance.casework.box.retention_holds import RetentionHold
from appliance.casework.box.self_tests import SAYS_MAX, Finding, Outcome, SelfTest
from appliance.casework.box.sim_cards import CardAnswer, SimCard
from appliance.casework.contacts.calls import CallEnd, CallRecord
from appliance.casework.entrance.accounts import BOX
from appliance.casework.notices.notice_rules import SPOKEN_MAX
from appliance.contracts import CallResult, EndedBy, Trouble
from appliance.contracts.mending import ResetLevel
from tests.browser.rows_called import Called
from tests.browser.rows_known import NUMBERS

DAY_S = 86_400.0
LINES = ("gsm0", "gsm1", "gsm2", "gsm3")
RESTORED_BROKEN_MAX = 60


def fill_box(rows: Called) -> None:
    """Enter all of it. Last of all rows: what is over by its term is taken from the others."""
    for step in (_self_tests, _incidents, _maintenance, _lines, _losses, _keys, _exports, _retention, _reports):
        step(rows)


def _self_tests(rows: Called) -> None:
    words = rows.words
    every = [
        Finding(f"check{at}", words.line(100), outcome, words.line(SAYS_MAX), words.line(SAYS_MAX))
        for at, outcome in enumerate(Outcome)
    ]
    tame = Finding("clock", "Годинник", Outcome.OK, "Час звірено.")
    SelfTest.keep([tame], took_s=2.25, by=BOX, began=rows.ago(DAY_S))
    rows.ids["test_id"] = SelfTest.keep([*every, tame], took_s=14.5, by=rows.by, began=rows.start)


def _incidents(rows: Called) -> None:
    about, cause = rows.words.line(60), rows.words.line(CAUSE_MAX)
    for at, kind in enumerate(IncidentKind):
        began = replace(rows.ago((at + 1) * 5 * 3600.0), boot_id="boot-0")
        alarm = None
        if kind is IncidentKind.ALARM:
            alarm = Alarm.raise_alarm(AlarmKind.NO_SOUND, cause, now=began, about=about)
        powered = kind is not IncidentKind.NO_POWER
        rows.ids["incident_id"] = (
            Incident.begin(kind, cause, began=began, about=about, deaf=at < 5, powered=powered, alarm=alarm) or 0
        )
        Incident.end(kind, now=replace(rows.ago((at + 1) * 4 * 3600.0), boot_id="boot-1"), about=about, alarm=alarm)
    Incident.numbered(int(rows.ids["incident_id"])).note(rows.words.line(NOTE_MAX), by=rows.by, now=rows.start)
    Incident.begin(IncidentKind.LINE_DOWN, cause, began=rows.ago(700), about=LINES[3], deaf=True)


def _maintenance(rows: Called) -> None:
    new = NewMaintenance(rows.words.line(REASON_MAX), 7200.0, rows.words.line(SPOKEN_MAX))
    Maintenance.begin(new, by=rows.by, now=rows.ago(9000))
    Maintenance.end(by=rows.by, now=rows.ago(8000))
    Maintenance.begin(new, by=rows.by, now=rows.ago(60))


def _lines(rows: Called) -> None:
    """A card that is well, one that nobody understands, one whose calls are led away; a line mended by every rung."""
    for at, line in enumerate(LINES[:3]):
        SimCard.see(line, "25503", rows.ago(DAY_S))
        ends = (rows.start.wall + timedelta(days=90)).date()
        answer = CardAnswer(rows.words.line(1000), 1250 * at or None, rows.words.line(200), ends)
        SimCard.note_answer(line, answer, rows.start)
    SimCard.note_diversions(LINES[1], rows.words.line(500), rows.start)
    for at, level in enumerate(ResetLevel):
        MendingStep.note(LINES[3], Trouble.SILENT, level, done=at != 3, now=rows.ago(600.0 - at))


def _losses(rows: Called) -> None:
    broken = rows.words.line(RESTORED_BROKEN_MAX)
    for copy, clock_trusted in enumerate((True, False), 7):
        lost = Restored(broken, rows.words.line(1000), copy, rows.ago(9000).wall, clock_trusted, rows.start.wall, True)
        Restoration.enter(lost)


def _keys(rows: Called) -> None:
    for _ in range(2):
        CouncilKey.make(reason=rows.words.line(300), by=rows.by, now=rows.start)


def _exports(rows: Called) -> None:
    """Months in every stage."""
    key, words, now = CouncilKey.in_use(), rows.words, rows.start
    for at, stage in enumerate(Stage):
        export = MonthExport.ask(f"2026-{10 - at:02}", by=(BOX, rows.by)[at % 2], now=now, pressed=at == 2)
        if stage is Stage.ASKED:
            continue
        export.begin(key if at % 2 else None, stick=words.line(200), now=now)
        export.reach(stage, of_all=9_000_000)
        export.progress(4_500_000)
        if stage is Stage.DONE:
            export.done(Written(17, 9_000_000, "slukhavka-2026-06", "ab" * 32, words.line(500)), now=now)
        if stage is Stage.FAILED:
            export.failed(words.line(500), now=now)


def _retention(rows: Called) -> None:
    """An act that was carried out, one that was dropped, one that waits; a card and a recording that are held."""
    _old_message(rows)
    done = _proposed(rows)
    RetentionAct.approve(done.id, done.mark, by=rows.by, now=rows.start)
    while carry_out_slice(rows.start):
        pass
    finish(rows.recordings, now=rows.start, copies_note="Копії, у яких це ще є, зникнуть самі за 30 днів.")
    held = _old_message(rows)
    _old_message(rows)
    RetentionAct.drop(_proposed(rows).id, by=rows.by, now=rows.start)
    for kind, number in (("recording", held), ("card", int(rows.ids["appeal_id"]))):
        RetentionHold.place(kind, number, rows.words.line(200), by=rows.by, now=rows.start)
    rows.ids["act_id"] = _proposed(rows).id
    rows.ids["act_done"] = done.id


def _proposed(rows: Called) -> RetentionAct:
    act = RetentionAct.propose(rows.start)
    assert act is not None
    return act


def _old_message(rows: Called) -> int:
    """A call with a message, of so long ago that every term is over."""
    start = rows.call(NUMBERS[4], rows.ago(4 * 366 * DAY_S))
    rows.calls.remove(start)
    start = replace(start, line="sim0")
    CallRecord.finish(start, CallEnd(start.rang.wall, start.rang.wall, 9.0, CallResult.MISSED, EndedBy.CALLER))
    return rows.message(start)


def _reports(rows: Called) -> None:
    """The files of the present month are being written."""
    run = ReportRun.ask(f"{rows.start.wall:%Y-%m}", by=rows.by, now=rows.start)
    ReportRun.progress(run.id, 7, 24, now=rows.start)


def told_lines(words: Any) -> list[dict[str, Any]]:
    """What the daemon says of the lines, one in each state."""
    states = (("idle", ""), ("ringing", ""), ("talking", ""), ("down", words.line(200)))
    return [
        {"line": LINES[at], "state": state, "reason": reason, "operator": words.line(40), "signal_dbm": -71}
        for at, (state, reason) in enumerate(states)
    ]


def told_panel(words: Any) -> Mapping[str, Any]:
    """What the daemon says of the panel: every lamp lit."""
    lamps = {
        "power": "running", "line": "line_down", "ringing": "ringing", "talking": "talking",
        "message": "message_waits", "fault": "store_fault", "alarm": "danger_unseen",
    }  # fmt: skip
    told = {"sound": "danger", "quiet": True, "position": "break", "board": words.line(60), "trouble": words.line(300)}
    return {"lamps": lamps, **told}


def told_checks(words: Any) -> Mapping[str, Any]:
    """What the modems say when they are asked."""
    sounds = ("opened", "held", "refused", "untested")
    return {
        "lines": [
            {
                "line": line, "answers": (True, True, False, None)[at], "imei": words.line(40),
                "firmware": words.line(60), "model": words.line(60), "roaming": True, "sound": sounds[at],
                "says": words.line(200),
            }
            for at, line in enumerate(LINES)
        ]
    }  # fmt: skip


def told_free(words: Any) -> Mapping[str, Any]:
    """A modem that no line has."""
    return {"modems": [{"place": "1-1.2", "title": words.line(60)}]}


def told_wires(words: Any) -> Mapping[str, Any]:
    """What went over the wires."""
    entries = [["2026-11-23T08:00:00+00:00", way, words.line(300)] for way in (">", "<") * 3]
    return {"lines": {LINES[0]: entries, LINES[1]: []}}
