"""The closed lists a text is read by: shipped as TOML beside the code, widened by a community's own directory."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from audio.speech.text.grammar import CASES, Gender
from audio.speech.text.nouns import Form, Noun, Unit
from audio.speech.text.signs import STRESS, normalised

FILES = ("abbreviations", "acronyms", "latin", "units", "nouns")
SHIPPED = Path(__file__).parent / "lists"
FOLLOWERS = {"any": "nouns", "name": "nouns_before_a_name", "number": "nouns_before_a_number"}
_SPOKEN = re.compile(rf"[А-ЩЬЮЯҐЄІЇа-щьюяґєії',{STRESS} -]+")

Table = Mapping[str, Any]


class ListsError(Exception):
    """A list says something that cannot be followed; the text names the file and the entry."""


@dataclass(frozen=True)
class Lists:
    """All lists together, checked. Build it with `read`; `DEFAULT` is what the house ships."""

    tables: Mapping[str, Mapping[str, Table]]

    @classmethod
    def read(cls, directory: Path | None = None) -> Lists:
        """Return the shipped lists, widened by the same files of `directory`, each of which may be absent.

        A key given there wins over the shipped one. `ListsError` names the file and the entry that is wrong.
        """
        tables = {name: _tables(SHIPPED / f"{name}.toml") for name in FILES}
        if directory is not None:
            for path in sorted(directory.glob("*.toml")):
                if path.stem not in FILES:
                    raise ListsError(f"{path.name}: такого списку немає, є лише {', '.join(FILES)}")
                tables[path.stem] = _merged(tables[path.stem], _tables(path), path.name)
        lists = cls(tables)
        lists.check()
        return lists

    def check(self) -> None:
        """Raise `ListsError` at the first entry that cannot be spoken or points nowhere."""
        for file, section in (
            ("abbreviations", "phrases"),
            ("acronyms", "said"),
            ("latin", "words"),
            ("latin", "address"),
        ):
            for key, said in self.tables[file][section].items():
                if not isinstance(said, str) or not _SPOKEN.fullmatch(said):
                    raise ListsError(f"{file}.toml, «{key}»: вимова має бути українськими словами, а не «{said}»")
        for noun in ("гривня", "копійка", "номер", "рік", *self.weekdays.values()):
            self._noun("abbreviations", noun, noun)
        if not self.short_nouns:
            raise ListsError("abbreviations.toml: порожньо")
        if not self.units:
            raise ListsError("units.toml: порожньо")

    @cached_property
    def nouns(self) -> dict[str, Noun]:
        """Nouns by their nominative."""
        return {name: _noun(name, entry) for name, entry in self.tables["nouns"]["nouns"].items()}

    @cached_property
    def forms(self) -> dict[str, list[Form]]:
        """Every form of every noun, small letters without stress marks."""
        found: dict[str, list[Form]] = {}
        for noun in self.nouns.values():
            for form, spelling in noun.spellings():
                found.setdefault(spelling, []).append(form)
        return found

    @cached_property
    def labels(self) -> frozenset[str]:
        """Words after which a number is a name."""
        return frozenset(self.tables["nouns"][""].get("labels", "").split())

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Signs of units, the longest first."""
        raw = self.tables["units"]["units"]
        return {sign: self._unit("units", sign, raw[sign]) for sign in sorted(raw, key=len, reverse=True)}

    @cached_property
    def phrases(self) -> dict[str, str]:
        """Phrases said as they stand, the longest first."""
        raw = self.tables["abbreviations"]["phrases"]
        return {key: raw[key] for key in sorted(raw, key=len, reverse=True)}

    @cached_property
    def short_nouns(self) -> dict[str, dict[str, Unit]]:
        """Abbreviated nouns, perhaps with words around them, by what must follow: "any", "name", "number"."""
        found: dict[str, dict[str, Unit]] = {}
        for follower, table in FOLLOWERS.items():
            for short, entry in self.tables["abbreviations"][table].items():
                found.setdefault(short, {})[follower] = self._unit("abbreviations", short, entry)
        return found

    @cached_property
    def weekdays(self) -> dict[str, str]:
        """Days of the week by their two letters, from Monday."""
        return dict(self.tables["abbreviations"]["weekdays"])

    @cached_property
    def acronym_words(self) -> frozenset[str]:
        """Acronyms read as words."""
        return frozenset(self.tables["acronyms"][""].get("words", "").split())

    @cached_property
    def acronym_letters(self) -> frozenset[str]:
        """Acronyms read by letters."""
        return frozenset(self.tables["acronyms"][""].get("letters", "").split())

    @cached_property
    def said(self) -> dict[str, str]:
        """Acronyms with words of their own."""
        return dict(self.tables["acronyms"]["said"])

    @cached_property
    def latin(self) -> dict[str, str]:
        """Latin words by their small letters, the longest first."""
        raw = self.tables["latin"]["words"]
        return {key.lower(): raw[key] for key in sorted(raw, key=len, reverse=True)}

    @cached_property
    def address_parts(self) -> dict[str, str]:
        """Parts of an e-mail or page address that are said as words."""
        return dict(self.tables["latin"]["address"])

    def _noun(self, file: str, key: str, name: str) -> Noun:
        if name not in self.nouns:
            raise ListsError(f"{file}.toml, «{key}»: іменника «{name}» немає в nouns.toml")
        return self.nouns[name]

    def _unit(self, file: str, short: str, entry: object) -> Unit:
        if isinstance(entry, str):
            return Unit(self._noun(file, short, entry))
        if not isinstance(entry, list) or len(entry) != 3 or not all(isinstance(part, str) for part in entry):
            raise ListsError(f"{file}.toml, «{short}»: має бути іменник або [іменник, основа прикметника, слова після]")
        name, stem, after = entry
        return Unit(self._noun(file, short, name), stem, after)


