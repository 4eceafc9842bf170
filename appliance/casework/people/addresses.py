"""Where a person lives: the registered place and the actual one are two addresses (S 3.5; K 5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

ELSEWHERE_MAX = 100
STREET_MAX = 150
HOUSE_MAX = 20


class AddressKind(StrEnum):
    """Which of a person's two addresses; its value begins the names of the columns."""

    REGISTERED = "registered"
    STAYING = "staying"


ADDRESS_NAMES: Mapping[AddressKind, str] = {
    AddressKind.REGISTERED: "Зареєстроване (задеклароване) місце проживання",
    AddressKind.STAYING: "Фактичне місце проживання",
}
PART_NAMES: Mapping[str, str] = {
    "settlement_id": "Населений пункт громади",
    "elsewhere": "Інший населений пункт",
    "street": "Вулиця",
    "house": "Будинок",
    "flat": "Квартира",
}
_LIMITS: Mapping[str, int] = {
    "elsewhere": ELSEWHERE_MAX,
    "street": STREET_MAX,
    "house": HOUSE_MAX,
    "flat": HOUSE_MAX,
}


@dataclass(frozen=True, slots=True)
class Address:
    """One address. `settlement_id` is a settlement of the community, `elsewhere` one outside of it: never both."""

    settlement_id: int | None = None
    elsewhere: str = ""
    street: str = ""
    house: str = ""
    flat: str = ""

    def __bool__(self) -> bool:
        """Whether anything is known."""
        return self != Address()

    @classmethod
    def of(cls, row: object, kind: AddressKind) -> Address:
        """Read the address from a row that has its columns."""
        return cls(**{part.name: getattr(row, f"{kind}_{part.name}") for part in fields(cls)})

    def columns(self, kind: AddressKind) -> dict[str, Any]:
        """Return the address as columns."""
        return {f"{kind}_{part.name}": getattr(self, part.name) for part in fields(self)}

    def written(self, settlement: str = "") -> str:
        """Return it in one line, `settlement` being the name of its settlement: «с. Вишневе, вул. Садова, 5, кв. 2»."""
        flat = f"кв. {self.flat}" if self.flat else ""
        parts = (settlement or self.elsewhere, self.street, self.house, flat)
        return ", ".join(part for part in parts if part)

    def cleaned(self) -> tuple[Address, dict[str, str]]:
        """Return the address with single spaces, and the sentence on each part that cannot stand."""
        parts: dict[str, Any] = {name: " ".join(getattr(self, name).split()) for name in _LIMITS}
        refused = {
            name: f"Не довше за {limit} знаків, одним рядком."
            for name, limit in _LIMITS.items()
            if len(parts[name]) > limit or not parts[name].isprintable()
        }
        if self.settlement_id is not None and parts["elsewhere"]:
            refused["elsewhere"] = "Оберіть населений пункт громади або напишіть інший, а не обидва."
        return replace(self, **parts), refused
