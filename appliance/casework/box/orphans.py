"""Recordings and their rows, compared both ways: sound that no row knows, rows whose sound is gone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.retention import tuples
from appliance.casework.box.retention_acts import RetentionItem
from appliance.casework.contacts.calls import VoiceMessage
from appliance.casework.people.person_erasure import ErasedFile
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment

UNDECIDED = ".undecided"
"""Lies beside a recording that somebody is still deciding about (`appliance.calls.recording`)."""

_OURS = re.compile(r"[0-9a-f]{32}-\d+\.wav")


@dataclass(frozen=True, slots=True)
class Orphans:
    """`sounds`: recordings without a row; `rows`: paths below the recordings that a row names and that are gone."""

    sounds: list[Path]
    rows: list[str]


class LostRecording(Row):
    """A recording that was found to be gone though nobody had given it up."""

    path = peewee.TextField(primary_key=True)
    found_at = UtcDateTimeField()
    clock_trusted = BooleanField()

    @classmethod
    def note(cls, paths: list[str], *, now: Moment) -> int:
        """Note what is newly found to be gone and raise the alarm; return how many that are."""
        with write():
            known = {each.path for each in cls.select()}
            new = [path for path in paths if path not in known]
            for path in new:
                cls.create(path=path, found_at=now.wall, clock_trusted=now.trusted)
            if new:
                text = f"Зникли з диска аудіозаписи голосових повідомлень: {len(new)}. Перевірте картку пам'яті."
                Alarm.raise_alarm(AlarmKind.RECORDINGS_LOST, text, now=now, about=new[0])
        return len(new)


def orphans(recordings: Path, pending: Path) -> Orphans:
    """Compare the rows with the directory. Raises OSError.

    What is being recorded or waits to be entered is no orphan, nor is what an erasure or an act of retention removes,
    nor a file whose name is not one that a call gives.
    """
    there = {path.name: path for path in recordings.glob("*.wav")} if recordings.is_dir() else {}
    undecided = {mark.stem for mark in recordings.glob(f"*{UNDECIDED}")}
    waiting = set(_waiting(pending))
    # The rows after the files: what is entered meanwhile has its row.
    rows = {path for (path,) in tuples(VoiceMessage.select(VoiceMessage.path))}
    given_up = {path for (path,) in tuples(ErasedFile.select(ErasedFile.path))}
    given_up |= {path for (path,) in tuples(RetentionItem.select(RetentionItem.path).where(RetentionItem.path != ""))}
    known = rows | given_up | waiting
    unknown = [path for name, path in sorted(there.items()) if name not in known and path.stem not in undecided]
    sounds = [path for path in unknown if _OURS.fullmatch(path.name)]
    return Orphans(sounds, sorted(path for path in rows - given_up if not (recordings / path).exists()))


def _waiting(pending: Path) -> Iterator[str]:
    for path in pending.glob("*.json"):
        try:
            told = json.loads(path.read_bytes())
        except (OSError, ValueError):
            continue  # entered meanwhile, or set aside by the ledger
        if isinstance(told, dict) and "message" in told:
            yield str(told["message"].get("path", ""))
