"""Sessions of the console: rows, so that each can be ended at once; measured by the clock that never jumps."""

from __future__ import annotations

import hashlib
import secrets

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.entrance.accounts import Account, Actor, Origin
from appliance.casework.entrance.credentials import Credential, password_fits
from appliance.casework.entrance.login_failures import LoginFailures
from appliance.casework.journal import AuditEntry
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

IDLE_S = 15 * 60.0
LONGEST_S = 10 * 3600.0
TOUCH_EVERY_S = 30.0
BROWSER_MAX = 200


class EntryRefused(SlukhavkaError):
    """The person may not enter now; the sentence does not say what was wrong."""


class LoginSession(Row):
    """One browser in which a person has entered. Ends by `ended_at`, by idleness, by age, by a start of the machine."""

    id = peewee.AutoField()
    ticket_hash = peewee.TextField(unique=True)
    account = peewee.ForeignKeyField(Account)
    account_id: int
    address = peewee.TextField()
    browser = peewee.TextField()
    began_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    boot_id = peewee.TextField()
    began_monotonic_s = peewee.FloatField()
    seen_monotonic_s = peewee.FloatField()
    ended_at = UtcDateTimeField(null=True)
    ended_why = peewee.TextField(default="")

    @classmethod
    def enter(cls, login: str, password: str, code: str, *, address: str, browser: str, now: Moment) -> str:
        """Prove who one is and return the ticket for the cookie. Raises EntryRefused, MustWait.

        Every refusal counts, and its sentence is the same for a wrong login, password and code.
        """
        known = Account.get_or_none(Account.login == login)
        at_home = known is not None and cls._entered_before(known, address)
        LoginFailures.must_wait(login, address, now=now, at_home=at_home)
        account = known if known and known.stands(now) else None
        credential = Credential.of(account.id) if account else None
        fits = password_fits(credential, password)
        if not (account and credential and fits and credential.accepts_code(code, now=now)):
            LoginFailures.note(login, address, now=now)
            raise EntryRefused("Логін, пароль або код неправильні.")
        LoginFailures.forget(login, address)
        return cls.begin(account.id, address=address, browser=browser, now=now)

    @classmethod
    def _entered_before(cls, account: Account, address: str) -> bool:
        return bool(cls.select().where(cls.account == account, cls.address == address[:64]).exists())

    @classmethod
    def begin(cls, account_id: int, *, address: str, browser: str, now: Moment) -> str:
        """Open a session and return its ticket."""
        ticket = secrets.token_urlsafe(32)
        with write():
            opened = cls.create(
                ticket_hash=_hash(ticket),
                account=account_id,
                address=address[:64],
                browser=browser[:BROWSER_MAX],
                began_at=now.wall,
                clock_trusted=now.trusted,
                boot_id=now.boot_id,
                began_monotonic_s=now.monotonic_s,
                seen_monotonic_s=now.monotonic_s,
            )
            by = Actor(Origin.CONSOLE, account_id)
            AuditEntry.record(by=by, now=now, verb="entered", subject="session", subject_id=opened.id)
        return ticket

    @classmethod
    def known(cls, ticket: str) -> LoginSession | None:
        """Return the session of a ticket, with its `account`, whether it is still good or not."""
        found = cls.select(cls, Account).join(Account).where(cls.ticket_hash == _hash(ticket))
        session: LoginSession | None = found.first()
        return session

    def good(self, now: Moment) -> bool:
        """Tell whether its person may still act in it."""
        return (
            self.ended_at is None
            and self.account.stands(now)
            and self.boot_id == now.boot_id
            and now.monotonic_s - self.seen_monotonic_s < IDLE_S
            and now.monotonic_s - self.began_monotonic_s < LONGEST_S
        )

    def touch(self, now: Moment) -> None:
        """Note that the person is there; written at most every half minute."""
        if now.monotonic_s - self.seen_monotonic_s >= TOUCH_EVERY_S:
            with write():
                LoginSession.update(seen_monotonic_s=now.monotonic_s).where(LoginSession.id == self.id).execute()

    @classmethod
    def of_account(cls, account_id: int, now: Moment) -> list[LoginSession]:
        """Return the sessions of an account that are good now, the newest first."""
        found = cls.select(cls, Account).join(Account).where(cls.account == account_id, cls.ended_at.is_null())
        return [session for session in found.order_by(cls.id.desc()).limit(100) if session.good(now)]

    @classmethod
    def end(cls, session_id: int, *, by: Actor, now: Moment, why: str = "left") -> None:
        """End one session."""
        with write():
            standing = (cls.id == session_id) & cls.ended_at.is_null()
            if cls.update(ended_at=now.wall, ended_why=why).where(standing).execute():
                AuditEntry.record(by=by, now=now, verb=why, subject="session", subject_id=session_id)

    @classmethod
    def end_all(cls, account_id: int, *, by: Actor, now: Moment, but: int = 0) -> None:
        """End every session of an account, but one if it is named: at a new password, and when he asks for it."""
        with write():
            standing = (cls.account == account_id) & cls.ended_at.is_null() & (cls.id != but)
            if cls.update(ended_at=now.wall, ended_why="all_ended").where(standing).execute():
                AuditEntry.record(by=by, now=now, verb="all_ended", subject="account", subject_id=account_id)


def _hash(ticket: str) -> str:
    # The ticket is 256 random bits: a slow hash would protect nothing more.
    return hashlib.sha256(ticket.encode()).hexdigest()


JOURNAL_WORDS = {
    "session": "вхід",
    "entered": "увійшов (увійшла)",
    "left": "вийшов (вийшла)",
    "all_ended": "завершено всі входи",
}
