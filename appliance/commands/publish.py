"""Speak a menu and make it the current one."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tomllib
from pathlib import Path

from appliance.casework.database import DatabaseUnavailable, reading
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.menus.publications import Publication, PublicationState
from appliance.casework.row import bind
from appliance.clock import SystemClock
from appliance.errors import SlukhavkaError
from appliance.menu.flow import table_of
from appliance.menu.published import NotPublished
from appliance.publishing.compose import FLOW, HOURS, STARTER_PROFILE
from appliance.publishing.intake import take_in
from appliance.publishing.notices import publish_notices
from appliance.publishing.publisher import Publisher
from appliance.settings import Settings
from appliance.upkeep.jobs import POLITENESS

log = logging.getLogger(__name__)

HELP = "озвучити меню й зробити його чинним"
HAND_IN = "прийнято командою"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the menu, and how long to wait for its words."""
    parser.add_argument(
        "source",
        type=Path,
        nargs="?",
        help="тека з flow.toml і hours.toml; без неї — меню, яке є, а коли його ще немає, початкове",
    )
    parser.add_argument(
        "--menu", default="", help="назва меню окремої лінії (menu в налаштуваннях); без неї — меню скриньки"
    )
    parser.add_argument(
        "--wait", type=float, default=120.0, help="скільки секунд мовний блок може мовчати (%(default)g)"
    )
    parser.add_argument("--due", action="store_true", help="лише те, що замовлено в консолі й чому настав час")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Hand the menu in and publish what is due, this one among it. Without a register it is published by itself."""
    os.nice(POLITENESS)
    publisher = Publisher(settings, SystemClock(), wait_s=options.wait)
    if options.due:
        if publisher.work_off():
            _notices_anew(settings, publisher, options.wait)
        return 0
    menu = _named(settings, options.menu)
    try:
        publication = _handed_in(settings, menu, options.source)
    except DatabaseUnavailable as error:
        log.warning("the menu is published without the register: %s", error)
        return _without_register(publisher, settings, menu, options.source or STARTER_PROFILE)
    publisher.work_off()
    _notices_anew(settings, publisher, options.wait)
    return _told(settings, publication)


def _notices_anew(settings: Settings, publisher: Publisher, wait_s: float) -> None:
    """Have what is told before the menu said by the voice of the menu; where that fails it is heard as it was."""
    try:
        publish_notices(settings, SystemClock().now(), wait_s=wait_s, anew=True)
    except (SlukhavkaError, OSError) as error:
        log.warning("the notices stay as they were: %s", error)
    publisher.tell("wake_notices")


def _handed_in(settings: Settings, menu: str, source: Path | None) -> int:
    """Make the menu in a directory what is wanted next, or ask for that in force anew; return the publication's id."""
    now = SystemClock().now()
    with reading(settings.database):
        in_force = Publication.in_force(menu)
    with bind(settings.database).connection_context():
        if source is None and in_force:
            return int(Publication.ask(HAND_IN, menu=menu, by=Actor(Origin.COMMAND), now=now).id)
        source = source or STARTER_PROFILE
        try:
            document = table_of((source / FLOW).read_text(encoding="utf-8"))
            hours = tomllib.loads((source / HOURS).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise NotPublished(f"{source}: меню не читається ({error}).") from error
        return int(take_in(menu, document, hours, HAND_IN, by=Actor(Origin.COMMAND), now=now).id)


def _told(settings: Settings, publication_id: int) -> int:
    with reading(settings.database):
        ended = Publication.get_by_id(publication_id)
    if ended.state is not PublicationState.DONE:
        raise SlukhavkaError(ended.fault or "Меню не опубліковано: у консолі замовлено інше.")
    sys.stdout.write(f"Меню опубліковано, випуск {ended.published_as}.\n{ended.remark}")
    return 0


def _without_register(publisher: Publisher, settings: Settings, menu: str, source: Path) -> int:
    with publisher.alone():
        published_as, remark = publisher.publish_source(source, settings.published_menu(menu), {})
    sys.stdout.write(f"Меню опубліковано, випуск {published_as}.\n{remark}")
    publisher.tell("reload_menu")
    return 0


def _named(settings: Settings, menu: str) -> str:
    """Return the name of a menu if some line plays it. Raises SlukhavkaError."""
    if menu not in {"", *(line.menu for line in settings.lines)}:
        raise SlukhavkaError(f"Меню «{menu}» не грає на жодній лінії: задайте його лінії в налаштуваннях.")
    return menu
