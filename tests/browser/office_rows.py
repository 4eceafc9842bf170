"""The register of a full office: all of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from appliance.casework.appeals.appeal_endings import AppealDiscard, IntakeRefusal
from appliance.casework.appeals.appeal_fields import AppealFields
from appliance.casework.appeals.appeal_kinds import AnswerWay, Channel, RefusalGround, Regime
from appliance.casework.appeals.appeal_marks import MarkKind, NewMark, begin_card
from appliance.casework.appeals.appeal_sources import Source
from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.contacts.trial_calls import TrialCall
from appliance.casework.entrance.accounts import Account, Actor, Origin, Role
from appliance.casework.entrance.tokens import ApiToken
from appliance.casework.knowledge.articles import Article
from appliance.casework.knowledge.questions import Question
from appliance.casework.knowledge.rubrics import EntryWording, Rubric, RubricEntry
from appliance.casework.knowledge.service_card import LIMITS, ServiceCard
from appliance.casework.knowledge.service_sections import ServiceSection
from appliance.casework.knowledge.service_told import ServiceTold
from appliance.casework.knowledge.service_uploads import ServiceUpload
from appliance.casework.knowledge.services import Service
from appliance.casework.knowledge.starter_rubrics import load_starter_rubrics
from appliance.casework.knowledge.starter_services import load_starter_services
from appliance.casework.notices.announcements import Announcement, NewAnnouncement
from appliance.casework.notices.emergency_texts import EmergencyOrder, EmergencyText
from appliance.casework.notices.works import NewWorks, Works
from appliance.casework.notices.works_words import What, WorksKind
from appliance.casework.office.block_rules import read_rule
from appliance.casework.office.blocks import Block, BlockReason, NewBlock
from appliance.casework.people.register_uploads import RegisterUpload
from appliance.casework.staff.duty_officers import Contact, DutyOfficer
from appliance.casework.staff.red_button import NewReport, ReportKind, UrgentReport
from appliance.casework.staff.roster import Planned, RosterShift
from appliance.casework.staff.shifts import Answered, CheckPoint, ShiftCheck
from appliance.contracts.office import ServiceHow
from tests.browser.rows_box import fill_box
from tests.browser.rows_called import Called
from tests.browser.rows_hours import fill_hours
from tests.browser.rows_known import AREA, CALLER, NUMBERS
from tests.browser.rows_menu import fill_menu
from tests.browser.rows_reports import fill_reports
from tests.browser.rows_sounds import fill_sounds


class Rows(Called):
    """People and calls, and then cards, shifts, blocks, alarms."""

    def fill(self) -> None:
        """Enter everything, in the order in which an office would."""
        steps: tuple[Callable[[], None], ...] = (
            self.accounts, self.places, self.operators, self.register, self.bonds, self.past_calls, self.living_calls,
            self.contacts, self.owed, self.texts, self.cards, self.ended_cards, self.shifts, self.roster, self.blocks,
            self.alarms, self.answers, self.rubrics, self.notices, self.services, self.menu,
            self.hours, self.sounds, self.reports, self.box,
        )  # fmt: skip
        for step in steps:
            step()

    def menu(self) -> None:
        fill_menu(self)

    def sounds(self) -> None:
        fill_sounds(self)

    def hours(self) -> None:
        fill_hours(self)

    def reports(self) -> None:
        fill_reports(self)

    def box(self) -> None:
        fill_box(self)

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
        for kind in (AlarmKind.LINE_DOWN, AlarmKind.NOBODY_READY, AlarmKind.DISK_FULL):
            Alarm.raise_alarm(kind, self.words.line(400), now=self.start, about=self.words.line(60))

    def notices(self) -> None:
        """Announcements now, later and over, works of every kind, left open and closed, emergency texts, one put on."""
        now, day = self.start.wall, timedelta(days=1)
        for text, start in (
            (self.words.line(600), now),
            (self.words.endless[:200], now + day),
            ("Ярмарок.", now - day),
        ):
            new = NewAnnouncement(text, start, start + day / 2, settlements=self.settlements[:2])
            self.ids["announcement_id"] = Announcement.add(new, by=self.by, now=self.ago(2 * day.total_seconds()))
        row = Announcement.get_by_id(self.ids["announcement_id"])
        row.ends_at = now + day
        row.save()
        Announcement.restore(row.id, row.version, 1, by=self.by, now=self.start)
        for at, what in enumerate(What):
            new_works = NewWorks(
                kind=list(WorksKind)[at % 2],
                what=what,
                starts_at=now - day / 4,
                ends_at=now + day * (1 if at % 3 else -0.2),
                settlements=self.settlements[at % 4 : at % 4 + 2],
                topic=self.words.line(100),
                streets=self.words.line(60),
                reason=self.words.line(60),
                doer=self.words.line(60),
                telephone="066 283-81-82",
                own_text=self.words.line(600) if at != 1 else "",
            )
            self.ids["works_id"] = Works.register(new_works, by=self.by, now=self.ago(day.total_seconds()))
        Works.close(1, self.words.line(500), by=self.by, now=self.start)
        for title, text in ((self.words.line(60), self.words.line(400)), (self.words.endless[:60], "Увага!")):
            text_id = EmergencyText.add(title, text, by=self.by, now=self.start)
        EmergencyText.change(text_id, 1, "Тривога", self.words.endless[:200], by=self.by, now=self.start)
        EmergencyOrder.put_on(text_id, 5, by=self.by, now=self.start)
        for view in ("text", "confirm"):
            self.ids[f"notices.{view}.text_id"] = text_id

    def answers(self) -> None:
        article = int(self.ids["article_id"])
        Article.change(
            article, 1, self.words.line(200), self.words.text[:1800], self.words.line(500),
            owner_id=int(self.ids["account_id"]), review_by=date(2020, 1, 1), by_voice=True, by=self.by, now=self.start,
        )  # fmt: skip
        uid = str(self.ids["uid"])
        for text in (self.words.line(500), self.words.endless[:200], f"Чому {self.words.line(300)}"):
            self.ids["question_id"] = Question.ask(text, call_uid=uid, by=self.by, now=self.start)
        closed = Question.ask("Де взяти пісок?", by=self.by, now=self.start)
        Question.close(closed, self.words.line(500), by=self.by, now=self.start)
        Question.give(int(self.ids["question_id"]), int(self.ids["account_id"]), by=self.by, now=self.start)

    def rubrics(self) -> None:
        load_starter_rubrics(self.start, by=self.by)
        end = self.start.wall + timedelta(days=3)
        for starts in (None, self.start.wall + timedelta(days=1)):
            for rubric in (Rubric.NEWS, Rubric.AUTHORITIES):
                phones = ("0 800 213 103", "(04642) 2-12-52") if rubric is Rubric.AUTHORITIES else ()
                wording = EntryWording(
                    self.words.line(200), self.words.text[:900], self.words.line(120), phones,
                    self.words.line(500), starts, end,
                )  # fmt: skip
                self.ids["entry_id"] = RubricEntry.add(rubric, wording, by=self.by, now=self.start)
        changed = replace(wording, text=self.words.endless[:200])
        RubricEntry.change(int(self.ids["entry_id"]), 1, changed, by=self.by, now=self.start)

    def services(self) -> None:
        """The starter's, and some with every field filled to its limit, one past its day, one switched off."""
        load_starter_services(self.start, by=self.by)
        section = ServiceSection.all()[-1]
        ServiceSection.change(section.id, 1, self.words.line(80), self.words.line(120), by=self.by, now=self.start)
        self.ids["section_id"] = section.id
        texts: dict[str, Any] = {name: self.words.line(limit) for name, limit in LIMITS.items()}
        for at in range(7):
            card = ServiceCard(
                code=f"hostile-{at}",
                section=section.code,
                review_by=date(2020, 1, 1),
                check_locally=at % 2 == 0,
                documents=(self.words.line(160), self.words.endless[:160], self.words.markup),
                **texts,
            )
            service = self.ids["service_id"] = Service.add(card, by=self.by, now=self.start)
        fee = self.words.endless[:80]
        Service.change(service, 1, replace(card, fee=fee, documents=("заява",)), by=self.by, now=self.start)
        Service.switch(service - 1, on=False, by=self.by, now=self.start)
        for how in ServiceHow:
            ServiceTold.by_operator(service, str(self.ids["uid"]), by=self.by, now=self.start, how=how)

    def service_table(self, account_id: int) -> None:
        """Enter a table of services that this person has begun to import."""
        table = io.StringIO()
        lines = csv.writer(table, delimiter=";")
        lines.writerow(("Код", "Назва", "Розділ", "Як сказати в меню", "Плата", self.words.breakout))
        lines.writerow(("subsidy", self.words.line(80), "support", "про субсидію", "сто гривень", ""))
        lines.writerow(("", self.words.markup, self.words.bold, self.words.template, self.words.endless, ""))
        lines.writerow(("", "Нова послуга", "support", "про нову послугу", "сто гривень", ""))
        by = Actor(Origin.CONSOLE, account_id)
        self.ids["services.show.upload_id"] = ServiceUpload.keep(
            f"{self.words.line(200)}.csv", table.getvalue().encode(), by=by, now=self.start
        )

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

    def trial_calls(self, account_id: int) -> None:
        """One that went well, one that came to nothing, one under way."""
        at, until = self.start.wall, self.start.wall + timedelta(seconds=130)
        ends: tuple[dict[str, Any], ...] = (
            {"answered_at": at, "ended_at": until, "deeds": [self.words.line(300)] * 2},
            {"ended_at": until, "fault": self.words.line(500)},
            {},
        )
        for ended in ends:
            TrialCall.create(
                account=account_id, menu="", title=self.words.line(200), document={}, conditions={}, asked_at=at,
                clock_trusted=True, **ended,
            )  # fmt: skip

    def key(self, account_id: int) -> None:
        """Make a key for a program of this person."""
        until = self.start.wall + timedelta(days=30)
        by = Actor(Origin.CONSOLE, account_id)
        ApiToken.make(account_id, self.words.line(60), until, by=by, now=self.start)
