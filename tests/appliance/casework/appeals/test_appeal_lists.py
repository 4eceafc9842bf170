"""The list of cards: its filters, its search, its pages, and that none of them reads the whole table."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from appliance.casework.appeals import appeal_lists
from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_endings import AppealDiscard
from appliance.casework.appeals.appeal_kinds import AppealState, Channel, Regime
from appliance.casework.appeals.appeal_lists import AppealFilter, Shown, page_of_appeals, past_of_number
from appliance.casework.entrance.accounts import Account, Role
from appliance.casework.letters import search_key
from appliance.casework.row import bind, write
from tests.appliance.casework.cards import E164, clerk, draft, whole
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW, opened

__all__ = ["opened"]


def many(count: int) -> None:
    """Enter cards of every kind at once."""
    account = Account.add("Петро", Role.CLERK, now=NOW)
    names = ("Коваль", "Їжак", "Шевченко")
    rows = [
        {
            "state": AppealState.DRAFT if number % 10 else AppealState.DISCARDED,
            "channel": list(Channel)[number % 6],
            "came_at": NOW.wall,
            "came_clock_trusted": True,
            "created_at": NOW.wall,
            "clock_trusted": True,
            "created_by": account,
            "finished_at": NOW.wall if number % 3 else None,
            "applicant_name": f"{names[number % 3]}{number}",
            "applicant_key": search_key(f"{names[number % 3]}{number}"),
            "from_number": f"+38067{number:07}",
            "regime": list(Regime)[number % 3],
        }
        for number in range(count)
    ]
    with write():
        Appeal.insert_many(rows).execute()


def numbers(**wanted: Any) -> list[int]:
    return [int(row.id) for row in page_of_appeals(AppealFilter(**wanted), area_code="4642").rows]


def test_page_by_page_every_card_comes_once_and_the_newest_first() -> None:
    many(23)
    seen: list[int] = []
    before: int | None = None
    while True:
        page = page_of_appeals(AppealFilter(shown=Shown.ALL), before=before, size=5)
        seen += [int(row.id) for row in page.rows]
        before = page.before
        if before is None:
            break
    assert seen == list(range(23, 0, -1))


def test_a_list_shows_how_cards_stand() -> None:
    by = clerk()
    kept, gone, done = draft(by), draft(by), draft(by)
    AppealDiscard.put(gone.id, 1, "помилка", by=by, now=NOW)
    Appeal.update(finished_at=NOW.wall).where(Appeal.id == done.id).execute()
    assert numbers() == [done.id, kept.id]
    assert numbers(shown=Shown.UNFINISHED) == [kept.id]
    assert numbers(shown=Shown.FINISHED) == [done.id]
    assert numbers(shown=Shown.DISCARDED) == [gone.id]
    assert numbers(shown=Shown.REFUSED) == []
    assert numbers(shown=Shown.ALL) == [done.id, gone.id, kept.id]


def test_every_filter_narrows_and_all_of_them_together() -> None:
    maria, ivan = clerk(), clerk("Іван")
    fields = whole()
    mine = draft(maria, **fields)
    draft(ivan)
    for wanted in (
        {"created_by": maria.account},
        {"regime": Regime.SERVICE_REQUEST},
        {"category_id": fields["category_id"]},
        {"place_settlement_id": fields["place_settlement_id"]},
    ):
        assert numbers(**wanted) == [mine.id]
    assert numbers(channel=Channel.VISIT) == [mine.id + 1, mine.id]
    assert numbers(channel=Channel.SMS) == []
    assert numbers(created_by=maria.account, regime=Regime.LAW) == []


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("їжак", True),
        ("ЇЖАК Ма", True),
        ("їжак мар’яна", True),
        ("Мар'яна", False),
        ("066 283-81-82", True),
        ("+380662838182", True),
        ("№ 1", True),
        ("1", True),
        ("2", False),
        ("%", False),
        ("їжак_", False),
        ("", True),
        ("   ", True),
        ("99999999999999999999", False),
    ],
)
def test_a_card_is_found_by_its_number_a_telephone_or_how_the_name_begins(sought: str, found: bool) -> None:
    draft(clerk(), applicant_name="Їжак Мар'яна", phone=E164)
    assert numbers(sought=sought) == ([1] if found else [])


def test_what_is_sought_is_narrowed_by_the_filters_too() -> None:
    by = clerk()
    draft(by, applicant_name="Коваль", regime=Regime.LAW)
    assert numbers(sought="коваль", regime=Regime.LAW) == [1]
    assert numbers(sought="коваль", regime=Regime.SERVICE_REQUEST) == []
    assert numbers(sought="коваль", shown=Shown.DISCARDED) == []


@pytest.mark.parametrize("rare", [1, 1000])
def test_what_many_cards_are_is_found_as_well_as_what_few_are(monkeypatch: pytest.MonkeyPatch, rare: int) -> None:
    monkeypatch.setattr(appeal_lists, "RARE", rare)
    many(12)
    assert numbers(sought="їжак", shown=Shown.ALL) == [11, 8, 5, 2]
    assert numbers(sought="+380670000004", shown=Shown.ALL) == [5]
    assert numbers(sought="5", shown=Shown.ALL) == [5]
    page = page_of_appeals(AppealFilter(sought="їжак", shown=Shown.ALL), before=11, size=2)
    assert ([row.id for row in page.rows], page.before) == ([8, 5], 5)


def test_of_earlier_cards_each_applicant_is_offered_once_by_the_latest() -> None:
    by = clerk()
    for name in ("Коваль Олена", "Коваль Петро", "коваль олена", ""):
        draft(by, applicant_name=name, phone=CALLER)
    draft(by, applicant_name="Сусід", phone=NEIGHBOUR)
    assert [row.applicant_name for row in past_of_number(CALLER)] == ["коваль олена", "Коваль Петро"]


@pytest.fixture
def plans(opened: Any, caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[Callable[[], object]], list[str]]]:
    """Return the lines of SQLite's plan for every query that a verb makes."""
    many(300)
    connection = bind(opened).connection()  # type: ignore[no-untyped-call]

    def plan(verb: Callable[[], object]) -> list[str]:
        caplog.clear()
        with caplog.at_level(logging.DEBUG, logger="peewee"):
            verb()
        asked: list[Any] = [record.msg for record in caplog.records if record.name == "peewee"]
        assert asked
        return [
            row[3] for sql, values in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", tuple(values))
        ]

    yield plan


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"shown": Shown.DISCARDED},
        {"shown": Shown.UNFINISHED},
        {"channel": Channel.LETTER},
        {"regime": Regime.LAW, "shown": Shown.ALL},
        {"category_id": 3, "place_settlement_id": 2},
        {"created_by": 1},
        {"sought": "+380670000001"},
        {"sought": "коваль1"},
        {"sought": "12"},
        {"sought": "їжак", "channel": Channel.CALL, "created_by": 1},
    ],
    ids=str,
)
def test_no_list_reads_the_whole_table(
    plans: Callable[[Callable[[], object]], list[str]], wanted: dict[str, Any]
) -> None:
    lines = plans(lambda: page_of_appeals(AppealFilter(**wanted), before=250))
    assert not [line for line in lines if line.startswith("SCAN")]
    if "sought" not in wanted:
        assert not [line for line in lines if "TEMP B-TREE" in line]


@pytest.mark.parametrize(
    "verb",
    [
        lambda: Appeal.open_of_number("+380670000001"),
        lambda: Appeal.of_person(1),
        lambda: Appeal.of_call("a" * 32),
        lambda: Appeal.drafts_of(1),
        lambda: past_of_number("+380670000001"),
        lambda: Appeal.numbered(5).together(),
    ],
)
def test_nothing_that_others_ask_reads_the_whole_table(
    plans: Callable[[Callable[[], object]], list[str]], verb: Callable[[], object]
) -> None:
    lines = plans(verb)
    assert not [line for line in lines if line.startswith("SCAN")]
    assert not [line for line in lines if "appeal_state" in line]


def test_a_page_asks_as_often_for_one_card_as_for_fifty(
    plans: Callable[[Callable[[], object]], list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    def show(size: int) -> int:
        caplog.clear()
        with caplog.at_level(logging.DEBUG, logger="peewee"):
            for row in page_of_appeals(AppealFilter(), size=size).rows:
                assert row.created_by is not None
                assert row.created_by.name
                assert row.place_settlement is None
                assert row.category is None
        return len(caplog.records)

    assert show(1) == show(50)
