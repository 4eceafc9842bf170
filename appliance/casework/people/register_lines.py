"""What the columns of a register mean: headers as offices write them, cells to a person's details and numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from appliance.casework.letters import search_key
from appliance.casework.office.community import Settlement
from appliance.casework.people.addresses import Address
from appliance.casework.people.people_details import (
    CATEGORY_NAMES,
    ApplicantCategory,
    BadPerson,
    PersonDetails,
    PersonKind,
)
from appliance.casework.people.people_numbers import BadTelephone, Telephone, read_telephone
from appliance.casework.people.register_file import BadRegister, Line
from appliance.errors import SlukhavkaError

HEADERS: Mapping[str, str] = {
    "піб": "name",
    "пiб": "name",
    "прізвище ім'я по батькові": "name",
    "прізвище ім'я та по батькові": "name",
    "прізвище": "surname",
    "ім'я": "first_name",
    "по батькові": "patronymic",
    "організація": "organisation",
    "назва організації": "organisation",
    "телефон": "phone",
    "телефони": "phone",
    "номер": "phone",
    "номер телефону": "phone",
    "контактний телефон": "phone",
    "мобільний": "phone",
    "мобільний телефон": "phone",
    "домашній телефон": "phone",
    "телефон 2": "phone",
    "другий телефон": "phone",
    "населений пункт": "place",
    "село": "place",
    "місто": "place",
    "адреса": "street",
    "вулиця": "street",
    "будинок": "house",
    "квартира": "flat",
    "фактичний населений пункт": "staying_place",
    "фактична адреса": "staying_street",
    "фактична вулиця": "staying_street",
    "фактичний будинок": "staying_house",
    "фактична квартира": "staying_flat",
    "впо": "displaced",
    "категорія": "category",
    "пільгова категорія": "category",
    "електронна пошта": "email",
    "email": "email",
    "e-mail": "email",
    "примітки": "notes",
    "нотатки": "notes",
}
NAMING = ("name", "surname", "first_name", "organisation")
YES = frozenset({"так", "+", "1", "впо", "yes"})
NO = frozenset({"", "ні", "-", "0", "no"})
_CATEGORIES = {search_key(name): category for category, name in CATEGORY_NAMES.items()}
_KIND_OF_PLACE = re.compile(r"^(с\.|с-ще|селище|село|смт\.?|місто|м\.|хутір|х\.)\s*")
_SPOILT = re.compile(r"\d([.,]\d+)?e\+\d+", re.IGNORECASE)
_NINE_DIGITS = re.compile(r"[2-9]\d{8}")


class BadLine(SlukhavkaError):
    """A line that is not entered; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A person as one line tells of them."""

    line: int
    details: PersonDetails
    telephones: tuple[Telephone, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A line and the sentence on it."""

    line: int
    sentence: str


class Columns:
    """The columns of one file, read from its header. `ignored`: headers that mean nothing to us."""

    def __init__(self, header: Line) -> None:
        """Raises BadRegister when no column names anybody, or two columns mean the same."""
        self.ignored: list[str] = []
        self.meanings: list[str] = []
        for cell in header.cells:
            meaning = HEADERS.get(_heading(cell), "")
            if not meaning and cell:
                self.ignored.append(cell[:60])
            if meaning in self.meanings and meaning != "phone" and meaning:
                raise BadRegister(f"Два стовпці означають те саме: «{cell[:60]}». Залиште один.")
            self.meanings.append(meaning)
        if not any(meaning in NAMING for meaning in self.meanings):
            raise BadRegister("У першому рядку має бути стовпець «Прізвище», «ПІБ» або «Організація».")

    def cells(self, line: Line) -> dict[str, list[str]]:
        """Return the cells by their meaning. Raises BadLine."""
        if any(line.cells[len(self.meanings) :]):
            raise BadLine("клітинок більше, ніж стовпців: перевірте роздільник і лапки.")
        told = defaultdict(list)
        for meaning, cell in zip(self.meanings, line.cells, strict=False):
            if meaning and cell:
                told[meaning].append(cell)
        return told


@dataclass(frozen=True, slots=True)
class Reading:
    """How cells are read. `lost_zero`: nine digits are a number whose first zero a spreadsheet has dropped."""

    area_code: str
    places: Mapping[str, Sequence[int]]
    lost_zero: bool = False


