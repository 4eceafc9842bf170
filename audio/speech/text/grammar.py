"""Cases, genders and what governs them: prepositions, words of comparison, adjectives."""

from __future__ import annotations

import re
from enum import StrEnum


class Case(StrEnum):
    """A grammatical case, named as the standard abbreviations do."""

    NOM = "nom"
    GEN = "gen"
    DAT = "dat"
    ACC = "acc"
    INS = "ins"
    LOC = "loc"


class Gender(StrEnum):
    """A grammatical gender; the plural of adjectives and ordinals stands beside the three."""

    M = "m"
    F = "f"
    N = "n"
    PLURAL = "pl"


NOM, GEN, DAT, ACC, INS, LOC = Case
CASES = tuple(Case)

_ENDINGS = {
    Gender.M: "ий ого ому ий им ому",
    Gender.F: "а ої ій у ою ій",
    Gender.N: "е ого ому е им ому",
    Gender.PLURAL: "і их им і ими их",
}
_SOFT = {
    Gender.M: "ій ього ьому ій ім ьому",
    Gender.F: "я ьої ій ю ьою ій",
    Gender.N: "є ього ьому є ім ьому",
    Gender.PLURAL: "і іх ім і іми іх",
}


def adjective(stem: str, gender: Gender, case: Case, *, soft: bool = False, animate: bool = False) -> str:
    """Decline an adjective: hard ("нов" → "нового") or soft ("трет" → "третього")."""
    if animate and case is ACC and gender in (Gender.M, Gender.PLURAL):
        case = GEN
    return stem + (_SOFT if soft else _ENDINGS)[gender].split()[CASES.index(case)]


_GOVERNED: dict[tuple[Case, ...], str] = {
    (GEN,): (
        "до|від|після|протягом|впродовж|упродовж|близько|без|для|біля|коло|крім|окрім|замість|навколо|щодо|стосовно|"
        "внаслідок|серед|більше|менше|пізніше|раніше|старше|молодше|довше|вище|нижче|ближче|дальше|"
        "починаючи з|починаючи із|у розмірі|в розмірі|у кількості|в кількості|у сумі|в сумі|в обсязі|у межах|в межах|"
        "у разі|в разі|обсягом до|з числа|із числа|до кінця|з початку"
    ),
    (NOM,): (
        "більше ніж|більш ніж|більше як|більш як|менше ніж|менш ніж|менше як|менш як|пізніше ніж|раніше ніж|пізніш як|"
        "щонайменше|щонайбільше|принаймні|рівно|всього|усього|разом|дорівнює"
    ),
    (ACC,): "через|понад|про|крізь|станом на|на суму|незважаючи на",
    (DAT,): "завдяки|всупереч|назустріч",
    (INS,): (
        "між|перед|над|поза|згідно з|згідно із|згідно зі|поряд з|поряд із|порівняно з|порівняно із|у зв'язку з|"
        "у зв'язку із|у зв'язку зі|в зв'язку з|разом з|разом із|разом зі"
    ),
    (LOC,): "при",
    (LOC, ACC): "у|в|о|об",
    (ACC, LOC): "на|по",
    (ACC, INS): "за|під",
    (GEN, INS): "з|із|зі|ізі",
}
GOVERNORS: dict[str, tuple[Case, ...]] = {
    phrase: cases for cases, phrases in _GOVERNED.items() for phrase in phrases.split("|")
}
"""What stands before a number or an abbreviation and the cases it asks for, the likelier first."""

_LONGEST = 3
_VERB = re.compile(
    r"[а-яґєії']{2,}(?:іть|йте|ити|іти|ати|яти|увати|ено|ано|ято)|кошту[єю]т?ь?|станов[ия]ть|вартістю|ціною"
)
_PLURAL_ADJECTIVE = re.compile(r"[а-яґєії']{2,}(?:(их|іх)|(ими|іми))")
_PRONOUNS = {"них", "яких", "ними", "якими"}


def governed(words: list[str]) -> tuple[Case, ...]:
    """Return the cases asked for by the last of `words` (lower case), the likelier first; empty if none is."""
    for count in range(min(_LONGEST, len(words)), 0, -1):
        if found := GOVERNORS.get(" ".join(words[-count:])):
            return found
    if words and words[-1] not in _PRONOUNS and (shape := _PLURAL_ADJECTIVE.fullmatch(words[-1])):
        return (GEN, LOC) if shape[1] else (INS,)
    return ()


def has_an_object(words: list[str]) -> bool:
    """Tell whether the last of `words` is likely a verb that takes an accusative: "сплатіть", "сплачено", "коштує"."""
    return bool(words) and _VERB.fullmatch(words[-1]) is not None
