"""What of a month goes on the stick: figures in clear; the register, recordings and the copy only closed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.casework.box.copies import newest_verified
from appliance.casework.contacts.calls import VoiceMessage
from appliance.casework.office.calendar import KYIV
from appliance.clock import Moment
from appliance.reports.period import Month
from appliance.settings import Settings
from appliance.upkeep.stick.tape import Packed

VOLUME_BYTES = 1024**3
"""Recordings are packed in volumes: FAT32 takes no file of 4 GiB."""
COPY_MOST = 4 * 1024**3 - 64 * 1024**2
LIST = "zapysy.csv"


@dataclass(frozen=True, slots=True)
class Reports:
    """What was written of a month: files that name nobody, and those that do."""

    figures: tuple[Path, ...]
    personal: tuple[Path, ...]


Composed = Callable[[int, int], None]
"""Is told how many files are composed, and of how many."""
WriteReports = Callable[[Month, Path, Moment, Composed], Reports]


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything. `volumes` of recordings, `copy` of the register; `remark`: what is missing and why, or ""."""

    figures: tuple[Path, ...]
    personal: tuple[Packed, ...]
    volumes: tuple[tuple[Packed, ...], ...] = ()
    copy: Path | None = None
    remark: str = ""


def gather(settings: Settings, month: Month, reports: Reports, work: Path) -> Contents:
    """Return what goes with these reports; the list of recordings is written in the directory `work`."""
    messages = _messages(month)
    there = [each for each in messages if (settings.recordings / each.path).is_file()]
    listed = work / LIST
    listed.write_text(_list(messages, {each.id for each in there}), encoding="utf-8-sig", newline="")
    personal = (*(Packed(path.name, path) for path in reports.personal), Packed(LIST, listed))
    copy, remark = _copy(settings)
    packed = (Packed(f"zapysy/{_sound(each)}", settings.recordings / each.path) for each in there)
    volumes = tuple(_volumes(packed)) if settings.export.recordings else ()
    return Contents(reports.figures, personal, volumes, copy, remark)


def _messages(month: Month) -> list[VoiceMessage]:
    found = VoiceMessage.select().where(VoiceMessage.kept_at >= month.start, VoiceMessage.kept_at < month.end)
    return list(found.order_by(VoiceMessage.id))


def _list(messages: Iterable[VoiceMessage], there: set[int]) -> str:
    """Return the list of recordings: numbers, moments and names of our own, nothing that somebody has typed."""
    written = io.StringIO()
    lines = csv.writer(written, delimiter=";")
    lines.writerow(("Номер повідомлення", "Коли залишено", "Триває, с", "Лінія", "Файл"))
    for each in messages:
        at = each.kept_at.astimezone(KYIV).strftime("%d.%m.%Y %H:%M:%S")
        file = _sound(each) if each.id in there else "видалено"
        lines.writerow((each.id, at, f"{each.duration_s:.0f}", each.line, file))
    return written.getvalue()


def _sound(message: VoiceMessage) -> str:
    return f"{message.id:08d}.wav"


def _volumes(packed: Iterable[Packed]) -> Iterator[tuple[Packed, ...]]:
    volume: list[Packed] = []
    size = 0
    for each in packed:
        long = each.path.stat().st_size
        if volume and size + long > VOLUME_BYTES:
            yield tuple(volume)
            volume, size = [], 0
        volume.append(each)
        size += long
    if volume:
        yield tuple(volume)


def _copy(settings: Settings) -> tuple[Path | None, str]:
    """Return the copy of the register that goes along, and what is to be said when none can."""
    if not settings.export.copy:
        return None, ""
    copy = newest_verified(settings)
    if copy is None:
        return None, "Копії бази на флешці немає: перевіреної копії ще не зроблено."
    if copy.bytes > COPY_MOST:
        return None, "Копії бази на флешці немає: вона більша, ніж вміщає FAT32."
    return copy.path, ""
