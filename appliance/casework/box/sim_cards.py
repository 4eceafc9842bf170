"""The SIM cards (SIM-картки): money, until when the number lives, and when the box was last called on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.office.calendar import KYIV
from appliance.casework.row import DayField, Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError
from appliance.numbers import NumberKind

ANSWER_MAX = 1000
DIVERSIONS_MAX = 500
RISE_KOPIYKAS = 100
"""A balance that has grown by less is a bonus or a correction, and no top-up."""


class NoSuchCard(SlukhavkaError):
    """No line of that name has a SIM card that was seen."""


class BadDay(SlukhavkaError):
    """A day on which nobody can have paid."""


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """What the operator answered: `text` as it came, the rest as it was understood."""

    text: str
    balance_kopiykas: int | None = None
    package: str = ""
    expires_on: date | None = None


class SimCard(Row):
    """What is known of the card of one line."""

    line = peewee.TextField(primary_key=True)
    network = peewee.TextField(default="")
    balance_kopiykas = peewee.IntegerField(null=True)
    balance_at = UtcDateTimeField(null=True)
    package = peewee.TextField(default="")
    expires_on = DayField(null=True)
    topped_up_on = DayField(null=True)
    topped_up_entered = BooleanField(default=False)
    first_seen_at = UtcDateTimeField(null=True)
    answer = peewee.TextField(default="")
    understood = BooleanField(default=True)
    asked_at = UtcDateTimeField(null=True)
    called_at = UtcDateTimeField(null=True)
    tried_at = UtcDateTimeField(null=True)
    tries_in_vain = peewee.IntegerField(default=0)
    diversions = peewee.TextField(default="")
    diversions_at = UtcDateTimeField(null=True)
    clock_trusted = BooleanField(default=False)

    @classmethod
    def of(cls, line: str) -> SimCard | None:
        """Return the card of a line; None when none was ever seen there."""
        return cls.get_or_none(cls.line == line)

    @classmethod
    def all(cls) -> list[SimCard]:
        """Return all cards, by the names of their lines."""
        return list(cls.select().order_by(cls.line))

    @property
    def balance(self) -> Decimal | None:
        """The balance in hryvnias, as the operator last told it."""
        return None if self.balance_kopiykas is None else Decimal(self.balance_kopiykas) / 100

    @property
    def proved_at(self) -> datetime | None:
        """When a call from outside last came in by this line: it can be called. Asks the database."""
        outside = (CallRecord.line == self.line) & CallRecord.incoming & (CallRecord.number_kind != NumberKind.INTERNAL)
        last = CallRecord.select(CallRecord.rang_at).where(outside, CallRecord.clock_trusted)
        record = last.order_by(CallRecord.id.desc()).first()
        known = [at for at in (self.called_at, record.rang_at if record else None) if at is not None]
        return max(known) if known else None

    def ends_on(self, inactive_days: int) -> date | None:
        """Return the day from which the operator may suspend the number, so long after the last top-up."""
        seen = self.first_seen_at.astimezone(KYIV).date() if self.first_seen_at else None
        paid = self.topped_up_on or seen
        return paid + timedelta(days=inactive_days) if paid else None

    @classmethod
    def see(cls, line: str, network: str, now: Moment) -> None:
        """Note that the line has a card; one of another network is another card, of which nothing is known yet."""
        with write():
            known = cls.of(line)
            if known is not None and known.network in ("", network):
                since = known.first_seen_at or (now.wall if now.trusted else None)
                cls.update(network=network, first_seen_at=since).where(cls.line == line).execute()
                return
            cls.delete().where(cls.line == line).execute()
            cls.create(line=line, network=network, first_seen_at=now.wall if now.trusted else None)

    @classmethod
    def note_answer(cls, line: str, answer: CardAnswer, now: Moment) -> None:
        """Keep what the operator answered; a balance that has grown is a top-up. What is not understood is kept raw."""
        kept: dict[str, object] = {
            "answer": answer.text[:ANSWER_MAX],
            "understood": answer.balance_kopiykas is not None,
            "asked_at": now.wall,
            "clock_trusted": now.trusted,
        }
        with write():
            before = cls._known(line)
            if answer.balance_kopiykas is not None:
                kept |= {"balance_kopiykas": answer.balance_kopiykas, "balance_at": now.wall}
                was = before.balance_kopiykas
                if now.trusted and was is not None and answer.balance_kopiykas >= was + RISE_KOPIYKAS:
                    kept |= {"topped_up_on": now.wall.astimezone(KYIV).date(), "topped_up_entered": False}
            kept |= {"package": answer.package} if answer.package else {}
            kept |= {"expires_on": answer.expires_on} if answer.expires_on else {}
            cls.update(kept).where(cls.line == line).execute()

    @classmethod
    def top_up(cls, line: str, day: date, *, by: Actor, now: Moment) -> None:
        """Keep the day of a top-up that a person tells. Raises NoSuchCard, BadDay."""
        if now.trusted and day > now.wall.astimezone(KYIV).date():
            raise BadDay("Поповнення не може бути в майбутньому.")
        with write():
            before = cls._known(line)
            cls.update(topped_up_on=day, topped_up_entered=True).where(cls.line == line).execute()
            change = {"topped_up_on": [str(before.topped_up_on or ""), str(day)]}
            AuditEntry.record(by=by, now=now, verb="changed", subject="sim_card", subject_id=line, change=change)

    @classmethod
    def called(cls, line: str, now: Moment) -> None:
        """Note that a call of proof has come in."""
        with write():
            proved = {"called_at": now.wall, "tried_at": now.wall, "tries_in_vain": 0}
            cls.update(proved).where(cls.line == line).execute()

    @classmethod
    def tried(cls, line: str, tries_in_vain: int, now: Moment) -> None:
        """Note that a proof was sought, and how many so far have brought none."""
        with write():
            cls.update(tried_at=now.wall, tries_in_vain=tries_in_vain).where(cls.line == line).execute()

    @classmethod
    def note_diversions(cls, line: str, led_away: str, now: Moment) -> None:
        """Keep where calls are led away, "" for nowhere."""
        with write():
            kept = {"diversions": led_away[:DIVERSIONS_MAX], "diversions_at": now.wall}
            cls.update(kept).where(cls.line == line).execute()

    @classmethod
    def _known(cls, line: str) -> SimCard:
        card = cls.of(line)
        if card is None:
            raise NoSuchCard(f"SIM-картки лінії «{line}» Слухавка ще не бачила.")
        return card


JOURNAL_WORDS: Mapping[str, str] = {
    "sim_card": "SIM-картка",
    "topped_up_on": "поповнено",
}
