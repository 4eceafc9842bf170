"""An approved act of retention carried out beside calls: short transactions, a pause after each, then the files."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from appliance.casework.box.copies import copies_of
from appliance.casework.box.retention_acts import carry_out_slice, finish
from appliance.casework.box.set_aside import KEPT, set_aside_in
from appliance.clock import Moment
from appliance.settings import Settings

PAUSE_S = 0.05
KYIV = ZoneInfo("Europe/Kyiv")


def carry_out(settings: Settings, now: Moment, *, pause: Callable[[], None] = lambda: time.sleep(PAUSE_S)) -> bool:
    """See to every row and file of the approved act; False when there is none, or not all of it could be done.

    The database is open and may be written. Broken off, it goes on where it was. Raises DatabaseUnavailable.
    """
    if not now.trusted:
        return False  # by a clock that is behind nothing would be over, and the act would end empty
    while carry_out_slice(now):
        pause()
    return finish(settings.recordings, now=now, copies_note=_copies_note(settings, now))


def _copies_note(settings: Settings, now: Moment) -> str:
    """Say how long older copies still hold what is gone."""
    aside = [each.name for each in set_aside_in(settings.box.state)]
    told = (
        f" Відкладене після збою чи відновлення ({', '.join(aside)}) теж може його містити: за {KEPT.days} днів його "
        "прибере Слухавка, а найновіше має стерти технік."
    )
    count = len(copies_of(settings))
    if not count:
        return "Копій бази немає." + (told if aside else "")
    until = (now.wall + timedelta(days=settings.keeping.daily)).astimezone(KYIV)
    return (
        f"Копії бази, зроблені раніше (зараз їх {count}), ще містять знищене; останню з них буде замінено до "
        f"{until:%d.%m.%Y}. Архіви, які винесено зі скриньки, громада знищує сама." + (told if aside else "")
    )
