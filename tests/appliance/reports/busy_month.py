"""A month with all that reports count, entered the same way each time; some of it lies just outside the month."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_endings import IntakeRefusal
from appliance.casework.box.incidents import Incident
from appliance.casework.contacts.callbacks import Callback
from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.contacts.consultations import Consultation
from appliance.casework.contacts.ratings import Rating
from appliance.casework.contacts.returns import HandledMessage, MessageNote
from appliance.casework.entrance.accounts import BOX
from appliance.casework.knowledge.articles import Article
from appliance.casework.knowledge.questions import Question, QuestionAsked
from appliance.casework.knowledge.service_told import ServiceTold
from appliance.casework.knowledge.topics import Category
from appliance.casework.menus.publications import Publication
from appliance.casework.menus.revisions import Revision
from appliance.casework.migrate import migrate
from appliance.casework.office.community import Community, Profile, Settlement
from appliance.casework.row import Row, bind, write
from appliance.casework.staff.presence import Presence
from appliance.casework.texts.messages import Message
from appliance.clock import Moment
from appliance.reports.period import Month
from tests.appliance.casework.knowledge.cards import add as add_service
from tests.appliance.casework.register import operator

OCTOBER = Month(2026, 10)
"""Kyiv's clocks go back on its 25th."""
NEXT_DAY = Moment(datetime(2026, 11, 2, 7, 0, tzinfo=UTC), 9000.0, True, "boot-1")
CALLS = 300
NAME = "Ґєїщук Юрій"
FATES = ("SERVED", "SERVED", "SERVED", "SERVED", "SERVED", "MISSED", "ABANDONED", "BUSY", "SHORT", None)
PURPOSES = ("message", "appeal", "remark")
NODES = ("greeting", "main", "services", "news", "operator", "goodbye")
MENU: dict[str, Any] = {
    "nodes": {node: {"kind": "say", "prompt": node} for node in NODES[:-1]},
    "prompts": {node: f"Слова вузла {node}: ґава, єнот, їжак" for node in NODES},
}


