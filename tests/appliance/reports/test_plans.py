"""A report reads a month, not all the years: its questions go by an index, also over a register of ten years."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from appliance.casework.row import Row
from appliance.reports.kinds import reports
from appliance.reports.period import Period
from tests.appliance.reports.busy_month import NEXT_DAY, OCTOBER, BusyMonth, register_of

GROWING = (
    *("call_record", "consultation", "message", "voice_message", "service_told", "appeal", "callback", "presence"),
    *("rating", "question_asked", "intake_refusal", "handled_message", "message_note", "incident"),
)
"""Tables that grow with every day."""


@pytest.mark.parametrize("name", list(reports()))
def test_no_question_of_a_report_reads_a_growing_table_from_end_to_end(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with register_of(tmp_path / "slukhavka.db", BusyMonth(calls=30)):
        database, asked = Row._meta.database, list[tuple[str, Any]]()
        execute = database.execute_sql

        def noted(sql: str, params: Any = None) -> Any:
            asked.append((sql, params))
            return execute(sql, params)

        with monkeypatch.context() as patched:
            patched.setattr(database.obj, "execute_sql", noted)
            reports()[name].gather(Period(OCTOBER, NEXT_DAY.wall))
        steps = [step[3] for sql, params in asked for step in execute(f"EXPLAIN QUERY PLAN {sql}", params)]
    assert any("SEARCH" in step for step in steps)
    assert [step for step in steps for table in GROWING if step.startswith(f"SCAN {table}")] == []
