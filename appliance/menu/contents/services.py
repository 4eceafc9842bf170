"""The services of a menu: sections, and in each what is told of every service, already put into words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from appliance.menu.content import Content

PART = "services"
KEY_WORDS = ("один", "два", "три", "чотири", "п'ять", "шість")
KEYS = len(KEY_WORDS)
MORE = "Інші послуги — шість."
BACK = "Повернутися назад — вісім."


@dataclass(frozen=True, slots=True)
class ToldService:
    """One service. `said_as` names it in the menu, `spoken` is the whole card; the SMS stands twice.

    `sms_stale` is sent when the card may be out of date, which it is after `review_by` (with us), or unconfirmed.
    """

    code: str
    said_as: str
    spoken: str
    sms: str
    sms_stale: str
    review_by: date
    unconfirmed: bool

    def stale_on(self, day: date) -> bool:
        """Tell whether callers must be told that it may have changed."""
        return self.unconfirmed or self.review_by < day


@dataclass(frozen=True, slots=True)
class ToldSection:
    """One section with at least one service."""

    said_as: str
    services: tuple[ToldService, ...]


@dataclass(frozen=True, slots=True)
class ToldServices:
    """All that the menu tells of services."""

    sections: tuple[ToldSection, ...] = ()

    @property
    def all(self) -> Iterator[ToldService]:
        """Yield every service."""
        for section in self.sections:
            yield from section.services

    def coded(self, code: str) -> ToldService | None:
        """Return the service of a code."""
        return next((service for service in self.all if service.code == code), None)

    def to_json(self) -> dict[str, Any]:
        """Return them as they stand in the content of a menu."""
        return {"sections": [_section_json(section) for section in self.sections]}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> ToldServices:
        """Read what `to_json` wrote."""
        return cls(tuple(_section(each) for each in told.get("sections", ())))

    @classmethod
    def of(cls, content: Content) -> ToldServices:
        """Return those of a menu's content; none where there is no such part."""
        return cls.from_json(content.part(PART) or {})


def pages(count: int) -> list[range]:
    """Cut `count` choices into pages: six, or five and a key for the others.

    >>> pages(8)
    [range(0, 5), range(5, 8)]
    """
    begin, cut = 0, []
    while count - begin > KEYS:
        cut.append(range(begin, begin + KEYS - 1))
        begin += KEYS - 1
    return [*cut, range(begin, count)]


def choice_words(names: Sequence[str], *, more: bool, back: bool) -> list[str]:
    """Return what is said of one page of choices: whole sentences, the purpose before the key."""
    first, *others = zip(names, KEY_WORDS, strict=False)
    said = [f"Щоб дізнатися {first[0]}, натисніть {first[1]}."]
    said += [f"{name[:1].upper()}{name[1:]} — {key}." for name, key in others]
    return [*said, *([MORE] if more else []), *([BACK] if back else [])]


def list_words(names: Sequence[str], *, inner: bool) -> list[list[str]]:
    """Return what is said of a list, page by page. `inner`: there is a list to go back to."""
    cut = pages(len(names))
    return [
        choice_words([names[at] for at in page], more=page is not cut[-1], back=inner or page is not cut[0])
        for page in cut
    ]


def _section_json(section: ToldSection) -> dict[str, Any]:
    services = [asdict(service) | {"review_by": service.review_by.isoformat()} for service in section.services]
    return {"said_as": section.said_as, "services": services}


def _section(told: Mapping[str, Any]) -> ToldSection:
    services = (
        replace(ToldService(**each), review_by=date.fromisoformat(each["review_by"])) for each in told["services"]
    )
    return ToldSection(told["said_as"], tuple(services))
