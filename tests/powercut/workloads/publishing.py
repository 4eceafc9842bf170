"""Menus and notices published from a box that has none yet, one after the other, with a unit that speaks noise.

A promise is made when somebody is told that his request is taken, and when a publication is said to be heard.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

from appliance.casework.entrance.accounts import BOX
from appliance.casework.menus.publications import Publication, PublicationState
from appliance.casework.migrate import migrate
from appliance.casework.notices.announcements import Announcement, NewAnnouncement
from appliance.casework.notices.emergency_texts import EmergencyOrder, EmergencyText
from appliance.casework.office.office_hours import OfficeHours
from appliance.casework.row import bind
from appliance.clock import Clock, SystemClock
from appliance.menu.flow import table_of
from appliance.publishing.intake import take_in
from appliance.publishing.notices import publish_notices
from appliance.publishing.publisher import Publisher
from appliance.settings import BoxSettings, CallSettings, ConsoleSettings, Settings
from tests.appliance.menu.small_flow import small_flow
from tests.fakes.noise_unit import noise_unit
from tests.powercut.workloads.work import STATE, Work

HOURS: dict[str, Any] = {"round_the_clock": True}
FLOW = table_of(small_flow("say"))
TIMES, A_FEW_TIMES = 10, 3
"""More than stay on the disk, and fewer."""


def prepare(directory: Path) -> None:
    """Nothing: the first start of a box is recorded too."""
    assert (directory / STATE).is_dir()


def run(work: Work) -> None:
    """Publish the menu again and again, and notices in between."""
    settings = Settings(BoxSettings(state=work.state), CallSettings(), ConsoleSettings(), ())
    clock: Clock = SystemClock()
    migrate(settings.database)
    work.marks.told("first start")
    times = A_FEW_TIMES if work.brief else TIMES
    publisher = Publisher(settings, clock, wait_s=60.0)
    with noise_unit(settings.speech_spool, settings.spoken):
        for number in range(1, times + 1):
            _asked(settings, clock, number)
            work.marks.told("publication asked")
            publisher.work_off()
            work.marks.told("menu published", published=_published(settings))
            if number in {2, 5}:
                _notice(settings, clock, number)
                work.marks.told("notice asked")
                publish_notices(settings, clock.now())
                work.marks.told("notice heard", notices=[f"Ярмарок {number}."])
    work.marks.told("the end", published=times)


def _asked(settings: Settings, clock: Clock, number: int) -> None:
    with bind(settings.database).connection_context():
        if number % 3 == 0:
            OfficeHours.begin({"week": {"mon": [f"0{number % 10}:00-17:00"]}}, by=BOX, now=clock.now())
            Publication.ask("hours", by=BOX, now=clock.now())
            return
        document = deepcopy(FLOW)
        document["prompts"]["it"] = f"Текст номер {number}."
        take_in("", document, HOURS, "", by=BOX, now=clock.now())


def _published(settings: Settings) -> int:
    with bind(settings.database).connection_context():
        told = list(Publication.select())
    done = [int(each.published_as) for each in told if each.state == PublicationState.DONE]
    assert len(done) == len(told), [each.fault for each in told]
    return max(done)


def _notice(settings: Settings, clock: Clock, number: int) -> None:
    now = clock.now()
    with bind(settings.database).connection_context():
        new = NewAnnouncement(f"Ярмарок {number}.", now.wall, now.wall + timedelta(hours=1))
        Announcement.add(new, by=BOX, now=now)
        text = EmergencyText.add(f"Тривога {number}", f"Увага, {number}!", by=BOX, now=now)
        EmergencyOrder.put_on(text, 2, by=BOX, now=now)