def _tables(path: Path) -> dict[str, Table]:
    """Return the tables of a file; lists of words that stand outside any table are under ""."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise ListsError(f"{path.name}: файл не читається: {wrong}") from wrong
    tables: dict[str, Table] = {"": {key: value for key, value in raw.items() if isinstance(value, str)}}
    for name, table in raw.items():
        if isinstance(table, dict):
            tables[name] = {normalised(key).text: value for key, value in table.items()}
        elif not isinstance(table, str):
            raise ListsError(f"{path.name}, «{name}»: має бути таблиця або слова в лапках")
    return tables


def _merged(ours: Mapping[str, Table], theirs: Mapping[str, Table], file: str) -> dict[str, Table]:
    if unknown := set(theirs) - set(ours):
        raise ListsError(f"{file}: таблиці «{min(unknown)}» не буває")
    if unknown := set(theirs[""]) - set(ours[""]):
        raise ListsError(f"{file}: списку «{min(unknown)}» не буває")
    merged: dict[str, Table] = {name: {**table, **theirs.get(name, {})} for name, table in ours.items()}
    merged[""] = {key: f"{words} {theirs[''].get(key, '')}" for key, words in ours[""].items()}
    return merged


def _noun(name: str, entry: object) -> Noun:
    if not isinstance(entry, list) or len(entry) not in (3, 4) or not all(isinstance(part, str) for part in entry):
        raise ListsError(f"nouns.toml, «{name}»: має бути [рід, однина, множина] і, за потреби, «numbered»")
    gender, one, many, *kind = entry
    if gender not in ("m", "f", "n") or kind not in ([], ["numbered"]):
        raise ListsError(f"nouns.toml, «{name}»: рід має бути m, f чи n, а вид — numbered")
    numbers = [tuple(tuple(form.split("|")) for form in forms.split()) for forms in (one, many)]
    if any(len(forms) != len(CASES) for forms in numbers):
        raise ListsError(f"nouns.toml, «{name}»: має бути по шість відмінків в однині й множині")
    return Noun(name, Gender(gender), numbers[0], numbers[1], numbered=bool(kind))


def longest(keys: Mapping[str, object]) -> str:
    """Return a regular expression that finds any of `keys`, the longest first."""
    return "|".join(_escaped(keys))


def _escaped(keys: Mapping[str, object]) -> Iterator[str]:
    return (re.escape(key) for key in sorted(keys, key=len, reverse=True))


DEFAULT = Lists.read()
"""What the house ships."""
