"""The times in which the box disturbs nobody: the night, Sundays, the great holidays, the daily minute of silence.

The minute of silence: every day at nine, decree of the President № 143/2022. What life hangs on does not ask here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from appliance.casework.office.calendar import KYIV
from appliance.casework.office.holidays import holidays
from appliance.casework.office.hours import DAY_MIN, HoursError

SUNDAY = 6
SILENCE_MIN = 9 * 60
GREAT_HOLIDAYS = frozenset({"Новий рік", "Різдво Христове", "Великдень", "Трійця"})
"""Names of `holidays.HOLIDAYS`; they are kept under martial law, too."""
_NIGHT = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])\s*[-–]\s*([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


@dataclass(frozen=True, slots=True)
class QuietTimes:
    """`night`: from which minute of the day to which, over midnight when it ends earlier than it begins."""

    night: tuple[int, int] = (22 * 60, 8 * 60)
    sundays: bool = True
    great_holidays: bool = True
    minute_of_silence: bool = True

    def at(self, moment: datetime) -> bool:
        """Tell whether it is quiet at that moment, which has a zone."""
        local = moment.astimezone(KYIV)
        minute = local.hour * 60 + local.minute
        return (
            self._is_night(minute)
            or (self.sundays and local.weekday() == SUNDAY)
            or (self.minute_of_silence and minute == SILENCE_MIN)
            or (self.great_holidays and holidays(local.year).get(local.date()) in GREAT_HOLIDAYS)
        )

    def _is_night(self, minute: int) -> bool:
        begin, end = self.night
        if begin <= end:
            return begin <= minute < end
        return minute >= begin or minute < end


def night_of(text: str) -> tuple[int, int]:
    """Read "22:00-08:00"; "" is no night at all. Raises HoursError."""
    if not text.strip():
        return (DAY_MIN, DAY_MIN)
    match = _NIGHT.fullmatch(text.strip())
    if not match:
        raise HoursError(f"Ніч слід записати так: «22:00-08:00», а не «{text}».")
    from_hour, from_minute, to_hour, to_minute = map(int, match.groups())
    return from_hour * 60 + from_minute, to_hour * 60 + to_minute
