"""The community that the box serves: its name, its settlements, its profile and the switches this sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.edits import Edited, save
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry, ChangeField
from appliance.casework.letters import sort_key
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

NAME_MAX = 200
SETTLEMENT_MAX = 100


class AlreadySet(SlukhavkaError):
    """The community is there: it is changed, not made anew."""


class BadSettlement(SlukhavkaError):
    """A settlement cannot be entered so."""


class Profile(StrEnum):
    """Which regulation the office works by; sets the switches, the hours and the roles it starts with."""

    M = "M"
    S = "S"
    SL = "Sl"
    K = "K"


PROFILE_NAMES: Mapping[Profile, str] = {
    Profile.M: "інформаційна лінія",
    Profile.S: "невеликий контакт-центр",
    Profile.SL: "єдине вікно багатьох каналів",
    Profile.K: "повний реєстр звернень",
}


@dataclass(frozen=True, slots=True)
class Switches:
    """What the profile decides and the office may change.

    `accept_anonymous`: a request without its author is taken with a warning (K 5.7), else refused (S 3.6).
    `second_review`: nobody approves his own revision of the menu.
    """

    accept_anonymous: bool = True
    second_review: bool = True


PROFILE_SWITCHES: Mapping[Profile, Switches] = {
    Profile.M: Switches(),
    Profile.S: Switches(accept_anonymous=False),
    Profile.SL: Switches(),
    Profile.K: Switches(),
}


class Community(Edited):
    """The one community of this box. `telephones` and `address` are printed as the office wrote them."""

    id = peewee.IntegerField(primary_key=True, default=1)
    name = peewee.TextField()
    telephones = peewee.TextField(default="")
    address = peewee.TextField(default="")
    profile = peewee.TextField()
    switches_kept = ChangeField(column_name="switches", default=dict)
    set_at = UtcDateTimeField()
    clock_trusted = BooleanField()

    @property
    def switches(self) -> Switches:
        """What holds: the profile's switches and what the office changed of them."""
        known = asdict(Switches())
        own = {name: bool(value) for name, value in self.switches_kept.items() if name in known}
        return replace(PROFILE_SWITCHES[Profile(self.profile)], **own)

    @classmethod
    def current(cls) -> Community | None:
        """Return the community; None before the first run is done."""
        return cls.get_or_none()

    @classmethod
    def found(
        cls, name: str, profile: Profile, *, telephones: str = "", address: str = "", by: Actor, now: Moment
    ) -> Community:
        """Enter the community at the first run. Raises AlreadySet."""
        with write():
            if cls.current():
                raise AlreadySet("Громаду вже записано.")
            community: Community = cls.create(
                id=1,
                name=name[:NAME_MAX],
                profile=profile,
                telephones=telephones,
                address=address,
                set_at=now.wall,
                clock_trusted=now.trusted,
            )
            AuditEntry.record(
                by=by, now=now, verb="founded", subject="community", subject_id=1, change={"profile": profile}
            )
        return community

    def change(self, version: int, changes: Mapping[str, object], *, by: Actor, now: Moment) -> None:
        """Change name, telephones, address, profile or `switches_kept`. Raises ChangedMeanwhile."""
        save(Community, 1, version, changes, by=by, now=now, subject="community")


class Settlement(Row):
    """A settlement of the community (населений пункт), in the district of a starosta."""

    id = peewee.AutoField()
    name = peewee.TextField()
    kind = peewee.TextField(default="")
    district = peewee.TextField(default="")
    sort_key = peewee.TextField()
    added_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    removed_at = UtcDateTimeField(null=True)

    @property
    def full_name(self) -> str:
        """As it is written: «с. Вишневе»."""
        return f"{self.kind} {self.name}".strip()

    @classmethod
    def add(cls, name: str, *, kind: str = "", district: str = "", by: Actor, now: Moment) -> int:
        """Enter a settlement and return its id. Raises BadSettlement."""
        name = " ".join(name.split())
        if not 1 <= len(name) <= SETTLEMENT_MAX:
            raise BadSettlement(f"Назва населеного пункту має від 1 до {SETTLEMENT_MAX} знаків.")
        with write():
            standing = (cls.name == name) & (cls.district == district) & cls.removed_at.is_null()
            if cls.select().where(standing).exists():
                raise BadSettlement(f"«{name}» уже є.")
            added = cls.create(
                name=name,
                kind=kind,
                district=district,
                sort_key=sort_key(name),
                added_at=now.wall,
                clock_trusted=now.trusted,
            )
            AuditEntry.record(
                by=by, now=now, verb="added", subject="settlement", subject_id=added.id, change={"name": name}
            )
        return int(added.id)

    @classmethod
    def remove(cls, settlement_id: int, *, by: Actor, now: Moment) -> None:
        """Offer it no more; what names it keeps it."""
        with write():
            cls.update(removed_at=now.wall).where(cls.id == settlement_id, cls.removed_at.is_null()).execute()
            AuditEntry.record(by=by, now=now, verb="removed", subject="settlement", subject_id=settlement_id)

    @classmethod
    def standing(cls) -> list[Settlement]:
        """Return the settlements that are offered, in the order of the alphabet."""
        return list(cls.select().where(cls.removed_at.is_null()).order_by(cls.sort_key))


JOURNAL_WORDS: Mapping[str, str] = {
    "community": "громада",
    "settlement": "населений пункт",
    "founded": "записано",
    "added": "додано",
    "removed": "вилучено",
    "changed": "змінено",
}
