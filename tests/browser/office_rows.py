"""The register of a full office: all of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from appliance.casework.appeals.appeal_endings import AppealDiscard, IntakeRefusal
from appliance.casework.appeals.appeal_fields import AppealFields
from appliance.casework.appeals.appeal_kinds import AnswerWay, Channel, RefusalGround, Regime
from appliance.casework.appeals.appeal_marks import MarkKind, NewMark, begin_card
from appliance.casework.appeals.appeal_sources import Source
from appliance.casework.entrance.accounts import Account, Actor, Origin, Role
from appliance.casework.entrance.tokens import ApiToken
from appliance.casework.office.block_rules import read_rule
from appliance.casework.office.blocks import Block, BlockReason, NewBlock
from appliance.casework.people.register_uploads import RegisterUpload
from appliance.casework.staff.alarms import Alarm
from appliance.casework.staff.duty_officers import Contact, DutyOfficer
from appliance.casework.staff.red_button import NewReport, ReportKind, UrgentReport
from appliance.casework.staff.roster import Planned, RosterShift
from appliance.casework.staff.shifts import Answered, CheckPoint, ShiftCheck
from tests.browser.rows_called import Called
from tests.browser.rows_known import AREA, CALLER, NUMBERS


class Rows(Called):
    """People and calls, and then cards, shifts, blocks, alarms."""

    def fill(self) -> None:
        """Enter everything, in the order in which an office would."""
        steps: tuple[Callable[[], None], ...] = (
            self.accounts, self.places, self.operators, self.register, self.bonds, self.past_calls, self.living_calls,
            self.contacts, self.owed, self.texts, self.cards, self.ended_cards, self.shifts, self.roster, self.blocks,
            self.alarms,
        )  # fmt: skip
        for step in steps:
            step()

    def cards(self) -> None:
        sources = (
            Source.of_call(str(self.ids["uid"])),
            Source.of_voice_message(self.messages[0]),
            Source.of_sms(int(self.ids["sms"])),
            Source.by_hand(Channel.VISIT, now=self.start),
        )
        for at in range(8):
            marks = [NewMark(MarkKind.CONSENT_GIVEN), NewMark(MarkKind.ADVISED, self.words.line(500))]
            fields = AppealFields.read(self.card(), area_code=AREA)
            made = begin_card(sources[at % 4], fields, marks, by=self.by, now=self.start)
        self.ids["appeal_id"] = made

    def card(self) -> dict[str, object]:
        """Every field of a card, each filled to its limit."""
        return {
            "person_id": self.people[0],
            "applicant_name": self.words.line(200),
            "organisation": self.words.endless[:200],
            "phone": CALLER,
            "second_phone": self.words.line(40),
            "other_contact": self.words.line(200),
            "settlement_id": self.settlements[0],
            "registered_address": self.words.line(300),
            "staying_address": self.words.endless[:300],
            "representative_name": self.words.line(200),
            "representative_phone": NUMBERS[2],
            "representative_address": self.words.endless[:300],
            "representative_basis": self.words.line(200),
            "regime": self.chance.choice(list(Regime)),
            "category_id": self.chance.choice(self.topics),
            "essence": self.words.text[:1990],
            "place_settlement_id": self.settlements[1],
            "street": self.words.line(120),
            "house": self.words.line(40),
            "landmark": self.words.endless[:200],
            "answer_by": AnswerWay.PHONE,
        }

    def ended_cards(self) -> None:
        source = Source.by_hand(Channel.VISIT, now=self.start)
        for _ in range(2):
            made = begin_card(source, AppealFields.read(self.card(), area_code=AREA), by=self.by, now=self.start)
            AppealDiscard.put(made, 1, self.words.line(500), by=self.by, now=self.start)
        self.ids["discarded"] = made
        refused = begin_card(source, AppealFields.read(self.card(), area_code=AREA), by=self.by, now=self.start)
        why = (RefusalGround.INSULT, self.words.line(500))
        IntakeRefusal.of_draft(refused, 1, *why, by=self.by, now=self.start)
        IntakeRefusal.in_call(self.calls[3].uid, *why, by=self.by, now=self.start)

    def shifts(self) -> None:
        texts = [self.words.line(200), self.words.endless[:200], "Телефон працює", "Гарнітура справна"]
        for text in texts:
            self.ids["point_id"] = CheckPoint.add(text, by=self.by, now=self.start)
        answers = [Answered(text, well=at != 1, note=self.words.line(300)) for at, text in enumerate(texts)]
        self.ids["check_id"] = ShiftCheck.sign(answers, by=self.by, now=self.start)
        for kind in ReportKind:
            report = NewReport(kind, self.words.line(500), self.settlements[0])
            self.ids["report_id"] = UrgentReport.press(report, by=self.by, now=self.start)

    def roster(self) -> None:
        officers = []
        for at, name in enumerate((self.words.line(80), "Степан Черговий", self.words.endless[:80])):
            contact = Contact.read(name, f"067 111 22 3{at}", AREA, is_chief=at == 0)
            officers.append(DutyOfficer.add(contact, by=self.by, now=self.start))
        self.ids["officer_id"] = officers[0]
        for day in range(10):
            begins = self.start.wall.replace(hour=18) + timedelta(days=day - 2)
            planned = Planned(
                begins, begins + timedelta(hours=12), officer=officers[day % 3], note=self.words.line(200)
            )
            planned = replace(planned, stand_in=officers[(day + 1) % 3])
            self.ids["shift_id"] = RosterShift.plan(planned, by=self.by, now=self.start)

    def blocks(self) -> None:
        chief = Actor(Origin.CONSOLE, Account.add("Інший Керівник", Role.HEAD, now=self.start))
        until = self.start.wall + timedelta(days=30)
        for at, written in enumerate((NUMBERS[1], NUMBERS[2], NUMBERS[3], "+38093*")):
            rule, reason = read_rule(written, AREA), list(BlockReason)[at]
            block = NewBlock(rule, reason, self.words.printable, until, self.calls[at].uid)
            proposed = Block.propose(block, by=self.by, now=self.start)
            if at != 1:
                Block.decide(proposed, approved=at != 2, note=self.words.line(500), by=chief, now=self.start)
            if at == 0:
                Block.finish(proposed, self.words.line(500), by=chief, now=self.start)
        self.ids["block_id"] = proposed

    def alarms(self) -> None:
        for kind in ("line_down", "nobody_ready", "disk"):
            Alarm.raise_alarm(kind, self.words.line(400), now=self.start, about=self.words.line(60))

    def upload(self, account_id: int) -> None:
        """Enter a file that this person has begun to import."""
        table = io.StringIO()
        lines = csv.writer(table, delimiter=";")
        lines.writerow(("прізвище", "телефон", "примітки", self.words.breakout))
        for number in (*NUMBERS, "42", self.words.bold):
            lines.writerow((self.words.markup, number, self.words.endless, self.words.template))
        by = Actor(Origin.CONSOLE, account_id)
        self.ids["upload_id"] = RegisterUpload.keep(
            f"{self.words.line(200)}.csv", table.getvalue().encode(), by=by, now=self.start
        )

    def key(self, account_id: int) -> None:
        """Make a key for a program of this person."""
        until = self.start.wall + timedelta(days=30)
        by = Actor(Origin.CONSOLE, account_id)
        ApiToken.make(account_id, self.words.line(60), until, by=by, now=self.start)
