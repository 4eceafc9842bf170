"""A month on a stick: what lies there, what of it anybody can read, and that it was read back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.casework.box.alarms import Alarm
from appliance.casework.box.exports import Stage
from appliance.casework.journal import AccessEntry, AuditEntry
from appliance.clock import Moment
from appliance.reports.period import Month
from appliance.upkeep.stick.contents import Composed, Reports
from tests.appliance.upkeep.stick.box_with_stick import CANARY, OCTOBER, BoxWithStick, a_box, small_reports


@pytest.fixture
def box(tmp_path: Path) -> Iterator[BoxWithStick]:
    with a_box(tmp_path) as box:
        yield box


def files_in(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_a_month_lies_on_the_stick_and_its_sums_agree(box: BoxWithStick) -> None:
    [export] = box.errand()
    assert (export.stage, export.fault, export.directory) == (Stage.DONE, "", "slukhavka-1/2026-10")
    found = files_in(box.shelf / OCTOBER)
    assert set(found) == {"statystyka/dzvinky.csv", "osobysti.tar.age", "prochytaite.txt", "SHA256SUMS"}
    lines = sorted(f"{hashlib.sha256(found[name]).hexdigest()}  {name}" for name in found if name != "SHA256SUMS")
    assert found["SHA256SUMS"].decode().splitlines() == lines
    assert export.sums_sha256 == hashlib.sha256(found["SHA256SUMS"]).hexdigest()
    assert (export.files, export.bytes) == (len(found), sum(map(len, found.values())))


def test_only_the_sheet_opens_what_is_personal(box: BoxWithStick) -> None:
    box.errand()
    assert all(CANARY.encode() not in content for content in files_in(box.top).values())
    opened = box.opened(box.shelf / OCTOBER / "osobysti.tar.age")
    assert CANARY in opened["reiestr.csv"].decode()
    assert set(opened) == {"reiestr.csv", "zapysy.csv"}


def test_the_journals_say_who_took_what(box: BoxWithStick) -> None:
    [export] = box.errand()
    [looked] = AccessEntry.select()
    assert (looked.subject, looked.subject_id, looked.how) == ("month_export", str(export.id), "exported")
    done = AuditEntry.last_of("month_export", export.id)
    assert done is not None
    assert (done.verb, done.change["sums_sha256"]) == ("exported", export.sums_sha256)


def test_how_far_the_reports_are_is_told_while_they_are_composed(box: BoxWithStick) -> None:
    told: list[tuple[str, int, int]] = []

    def slow(month: Month, into: Path, now: Moment, composed: Composed) -> Reports:
        for done in range(9):
            composed(done, 8)
            box.clock.moment = replace(box.clock.moment, monotonic_s=box.clock.moment.monotonic_s + 0.5)
        return small_reports(month, into, now, composed)

    [export] = box.errand(write=slow, told=lambda each: told.append((each.stage, each.files, each.of_all)))
    assert told[:6] == [("reports", 0, 0), *(("reports", done, 8) for done in (0, 2, 4, 6, 8))]
    assert told[6][0] == "writing"
    assert (export.stage, export.files) == (Stage.DONE, 4)


def test_what_is_done_is_due_no_more(box: BoxWithStick) -> None:
    box.errand()
    assert box.errand() == []
    assert Alarm.standing() == []
