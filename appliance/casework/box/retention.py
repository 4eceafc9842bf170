"""How long what is kept, and which rows are over: recordings, cards, logs (Law on appeals; law 2297-VI, art. 15).

A term is days from the event, or whole years from the 1 January after it (the order on terms of storage). A moment that
was noted without a right clock is worth nothing by itself: such a row is as old as the next younger one that is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, cast
from zoneinfo import ZoneInfo

import peewee

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_endings import AppealDiscard, IntakeRefusal
from appliance.casework.appeals.appeal_kinds import AppealState, Regime
from appliance.casework.appeals.appeal_marks import AppealMark
from appliance.casework.box.alarms import Alarm
from appliance.casework.contacts.appointments import Appointment
from appliance.casework.contacts.callbacks import Callback, CallbackAttempt, CallbackOffer
from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.contacts.consultations import Consultation
from appliance.casework.contacts.returns import MessageNote, Returned
from appliance.casework.journal import AccessEntry, AuditEntry
from appliance.casework.office.blocks import Block, BlockDecision, BlockEnd
from appliance.casework.office.reception_bookings import ReceptionBooking
from appliance.casework.people.personal import among
from appliance.casework.row import Row, UtcDateTimeField
from appliance.casework.staff.red_button import UrgentReport
from appliance.casework.texts.message_reports import MessageReport
from appliance.casework.texts.message_states import MessageState
from appliance.casework.texts.messages import Message, MessagePart

KYIV = ZoneInfo("Europe/Kyiv")


class Kept(StrEnum):
    """The terms, each of which the office may change."""

    RECORDING = "recording"
    LAW_RECORDING = "law_recording"
    CARD = "card"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class Term:
    """A term: `count` days from the event, or so many years, from the next 1 January when `from_new_year`."""

    title: str
    count: int
    years: bool = False
    from_new_year: bool = False

    def over_before(self, now: datetime) -> datetime:
        """Return the moment: what happened before it has been kept long enough."""
        if not self.years:
            return now - timedelta(days=self.count)
        here = now.astimezone(KYIV)
        if self.from_new_year:
            return datetime(here.year - self.count, 1, 1, tzinfo=KYIV).astimezone(UTC)
        day = 28 if (here.month, here.day) == (2, 29) else here.day
        return here.replace(year=here.year - self.count, day=day).astimezone(UTC)

    @property
    def told(self) -> str:
        """The length in words."""
        if not self.years:
            return f"{self.count} дн."
        since = " від 1 січня після закриття" if self.from_new_year else ""
        return f"{self.count} р.{since}"


TERMS: Mapping[Kept, Term] = {
    Kept.RECORDING: Term("Аудіозаписи", 90),
    Kept.LAW_RECORDING: Term("Аудіозаписи за зверненнями за Законом", 365),
    Kept.CARD: Term("Картки звернень", 5, years=True, from_new_year=True),
    Kept.LOG: Term("Журнали: дзвінки, SMS, консультації, записи на прийом", 3, years=True),
}
"""What holds while the office has not decided otherwise (`product.md`)."""


def _always() -> peewee.Node:
    return peewee.SQL("1")


Keys = Sequence[int]
Of = Callable[[Keys], peewee.Node]
"""A condition on rows that go along with those of these keys."""
At = Callable[[Any], Any]


def tuples(query: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query as tuples."""
    return list(cast(Iterable[tuple[Any, ...]], query.tuples()))


def _column(name: str) -> At:
    return lambda table: getattr(table, name)


