"""The rubrics of a menu: entries that are read one after another for as long as they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appliance.errors import SlukhavkaError
from appliance.menu.content import Content

PART = "rubrics"
RUBRICS: Mapping[str, str] = {
    "news": "Новини",
    "decisions": "Рішення",
    "events": "Події",
    "e_services": "Допомога з електронними послугами",
    "authorities": "Телефони інших установ",
    "questions": "Часті запитання",
    "reception_rules": "Порядок прийому",
}
"""Every rubric there is, and what people call it."""


class NoSuchRubric(SlukhavkaError):
    """A flow names a rubric that does not exist."""


@dataclass(frozen=True, slots=True)
class RubricItem:
    """One entry: it holds from `starts` until `ends`, each None where it is open.

    `said`: phrases to be played one after another, a number among them is a rest in seconds. `sms`: "" where none is
    offered.
    """

    said: tuple[str | float, ...]
    sms: str = ""
    starts: datetime | None = None
    ends: datetime | None = None

    @property
    def phrases(self) -> tuple[str, ...]:
        """The words that must be spoken."""
        return tuple(piece for piece in self.said if isinstance(piece, str))

    def holds(self, at: datetime) -> bool:
        """Tell whether callers hear it at that moment."""
        return (self.starts is None or self.starts <= at) and (self.ends is None or at < self.ends)

    def to_json(self) -> dict[str, Any]:
        """Return the entry as it stands in the content of a menu."""
        return {
            "said": list(self.said),
            "sms": self.sms,
            "starts": self.starts.isoformat() if self.starts else None,
            "ends": self.ends.isoformat() if self.ends else None,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> RubricItem:
        """Read what `to_json` wrote."""
        return cls(
            said=tuple(told["said"]),
            sms=told.get("sms", ""),
            starts=_moment(told.get("starts")),
            ends=_moment(told.get("ends")),
        )


def check_rubric(name: str) -> None:
    """Raise NoSuchRubric."""
    if name not in RUBRICS:
        raise NoSuchRubric(f"Рубрики «{name}» немає. Є такі: {', '.join(RUBRICS)}.")


def items_of(content: Content, rubric: str) -> Iterator[RubricItem]:
    """Yield the entries of a rubric in the order in which they are read, also those that do not hold now."""
    for told in (content.part(PART) or {}).get(rubric, ()):
        yield RubricItem.from_json(told)


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
