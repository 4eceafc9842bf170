"""Which callers a block means: one number, all numbers that begin alike, or whoever hides his number.

A rule is kept as text: "+380662838182", "+38066*", "hidden".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from appliance.errors import SlukhavkaError
from appliance.numbers import NumberKind, grouped, parse
from appliance.numbers.number import digits_of

HIDDEN = "hidden"
MASK = "*"
NARROWEST, WIDEST = 14, 5
"""Digits before the star. In Ukraine not fewer than five: a whole mobile network is the most that one mask may mean."""
WRITTEN_MAX = 40
_UKRAINE = "380"


class BadRule(SlukhavkaError):
    """No block can be made of what was written; the text says why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, as it is kept."""

    text: str

    @property
    def is_mask(self) -> bool:
        """Whether it means many numbers, or nobody knows whose."""
        return self.text.endswith(MASK) or self.text == HIDDEN

    @property
    def prefix(self) -> str:
        """With what the numbers of a mask begin; the number itself where it is one; "" for hidden ones."""
        return "" if self.text == HIDDEN else self.text.removesuffix(MASK)

    @property
    def named(self) -> str:
        """How the office reads it."""
        if self.text == HIDDEN:
            return "усі приховані номери"
        return self.text if self.is_mask else grouped(self.text)


def read_rule(written: str, area_code: str) -> Rule:
    """Understand "066 283 81 82", "+38066*", "(066)*" or "hidden". Raises BadRule."""
    written = written.strip()[:WRITTEN_MAX]
    if written == HIDDEN:
        return Rule(HIDDEN)
    if not written:
        raise BadRule("Напишіть номер або маску.")
    if written.endswith(MASK):
        return Rule(f"+{_mask_digits(written.removesuffix(MASK))}{MASK}")
    number = parse(written, area_code)
    if number.e164:
        return Rule(number.e164)
    if number.kind is NumberKind.SHORT:
        raise BadRule("Короткі номери служб не блокують.")
    meant = f" Можливо, це {grouped(number.suggestion)}?" if number.suggestion else ""
    raise BadRule(f"«{written}» — не повний номер.{meant}")


def rules_that_mean(number: str | None, kind: str) -> list[str]:
    """Return every rule that could mean a caller: `number` in E.164 or None, `kind` of `NumberKind`."""
    if kind == NumberKind.WITHHELD:
        return [HIDDEN]
    if number is None:
        return []
    return [number, *(f"{number[:length]}{MASK}" for length in range(2, len(number)))]


def _mask_digits(written: str) -> str:
    digits = digits_of(written)
    if not re.fullmatch(r"[0-9]{1,15}", digits):
        raise BadRule("У масці лише цифри, а в кінці зірочка: +38066*.")
    if digits.startswith("0"):
        digits = f"38{digits}"
    if len(digits) > NARROWEST:
        raise BadRule("У масці забагато цифр.")
    if len(digits) < WIDEST and (_UKRAINE.startswith(digits) or digits.startswith(_UKRAINE)):
        raise BadRule("Маска зашироко сягає: вона зачепила б пів України. Допишіть цифри, наприклад +38066*.")
    return digits
