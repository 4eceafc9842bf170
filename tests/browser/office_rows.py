"""What a full office has in its register: seeded, and hostile wherever a stranger's or a clerk's words may stand.

Everything goes in by the verbs of casework, so that it is what people could have entered.
"""

from __future__ import annotations

import csv
import io
import random
import struct
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from appliance.casework.accounts import BOX, Account, Actor, Origin, Role
from appliance.casework.addresses import Address
from appliance.casework.admissions import admit
from appliance.casework.alarms import Alarm
from appliance.casework.appeal_endings import AppealDiscard, IntakeRefusal
from appliance.casework.appeal_fields import AppealFields
from appliance.casework.appeal_kinds import AnswerWay, Channel, RefusalGround, Regime
from appliance.casework.appeal_marks import MarkKind, NewMark, begin_card
from appliance.casework.appeal_sources import Source
from appliance.casework.appointments import Appointment
from appliance.casework.articles import Article
from appliance.casework.block_rules import read_rule
from appliance.casework.blocks import Block, BlockReason, NewBlock
from appliance.casework.callbacks import AttemptResult, Callback, CallbackSource
from appliance.casework.calls import CallEnd, CallRecord, CallStart, VoiceMessage
from appliance.casework.community import Settlement
from appliance.casework.consents import Consent, ConsentText, ConsentWay
from appliance.casework.consultations import Consultation
from appliance.casework.duty_officers import Contact, DutyOfficer
from appliance.casework.journal import AccessEntry
from appliance.casework.message_arrivals import receive
from appliance.casework.operators import Reach
from appliance.casework.people import Person, PersonNumber
from appliance.casework.people_details import ApplicantCategory, PersonDetails, PersonKind
from appliance.casework.presence import Presence, PresenceState
from appliance.casework.ratings import Rating
from appliance.casework.red_button import NewReport, ReportKind, UrgentReport
from appliance.casework.register_uploads import RegisterUpload
from appliance.casework.representation import Representation
from appliance.casework.returns import HandledMessage, MessageNote, Returned, Seen
from appliance.casework.roster import Planned, RosterShift
from appliance.casework.shifts import Answered, CheckPoint, ShiftCheck
from appliance.casework.staffing import Employed, take_on
from appliance.casework.topics import Category
from appliance.clock import Moment
from appliance.contracts import CallResult, EndedBy
from appliance.contracts.messages import ArrivedSms
from appliance.numbers import parse
from audio.line.wav import header
from tests.browser.words import HOSTILE, Words

AREA = "4642"
CALLER = "+380662838182"
"""Several people are known on it."""
NUMBERS = (CALLER, "+380671112233", "+380509998877", "+380931234567", "+380964445566")
DAY_S = 86_400.0
RATE = 8000


