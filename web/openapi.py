"""The description of the API (OpenAPI 3.1), made of what its views declare."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from web.api import ROOT, Operation
from web.shapes import Schema, described, named_in, schema_of

VERSION = "1.0.0"
_PART = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True, slots=True)
class ErrorDetails:
    """Чому відмовлено: код HTTP, речення українською, і що не так із кожним полем."""

    status: int
    sentence: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Error:
    """Відмова."""

    error: ErrorDetails


def description(operations: Sequence[Operation]) -> dict[str, Any]:
    """Return the document."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(_PART.sub(r"{\2}", operation.rule), {})[operation.method] = _operation(operation)
    kinds = [kind for each in operations for kind in (each.gives, each.takes) if kind] + [Error]
    named = {kind.__name__: kind for each in kinds for kind in named_in(each)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Слухавка",
            "version": VERSION,
            "description": "Ті самі дані, що й у консолі, для програм громади. Ключ видає сторінка «Ключі доступу». "
            "Списки йдуть сторінками: `next` — адреса наступної або null. Номери в списках приховані, "
            "повні — лише в окремих записах, і кожне таке читання потрапляє до журналу доступу.",
        },
        "servers": [{"url": ROOT}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": {name: described(kind) for name, kind in sorted(named.items())},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "responses": {"Refused": {"description": "Відмова", "content": _json(schema_of(Error))}},
        },
    }


def _operation(operation: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": f"Потрібне право: {operation.needs}.",
        "responses": {
            str(operation.status): {"description": "Гаразд", "content": _content(operation)},
            "default": {"$ref": "#/components/responses/Refused"},
        },
    }
    if parameters := [*_parts(operation), *_query(operation)]:
        told["parameters"] = parameters
    if operation.takes:
        told["requestBody"] = {"required": True, "content": _json(schema_of(operation.takes))}
    return told


def _content(operation: Operation) -> dict[str, Any]:
    if operation.gives is None:
        return {"audio/wav": {"schema": {"type": "string", "contentMediaType": "audio/wav"}}}
    one = schema_of(operation.gives) if operation.gives is not dict else {"type": "object"}
    return _json(_page_of(one) if operation.listed else one)


def _page_of(items: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": items},
            "next": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
        "required": ["items", "next"],
    }


def _parts(operation: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": schema_of(int if kind == "int" else str)}
        for kind, name in _PART.findall(operation.rule)
    ]


def _query(operation: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "required": False, "description": words, "schema": schema_of(kind)}
        for name, (kind, words) in operation.query.items()
    ]


def _json(schema: Schema) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
