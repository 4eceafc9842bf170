"""Works are on record a day ahead, told to whom they concern, closed by somebody, and never forgotten in silence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import BOX
from appliance.casework.journal import AuditEntry
from appliance.casework.notices.notice_rules import BadNotice, NoticeOver, place_names
from appliance.casework.notices.told import told
from appliance.casework.notices.works import Works
from appliance.casework.notices.works_words import What, WorksFields, WorksKind, works_words
from audio.speech.text.words import to_words
from tests.appliance.casework.duty import kyiv, who
from tests.appliance.casework.notices.notices import settlement, works
from tests.appliance.casework.register import NOW, later, opened

__all__ = ["opened"]

DAY = 86400.0
HOUR = 3600.0


def alarms() -> list[tuple[str, bool]]:
    return [
        (alarm.about, alarm.cleared_at is None)
        for alarm in Alarm.standing()
        if alarm.kind == AlarmKind.WORKS_NOT_CLOSED
    ]


@pytest.mark.row("C28")
@pytest.mark.parametrize(
    ("ahead", "kind", "late"),
    [
        (timedelta(hours=24), WorksKind.PLANNED, False),
        (timedelta(hours=24, seconds=-1), WorksKind.PLANNED, True),
        (timedelta(hours=-1), WorksKind.PLANNED, True),
        (timedelta(hours=-1), WorksKind.EMERGENCY, False),
    ],
)
def test_planned_works_less_than_a_day_ahead_are_kept_marked_and_counted(
    ahead: timedelta, kind: WorksKind, late: bool
) -> None:
    start = NOW.wall + ahead
    made = works(start, start + timedelta(hours=6), kind=kind)
    assert Works.known(made).late is late
    assert Works.late_since(NOW.wall) == int(late)
    assert Works.late_since(later(1).wall) == 0


@pytest.mark.row("C28")
def test_works_that_nobody_closes_raise_one_alarm_an_hour_after_their_end_and_closing_clears_it() -> None:
    made = works("2026-11-23 10:00", "2026-11-23 16:00", settlement("Вишневе"))
    assert not Works.watch(later(7 * HOUR - 1))
    assert alarms() == []
    assert Works.watch(later(7 * HOUR))
    assert alarms() == [(str(made), True)]
    assert "Вишневе" in Alarm.standing()[0].text
    assert not Works.watch(later(8 * HOUR))
    assert [row.id for row in Works.left_open(later(8 * HOUR).wall)] == [made]
    Works.close(made, "Замінено насос", by=who(), now=later(9 * HOUR))
    assert alarms() == [(str(made), False)]
    assert not Works.watch(later(10 * HOUR))
    [closed] = Works.closed(limit=5)
    assert closed.closed_by is not None
    assert (closed.done, closed.closed_at, closed.closed_by.name) == (
        "Замінено насос",
        later(9 * HOUR).wall,
        "Ганна Старша",
    )
    with pytest.raises(NoticeOver):
        Works.close(made, "Ще раз", by=BOX, now=later(10 * HOUR))
    verbs = [entry.verb for entry in AuditEntry.page(limit=10) if entry.subject == "works"]
    assert verbs == ["closed", "registered"]


def test_prolonged_works_are_told_longer_and_may_be_forgotten_again() -> None:
    made = works("2026-11-23 10:00", "2026-11-23 16:00")
    Works.watch(later(7 * HOUR))
    Works.prolong(made, 1, kyiv("2026-11-23 20:00"), by=BOX, now=later(8 * HOUR))
    assert alarms() == [(str(made), False)]
    [notice] = told(later(8 * HOUR).wall)["notices"]
    assert "до 20:00" in notice["text"], "the words follow the fields"
    assert Works.watch(later(11 * HOUR))
    assert alarms()[0] == (str(made), True)
    with pytest.raises(ChangedMeanwhile):
        Works.prolong(made, 1, kyiv("2026-11-23 23:00"), by=BOX, now=later(11 * HOUR))
    with pytest.raises(BadNotice):
        Works.prolong(made, 2, kyiv("2026-11-23 19:00"), by=BOX, now=later(8 * HOUR))


@pytest.mark.row("C28", "A16")
def test_works_are_told_from_when_the_office_says_to_their_end_without_a_human_act() -> None:
    made = works("2026-11-24 10:00", "2026-11-24 16:00", tell_at=kyiv("2026-11-23 18:00"))
    row = Works.known(made)
    told_at = {kyiv(f"2026-11-{moment}"): row.holds(kyiv(f"2026-11-{moment}")) for moment in ("23 17:59", "23 18:00")}
    assert list(told_at.values()) == [False, True]
    assert row.holds(kyiv("2026-11-24 15:59")) and not row.holds(kyiv("2026-11-24 16:00"))
    with pytest.raises(BadNotice):
        works("2026-11-24 10:00", "2026-11-24 16:00", tell_at=kyiv("2026-11-24 10:01"))


def test_words_of_ones_own_are_said_instead_of_those_made() -> None:
    made = works("2026-11-23 10:00", "2026-11-23 16:00", own_text="Води не буде, беріть із колонки.")
    assert Works.known(made).words(place_names()) == "Води не буде, беріть із колонки."


def test_works_of_another_kind_need_a_name_and_long_ones_are_refused() -> None:
    with pytest.raises(BadNotice) as refused:
        works("2026-11-23 10:00", "2026-11-23 16:00", what=What.OTHER)
    assert refused.value.field == "topic"
    with pytest.raises(BadNotice) as refused:
        many = [settlement(f"Довгоприскоцьке {at}") for at in range(40)]
        works("2026-11-23 10:00", "2026-11-23 16:00", *many)
    assert refused.value.field == "own_text"


@pytest.mark.parametrize("kind", WorksKind)
@pytest.mark.parametrize("what", What)
@pytest.mark.parametrize("day", range(1, 8))
def test_whatever_is_registered_is_read_without_a_fault(kind: WorksKind, what: What, day: int) -> None:
    start = kyiv(f"2026-11-{day:02} 08:30")
    for places, streets, who_does in (
        ([], "", ("", "")),
        ([], "вул. Шевченка, буд. 5", ("Менський водоканал", "")),
        (["с. Вишневе", "с-ще Макошине", "м. Мена"], "вул. І. Франка; пров. Садовий.", ("", "(04644) 2-12-52")),
        (["с. Вишневе"], "", ("КП «Вода».", "066 283-81-82")),
    ):
        for lasts in (timedelta(hours=2), timedelta(days=2)):
            fields = WorksFields(
                kind, what, "Відлов собак", places, streets, start, start + lasts, "ремонт водогону.", *who_does
            )
            words = works_words(fields)
            assert to_words(words).faults == (), words
            assert ".." not in words and " ." not in words


def test_the_words_say_what_where_when_why_and_who() -> None:
    fields = WorksFields(
        WorksKind.PLANNED,
        What.WATER,
        "",
        ["с. Вишневе"],
        "вул. Садова",
        kyiv("2026-11-23 10:00"),
        kyiv("2026-11-23 16:00"),
        "ремонт водогону",
        "водоканал",
        "066 283-81-82",
    )
    assert works_words(fields) == (
        "Планові роботи. Не буде води: с. Вишневе; вул. Садова. "
        "У понеділок, 23 листопада, з 10:00 орієнтовно до 16:00. "
        "Причина: ремонт водогону. Роботи виконує водоканал, телефон 066 283-81-82."
    )
