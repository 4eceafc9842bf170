"""A day at the console: cards, settings, blocks, alarms, texts, a PIN, a form that was kept.

A promise is made when the console answers a form with a redirect. Beside it the daemon's own connection is open for
some of the time, so that the register is closed, and its log folded in, now often and now never.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import apsw

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.contacts.calls import CallRecord, CallStart
from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.office.office_hours import OfficeHours
from appliance.casework.texts.message_arrivals import receive
from appliance.contracts.messages import ArrivedSms
from appliance.numbers import parse
from tests.appliance.casework.office.test_office_hours import WEEK
from tests.powercut.workloads.work import STATE, Work
from tests.web.house import HERE, OURS, House, Visitor
from tests.web.pages.blocks_house import propose
from tests.web.pages.test_appeals import begin, fields_of
from tests.web.pages.test_community import SENT
from tests.web.pages.test_hours_page import SL

CALLER = "+380662838182"
CARDS, SAVES = 5, 4
PIN = "pin.json"
LONG_S = 2 * 3600.0
SUBJECTS = ("Не світить ліхтар", "Яма на дорозі", "Немає води", "Зламана лавка", "Бродячі собаки")


def prepare(directory: Path) -> None:
    """A council that has begun to work."""
    house = House(directory / STATE)
    with house.database():
        OfficeHours.begin(WEEK, by=BOX, now=house.now())
        for number, uid in enumerate(_uids(), start=1):
            CallRecord.begin(CallStart(uid, "gsm1", True, house.now(), CALLER, CALLER, "normal", str(number)))


def run(work: Work) -> None:
    """Everybody works; whatever the console has accepted is promised."""
    day = _Day(work, House(work.state, profile=None))
    day.cards()
    with_daemon = apsw.Connection(str(work.state / "slukhavka.db"), flags=apsw.SQLITE_OPEN_READWRITE)
    with_daemon.execute("SELECT count(*) FROM call_record").fetchall()
    day.settings()
    day.alarms()
    day.texts()
    day.blocks()
    with_daemon.close()
    day.pin()
    day.kept_form()
    work.marks.told("the end")


def _uids() -> list[str]:
    return [f"{number:032x}" for number in range(1, CARDS + 1)]


@dataclasses.dataclass
class _Day:
    work: Work
    house: House

    def sent(self, visitor: Visitor, address: str, /, **fields: Any) -> None:
        answer = visitor.post(address, **fields)
        assert answer.status_code == 303, (address, answer.status_code, re.sub(r"\s+", " ", answer.text)[-3000:])
        self.work.marks.told(f"POST {address}")

    def cards(self) -> None:
        """Cards begun from calls, and saved again and again."""
        clerk = self.house.enter(Role.CLERK, "Марія")
        for uid, subject in zip(_uids(), SUBJECTS, strict=True):
            number = begin(clerk, f"/appeals/new?call={uid}")
            self.work.marks.told("card begun")
            for turn in range(self.work.chance.randint(1, SAVES)):
                shown = fields_of(clerk.get(f"/appeals/{number}"))
                said = f"{subject} на вулиці Шевченка, {turn + 1}. " + "Просять допомогти. " * (turn * 12)
                answer = clerk.client.post(
                    f"/appeals/{number}", data={**shown, "essence": said}, base_url=HERE, headers=OURS
                )
                assert answer.status_code == 303, answer.status_code
                self.work.marks.told("card saved")

    def settings(self) -> None:
        """The community and its hours."""
        administrator, editor = self.house.enter(Role.ADMINISTRATOR), self.house.enter(Role.EDITOR)
        self.sent(administrator, "/community", version=1, **SENT)
        for name in ("Ушня", "Синявка", "Блистова"):
            self.sent(administrator, "/community/settlements", kind="с.", settlement=name)
        self.sent(editor, "/hours/week", version="1", **SL)
        self.sent(editor, "/hours/days", special_on="2026-12-31", special_hours="8-12", special_reason="скорочений")
        self.sent(editor, "/hours/days/2026-12-31/remove")

    def alarms(self) -> None:
        """Raised, seen, over, raised anew."""
        head = self.house.enter(Role.HEAD, "Голова")
        for number, kind in enumerate((AlarmKind.NOBODY_READY, AlarmKind.LINE_DOWN), start=1):
            with self.house.database():
                Alarm.raise_alarm(kind, "Перевірте, будь ласка.", now=self.house.now())
            self.work.marks.told("alarm raised")
            self.sent(head, f"/board/alarms/{number}/acknowledge")
            with self.house.database():
                Alarm.clear(kind, now=self.house.now())

    def texts(self) -> None:
        """SMS that have come."""
        for number in range(1, 6):
            sms = ArrivedSms("gsm1", CALLER, f"Повідомлення {number} від мешканця", f"pdu{number}")
            with self.house.database():
                receive(sms, parse(CALLER, "4642"), self.house.now())
            self.work.marks.told("SMS received")

    def blocks(self) -> None:
        """Proposed by one, decided by another."""
        clerk, head = self.house.enter(Role.CLERK), self.house.enter(Role.HEAD)
        assert propose(clerk).status_code == 303
        self.work.marks.told("block proposed")
        self.sent(head, "/blocks/1/approve", note="Так")

    def pin(self) -> None:
        """The code by which prompts are recorded by telephone, a file of its own."""
        editor = self.house.enter(Role.EDITOR)
        for code in ("271828", "314159"):
            self.sent(editor, "/sounds/pin", code=code, code_again=code)
            kept = (self.work.state / PIN).read_bytes()
            self.work.marks.told("PIN kept", contents={PIN: kept.hex()})

    def kept_form(self) -> None:
        """What was typed when the session ended."""
        visitor = self.house.enter(Role.CLERK)
        token = visitor.token()
        self.house.clock.pass_by(LONG_S)
        sent = {"csrf_token": token, "page": "/account?x=1", "note": "Яма на дорозі"}
        answer = visitor.client.post("/account/sessions/end", data=sent, base_url=HERE, headers=OURS)
        assert "kept" in (answer.location or ""), answer.location
        self.work.marks.told("form kept")
