"""Emergency texts: prepared by the office, put on with one press, first in every caller's ear, off by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.edits import Edited, save
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.notices.notice_rules import BadNotice, NoSuchNotice, line
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.casework.versions import TextVersion
from appliance.clock import Moment

TITLE_MAX, TEXT_MAX = 60, 400
MOST = 5
"""As many can be chosen by telephone: keys 1 to 5."""
LONGEST_H = 24
SUBJECT = "emergency_text"
LABELS: Mapping[str, str] = {"title": "Назва", "text": "Текст"}

STARTERS: Sequence[tuple[str, str]] = (
    (
        "Повітряна тривога",
        "Увага! Оголошено повітряну тривогу. Пройдіть в укриття й зачекайте відбою. Оператори теж в укритті.",
    ),
    (
        "Вода непридатна",
        "Увага! Воду з водогону зараз не можна пити й використовувати для їжі. Беріть воду з інших джерел. "
        "Про безпечну воду повідомимо окремо.",
    ),
    ("Небезпеку усунено", "Увага! Небезпеку усунено, тривогу скасовано. Дякуємо за терпіння."),
    (
        "Аварія",
        "Увага! У громаді сталася аварія, рятувальники вже працюють. Не підходьте до місця аварії. "
        "Якщо потрібна допомога, наберіть 112.",
    ),
)
"""What an office begins with: title and words."""


class NoEmergencyText(NoSuchNotice):
    """There is no such text, or it is not used any more."""


class EmergencyText(Edited):
    """One prepared text. `id` never changes, so its words are spoken before anybody needs them."""

    id = peewee.AutoField()
    title = peewee.TextField()
    text = peewee.TextField()
    added_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    retired_at = UtcDateTimeField(null=True)

    @classmethod
    def add(cls, title: str, text: str, *, by: Actor, now: Moment) -> int:
        """Prepare a text and return its id. Raises BadNotice."""
        wording = _wording(title, text)
        with write():
            if len(cls.standing()) >= MOST:
                raise BadNotice(f"Екстрених текстів щонайбільше {MOST}: спершу приберіть зайвий.", "title")
            added = cls.create(**wording, added_at=now.wall, clock_trusted=now.trusted)
            TextVersion.record(SUBJECT, added.id, wording, by=by, now=now)
            AuditEntry.record(by=by, now=now, verb="added", subject=SUBJECT, subject_id=added.id, change=wording)
        return int(added.id)

    @classmethod
    def change(cls, text_id: int, version: int, title: str, text: str, *, by: Actor, now: Moment) -> None:
        """Write it anew; what callers hear of it now stays as it was put on. Raises BadNotice, ChangedMeanwhile."""
        wording = _wording(title, text)
        with write():
            cls.known(text_id)
            save(cls, text_id, version, wording, by=by, now=now, subject=SUBJECT)
            TextVersion.record(SUBJECT, text_id, wording, by=by, now=now)

    @classmethod
    def restore(cls, text_id: int, version: int, number: int, *, by: Actor, now: Moment) -> None:
        """Let it say again what its version of that number said. Raises NoEmergencyText, ChangedMeanwhile."""
        kept = TextVersion.known(SUBJECT, text_id, number)
        if kept is None:
            raise NoEmergencyText("Такої редакції цього тексту немає.")
        cls.change(text_id, version, kept.document["title"], kept.document["text"], by=by, now=now)

    @classmethod
    def retire(cls, text_id: int, *, by: Actor, now: Moment) -> None:
        """Offer it no more. Raises NoEmergencyText."""
        with write():
            cls.known(text_id)
            cls.update({cls.retired_at: now.wall, cls.version: cls.version + 1}).where(cls.id == text_id).execute()
            AuditEntry.record(by=by, now=now, verb="removed", subject=SUBJECT, subject_id=text_id)

    @classmethod
    def load_starters(cls, *, by: Actor, now: Moment) -> int:
        """Prepare the texts to start with that are not there by title, as many as fit; return how many."""
        with write():
            there = cls.standing()
            missing = [each for each in STARTERS if each[0] not in {text.title for text in there}]
            added = [cls.add(*each, by=by, now=now) for each in missing[: MOST - len(there)]]
        return len(added)

    @classmethod
    def known(cls, text_id: int) -> EmergencyText:
        """Return a text that is offered. Raises NoEmergencyText."""
        found = cls.get_or_none(cls.id == text_id, cls.retired_at.is_null())
        if found is None:
            raise NoEmergencyText("Такого екстреного тексту немає.")
        return found

    @classmethod
    def standing(cls) -> list[EmergencyText]:
        """Return the texts that are offered, in the order of their keys."""
        return list(cls.select().where(cls.retired_at.is_null()).order_by(cls.id))


class EmergencyOrder(Row):
    """One time that a text is put on: by whom, from when, till when at most, and who ended it before. One at a time."""

    id = peewee.AutoField()
    text_of = peewee.ForeignKeyField(EmergencyText, column_name="text_id")
    text_id: int
    text = peewee.TextField()
    on_at = UtcDateTimeField()
    until_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    origin = peewee.TextField()
    account = peewee.ForeignKeyField(Account, null=True)
    call_uid = peewee.TextField(null=True)
    off_at = UtcDateTimeField(null=True)
    off_origin = peewee.TextField(null=True)
    off_account = peewee.ForeignKeyField(Account, null=True)

    @property
    def silent_at(self) -> datetime:
        """From when on nobody hears it."""
        end: datetime = min(filter(None, (self.until_at, self.off_at)))
        return end

    @classmethod
    def put_on(cls, text_id: int, hours: int, *, by: Actor, now: Moment, call_uid: str | None = None) -> int:
        """Let every caller hear it for so many hours; what ran before ends. `call_uid`: the call it was ordered in.

        Raises NoEmergencyText, BadNotice.
        """
        if not 1 <= hours <= LONGEST_H:
            raise BadNotice(f"Екстрений текст звучить від 1 до {LONGEST_H} годин.", "hours")
        with write():
            text = EmergencyText.known(text_id)
            cls._end(by, now)
            ordered = cls.create(
                text_of=text,
                text=text.text,
                on_at=now.wall,
                until_at=now.wall + timedelta(hours=hours),
                clock_trusted=now.trusted,
                origin=by.origin,
                account=by.account,
                call_uid=call_uid,
            )
            change = {"text": text.text, "hours": hours, "call": call_uid}
            AuditEntry.record(by=by, now=now, verb="put_on", subject=SUBJECT, subject_id=text_id, change=change)
        return int(ordered.id)

    @classmethod
    def end(cls, *, by: Actor, now: Moment) -> bool:
        """End what runs; False when nothing did."""
        with write():
            return cls._end(by, now)

    @classmethod
    def running(cls, at: datetime) -> EmergencyOrder | None:
        """Return what callers hear at a moment, with the text and who ordered it."""
        found = cls.select(cls, EmergencyText, Account).join(EmergencyText)
        found = found.switch(cls).join(Account, peewee.JOIN.LEFT_OUTER, on=cls.account)
        live = cls.off_at.is_null() & (cls.until_at > at) & (cls.on_at <= at)
        latest: EmergencyOrder | None = found.where(live).order_by(cls.id.desc()).first()
        return latest

    @classmethod
    def latest(cls, limit: int) -> list[EmergencyOrder]:
        """Return the last orders, the newest first, each with its text and who gave it."""
        found = cls.select(cls, EmergencyText, Account).join(EmergencyText)
        found = found.switch(cls).join(Account, peewee.JOIN.LEFT_OUTER, on=cls.account)
        return list(found.order_by(cls.id.desc()).limit(limit))

    @classmethod
    def _end(cls, by: Actor, now: Moment) -> bool:
        runs = cls.off_at.is_null() & (cls.until_at > now.wall)
        standing = [order.text_id for order in cls.select().where(runs)]
        off = {cls.off_at: now.wall, cls.off_origin: by.origin, cls.off_account: by.account}
        cls.update(off).where(runs).execute()
        for text_id in standing:
            AuditEntry.record(by=by, now=now, verb="ended", subject=SUBJECT, subject_id=text_id)
        return bool(standing)


def _wording(title: str, text: str) -> dict[str, str]:
    return {
        "title": line(title, TITLE_MAX, "title", empty=False),
        "text": line(text, TEXT_MAX, "text", empty=False),
    }


JOURNAL_WORDS: Mapping[str, str] = {
    "emergency_text": "екстрений текст",
    "added": "додано",
    "changed": "змінено",
    "removed": "вилучено",
    "put_on": "увімкнено для всіх, хто телефонує",
    "ended": "завершено",
}
