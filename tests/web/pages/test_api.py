"""The API: the same data for programs, by a key, described by the box itself."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.accounts import BOX, Account, Actor, Origin, Role
from appliance.casework.alarms import Alarm
from appliance.casework.appeal_fields import AppealFields
from appliance.casework.appeal_kinds import Channel
from appliance.casework.appeal_sources import Source
from appliance.casework.appeals import Appeal
from appliance.casework.calls import CallEnd, CallRecord, CallStart, VoiceMessage
from appliance.casework.consultations import Consultation
from appliance.casework.journal import AccessEntry, AuditEntry
from appliance.casework.operators import Operator, Reach
from appliance.casework.people import Person
from appliance.casework.people_details import PersonDetails
from appliance.casework.tokens import ApiToken
from appliance.casework.topics import Category
from appliance.contracts import CallResult, EndedBy
from tests.web.house import HERE, House, Program, Visitor, path_of

CALLER = "+380662838182"
UID = "c" * 32
SAID = "d" * 32


@pytest.fixture
def house(tmp_path: Path) -> House:
    return inhabited(tmp_path)


@pytest.fixture(scope="module")
def quiet_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """One house for the tests in which nothing comes of anything."""
    return inhabited(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def refused(quiet_house: House) -> Program:
    """A program whose every request is refused."""
    return quiet_house.program(quiet_house.enter(Role.CLERK))


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
        Alarm.raise_alarm("disk", "Диск заповнюється.", now=house.now())
    (house.settings.recordings / "a.wav").write_bytes(b"RIFF sound")
    return house


@pytest.fixture
def clerk(house: House) -> Visitor:
    return house.enter(Role.CLERK, "Олена Коваль")


@pytest.fixture
def program(house: House, clerk: Visitor) -> Program:
    return house.program(clerk)


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
        assert (noted.note, noted.account.name, noted.person_id) == ("Сказали, коли грейдер", "Олена Коваль", 1)
        entry = AuditEntry.last_of("consultation", 1)
        assert entry
        assert (entry.verb, entry.origin) == ("noted", Origin.API)
    [given] = one(program, f"/calls/{UID}")["consultations"]
    assert (given["topic"], given["confirmed"], given["noted_by"]) == ("Дороги й тротуари", True, "Олена Коваль")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "uid"),
        ({"uid": SAID}, "topic_id"),
        ({"uid": SAID, "topic_id": "1"}, "topic_id"),
        ({"uid": SAID, "topic_id": True}, "topic_id"),
        ({"uid": SAID, "topic_id": 2**70}, "topic_id"),
        ({"uid": "x", "topic_id": 1}, "uid"),
        ({"uid": SAID, "topic_id": 1, "note": "\ud800"}, "note"),
        ({"uid": SAID, "topic_id": 1, "note": "а" * 5000}, "note"),
        ({"uid": SAID, "topic_id": 1, "who": "me"}, "who"),
        ({"uid": SAID, "topic_id": 999}, ""),
        ({"uid": SAID, "topic_id": 1, "note": "а" * 2000}, ""),
        ({"uid": SAID, "topic_id": 1, "person_id": 999}, ""),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence_that_names_the_field(
    quiet_house: House, refused: Program, told: dict[str, Any], field: str
) -> None:
    answer = refused.post(f"/api/v1/calls/{UID}/consultations", **told)
    assert answer.status_code == 422
    error = answer.json["error"]  # type: ignore[index]
    assert re.search("[а-яіїєґ]", error["sentence"])
    assert (field in error["fields"]) or not field
    with quiet_house.database():
        assert Consultation.select().count() == 0


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


@pytest.mark.parametrize(
    "query",
    ["kind=bad", "before=-1", "before=x", "on=2026-13-01", "on=вчора", "number=12", "before=99999999999999999999"],
)
def test_a_parameter_that_means_nothing_is_refused(refused: Program, query: str) -> None:
    answer = refused.get(f"/api/v1/calls?{query}")
    assert answer.status_code == 422
    assert answer.json["error"]["fields"].keys() == {query.partition("=")[0]}  # type: ignore[index]


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/api/v1/calls/none", 404),
        ("GET", "/api/v1/people/999", 404),
        ("GET", "/api/v1/people/99999999999999999999999", 404),
        ("GET", "/api/v1/appeals/999", 404),
        ("GET", "/api/v1/messages/999", 404),
        ("GET", "/api/v1/messages/999/sound", 404),
        ("POST", "/api/v1/messages/999/handled", 404),
        ("POST", "/api/v1/calls/none/consultations", 404),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/", 404),
        ("POST", "/api/v1/calls", 405),
    ],
)
def test_what_there_is_not_is_a_refusal_in_json(refused: Program, method: str, address: str, status: int) -> None:
    told = {"uid": SAID, "topic_id": 1}
    answer = refused.post(address, **told) if method == "POST" else refused.get(address)
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    assert re.search("[а-яіїєґ]", answer.json["error"]["sentence"])  # type: ignore[index]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"[]", "application/json", 422),
        (b"\xff\xfe", "application/json", 400),
        (b"uid=1", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b"a" * 300_000, "application/json", 413),
    ],
)
def test_what_is_no_json_is_refused(refused: Program, body: bytes, kind: str, status: int) -> None:
    headers = {"Authorization": f"Bearer {refused.key}"}
    answer = refused.client.post(
        f"/api/v1/calls/{UID}/consultations", data=body, content_type=kind, base_url=HERE, headers=headers
    )
    assert (answer.status_code, answer.mimetype) == (status, "application/json")


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


@pytest.mark.parametrize(
    "fields",
    [{"name": ""}, {"until_on": ""}, {"until_on": "2026-11-22"}, {"until_on": "9999-12-31"}, {"until_on": "?"}],
)
def test_a_key_without_a_name_or_an_end_is_not_made(quiet_house: House, fields: dict[str, str]) -> None:
    clerk = quiet_house.enter(Role.CLERK)
    assert clerk.post("/tokens", **{"name": "Табло", "until_on": "2026-12-31", **fields}).status_code == 422
    with quiet_house.database():
        assert ApiToken.select().where(ApiToken.account == clerk.account_id).count() == 0


class TestDescription:
    """The document by which programs are written."""

    @pytest.fixture(scope="class")
    def house(self, quiet_house: House) -> House:
        return quiet_house

    @pytest.fixture(scope="class")
    def clerk(self, house: House) -> Visitor:
        return house.enter(Role.CLERK)

    @pytest.fixture(scope="class")
    def program(self, house: House, clerk: Visitor) -> Program:
        return house.program(clerk)

    @pytest.fixture(scope="class")
    def document(self, program: Program, clerk: Visitor) -> dict[str, Any]:
        told = one(program, "/openapi.json")
        assert told == clerk.get("/tokens/openapi.json").json
        return told

    def test_it_names_every_route_of_the_api_and_nothing_else(self, house: House, document: dict[str, Any]) -> None:
        [server] = document["servers"]
        named = {
            (method.upper(), server["url"] + path)
            for path, operations in document["paths"].items()
            for method in operations
        }
        routes = {
            (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
            for rule in house.app.url_map.iter_rules()
            if rule.rule.startswith("/api/")
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        }
        assert named == routes

    def test_it_is_built_as_openapi_3_1_asks(self, document: dict[str, Any]) -> None:
        assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
        assert {"title", "version"} <= document["info"].keys()
        ids = []
        for path, operations in document["paths"].items():
            assert path.startswith("/")
            for method, operation in operations.items():
                assert method in ("get", "post")
                ids.append(operation["operationId"])
                assert operation["summary"]
                parameters = operation.get("parameters", [])
                in_path = [each["name"] for each in parameters if each["in"] == "path"]
                assert in_path == re.findall(r"{(\w+)}", path)
                assert all(each["required"] for each in parameters if each["in"] == "path")
                assert all(each.keys() <= {"name", "in", "required", "description", "schema"} for each in parameters)
                for status, response in operation["responses"].items():
                    assert status == "default" or re.fullmatch(r"2\d\d", status)
                    assert "$ref" in response or {"description", "content"} <= response.keys()
                if "requestBody" in operation:
                    assert method == "post"
                    assert "schema" in operation["requestBody"]["content"]["application/json"]
        assert len(ids) == len(set(ids))

    def test_every_reference_leads_somewhere_and_every_schema_is_referred_to(self, document: dict[str, Any]) -> None:
        references = set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)))
        for reference in references:
            at: Any = document
            for step in reference.split("/"):
                at = at[step]
        named = {f"components/schemas/{name}" for name in document["components"]["schemas"]}
        assert named <= references

    @pytest.mark.parametrize("address", ["/calls", "/messages", "/people", "/topics", "/operators", "/alarms"])
    def test_what_is_given_is_what_is_described(self, program: Program, document: dict[str, Any], address: str) -> None:
        content = document["paths"][address]["get"]["responses"]["200"]["content"]["application/json"]
        given = one(program, address)
        assert given["items"]
        assert fits(given, content["schema"], document)

    def test_single_records_too(self, program: Program, document: dict[str, Any]) -> None:
        for path, address in (("/calls/{uid}", f"/calls/{UID}"), ("/people/{person_id}", "/people/1")):
            content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
            assert fits(one(program, address), content["schema"], document)


TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None), "array": list}


def fits(value: Any, schema: dict[str, Any], document: dict[str, Any]) -> bool:
    """Whether a JSON value is what a schema of ours describes."""
    if "$ref" in schema:
        return fits(value, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
    if "anyOf" in schema:
        return any(fits(value, each, document) for each in schema["anyOf"])
    if schema["type"] == "object":
        known = schema["properties"]
        return value.keys() == known.keys() and all(fits(value[name], known[name], document) for name in known)
    if schema["type"] == "array":
        return isinstance(value, list) and all(fits(each, schema["items"], document) for each in value)
    return isinstance(value, TYPES[schema["type"]]) and value in schema.get("enum", [value])
