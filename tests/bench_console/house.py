"""What the office keeps of itself: presence, shifts, roster, urgent reports, alarms, blocks, both journals."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from appliance.casework.box.alarms import Alarm
from appliance.casework.entrance.sessions import LoginSession
from appliance.casework.journal import AccessEntry, AuditEntry
from appliance.casework.office.blocks import Block, BlockDecision, BlockReason
from appliance.casework.staff.duty_officers import DutyOfficer
from appliance.casework.staff.presence import Presence
from appliance.casework.staff.red_button import UrgentReport
from appliance.casework.staff.roster import RosterShift
from appliance.casework.staff.shifts import CheckPoint, ShiftAnswer, ShiftCheck
from appliance.contracts.office import PresenceState
from tests.bench_console.archive import YEARS, Archive, connection, kept
from tests.bench_console.calls import Past
from tests.bench_console.people import mobile

DAYS = int(365.25 * YEARS)
OFFICERS = 6
BLOCKS = 500
OPENED_ALARMS = 4


def enter_house(archive: Archive, calls: Sequence[Past]) -> None:
    """Enter all of it."""
    days = min(DAYS, len(calls) // 10)
    archive.enter(Presence, _presence(archive, days))
    archive.enter(DutyOfficer, _officers(archive))
    archive.enter(RosterShift, _roster(archive, days))
    _shifts(archive, days)
    _alarms(archive, days)
    _blocks(archive, calls)
    archive.enter(LoginSession, _sessions(archive, days))
    archive.enter(AuditEntry, _changes(archive, len(calls) // 2))
    archive.enter(AccessEntry, _looks(archive, len(calls) // 2))


def _presence(archive: Archive, days: int) -> Iterator[dict[str, Any]]:
    for day in range(days, 0, -1):
        for operator in archive.operators:
            for hour, state in ((8, PresenceState.READY), (12, PresenceState.LUNCH), (17, PresenceState.OFF)):
                yield {
                    "operator_id": operator,
                    "state": state,
                    "origin": archive.by.origin,
                    "account_id": archive.by.account,
                    "since": kept((archive.now.wall - timedelta(days=day)).replace(hour=hour)),
                    "clock_trusted": 1,
                    "boot_id": "archive",
                    "since_monotonic_s": 0.0,
                }


def _officers(archive: Archive) -> Iterator[dict[str, Any]]:
    for at in range(OFFICERS):
        yield {
            "name": f"Черговий {at + 1}",
            "mobile": mobile(8_000_000 + at),
            "is_chief": int(at == 0),
            "added_at": kept(archive.begins),
            "clock_trusted": 1,
        }


def _roster(archive: Archive, days: int) -> Iterator[dict[str, Any]]:
    for day in range(-days, 30):
        evening = (archive.now.wall + timedelta(days=day)).replace(hour=16, minute=0, second=0, microsecond=0)
        officer = day % OFFICERS + 1
        yield {
            "officer_id": officer,
            "stand_in_id": officer % OFFICERS + 1,
            "starts_at": kept(evening),
            "ends_at": kept(evening + timedelta(hours=14)),
            "entered_at": kept(archive.begins),
            "clock_trusted": 1,
        }


def _shifts(archive: Archive, days: int) -> None:
    texts = ["Телефон працює", "Гарнітура справна", *(f"Пункт {at}" for at in range(5))]
    points = ({"text": text, "place": at} for at, text in enumerate(texts, start=100))
    added = {"added_at": kept(archive.begins), "clock_trusted": 1}
    archive.enter(CheckPoint, (point | added for point in points))
    signed = [
        {
            "account_id": archive.staff[-1],
            "signed_at": kept(archive.now.wall - timedelta(days=day)),
            "clock_trusted": 1,
            "faults": 0,
        }
        for day in range(days, 0, -1)
    ]
    archive.enter(ShiftCheck, signed)
    answers = ({"check_id": at, "text": text, "well": 1} for at in range(1, len(signed) + 1) for text in texts)
    archive.enter(ShiftAnswer, answers)


def _alarms(archive: Archive, days: int) -> None:
    def raised(at: int, opened: bool) -> dict[str, Any]:
        over = None if opened else kept(archive.now.wall - timedelta(days=1))
        return {
            "kind": "line_down",
            "about": f"line{at}",
            "text": "Лінія не відповідає.",
            "raised_at": kept(archive.now.wall - timedelta(days=2)),
            "clock_trusted": 1,
            "acknowledged_at": over,
            "cleared_at": over,
        }

    past = days * 2
    archive.enter(Alarm, (raised(at, at > past) for at in range(1, past + OPENED_ALARMS + 1)))
    reports = (
        {
            "kind": "incident",
            "text": "Обірвано дроти біля школи.",
            "settlement_id": archive.settlements[at % len(archive.settlements)],
            "reported_by_id": archive.by.account,
            "reported_at": kept(archive.now.wall - timedelta(days=2)),
            "clock_trusted": 1,
            "alarm_id": at,
        }
        for at in range(1, past // 20 + 1)
    )
    archive.enter(UrgentReport, reports)


def _blocks(archive: Archive, calls: Sequence[Past]) -> None:
    """Blocks of strangers, most of them over; every one has turned away some calls."""
    count = min(BLOCKS, len(calls) // 10)
    rows = [_block(archive, at, count) for at in range(count)]
    archive.enter(Block, rows)
    decided = {"approved": 1, "decided_by_id": archive.staff[4], "clock_trusted": 1}
    archive.enter(
        BlockDecision,
        ({"block_id": at, "decided_at": row["proposed_at"]} | decided for at, row in enumerate(rows, 1) if at % 10),
    )
    strangers = (call.id for call in calls if call.id % 20 == 0 and call.number and call.person is None)
    barred = ((1 + call % count, call) for call in strangers)
    with connection():
        connection().executemany("UPDATE call_record SET block_id = ? WHERE id = ?", barred)


def _block(archive: Archive, at: int, count: int) -> dict[str, Any]:
    proposed = archive.at((at + 1) / (count + 1))
    return {
        "rule": mobile(6_000_000 + at),
        "reason": BlockReason.NUISANCE,
        "memo": "Телефонує щохвилини й мовчить.",
        "proposed_by_id": archive.by.account,
        "proposed_at": kept(proposed),
        "clock_trusted": 1,
        "until_at": kept(proposed + timedelta(days=360)),
    }


def _sessions(archive: Archive, days: int) -> Iterator[dict[str, Any]]:
    for day in range(days * 4):
        began = kept(archive.at(day / (days * 4)))
        yield {
            "ticket_hash": archive.uid(),
            "account_id": archive.staff[day % len(archive.staff)],
            "address": "192.0.2.7",
            "browser": "Mozilla/5.0",
            "began_at": began,
            "clock_trusted": 1,
            "boot_id": "archive",
            "began_monotonic_s": 0.0,
            "seen_monotonic_s": 0.0,
            "ended_at": began,
            "ended_why": "left",
        }


def _changes(archive: Archive, count: int) -> Iterator[dict[str, Any]]:
    change = json.dumps({"note": ["", "Пояснено, куди звернутися."]}, ensure_ascii=False)
    for at in range(count):
        verb, subject = (("changed", "person"), ("drafted", "appeal"), ("noted", "consultation"))[at % 3]
        yield _entry(archive, at, count, subject) | {"verb": verb, "change": change}


def _looks(archive: Archive, count: int) -> Iterator[dict[str, Any]]:
    for at in range(count):
        yield _entry(archive, at, count, ("person", "recording")[at % 2]) | {"how": ("looked", "listened")[at % 2]}


def _entry(archive: Archive, at: int, count: int, subject: str) -> dict[str, Any]:
    return {
        "at": kept(archive.at(at / count)),
        "clock_trusted": 1,
        "origin": archive.by.origin,
        "account_id": archive.chance.choice(archive.staff),
        "subject": subject,
        "subject_id": str(1 + at % archive.quantities.people),
    }
