"""Consent (згода) to the processing of personal data: to which text, in what way, when and by whom (K 5.2; H3).

A council works by its statutory duty, and refusing consent costs nobody an appeal: what is kept here is the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.people.person import Person
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

TEXT_MAX = 4000
SUBJECT = "consent"
JOURNAL_WORDS: Mapping[str, str] = {
    "consent": "згода",
    "consent_text": "текст згоди",
    "given": "надано",
    "withdrawn": "відкликано",
    "issued": "видано нову редакцію",
}


class BadConsentText(SlukhavkaError):
    """The text cannot be issued."""


class NoSuchConsent(SlukhavkaError):
    """The person has given no such consent."""


class ConsentWay(StrEnum):
    """In what way a consent was given or withdrawn."""

    VOICE = "voice"
    KEYS = "keys"
    PAPER = "paper"
    TOLD = "told"


WAY_NAMES: Mapping[ConsentWay, str] = {
    ConsentWay.TOLD: "усно операторові",
    ConsentWay.VOICE: "голосом на записі",
    ConsentWay.KEYS: "клавішею телефону",
    ConsentWay.PAPER: "на папері",
}


class ConsentText(Row):
    """One edition of the text. Never changed once issued: consents name it."""

    id = peewee.AutoField()
    version = peewee.IntegerField(unique=True)
    text = peewee.TextField()
    issued_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    issued_by = peewee.ForeignKeyField(Account, null=True)

    @classmethod
    def current(cls) -> ConsentText:
        """Return the newest edition; there always is one."""
        return cls.editions()[0]

    @classmethod
    def editions(cls) -> Sequence[ConsentText]:
        """Return all editions, the newest first."""
        return list(cls.select().order_by(cls.version.desc()))

    @classmethod
    def issue(cls, text: str, *, by: Actor, now: Moment) -> int:
        """Issue a new edition and return its version; the text that stands already keeps its own.

        Raises BadConsentText.
        """
        text = "\n".join(line.rstrip() for line in text.strip().splitlines())
        if not 1 <= len(text) <= TEXT_MAX or not text.replace("\n", "").isprintable():
            raise BadConsentText(f"Текст згоди має від 1 до {TEXT_MAX} знаків, без невидимих знаків.")
        with write():
            last = cls.current()
            if last.text == text:
                return last.version
            version = last.version + 1
            cls.create(version=version, text=text, issued_at=now.wall, clock_trusted=now.trusted, issued_by=by.account)
            AuditEntry.record(
                by=by, now=now, verb="issued", subject="consent_text", subject_id=version, change={"text": text}
            )
        return version


@dataclass(frozen=True, slots=True)
class ConsentView:
    """One consent as the card shows it; `withdrawn_at` None while it stands. `given_by`: the account's name or ""."""

    id: int
    version: int
    text: str
    way: ConsentWay
    given_at: datetime
    given_by: str
    call_uid: str | None
    withdrawn_at: datetime | None
    withdrawn_way: ConsentWay | None
    withdrawn_by: str


class Consent(Row):
    """A consent given. `call`: the uid of the call in which it was. Its withdrawal is a row of its own."""

    id = peewee.AutoField()
    person = peewee.ForeignKeyField(Person, backref="consents")
    person_id: int
    text = peewee.ForeignKeyField(ConsentText)
    way = peewee.TextField()
    call_uid = peewee.TextField(null=True)
    given_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    origin = peewee.TextField()
    account = peewee.ForeignKeyField(Account, null=True)

    @classmethod
    def give(
        cls, person_id: int, version: int, way: ConsentWay, *, by: Actor, now: Moment, call_uid: str | None = None
    ) -> int:
        """Note that a person has consented to an edition of the text; return the id. Raises NoSuchPerson."""
        with write():
            Person.known(person_id)
            text = ConsentText.get_or_none(ConsentText.version == version)
            if text is None:
                raise BadConsentText(f"Редакції № {version} тексту згоди немає.")
            given = cls.create(
                person=person_id,
                text=text.id,
                way=way,
                call_uid=call_uid,
                given_at=now.wall,
                clock_trusted=now.trusted,
                origin=by.origin,
                account=by.account,
            )
            change = {"person": person_id, "version": version, "way": way}
            AuditEntry.record(by=by, now=now, verb="given", subject=SUBJECT, subject_id=given.id, change=change)
        return int(given.id)

    @classmethod
    def withdraw(cls, person_id: int, consent_id: int, way: ConsentWay, *, by: Actor, now: Moment) -> None:
        """Note that a person has withdrawn a consent; the first time counts. Raises NoSuchConsent."""
        with write():
            if not cls.select().where(cls.id == consent_id, cls.person == person_id).exists():
                raise NoSuchConsent("Такої згоди ця людина не давала.")
            if ConsentWithdrawal.select().where(ConsentWithdrawal.consent == consent_id).exists():
                return
            ConsentWithdrawal.create(
                consent=consent_id,
                way=way,
                withdrawn_at=now.wall,
                clock_trusted=now.trusted,
                origin=by.origin,
                account=by.account,
            )
            change = {"person": person_id, "way": way}
            AuditEntry.record(by=by, now=now, verb="withdrawn", subject=SUBJECT, subject_id=consent_id, change=change)

    @classmethod
    def of(cls, person_id: int) -> list[ConsentView]:
        """Return a person's consents, the newest first."""
        rows = cls.select(cls, ConsentText, Account).join(ConsentText).switch(cls)
        rows = rows.join(Account, peewee.JOIN.LEFT_OUTER).where(cls.person == person_id).order_by(cls.id.desc())
        given = list(rows)
        withdrawals = ConsentWithdrawal.select(ConsentWithdrawal, Account).join(Account, peewee.JOIN.LEFT_OUTER)
        of_these = withdrawals.where(ConsentWithdrawal.consent.in_([each.id for each in given]))
        withdrawn = {each.consent_id: each for each in of_these}
        return [_view(each, withdrawn.get(each.id)) for each in given]

    @classmethod
    def stands(cls, person_id: int) -> bool:
        """Tell whether a person has a consent that is not withdrawn."""
        return any(each.withdrawn_at is None for each in cls.of(person_id))


class ConsentWithdrawal(Row):
    """A consent taken back: when, in what way, noted by whom."""

    id = peewee.AutoField()
    consent = peewee.ForeignKeyField(Consent, unique=True)
    consent_id: int
    way = peewee.TextField()
    withdrawn_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    origin = peewee.TextField()
    account = peewee.ForeignKeyField(Account, null=True)


def _view(given: Consent, withdrawn: ConsentWithdrawal | None) -> ConsentView:
    return ConsentView(
        id=given.id,
        version=given.text.version,
        text=given.text.text,
        way=ConsentWay(given.way),
        given_at=given.given_at,
        given_by=given.account.name if given.account else "",
        call_uid=given.call_uid,
        withdrawn_at=withdrawn.withdrawn_at if withdrawn else None,
        withdrawn_way=ConsentWay(withdrawn.way) if withdrawn else None,
        withdrawn_by=withdrawn.account.name if withdrawn and withdrawn.account else "",
    )
