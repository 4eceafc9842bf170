"""A change of the content reaches every menu that a line plays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from appliance.casework.entrance.accounts import Role
from appliance.casework.menus.publications import Publication
from appliance.settings import GsmLineSettings
from tests.web.house import House


def test_what_changes_is_published_in_every_menu_that_is_published_at_all(tmp_path: Path) -> None:
    house = House(tmp_path)
    own = (GsmLineSettings("gsm2", "sim7600", menu="water"), GsmLineSettings("gsm3", "sim7600", menu="never"))
    house.settings = replace(house.settings, lines=(GsmLineSettings("gsm1", "sim7600"), *own))
    house.restart_console()
    (house.settings.published_menu("water") / "current").mkdir(parents=True)
    house.enter(Role.EDITOR).post("/hours/round-the-clock", on="0")
    with house.database():
        assert not Publication.select().count(), "no hours are written yet"
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-17:00")
    assert house.enter(Role.EDITOR).post("/hours/week", version="0", **week).status_code == 303
    with house.database():
        assert [each.menu for each in Publication.select()] == ["", "water"]
