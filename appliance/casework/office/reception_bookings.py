"""Who comes to which reception and when: booked by key or by a clerk, one visitor a slot."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import cast

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.contacts.calls import CallRecord, CallStart
from appliance.casework.contacts.offers import is_mobile
from appliance.casework.entrance.accounts import Account, Actor, Origin
from appliance.casework.journal import AuditEntry
from appliance.casework.office.calendar import KYIV, WorkCalendar
from appliance.casework.office.office_hours import OfficeHours
from appliance.casework.office.reception_slots import slots, stands
from appliance.casework.office.reception_sms import booked_text, cancelled_text, reminder_text
from appliance.casework.office.receptions import Reception
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.casework.texts.messages import Message, NewMessage
from appliance.clock import Moment
from appliance.contracts.office import SlotTaken
from appliance.errors import SlukhavkaError
from appliance.numbers import Purpose, parse

SUBJECT = "reception_booking"
NAME_MAX, NOTE_MAX, REASON_MAX = 200, 500, 200
OF_ONE_NUMBER = 3
"""So many visits may wait for one number that books by key."""
NOTICE = timedelta(hours=1)
"""Nobody books by key for the next hour: the list of the day may be printed already."""
REMIND_FROM, REMIND_TO = time(10), time(19)
"""When a reminder may ring in somebody's pocket, by the wall in Kyiv."""


class BadBooking(SlukhavkaError):
    """A visit cannot be booked or cancelled so; the text says why."""


class BookingSource(StrEnum):
    """Who booked: the caller by a key, or a clerk."""

    PHONE = "phone"
    CONSOLE = "console"


SOURCE_NAMES: Mapping[BookingSource, str] = {
    BookingSource.PHONE: "телефоном, клавішею",
    BookingSource.CONSOLE: "записав оператор",
}


@dataclass(frozen=True, slots=True)
class NewBooking:
    """A visit that a clerk books. `number`: E.164 or None; it or the name is needed."""

    reception: int
    starts_at: datetime
    number: str | None = None
    name: str = ""
    note: str = ""


