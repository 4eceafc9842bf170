# ruff: noqa: S608 - the SQL is made of words of this file
"""Every figure of a month equals a count of its own, written here by other words over the bare tables (C-35)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import apsw
import pytest

from appliance.reports.period import Month
from appliance.reports.sheets import Sheet, all_sheets
from appliance.reports.tables import Cell, CellType, Table
from tests.appliance.reports.busy_month import NEXT_DAY, BusyMonth, register_of

KYIV = ZoneInfo("Europe/Kyiv")
MONTHS = (Month(2026, 10), Month(2026, 3))
"""In both the clocks are changed."""
EDGES = {Month(2026, 10): ("2026-09-30 21:00:00", "2026-10-31 22:00:00"),
         Month(2026, 3): ("2026-02-28 22:00:00", "2026-03-31 21:00:00")}  # fmt: skip
"""Kyiv's midnights in UTC, looked up by hand: summer +3, winter +2."""


class Counted:
    """One register: its reports, and the bare tables beside them."""

    def __init__(self, path: Path, month: Month, sheets: tuple[Sheet, ...]) -> None:
        self.month = month
        self.sheets = {sheet.report.name: sheet for sheet in sheets}
        self._bare = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        self.start, self.end = EDGES[month]

    def table(self, report: str, name: str) -> Table:
        table = self.sheets[report].table(name)
        assert table is not None
        return table

    def row(self, report: str, name: str, first: Cell) -> tuple[Any, ...]:
        """The one row that begins so, the total too."""
        (found,) = [line for line in self.table(report, name).lines if line[0] == first]
        return found

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Count, with `@` for "within the month" behind the column's name."""
        within = f">= '{self.start}' AND {{0}} < '{self.end}'"
        for column in ("rang_at", "asked_at", "kept_at", "told_at", "noted_at", "came_at", "created_at", "refused_at"):
            sql = sql.replace(f"{column} @", f"{column} {within.format(column)}")
        return list(self._bare.execute(sql))

    def one(self, sql: str) -> Any:
        ((found,),) = self.rows(sql)
        return found or 0

    def close(self) -> None:
        self._bare.close()


@pytest.fixture(scope="module", params=MONTHS, ids=lambda month: month.key)
def counted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counted]:
    path = tmp_path_factory.mktemp("figures") / "slukhavka.db"
    with register_of(path, BusyMonth(request.param)):
        found = Counted(path, request.param, all_sheets(request.param, now=NEXT_DAY))
        yield found
        found.close()


def test_the_month_begins_and_ends_at_midnight_in_kyiv(counted: Counted) -> None:
    assert counted.month.start.strftime("%Y-%m-%d %H:%M:%S") == counted.start
    assert counted.month.end.strftime("%Y-%m-%d %H:%M:%S") == counted.end


FATES = {
    "Говорили з людиною": "result = 'SERVED' AND operator_id NOT NULL",
    "Обслужила Слухавка": "result = 'SERVED' AND operator_id IS NULL",
    "Не дочекалися": "result = 'ABANDONED'",
    "Пропущені": "result = 'MISSED'",
    "Лінія була зайнята": "result = 'BUSY'",
    "Короткі": "result = 'SHORT'",
    "Ще тривають": "result IS NULL",
}
HEADS = dict(
    zip(("Людина", "Слухавка", "Не дочекалися", "Пропущені", "Зайнято", "Короткі"), FATES.values(), strict=False)
)


@pytest.mark.row("I2", "I3")
def test_what_became_of_the_calls(counted: Counted) -> None:
    whole = counted.one("SELECT COUNT(*) FROM call_record WHERE incoming AND rang_at @")
    assert counted.row("dzvinky", "razom", "Надійшло") == ("Надійшло", whole, 1.0)
    assert 250 < whole < 300
    for words, condition in FATES.items():
        count = counted.one(f"SELECT COUNT(*) FROM call_record WHERE incoming AND rang_at @ AND {condition}")
        assert counted.row("dzvinky", "razom", words) == (words, count, count / whole)
    rows = counted.table("dzvinky", "razom").rows
    assert sum(row[1] for row in rows if isinstance(row[1], int)) == whole


