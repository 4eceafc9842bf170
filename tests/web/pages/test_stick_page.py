"""The month on a stick, seen from the console: asked for, followed, and the council's key shown once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pyrage  # type: ignore[import-untyped]  # it says no types
import pytest

from appliance.casework.box.asked import MONTH, take
from appliance.casework.box.council_key import CouncilKey
from appliance.casework.box.exports import MonthExport, Stage, Written
from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.journal import AuditEntry
from tests.web.house import House

_SHOWN = re.compile(r'<p class="secret memo">([^<]+)</p>')


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_who_asks_here_leaves_a_row_and_the_request_that_the_unit_waits_for(house: House) -> None:
    head = house.enter(Role.HEAD, "Ірина Голова")
    assert head.post("/stick", month="2026-10").status_code == 303
    assert take(house.settings.asked, MONTH)
    with house.database():
        [asked] = MonthExport.waiting()
        assert (asked.month, asked.account_id, asked.stage) == ("2026-10", head.account_id, Stage.ASKED)
    text = head.get("/stick").text
    assert "жовтень 2026" in text
    assert "чекає на початок" in text
    assert "Ірина Голова" in text


@pytest.mark.parametrize("month", ["2026-11", "2027-01", "../../etc", "", "2026-13"])
def test_a_month_that_is_not_over_is_refused_beside_its_field(house: House, month: str) -> None:
    assert house.enter(Role.HEAD).post("/stick", month=month).status_code == 422
    assert not take(house.settings.asked, MONTH)
    with house.database():
        assert MonthExport.waiting() == []


def test_what_became_of_it_is_shown_with_its_hash_and_a_label_only_escaped(house: House) -> None:
    head = house.enter(Role.HEAD)
    with house.database():
        done = MonthExport.ask("2026-10", by=BOX, now=house.now())
        done.begin(None, stick="<script>alert(1)</script>", now=house.now())
        done.done(Written(5, 123456, "slukhavka-1/2026-10", "ab" * 32, "Лише числа."), now=house.now())
        failed = MonthExport.ask("2026-09", by=BOX, now=house.now())
        failed.failed("На флешці не вистачило місця.", now=house.now())
    text = head.get("/stick").text
    assert "ab" * 32 in text
    assert "записано й перевірено" in text
    assert "На флешці не вистачило місця." in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_each_step_says_how_far_it_is(house: House) -> None:
    head = house.enter(Role.HEAD)
    with house.database():
        export = MonthExport.ask("2026-10", by=BOX, now=house.now())
        export.begin(None, stick="", now=house.now())
    assert "крок 1 з 3: складаються звіти" in (text := head.get("/stick").text)
    assert "<progress" not in text
    with house.database():
        export.composed(7, 44)
    assert '<progress value="7" max="44"' in (text := head.get("/stick").text)
    assert "складено файлів: 7 з 44" in text
    with house.database():
        export.reach(Stage.WRITING, of_all=3 * 1024**2)
        export.progress(1024**2)
    assert "крок 2 з 3: записується" in (text := head.get("/stick").text)
    assert "1,0 МБ з 3,0 МБ" in text


def test_a_clock_that_nobody_has_set_makes_nothing_due_and_says_so(house: House) -> None:
    house.clock.moment = replace(house.clock.moment, trusted=False)
    assert "Годинник не звірено" in house.enter(Role.HEAD).get("/stick").text


def test_the_sheet_is_shown_once_and_its_private_half_is_nowhere_on_the_box(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    head = house.enter(Role.HEAD)
    answer = head.post("/stick/key")
    assert answer.headers["Cache-Control"] == "no-store"
    shown = _SHOWN.search(answer.text)
    assert shown
    private = shown[1].replace(" ", "")
    with house.database():
        key = CouncilKey.in_use()
        assert key is not None
        assert key.public_key == str(pyrage.x25519.Identity.from_str(private).to_public())
    assert private not in head.get("/stick").text
    with house.database():
        apsw.Connection(str(house.settings.database)).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    kept = [path.read_bytes() for path in house.settings.box.state.rglob("*") if path.is_file()]
    assert all(private[16:].encode() not in content for content in kept)
    assert private[16:] not in caplog.text


def test_a_key_is_replaced_only_for_a_reason_that_stands_in_the_journal(house: House) -> None:
    head = house.enter(Role.HEAD)
    head.post("/stick/key")
    refused = head.post("/stick/key", reason="  ")
    assert refused.status_code == 422
    assert "напишіть причину" in refused.text
    assert _SHOWN.search(refused.text) is None
    assert _SHOWN.search(head.post("/stick/key", reason="аркуш утрачено").text)
    with house.database():
        latest, first = CouncilKey.all()
        entry = AuditEntry.last_of("council_key", latest.id)
        assert entry is not None
        assert (entry.verb, entry.change["reason"]) == ("replaced", "аркуш утрачено")
        assert entry.change["public_key"] == [first.public_key, latest.public_key]


def test_only_the_head_makes_the_key(house: House) -> None:
    for role in (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.TECHNICIAN, Role.CLERK):
        assert house.enter(role).post("/stick/key").status_code == 403
    with house.database():
        assert CouncilKey.in_use() is None


def test_a_month_nobody_has_taken_is_said(house: House) -> None:
    house.clock.moment = replace(house.clock.moment, wall=datetime(2026, 12, 2, 8, 0, tzinfo=UTC))
    text = house.enter(Role.TECHNICIAN).get("/stick").text
    assert "Не забрано: <b>листопад 2026</b>" in text
    assert "Записати на флешку" not in text
