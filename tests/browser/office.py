"""A full office behind a real server: its register, a daemon that answers, people of every role, and every address."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from werkzeug.routing import Rule

from appliance.casework.entrance.accounts import Role
from appliance.control import Answer
from appliance.settings import GsmLineSettings
from appliance.upkeep.keeping.copies import make_copy
from tests.browser.office_rows import Rows
from tests.browser.rows_box import LINES, told_checks, told_free, told_lines, told_panel, told_wires
from tests.browser.words import HOSTILE, Words
from tests.web.house import House, Visitor
from tests.web.pages.duty_house import daemon_of, publish_starter
from web.access import STRANGER, Action, may
from web.guard import is_static
from web.server import ConsoleServer
from web.tls import adapter, identity

NO_PAGES = ("now.events", "api.", "answers.found", "trial.sound")
"""Beginnings of endpoints that no person opens: the stream that never ends, JSON for a token, parts for a script."""
OF_A_CALL = ("appeals.refusal_of_call", "answers.compose")
"""Pages that must be told in their query of which call they are."""
OPENED_BY = (
    Role.CLERK, Role.SUPERVISOR, Role.HEAD, Role.ADMINISTRATOR, Role.TECHNICIAN, Role.EDITOR, Role.EXECUTOR,
)  # fmt: skip
"""Of the roles that may, the first opens a page."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A page and who opens it. `name`: of its screenshots."""

    role: Role
    address: str
    name: str


