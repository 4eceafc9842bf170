"""What is asked of the console: every page that needs no id, by its own list of routes, and the lists in many ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import Random
from urllib.parse import urlencode

from flask import Flask

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.entrance.accounts import Role
from appliance.clock import Moment
from tests.bench_console.archive import FAITHFUL, YEARS, Quantities
from tests.bench_console.people import FIRST, STEMS, mobile
from web.access import STRANGER, Action, may
from web.guard import is_static

OPENED_BY = (Role.CLERK, Role.SUPERVISOR, Role.HEAD, Role.ADMINISTRATOR, Role.TECHNICIAN, Role.EDITOR, Role.EXECUTOR)
"""Of the roles that may, the first opens a page."""
NO_PAGES = ("now.events", "appeals.refusal_of_call", "trial.sound")
"""One never ends, one is told of which call it is."""
LIST_MS, CARD_MS = 150.0, 200.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One kind of request: who makes it, how long it may take, and `address`, made anew for each request."""

    name: str
    role: Role
    bound_ms: float
    address: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Chance:
    """Where a seeded person looks in a register of this size."""

    random: Random
    size: Quantities
    now: Moment

    def call(self) -> str:
        """The id of some call."""
        return str(self.random.randint(1, self.size.calls))

    def appeal(self) -> str:
        """The id of some card."""
        return str(self.random.randint(1, self.size.appeals))

    def person(self) -> int:
        """The place of somebody among the people."""
        return self.random.randrange(1, self.size.people)

    def number(self) -> str:
        """A number as a clerk writes it."""
        return f"0{mobile(self.person())[4:]}"

    def day(self) -> str:
        """Some day of the past."""
        return (self.now.wall - timedelta(days=self.random.randrange(365 * YEARS))).date().isoformat()

    def a_name(self) -> str:
        """The beginning of some name."""
        return self.random.choice(STEMS)


Parameters = Callable[[Chance], Mapping[str, str]]

LISTS: Mapping[str, Mapping[str, Parameters]] = {
    "calls.listing": {
        "deep": lambda some: {"before": some.call()},
        "of a day": lambda some: {"day": some.day()},
        "of a number": lambda some: {"number": some.number()},
        "of the faithful": lambda some: {"number": FAITHFUL},
        "missed": lambda some: {"kind": "missed"},
        "missed, deep": lambda some: {"kind": "missed", "before": some.call()},
        "outgoing, deep": lambda some: {"kind": "outgoing", "before": some.call()},
        "living": lambda some: {"kind": "living"},
        "of a line": lambda some: {"line": "sip1", "before": some.call()},
        "of a line, missed": lambda some: {"line": "sip1", "kind": "missed", "before": some.call()},
        "of a line, outgoing": lambda some: {"line": "sip1", "kind": "outgoing"},
        "all at once": lambda some: {"day": some.day(), "line": "sip1", "kind": "served", "number": FAITHFUL},
    },
    "todo.listing": {"page 2": lambda some: {"page": "2"}, "page 20": lambda some: {"page": "20"}},
    "people.search": {
        "deep": lambda some: {"after": str(some.person())},
        "newest": lambda some: {"sort": "newest", "after": str(some.person())},
        "by a name": lambda some: {"q": some.a_name()},
        "by two words": lambda some: {"q": f"{some.a_name()} {some.random.choice(FIRST)[:3]}"},
        "by a common name": lambda some: {"q": "олена"},
        "by two letters": lambda some: {"q": "ко"},
        "by a number": lambda some: {"q": some.number()},
        "by a part of one": lambda some: {"q": some.number()[5:]},
        "by nothing known": lambda some: {"q": "щщщььь"},
        "of a settlement": lambda some: {"settlement": str(some.random.randint(1, 24))},
        "of a settlement, by a name": lambda some: {"settlement": "3", "q": some.a_name()},
    },
    "appeals.appeals": {
        "deep": lambda some: {"before": some.appeal()},
        "all, deep": lambda some: {"state": "all", "before": some.appeal()},
        "unfinished": lambda some: {"state": "unfinished", "before": some.appeal()},
        "finished": lambda some: {"state": "finished", "before": some.appeal()},
        "discarded": lambda some: {"state": "discarded", "before": some.appeal()},
        "refused": lambda some: {"state": "refused"},
        "mine": lambda some: {"mine": "1"},
        "mine, unfinished": lambda some: {"mine": "1", "state": "unfinished"},
        "by channel": lambda some: {"channel": "sms", "before": some.appeal()},
        "by regime and place": lambda some: {"regime": "law", "place": str(some.random.randint(1, 24))},
        "by topic": lambda some: {"topic": str(some.random.randint(1, 20))},
        "all filters": lambda some: {"channel": "visit", "regime": "law", "topic": "3", "place": "5", "state": "all"},
        "by a number": lambda some: {"q": some.number()},
        "by a name": lambda some: {"q": some.a_name()},
        "by its number": lambda some: {"q": some.appeal()},
        "by a name, discarded": lambda some: {"q": some.a_name(), "state": "discarded"},
    },
    "journals.changes": {
        "deep": lambda some: {"before": some.call()},
        "of one": lambda some: {"who": str(some.random.randint(1, 12)), "before": some.call()},
        "of nobody": lambda some: {"who": "999"},
    },
    "journals.looks": {
        "deep": lambda some: {"before": some.call()},
        "of one": lambda some: {"who": str(some.random.randint(1, 12)), "before": some.call()},
    },
    "shifts.signed": {"deep": lambda some: {"before": str(some.random.randint(1, 2000))}},
    "blocks.listed": {"all": lambda some: {"show": "all"}, "all, deep": lambda some: {"show": "all", "before": "300"}},
    "roster.week": {"another week": lambda some: {"week": some.day()}},
    "api.calls": {
        "deep": lambda some: {"before": some.call()},
        "of a day": lambda some: {"on": some.day()},
        "missed, deep": lambda some: {"kind": "missed", "before": some.call()},
        "of a number": lambda some: {"number": some.number()},
    },
    "api.messages": {"waiting": lambda some: {"waiting": "1"}},
    "api.people": {
        "by a name": lambda some: {"q": some.a_name()},
        "deep": lambda some: {"after": str(some.person())},
    },
    "api.appeals": {
        "all, deep": lambda some: {"state": "all", "before": some.appeal()},
        "by a name": lambda some: {"q": some.a_name()},
    },
    "red_button.reports": {"deep": lambda some: {"before": "100"}},
}
"""The lists, by endpoint, and what else is asked of each beside its plain address."""


