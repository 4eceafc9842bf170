"""Marks on a card: what was done with its applicant, by whom and when.

A mark is never taken back; a later one may outweigh it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.appeals.appeal import SUBJECT as APPEAL
from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_fields import AppealFields
from appliance.casework.appeals.appeal_sources import Source
from appliance.casework.edits import save
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.people.consents import Consent, ConsentText, ConsentWay
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "appeal_mark"
"""Of the marks in the journal: they change no text, so they are not what "changed meanwhile" speaks of."""
TEXT_MAX = 500


class BadMark(SlukhavkaError):
    """The mark needs a text, or a shorter one."""


class MarkKind(StrEnum):
    """What a mark says."""

    WORDING_AGREED = "wording_agreed"
    """Read back to the applicant, who agreed (K 5.5). Its text is the essence as it was read."""
    WORDING_UNREAD = "wording_unread"
    """The card was closed without that; its text says why."""
    ADVISED = "advised"
    """Advised to go to the police or another body, which its text names (S 3.4, K 5.4)."""
    ANONYMITY_WARNED = "anonymity_warned"
    """Told that the executor decides himself whether to deal with an anonymous request (K 5.7)."""
    CONSENT_GIVEN = "consent_given"
    CONSENT_REFUSED = "consent_refused"


MARK_NAMES: Mapping[MarkKind, str] = {
    MarkKind.WORDING_AGREED: "зачитано заявникові, формулювання погоджено",
    MarkKind.WORDING_UNREAD: "не зачитано заявникові",
    MarkKind.ADVISED: "запропоновано звернутися до іншого органу",
    MarkKind.ANONYMITY_WARNED: "попереджено про розгляд анонімної заявки",
    MarkKind.CONSENT_GIVEN: "згоду на обробку персональних даних надано",
    MarkKind.CONSENT_REFUSED: "у згоді на обробку персональних даних відмовлено",
}
ASKED: Mapping[MarkKind, str] = {
    MarkKind.WORDING_UNREAD: "Напишіть, чому текст не зачитано заявникові.",
    MarkKind.ADVISED: "Напишіть, куди запропоновано звернутися.",
}
CONSENTS = (MarkKind.CONSENT_GIVEN, MarkKind.CONSENT_REFUSED)


@dataclass(frozen=True, slots=True)
class NewMark:
    """A mark to be put. `text`: the reason, or the body advised; the other kinds know theirs themselves."""

    kind: MarkKind
    text: str = ""


class AppealMark(Row):
    """One mark."""

    id = peewee.AutoField()
    appeal = peewee.ForeignKeyField(Appeal)
    appeal_id: int
    kind = peewee.TextField()
    text = peewee.TextField(default="")
    at = UtcDateTimeField()
    clock_trusted = BooleanField()
    by = peewee.ForeignKeyField(Account, null=True)
    by_id: int | None

    @classmethod
    def put(cls, appeal_id: int, version: int, new: NewMark, *, by: Actor, now: Moment) -> None:
        """Put a mark on the card as its editor saw it. Said again it changes nothing.

        Raises ChangedMeanwhile when the card is another by now, BadMark, NotADraft, NoSuchAppeal.
        """
        with write():
            appeal = Appeal.open_draft(appeal_id)
            # Nothing differs, so nothing is written: only the version is looked at.
            save(Appeal, appeal_id, version, {"essence": appeal.essence}, by=by, now=now, subject=APPEAL)
            text = _text(new, appeal)
            standing = Marks.of(appeal_id).latest(*(CONSENTS if new.kind in CONSENTS else (new.kind,)))
            if standing and (standing.kind, standing.text) == (new.kind, text):
                return
            cls.create(
                appeal=appeal_id, kind=new.kind, text=text, at=now.wall, clock_trusted=now.trusted, by_id=by.account
            )
            AuditEntry.record(
                by=by, now=now, verb=new.kind, subject=SUBJECT, subject_id=appeal_id, change={"text": text}
            )
            if new.kind is MarkKind.CONSENT_GIVEN and appeal.person_id and not Consent.stands(appeal.person_id):
                edition, way = ConsentText.current().version, ConsentWay.TOLD
                Consent.give(appeal.person_id, edition, way, by=by, now=now, call_uid=appeal.call_uid)


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one card, in the order they were put."""

    rows: Sequence[AppealMark]

    @classmethod
    def of(cls, appeal_id: int) -> Marks:
        """Read them, each with its author at hand."""
        rows = AppealMark.select(AppealMark, Account).join(Account, peewee.JOIN.LEFT_OUTER)
        return cls(list(rows.where(AppealMark.appeal == appeal_id).order_by(AppealMark.id)))

    def latest(self, *kinds: MarkKind) -> AppealMark | None:
        """Return the last mark of these kinds."""
        return next((mark for mark in reversed(self.rows) if mark.kind in kinds), None)

    def agreed(self, essence: str) -> AppealMark | None:
        """Return the mark that this very text was read back and agreed; None when it was changed since."""
        mark = self.latest(MarkKind.WORDING_AGREED)
        return mark if mark and mark.text == essence else None

    @property
    def consent(self) -> AppealMark | None:
        """Return what the applicant said last of the processing of his data."""
        return self.latest(*CONSENTS)

    @property
    def advice(self) -> Sequence[AppealMark]:
        """Return every body he was advised to go to."""
        return [mark for mark in self.rows if mark.kind == MarkKind.ADVISED]


def begin_card(
    source: Source,
    fields: AppealFields,
    marks: Sequence[NewMark] = (),
    *,
    by: Actor,
    now: Moment,
    together_with: int | None = None,
) -> int:
    """Begin a card with marks on it, all or nothing, and return its number. Raises as `Appeal.draft`, BadMark."""
    with write():
        appeal_id = Appeal.draft(source, fields, by=by, now=now, together_with=together_with)
        for mark in marks:
            AppealMark.put(appeal_id, 1, mark, by=by, now=now)
    return appeal_id


def save_card(
    appeal_id: int, version: int, fields: AppealFields, marks: Sequence[NewMark] = (), *, by: Actor, now: Moment
) -> Appeal:
    """Write the card and put the marks, all or nothing, and return it. Raises as `Appeal.change`, BadMark."""
    with write():
        appeal = Appeal.change(appeal_id, version, fields, by=by, now=now)
        for mark in marks:
            AppealMark.put(appeal_id, appeal.version, mark, by=by, now=now)
    return appeal


def _text(new: NewMark, appeal: Appeal) -> str:
    """Return what the mark keeps: the very text that was read, the edition that was consented to, or what was typed."""
    if new.kind is MarkKind.WORDING_AGREED:
        return str(appeal.essence)
    if new.kind in CONSENTS:
        return str(ConsentText.current().version)
    text = " ".join("".join(sign for sign in new.text if sign.isprintable() or sign.isspace()).split())
    if not text and new.kind in ASKED:
        raise BadMark(ASKED[new.kind])
    if len(text) > TEXT_MAX:
        raise BadMark(f"Не більше за {TEXT_MAX} знаків.")
    return text


JOURNAL_WORDS: Mapping[str, str] = {
    SUBJECT: "позначка на картці звернення",
    **{kind.value: name for kind, name in MARK_NAMES.items()},
}
