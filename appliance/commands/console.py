"""The console."""

from __future__ import annotations

import argparse

from appliance.settings import Settings
from web.app import create_app
from web.server import serve

HELP = "показувати стан і журнал у браузері (окремий процес)"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(settings: Settings, _options: argparse.Namespace) -> int:
    """Serve pages until told to stop."""
    app = create_app(database=settings.database, recordings=settings.recordings, control=settings.control)
    serve(app, settings.console.host, settings.console.port)
    return 0