class ReceptionBooking(Row):
    """One visit. Cancelled ones stay."""

    reception_id: int
    call_uid: str | None
    id = peewee.AutoField()
    reception = peewee.ForeignKeyField(Reception)
    starts_at = UtcDateTimeField()
    number = peewee.TextField(null=True)
    name = peewee.TextField(default="")
    note = peewee.TextField(default="")
    source = peewee.TextField()
    call = peewee.ForeignKeyField(CallRecord, field="uid", column_name="call_uid", null=True)
    booked_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    booked_by = peewee.ForeignKeyField(Account, null=True)
    cancelled_at = UtcDateTimeField(null=True)
    cancelled_by = peewee.ForeignKeyField(Account, null=True)
    cancel_reason = peewee.TextField(default="")
    reminded_at = UtcDateTimeField(null=True)

    @classmethod
    def free(cls, reception_id: int, *, after: datetime, limit: int = 1000) -> list[datetime]:
        """Return the beginnings, in UTC, that somebody can be booked for, the first ones. Raises NoSuchReception."""
        reception = Reception.known(reception_id)
        if reception.switched_off_at is not None or not reception.by_appointment:
            return []
        taken = cls.select(cls.starts_at).where(cls.reception == reception_id, cls.cancelled_at.is_null())
        rows = cast(Iterable[tuple[datetime]], taken.where(cls.starts_at >= after).tuples())
        booked = {starts_at for (starts_at,) in rows}
        found = slots(reception.hours, reception.slot_min, OfficeHours.in_force(), after=after, taken=booked)
        return [start for start, _ in zip(found, range(limit), strict=False)]

    @classmethod
    def offered(cls, reception_id: int, *, limit: int, now: Moment) -> list[datetime]:
        """Return what a caller may book by key; nothing as long as nobody knows what day it is."""
        return cls.free(reception_id, after=now.wall + NOTICE, limit=limit) if now.trusted else []

    @classmethod
    def book(cls, new: NewBooking, *, by: Actor, now: Moment) -> int:
        """Book a visit for somebody and return its id. Raises BadBooking, SlotTaken, NoSuchReception."""
        name, note = " ".join(new.name.split()), new.note.strip()
        if not name and not new.number:
            raise BadBooking("Впишіть ім'я або номер телефону.")
        if len(name) > NAME_MAX or len(note) > NOTE_MAX:
            raise BadBooking(f"Ім'я має щонайбільше {NAME_MAX} знаків, примітка — {NOTE_MAX}.")
        with write():
            cls._must_be_free(new.reception, new.starts_at, after=now.wall)
            return cls._enter(new, BookingSource.CONSOLE, None, by, now)

    @classmethod
    def book_by_phone(
        cls, call: CallStart, reception_id: int, starts_at: datetime, *, by_sms: bool, now: Moment
    ) -> datetime:
        """Book a visit for who calls, whose number is known, and return when it is.

        Who has one there already keeps that one. `by_sms`: he gets it as an SMS too. Raises SlotTaken, BadBooking,
        NoSuchReception.
        """
        with write():
            waiting = cls._waiting(call.number, now)
            for known in waiting:
                if known.reception_id == reception_id:
                    found: datetime = known.starts_at
                    return found
            if len(waiting) >= OF_ONE_NUMBER:
                raise BadBooking(f"На цей номер уже записано відвідувань: {len(waiting)}.")
            cls._must_be_free(reception_id, starts_at, after=now.wall)
            CallRecord.note_caller(call)
            new = NewBooking(reception_id, starts_at, call.number)
            booking = cls._enter(new, BookingSource.PHONE, call.uid, Actor(Origin.PHONE), now)
            if by_sms:
                cls._text(cls.get_by_id(booking), "booked", now, call_uid=call.uid)
        return starts_at

    @classmethod
    def cancel(cls, booking_id: int, reason: str, *, tell: bool, by: Actor, now: Moment) -> None:
        """Cancel a visit; the slot is free again. `tell`: by SMS, where one can come. A second time changes nothing.

        Raises BadBooking.
        """
        reason = " ".join(reason.split())
        if not 1 <= len(reason) <= REASON_MAX:
            raise BadBooking(f"Напишіть, чому скасовано: до {REASON_MAX} знаків.")
        with write():
            booking = cls.known(booking_id)
            if booking.cancelled_at is not None:
                return
            ended = {"cancelled_at": now.wall, "cancelled_by": by.account, "cancel_reason": reason}
            cls.update(ended).where(cls.id == booking_id).execute()
            AuditEntry.record(
                by=by, now=now, verb="cancelled", subject=SUBJECT, subject_id=booking_id, change={"reason": reason}
            )
            if tell and booking.can_be_texted and booking.starts_at > now.wall:
                cls._text(cls.get_by_id(booking_id), "cancelled", now)

    @classmethod
    def known(cls, booking_id: int) -> ReceptionBooking:
        """Return a booking, its reception at hand. Raises BadBooking."""
        found: ReceptionBooking | None = cls._with_reception().where(cls.id == booking_id).first()
        if found is None:
            raise BadBooking("Такого запису немає.")
        return found

    @classmethod
    def of_day(cls, day: date, reception_id: int | None = None) -> list[ReceptionBooking]:
        """Return the visits of a day by the hour, each with its reception at hand, without the cancelled ones."""
        return cls.between(_midnight(day), _midnight(day + timedelta(days=1)), reception_id)

    @classmethod
    def between(cls, start: datetime, end: datetime, reception_id: int | None = None) -> list[ReceptionBooking]:
        """Return the visits that begin within, by the hour, without the cancelled ones."""
        found = cls._with_reception().where(cls.cancelled_at.is_null(), cls.starts_at >= start, cls.starts_at < end)
        if reception_id is not None:
            found = found.where(cls.reception == reception_id)
        return list(found.order_by(cls.starts_at, cls.reception))

    @classmethod
    def remind(cls, *, now: Moment) -> int:
        """Queue the SMS of everybody who booked by his own number for tomorrow, once; return how many.

        Only by day, and not to who has booked this very day. A clock that nobody has set reminds nobody.
        """
        local = now.wall.astimezone(KYIV)
        if not now.trusted or not REMIND_FROM <= local.time() < REMIND_TO:
            return 0
        with write():
            hours, tomorrow = OfficeHours.in_force(), cls.of_day(local.date() + timedelta(days=1))
            due = [each for each in tomorrow if each._wants_reminder(local.date()) and not each.is_shut(hours)]
            for booking in due:
                cls.update(reminded_at=now.wall).where(cls.id == booking.id).execute()
                cls._text(booking, "reminder", now)
        return len(due)

    @property
    def can_be_texted(self) -> bool:
        """Whether an SMS can come to the number."""
        return self.number is not None and is_mobile(self.number)

    def is_shut(self, hours: WorkCalendar) -> bool:
        """Tell whether the office's calendar has meanwhile shut that time."""
        return not stands(hours, self.starts_at, self.reception.slot_min)

    def _wants_reminder(self, today: date) -> bool:
        booked_on = self.booked_at.astimezone(KYIV).date()
        return bool(
            self.source == BookingSource.PHONE
            and self.reminded_at is None
            and self.can_be_texted
            and booked_on != today
        )

    @classmethod
    def _with_reception(cls) -> peewee.ModelSelect[ReceptionBooking]:
        return cls.select(cls, Reception).join(Reception)

    @classmethod
    def _waiting(cls, number: str | None, now: Moment) -> list[ReceptionBooking]:
        ahead = (cls.starts_at > now.wall) & cls.cancelled_at.is_null()
        return list(cls.select().where(cls.number == number, ahead).order_by(cls.starts_at))

    @classmethod
    def _must_be_free(cls, reception_id: int, starts_at: datetime, *, after: datetime) -> None:
        if starts_at not in cls.free(reception_id, after=after):
            raise SlotTaken("Цей час уже зайнято або прийому тоді немає. Оберіть інший.")

    @classmethod
    def _enter(cls, new: NewBooking, source: BookingSource, call_uid: str | None, by: Actor, now: Moment) -> int:
        booking = cls.create(
            reception=new.reception,
            starts_at=new.starts_at,
            number=new.number,
            name=" ".join(new.name.split()),
            note=new.note.strip(),
            source=source,
            call=call_uid,
            booked_at=now.wall,
            clock_trusted=now.trusted,
            booked_by=by.account,
        )
        change = {"reception": new.reception, "starts_at": new.starts_at.isoformat(), "name": booking.name}
        AuditEntry.record(by=by, now=now, verb="booked", subject=SUBJECT, subject_id=booking.id, change=change)
        return int(booking.id)

    @classmethod
    def _text(cls, booking: ReceptionBooking, what: str, now: Moment, *, call_uid: str | None = None) -> None:
        reception: Reception = booking.reception
        if what == "cancelled":
            text = cancelled_text(booking.starts_at, booking.cancel_reason)
        else:
            texts = {"booked": booked_text, "reminder": reminder_text}
            text = texts[what](reception.who, reception.place, booking.starts_at)
        uid = uuid.uuid5(uuid.NAMESPACE_OID, f"reception {booking.id} {what}").hex
        confirmed = booking.source == BookingSource.CONSOLE
        message = NewMessage(
            parse(booking.number, ""), text, f"reception:{booking.id}", Purpose.CARD, confirmed, call_uid, uid=uid
        )
        Message.queue(message, now)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=KYIV)


JOURNAL_WORDS: Mapping[str, str] = {
    SUBJECT: "запис на прийом",
    "booked": "записано на прийом",
    "cancelled": "скасовано",
}
