"""Times and dates in Ukrainian words, as a clock says them. Pure."""

from __future__ import annotations

_UP_TO_TWENTY = [
    "нульової",
    "першої",
    "другої",
    "третьої",
    "четвертої",
    "п'ятої",
    "шостої",
    "сьомої",
    "восьмої",
    "дев'ятої",
    "десятої",
    "одинадцятої",
    "дванадцятої",
    "тринадцятої",
    "чотирнадцятої",
    "п'ятнадцятої",
    "шістнадцятої",
    "сімнадцятої",
    "вісімнадцятої",
    "дев'ятнадцятої",
    "двадцятої",
]
_HOURS = (*_UP_TO_TWENTY, *(f"двадцять {unit}" for unit in _UP_TO_TWENTY[1:5]))
"""Hours, genitive, from midnight to midnight."""
_UNITS = ("нуль", "одна", "дві", "три", "чотири", "п'ять", "шість", "сім", "вісім", "дев'ять")
_TEENS = [
    "десять",
    "одинадцять",
    "дванадцять",
    "тринадцять",
    "чотирнадцять",
    "п'ятнадцять",
    "шістнадцять",
    "сімнадцять",
    "вісімнадцять",
    "дев'ятнадцять",
]
_TENS = ("", "", "двадцять", "тридцять", "сорок", "п'ятдесят")
_FIRST_DAYS = [
    "першого",
    "другого",
    "третього",
    "четвертого",
    "п'ятого",
    "шостого",
    "сьомого",
    "восьмого",
    "дев'ятого",
    "десятого",
    "одинадцятого",
    "дванадцятого",
    "тринадцятого",
    "чотирнадцятого",
    "п'ятнадцятого",
    "шістнадцятого",
    "сімнадцятого",
    "вісімнадцятого",
    "дев'ятнадцятого",
    "двадцятого",
]
DAYS = (*_FIRST_DAYS, *(f"двадцять {unit}" for unit in _FIRST_DAYS[:9]), "тридцятого", "тридцять першого")
"""Days of the month, genitive, from the first."""
MONTHS = [
    "січня",
    "лютого",
    "березня",
    "квітня",
    "травня",
    "червня",
    "липня",
    "серпня",
    "вересня",
    "жовтня",
    "листопада",
    "грудня",
]
"""Months, genitive, from January."""
ON_WEEKDAY = ("в понеділок", "у вівторок", "в середу", "в четвер", "в п'ятницю", "в суботу", "в неділю")
"""Weekdays from Monday as they are said after a vowel: "зателефонуйте в понеділок"."""
WEEKDAYS = ("понеділок", "вівторок", "середу", "четвер", "п'ятницю", "суботу", "неділю")
"""Weekdays from Monday, accusative: "у понеділок і вівторок", "по четвер"."""
FROM_WEEKDAY = ("з понеділка", "з вівторка", "із середи", "із четверга", "з п'ятниці", "із суботи", "з неділі")
_AWKWARD = ("с", "ш", "з", "ч", "в")


def hour_of(hour: int, minute: int) -> str:
    """Return the time in the genitive: "сімнадцятої години", "дванадцятої сорок п'ять". 24:00 is an hour of its own."""
    return f"{_HOURS[hour]} години" if minute == 0 else f"{_HOURS[hour]} {_minutes(minute)}"


def until(hour: int, minute: int) -> str:
    """Return "до сімнадцятої години"."""
    return f"до {hour_of(hour, minute)}"


def since(hour: int, minute: int) -> str:
    """Return "із восьмої години", "з дев'ятої години": what is easy to say."""
    words = hour_of(hour, minute)
    return f"{'із' if words.startswith(_AWKWARD) else 'з'} {words}"


def at_hour(hour: int, minute: int) -> str:
    """Return "о десятій годині", "об одинадцятій тридцять"."""
    first, _, last = _HOURS[hour].rpartition(" ")
    locative = f"{last[:-3]}ій" if last.endswith("ьої") else f"{last[:-2]}ій"
    words = f"{first} {locative}".strip()
    return f"{'об' if words.startswith('о') else 'о'} {words} {_minutes(minute) if minute else 'годині'}"


def between(opens_min: int, closes_min: int) -> str:
    """Return "із восьмої до сімнадцятої години"; both in minutes from midnight, 1440 is the end of the day."""
    return f"{since(*divmod(opens_min, 60)).removesuffix(' години')} {until(*divmod(closes_min, 60))}"


def _minutes(minute: int) -> str:
    if minute < 10:
        return f"нуль {_UNITS[minute]}"
    if minute < 20:
        return _TEENS[minute - 10]
    tens, unit = divmod(minute, 10)
    return f"{_TENS[tens]} {_UNITS[unit]}" if unit else _TENS[tens]
