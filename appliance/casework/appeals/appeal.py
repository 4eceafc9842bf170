"""Appeals (звернення): the cards a clerk fills in, as drafts; number, term and executor come with the register.

A card may be kept at any moment however little is on it; `appeal_check` says what it still lacks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.appeals.appeal_fields import ABOUT_APPLICANT, AppealFields
from appliance.casework.appeals.appeal_kinds import STATE_NAMES, AppealState, Authorship, Channel
from appliance.casework.appeals.appeal_sources import Source
from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.edits import Edited, save
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.knowledge.topics import Category
from appliance.casework.letters import search_key
from appliance.casework.office.community import Community, Settlement
from appliance.casework.people.people_details import PersonKind
from appliance.casework.row import UtcDateTimeField, write
from appliance.casework.texts.messages import Message
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "appeal"
"""Of a card's changes in the journal."""
LATEST = 50

ANONYMOUS_REFUSED = (
    "Анонімні звернення не реєструються та не розглядаються (пункт 3.6 Положення). Поясніть це й попросіть назвати "
    "прізвище, ім'я та місце проживання. Якщо людина відмовляється, надайте консультацію без картки; "
    "про загрозу життю чи злочин нехай повідомить 112 або 102."
)


class NoSuchAppeal(SlukhavkaError):
    """There is no card of that number."""


class NotADraft(SlukhavkaError):
    """The card is discarded or refused: it is read, not changed."""


class AnonymousRefused(SlukhavkaError):
    """The community takes no appeal without its author (S 3.6)."""


