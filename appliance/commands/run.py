"""Answer calls."""

from __future__ import annotations

import argparse
import asyncio

from appliance.daemon import serve
from appliance.settings import Settings

HELP = "відповідати на дзвінки"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(settings: Settings, _options: argparse.Namespace) -> int:
    """Run the daemon until it is told to stop."""
    asyncio.run(serve(settings))
    return 0
