"""Who works in a full office, where, and whom it knows: seeded, and hostile wherever a person's words may stand.

Everything goes in by the verbs of casework, so that it is what people could have entered.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from appliance.casework.contacts.calls import CallStart
from appliance.casework.entrance.accounts import BOX, Account, Actor, Origin, Role
from appliance.casework.entrance.admissions import admit
from appliance.casework.knowledge.articles import Article
from appliance.casework.knowledge.topics import Category
from appliance.casework.office.community import Settlement
from appliance.casework.people.addresses import Address
from appliance.casework.people.consents import Consent, ConsentText, ConsentWay
from appliance.casework.people.people_details import ApplicantCategory, PersonDetails, PersonKind
from appliance.casework.people.person import Person, PersonNumber
from appliance.casework.people.representation import Representation
from appliance.casework.staff.operators import Reach
from appliance.casework.staff.presence import Presence
from appliance.casework.staff.staffing import Employed, take_on
from appliance.clock import Moment
from appliance.contracts.office import PresenceState
from tests.browser.words import HOSTILE, Words

AREA = "4642"
CALLER = "+380662838182"
"""Several people are known on it."""
NUMBERS = (CALLER, "+380671112233", "+380509998877", "+380931234567", "+380964445566")


@dataclass
class Known:
    """The register as it is being filled. `ids`: of one thing of each kind, by the name that routes give it."""

    start: Moment
    recordings: Path
    words: Words = HOSTILE
    chance: random.Random = field(default_factory=lambda: random.Random(5))
    ids: dict[str, int | str] = field(default_factory=dict)
    staff: list[int] = field(default_factory=list)
    settlements: list[int] = field(default_factory=list)
    topics: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    calls: list[CallStart] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)
    by: Actor = BOX

    def ago(self, seconds: float) -> Moment:
        """A moment of the past."""
        wall = self.start.wall - timedelta(seconds=seconds)
        return replace(self.start, wall=wall, monotonic_s=max(0.0, self.start.monotonic_s - seconds))

    def accounts(self) -> None:
        self.by = Actor(Origin.CONSOLE, Account.add("Олена Керівна", Role.HEAD, now=self.start))
        for at, role in enumerate(Role):
            proposed = self.words.line(100)
            account = admit(
                f"{at} {self.words.line(90)}", role, f"login{at}", proposed_by=proposed, by=self.by, now=self.start
            )
            self.ids["account_id"] = account.id

    def places(self) -> None:
        for name in (self.words.line(100), self.words.endless[:100], "Вишневе", "Мена"):
            self.settlements.append(
                Settlement.add(name, kind="с.", district=self.words.line(60), by=self.by, now=self.start)
            )
        for name in (self.words.line(60), "Дороги й тротуари", self.words.endless[:60]):
            topic = Category.add(name, common=True, by=self.by, now=self.start)
            below = Category.add(f"Яма {self.words.line(50)}", topic, common=True, by=self.by, now=self.start)
            self.topics += [topic, below]
        wording = (self.words.line(100), self.words.text[:1500], self.words.line(100))
        self.ids["article_id"] = Article.add(self.topics[0], *wording, by=self.by, now=self.start)
        self.ids["topic_id"] = self.topics[0]

    def operators(self) -> None:
        states = (PresenceState.READY, PresenceState.BREAK, PresenceState.LUNCH)
        for at, state in enumerate(states):
            reach = Reach.read(f"20{at}", AREA)
            employed = Employed(f"{self.words.line(80)} {at}", reach, priority=at + 1)
            operator = take_on(employed, role=Role.CLERK, by=self.by, now=self.start)
            Presence.change(operator, state, reason=self.words.line(80), by=self.by, now=self.ago(600))
            self.staff.append(operator)
        self.ids["operator_id"] = self.staff[0]

    def register(self) -> None:
        names = (self.words.markup, self.words.endless[:100], "Коваль", self.words.breakout, "О'Генрі-Довгоприскоцька")
        for at, surname in enumerate(names):
            address = Address(
                self.settlements[at % 4], street=self.words.line(150), house=self.words.line(20), flat="1"
            )
            kind = PersonKind.ORGANISATION if at == 1 else PersonKind.PERSON
            details = PersonDetails(
                kind=kind,
                surname=surname,
                first_name=self.words.line(100),
                organisation=self.words.line(200) if at == 1 else "",
                category=list(ApplicantCategory)[at],
                displaced=at % 2 == 0,
                email=f"{'довга' * 20}@example.ua",
                contact=self.words.line(200),
                notes=self.words.printable[:1800],
                registered=address,
                staying=Address(elsewhere=self.words.line(100), street=self.words.endless[:150]),
            )
            numbers = [CALLER, NUMBERS[at]] if at else [CALLER]
            person = Person.add(details, dict.fromkeys(numbers), area_code=AREA, by=self.by, now=self.start)
            self.people.append(person)
        PersonNumber.add(
            self.people[0], "(04642) 2-12-52", area_code=AREA, by=self.by, now=self.start, note=self.words.line(100)
        )
        self.ids["person_id"] = self.people[0]

    def bonds(self) -> None:
        version = ConsentText.issue(self.words.printable, by=self.by, now=self.start)
        version = ConsentText.get_by_id(version).version
        given = Consent.give(self.people[0], version, ConsentWay.TOLD, by=self.by, now=self.start)
        Consent.withdraw(self.people[0], given, ConsentWay.PAPER, by=self.by, now=self.start)
        Consent.give(self.people[0], version, ConsentWay.PAPER, by=self.by, now=self.start)
        for other in self.people[1:3]:
            Representation.begin(self.people[0], other, self.words.line(200), by=self.by, now=self.start)
        Representation.begin(self.people[3], self.people[0], self.words.line(200), by=self.by, now=self.start)
