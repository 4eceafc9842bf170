"""The community's list of stressed words: rows, and the file that the speech unit reads them from."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

MARK = "\u0301"
VOWELS = "аеєиіїоуюя"
MOST, LONGEST_WORD = 5000, 64
_WORD = re.compile(r"[а-щьюяґєії]+(?:['-][а-щьюяґєії]+)*")
_HEAD = "# Наголоси, які визначила громада. Консоль пише цей файл зі своїх рядків: змінене тут рукою не збережеться.\n"


class BadStress(SlukhavkaError):
    """A stress cannot be kept so; the text says why."""


class StressWord(Row):
    """A word in small letters; `position`: the number of letters up to and with the stressed vowel."""

    id = peewee.AutoField()
    word = peewee.TextField()
    position = peewee.IntegerField()
    account = peewee.ForeignKeyField(Account, null=True)
    account_id: int | None
    at = UtcDateTimeField()
    clock_trusted = BooleanField()

    @classmethod
    def settle(cls, word: str, position: int, *, by: Actor, now: Moment) -> None:
        """Let the stress of a word lie there from now on. Raises BadStress."""
        word = word.lower()
        if not (2 <= len(word) <= LONGEST_WORD and _WORD.fullmatch(word)):
            raise BadStress("Наголос ставлять у слові з українських літер.")
        if word[position - 1 : position] not in tuple(VOWELS):
            raise BadStress("Наголос ставлять на голосну.")
        with write():
            known = cls.get_or_none(cls.word == word)
            if known is None and cls.select().count() >= MOST:
                raise BadStress(f"У списку вже {MOST} слів, більше він не вміщає.")
            row = {"position": position, "account": by.account, "at": now.wall, "clock_trusted": now.trusted}
            cls.insert(word=word, **row).on_conflict(conflict_target=[cls.word], update=row).execute()
            before = stressed(word, known.position) if known else ""
            change = {"word": [before, stressed(word, position)]}
            AuditEntry.record(by=by, now=now, verb="settled", subject="stress_word", subject_id=word, change=change)

    @classmethod
    def drop(cls, word: str, *, by: Actor, now: Moment) -> None:
        """Let the dictionary decide again; nothing happens when the word is not in the list."""
        with write():
            known = cls.get_or_none(cls.word == word)
            if known:
                known.delete_instance()
                change = {"word": [stressed(word, known.position), ""]}
                AuditEntry.record(by=by, now=now, verb="removed", subject="stress_word", subject_id=word, change=change)

    @classmethod
    def listed(cls) -> list[StressWord]:
        """Return the list in the order of its words."""
        return list(cls.select().order_by(cls.word))

    @classmethod
    def adopt(cls, positions: Mapping[str, int], *, now: Moment) -> None:
        """Take in what somebody wrote into the file by hand, where there is no row of the word yet."""
        with write():
            known = {row.word for row in cls.select(cls.word)}
            for word, position in positions.items():
                if word not in known and _WORD.fullmatch(word) and 2 <= len(word) <= LONGEST_WORD:
                    cls.create(word=word, position=position, at=now.wall, clock_trusted=now.trusted)

    @property
    def spelled(self) -> str:
        """The word with its mark."""
        return stressed(self.word, self.position)


def stressed(word: str, position: int) -> str:
    """Return the word with a stress mark after the letter at `position`."""
    return word[:position] + MARK + word[position:]


def variants(word: str) -> list[int]:
    """Return the positions at which the stress of a word may lie: one for each vowel."""
    return [at for at, letter in enumerate(word.lower(), 1) if letter in VOWELS]


def write_list(path: Path) -> None:
    """Write the rows into the file at `path`, whole or not at all. Raises OSError.

    Under the lock of the register: of two who have settled words the later writes what both have.
    """
    temporary = path.with_name(f".{path.name}.making")
    with write():
        words = "\n".join(row.spelled for row in StressWord.listed())
        with temporary.open("w", encoding="utf-8") as file:
            file.write(f'{_HEAD}\n[community]\nwords = """\n{words}\n"""\n')
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)


JOURNAL_WORDS: Mapping[str, str] = {
    "stress_word": "наголос слова",
    "settled": "визначено",
    "removed": "вилучено",
    "recording_of_prompt": "запис тексту меню",
    "recorded": "записано",
    "handed_in": "подано на перевірку",
    "recording_pin": "код для запису з телефону",
    "set": "задано",
}
"""With what else is kept in the journal of changes of sounds: their files are no rows."""
