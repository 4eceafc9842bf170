"""What the API gives and takes. The words after each name stand in its description, so they are Ukrainian."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from appliance.casework.appeals.appeal_fields import AppealFields
from appliance.contracts import CallResult, EndedBy, LineStatus
from appliance.contracts.office import PresenceState
from web.pages.status.checks import Check


@dataclass(frozen=True, slots=True)
class Call:
    """Дзвінок. Поки триває, result і ended_by — null. block_id: яке блокування його відхилило."""

    uid: str
    line: str
    incoming: bool
    number: str | None
    number_kind: str
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    clock_trusted: bool
    result: CallResult | None
    ended_by: EndedBy | None
    duration_s: float | None
    waited_s: float
    talked_s: float
    operator_id: int | None
    block_id: int | None
    messages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ConsultationGiven:
    """Консультація, записана до дзвінка. confirmed: людина підтвердила, що відповідь отримала."""

    id: int
    topic_id: int
    topic: str
    article_id: int | None
    person_id: int | None
    note: str
    noted_at: datetime
    noted_by: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class CallWhole:
    """Дзвінок із повним номером, записаними консультаціями, людьми на цьому номері й картками з нього."""

    call: Call
    people: tuple[int, ...]
    consultations: tuple[ConsultationGiven, ...]
    appeals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NewConsultation:
    """Консультація, яку записують. uid: 32 шістнадцяткові цифри; повторена з тим самим uid записується раз."""

    uid: str
    topic_id: int
    article_id: int | None = None
    person_id: int | None = None
    confirmed: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """Номер запису."""

    id: int


@dataclass(frozen=True, slots=True)
class Topic:
    """Тема консультацій і звернень; path — разом із темою, до якої належить."""

    id: int
    path: str


@dataclass(frozen=True, slots=True)
class Message:
    """Голосове повідомлення. handled_at: коли його опрацьовано."""

    id: int
    call_uid: str
    number: str | None
    purpose: str
    kept_at: datetime
    clock_trusted: bool
    duration_s: float
    note: str
    handled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Person:
    """Людина, організація чи посадова особа з картотеки."""

    id: int
    name: str
    kind: str
    settlement: str
    displaced: bool
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonWhole:
    """Людина з повними номерами й нотатками."""

    person: Person
    notes: str


@dataclass(frozen=True, slots=True)
class Appeal:
    """Картка звернення. finished_at: коли чернетку заповнено."""

    id: int
    state: str
    channel: str
    came_at: datetime
    applicant: str
    number: str | None
    topic: str
    essence: str
    finished_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class AppealWhole:
    """Картка звернення з усім, що на ній написано."""

    appeal: Appeal
    call_uid: str | None
    message_id: int | None
    written: AppealFields


@dataclass(frozen=True, slots=True)
class Operator:
    """Оператор і його присутність. left_s: через скільки секунд стан зміниться сам."""

    id: int
    name: str
    state: PresenceState
    reason: str
    since: datetime | None
    left_s: float | None


@dataclass(frozen=True, slots=True)
class Alarm:
    """Тривога. cleared_at: коли зникла причина."""

    id: int
    kind: str
    about: str
    text: str
    raised_at: datetime
    cleared_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str


@dataclass(frozen=True, slots=True)
class Done:
    """Чи це зробив саме цей запит: false — хтось був першим."""

    done: bool


@dataclass(frozen=True, slots=True)
class Status:
    """Стан Слухавки: лінії і перевірки, словами."""

    lines: tuple[LineStatus, ...]
    waiting: int
    checks: tuple[Check, ...]
