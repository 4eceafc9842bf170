"""SSH, switched on from the console for two hours by whoever looks after the box."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.casework.box.ssh_opening import SshDoor
from appliance.casework.entrance.accounts import Role
from appliance.casework.journal import AuditEntry
from tests.web.house import House
from web.pages.ssh import routes
from web.shown import when

MAY = {Role.TECHNICIAN, Role.ADMINISTRATOR}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SshDoor:
    (tmp_path / "ssh").mkdir()
    door = SshDoor(tmp_path / "ssh/asked", tmp_path / "ssh-open")
    monkeypatch.setattr(routes, "DOOR", door)
    return door


def entries(house: House) -> list[tuple[str, str]]:
    with house.database():
        return [(entry.subject, entry.verb) for entry in AuditEntry.select().where(AuditEntry.subject == "ssh")]


def test_who_looks_after_the_box_asks_for_ssh_and_it_stands_in_the_journal(house: House, door: SshDoor) -> None:
    technician = house.enter(Role.TECHNICIAN)
    assert "SSH вимкнено" in technician.get("/ssh").text
    assert technician.post("/ssh").status_code == 303
    assert door.asked.is_file()
    assert entries(house) == [("ssh", "ssh_asked")]
    journal = house.enter(Role.HEAD).get("/journal").text
    assert "SSH для техніка" in journal


def test_the_page_says_until_when_it_is_on_and_offers_nothing_then(house: House, door: SshDoor) -> None:
    door.opened.touch()
    began = house.now().wall
    os.utime(door.opened, (began.timestamp(), began.timestamp()))
    text = house.enter(Role.TECHNICIAN).get("/ssh").text
    assert f"SSH увімкнено</b> до {when(began + timedelta(hours=2))}" in text
    assert "Увімкнути на дві години" not in text


def test_nobody_else_sees_or_asks(house: House, door: SshDoor) -> None:
    for role in set(Role) - MAY:
        visitor = house.enter(role)
        assert (visitor.get("/ssh").status_code, visitor.post("/ssh").status_code) == (403, 403)
    assert not door.asked.exists()


def test_where_no_unit_waits_for_it_that_is_said_and_not_written_down_as_done(house: House, door: SshDoor) -> None:
    door.asked.parent.rmdir()
    answer = house.enter(Role.TECHNICIAN).post("/ssh")
    assert answer.status_code == 422
    assert "в меню техніка" in answer.text
    assert entries(house) == []
