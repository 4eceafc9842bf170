"""Speak the menu of a trial call; the box itself runs it."""

from __future__ import annotations

import argparse
import logging
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from appliance.casework.contacts.trial_calls import TrialCall
from appliance.casework.row import bind
from appliance.clock import SystemClock
from appliance.errors import SlukhavkaError
from appliance.publishing.compose import compose
from appliance.publishing.publisher import Publisher
from appliance.settings import Settings
from appliance.upkeep.jobs import POLITENESS

log = logging.getLogger(__name__)

HELP = "озвучити меню для пробного дзвінка (цю команду дає собі сама скринька)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take which trial call."""
    parser.add_argument("number", type=int, help="номер пробного дзвінка")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Speak it and let it lie ready; what keeps it from that is told in its row."""
    os.nice(POLITENESS)
    with bind(settings.database).connection_context():
        trial = TrialCall.known(options.number)
        try:
            _speak(settings, trial)
        except (SlukhavkaError, OSError) as error:
            log.warning("the trial call %s: %s", trial.id, error)
            TrialCall.end(trial.id, now=SystemClock().now(), fault=str(error))
            return 1
    return 0


def _speak(settings: Settings, trial: TrialCall) -> None:
    clock = SystemClock()
    publisher = Publisher(settings, clock)
    with publisher.alone(), TemporaryDirectory(prefix="trial-") as made:
        published = settings.published_menu(trial.menu)
        composed = compose(trial.document, published, Path(made), settings.lists, clock.now())
        publisher.publish_source(Path(made), settings.trial, composed.facts)
