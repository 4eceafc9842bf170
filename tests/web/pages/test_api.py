"""The API: the same data for programs, by a key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_fields import AppealFields
from appliance.casework.appeals.appeal_kinds import Channel
from appliance.casework.appeals.appeal_sources import Source
from appliance.casework.contacts.calls import CallEnd, CallRecord, CallStart
from appliance.casework.contacts.consultations import Consultation
from appliance.casework.entrance.accounts import Account, Actor, Origin, Role
from appliance.casework.journal import AccessEntry, AuditEntry
from appliance.contracts import CallResult, EndedBy
from tests.web.house import HERE, House, Program, Visitor, path_of
from tests.web.pages.api_house import CALLER, SAID, UID, inhabited, items, one


@pytest.fixture
def house(tmp_path: Path) -> House:
    return inhabited(tmp_path)


@pytest.fixture
def clerk(house: House) -> Visitor:
    return house.enter(Role.CLERK, "Олена Коваль")


@pytest.fixture
def program(house: House, clerk: Visitor) -> Program:
    return house.program(clerk)


def looks(house: House, account_id: int) -> list[tuple[str, str, str, str]]:
    with house.database():
        entries = AccessEntry.page(account_id=account_id, limit=20)
    return [(each.subject, each.subject_id, each.how, each.origin) for each in reversed(entries)]


def test_lists_hide_numbers_and_single_records_show_them_and_are_noted(
    house: House, clerk: Visitor, program: Program
) -> None:
    hidden = "066 ••• •• 82"
    assert [call["number"] for call in items(program, "/calls")] == [hidden]
    assert [message["number"] for message in items(program, "/messages")] == [hidden]
    assert [person["numbers"] for person in items(program, "/people?q=ков")] == [[hidden]]
    assert looks(house, clerk.account_id) == []
    assert one(program, f"/calls/{UID}")["call"]["number"] == CALLER
    assert one(program, f"/calls/{UID}")["people"] == [1]
    assert one(program, "/messages/1")["number"] == CALLER
    assert (one(program, "/people/1")["person"]["numbers"], one(program, "/people/1")["notes"]) == ([CALLER], "глуха")
    assert looks(house, clerk.account_id) == [
        *[("call", UID, "looked", "api")] * 3,
        *[("person", "1", "looked", "api")] * 2,
    ]


def test_the_sound_of_a_message_is_sent_and_noted(house: House, clerk: Visitor, program: Program) -> None:
    answer = program.get("/api/v1/messages/1/sound")
    assert (answer.data, answer.mimetype) == (b"RIFF sound", "audio/wav")
    answer.close()
    assert looks(house, clerk.account_id) == [("recording", "1", "listened", "api")]


def test_a_consultation_is_noted_once_however_often_it_is_sent(house: House, program: Program) -> None:
    [topic] = [each for each in items(program, "/topics") if each["path"] == "Дороги й тротуари"]
    told = {"uid": SAID, "topic_id": topic["id"], "note": "Сказали, коли грейдер", "confirmed": True, "person_id": 1}
    first, second = (program.post(f"/api/v1/calls/{UID}/consultations", **told) for _ in range(2))
    assert (first.status_code, first.json) == (201, {"id": 1}) == (second.status_code, second.json)
    with house.database():
        [noted] = Consultation.of_call(UID)
        assert noted.account
        assert (noted.note, noted.account.name, noted.person_id) == ("Сказали, коли грейдер", "Олена Коваль", 1)
        entry = AuditEntry.last_of("consultation", 1)
        assert entry
        assert (entry.verb, entry.origin) == ("noted", Origin.API)
    [given] = one(program, f"/calls/{UID}")["consultations"]
    assert (given["topic"], given["confirmed"], given["noted_by"]) == ("Дороги й тротуари", True, "Олена Коваль")


def test_a_message_is_marked_and_an_alarm_acknowledged_in_the_name_of_the_key_s_owner(
    house: House, program: Program
) -> None:
    assert program.post("/api/v1/messages/1/handled").json == {"done": True}
    assert program.post("/api/v1/messages/1/handled").json == {"done": False}
    assert items(program, "/messages?waiting=1") == []
    assert program.post("/api/v1/alarms/1/acknowledge").status_code == 403, "a clerk may not"
    chief = house.program(house.enter(Role.SUPERVISOR, "Старша"))
    assert chief.post("/api/v1/alarms/1/acknowledge").json == {"done": True}
    [alarm] = items(chief, "/alarms")
    assert alarm["acknowledged_by"] == "Старша"


def test_operators_cards_and_the_status_are_told(house: House, clerk: Visitor, program: Program) -> None:
    with house.database():
        by = Actor(Origin.CONSOLE, clerk.account_id)
        source = Source.by_hand(Channel.VISIT, now=house.now())
        fields = AppealFields.read({"applicant_name": "Коваль Олена", "phone": CALLER, "essence": "Яма"}, area_code="")
        card = Appeal.draft(source, fields, by=by, now=house.now())
    [operator] = items(program, "/operators")
    assert (operator["name"], operator["state"]) == ("Оператор Ірина", "off")
    [listed] = items(program, "/appeals?state=drafts")
    assert (listed["applicant"], listed["number"]) == ("Коваль Олена", "066 ••• •• 82")
    whole = one(program, f"/appeals/{card}")
    assert (whole["appeal"]["number"], whole["written"]["essence"]) == (CALLER, "Яма")
    assert looks(house, clerk.account_id) == [("appeal", str(card), "looked", "api")]
    assert program.get("/api/v1/status").status_code == 403
    chief = house.program(house.enter(Role.SUPERVISOR))
    assert {"title", "level", "says", "do"} == set(one(chief, "/status")["checks"][0])


def test_pages_of_a_list_follow_one_another_by_next(house: House, program: Program) -> None:
    with house.database():
        for place in range(70):
            start = CallStart(f"{place:032x}", "gsm1", True, house.now(), CALLER, CALLER, "normal")
            result = CallResult.MISSED if place % 7 else CallResult.SERVED
            CallRecord.finish(start, CallEnd(None, house.now().wall, 0.0, result, EndedBy.CALLER))
    seen: list[str] = []
    address: str | None = "/api/v1/calls?kind=missed&bogus=1"
    while address:
        page = program.get(address)
        assert page.json
        seen += [call["uid"] for call in page.json["items"]]
        address = page.json["next"]
        assert address is None or ("kind=missed" in address and "bogus" not in address)
    assert len(seen) == len(set(seen)) == 60


@pytest.mark.parametrize("way", ["", "Basic abc", "Bearer", "Bearer slk_1_x", "Bearer {} {}", "Token {}", "{}"])
def test_without_a_good_key_nothing_is_told(program: Program, way: str) -> None:
    headers = {"Authorization": way.replace("{}", program.key)} if way else {}
    for address in (f"/api/v1/calls?key={program.key}", "/api/v1/openapi.json"):
        answer = program.client.get(address, base_url=HERE, headers=headers)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="Slukhavka"')
        assert "ключ" in answer.json["error"]["sentence"]  # type: ignore[index]


def test_guessing_keys_is_slowed_down(program: Program) -> None:
    guess = Program(program.client, program.key[:-43] + "a" * 43)
    told = [guess.get("/api/v1/calls").status_code for _ in range(6)]
    assert told == [401] * 5 + [429]
    answer = program.get("/api/v1/calls")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")


def test_a_key_ends_with_its_day_by_hand_and_with_the_role(house: House, clerk: Visitor, program: Program) -> None:
    assert program.get("/api/v1/calls").status_code == 200
    with house.database():
        Account.update(role=Role.EXECUTOR).where(Account.id == clerk.account_id).execute()
    assert program.get("/api/v1/calls").status_code == 403, "an executor uses no API"
    house.clock.pass_by(31 * 86400)
    assert program.get("/api/v1/calls").status_code == 401


def test_a_database_that_fails_is_told_in_json(house: House, program: Program) -> None:
    house.settings.database.unlink()
    answer = program.get("/api/v1/calls")
    assert (answer.status_code, answer.mimetype) == (503, "application/json")


def test_a_key_is_made_on_the_page_shown_once_and_revoked(house: House, clerk: Visitor) -> None:
    page = clerk.post("/tokens", name="Хол <b>", until_on="2026-12-31")
    found = re.search(r"slk_[0-9]+_[A-Za-z0-9_-]{43}", page.text)
    assert found
    program = Program(house.app.test_client(), found[0])
    assert program.get("/api/v1/calls").status_code == 200
    listed = clerk.get("/tokens").text
    assert "Хол &lt;b&gt;" in listed
    assert found[0] not in listed
    stranger = house.enter(Role.CLERK)
    assert "Хол" not in stranger.get("/tokens").text
    assert stranger.post("/tokens/1/revoke").status_code == 404
    administrator = house.enter(Role.ADMINISTRATOR)
    assert "Хол" in administrator.get("/tokens").text
    answer = administrator.post("/tokens/1/revoke")
    assert (answer.status_code, path_of(answer)) == (303, "/tokens")
    assert program.get("/api/v1/calls").status_code == 401
    assert "відкликано" in clerk.get("/tokens").text