def _closed(card: Any) -> Any:
    """When a card was closed: discarded or refused; the register adds its closures."""
    discarded = AppealDiscard.select(AppealDiscard.discarded_at).where(AppealDiscard.appeal == card.id)
    refused = IntakeRefusal.select(IntakeRefusal.refused_at).where(IntakeRefusal.appeal == card.id)
    return peewee.fn.COALESCE(discarded, refused)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rows that are over at a time of their own.

    `at`: the moment of the event, of a row of the table or of an alias of it; `over`: what else must be so;
    `with_them`: tables whose rows go along, and which. `also`: columns that lead to a person beside those described as
    personal. `deleted`: the rows themselves go. `path`: the column with a path below the recordings, whose file goes.
    """

    name: str
    title: str
    kept: Kept
    table: type[Row]
    at: At
    over: Callable[[], peewee.Node] = _always
    with_them: Sequence[tuple[type[Row], Of]] = ()
    also: Mapping[str, Any] = field(default_factory=dict)
    deleted: bool = False
    path: peewee.Field | None = None
    alone: bool = False
    """Only what goes along is changed: the rows of `table` stay as they are."""

    @property
    def key(self) -> peewee.Field:
        """The primary key."""
        return cast(peewee.Field, self.table._meta.primary_key)

    def due(self, before: datetime) -> peewee.Node:
        """Return the condition under which a row has been kept long enough."""
        trusted = self.table._meta.fields["clock_trusted"]
        limit = peewee.SQL("?", [UtcDateTimeField().db_value(before)])
        sure = trusted & (self.at(self.table) < limit)
        other = self.table.alias()
        older = other.clock_trusted & (self.at(other) < limit)
        last = other.select(peewee.fn.MAX(getattr(other, self.key.name))).where(older)
        return cast(
            peewee.Node, (sure | (~trusted & self.at(self.table).is_null(False) & (self.key < last))) & self.over()
        )


def _of(column: peewee.Field) -> Of:
    return lambda keys: among(column, keys)


def _reports_of_messages(keys: Keys) -> peewee.Node:
    return MessageReport.part.in_(MessagePart.select(MessagePart.id).where(among(MessagePart.message, keys)))


def _alarms_of_reports(keys: Keys) -> peewee.Node:
    return Alarm.id.in_(UrgentReport.select(UrgentReport.alarm).where(among(UrgentReport.id, keys)))


def _behind(*conditions: peewee.Node) -> peewee.ModelSelect[Appeal]:
    return Appeal.select(Appeal.voice_message).where(Appeal.voice_message.is_null(False), *conditions)


def _behind_open() -> peewee.Expression:
    return VoiceMessage.id.in_(_behind(Appeal.state == AppealState.DRAFT))


def _behind_law() -> peewee.Expression:
    return VoiceMessage.id.in_(_behind(Appeal.regime == Regime.LAW))


UNFINISHED = (MessageState.QUEUED, MessageState.SENDING)

KINDS: Sequence[Kind] = (
    Kind(
        "recording",
        "Аудіозаписи голосових повідомлень",
        Kept.RECORDING,
        VoiceMessage,
        _column("kept_at"),
        lambda: ~_behind_open() & ~_behind_law(),
        path=VoiceMessage.path,
        alone=True,
    ),
    Kind(
        "law_recording",
        "Аудіозаписи за зверненнями за Законом",
        Kept.LAW_RECORDING,
        VoiceMessage,
        _column("kept_at"),
        lambda: ~_behind_open() & _behind_law(),
        path=VoiceMessage.path,
        alone=True,
    ),
    Kind(
        "card",
        "Картки звернень",
        Kept.CARD,
        Appeal,
        _closed,
        lambda: Appeal.state != AppealState.DRAFT,
        with_them=(
            (AppealMark, _of(AppealMark.appeal)),
            (AppealDiscard, _of(AppealDiscard.appeal)),
            (IntakeRefusal, _of(IntakeRefusal.appeal)),
        ),
        also={"person_id": None},
    ),
    Kind(
        "call",
        "Дзвінки",
        Kept.LOG,
        CallRecord,
        _column("rang_at"),
        lambda: CallRecord.result.is_null(False),
    ),
    Kind(
        "voice_message",
        "Нотатки до голосових повідомлень",
        Kept.LOG,
        VoiceMessage,
        _column("kept_at"),
        lambda: VoiceMessage.id.in_(MessageNote.select(MessageNote.id).where(MessageNote.text != "")),
        with_them=((MessageNote, _of(MessageNote.id)),),
        alone=True,
    ),
    Kind(
        "sms",
        "SMS",
        Kept.LOG,
        Message,
        _column("created_at"),
        lambda: Message.state.not_in(UNFINISHED),
        with_them=((MessagePart, _of(MessagePart.message)), (MessageReport, _reports_of_messages)),
    ),
    Kind(
        "callback",
        "Обіцяні дзвінки у відповідь",
        Kept.LOG,
        Callback,
        _column("closed_at"),
        with_them=(
            (CallbackAttempt, _of(CallbackAttempt.callback)),
            (Appointment, _of(Appointment.callback)),
        ),
    ),
    Kind("offer", "SMS «ми передзвонимо»", Kept.LOG, CallbackOffer, _column("offered_at"), deleted=True),
    Kind("returned", "Позначки «передзвонили»", Kept.LOG, Returned, _column("returned_at")),
    Kind(
        "consultation",
        "Консультації",
        Kept.LOG,
        Consultation,
        _column("noted_at"),
        also={"person_id": None},
    ),
    Kind("booking", "Записи на прийом", Kept.LOG, ReceptionBooking, _column("starts_at")),
    Kind(
        "refusal",
        "Відмови у прийнятті",
        Kept.LOG,
        IntakeRefusal,
        _column("refused_at"),
        lambda: IntakeRefusal.appeal.is_null(),
    ),
    Kind(
        "block",
        "Блокування номерів",
        Kept.LOG,
        Block,
        _column("until_at"),
        with_them=((BlockDecision, _of(BlockDecision.block)), (BlockEnd, _of(BlockEnd.block))),
    ),
    Kind(
        "urgent_report",
        "Термінові доповіді",
        Kept.LOG,
        UrgentReport,
        _column("reported_at"),
        with_them=((Alarm, _alarms_of_reports),),
    ),
    Kind("access_log", "Журнал доступу до персональних даних", Kept.LOG, AccessEntry, _column("at"), deleted=True),
    Kind("change_log", "Журнал змін", Kept.LOG, AuditEntry, _column("at"), deleted=True),
)
"""Every kind, in the order in which a person reads them."""

BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}
