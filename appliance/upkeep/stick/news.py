"""Who hears how far an export is: the lamps, and whoever has its page open."""

from __future__ import annotations

import logging
from typing import Any

from appliance.casework.box.asked import ask as put
from appliance.casework.box.asked import take
from appliance.casework.box.exports import MonthExport, Stage
from appliance.control import AskRefused, BoxNotRunning, ask
from appliance.settings import Settings

log = logging.getLogger(__name__)

DONE = "month-done"
"""The note among the requests that the lamp is to say so once the stick is no longer mounted."""
_AT_WORK = (Stage.REPORTS, Stage.WRITING, Stage.CHECKING)


class News:
    """Tells the daemon. It is told best-effort: what counts are the rows, and a stick can be written without it."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is told yet."""
        self._settings = settings

    def reached(self, export: MonthExport) -> None:
        """Tell a stage. That it is done is for the lamp to say only when the stick may be taken out."""
        if export.stage in _AT_WORK:
            self._lamp("writing")
        elif export.stage == Stage.FAILED:
            self._lamp("failed")
        self._tell("wake_exports")

    def alarms(self) -> None:
        """Tell that alarms have changed."""
        self._tell("wake_alarms")

    def done(self) -> None:
        """Note that all is on the stick, for `may_be_taken_out`. Raises OSError."""
        put(self._settings.asked, DONE)

    def failed(self) -> None:
        """Tell that what was asked for could not even begin."""
        self._lamp("failed")

    def may_be_taken_out(self) -> bool:
        """Let the lamp say that all is done, if it is, and return whether. The stick is off. Raises OSError."""
        done = take(self._settings.asked, DONE)
        if done:
            self._lamp("done")
        return done

    def _lamp(self, state: str) -> None:
        self._tell("panel", signal="export", state=state)

    def _tell(self, verb: str, **what: Any) -> None:
        try:
            ask(self._settings.control, verb, **what)
        except (BoxNotRunning, AskRefused) as error:
            log.info("the daemon was not told %s: %s", verb, error)