@dataclass
class BusyMonth:
    """The register of one month while it is filled."""

    month: Month = OCTOBER
    calls: int = CALLS
    chance: random.Random = field(default_factory=lambda: random.Random(26))
    operators: list[int] = field(default_factory=list)
    topics: list[int] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)
    services: list[int] = field(default_factory=list)
    settlements: list[int] = field(default_factory=list)
    uids: list[tuple[str, str]] = field(default_factory=list)
    talks: list[tuple[str, str, int]] = field(default_factory=list)

    def fill(self) -> None:
        """Enter everything."""
        before = Moment(self.month.start - timedelta(days=40), 1.0, True, "boot-0")
        self._found(before)
        with write():
            self._calls()
            self._left()
            self._consultations()
            self._told()
            self._cards()
            self._people()

    def at(self, share: float) -> str:
        """A moment of the month, or just around it for shares below 0 and from 1 on, as the tables keep it."""
        return kept(self.month.start + (self.month.end - self.month.start) * share)

    def _found(self, before: Moment) -> None:
        Community.found("Менська громада", Profile.M, by=BOX, now=before)
        self.operators = [operator("Олена Коваль", "201"), operator("Петро Їжак", "202")]
        self.topics = [Category.add(name, by=BOX, now=before) for name in ("Дороги", "Вода", "Субсидії", "Освітлення")]
        self.topics.append(Category.add("Ями", self.topics[0], by=BOX, now=before))
        self.articles = [
            Article.add(topic, f"Відповідь {topic}", "Так.", "", by=BOX, now=before) for topic in self.topics
        ]
        self.services = [add_service(before, by=BOX)]
        self.services.append(add_service(before, by=BOX, code="passport", section="papers", title="Паспорт"))
        self.settlements = [
            Settlement.add(name, kind="с.", district=district, by=BOX, now=before)
            for name, district in (("Ґанівка", "Перший"), ("Їжаківка", "Перший"), ("Єлисеївка", "Другий"))
        ]
        revision = Revision.given("", MENU, "", by=BOX, now=before)
        asked = Publication.ask_revision(revision.id, by=BOX, now=before)
        asked.done("7", "", now=before)

    def _calls(self) -> None:
        rows = []
        for number in range(self.calls + 20):
            # The last twenty lie outside: ten before the month, ten after it, the nearest at its very edge.
            share = number / self.calls if number < self.calls else _outside(number - self.calls)
            rows.append(self._call(number, self.at(share), inside=number < self.calls))
        enter(CallRecord, rows)

    def _call(self, number: int, at: str, *, inside: bool) -> dict[str, Any]:
        chance, uid = self.chance, f"{number:032x}"
        incoming = number % 12 != 5
        fate = chance.choice(FATES)
        person = incoming and fate == "SERVED" and chance.random() < 0.5
        who = chance.choice(self.operators) if person else None
        waited = round(chance.uniform(1, 60), 1) if person or fate == "ABANDONED" or chance.random() < 0.05 else 0.0
        answered = fate in ("SERVED", "SHORT", "ABANDONED")
        path = [*NODES[: chance.randint(1, len(NODES))], *(["main"] if chance.random() < 0.3 else [])]
        if inside:
            self.uids.append((uid, at))
        if inside and who is not None:
            self.talks.append((uid, at, who))
        return {
            "uid": uid,
            "line": ("gsm1", "gsm2", "sip")[number % 3],
            "incoming": int(incoming),
            "number_raw": "",
            "number": f"+38066{chance.randrange(10**7):07}",
            "number_kind": "normal",
            "rang_at": at,
            "answered_at": at if answered else None,
            "ended_at": at,
            "clock_trusted": int(number % 50 != 7),
            "boot_id": "boot-0",
            "rang_monotonic_s": float(number),
            "duration_s": round(chance.uniform(5, 300), 1) if answered else 0.0,
            "result": fate,
            "ended_by": chance.choice(("caller", "box")),
            "nodes": json.dumps(path) if answered else "[]",
            "menu_revision": "7",
            "operator_id": who,
            "waited_s": waited,
            "talked_s": round(chance.uniform(10, 200), 1) if person and chance.random() < 0.9 else 0.0,
            "block_id": None,
        }

    def _left(self) -> None:
        """Voice messages, call-backs, SMS, ratings."""
        numbers = dict(enumerate(self.uids[::9], start=1))
        common = {"clock_trusted": 1, "boot_id": "boot-1"}
        enter(
            VoiceMessage,
            (
                {"id": at, "uid": uid, "call_uid": uid, "purpose": PURPOSES[at % 3], "kept_at": when}
                | {"line": "gsm1", "path": f"{uid}.wav", "duration_s": 12.5, "sound_s": 9.0} | common
                for at, (uid, when) in numbers.items()
            ),
        )  # fmt: skip
        handled = ({"message_id": at, "handled_at": self.at(0.9), "clock_trusted": 1} for at in numbers if at % 2)
        enter(HandledMessage, handled)
        enter(MessageNote, ({"id": at, "text": f"=2+3 нотатка {at}"} for at in numbers if at % 4 == 0))
        enter(
            Callback,
            (
                {"number": f"+38067000{at:04}", "source": ("key", "typed", "missed", "clerk")[at % 4], "asked_at": when}
                | {"clock_trusted": 1, "closed_at": when if at % 3 else None}
                | {"closed_origin": "box" if at % 3 else None}
                | {"outcome": ("done", "given_up")[at % 2] if at % 3 else None}
                for at, (_, when) in enumerate(self.uids[::11])
            ),
        )  # fmt: skip
        enter(Message, (self._sms(at, when) for at, (_, when) in enumerate(self.uids[::5])))
        enter(
            Rating,
            (
                {"call_uid": uid, "operator_id": who, "value": self.chance.choice((1, 3, 4, 5, 5)), "given_at": when}
                | {"clock_trusted": 1}
                for uid, when, who in self.talks[::2]
            ),
        )  # fmt: skip

    def _sms(self, at: int, when: str) -> dict[str, Any]:
        incoming = at % 3 == 0
        state = ("received", "incomplete")[at % 2] if incoming else ("sent", "delivered", "failed", "queued")[at % 4]
        return {
            "uid": f"{at:032x}",
            "direction": "in" if incoming else "out",
            "state": state,
            "number_raw": "",
            "number": f"+38050{at:07}",
            "number_kind": "normal",
            "text": f"+смс {at}: ґ є і ї",
            "source": "test",
            "created_at": when,
            "clock_trusted": 1,
            "boot_id": "boot-1",
            "created_monotonic_s": 1.0,
            "changed_at": when,
            "changed_clock_trusted": 1,
        }

    def _consultations(self) -> None:
        rows = []
        for at, (uid, when, _) in enumerate(self.talks):
            for more in range(self.chance.choice((0, 1, 1, 2))):
                topic = self.chance.choice(self.topics)
                rows.append(
                    {"uid": f"{at:016x}{more:016x}", "call_uid": uid, "category_id": topic, "noted_at": when}
                    | {"article_id": self.chance.choice((None, *self.articles)), "clock_trusted": 1}
                    | {"confirmed_at": when if self.chance.random() < 0.6 else None}
                    | {"withdrawn_at": when if self.chance.random() < 0.1 else None}
                )  # fmt: skip
        enter(Consultation, rows)
        asked_first = {"clock_trusted": 1, "owner_id": None}
        enter(
            Question,
            (
                {"id": at, "text": f"Питання {at}?", "asked_first_at": self.at(at / 10 - 0.2)} | asked_first
                | {"closed_at": self.at(0.8) if at % 3 == 0 else None, "reason": "не наше" if at % 3 == 0 else ""}
                for at in range(1, 6)
            ),
        )  # fmt: skip
        enter(
            QuestionAsked,
            (
                {"question_id": 1 + at % 5, "call_uid": None, "asked_at": self.at(at / 24 - 0.1), "clock_trusted": 1}
                for at in range(28)
            ),
        )

    def _told(self) -> None:
        ways = ("heard", "broken_off", "sms", "operator")
        rows = [
            {
                "service_id": service,
                "call_uid": uid,
                "how": how,
                "again": int(self.chance.random() < 0.2),
                "told_at": when,
            }
            | {"clock_trusted": 1}
            for uid, when in self.uids[::3]
            for service in self.services
            for how in ways
            if self.chance.random() < 0.25
        ]
        enter(ServiceTold, rows)

    def _cards(self) -> None:
        enter(Appeal, (self._card(at) for at in range(120)))
        enter(
            IntakeRefusal,
            (
                {"ground": "insult", "note": "слова", "number": "+380661112233", "refused_at": self.at(at / 5)}
                | {"clock_trusted": 1}
                for at in range(6)
            ),
        )  # fmt: skip

    def _card(self, at: int) -> dict[str, Any]:
        chance = self.chance
        written = dict.fromkeys(APPEAL_TEXTS, "")
        return written | {
            "state": chance.choice(("draft", "draft", "discarded", "refused")),
            "channel": chance.choice(("call", "voice_message", "visit", "email")),
            "came_at": self.at(at / 100 - 0.1),
            "came_clock_trusted": 1,
            "created_at": self.at(at / 100 - 0.1),
            "clock_trusted": 1,
            "authorship": "individual",
            "applicant_kind": "person",
            "displaced": 0,
            "applicant_name": f"{NAME} {at}",
            "phone": f"+38066{at:07}",
            "stays_registered": 0,
            "regime": chance.choice(("law", "service_request", "")),
            "kind": chance.choice(("proposal", "complaint", "")),
            "category_id": chance.choice((None, *self.topics)),
            "settlement_id": chance.choice((None, *self.settlements)),
            "place_settlement_id": chance.choice((None, *self.settlements)),
            "essence": f'=HYPERLINK("http://x";"суть {at}")',
        }

    def _people(self) -> None:
        """How operators stood, and what was out of order."""
        rows = []
        for at in range(60):
            since = {
                "since": self.at(at / 50 - 0.1),
                "since_monotonic_s": 100.0 * at,
                "boot_id": "boot-1" if at < 40 else "boot-2",
            }
            state = ("ready", "after_call", "break")[at % 3]
            rows.append(
                {"operator_id": self.operators[at % 2], "state": state, "origin": "box", "clock_trusted": 1}
                | since | {"lasts_s": (30.0, 250.0)[at % 2] if state == "after_call" else None}
            )  # fmt: skip
        enter(Presence, rows)
        for at in range(4):
            began = self.month.start + timedelta(days=7 * at)
            enter(
                Incident,
                [
                    {"kind": "line_down", "about": "gsm1", "cause": "Модем не відповідає.", "deaf": int(at % 2 == 0)}
                    | {"began_at": kept(began), "began_trusted": 1, "began_boot_id": "b", "began_monotonic_s": 1.0}
                    | {"ended_at": kept(began + timedelta(minutes=10)), "ended_trusted": 1, "ended_boot_id": "b"}
                    | {"ended_monotonic_s": 601.0, "lasted_s": 600.0}
                ],
            )  # fmt: skip


APPEAL_TEXTS = (
    "applicant_category", "applicant_key", "organisation", "second_phone", "other_contact", "registered_address",
    "staying_address", "representative_name", "representative_phone", "representative_address", "representative_basis",
    "street", "house", "landmark", "answer_by",
)  # fmt: skip


def _outside(number: int) -> float:
    """Ten shares before the month and ten after it; the first of each at its edge."""
    edge = 1e-9
    return -edge - number / 100 if number < 10 else 1.0 + (number - 10) / 100


def kept(moment: datetime) -> str:
    """As the tables keep a moment."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def enter(table: type[Row], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows as SQLite keeps them."""
    database = Row._meta.database
    for row in rows:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        database.execute_sql(f"INSERT INTO {table._meta.table_name} ({names}) VALUES ({marks})", tuple(row.values()))  # noqa: S608


@contextmanager
def register_of(path: Path, month: BusyMonth | None) -> Iterator[None]:
    """A register with such a month in it, or an empty one; open in this thread."""
    migrate(path)
    with bind(path).connection_context():
        if month:
            month.fill()
        yield
