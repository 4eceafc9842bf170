"""Services as a table: exported for a spreadsheet, and taken back, counted first and entered after.

A line is the service of its code; without one, that of its title; else it is a new one. What the table has no column
for stays as it is. A cell that a spreadsheet would reckon as a formula goes out with an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any

from appliance.casework.entrance.accounts import Actor
from appliance.casework.knowledge.service_card import LABELS, BadService, ServiceCard, day_of
from appliance.casework.knowledge.service_codes import code_for
from appliance.casework.knowledge.service_sections import ServiceSection
from appliance.casework.knowledge.services import Service
from appliance.casework.letters import search_key
from appliance.casework.people.register_file import BadRegister, Line, lines_of
from appliance.casework.row import write
from appliance.casework.versions import differences
from appliance.clock import Moment

ROWS_MAX = 300
BETWEEN = " | "
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FIRST_REVIEW = timedelta(days=180)
"""As long a new service holds whose table says nothing of it."""
YES, NO = frozenset({"так", "+", "1", "yes"}), frozenset({"", "ні", "-", "0", "no"})
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_MEANINGS: Mapping[str, str] = {search_key(label): name for name, label in LABELS.items()}

Check = Callable[[ServiceCard], Sequence[str]]
"""Returns why a card cannot be spoken, in sentences; [] when it can."""


class BadTable(BadRegister):
    """The file is no table of services; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A line and the sentence on it."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Planned:
    """What one line brings: a new card, or a known one (`service_id`, `version`) with what differs."""

    line: int
    card: ServiceCard
    service_id: int | None = None
    version: int = 0
    differing: Sequence[str] = ()


@dataclass(slots=True)
class Outcome:
    """What an import does, or would do. `ignored`: headers that mean nothing to us."""

    new: list[Planned] = field(default_factory=list)
    changed: list[Planned] = field(default_factory=list)
    same: int = 0
    refused: list[Refused] = field(default_factory=list)
    ignored: Sequence[str] = ()