def known_places() -> dict[str, list[int]]:
    """Return the settlements of the community by their folded names."""
    places = defaultdict(list)
    for settlement in Settlement.standing():
        places[search_key(settlement.name)].append(int(settlement.id))
    return dict(places)


def entries(lines: Iterable[Line], columns: Columns, reading: Reading) -> Iterator[Entry | Refused]:
    """Yield for each line the person it tells of, or why it is refused."""
    for line in lines:
        try:
            told = columns.cells(line)
            telephones = tuple(_telephone(each, reading) for each in _numbers(told["phone"]))
            yield Entry(line.number, _details(told, reading).cleaned(), telephones)
        except (BadLine, BadPerson, BadTelephone) as error:
            yield Refused(line.number, str(error))


def keys(lines: Iterable[Line], columns: Columns) -> Iterator[str]:
    """Yield the folded name of each line, good or bad: enough to see which names the file has more than once."""
    for line in lines:
        one = dict(zip(columns.meanings, line.cells, strict=False))
        yield search_key(_named(one).name)


def _heading(cell: str) -> str:
    return " ".join(re.sub(r"[,.:;/()]", " ", search_key(cell)).split())


def _details(told: Mapping[str, Sequence[str]], reading: Reading) -> PersonDetails:
    one = {meaning: cells[0] for meaning, cells in told.items() if cells}
    return replace(
        _named(one),
        displaced=_displaced(one.get("displaced", "")),
        category=_category(one.get("category", "")),
        email=one.get("email", ""),
        notes=one.get("notes", ""),
        registered=_address(one, "", reading),
        staying=_address(one, "staying_", reading),
    )


def _named(one: Mapping[str, str]) -> PersonDetails:
    surname, first_name, patronymic = _name(one)
    organisation = one.get("organisation", "")
    return PersonDetails(
        kind=PersonKind.ORGANISATION if organisation else PersonKind.PERSON,
        surname=surname,
        first_name=first_name,
        patronymic=patronymic,
        organisation=organisation,
    )


def _name(one: Mapping[str, str]) -> tuple[str, str, str]:
    if "name" in one:
        surname, first_name, patronymic = (*one["name"].split(maxsplit=2), "", "", "")[:3]
        return surname, first_name, patronymic
    return one.get("surname", ""), one.get("first_name", ""), one.get("patronymic", "")


def _numbers(cells: Sequence[str]) -> list[str]:
    for cell in cells:
        if _SPOILT.search(cell):
            raise BadLine(f"«{cell}»: номер зіпсувала таблиця. Задайте стовпцеві вид «Текст» і впишіть знову.")
    return [written for cell in cells for written in re.split(r"[,;|\n]", cell) if written.strip()]


def _telephone(written: str, reading: Reading) -> Telephone:
    digits = re.sub(r"[\s()-]", "", written)
    if reading.lost_zero and _NINE_DIGITS.fullmatch(digits):
        return replace(read_telephone(f"0{digits}", reading.area_code), raw=written.strip())
    return read_telephone(written, reading.area_code)


def _address(one: Mapping[str, str], prefix: str, reading: Reading) -> Address:
    street, house, flat = (one.get(f"{prefix}{part}", "") for part in ("street", "house", "flat"))
    place = one.get(f"{prefix}place", "")
    found = reading.places.get(search_key(place)) or reading.places.get(_bare(place), ())
    if len(found) > 1:
        raise BadLine(f"населених пунктів «{place}» у громаді кілька: внесіть цю людину вручну.")
    return Address(found[0] if found else None, "" if found else place, street, house, flat)


def _bare(place: str) -> str:
    return _KIND_OF_PLACE.sub("", search_key(place))


def _displaced(cell: str) -> bool:
    folded = search_key(cell)
    if folded not in YES | NO:
        raise BadLine(f"ВПО: «{cell[:60]}» не означає ні «так», ні «ні».")
    return folded in YES


def _category(cell: str) -> ApplicantCategory:
    folded = search_key(cell)
    if folded and folded not in _CATEGORIES:
        raise BadLine(f"категорії заявника «{cell[:60]}» немає.")
    return _CATEGORIES.get(folded, ApplicantCategory.NONE)
