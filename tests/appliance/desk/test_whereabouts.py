"""Where a caller lives, as far as the register says so in time."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from appliance.casework.database import Database
from appliance.casework.entrance.accounts import BOX
from appliance.casework.migrate import migrate
from appliance.casework.office.community import Settlement
from appliance.casework.people.addresses import Address
from appliance.casework.people.people_details import PersonDetails
from appliance.casework.people.person import Person
from appliance.desk.whereabouts import Whereabouts
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW
from tests.fakes.virtual_time import run_virtually


def register() -> list[int]:
    """Two who share a number: one registered in the first village, one who stays in the second."""
    homes = [Settlement.add(name, by=BOX, now=NOW) for name in ("Вишневе", "Феськівка", "Мена")]
    for details in (
        PersonDetails(surname="Коваль", registered=Address(homes[0])),
        PersonDetails(surname="Лис", registered=Address(homes[2]), staying=Address(homes[1])),
        PersonDetails(surname="Бездомний"),
    ):
        Person.add(details, [CALLER], area_code="4644", by=BOX, now=NOW)
    Person.add(PersonDetails(surname="Чужий"), [NEIGHBOUR], area_code="4644", by=BOX, now=NOW)
    return homes


@pytest.mark.row("A16")
def test_all_who_are_known_on_a_number_count_where_they_stay(tmp_path: Path) -> None:
    async def main() -> None:
        database = Database(tmp_path / "slukhavka.db", prepare=migrate)
        homes, whereabouts = await database.run(register), Whereabouts(database)
        assert await whereabouts.of(CALLER) == frozenset(homes[:2])
        for unknown in (NEIGHBOUR, "+380509998877", None):
            assert await whereabouts.of(unknown) is None
        await database.close()

    run_virtually(main)


@pytest.mark.row("A16")
def test_a_database_that_does_not_answer_in_time_or_at_all_means_nobody_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.desk.whereabouts.PATIENCE_S", 0.05)
    released = threading.Event()

    async def main() -> None:
        database = Database(tmp_path / "slukhavka.db", prepare=migrate)
        await database.run(register)
        whereabouts = Whereabouts(database)
        busy = asyncio.ensure_future(database.run(released.wait, 30.0))
        await asyncio.sleep(0)
        assert await whereabouts.of(CALLER) is None
        released.set()
        assert await busy, "the answer did not wait for it"
        (tmp_path / "slukhavka.db").rename(tmp_path / "away")
        assert await whereabouts.of(CALLER) is None
        await database.close()

    asyncio.run(main())