def export(services: Iterable[Service]) -> bytes:
    """Return services as CSV in UTF-8 with its mark, `;` between the cells: as a spreadsheet of an office opens it."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, delimiter=";")
    writer.writerow(LABELS.values())
    titles = {section.code: section.title for section in ServiceSection.all()}
    for service in services:
        card = service.card
        told = card.to_json() | {
            "section": titles[card.section],
            "documents": BETWEEN.join(card.documents),
            "review_by": card.review_by.strftime("%d.%m.%Y"),
            "check_locally": "так" if card.check_locally else "ні",
        }
        writer.writerow(_neutral(str(told[name])) for name in LABELS)
    return b"\xef\xbb\xbf" + table.getvalue().encode()


def look_into(content: bytes, check: Check, *, now: Moment) -> Outcome:
    """Return what `enter_table` would do now; nothing is written. Raises BadRegister."""
    lines = list(lines_of(content))
    if not lines:
        raise BadTable("Файл порожній.")
    if len(lines) > ROWS_MAX + 1:
        raise BadTable(f"Послуг щонайбільше {ROWS_MAX} в одній таблиці.")
    header = [_MEANINGS.get(search_key(cell), "") for cell in lines[0].cells]
    if "title" not in header and "code" not in header:
        raise BadTable(f"У першому рядку має бути стовпець «{LABELS['title']}» або «{LABELS['code']}».")
    if any(header.count(name) > 1 for name in filter(None, header)):
        raise BadTable("Два стовпці означають те саме. Залиште один.")
    reading = _Reading(header, check, now)
    for line in lines[1:]:
        reading.take(line)
    reading.outcome.ignored = [
        cell[:60] for cell, name in zip(lines[0].cells, header, strict=True) if cell and not name
    ]
    return reading.outcome


def enter_table(content: bytes, check: Check, *, by: Actor, now: Moment) -> Outcome:
    """Enter what is good of a table, all of it or, if anything fails, nothing. Raises BadRegister."""
    with write():
        outcome = look_into(content, check, now=now)
        for planned in outcome.new:
            Service.add(planned.card, by=by, now=now)
        for planned in outcome.changed:
            Service.change(planned.service_id or 0, planned.version, planned.card, by=by, now=now)
    return outcome


class _Reading:
    """One walk through the lines of a table."""

    def __init__(self, header: Sequence[str], check: Check, now: Moment) -> None:
        self.outcome = Outcome()
        self._header = header
        self._check = check
        self._today = day_of(now)
        services = list(Service.select())
        self._by_code = {service.code: service for service in services}
        self._by_title = {search_key(service.title): service for service in services}
        self._sections = {
            search_key(name): each.code for each in ServiceSection.all() for name in (each.title, each.code)
        }
        self._met: set[str] = set()

    def take(self, line: Line) -> None:
        """Enter a line into the outcome."""
        try:
            planned = self._planned(line)
            sentences = self._check(planned.card)
            if sentences:
                raise BadService(" ".join(sentences), "")
        except BadService as error:
            self.outcome.refused.append(Refused(line.number, str(error)))
            return
        self._met.add(planned.card.code)
        if planned.service_id is None:
            self.outcome.new.append(planned)
        elif planned.differing:
            self.outcome.changed.append(planned)
        else:
            self.outcome.same += 1

    def _planned(self, line: Line) -> Planned:
        if any(line.cells[len(self._header) :]):
            raise BadService("Клітинок більше, ніж стовпців: перевірте роздільник і лапки.", "")
        told = {name: _plain(cell) for name, cell in zip(self._header, line.cells, strict=False) if name}
        known = self._known(told)
        card = self._card(told, known).cleaned()
        if card.code in self._met:
            raise BadService(f"Послуга «{card.title}» уже є в цій таблиці вище.", "code")
        if known is None:
            return Planned(line.number, card)
        differing = differences(known.card.to_json(), card.to_json(), LABELS)
        return Planned(line.number, card, known.id, known.version, differing)

    def _known(self, told: Mapping[str, str]) -> Service | None:
        if code := told.get("code"):
            return self._by_code.get(code)
        return self._by_title.get(search_key(told.get("title", "")))

    def _card(self, told: Mapping[str, str], known: Service | None) -> ServiceCard:
        values: dict[str, Any] = {name: cell for name, cell in told.items() if name in _TEXTS}
        if "documents" in told:
            values["documents"] = tuple(re.split(r"[|\n]", told["documents"]))
        if "section" in told or known is None:
            values["section"] = self._section(told.get("section", ""))
        if told.get("review_by"):
            values["review_by"] = _day(told["review_by"])
        if "check_locally" in told:
            values["check_locally"] = _yes(told["check_locally"])
        if told.get("position"):
            values["position"] = _number(told["position"])
        if known is not None:
            return replace(known.card, **values | {"code": known.code})
        code = told.get("code") or code_for(told.get("title", ""), {*self._by_code, *self._met})
        values = {"title": "", "said_as": "", "review_by": self._today + FIRST_REVIEW, **values}
        return ServiceCard(**values | {"code": code})

    def _section(self, named: str) -> str:
        found = self._sections.get(search_key(named))
        if found is None:
            raise BadService(f"Розділу «{named[:60]}» немає.", "section")
        return found


_TEXTS = frozenset(each.name for each in fields(ServiceCard) if each.type == "str") - {"code", "section"}


def _neutral(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _day(cell: str) -> date:
    written = _DAY.fullmatch(cell)
    try:
        return date(int(written[3]), int(written[2]), int(written[1])) if written else date.fromisoformat(cell)
    except ValueError as error:
        raise BadService(f"Дати «{cell[:30]}» немає. Пишіть її так: 31.12.2027.", "review_by") from error


def _yes(cell: str) -> bool:
    folded = search_key(cell)
    if folded not in YES | NO:
        raise BadService(f"«{LABELS['check_locally']}»: «{cell[:30]}» не означає ні «так», ні «ні».", "check_locally")
    return folded in YES


def _number(cell: str) -> int:
    if not (cell.isascii() and cell.isdecimal() and len(cell) < 4):
        raise BadService(f"«{LABELS['position']}»: «{cell[:30]}» не число від 0 до 999.", "position")
    return int(cell)