@pytest.mark.row("I2")
def test_days_and_hours_are_those_of_the_office(counted: Counted) -> None:
    days: dict[date, list[int]] = {day: [0] * 7 for day in counted.month.days}
    hours = [[0] * 7 for _ in range(24)]
    conditions = ", ".join(f"({condition})" for condition in HEADS.values())
    for rang, *fates in counted.rows(f"SELECT rang_at, {conditions} FROM call_record WHERE incoming AND rang_at @"):
        here = datetime.fromisoformat(f"{rang}+00:00").astimezone(KYIV)
        for at, is_so in enumerate((1, *fates)):
            days[here.date()][at] += is_so or 0
            hours[here.hour][at] += is_so or 0
    assert counted.table("dzvinky", "dni").rows == tuple((day, *counts) for day, counts in days.items())
    assert [list(row[1:]) for row in counted.table("dzvinky", "hodyny").rows] == hours
    for name in ("dni", "hodyny", "linii"):
        table = counted.table("dzvinky", name)
        assert table.total is not None
        assert table.total[1] == counted.row("dzvinky", "razom", "Надійшло")[1]
        assert table.total[1:] == tuple(map(sum, zip(*(row[1:] for row in table.rows), strict=True)))


@pytest.mark.row("I2")
def test_lines(counted: Counted) -> None:
    for line, count, missed in counted.rows(
        "SELECT line, COUNT(*), TOTAL(result = 'MISSED') FROM call_record WHERE incoming AND rang_at @ GROUP BY line"
    ):
        row = counted.row("dzvinky", "linii", line)
        assert (row[1], row[5]) == (count, missed)


@pytest.mark.row("I2", "I3")
def test_waiting_talking_and_writing(counted: Counted) -> None:
    for words, column in (("Чекання на людину", "waited_s"), ("Розмова з людиною", "talked_s")):
        lasted = [
            row[0]
            for row in counted.rows(f"SELECT {column} FROM call_record WHERE incoming AND rang_at @ AND {column} > 0")
        ]
        found = counted.row("dzvinky", "chas", words)
        assert found == (
            words,
            len(lasted),
            pytest.approx(sum(lasted)),
            pytest.approx(sum(lasted) / len(lasted)),
            max(lasted),
        )
    writing = _writing(counted)
    found = counted.row("dzvinky", "chas", "Запис після розмови")
    assert found[1:] == (
        len(writing),
        pytest.approx(sum(writing)),
        pytest.approx(sum(writing) / len(writing)),
        max(writing),
    )


def _writing(counted: Counted) -> list[float]:
    """Until the operator's next change of the same boot, at most as long as it lasts by itself."""
    rows = counted.rows(
        "SELECT operator_id, boot_id, state, since_monotonic_s, lasts_s FROM presence "
        f"WHERE since >= '{counted.start}' AND since < '{counted.end}' ORDER BY id"
    )
    lasted = []
    for at, (who, boot, state, since_s, lasts_s) in enumerate(rows):
        if state == "after_call":
            later = [row[3] - since_s for row in rows[at + 1 :] if row[:2] == (who, boot)]
            lasted.append(min([lasts_s, *later]))
    return lasted


@pytest.mark.row("I2")
def test_who_asked_for_a_person(counted: Counted) -> None:
    talked = "result = 'SERVED' AND operator_id NOT NULL"
    soon = counted.one(f"SELECT COUNT(*) FROM call_record WHERE incoming AND rang_at @ AND {talked} AND waited_s <= 20")
    asked = counted.one(
        f"SELECT COUNT(*) FROM call_record WHERE incoming AND rang_at @ "
        f"AND ({talked} OR result = 'ABANDONED' OR waited_s > 0)"
    )
    assert counted.row("dzvinky", "z-liudynoiu", "з них чекали не більше як 20 секунд")[1] == soon
    assert counted.row("dzvinky", "z-liudynoiu", "Просили з'єднати з людиною")[1] == asked


def test_calls_of_the_office_itself(counted: Counted) -> None:
    placed = counted.one("SELECT COUNT(*) FROM call_record WHERE NOT incoming AND rang_at @")
    reached = counted.one("SELECT COUNT(answered_at) FROM call_record WHERE NOT incoming AND rang_at @")
    assert counted.row("dzvinky", "vykhidni", "Зателефоновано")[1] == placed
    lasted = counted.one("SELECT TOTAL(duration_s) FROM call_record WHERE NOT incoming AND rang_at @")
    answered = counted.row("dzvinky", "vykhidni", "з них відповіли")
    assert answered[1:] == (reached, reached / placed, pytest.approx(lasted))


