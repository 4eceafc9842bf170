"""What the API refuses, and how. One house for all: nothing comes of anything."""

from __future__ import annotations

import re
from typing import Any

import pytest

from appliance.casework.contacts.consultations import Consultation
from appliance.casework.entrance.accounts import Role
from appliance.casework.entrance.tokens import ApiToken
from tests.web.house import HERE, House, Program
from tests.web.pages.api_house import SAID, UID, inhabited


@pytest.fixture(scope="module")
def quiet_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return inhabited(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def refused(quiet_house: House) -> Program:
    """A program whose every request is refused."""
    return quiet_house.program(quiet_house.enter(Role.CLERK))


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


@pytest.mark.parametrize(
    "fields",
    [{"name": ""}, {"until_on": ""}, {"until_on": "2026-11-22"}, {"until_on": "9999-12-31"}, {"until_on": "?"}],
)
def test_a_key_without_a_name_or_an_end_is_not_made(quiet_house: House, fields: dict[str, str]) -> None:
    clerk = quiet_house.enter(Role.CLERK)
    assert clerk.post("/tokens", **{"name": "Табло", "until_on": "2026-12-31", **fields}).status_code == 422
    with quiet_house.database():
        assert ApiToken.select().where(ApiToken.account == clerk.account_id).count() == 0
