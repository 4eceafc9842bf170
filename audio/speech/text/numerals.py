"""Ukrainian numerals from 0 to 10⁹ and on to 10¹²: cardinal and ordinal, three genders, six cases.

Where the language allows two forms the plainer of the norm is taken (п'яти, not п'ятьох; семи, not сімох).
"""

from __future__ import annotations

from audio.speech.text.grammar import ACC, CASES, GEN, LOC, NOM, Case, Gender, adjective

LIMIT = 10**12

_ONE = {
    Gender.M: ["один", "одного", "одному", "один", "одним", "одному"],
    Gender.F: ["одна", "однієї", "одній", "одну", "однією", "одній"],
    Gender.N: ["одне", "одного", "одному", "одне", "одним", "одному"],
    Gender.PLURAL: ["одні", "одних", "одним", "одні", "одними", "одних"],
}
_TWO = "дв{} двох двом дв{} двома двох"
_SMALL = {
    0: "нуль нуля нулю нуль нулем нулі",
    3: "три трьох трьом три трьома трьох",
    4: "чотири чотирьох чотирьом чотири чотирма чотирьох",
    5: "п'ять п'яти п'яти п'ять п'ятьма п'яти",
    6: "шість шести шести шість шістьма шести",
    7: "сім семи семи сім сьома семи",
    8: "вісім восьми восьми вісім вісьма восьми",
    9: "дев'ять дев'яти дев'яти дев'ять дев'ятьма дев'яти",
    40: "сорок сорока сорока сорок сорока сорока",
    90: "дев'яносто дев'яноста дев'яноста дев'яносто дев'яноста дев'яноста",
    100: "сто ста ста сто ста ста",
    200: "двісті двохсот двомстам двісті двомастами двохстах",
    300: "триста трьохсот трьомстам триста трьомастами трьохстах",
    400: "чотириста чотирьохсот чотирьомстам чотириста чотирмастами чотирьохстах",
    500: "п'ятсот п'ятисот п'ятистам п'ятсот п'ятьмастами п'ятистах",
    600: "шістсот шестисот шестистам шістсот шістьмастами шестистах",
    700: "сімсот семисот семистам сімсот сьомастами семистах",
    800: "вісімсот восьмисот восьмистам вісімсот вісьмастами восьмистах",
    900: "дев'ятсот дев'ятисот дев'ятистам дев'ятсот дев'ятьмастами дев'ятистах",
}
_REGULAR = {
    10: "десят",
    11: "одинадцят",
    12: "дванадцят",
    13: "тринадцят",
    14: "чотирнадцят",
    15: "п'ятнадцят",
    16: "шістнадцят",
    17: "сімнадцят",
    18: "вісімнадцят",
    19: "дев'ятнадцят",
    20: "двадцят",
    30: "тридцят",
}
_TENS = {50: "п'ятдесят", 60: "шістдесят", 70: "сімдесят", 80: "вісімдесят"}
_CARDINALS: dict[int, list[str]] = {value: forms.split() for value, forms in _SMALL.items()}
_CARDINALS |= {value: [f"{stem}{end}" for end in ("ь", "и", "и", "ь", "ьма", "и")] for value, stem in _REGULAR.items()}
_CARDINALS |= {value: [f"{stem}{end}" for end in ("", "и", "и", "", "ьма", "и")] for value, stem in _TENS.items()}

_POWERS: tuple[tuple[int, Gender, str, str], ...] = (
    (10**9, Gender.M, "мільярд мільярда мільярду мільярд мільярдом мільярді", "и ів ам и ами ах"),
    (10**6, Gender.M, "мільйон мільйона мільйону мільйон мільйоном мільйоні", "и ів ам и ами ах"),
    (10**3, Gender.F, "тисяча тисячі тисячі тисячу тисячею тисячі", "і _ ам і ами ах"),
)
_ORDINALS = {
    0: "нульов",
    1: "перш",
    2: "друг",
    3: "трет",
    4: "четверт",
    5: "п'ят",
    6: "шост",
    7: "сьом",
    8: "восьм",
    9: "дев'ят",
    40: "сороков",
    90: "дев'яност",
    100: "сот",
    200: "двохсот",
    300: "трьохсот",
    400: "чотирьохсот",
    500: "п'ятисот",
    600: "шестисот",
    700: "семисот",
    800: "восьмисот",
    900: "дев'ятисот",
    **_REGULAR,
    **_TENS,
}
_JOINED = {1: "одно", 2: "дво", 3: "три", 4: "чотири", 90: "дев'яносто", 100: "сто"}
_FRACTIONS = ("", "десят", "сот", "тисячн", "десятитисячн")
FRACTION_DIGITS = len(_FRACTIONS) - 1


