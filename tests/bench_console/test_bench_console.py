"""The generator fills a register that every page can show, and the figures say what is beyond its bound."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.contacts.consultations import Consultation
from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.entrance.tokens import LONGEST, ApiToken
from tests.bench_console import figures
from tests.bench_console.addresses import Asked, Chance, asked, unknown_lists
from tests.bench_console.archive import FAITHFUL, Quantities
from tests.bench_console.figures import Measured
from tests.bench_console.kept import lend, register
from tests.bench_console.measure import Seen
from tests.web.house import BEGAN, House, Visitor
from web.access import Action, may

SMALL = Quantities(calls=200, appeals=100, people=60)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture
def house(tmp_path: Path, shelf: Path) -> House:
    filled = register(SMALL, BEGAN, shelf)
    house = House(tmp_path, profile=None)
    lend(filled, house.settings.database)
    return house


def test_every_page_opens_over_a_register_that_the_generator_has_filled(house: House) -> None:
    with house.database():
        kinds = asked(house.app, Chance(Random(5), SMALL, BEGAN))
    people = {role: house.enter(role) for role in Role}
    keys = {role: _key(house, person) for role, person in people.items() if may(role, Action.USE_API)}
    failed = {kind.name: status for kind in kinds if (status := _opened(kind, people, keys)) != 200}
    assert not failed
    assert not unknown_lists(house.app)


def test_a_register_is_filled_once_and_holds_what_was_asked_for(house: House, shelf: Path) -> None:
    [kept] = shelf.iterdir()
    filled_at = kept.stat().st_mtime_ns
    assert register(SMALL, BEGAN, shelf) == kept
    assert kept.stat().st_mtime_ns == filled_at
    with house.database():
        assert CallRecord.select().count() == SMALL.calls
        noted = Consultation.select().join(CallRecord).where(CallRecord.number == FAITHFUL)
        assert noted.count() > 0


def test_a_figure_beyond_its_bound_is_marked_and_a_failed_request_named() -> None:
    good, slow = Seen("one", 150.0, [10.0] * 40), Seen("two", 150.0, [10.0] * 37 + [151.0] * 3)
    slow.failures.append("/calls: 500")
    table = figures.pages([Measured(200, [good, slow], (50.0, 60.0, 61.0))]).splitlines()
    assert [figures.OVER in line for line in table] == [False, False, True]
    assert table[2].endswith("1 failed: /calls: 500")
    assert figures.OVER in figures.memory([Measured(200, [], (50.0, 60.0, 121.0))])


def _key(house: House, visitor: Visitor) -> str:
    with house.database():
        return ApiToken.make(visitor.account_id, "bench", BEGAN.wall + LONGEST, by=BOX, now=BEGAN)


def _opened(kind: Asked, people: Mapping[Role, Visitor], keys: Mapping[Role, str]) -> int:
    address = kind.address()
    shown = {"Authorization": f"Bearer {keys[kind.role]}"} if address.startswith("/api/") else {}
    return people[kind.role].get(address, **shown).status_code
