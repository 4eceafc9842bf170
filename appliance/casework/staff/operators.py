"""Operators: who can be put through to a caller, and by which telephone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.entrance.accounts import Account, Role
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError
from appliance.numbers import DialFacts, Means, Purpose, Refusal, may_dial, parse, read_extension


class NoSuchOperator(SlukhavkaError):
    """Nobody of that number or name is an operator."""


class AlreadyOperator(SlukhavkaError):
    """The person has a row already."""


class BadReach(SlukhavkaError):
    """An operator cannot be reached so; the text says why."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where an operator is rung, exactly one of the two: a telephone of the house, or a number in E.164."""

    extension: str | None = None
    mobile: str | None = None

    @classmethod
    def read(cls, written: str, area_code: str) -> Reach:
        """Understand "201", "201@192.168.1.20" or a telephone number. Raises BadReach."""
        if extension := read_extension(written):
            return cls(extension=str(extension))
        return cls(mobile=telephone(written, area_code))


def telephone(written: str, area_code: str) -> str:
    """Return the number in E.164, if it is one that the box may ring at all. Raises BadReach."""
    verdict = may_dial(parse(written, area_code), Purpose.STAFF, Means.CALL, DialFacts(in_directory=True))
    if isinstance(verdict, Refusal):
        raise BadReach(f"«{written}»: {verdict.reason}")
    return verdict.e164


@dataclass(frozen=True, slots=True)
class StaffMember:
    """An operator as a value, good in every thread. `operator` and `account` are the ids of his rows."""

    operator: int
    account: int
    name: str
    role: Role
    priority: int
    extension: str | None
    mobile: str | None
    own_numbers: tuple[str, ...]
    """Further numbers from which he may change his presence, E.164."""

    def calls_from(self, telephone: str) -> bool:
        """Tell whether a telephone, E.164 or an extension, is his."""
        return telephone in {self.extension, self.mobile, *self.own_numbers}


class Operator(Row):
    """An account that can be rung. `priority` 1 is rung first. The row stays when the person leaves: see `removed_at`.

    Two operators may share a telephone: they sit at one desk by turns.
    """

    id = peewee.AutoField()
    account = peewee.ForeignKeyField(Account)
    account_id: int
    extension = peewee.TextField(null=True)
    mobile = peewee.TextField(null=True)
    priority = peewee.IntegerField()
    added_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    removed_at = UtcDateTimeField(null=True)
    version = peewee.IntegerField(default=1)

    @classmethod
    def add(
        cls,
        name: str,
        reach: Reach,
        *,
        now: Moment,
        role: Role = Role.CLERK,
        priority: int = 1,
        own_numbers: Collection[str] = (),
    ) -> int:
        """Make a person an operator, entering the account if there is none of that name; return the operator's id.

        `own_numbers` in E.164. Raises AlreadyOperator, BadName, BadReach.
        """
        with write():
            known = Account.named(name)
            account_id = known.id if known else Account.add(name, role, now=now)
            if cls.select().where(cls.account == account_id, cls.removed_at.is_null()).exists():
                raise AlreadyOperator(f"«{name}» уже оператор.")
            operator = cls.create(
                account=account_id,
                extension=reach.extension,
                mobile=reach.mobile,
                priority=priority,
                added_at=now.wall,
                clock_trusted=now.trusted,
                removed_at=None,
            )
            OperatorNumber.assign(operator.id, own_numbers)
        return int(operator.id)

    @classmethod
    def change(
        cls,
        operator_id: int,
        *,
        name: str | None = None,
        reach: Reach | None = None,
        priority: int | None = None,
        own_numbers: Collection[str] | None = None,
    ) -> None:
        """Change what is given. Raises NoSuchOperator, BadName, BadReach."""
        with write():
            member = cls.member(operator_id)
            if name is not None:
                Account.rename(member.account, name)
            if reach is not None:
                cls.update(extension=reach.extension, mobile=reach.mobile).where(cls.id == operator_id).execute()
            if priority is not None:
                cls.update(priority=priority).where(cls.id == operator_id).execute()
            if own_numbers is not None:
                OperatorNumber.assign(operator_id, own_numbers)
            cls.update(version=cls.version + 1).where(cls.id == operator_id).execute()

    @classmethod
    def remove(cls, operator_id: int, *, now: Moment) -> None:
        """Ring the person no more; his numbers are free for others. Raises NoSuchOperator."""
        with write():
            cls.member(operator_id)
            cls.update(removed_at=now.wall).where(cls.id == operator_id).execute()
            OperatorNumber.assign(operator_id, ())

    @classmethod
    def staff(cls) -> list[StaffMember]:
        """Return every operator who has not left, in the order of priority."""
        numbers = defaultdict(list)
        for own in OperatorNumber.select().order_by(OperatorNumber.number):
            numbers[own.operator_id].append(own.number)
        rows = cls.select(cls, Account).join(Account).order_by(cls.priority, cls.id)
        return [
            _member(row, numbers[row.id])
            for row in rows.where(cls.removed_at.is_null(), Account.deactivated_at.is_null())
        ]

    @classmethod
    def member(cls, operator_id: int) -> StaffMember:
        """Return an operator by the id of his row. Raises NoSuchOperator."""
        for member in cls.staff():
            if member.operator == operator_id:
                return member
        raise NoSuchOperator(f"Оператора № {operator_id} немає.")

    @classmethod
    def find(cls, asked: str) -> StaffMember:
        """Return an operator by number or name, as a person writes them. Raises NoSuchOperator."""
        wanted = " ".join(asked.split()).casefold()
        for member in cls.staff():
            if wanted in (str(member.operator), member.name.casefold()):
                return member
        raise NoSuchOperator(f"Оператора «{asked}» немає.")

    @classmethod
    def whose(cls, telephone: str) -> StaffMember | None:
        """Return the operator whose telephone it is; None when it is nobody's, or shared, so that it cannot say whose.

        `telephone`: E.164, or an extension when the call came from a telephone of the house. A caller from outside can
        show any extension: never pass what he shows.
        """
        owners = [member for member in cls.staff() if member.calls_from(telephone)]
        return owners[0] if len(owners) == 1 else None


class OperatorNumber(Row):
    """A number from which an operator may change his presence. It is one operator's alone."""

    number = peewee.TextField(primary_key=True)
    operator = peewee.ForeignKeyField(Operator)
    operator_id: int

    @classmethod
    def assign(cls, operator_id: int, numbers: Collection[str]) -> None:
        """Make `numbers` the operator's own ones. Raises BadReach when one is somebody else's."""
        with write():
            cls.delete().where(cls.operator == operator_id).execute()
            for number in dict.fromkeys(numbers):
                if cls.select().where(cls.number == number).exists():
                    raise BadReach(f"Номер {number} уже записано за іншим оператором.")
                cls.create(number=number, operator=operator_id)


def _member(row: Operator, own_numbers: Sequence[str]) -> StaffMember:
    return StaffMember(
        operator=row.id,
        account=row.account.id,
        name=row.account.name,
        role=Role(row.account.role),
        priority=row.priority,
        extension=row.extension,
        mobile=row.mobile,
        own_numbers=tuple(own_numbers),
    )
