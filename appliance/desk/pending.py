"""Records as JSON files beside the database: written durably, read back as the same values."""

from __future__ import annotations

import json
import os
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from appliance.casework.box.danger_messages import PURPOSE, raise_danger
from appliance.casework.contacts.calls import CallEnd, CallStart, VoiceMessage
from appliance.casework.row import write
from appliance.clock import Moment
from appliance.contracts import CallResult, EndedBy


@dataclass(frozen=True, slots=True)
class PendingMessage:
    """A voice message whose sound is on disk and which has no row yet. `path` is relative to the recordings."""

    uid: str
    purpose: str
    kept: Moment
    path: str
    duration_s: float
    sound_s: float

    def enter(self, call: CallStart) -> int:
        """Enter it in the register, with the alarm if a life may hang on it; return its number.

        Runs in the database thread. A second time nothing is entered, and nobody alarmed.
        """
        with write():
            anew = not VoiceMessage.is_kept(self.uid)
            number = VoiceMessage.keep(
                call,
                uid=self.uid,
                purpose=self.purpose,
                kept=self.kept,
                path=self.path,
                duration_s=self.duration_s,
                sound_s=self.sound_s,
            )
            if anew and self.purpose == PURPOSE:
                raise_danger(number, now=self.kept)
        return number


def uid_of(recording: Path) -> str:
    """Return the uid of the message in a recording: the same whenever it is asked for, so nothing is entered twice."""
    return uuid.uuid5(uuid.NAMESPACE_OID, recording.name).hex


def as_json(record: CallStart | CallEnd | PendingMessage) -> dict[str, Any]:
    """Return the record as JSON values, moments as ISO text."""
    return {name: _plain(value) for name, value in asdict(record).items()}


def call_from(told: dict[str, Any]) -> CallStart:
    """Return the call again. Raises KeyError, TypeError, ValueError for what is none."""
    return CallStart(**{**told, "rang": _moment(told["rang"])})


def end_from(told: dict[str, Any]) -> CallEnd:
    """Return the end of a call again."""
    return CallEnd(
        **{
            **told,
            "answered_at": datetime.fromisoformat(told["answered_at"]) if told["answered_at"] else None,
            "ended_at": datetime.fromisoformat(told["ended_at"]),
            "result": CallResult(told["result"]),
            "ended_by": EndedBy(told["ended_by"]),
        }
    )


def message_from(told: dict[str, Any]) -> PendingMessage:
    """Return the message again."""
    return PendingMessage(**{**told, "kept": _moment(told["kept"])})


def put_durably(path: Path, entry: dict[str, Any]) -> None:
    """Write `entry` so that a power cut leaves all of it or nothing. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("w", encoding="utf-8") as file:
        # ASCII: a number with half a surrogate pair in it, which no UTF-8 file can hold, must not cost a message.
        json.dump(entry, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value


def _moment(told: dict[str, Any]) -> Moment:
    return Moment(**{**told, "wall": datetime.fromisoformat(told["wall"])})
