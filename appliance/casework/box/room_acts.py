"""An act of retention that the box makes itself, because the disk fills up and nobody has decided.

It removes recordings alone, whose term is over and which nothing holds, the oldest first, and no more than are needed.
A recording within its term stays, however full the disk is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.retention import KINDS, Kind, tuples
from appliance.casework.box.retention_acts import ClockNotTrusted, Found, RetentionAct, seen_to
from appliance.casework.box.retention_holds import RetentionTerm
from appliance.casework.box.retention_over import over
from appliance.casework.entrance.accounts import BOX
from appliance.casework.row import write
from appliance.clock import Moment

AT_MOST = 500
"""Recordings of one act, each of which is looked at on the disk: the others are in the next."""


def make_room(missing: int, recordings: Path, *, now: Moment) -> RetentionAct | None:
    """Return the act that is to be carried out so that `missing` bytes come free; None: nothing may go.

    An act that was approved and is not finished is that, else a new one. What waits for a decision is then proposed
    anew by the next night. Raises ClockNotTrusted.
    """
    if not now.trusted:
        raise ClockNotTrusted("Годинник не налаштовано: невідомо, строк чого минув.")
    found = _oldest(missing, recordings, now)
    with write():
        act = RetentionAct.open()
        if act is not None and act.approved_at is not None:
            return act
        if not found:
            return None
        if act is not None:
            act.delete_instance()
            Alarm.clear(AlarmKind.RETENTION_DUE, now=now)
        act = RetentionAct.lay(found, now)
        act.decide("retention_for_room", by=BOX, now=now)
        _tell(act, now)
        return act


def _tell(act: RetentionAct, now: Moment) -> None:
    text = (
        f"Диск заповнюється, тому Слухавка прибирає найдавніші аудіозаписи, строк яких минув: "
        f"{sum(each.count for each in act.told)}, акт № {act.id}. Перегляньте його (сторінка «Строки зберігання»)."
    )
    Alarm.raise_alarm(AlarmKind.RECORDINGS_REMOVED, text, now=now)
    # It has happened and does not last: it stands until somebody has seen it.
    Alarm.clear(AlarmKind.RECORDINGS_REMOVED, now=now)


def _oldest(missing: int, recordings: Path, now: Moment) -> Found:
    """Return the oldest recordings that are over, so many as are `missing` bytes; one whose file is gone gives none."""
    chosen: dict[str, list[tuple[int, str]]] = {}
    # By number: what was noted without a right clock is as old as its neighbours.
    for key, path, kind in sorted(_over(now)):
        if missing <= 0:
            break
        if size := _size(recordings / path):
            chosen.setdefault(kind, []).append((key, path))
            missing -= size
    terms = RetentionTerm.terms()
    return [(kind, terms[kind.kept], chosen[kind.name]) for kind in KINDS if kind.name in chosen]


def _over(now: Moment) -> Iterator[tuple[int, str, str]]:
    for kind in _kinds():
        rows = kind.table.select(kind.key, kind.path).where(over(kind, now), kind.key.not_in(seen_to(kind)))
        for key, path in tuples(rows.order_by(kind.key).limit(AT_MOST)):
            yield int(key), str(path), kind.name


def _kinds() -> Iterator[Kind]:
    return (kind for kind in KINDS if kind.path is not None)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