@dataclass
class Rows:
    """The register as it is being filled. `ids`: of one thing of each kind, by the name that routes give it."""

    start: Moment
    recordings: Path
    words: Words = HOSTILE
    chance: random.Random = field(default_factory=lambda: random.Random(5))
    ids: dict[str, int | str] = field(default_factory=dict)
    staff: list[int] = field(default_factory=list)
    settlements: list[int] = field(default_factory=list)
    topics: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    calls: list[CallStart] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)
    by: Actor = BOX

    def fill(self) -> None:
        """Enter everything, in the order in which an office would."""
        steps: tuple[Callable[[], None], ...] = (
            self.accounts, self.places, self.operators, self.register, self.bonds, self.past_calls, self.living_calls,
            self.contacts, self.owed, self.texts, self.cards, self.ended_cards, self.shifts, self.roster, self.blocks,
            self.alarms,
        )  # fmt: skip
        for step in steps:
            step()

    def ago(self, seconds: float) -> Moment:
        """A moment of the past."""
        wall = self.start.wall - timedelta(seconds=seconds)
        return replace(self.start, wall=wall, monotonic_s=max(0.0, self.start.monotonic_s - seconds))

    def accounts(self) -> None:
        self.by = Actor(Origin.CONSOLE, Account.add("Олена Керівна", Role.HEAD, now=self.start))
        for at, role in enumerate(Role):
            proposed = self.words.line(100)
            account = admit(
                f"{at} {self.words.line(90)}", role, f"login{at}", proposed_by=proposed, by=self.by, now=self.start
            )
            self.ids["account_id"] = account.id

    def places(self) -> None:
        for name in (self.words.line(100), self.words.endless[:100], "Вишневе", "Мена"):
            self.settlements.append(
                Settlement.add(name, kind="с.", district=self.words.line(60), by=self.by, now=self.start)
            )
        for name in (self.words.line(60), "Дороги й тротуари", self.words.endless[:60]):
            topic = Category.add(name, common=True, by=self.by, now=self.start)
            below = Category.add(f"Яма {self.words.line(50)}", topic, common=True, by=self.by, now=self.start)
            self.topics += [topic, below]
        wording = (self.words.line(100), self.words.text[:1500], self.words.line(100))
        self.ids["article_id"] = Article.add(self.topics[0], *wording, by=self.by, now=self.start)
        self.ids["topic_id"] = self.topics[0]

    def operators(self) -> None:
        states = (PresenceState.READY, PresenceState.BREAK, PresenceState.LUNCH)
        for at, state in enumerate(states):
            reach = Reach.read(f"20{at}", AREA)
            employed = Employed(f"{self.words.line(80)} {at}", reach, priority=at + 1)
            operator = take_on(employed, role=Role.CLERK, by=self.by, now=self.start)
            Presence.change(operator, state, reason=self.words.line(80), by=self.by, now=self.ago(600))
            self.staff.append(operator)
        self.ids["operator_id"] = self.staff[0]

    def register(self) -> None:
        names = (self.words.markup, self.words.endless[:100], "Коваль", self.words.breakout, "О'Генрі-Довгоприскоцька")
        for at, surname in enumerate(names):
            address = Address(
                self.settlements[at % 4], street=self.words.line(150), house=self.words.line(20), flat="1"
            )
            kind = PersonKind.ORGANISATION if at == 1 else PersonKind.PERSON
            details = PersonDetails(
                kind=kind,
                surname=surname,
                first_name=self.words.line(100),
                organisation=self.words.line(200) if at == 1 else "",
                category=list(ApplicantCategory)[at],
                displaced=at % 2 == 0,
                email=f"{'довга' * 20}@example.ua",
                contact=self.words.line(200),
                notes=self.words.printable[:1800],
                registered=address,
                staying=Address(elsewhere=self.words.line(100), street=self.words.endless[:150]),
            )
            numbers = [CALLER, NUMBERS[at]] if at else [CALLER]
            person = Person.add(details, dict.fromkeys(numbers), area_code=AREA, by=self.by, now=self.start)
            self.people.append(person)
        PersonNumber.add(
            self.people[0], "(04642) 2-12-52", area_code=AREA, by=self.by, now=self.start, note=self.words.line(100)
        )
        self.ids["person_id"] = self.people[0]

    def bonds(self) -> None:
        version = ConsentText.issue(self.words.printable, by=self.by, now=self.start)
        version = ConsentText.get_by_id(version).version
        given = Consent.give(self.people[0], version, ConsentWay.TOLD, by=self.by, now=self.start)
        Consent.withdraw(self.people[0], given, ConsentWay.PAPER, by=self.by, now=self.start)
        Consent.give(self.people[0], version, ConsentWay.PAPER, by=self.by, now=self.start)
        for other in self.people[1:3]:
            Representation.begin(self.people[0], other, self.words.line(200), by=self.by, now=self.start)
        Representation.begin(self.people[3], self.people[0], self.words.line(200), by=self.by, now=self.start)

    def past_calls(self) -> None:
        for at in range(48):
            result = list(CallResult)[at % len(CallResult)]
            start = self.call(NUMBERS[at % 5], self.ago(2 * DAY_S - at * 3000.0), incoming=at % 7 != 6)
            served = result is CallResult.SERVED
            end = CallEnd(
                answered_at=start.rang.wall + timedelta(seconds=5) if served else None,
                ended_at=start.rang.wall + timedelta(seconds=5 + at * 9),
                duration_s=at * 9.0 if served else 0.0,
                result=result,
                ended_by=EndedBy.FAULT if at % 10 == 9 else EndedBy.CALLER,
                keys="1234567890*#" * (at % 9),
                nodes=["greeting", self.words.line(40)],
                fault=self.words.line(200) if at % 10 == 9 else "",
                operator_id=self.staff[0] if served else None,
                waited_s=12.0,
                talked_s=70.0,
            )
            CallRecord.finish(start, end)
            if served and start.incoming:
                Rating.give(start, self.staff[0], 4, now=self.ago(60))
            if at % 4 == 0:
                self.messages.append(self.message(start))
        for raw in (self.words.line(64), self.words.endless[:64], self.words.turned, ""):
            start = replace(self.call(None, self.ago(900)), number_raw=raw)
            CallRecord.finish(start, CallEnd(None, start.rang.wall, 0.0, CallResult.MISSED, EndedBy.CALLER))
            self.messages.append(self.message(start))

    def living_calls(self) -> None:
        for at, raw in enumerate((CALLER, self.words.line(64))):
            start = replace(self.call(CALLER if raw == CALLER else None, self.ago(5)), number_raw=raw)
            CallRecord.begin(start)
            if at:
                CallRecord.note_answer(start, start.rang.wall)
            self.calls.append(start)
        self.ids["uid"] = self.calls[-2].uid

    def contacts(self) -> None:
        for at in range(6):
            call = self.calls[-2] if at % 2 else self.calls[0]
            noted = Consultation.enter(
                call.uid,
                self.topics[at],
                uid=f"{self.chance.getrandbits(128):032x}",
                article_id=int(self.ids["article_id"]) if at == 0 else None,
                person_id=self.people[0],
                confirmed=at % 2 == 0,
                note=self.words.line(400),
                by=self.by,
                now=self.start,
            )
            if at % 2:
                self.ids["calls.consultation.number"] = noted
        for person in self.people:
            AccessEntry.record(by=self.by, now=self.start, subject="person", subject_id=person, how="looked")

    def owed(self) -> None:
        for at, number in enumerate(NUMBERS[1:]):
            source = list(CallbackSource)[at % len(CallbackSource)]
            callback = Callback.ask(number, source, now=self.ago(7200), note=self.words.line(200))
            if at == 1:
                reason = self.words.line(200)
                Callback.tried(callback, self.staff[1], AttemptResult.FAILED, now=self.ago(3600), reason=reason)
            if at == 2:
                Callback.take(callback, self.staff[2], now=self.ago(100))
        due = self.start.wall + timedelta(minutes=5)
        note = self.words.line(200)
        Appointment.make(NUMBERS[4], due, operator_id=self.staff[0], note=note, by=self.by, now=self.start)
        self.ids |= {"calls.recording.number": self.messages[0], "todo.note.number": self.messages[0]}
        MessageNote.put(self.messages[0], 0, self.words.line(900), by=self.by, now=self.start)
        HandledMessage.mark(self.messages[1], by=self.by, now=self.start)
        Returned.mark(Seen(NUMBERS[3], self.chance.randrange(20, 40)), by=self.by, now=self.start)

    def texts(self) -> None:
        for at, raw in enumerate((CALLER, self.words.line(30), "Kyivstar<b>")):
            sms = ArrivedSms("gsm1", raw, self.words.text, f"print{at}", self.start.wall)
            self.ids["sms"] = receive(sms, parse(raw, AREA), self.start)

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

    def call(self, number: str | None, at: Moment, *, incoming: bool = True) -> CallStart:
        uid = f"{self.chance.getrandbits(128):032x}"
        start = CallStart(uid, "gsm1", incoming, at, number, number, "normal" if number else "unavailable")
        self.calls.append(start)
        return start

    def message(self, call: CallStart) -> int:
        """A voice message with two seconds of quiet noise."""
        path = f"{call.uid}.wav"
        sound = struct.pack(f"<{2 * RATE}h", *(self.chance.randrange(-900, 900) for _ in range(2 * RATE)))
        (self.recordings / path).write_bytes(header(len(sound)) + sound)
        kept = replace(call.rang, wall=call.rang.wall + timedelta(seconds=30))
        return VoiceMessage.keep(
            call, uid=call.uid, purpose="message", kept=kept, path=path, duration_s=2.0, sound_s=2.0
        )
