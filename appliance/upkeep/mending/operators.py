"""What each operator of mobile networks is asked and how it answers: a TOML file an operator. Pure beside the reading.

Answers come in Ukrainian or in Latin letters, and change with every tariff: what is not understood is kept as it came.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from appliance.errors import SettingsError
from appliance.settings import TREE

OPERATORS = TREE / "firmware_config" / "operators"
NETWORK = re.compile("[0-9]{5}")
CODE = re.compile(r"\*[0-9*#]{2,20}#")
GROUPS = {"balance": {"hryvnias", "kopiykas"}, "expires": {"day", "month", "year"}, "package": {"text"}}
SHOWN_MAX = 200
DAYS_MAX = 3650


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer says. `understood`: it tells the balance."""

    balance_kopiykas: int | None = None
    expires_on: date | None = None
    package: str = ""

    @property
    def understood(self) -> bool:
        """Whether the balance is known."""
        return self.balance_kopiykas is not None


@dataclass(frozen=True, slots=True)
class Term:
    """How long a number lives without a top-up: so many days it works, so many more it is suspended (0: unknown).

    `assumed`: no rule of this operator is known.
    """

    active_days: int
    suspended_days: int = 0
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator. `networks`: how the IMSI of its cards begins, `questions`: codes of USSD.

    `active_days`, `suspended_days`: its published term without a top-up, 0 where none is known.
    """

    title: str
    networks: tuple[str, ...]
    questions: tuple[str, ...]
    balance: tuple[re.Pattern[str], ...]
    expires: tuple[re.Pattern[str], ...] = ()
    package: tuple[re.Pattern[str], ...] = ()
    active_days: int = 0
    suspended_days: int = 0

    def term(self, assumed_days: int) -> Term:
        """Return how long a number of its lives; where nothing is known, `assumed_days`."""
        if self.active_days:
            return Term(self.active_days, self.suspended_days)
        return Term(assumed_days, assumed=True)

    def read(self, text: str) -> Reading:
        """Understand an answer, as far as it can be."""
        flat = " ".join(text.split())
        return Reading(_kopiykas(flat, self.balance), _day(flat, self.expires), _text(flat, self.package))


def load_operators(directory: Path) -> tuple[Operator, ...]:
    """Read all operators. Raises SettingsError with a sentence naming the file."""
    return tuple(_load(path) for path in sorted(directory.glob("*.toml")))


def operator_of(network: str, operators: Sequence[Operator]) -> Operator | None:
    """Return whose card it is."""
    return next((operator for operator in operators if network in operator.networks), None)


def term_of(operator: Operator | None, assumed_days: int) -> Term:
    """Return how long a number of an operator, perhaps of an unknown one, lives without a top-up."""
    return operator.term(assumed_days) if operator else Term(assumed_days, assumed=True)


def _load(path: Path) -> Operator:
    try:
        return _operator(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, re.error, TypeError, ValueError, KeyError) as error:
        raise SettingsError(f"{path}: опис оператора не читається ({error}).") from error


def _operator(table: dict[str, Any]) -> Operator:
    if unknown := set(table) - {item.name for item in fields(Operator)}:
        raise ValueError(f"невідомі ключі: {', '.join(sorted(unknown))}")
    networks, questions = _texts(table, "networks", NETWORK), _texts(table, "questions", CODE)
    patterns = {name: _patterns(table.get(name, []), name) for name in GROUPS}
    if not networks or not questions or not patterns["balance"]:
        raise ValueError("порожні networks, questions або balance")
    active_days, suspended_days = _days(table, "active_days"), _days(table, "suspended_days")
    if suspended_days and not active_days:
        raise ValueError("suspended_days без active_days")
    title = str(table["title"])
    return Operator(title, networks, questions, **patterns, active_days=active_days, suspended_days=suspended_days)


def _texts(table: dict[str, Any], key: str, form: re.Pattern[str]) -> tuple[str, ...]:
    texts = table[key]
    if not isinstance(texts, list) or not all(isinstance(text, str) and form.fullmatch(text) for text in texts):
        raise ValueError(f"{key}: не той запис")
    return tuple(texts)


def _days(table: dict[str, Any], key: str) -> int:
    days = table.get(key, 0)
    if type(days) is not int or not 0 <= days <= DAYS_MAX:
        raise ValueError(f"{key}: має бути від 0 до {DAYS_MAX} днів")
    return days


def _patterns(texts: Any, key: str) -> tuple[re.Pattern[str], ...]:
    if not isinstance(texts, list):
        raise ValueError(f"{key} має бути списком")
    patterns = tuple(re.compile(text, re.IGNORECASE) for text in texts)
    if any(not GROUPS[key] <= set(pattern.groupindex) for pattern in patterns):
        raise ValueError(f"{key}: бракує іменованих груп {', '.join(sorted(GROUPS[key]))}")
    return patterns


def _first(text: str, patterns: Sequence[re.Pattern[str]]) -> re.Match[str] | None:
    return next((found for pattern in patterns if (found := pattern.search(text))), None)


def _kopiykas(text: str, patterns: Sequence[re.Pattern[str]]) -> int | None:
    found = _first(text, patterns)
    if found is None:
        return None
    hryvnias, kopiykas = found["hryvnias"], int((found["kopiykas"] or "0").ljust(2, "0"))
    return int(hryvnias) * 100 + (-kopiykas if hryvnias.startswith("-") else kopiykas)


def _day(text: str, patterns: Sequence[re.Pattern[str]]) -> date | None:
    found = _first(text, patterns)
    if found is None:
        return None
    year = int(found["year"])
    try:
        return date(year + 2000 * (year < 100), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _text(text: str, patterns: Sequence[re.Pattern[str]]) -> str:
    found = _first(text, patterns)
    return found["text"].strip()[:SHOWN_MAX] if found else ""
