"""An administrative service (адміністративна послуга) as a typed card, from which every telling of it is made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from appliance.casework.office.calendar import KYIV
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

CODE_MAX = 40
DOCUMENTS_MAX, DOCUMENT_MAX = 15, 160
LIMITS: Mapping[str, int] = {
    "title": 80,
    "said_as": 120,
    "fee": 80,
    "term": 120,
    "place": 160,
    "hours": 160,
    "legal_basis": 300,
    "source": 300,
}
LABELS: Mapping[str, str] = {
    "code": "Код",
    "section": "Розділ",
    "title": "Назва",
    "said_as": "Як сказати в меню",
    "documents": "Потрібні документи",
    "fee": "Плата",
    "term": "Строк",
    "place": "Куди звертатися",
    "hours": "Коли приймають",
    "legal_basis": "Підстава",
    "source": "Джерело",
    "review_by": "Переглянути до",
    "check_locally": "Звірити на місці",
    "position": "Порядок",
}
"""Every field of a card as people read it, in the order of the form and of the table."""
SPOKEN_FIELDS = ("title", "said_as", "documents", "fee", "term", "place", "hours", "legal_basis")
"""What a caller hears: its words must be readable aloud."""
CODE_PATTERN = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_POSITION_MAX = 999


class BadService(SlukhavkaError):
    """A service cannot be entered so; the text says why. `field`: which one of the card's is wrong."""

    def __init__(self, sentence: str, field: str) -> None:
        """Keep both."""
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """One service. `said_as`: how a menu names it after «Щоб дізнатися …»; "" in a field: nothing is told of it.

    `code` names the service for ever, `section` is the code of a section. `check_locally`: taken from a starter set,
    the office has not confirmed it yet. `position`: its place in its section.
    """

    code: str
    section: str
    title: str
    said_as: str
    review_by: date
    documents: tuple[str, ...] = ()
    fee: str = ""
    term: str = ""
    place: str = ""
    hours: str = ""
    legal_basis: str = ""
    source: str = ""
    check_locally: bool = False
    position: int = 0

    def cleaned(self) -> ServiceCard:
        """Return the card without stray spaces and full stops at the ends. Raises BadService."""
        lines: dict[str, Any] = {name: _line(getattr(self, name)) for name in LIMITS}
        card = replace(
            self,
            code=self.code.strip(),
            documents=tuple(filter(None, map(_line, self.documents))),
            **lines,
        )
        card._judge()
        return card

    def _judge(self) -> None:
        if not CODE_PATTERN.fullmatch(self.code):
            raise BadService(f"Код: від 1 до {CODE_MAX} малих латинських літер, цифр, «-» чи «_».", "code")
        for name, limit in LIMITS.items():
            _judge_line(LABELS[name], getattr(self, name), limit, name)
        for required in ("title", "said_as"):
            if not getattr(self, required):
                raise BadService(f"Поле «{LABELS[required]}» не може бути порожнім.", required)
        if len(self.documents) > DOCUMENTS_MAX:
            raise BadService(
                f"Документів щонайбільше {DOCUMENTS_MAX}: довшого переліку на слух не запам'ятати.", "documents"
            )
        for document in self.documents:
            _judge_line("Документ", document, DOCUMENT_MAX, "documents")
        if not 0 <= self.position <= _POSITION_MAX:
            raise BadService(f"Порядок — число від 0 до {_POSITION_MAX}.", "position")

    def stale_on(self, day: date) -> bool:
        """Tell whether what it says may have changed: nobody here has confirmed it, or not in time."""
        return self.check_locally or self.review_by < day

    def to_json(self) -> dict[str, Any]:
        """Return the card as a document that can be kept."""
        told = {field.name: getattr(self, field.name) for field in fields(self)}
        return told | {"documents": list(self.documents), "review_by": self.review_by.isoformat()}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ServiceCard:
        """Return the card of a kept document; what a later card has beside it, it has not."""
        known = {field.name for field in fields(cls)}
        told = {name: value for name, value in document.items() if name in known}
        told |= {"documents": tuple(document["documents"]), "review_by": date.fromisoformat(document["review_by"])}
        return cls(**told)


def day_of(now: Moment) -> date:
    """Return the day it is in Kyiv."""
    return now.wall.astimezone(KYIV).date()


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if line.endswith("...") or _abbreviated(line) else line.rstrip(".")


def _abbreviated(line: str) -> bool:
    """Whether the full stop at the end belongs to a shortened word: «грн.», «ст.»."""
    last = line.rpartition(" ")[2].rstrip(".")
    return line.endswith(".") and len(last) <= 3 and last.isalpha()


def _judge_line(label: str, text: str, limit: int, field: str) -> None:
    if len(text) > limit:
        raise BadService(f"«{label}»: щонайбільше {limit} знаків, а тут {len(text)}.", field)
    if not text.isprintable():
        raise BadService(f"«{label}»: є знаки, яких не видно.", field)
