"""A house with something of everything that programs may ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.contacts.calls import CallEnd, CallRecord, CallStart, VoiceMessage
from appliance.casework.entrance.accounts import BOX
from appliance.casework.knowledge.topics import Category
from appliance.casework.people.people_details import PersonDetails
from appliance.casework.people.person import Person
from appliance.casework.staff.operators import Operator, Reach
from appliance.contracts import CallResult, EndedBy
from tests.web.house import House, Program

CALLER = "+380662838182"
UID = "c" * 32
"""Of the one call that there was."""
SAID = "d" * 32
"""Of a consultation that a program sends."""


def inhabited(directory: Path) -> House:
    house = House(directory)
    with house.database():
        start = CallStart(UID, "gsm1", True, house.now(), CALLER, CALLER, "normal")
        VoiceMessage.keep(
            start, uid="e" * 32, purpose="message", kept=house.now(), path="a.wav", duration_s=9, sound_s=8
        )
        CallRecord.finish(start, CallEnd(house.now().wall, house.now().wall, 9.0, CallResult.SERVED, EndedBy.CALLER))
        Person.add(PersonDetails(surname="Коваль", notes="глуха"), [CALLER], area_code="", by=BOX, now=house.now())
        Category.add("Дороги й тротуари", by=BOX, now=house.now())
        Operator.add("Оператор Ірина", Reach(extension="201"), now=house.now())
        Alarm.raise_alarm(AlarmKind.DISK_FULL, "Диск заповнюється.", now=house.now())
    (house.settings.recordings / "a.wav").write_bytes(b"RIFF sound")
    return house


def items(program: Program, address: str) -> list[dict[str, Any]]:
    answer = program.get(f"/api/v1{address}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json["items"]  # type: ignore[index]
    return found


def one(program: Program, address: str) -> dict[str, Any]:
    answer = program.get(f"/api/v1{address}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json  # type: ignore[assignment]
    return found