class Appeal(Edited):
    """One card. `first_id`: the first card of the same call or visit, when several were made (K 5.10)."""

    id = peewee.AutoField()
    state = peewee.TextField()
    first = peewee.ForeignKeyField("self", null=True)
    first_id: int | None
    channel = peewee.TextField()
    came_at = UtcDateTimeField()
    came_clock_trusted = BooleanField()
    from_number = peewee.TextField(null=True)
    call = peewee.ForeignKeyField(CallRecord, field="uid", column_name="call_uid", null=True)
    call_uid: str | None
    voice_message = peewee.ForeignKeyField(VoiceMessage, null=True)
    voice_message_id: int | None
    message = peewee.ForeignKeyField(Message, null=True)
    message_id: int | None
    created_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    created_by = peewee.ForeignKeyField(Account, null=True)
    created_by_id: int | None
    finished_at = UtcDateTimeField(null=True)
    finished_by = peewee.ForeignKeyField(Account, null=True)
    finished_by_id: int | None
    person_id = peewee.IntegerField(null=True)
    authorship = peewee.TextField(default=Authorship.INDIVIDUAL)
    applicant_kind = peewee.TextField(default=PersonKind.PERSON)
    applicant_category = peewee.TextField(default="")
    displaced = BooleanField(default=False)
    applicant_name = peewee.TextField(default="")
    applicant_key = peewee.TextField(default="")
    organisation = peewee.TextField(default="")
    phone = peewee.TextField(default="")
    second_phone = peewee.TextField(default="")
    other_contact = peewee.TextField(default="")
    settlement = peewee.ForeignKeyField(Settlement, null=True)
    settlement_id: int | None
    registered_address = peewee.TextField(default="")
    staying_address = peewee.TextField(default="")
    stays_registered = BooleanField(default=False)
    representative_name = peewee.TextField(default="")
    representative_phone = peewee.TextField(default="")
    representative_address = peewee.TextField(default="")
    representative_basis = peewee.TextField(default="")
    regime = peewee.TextField(default="")
    kind = peewee.TextField(default="")
    category = peewee.ForeignKeyField(Category, null=True)
    category_id: int | None
    essence = peewee.TextField(default="")
    place_settlement = peewee.ForeignKeyField(Settlement, null=True)
    place_settlement_id: int | None
    street = peewee.TextField(default="")
    house = peewee.TextField(default="")
    landmark = peewee.TextField(default="")
    answer_by = peewee.TextField(default="")

    @property
    def fields(self) -> AppealFields:
        """What is written on it."""
        return AppealFields(**{name: getattr(self, name) for name in AppealFields.__slots__})

    @property
    def is_draft(self) -> bool:
        """Whether it may be written on."""
        return bool(self.state == AppealState.DRAFT)

    @property
    def source(self) -> Source:
        """How it came."""
        return Source(
            Channel(self.channel),
            self.came_at,
            self.came_clock_trusted,
            from_number=self.from_number,
            call_uid=self.call_uid,
            voice_message_id=self.voice_message_id,
            message_id=self.message_id,
        )

    @property
    def about_applicant(self) -> dict[str, Any]:
        """What another question of the same applicant has in common with this one."""
        return {name: getattr(self, name) for name in ABOUT_APPLICANT}

    @property
    def anonymous(self) -> bool:
        """Whether the applicant did not name himself."""
        return self.authorship == Authorship.ANONYMOUS

    @classmethod
    def draft(
        cls, source: Source, fields: AppealFields, *, by: Actor, now: Moment, together_with: int | None = None
    ) -> int:
        """Begin a card and return its number; `together_with`: another card of the same call or visit.

        Cards of one call are together by themselves. Raises AnonymousRefused, NoSuchAppeal.
        """
        _refuse_anonymous(fields)
        with write():
            made = cls.create(
                **fields.as_changes(),
                applicant_key=search_key(fields.applicant_name),
                state=AppealState.DRAFT,
                first_id=cls._first_of(source, together_with),
                channel=source.channel,
                came_at=source.came_at,
                came_clock_trusted=source.came_clock_trusted,
                from_number=source.from_number,
                call_uid=source.call_uid,
                voice_message_id=source.voice_message_id,
                message_id=source.message_id,
                created_at=now.wall,
                clock_trusted=now.trusted,
                created_by_id=by.account,
            )
            written = {name: value for name, value in fields.as_changes().items() if value}
            AuditEntry.record(by=by, now=now, verb="drafted", subject=SUBJECT, subject_id=made.id, change=written)
        return int(made.id)

    @classmethod
    def change(cls, appeal_id: int, version: int, fields: AppealFields, *, by: Actor, now: Moment) -> Appeal:
        """Write a card anew and return it. What was finished is not any more, if anything differs.

        Raises ChangedMeanwhile, AnonymousRefused, NotADraft, NoSuchAppeal.
        """
        with write():
            before = cls.open_draft(appeal_id)
            _refuse_anonymous(fields)
            changes = fields.as_changes()
            if before.finished_at is not None and before.fields != fields:
                changes |= {"finished_at": None, "finished_by_id": None}
            save(cls, appeal_id, version, changes, by=by, now=now, subject=SUBJECT)
            cls.update(applicant_key=search_key(fields.applicant_name)).where(cls.id == appeal_id).execute()
            after: Appeal = cls.get_by_id(appeal_id)
        return after

    @classmethod
    def numbered(cls, appeal_id: int) -> Appeal:
        """Return the card with the rows it names at hand. Raises NoSuchAppeal."""
        found: Appeal | None = cls.with_names().where(cls.id == appeal_id).first()
        if found is None:
            raise NoSuchAppeal(f"Чернетки № {appeal_id} немає.")
        return found

    @classmethod
    def of_person(cls, person_id: int, limit: int = LATEST) -> list[Appeal]:
        """Return the latest cards of a person, the newest first."""
        return list(cls.with_names().where(cls.person_id == person_id).order_by(cls.id.desc()).limit(limit))

    @classmethod
    def of_call(cls, uid: str) -> list[Appeal]:
        """Return the cards made of a call or of a message left in it, in the order they were made."""
        return list(cls.with_names().where(cls.call == uid).order_by(cls.id))

    @classmethod
    def open_of_number(cls, e164: str, limit: int = LATEST) -> list[Appeal]:
        """Return the open cards that came from a number or name it, the newest first."""
        named = (cls.phone == e164) | (cls.second_phone == e164) | (cls.representative_phone == e164)
        # The plus: by their state most cards are open, and SQLite is to seek them by the number.
        is_open = peewee.NodeList((peewee.SQL("+"), cls.state)) == AppealState.DRAFT
        here = cls.select(cls.id).where(named | (cls.from_number == e164), is_open)
        return list(cls.select().where(cls.id.in_(here)).order_by(cls.id.desc()).limit(limit))

    @classmethod
    def drafts_of(cls, account_id: int, limit: int = LATEST) -> list[Appeal]:
        """Return the open cards that a person began, the newest first."""
        mine = (cls.created_by == account_id) & (cls.state == AppealState.DRAFT)
        return list(cls.with_names().where(mine).order_by(cls.id.desc()).limit(limit))

    def together(self) -> Sequence[Appeal]:
        """Return the other cards of the same call or visit (K 5.10), in the order they were made."""
        first = self.first_id or self.id
        same = (Appeal.first == first) | (Appeal.id == first)
        return list(Appeal.with_names().where(same, Appeal.id != self.id).order_by(Appeal.id))

    @classmethod
    def with_names(cls) -> Any:
        """Return the query of cards, each with settlements, topic and authors at hand: a list asks once."""
        place, applicants = Settlement.alias(), Settlement.alias()
        author, finisher = Account.alias(), Account.alias()
        left = peewee.JOIN.LEFT_OUTER
        return (
            cls.select(cls, place, applicants, Category, author, finisher)
            .join_from(cls, place, left, on=cls.place_settlement, attr="place_settlement")
            .join_from(cls, applicants, left, on=cls.settlement, attr="settlement")
            .join_from(cls, Category, left)
            .join_from(cls, author, left, on=cls.created_by, attr="created_by")
            .join_from(cls, finisher, left, on=cls.finished_by, attr="finished_by")
        )

    @classmethod
    def open_draft(cls, appeal_id: int) -> Appeal:
        """Return the card if it may be written on. Raises NoSuchAppeal, NotADraft."""
        found = cls.get_or_none(cls.id == appeal_id)
        if found is None:
            raise NoSuchAppeal(f"Чернетки № {appeal_id} немає.")
        if found.state != AppealState.DRAFT:
            raise NotADraft(f"Картку № {appeal_id} закрито: {STATE_NAMES[AppealState(found.state)]}.")
        return found

    @classmethod
    def put_state(
        cls, appeal_id: int, version: int, changes: Mapping[str, Any], *, verb: str, by: Actor, now: Moment
    ) -> None:
        """Write how a draft stands from now on, with its entry in the journal. Raises as `change`."""
        with write():
            cls.open_draft(appeal_id)
            save(cls, appeal_id, version, changes, by=by, now=now, subject=SUBJECT, verb=verb)

    @classmethod
    def _first_of(cls, source: Source, together_with: int | None) -> int | None:
        """Return the first card of what this one came in."""
        if together_with is not None:
            beside = cls.get_or_none(cls.id == together_with)
            if beside is None:
                raise NoSuchAppeal(f"Чернетки № {together_with} немає.")
            return int(beside.first_id or beside.id)
        same = _same_source(source)
        earliest = cls.select().where(same).order_by(cls.id).first() if same is not None else None
        return int(earliest.first_id or earliest.id) if earliest else None


def _same_source(source: Source) -> Any:
    if source.call_uid is not None:
        return Appeal.call == source.call_uid
    return Appeal.message == source.message_id if source.message_id is not None else None


def _refuse_anonymous(fields: AppealFields) -> None:
    community = Community.current()
    if fields.authorship == Authorship.ANONYMOUS and community and not community.switches.accept_anonymous:
        raise AnonymousRefused(ANONYMOUS_REFUSED)
