"""What an office gathers in six years: a register of any size, seeded, entered in bulk through the product's tables.

The few rows on which everything hangs (accounts, settlements, topics, operators) go in by the verbs of casework, the
many as plain inserts whose columns are those of the models. The last call falls on `now`, so that the lists of today
have what a day leaves.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any, cast

import apsw

from appliance.casework.entrance.accounts import BOX, Account, Actor, Origin, Role
from appliance.casework.entrance.admissions import admit
from appliance.casework.entrance.credentials import Credential
from appliance.casework.knowledge.articles import Article
from appliance.casework.knowledge.starter_topics import load_starter
from appliance.casework.knowledge.topics import Category
from appliance.casework.migrate import migrate
from appliance.casework.office.community import Community, Profile, Settlement
from appliance.casework.row import Row, bind
from appliance.casework.staff.operators import Reach
from appliance.casework.staff.staffing import Employed, take_on
from appliance.clock import Moment

AREA = "4642"
PHRASE = "тиха вода греблю рве"
"""What everybody enters with."""
YEARS = 6
LINES = ("gsm1", "gsm2", "sip1")
FAITHFUL = "+380662838182"
"""The number of the caller who has had the most contacts; its person is the first of the register."""
SETTLEMENTS = 24
OPERATORS = 8
_SPEED = ("journal_mode = off", "synchronous = off", "cache_size = -300000", "secure_delete = off")


@dataclass(frozen=True, slots=True)
class Quantities:
    """How much of what is counted by itself; all else follows from these."""

    calls: int = 1_000_000
    appeals: int = 100_000
    people: int = 50_000
    seed: int = 5


@dataclass
class Archive:
    """A register while it is filled. `begins`: when the office did. `mobiles`, `names`: of people, by id less one."""

    quantities: Quantities
    now: Moment
    chance: random.Random = field(init=False)
    begins: datetime = field(init=False)
    staff: list[int] = field(default_factory=list)
    operators: list[int] = field(default_factory=list)
    settlements: list[int] = field(default_factory=list)
    topics: list[int] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)
    mobiles: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    voice_messages: int = 0
    texts: int = 0
    by: Actor = BOX

    def __post_init__(self) -> None:
        self.chance = random.Random(self.quantities.seed)
        self.begins = self.now.wall - timedelta(days=365.25 * YEARS)

    def at(self, share: float) -> datetime:
        """The moment when this share of the years had passed."""
        return self.begins + (self.now.wall - self.begins) * share

    def uid(self) -> str:
        """A name as the daemon gives them."""
        return f"{self.chance.getrandbits(128):032x}"

    def enter(self, table: type[Row], rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert rows, all with the columns of the first: column → what SQLite keeps."""
        rows = iter(rows)
        first = next(rows, None)
        if first is None:
            return
        columns = list(first)
        name = table._meta.table_name
        marks = ", ".join("?" * len(columns))
        values = (tuple(row[column] for column in columns) for row in chain([first], rows))
        insert = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - names of our own
        with connection():  # one transaction
            connection().executemany(insert, values)

    def found(self) -> None:
        """Enter the community and its people at work, by the verbs."""
        ago = replace(self.now, wall=self.begins)
        Community.found("Менська громада", Profile.K, telephones="(04642) 2-12-52", by=BOX, now=ago)
        for role in Role:
            account = admit(f"Працівник {role}", role, role.value, by=BOX, now=ago)
            Credential.set_password(account, PHRASE, by=BOX, now=ago)
            self.staff.append(account.id)
        self.by = Actor(Origin.CONSOLE, self.staff[0])
        for at in range(OPERATORS):
            employed = Employed(f"Оператор {at + 1}", Reach.read(f"{201 + at}", AREA), priority=1 + at % 3)
            self.operators.append(take_on(employed, role=Role.CLERK, by=BOX, now=ago))
        for at in range(SETTLEMENTS):
            self.settlements.append(Settlement.add(f"Село {at + 1}", kind="с.", by=BOX, now=ago))
        load_starter(ago)
        self.topics = [row.id for row in Category.select()]
        self.articles = [row.id for row in Article.select()]
        self.staff += [row.id for row in Account.select() if row.id not in self.staff]


def kept(moment: datetime) -> str:
    """Return a moment of UTC as the tables keep it; what `UtcDateTimeField` does, only sooner."""
    return moment.isoformat(" ", "microseconds").partition("+")[0]


def connection() -> apsw.Connection:
    """Return the connection behind the bound database."""
    return cast(apsw.Connection, Row._meta.database.connection())


@contextmanager
def filling(path: Path) -> Iterator[None]:
    """Open a new register at `path` for fast filling: nothing of it is safe before the end, which makes it as usual."""
    migrate(path)
    with bind(path).connection_context():
        for pragma in _SPEED:
            connection().execute(f"PRAGMA {pragma}")
        yield
        connection().execute("PRAGMA journal_mode = wal")
