"""A console with a real database behind Flask's client, and people of every role who have entered it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from appliance.casework.entrance.accounts import BOX, Account, Actor, Origin, Role
from appliance.casework.entrance.sessions import LoginSession
from appliance.casework.entrance.tokens import ApiToken
from appliance.casework.office.community import Community, Profile
from appliance.casework.row import bind
from appliance.clock import Moment
from appliance.settings import BoxSettings, CallSettings, ConsoleSettings, Settings
from tests.fakes.fresh_register import lay_register
from web import aloud
from web.app import create_app
from web.guard import TICKET
from web.pages.sounds import recordings

BEGAN = Moment(datetime(2026, 11, 23, 8, 0, tzinfo=UTC), 1000.0, True, "boot-1")
"""A Monday, 10:00 in Kyiv."""
HERE = "https://localhost"
NEW_COOKIE = ("/leave", "/first-run")
OURS = {"Sec-Fetch-Site": "same-origin"}
aloud.WAIT_S = recordings.VERDICT_S = 60.0
"""A browser does not wait for the units so long; a test does: its machine may be busy."""
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Compiled(BytecodeCache):
    """Templates are compiled once for all tests of a run: that is most of a page's time."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


_compile_builder = Rule._compile_builder


def _compiled_when_asked(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
    """Compile how an address is made when one is: of 340 routes a test asks for a few, and all take half a second."""
    made: list[Callable[..., Any]] = []

    def build(bound: Rule, **values: Any) -> Any:
        if not made:
            made.append(_compile_builder(rule, append_unknown))
        return made[0](bound, **values)

    return build


Rule._compile_builder = _compiled_when_asked  # type: ignore[method-assign, assignment]


@dataclass
class SetClock:
    """A clock that stands until it is moved on."""

    moment: Moment = BEGAN

    def now(self) -> Moment:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.monotonic_s

    def pass_by(self, seconds: float) -> None:
        self.moment = replace(
            self.moment,
            wall=self.moment.wall + timedelta(seconds=seconds),
            monotonic_s=self.moment.monotonic_s + seconds,
        )


class Visitor:
    """A browser in which a person has entered, or nobody."""

    def __init__(self, client: FlaskClient, account_id: int = 0, name: str = "") -> None:
        self.client = client
        self.account_id = account_id
        self.name = name
        self._token = ""

    def get(self, address: str, **headers: str) -> TestResponse:
        """Open a page. `headers` with underscores for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(address, base_url=HERE, headers=named)

    def post(self, address: str, /, **fields: Any) -> TestResponse:
        """Send a form as a page of ours would, with the token of this browser."""
        fields = {"csrf_token": self.token(), **fields}
        answer = self.client.post(address, data=fields, base_url=HERE, headers=OURS)
        if address in NEW_COOKIE:
            self._token = ""
        return answer

    def token(self) -> str:
        """The token that stands on every page; it stays good as long as the browser keeps its cookie."""
        if not self._token:
            pages = (self.get(page).text for page in ("/", "/login", "/first-run"))
            found = next(filter(None, map(_TOKEN.search, pages)), None)
            assert found, "no page has a token"
            self._token = found[1]
        return self._token


class Program:
    """A program with a key of the API, and no cookie."""

    def __init__(self, client: FlaskClient, key: str) -> None:
        self.client = client
        self.key = key

    def get(self, address: str) -> TestResponse:
        return self._open("GET", address)

    def post(self, address: str, /, **told: Any) -> TestResponse:
        return self._open("POST", address, json=told)

    def _open(self, method: str, address: str, **sent: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.key}"}
        return self.client.open(address, method=method, base_url=HERE, headers=headers, **sent)


class House:
    """One box, its console and its clock. `house.enter(Role.CLERK)` is a person at work."""

    def __init__(self, directory: Path, *, profile: Profile | None = Profile.K) -> None:
        box = BoxSettings(state=directory, area_code="4642")
        self.settings = Settings(box=box, call=CallSettings(), console=ConsoleSettings(), lines=())
        self.clock = SetClock()
        self.settings.recordings.mkdir(exist_ok=True)
        if not self.settings.database.exists():
            lay_register(self.settings.database)
        self.restart_console()
        if profile:
            with self.database():
                Community.found("Менська громада", profile, telephones="(04642) 2-12-52", by=BOX, now=BEGAN)

    def restart_console(self) -> None:
        """The console begins anew over the same files; whoever had entered has."""
        self.app: Flask = create_app(self.settings, clock=self.clock)
        self.app.jinja_env.bytecode_cache = Compiled()

    @contextmanager
    def database(self) -> Iterator[None]:
        """The database, for casework verbs of the test itself."""
        with bind(self.settings.database).connection_context():
            yield

    def stranger(self) -> Visitor:
        """A browser in which nobody has entered."""
        return Visitor(self.app.test_client())

    def enter(self, role: Role, name: str = "") -> Visitor:
        """A new person of that role, entered in a browser of his own."""
        client = self.app.test_client()
        with self.database():
            name = name or f"{role} {Account.select().count() + 1}"
            account_id = Account.add(name, role, now=self.clock.now())
            ticket = LoginSession.begin(account_id, address="127.0.0.1", browser="test", now=self.clock.now())
        with client.session_transaction(base_url=HERE) as kept:
            kept[TICKET] = ticket
        return Visitor(client, account_id, name)

    def program(self, visitor: Visitor, *, days: int = 30) -> Program:
        """A program with a key of that person."""
        by, until = Actor(Origin.CONSOLE, visitor.account_id), self.now().wall + timedelta(days=days)
        with self.database():
            key = ApiToken.make(visitor.account_id, "test", until, by=by, now=self.now())
        return Program(self.app.test_client(), key)

    def now(self) -> Moment:
        """The moment of its clock."""
        return self.clock.now()


def path_of(answer: TestResponse) -> str:
    """Where a redirect leads, without the host."""
    where = urlsplit(answer.location or "")
    return where.path + (f"?{where.query}" if where.query else "")
