"""Whoever sees somebody's data stands in the journal of access, by whichever way he came to it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from appliance.casework.contacts.calls import CallEnd, CallRecord, CallStart, VoiceMessage
from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.entrance.sessions import LONGEST_S
from appliance.casework.journal import AccessEntry
from appliance.casework.people.people_details import PersonDetails
from appliance.casework.people.person import Person
from appliance.contracts import CallResult, EndedBy
from tests.web.house import House, Visitor

UID = "c" * 32
CALLER = "+380662838182"


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    start = CallStart(UID, "gsm1", True, house.now(), CALLER, CALLER, "normal")
    with house.database():
        CallRecord.finish(start, CallEnd(None, house.now().wall, 0.0, CallResult.MISSED, EndedBy.CALLER))
        Person.add(PersonDetails(surname="Ґудзь"), [CALLER], area_code="4642", by=BOX, now=house.now())
    return house


def looks(house: House) -> list[tuple[str, str, str]]:
    with house.database():
        return [(entry.subject, entry.subject_id, entry.how) for entry in AccessEntry.select().order_by(AccessEntry.id)]


def recorded(house: House) -> int:
    path = house.settings.recordings / "a.wav"
    path.write_bytes(b"RIFF" + bytes(1000))
    start = CallStart(UID, "gsm1", True, house.now(), CALLER, CALLER, "normal")
    with house.database():
        return VoiceMessage.keep(
            start, uid="a" * 32, purpose="message", kept=house.now(), path=path.name, duration_s=1.0, sound_s=1.0
        )


@pytest.mark.parametrize("part", ["bytes=1-", "bytes=-1003", "bytes=00-", "bytes=0-1", "bytes=1-1003"])
def test_no_part_of_a_recording_is_heard_without_an_entry(house: House, part: str) -> None:
    number, clerk = recorded(house), house.enter(Role.CLERK)
    with closing(clerk.get(f"/recordings/{number}", Range=part)):
        assert looks(house) == [("recording", str(number), "listened")]


@pytest.mark.parametrize("address", ["/people/1/edit", f"/calls/{UID}"])
def test_a_page_that_says_it_looks_by_itself_is_believed_only_after_a_look(house: House, address: str) -> None:
    clerk = house.enter(Role.CLERK)
    for _ in range(3):
        assert clerk.get(address, X_Live="1").status_code == 200
    assert [how for _, _, how in looks(house)] == ["looked"]


@pytest.mark.parametrize(
    "address", ["/people/1/numbers", "/people/1/represents", "/people/1/edit", f"/calls/{UID}/promise"]
)
def test_a_refused_form_that_shows_the_card_again_is_a_look(house: House, address: str) -> None:
    clerk = house.enter(Role.CLERK)
    refused = clerk.post(address)
    assert refused.status_code == 422
    assert len(looks(house)) == 1


def test_what_an_erasure_would_touch_is_a_look(house: House) -> None:
    assert house.enter(Role.HEAD).get("/people/1/erase").status_code == 200
    assert looks(house) == [("person", "1", "looked")]


def test_every_opening_of_a_card_is_an_entry_and_a_colleague_is_not_covered_by_mine(house: House) -> None:
    mine, other = house.enter(Role.CLERK), house.enter(Role.CLERK)
    for who in (mine, mine, other):
        who.get("/people/1")
    other.get("/people/1/edit", X_Live="1")
    assert len(looks(house)) == 3


def test_a_look_goes_on_no_longer_than_a_session(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    clerk.get("/people/1")
    house.clock.pass_by(LONGEST_S + 1)
    again: Visitor = house.enter(Role.CLERK)
    again.get("/people/1/edit")
    assert len(looks(house)) == 2