@pytest.mark.row("I3")
def test_satisfaction(counted: Counted) -> None:
    talks = counted.one("SELECT COUNT(*) FROM call_record WHERE incoming AND rang_at @ AND operator_id NOT NULL")
    given = [
        row[0]
        for row in counted.rows("SELECT value FROM rating, call_record WHERE uid = call_uid AND incoming AND rang_at @")
    ]
    assert given
    ((*found, average),) = counted.table("zadovolenist", "razom").rows
    assert found == [talks, len(given), len(given) / talks]
    assert average == pytest.approx(sum(given) / len(given))
    for value in range(1, 6):
        assert counted.row("zadovolenist", "rozpodil", str(value))[1] == given.count(value)
    assert counted.row("zadovolenist", "linii", "Разом")[1:3] == (talks, len(given))


@pytest.mark.row("I3")
def test_results(counted: Counted) -> None:
    noted = "FROM consultation WHERE noted_at @ AND withdrawn_at IS NULL"
    expected = {
        "Консультації: питання вирішено": (
            counted.one(f"SELECT COUNT(*) {noted}"),
            counted.one(f"SELECT COUNT(*) {noted} AND confirmed_at NOT NULL"),
        ),
        "Винні дзвінки: передзвонили": (
            counted.one("SELECT COUNT(*) FROM callback WHERE asked_at @"),
            counted.one("SELECT COUNT(*) FROM callback WHERE asked_at @ AND outcome = 'done'"),
        ),
        "Голосові повідомлення: опрацьовано": (
            counted.one("SELECT COUNT(*) FROM voice_message WHERE kept_at @"),
            counted.one(
                "SELECT COUNT(*) FROM voice_message WHERE kept_at @ AND id IN (SELECT message_id FROM handled_message)"
            ),
        ),
    }
    for words, figures in expected.items():
        assert counted.row("zadovolenist", "rezultat", words)[1:3] == figures


@pytest.mark.row("I2")
def test_places_of_the_menu(counted: Counted) -> None:
    calls = counted.rows(
        "SELECT nodes, ended_by, operator_id FROM call_record WHERE incoming AND rang_at @ AND nodes <> '[]'"
    )
    walks = [(nodes.strip('[]"').split('", "'), ended_by, person) for nodes, ended_by, person in calls]
    for title, node, count, of_all, visits, left, talked in counted.table("rozdily", "mistsia").rows:
        here = [walk for walk in walks if node in walk[0]]
        assert (count, of_all) == (len(here), len(here) / len(walks))
        assert visits == sum(walk[0].count(str(node)) for walk in walks)
        assert left == sum(walk[0][-1] == node and walk[1] == "caller" for walk in walks)
        assert talked == sum(walk[2] is not None for walk in here)
        assert str(title).startswith(f"Слова вузла {node}") or node == "goodbye"
    assert len(counted.table("rozdily", "mistsia").rows) == 6


@pytest.mark.row("I17")
def test_services(counted: Counted) -> None:
    for service, title in counted.rows("SELECT id, title FROM service"):
        told = f"FROM service_told WHERE told_at @ AND service_id = {service}"
        ways = [
            counted.one(f"SELECT COUNT(*) {told} AND how = '{how}'")
            for how in ("heard", "broken_off", "sms", "operator")
        ]
        again = counted.one(f"SELECT COUNT(DISTINCT call_uid) {told} AND again = 1")
        assert counted.row("posluhy", "posluhy", title)[2:] == (*ways, again)
    for section, title in counted.rows("SELECT code, title FROM service_section"):
        told = "FROM service_told WHERE told_at @ AND service_id IN (SELECT id FROM service WHERE section = "
        count = counted.one(f"SELECT COUNT(*) {told}'{section}')")
        assert sum(counted.row("posluhy", "rozdily", title)[1:5]) == count
    sums = counted.row("posluhy", "rozdily", "Разом")[1:]
    assert sums[:4] == tuple(
        counted.one(f"SELECT COUNT(*) FROM service_told WHERE told_at @ AND how = '{how}'")
        for how in ("heard", "broken_off", "sms", "operator")
    )


