"""One person of whom the office keeps something in every table that holds anything of anybody: for erasing and export.

Whoever describes a new kind of personal data adds a row of it here: a test sees to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_endings import AppealDiscard, IntakeRefusal
from appliance.casework.appeals.appeal_fields import AppealFields
from appliance.casework.appeals.appeal_kinds import Channel, RefusalGround
from appliance.casework.appeals.appeal_marks import AppealMark, MarkKind, NewMark
from appliance.casework.appeals.appeal_sources import Source
from appliance.casework.contacts.appointments import Appointment
from appliance.casework.contacts.callbacks import AttemptResult, Callback, CallbackOffer, CallbackSource
from appliance.casework.contacts.calls import CallEnd, CallRecord, CallStart, VoiceMessage
from appliance.casework.contacts.consultations import Consultation
from appliance.casework.contacts.returns import MessageNote, Returned, Seen
from appliance.casework.entrance.accounts import BOX, Actor
from appliance.casework.entrance.kept_forms import KeptForm
from appliance.casework.knowledge.service_told import ServiceTold
from appliance.casework.knowledge.topics import Category
from appliance.casework.office.block_rules import Rule
from appliance.casework.office.blocks import Block, BlockReason, NewBlock
from appliance.casework.office.hours import ALL_DAY
from appliance.casework.office.reception_bookings import NewBooking, ReceptionBooking
from appliance.casework.office.receptions import Reception, ReceptionFields
from appliance.casework.people.addresses import Address
from appliance.casework.people.consents import Consent, ConsentWay
from appliance.casework.people.register_uploads import RegisterUpload
from appliance.casework.people.representation import Representation
from appliance.casework.staff.red_button import NewReport, ReportKind, UrgentReport
from appliance.casework.texts.message_arrivals import receive
from appliance.casework.texts.message_reports import MessageReport
from appliance.casework.texts.messages import Message, MessagePart, NewMessage
from appliance.contracts import CallResult, EndedBy
from appliance.contracts.messages import ArrivedSms, SmsReport
from appliance.numbers import Purpose, parse
from tests.appliance.casework.duty import officer
from tests.appliance.casework.knowledge.cards import add as add_service
from tests.appliance.casework.known_people import clerk, person
from tests.appliance.casework.register import NOW, call, later, operator

NUMBER = "+380661112299"
RAW = "066 111-22-99"
NAME = "Ґґзяблищ Юфрозина Щщукратівна"
VOICE = b"CANARY-VOICE"
CANARY = "Канарка"
TRACES = (CANARY, "Ґґзяблищ", "ґґзяблищ", "Юфрозина", "661112299", "111-22-99")
"""Words of the person, none of which may be left."""


@dataclass(frozen=True, slots=True)
class Life:
    """The person, the clerk, and the path of the voice message below the recordings."""

    person: int
    by: Actor
    recording: str
    first_call: CallStart


def lead(recordings: Path) -> Life:
    """Enter all of it, with a canary in every text."""
    by = clerk("Марія")
    who = person(NAME, RAW, notes=f"{CANARY}1", registered=Address(street=f"{CANARY}2", house="5"))
    mother = person("Мати Олена")
    Representation.begin(mother, who, f"{CANARY}3", by=by, now=NOW)
    consent = Consent.give(who, 1, ConsentWay.TOLD, by=by, now=NOW)
    Consent.withdraw(who, consent, ConsentWay.PAPER, by=by, now=later(60))
    first = _calls(recordings)
    _sms()
    _callback(by)
    _answered(first, who, by)
    _appeals(first, who, by)
    _barred(by)
    _received(by)
    RegisterUpload.keep("реєстр.csv", f"Прізвище;Телефон\n{NAME};{RAW}\n".encode(), by=by, now=NOW)
    KeptForm.keep(int(by.account or 0), "/appeals/new", [("essence", f"{NAME}: {CANARY}4"), ("phone", RAW)], now=NOW)
    return Life(who, by, "message.wav", first)


def _calls(recordings: Path) -> CallStart:
    start = call(NUMBER)
    served = CallEnd(NOW.wall, later(60).wall, 60.0, CallResult.SERVED, EndedBy.CALLER, keys="0661112299")
    missed = CallEnd(None, later(120).wall, 0.0, CallResult.MISSED, EndedBy.CALLER)
    CallRecord.finish(start, served)
    CallRecord.finish(call(NUMBER, at=later(99)), missed)
    (recordings / "message.wav").write_bytes(VOICE)
    message = VoiceMessage.keep(
        start, uid="e" * 32, purpose="message", kept=NOW, path="message.wav", duration_s=9.0, sound_s=9.0
    )
    MessageNote.put(message, 0, f"{CANARY}5", by=BOX, now=NOW)
    return start


def _sms() -> None:
    receive(ArrivedSms("gsm1", RAW, f"{CANARY}6", "fingerprint-1"), parse(RAW, ""), NOW)
    sent = Message.queue(NewMessage(parse(NUMBER, ""), f"{CANARY}7", "test", Purpose.CALLBACK), NOW)
    for table in (Message, MessagePart):
        table.update(state="delivered").where(table.state == "queued").execute()
    MessagePart.update(sms_reference=7, line="gsm1").where(MessagePart.message == sent).execute()
    MessageReport.take(SmsReport("gsm1", 7, RAW, 0, "fingerprint-2", NOW.wall), parse(RAW, ""), NOW)


def _callback(by: Actor) -> None:
    ringer = operator()
    owed = Callback.ask(NUMBER, CallbackSource.CLERK, now=NOW, note=f"{CANARY}8")
    Appointment.make(NUMBER, later(3600).wall, note=f"{CANARY}9", by=by, now=NOW)
    Callback.tried(owed, ringer, AttemptResult.FAILED, now=NOW, reason=f"{CANARY}10")
    CallbackOffer.claim(NUMBER, now=NOW)
    Returned.mark(Seen(NUMBER, 2), by=by, now=NOW)


def _answered(first: CallStart, who: int, by: Actor) -> None:
    topic = Category.add("Дороги", by=by, now=NOW)
    Consultation.enter(first.uid, topic, uid="a" * 32, note=f"{CANARY}11", person_id=who, by=by, now=NOW)
    ServiceTold.by_operator(add_service(NOW, by=by), first.uid, by=by, now=NOW)
    officer(chief=True)
    UrgentReport.press(NewReport(ReportKind.RESONANT, f"{CANARY}12", None, first.uid), by=by, now=NOW)


def _appeals(first: CallStart, who: int, by: Actor) -> None:
    fields = AppealFields.read(
        {"person_id": who, "applicant_name": NAME, "phone": RAW, "essence": f"{CANARY}13"}, area_code="4642"
    )
    made = Appeal.draft(Source.of_call(first.uid), fields, by=by, now=NOW)
    AppealMark.put(made, 1, NewMark(MarkKind.ADVISED, f"{CANARY}14"), by=by, now=NOW)
    AppealDiscard.put(made, 1, f"{CANARY}15", by=by, now=NOW)
    theirs = AppealFields.read(
        {"applicant_name": "Інша Людина", "representative_name": NAME, "representative_phone": RAW}, area_code="4642"
    )
    another = Appeal.draft(Source.by_hand(Channel.VISIT, now=NOW), theirs, by=by, now=NOW)
    AppealDiscard.put(another, 1, "не потрібна", by=by, now=NOW)
    IntakeRefusal.in_call(first.uid, RefusalGround.OTHER, f"{CANARY}16", by=by, now=NOW)


def _barred(by: Actor) -> None:
    chief = clerk("Степан")
    new = NewBlock(Rule(NUMBER), BlockReason.INSULTS, f"{CANARY}17", later(86_400).wall)
    block = Block.propose(new, by=by, now=NOW)
    Block.decide(block, True, note=f"{CANARY}18", by=chief, now=NOW)
    Block.finish(block, f"{CANARY}19", by=chief, now=NOW)


def _received(by: Actor) -> None:
    receives = Reception.add(ReceptionFields("голова", "Хтось Інший", "кабінет 1", (ALL_DAY,) * 7), by=by, now=NOW)
    [first] = ReceptionBooking.free(receives, after=NOW.wall, limit=1)
    visit = NewBooking(receives, first, NUMBER, NAME, f"{CANARY}20")
    booking = ReceptionBooking.book(visit, by=by, now=NOW)
    ReceptionBooking.cancel(booking, f"{CANARY}21", tell=False, by=by, now=NOW)