class Office:
    """A house full of rows. `serve` gives it an address."""

    def __init__(self, directory: Path, words: Words = HOSTILE) -> None:
        self.house = House(directory)
        lines = tuple(GsmLineSettings(line, "huawei_e1550") for line in LINES)
        self.house.settings = replace(self.house.settings, lines=lines)
        self.house.restart_console()
        publish_starter(self.house)
        self.rows = Rows(self.house.now(), self.house.settings.recordings, words)
        with self.house.database():
            self.rows.fill()
        make_copy(self.house.settings, self.house.now())
        (self.house.settings.box.state / "slukhavka.db.broken-1").touch()
        self.visitors: Mapping[Role, Visitor] = {role: self._enter(role) for role in Role}
        with self.house.database():
            self.rows.upload(self.visitors[Role.SUPERVISOR].account_id)
            self.rows.service_table(self.visitors[Role.SUPERVISOR].account_id)
            self.rows.key(self.visitors[Role.CLERK].account_id)
            self.rows.trial_calls(self.visitors[Role.SUPERVISOR].account_id)

    def _enter(self, role: Role) -> Visitor:
        return self.house.enter(role, f"{role.value} {self.rows.words.line(80)}")

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Serve the console over TLS, beside a daemon that answers; yields its address."""
        words = self.rows.words
        verbs: dict[str, Answer] = {
            "panel_state": lambda _request: dict(told_panel(words)),
            "self_test": lambda _request: dict(told_checks(words)),
            "free_modems": lambda _request: dict(told_free(words)),
            "modem_log": lambda _request: dict(told_wires(words)),
        }
        with ExitStack() as stack:
            stack.enter_context(daemon_of(self.house, verbs, lines=told_lines(words), waiting=2, menu_revision="7"))
            yield stack.enter_context(served(self.house))

    def cookie(self, role: Role) -> str:
        """The cookie of the session of that role's person."""
        kept = self.visitors[role].client.get_cookie("__Host-s", domain="localhost")
        assert kept is not None
        return kept.value

    @cached_property
    def visits(self) -> list[Visit]:
        """Every page of the application by its own list, for whoever may; then the same pages in other states."""
        found = [visit for rule in self._rules() if (visit := self._visit(rule)) is not None]
        return found + [Visit(role, address, name) for name, (role, address) in self._more().items()]

    def strangers_pages(self) -> set[str]:
        """The addresses that need nobody's name."""
        return {rule.rule for rule in self._rules() if self._needs(rule) is STRANGER}

    def _rules(self) -> list[Rule]:
        rules = [rule for rule in self.house.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
        ours = [rule for rule in rules if not is_static(rule.endpoint) and not rule.endpoint.startswith(NO_PAGES)]
        return sorted(ours, key=lambda rule: rule.rule)

    def _needs(self, rule: Rule) -> Any:
        return self.house.app.extensions["needs"][rule.endpoint]

    def _visit(self, rule: Rule) -> Visit | None:
        """The visit to a route; None for what is no page of the browser's: a sound, a file, a stranger's page."""
        needs = self._needs(rule)
        if needs is STRANGER:
            return None
        role = next(role for role in (self._owner(rule), *OPENED_BY) if role and may(role, Action(needs)))
        address = self._address(rule)
        with self.visitors[role].get(address) as answer:
            assert answer.status_code == 200, f"{role} відкриває {address}: {answer.status_code}"
            shown = answer.mimetype == "text/html" and "attachment" not in answer.headers.get("Content-Disposition", "")
        return Visit(role, address, rule.endpoint) if shown else None

    def _owner(self, rule: Rule) -> Role | None:
        return Role.SUPERVISOR if "upload_id" in rule.arguments else None

    def _address(self, rule: Rule) -> str:
        values = {}
        for name in rule.arguments:
            known = self.rows.ids.get(f"{rule.endpoint}.{name}", self.rows.ids.get(name))
            assert known is not None, f"Для {rule.rule} у повній конторі немає «{name}»: додайте в office_rows.py."
            values[name] = known
        address = self.house.app.url_map.bind("localhost").build(rule.endpoint, values)
        return address + (f"?call={self.rows.ids['uid']}" if rule.endpoint in OF_A_CALL else "")

    def _more(self) -> dict[str, tuple[Role, str]]:
        """Pages in states that their plain address does not show, by the names of their screenshots."""
        ids = self.rows.ids
        return {
            **{f"now-{role}": (role, "/") for role in Role},
            "calls-refused": (Role.CLERK, "/calls?number=<b>&day=x"),
            "calls-of-day": (Role.CLERK, "/calls?kind=missed"),
            "call-hidden-number": (Role.CLERK, f"/calls/{self.rows.calls[-1].uid}"),
            "appeals-discarded": (Role.CLERK, "/appeals?shown=all"),
            "appeal-discarded": (Role.CLERK, f"/appeals/{ids['discarded']}"),
            "appeal-lacking": (Role.CLERK, f"/appeals/{ids['appeal_id']}?lacking=1"),
            "appeal-of-call": (Role.CLERK, f"/appeals/new?call={ids['uid']}"),
            "appeal-of-sms": (Role.CLERK, f"/appeals/new?sms={ids['sms']}"),
            "appeal-of-message": (Role.CLERK, f"/appeals/new?message={self.rows.messages[0]}"),
            "appeal-read": (Role.HEAD, f"/appeals/{ids['appeal_id']}"),
            "people-found": (Role.CLERK, "/people?q=script"),
            "menu-edited": (Role.EDITOR, "/menu"),
            "menu-node-edited": (Role.EDITOR, f"/menu/nodes/{ids['node_id']}"),
            "menu-node-sms": (Role.EDITOR, f"/menu/nodes/{ids['menu_sms']}"),
            "menu-revisions-edited": (Role.EDITOR, "/menu/revisions"),
            "menu-revision-judged": (Role.HEAD, f"/menu/revisions/{ids['revision_id']}"),
            "menu-revision-approved": (Role.HEAD, f"/menu/revisions/{ids['menu_approved']}"),
            "menu-revision-returned": (Role.HEAD, f"/menu/revisions/{ids['menu_returned']}"),
            "answers-found-for-call": (Role.CLERK, f"/answers?q=script&call={ids['uid']}"),
            "answers-for-question": (Role.SUPERVISOR, f"/answers?q=script&question={ids['question_id']}"),
            "answers-of-editor": (Role.EDITOR, "/answers"),
            "call-with-answers": (Role.CLERK, f"/calls/{ids['uid']}?q=script"),
            "services-of-call": (Role.CLERK, f"/services/{ids['service_id']}?call={ids['uid']}"),
            "services-of-editor": (Role.EDITOR, f"/services/{ids['service_id']}"),
            "services-overdue": (Role.EDITOR, "/services?only=overdue"),
            "lines-asked": (Role.TECHNICIAN, "/lines?ask=1"),
            "retention-act-done": (Role.HEAD, f"/retention/{ids['act_done']}"),
            "retention-act-done-print": (Role.HEAD, f"/retention/{ids['act_done']}/print"),
            "stick-of-head": (Role.HEAD, "/stick"),
            "maintenance-of-technician": (Role.TECHNICIAN, "/maintenance"),
            "panel-of-technician": (Role.TECHNICIAN, "/panel"),
            "reports-of-now": (Role.HEAD, "/reports?month=2026-11"),
            "report-of-now": (Role.HEAD, "/reports/2026-11/dzvinky"),
            "report-register": (Role.HEAD, "/reports/2026-11/reiestr"),
            "report-topics": (Role.CLERK, "/reports/2026-11/temy-i-sela"),
            "news-read": (Role.CLERK, f"/news/{ids['entry_id']}"),
        }


@contextmanager
def served(house: House) -> Iterator[str]:
    """Serve a house over TLS on a free port; yields its address."""
    tls = adapter(identity(house.settings.tls, ("localhost",), house.now().wall))
    server = ConsoleServer(house.app, "127.0.0.1", 0, tls)
    server.prepare()
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield f"https://localhost:{server.bind_addr[1]}"
    finally:
        server.stop()
        thread.join()