@pytest.mark.row("I7")
def test_consultations_and_questions(counted: Counted) -> None:
    noted = "FROM consultation WHERE noted_at @ AND withdrawn_at IS NULL"
    whole = counted.one(f"SELECT COUNT(*) {noted}")
    assert counted.row("konsultatsii", "temy", "Разом")[1] == whole
    consulted = {uid for (uid,) in counted.rows("SELECT call_uid FROM consultation WHERE withdrawn_at IS NULL")}
    talks = counted.rows("SELECT uid FROM call_record WHERE incoming AND rang_at @ AND operator_id NOT NULL")
    together = sum(uid in consulted for (uid,) in talks)
    assert counted.row("konsultatsii", "razom", "Розмов з оператором")[1] == len(talks)
    assert counted.row("konsultatsii", "razom", "з них із консультацією")[1:] == (together, together / len(talks))
    assert 0 < together < len(talks)
    for topic, path in counted.rows("SELECT id, name FROM category WHERE parent_id IS NULL"):
        of_topic = f"{noted} AND category_id = {topic}"
        count = counted.one(f"SELECT COUNT(*) {of_topic}")
        marks = [counted.one(f"SELECT COUNT({column}) {of_topic}") for column in ("confirmed_at", "article_id")]
        assert counted.row("konsultatsii", "temy", path)[1:] == (count, count / whole, *marks)
    answers = counted.table("konsultatsii", "vidpovidi").rows
    for article, title in counted.rows("SELECT id, title FROM article"):
        assert (title, counted.one(f"SELECT COUNT(*) {noted} AND article_id = {article}")) in answers
    assert [row[1] for row in answers] == sorted((row[1] for row in answers), reverse=True)  # type: ignore[type-var]
    questions = counted.table("konsultatsii", "bez-vidpovidi").rows
    for question, text in counted.rows("SELECT id, text FROM question"):
        times = counted.one(f"SELECT COUNT(*) FROM question_asked WHERE asked_at @ AND question_id = {question}")
        assert [row[1] for row in questions if row[0] == text] == [times]


def test_channels(counted: Counted) -> None:
    came = {
        "Телефон: обслужила Слухавка": FATES["Обслужила Слухавка"],
        "Телефон: оператор": FATES["Говорили з людиною"],
        "Телефон: без результату": "(result IS NULL OR result <> 'SERVED')",
    }
    for words, condition in came.items():
        count = counted.one(f"SELECT COUNT(*) FROM call_record WHERE incoming AND rang_at @ AND {condition}")
        assert counted.row("kanaly", "nadiishlo", words)[1] == count
    for words, condition in (("SMS до ради", "direction = 'in'"),):
        count = counted.one(f"SELECT COUNT(*) FROM message WHERE created_at @ AND {condition}")
        assert counted.row("kanaly", "nadiishlo", words)[1] == count
    sent = counted.one("SELECT COUNT(*) FROM message WHERE created_at @ AND state IN ('sent', 'delivered')")
    texts = counted.one("SELECT COUNT(*) FROM message WHERE created_at @ AND direction = 'out'")
    placed = counted.one("SELECT COUNT(*) FROM call_record WHERE rang_at @ AND NOT incoming")
    assert [row[1] for row in counted.table("kanaly", "vid-rady").rows] == [placed, sent, texts - sent]
    left = (
        "voice_message WHERE kept_at @",
        "callback WHERE asked_at @ AND source IN ('key', 'typed')",
        "consultation WHERE noted_at @ AND withdrawn_at IS NULL",
        "intake_refusal WHERE refused_at @",
    )
    counts = [counted.one(f"SELECT COUNT(*) FROM {rows}") for rows in left]
    assert [row[1] for row in counted.table("kanaly", "u-dzvinkakh").rows] == counts
    names = {"call": "дзвінок", "voice_message": "голосове повідомлення", "visit": "особисто в раді"}
    for channel, words in names.items():
        count = counted.one(f"SELECT COUNT(*) FROM appeal WHERE came_at @ AND channel = '{channel}'")
        assert counted.row("kanaly", "kartky", words)[1] == count
    assert counted.row("kanaly", "kartky", "Разом")[1] == counted.one("SELECT COUNT(*) FROM appeal WHERE came_at @")


def test_the_sums_of_the_reports_agree_with_the_register(counted: Counted) -> None:
    def listed(name: str) -> int:
        return len(counted.table("reiestr", name).rows)

    assert listed("povidomlennia") == counted.row("kanaly", "u-dzvinkakh", "Голосові повідомлення")[1]
    assert listed("sms") == counted.row("kanaly", "nadiishlo", "SMS до ради")[1]
    assert listed("kartky") == counted.row("kanaly", "kartky", "Разом")[1]
    assert listed("kartky") == counted.row("temy-i-sela", "razom", "Разом")[2]
    assert listed("vidmovy") == counted.row("kanaly", "u-dzvinkakh", "Відмови у прийнятті")[1] > 0


