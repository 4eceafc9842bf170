"""A noun with all its forms, and a unit of measure made of it: what a number must agree with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audio.speech.text.grammar import ACC, CASES, GEN, NOM, Case, Gender, adjective
from audio.speech.text.numerals import grammatical


@dataclass(frozen=True)
class Noun:
    """Six forms in the singular and six in the plural; of each the first spelling is said, the others are known."""

    name: str
    gender: Gender
    one: tuple[tuple[str, ...], ...]
    many: tuple[tuple[str, ...], ...]
    numbered: bool = False

    @property
    def animate(self) -> bool:
        """Tell whether its accusative is that of a living being."""
        return self.many[CASES.index(ACC)] == self.many[CASES.index(GEN)]

    def form(self, case: Case, *, plural: bool = False) -> str:
        """Return the form that is said."""
        return (self.many if plural else self.one)[CASES.index(case)][0]

    def spellings(self) -> Iterator[tuple[Form, str]]:
        """Yield every form with each of its spellings."""
        for plural, forms in ((False, self.one), (True, self.many)):
            for case, spellings in zip(CASES, forms, strict=True):
                for spelling in spellings:
                    yield Form(self, case, plural), spelling


@dataclass(frozen=True)
class Form:
    """One reading of a written word: which noun, in which case and number."""

    noun: Noun
    case: Case
    plural: bool


@dataclass(frozen=True)
class Unit:
    """A noun behind a sign, perhaps with an adjective before it ("квадратний метр") and words after it."""

    noun: Noun
    stem: str = ""
    after: str = ""

    def form(self, case: Case, *, plural: bool = False) -> str:
        """Return the whole phrase in a case."""
        gender = Gender.PLURAL if plural else self.noun.gender
        before = [adjective(self.stem, gender, case)] if self.stem else []
        after = [self.after] if self.after else []
        return " ".join([*before, self.noun.form(case, plural=plural), *after])

    def counted(self, number: int, case: Case) -> str:
        """Return the phrase as it stands after `number` in `case`."""
        agreed = grammatical(number)
        if agreed == 1:
            return self.form(case)
        if case in (NOM, ACC):
            return self.form(GEN if agreed == 5 else NOM, plural=True)
        return self.form(case, plural=True)
