"""The document by which programs are written: whole, well built, and true of what is given."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from appliance.casework.entrance.accounts import Role
from tests.web.house import House, Program
from tests.web.pages.api_house import UID, inhabited, one


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return inhabited(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def program(house: House) -> Program:
    return house.program(house.enter(Role.CLERK))


@pytest.fixture(scope="module")
def document(house: House, program: Program) -> dict[str, Any]:
    told = one(program, "/openapi.json")
    assert told == house.enter(Role.CLERK).get("/tokens/openapi.json").json
    return told


def test_it_names_every_route_of_the_api_and_nothing_else(house: House, document: dict[str, Any]) -> None:
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


def test_it_is_built_as_openapi_3_1_asks(document: dict[str, Any]) -> None:
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


def test_every_reference_leads_somewhere_and_every_schema_is_referred_to(document: dict[str, Any]) -> None:
    references = set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)))
    for reference in references:
        at: Any = document
        for step in reference.split("/"):
            at = at[step]
    named = {f"components/schemas/{name}" for name in document["components"]["schemas"]}
    assert named <= references


@pytest.mark.parametrize("address", ["/calls", "/messages", "/people", "/topics", "/operators", "/alarms"])
def test_what_is_given_is_what_is_described(program: Program, document: dict[str, Any], address: str) -> None:
    content = document["paths"][address]["get"]["responses"]["200"]["content"]["application/json"]
    given = one(program, address)
    assert given["items"]
    assert fits(given, content["schema"], document)


def test_single_records_too(program: Program, document: dict[str, Any]) -> None:
    for path, address in (("/calls/{uid}", f"/calls/{UID}"), ("/people/{person_id}", "/people/1")):
        content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        assert fits(one(program, address), content["schema"], document)


TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
    "array": list,
}


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