def test_topics_by_settlement(counted: Counted) -> None:
    settlements = {each: f"{kind} {name}" for each, kind, name in counted.rows("SELECT id, kind, name FROM settlement")}
    topics: dict[Any, str] = {}
    for each, parent, name in counted.rows("SELECT id, parent_id, name FROM category ORDER BY id"):
        topics[each] = f"{topics[parent]}: {name}" if parent else name
    pairs: dict[tuple[str, str], list[int]] = {}
    cards = "SELECT place_settlement_id, settlement_id, category_id, state FROM appeal WHERE came_at @"
    for place, home, topic, state in counted.rows(cards):
        pair = settlements.get(place or home, "не вказано"), topics.get(topic, "тему не вибрано")
        counts = pairs.setdefault(pair, [0] * 4)
        counts[0] += 1
        counts[("draft", "discarded", "refused").index(state) + 1] += 1
    assert {(row[0], row[1]): list(row[2:]) for row in counted.table("temy-i-sela", "razom").rows} == pairs
    whole = counted.one("SELECT COUNT(*) FROM appeal WHERE came_at @")
    for name in ("temy", "naseleni-punkty", "okruhy"):
        table = counted.table("temy-i-sela", name)
        assert table.total is not None
        assert table.total[1] == whole == sum(row[1] for row in table.rows if isinstance(row[1], int))
        assert table.total[6] == sum(row[6] for row in table.rows if isinstance(row[6], int)) > 0
        at = 1 if name == "temy" else 0
        for row in table.rows if name != "okruhy" else ():
            alike = [counts for pair, counts in pairs.items() if pair[at] == row[0]]
            assert list(row[1:5]) == [sum(each) for each in zip(*alike, strict=True)]
            assert row[5] == row[1] / whole


def test_outages(counted: Counted) -> None:
    ((deaf,),) = counted.rows(f"SELECT SUM(lasted_s) FROM incident WHERE deaf AND began_at < '{counted.end}'")
    assert counted.row("prostoi", "razom", "Не можна було додзвонитися")[1] == pytest.approx(deaf)
    seconds = (counted.month.end - counted.month.start) / timedelta(seconds=1)
    assert counted.row("prostoi", "razom", "Доступність за час із живленням")[2] == pytest.approx(1 - deaf / seconds)
    assert len(counted.table("prostoi", "podii").rows) == 4


def test_every_cell_is_what_its_column_says(counted: Counted) -> None:
    kinds: dict[CellType, tuple[type, ...]] = {
        CellType.NUMBER: (int,), CellType.SHARE: (float,), CellType.DECIMAL: (float,), CellType.SECONDS: (float, int),
        CellType.TEXT: (str,), CellType.PHONE: (str,), CellType.DAY: (date,), CellType.MOMENT: (datetime,),
    }  # fmt: skip
    for sheet in counted.sheets.values():
        for table in sheet.tables:
            for line in table.rows:
                for cell, column in zip(line, table.columns, strict=True):
                    assert cell is None or type(cell) in kinds[column.type], (table.name, column.title, cell)


@pytest.mark.row("I9")
def test_operators(counted: Counted) -> None:
    names = dict(counted.rows("SELECT operator.id, name FROM operator, account WHERE account.id = account_id"))
    for who, name in names.items():
        talks = counted.rows(
            f"SELECT uid, waited_s, talked_s FROM call_record WHERE incoming AND rang_at @ AND operator_id = {who}"
        )
        uids = {talk[0] for talk in talks}
        lasted = [talk[2] for talk in talks if talk[2]]
        stars = [stars for uid, stars in counted.rows("SELECT call_uid, value FROM rating") if uid in uids]
        asked: dict[str, list[bool]] = {}
        for uid, confirmed in counted.rows(
            "SELECT call_uid, confirmed_at FROM consultation WHERE withdrawn_at IS NULL"
        ):
            if uid in uids:
                asked.setdefault(uid, []).append(confirmed is not None)
        found = counted.row("operatory", "operatory", name)
        assert found[1:3] == (len(talks), sum(talk[1] <= 20 for talk in talks) / len(talks))
        assert found[3] == pytest.approx(sum(lasted) / len(lasted))
        assert found[4] == sum(map(all, asked.values())) / len(asked)
        assert found[5] == len(stars)
        assert found[6] == pytest.approx(sum(stars) / len(stars))
    assert counted.row("operatory", "operatory", "Разом")[1] == counted.row("zadovolenist", "linii", "Разом")[1]
