"""The console."""

from __future__ import annotations

import argparse
import logging

from appliance.clock import SystemClock
from appliance.settings import Settings
from web.app import create_app
from web.memory import keep_little
from web.own_names import own_names
from web.server import serve
from web.tls import adapter, identity

log = logging.getLogger(__name__)

HELP = "показувати стан і журнал у браузері (окремий процес)"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(settings: Settings, _options: argparse.Namespace) -> int:
    """Serve pages until told to stop."""
    keep_little()
    console = settings.console
    clock = SystemClock()
    ours = identity(settings.tls, own_names((*console.names, console.host)), clock.now().wall)
    log.info("консоль: https://%s:%d/, відбиток її центру довіри %s", console.host, console.port, ours.fingerprint())
    serve(create_app(settings, clock=clock), console, adapter(ours))
    return 0