def grammatical(number: int) -> int:
    """Return what decides the agreement of the noun: 1 (one), 2 (two to four) or 5 (all others)."""
    if number % 100 in range(11, 15):
        return 5
    return {1: 1, 2: 2, 3: 2, 4: 2}.get(number % 10, 5)


def cardinal(number: int, case: Case = NOM, gender: Gender = Gender.M, *, animate: bool = False) -> str:
    """Return the cardinal; `animate` matters to the accusative alone. `ValueError` beyond 10¹²."""
    _check(number)
    if number == 0:
        return _CARDINALS[0][CASES.index(case)]
    words: list[str] = []
    for power, power_gender, one, many in _POWERS:
        count, number = divmod(number, power)
        if count:
            words += [] if count == 1 else [_below_thousand(count, case, power_gender, animate=False)]
            words.append(_power(count, case, one.split(), many.split()))
    if number:
        words.append(_below_thousand(number, case, gender, animate=animate))
    return " ".join(words)


def ordinal(number: int, case: Case = NOM, gender: Gender = Gender.M, *, animate: bool = False) -> str:
    """Return the ordinal; `Gender.PLURAL` for "двадцяті". `ValueError` beyond 10¹²."""
    _check(number)
    for power, stem in ((10**9, "мільярдн"), (10**6, "мільйонн"), (10**3, "тисячн")):
        if number and number % power == 0:
            count, rest = number // power % 1000, number // power // 1000 * 1000 * power
            last = adjective(("" if count == 1 else _before_thousand(count)) + stem, gender, case, animate=animate)
            return f"{cardinal(rest)} {last}" if rest else last
    tail = _last_part(number)
    last = adjective(_ORDINALS[tail], gender, case, soft=tail == 3, animate=animate)
    return f"{cardinal(number - tail)} {last}" if number != tail else last


def joined(number: int) -> str:
    """Return the first part of a compound adjective: "п'яти" of "п'ятиденний". `ValueError` from 1000 on."""
    if not 0 < number < 1000:
        raise ValueError(number)
    parts = _parts(number)
    return "".join(_JOINED.get(part) or _CARDINALS[part][CASES.index(GEN)] for part in parts)


def decimal(whole: int, fraction: str, case: Case = NOM) -> str:
    """Return "дві цілих три десятих" of 2 and "3". `ValueError` when the fraction is too long."""
    if not 0 < len(fraction) <= FRACTION_DIGITS:
        raise ValueError(fraction)
    return f"{_shares(whole, 'ціл', case)} {_shares(int(fraction), _FRACTIONS[len(fraction)], case)}"


def _shares(count: int, stem: str, case: Case) -> str:
    one = grammatical(count) == 1
    many = GEN if case in (NOM, ACC) else case
    share = adjective(stem, Gender.F, case) if one else adjective(stem, Gender.PLURAL, many)
    return f"{cardinal(count, case, Gender.F)} {share}"


def _check(number: int) -> None:
    if not 0 <= number < LIMIT:
        raise ValueError(number)


def _power(count: int, case: Case, one: list[str], endings: list[str]) -> str:
    agreed = grammatical(count)
    if agreed == 1:
        return one[CASES.index(case)]
    shown = GEN if agreed == 5 and case in (NOM, ACC) else case
    stem = one[0].removesuffix("а")
    return stem + endings[CASES.index(shown)].replace("_", "")


def _parts(number: int) -> list[int]:
    hundreds, rest = number // 100 * 100, number % 100
    tens, units = (0, rest) if rest < 20 else (rest // 10 * 10, rest % 10)
    return [part for part in (hundreds, tens, units) if part]


def _below_thousand(number: int, case: Case, gender: Gender, *, animate: bool) -> str:
    return " ".join(_part(part, case, gender, animate=animate) for part in _parts(number))


def _part(part: int, case: Case, gender: Gender, *, animate: bool) -> str:
    if animate and case is ACC and part < 5 and not (part == 1 and gender is not Gender.M):
        case = GEN
    if part == 1:
        return _ONE[gender][CASES.index(case)]
    if part == 2:
        return _TWO.format(*("і" * 2 if gender is Gender.F else "а" * 2)).split()[CASES.index(case)]
    return _CARDINALS[part][CASES.index(case)]


def _last_part(number: int) -> int:
    rest = number % 1000
    return _parts(rest)[-1] if rest else 0


def _before_thousand(count: int) -> str:
    """Return "двох" of "двохтисячний", "сто" of "стотисячний"."""
    return "".join(
        _CARDINALS[100][0] if part == 100 else "одно" if part == 1 else "дев'яносто" if part == 90
        else _part(part, LOC if part < 5 else GEN, Gender.M, animate=False)
        for part in _parts(count)
    )  # fmt: skip
