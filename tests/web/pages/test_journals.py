"""The journals: who may read what of them."""

from __future__ import annotations

from pathlib import Path

from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.office.community import Settlement
from appliance.casework.people.people_details import PersonDetails
from appliance.casework.people.person import Person
from tests.web.house import House


def test_who_may_see_no_people_reads_in_the_journal_that_a_card_was_changed_but_not_to_what(tmp_path: Path) -> None:
    house = House(tmp_path)
    with house.database():
        Person.add(PersonDetails(surname="Ґудзь"), ["0662838182"], area_code="4642", by=BOX, now=house.now())
        Settlement.add("Феськівка", kind="с.", by=BOX, now=house.now())
    administrator = house.enter(Role.ADMINISTRATOR).get("/journal").text
    supervisor = house.enter(Role.SUPERVISOR).get("/journal").text
    for personal in ("Ґудзь", "662838182"):
        assert personal in supervisor
        assert personal not in administrator
    assert "Феськівка" in administrator, "what the office itself is made of is no secret"
