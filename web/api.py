"""The API as a page: its views take and give values, and what each declares of itself is its description.

Programs come with a key, not with a cookie: `Authorization: Bearer slk_…` (RFC 6750, 2.1). So no page of another site
can make a browser use it, and it needs no token against forgery.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from math import ceil
from typing import Any
from urllib.parse import urlencode

from flask import Response, jsonify, request
from werkzeug.exceptions import BadRequest

from appliance.casework.sqlite import DatabaseUnavailable
from appliance.errors import SlukhavkaError
from web.access import Action
from web.box import Box
from web.page import Page
from web.shapes import NotFit, as_json, read, value_of

NAME = "api"
ROOT = "/api/v1"
REALM = 'Bearer realm="Slukhavka"'
SENTENCES: Mapping[int, str] = {
    401: "Потрібен чинний ключ доступу: Authorization: Bearer slk_….",
    403: "Роль, якій належить ключ, цього не дозволяє.",
    404: "Такого немає.",
    405: "Такої дії тут немає.",
    415: "Надсилайте JSON: Content-Type: application/json.",
}
Query = Mapping[str, tuple[Any, str]]
"""Parameters of the address: name → kind of value, what it means."""


class Refused(SlukhavkaError):
    """The API says no, with an HTTP status."""

    def __init__(self, status: int, sentence: str) -> None:
        """Keep the status."""
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list; `following`: the parameters of the next one, {} at the end."""

    items: tuple[Any, ...]
    following: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """What a view declares. `gives` None: no JSON but a sound. `listed`: pages of `gives`."""

    name: str
    method: str
    rule: str
    needs: Action
    summary: str
    gives: type | None
    takes: type | None = None
    query: Query = field(default_factory=dict)
    listed: bool = False
    status: int = 200


class Api(Page):
    """The page of all that programs may ask; `operations` in the order in which they were declared."""

    def __init__(self, import_name: str, box: Box) -> None:
        """Begin without views; every refusal is a JSON object."""
        super().__init__(NAME, import_name, box)
        self.operations: list[Operation] = []
        self.register_error_handler(NotFit, lambda error: refusal(str(error), 422, error.fields))
        self.register_error_handler(Refused, lambda error: refusal(str(error), error.status))
        self.register_error_handler(DatabaseUnavailable, lambda error: refusal(str(error), 503))
        self.register_error_handler(SlukhavkaError, lambda error: refusal(str(error), 422))
        # A number of a row larger than SQLite can hold names no row.
        self.register_error_handler(OverflowError, lambda _error: refusal(SENTENCES[404], 404))

    def reads(
        self,
        rule: str,
        view: Callable[..., Any],
        *,
        needs: Action,
        summary: str,
        gives: type | None,
        query: Query | None = None,
        listed: bool = False,
    ) -> None:
        """Let GET give what `view(box, **parts of the address, **query)` returns; a parameter not given is None."""
        name = getattr(view, "__name__", "")
        operation = Operation(name, "get", rule, needs, summary, gives, query=query or {}, listed=listed)
        self.operations.append(operation)
        self.shows(f"{ROOT}{rule}", _answering(view, operation), needs=needs)

    def writes(
        self,
        rule: str,
        view: Callable[..., Any],
        *,
        needs: Action,
        summary: str,
        gives: type,
        takes: type | None = None,
        status: int = 200,
    ) -> None:
        """Let POST give what `view(box, **parts, told=…)` returns, `told` of the kind `takes`. Browsers hear of it."""
        operation = Operation(getattr(view, "__name__", ""), "post", rule, needs, summary, gives, takes, status=status)
        self.operations.append(operation)
        self.does(f"{ROOT}{rule}", _answering(view, operation), needs=needs)


def is_api() -> bool:
    """Tell whether a program asks, be it for what there is not."""
    return request.path.startswith("/api/")


def refusal(
    sentence: str, status: int, fields: Mapping[str, str] | None = None, *, wait_s: float | None = None
) -> Response:
    """Return a refusal as programs read it; `wait_s`: how long they must wait before they ask again."""
    answer = jsonify(error={"status": status, "sentence": sentence, "fields": dict(fields or {})})
    answer.status_code = status
    if status == 401:
        answer.headers["WWW-Authenticate"] = REALM
    if wait_s is not None:
        answer.headers["Retry-After"] = str(ceil(wait_s))
    return answer


def _answering(view: Callable[..., Any], operation: Operation) -> Callable[..., Response]:
    @wraps(view)
    def answer(box: Box, **parts: Any) -> Response:
        if operation.query:
            parts |= _asked(operation.query)
        if operation.takes:
            parts["told"] = read(operation.takes, _body())
        given = view(box, **parts)
        if operation.method == "post":
            box.streams.changed()
        return _reply(given, operation)

    return answer


def _reply(given: Any, operation: Operation) -> Response:
    if isinstance(given, Response):
        return given
    if isinstance(given, Listed):
        given = {"items": as_json(given.items), "next": _next(given, operation)}
    answer = jsonify(as_json(given))
    answer.status_code = operation.status
    return answer


def _next(page: Listed, operation: Operation) -> str | None:
    if not page.following:
        return None
    kept = {name: value for name, value in request.args.items() if name in operation.query}
    return f"{request.path}?{urlencode({**kept, **page.following})}"


def _asked(query: Query) -> dict[str, Any]:
    """Understand the parameters. Raises NotFit."""
    found: dict[str, Any] = dict.fromkeys(query)
    wrong = {}
    for name, (kind, _) in query.items():
        if not (told := request.args.get(name, "")):
            continue
        try:
            found[name] = value_of(kind, _number(told) if kind is int else told)
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        raise NotFit(wrong)
    return found


def _number(told: str) -> int | str:
    return int(told) if told.isascii() and told.isdecimal() and len(told) <= 15 else told


def _body() -> Any:
    if request.mimetype != "application/json":
        raise Refused(415, SENTENCES[415])
    try:
        return request.get_json()
    except (BadRequest, RecursionError) as error:
        raise Refused(400, "Це не JSON.") from error