def asked(app: Flask, some: Chance) -> list[Asked]:
    """Return every kind of request. The application's database must be open."""
    plain = {endpoint: (role, rule) for endpoint, role, rule in _pages(app)}
    found = [Asked(endpoint, role, LIST_MS, partial(str, rule)) for endpoint, (role, rule) in plain.items()]
    for endpoint, ways in LISTS.items():
        if endpoint in plain:
            role, rule = plain[endpoint]
            found += [
                Asked(f"{endpoint}, {name}", role, LIST_MS, _with(rule, parameters, some))
                for name, parameters in ways.items()
            ]
    return sorted(found, key=lambda each: each.name) + list(_cards(some))


def unknown_lists(app: Flask) -> Sequence[str]:
    """Return those of LISTS that the application has no more."""
    there = {rule.endpoint for rule in app.url_map.iter_rules()}
    return [endpoint for endpoint in LISTS if endpoint not in there]


def _pages(app: Flask) -> Iterator[tuple[str, Role, str]]:
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.arguments or is_static(rule.endpoint) or rule.endpoint in NO_PAGES:
            continue
        needs = app.extensions["needs"][rule.endpoint]
        if needs is not STRANGER:
            yield rule.endpoint, next(role for role in OPENED_BY if may(role, Action(needs))), rule.rule


def _with(rule: str, parameters: Parameters, some: Chance) -> Callable[[], str]:
    return lambda: f"{rule}?{urlencode(parameters(some))}"


def _cards(some: Chance) -> Iterator[Asked]:
    """The cards of the caller with the most contacts, and cards of others."""
    last = CallRecord.select().where(CallRecord.number == FAITHFUL).order_by(CallRecord.id.desc()).first()
    card = f"/calls/{last.uid}"
    for name, address in (
        ("calls.card of the faithful", card),
        ("calls.card of the faithful, whole history", f"{card}?history=all"),
        ("people.card of the faithful", "/people/1"),
        ("appeals.new of the faithful", f"/appeals/new?call={last.uid}"),
    ):
        yield Asked(name, Role.CLERK, CARD_MS, partial(str, address))
    yield Asked("people.card", Role.CLERK, LIST_MS, lambda: f"/people/{some.person()}")
    yield Asked("appeals.card", Role.CLERK, LIST_MS, lambda: f"/appeals/{some.appeal()}")
