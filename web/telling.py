"""Tells the daemon which rows have changed."""

from __future__ import annotations

import logging

from appliance.control import AskRefused, BoxNotRunning, ask
from web.box import Box

_log = logging.getLogger(__name__)


def tell(box: Box, what: str) -> None:
    """Say `wake_<what>`. A daemon that does not run reads the rows when it starts: nothing is lost."""
    try:
        ask(box.control, f"wake_{what}")
    except (BoxNotRunning, AskRefused) as error:
        _log.info("the daemon was not told of %s: %s", what, error)
