"""The list of calls, page by page, and the calls that live."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from appliance.casework.contacts.call_list import LIVES_S, CallFilter, CallKind, find_calls, living_calls
from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.contracts import CallResult
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW, call, ended, later, opened

__all__ = ["opened"]

DAY_S = 86400.0


def walked(wanted: CallFilter, count: int) -> list[int]:
    """All that is found, page by page."""
    found: list[int] = []
    page = find_calls(wanted, count=count)
    while True:
        found += [each.id for each in page.calls]
        if page.before is None:
            return found
        page = find_calls(wanted, before=page.before, count=count)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 50])
def test_pages_hold_every_call_once_the_newest_first(count: int) -> None:
    for _ in range(7):
        ended(CallResult.SERVED)
    assert walked(CallFilter(), count) == [7, 6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("kind", CallKind)
def test_each_kind_finds_its_own(kind: CallKind) -> None:
    for result in CallResult:
        ended(result)
    ended(CallResult.SERVED, incoming=False)
    CallRecord.begin(call())
    [found] = find_calls(CallFilter(kind=kind)).calls
    if kind is CallKind.OUTGOING:
        assert not found.incoming
    else:
        assert found.result == (None if kind is CallKind.LIVING else CallResult[kind.name])


def test_the_day_is_that_of_the_office_and_joins_with_line_kind_and_number() -> None:
    midnight = later(-NOW.wall.timestamp() % DAY_S - 2 * 3600, NOW)
    kyiv = midnight.wall.date() + timedelta(days=1)
    before, after = later(-1, midnight), later(1, midnight)
    ended(CallResult.MISSED, at=before)
    ended(CallResult.MISSED, at=after)
    ended(CallResult.SERVED, NEIGHBOUR, at=after)
    assert walked(CallFilter(on=kyiv), 1) == [3, 2]
    assert walked(CallFilter(on=kyiv - timedelta(days=1)), 1) == [1]
    assert walked(CallFilter(on=kyiv, kind=CallKind.MISSED, line="gsm1", number=CALLER), 1) == [2]
    assert walked(CallFilter(on=kyiv, line="gsm2"), 1) == []
    assert walked(CallFilter(number=NEIGHBOUR), 1) == [3]
    assert walked(CallFilter(line="gsm1", kind=CallKind.MISSED), 1) == [2, 1]


def test_each_call_has_its_messages_at_hand() -> None:
    start = ended(CallResult.SERVED)
    ended(CallResult.SERVED)
    VoiceMessage.keep(start, uid=uuid4().hex, purpose="message", kept=NOW, path="a", duration_s=1, sound_s=1)
    assert [[message.path for message in each.messages] for each in find_calls(CallFilter()).calls] == [[], ["a"]]


def plans(wanted: CallFilter, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """How SQLite looks for them."""
    database: Any = CallRecord._meta.database.obj
    run: Any = database.execute_sql
    asked: list[tuple[str, Any]] = []

    def listen(sql: str, params: Any = None) -> Any:
        asked.append((sql, params))
        return run(sql, params)

    monkeypatch.setattr(database, "execute_sql", listen)
    find_calls(wanted, before=500)
    for sql, params in asked:
        for *_, step in run(f"EXPLAIN QUERY PLAN {sql}", params):
            yield step


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (CallFilter(on=NOW.wall.date()), "call_record_rang"),
        (CallFilter(on=NOW.wall.date(), line="gsm1", kind=CallKind.MISSED), "call_record_rang"),
        (CallFilter(on=NOW.wall.date(), number=CALLER), "call_record_rang"),
        (CallFilter(number=CALLER, kind=CallKind.MISSED, line="gsm1"), "call_record_number"),
        (CallFilter(kind=CallKind.MISSED), "call_record_result"),
        (CallFilter(line="gsm1", kind=CallKind.SHORT), "call_record_line_result"),
        (CallFilter(line="gsm1"), "call_record_line"),
        (CallFilter(kind=CallKind.LIVING), "call_record_result"),
    ],
)
def test_each_filter_is_looked_for_by_its_index(
    wanted: CallFilter, index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = next(plans(wanted, monkeypatch))
    assert f"INDEX {index} " in f"{first} "


def test_only_incoming_calls_that_ring_or_talk_in_this_run_of_the_machine_live() -> None:
    living = call()
    CallRecord.begin(living)
    CallRecord.begin(call(incoming=False))
    CallRecord.begin(call(at=later(-LIVES_S - 1)))
    CallRecord.begin(replace(call(), rang=replace(NOW, boot_id="boot-0")))
    ended(CallResult.SERVED)
    assert [each.uid for each in living_calls(later(5))] == [living.uid]
