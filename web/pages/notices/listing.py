"""What stands on the page of notices: what callers hear now, what is to come, what waits to be closed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from appliance.casework.notices.announcements import Announcement
from appliance.casework.notices.notice_rules import place_names
from appliance.casework.notices.told import told
from appliance.casework.notices.works import Works
from appliance.casework.notices.works_words import KIND_NAMES, WorksKind
from appliance.casework.people.whereabouts import settlements_on
from appliance.menu.notices import Notices, read_notices, words_only
from appliance.menu.published_notices import spoken_texts
from appliance.publishing.notices import notices_in
from web.box import Box

EVERYBODY = "Кожен, хто телефонує"


@dataclass(frozen=True, slots=True)
class Shown:
    """One announcement or works in a list. `unspoken`: callers cannot hear it yet, nobody has spoken it."""

    kind: str
    address: str
    words: str
    since: datetime
    until: datetime
    places: Sequence[str]
    late: bool = False
    unspoken: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What a caller of one settlement hears at this moment; `who`: of which."""

    who: str
    words: Sequence[str]


def ahead(box: Box) -> list[Shown]:
    """Return what is heard now or will be, by the moment it begins to be told."""
    at, names, spoken = box.now().wall, place_names(), spoken_texts(notices_in(box.settings))
    found = [*(works_shown(each, names, spoken) for each in Works.ahead(at)), *_announced(at, names, spoken)]
    return sorted(found, key=lambda shown: shown.since)


def _announced(at: datetime, names: Mapping[int, str], spoken: Collection[str]) -> Iterator[Shown]:
    for each in Announcement.ahead(at):
        yield announcement_shown(each, names, spoken)


def works_shown(each: Works, names: Mapping[int, str], spoken: Collection[str] | None = None) -> Shown:
    """Return works as a list shows them."""
    words = each.words(names)
    return Shown(
        KIND_NAMES[WorksKind(each.kind)],
        url_for("notices.works", works_id=each.id),
        words,
        each.tell_at,
        each.silent_at,
        places(each.settlements, names),
        each.late,
        spoken is not None and words not in spoken,
    )


def announcement_shown(each: Announcement, names: Mapping[int, str], spoken: Collection[str] | None = None) -> Shown:
    """Return an announcement as a list shows it."""
    return Shown(
        "оголошення",
        url_for("notices.announcement", announcement_id=each.id),
        each.text,
        each.starts_at,
        each.silent_at,
        places(each.settlements, names),
        unspoken=spoken is not None and each.text not in spoken,
    )


def places(settlements: Sequence[int], names: Mapping[int, str]) -> list[str]:
    """Return how the settlements are written."""
    return [names[each] for each in settlements if each in names]


def told_to(box: Box, number: str | None) -> list[str]:
    """Return what a caller from that number hears at this moment: a hint for whoever talks with him."""
    at = box.now().wall
    homes = settlements_on(number) if number else frozenset()
    return [each.text for each in read_notices(told(at), words_only).heard_by(homes, at)]


def heard_now(box: Box) -> list[Heard]:
    """Return what is heard at this moment: by everybody, and by each settlement that hears more."""
    at = box.now().wall
    notices: Notices = read_notices(told(at), words_only)
    found = [Heard(EVERYBODY, [each.text for each in notices.heard_by(None, at)])]
    for place in notices.places_told(at):
        found.append(Heard(place.name, [each.text for each in notices.heard_by({place.id}, at)]))
    return found
