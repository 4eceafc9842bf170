"""Runs every check at once and takes what they found; one that raises or takes too long has failed.

Each has a thread of its own: what hangs (a dying disk, a dead mount) keeps neither the others nor the report waiting.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import replace

from appliance.casework.box.self_tests import Finding, Outcome
from appliance.clock import Clock
from appliance.control import AskRefused, BoxNotRunning, ask
from appliance.settings import Settings
from appliance.upkeep.self_test.bench import Bench, Check
from appliance.upkeep.self_test.found import found

log = logging.getLogger(__name__)

WHOLE_S = 30.0
ASK_S = 15.0
TOO_LONG = "Покличте техніка: те, що перевіряли, не відповідає. Журнал: journalctl -u slukhavka-selftest."
BROKEN = "Покличте техніка: перевірка не вдалася. Журнал: journalctl -u slukhavka-selftest."


class _Turn:
    """One check in its thread."""

    def __init__(self, check: Check, bench: Bench) -> None:
        self.check = check
        self.findings: list[Finding] | None = None
        self._bench = bench
        self._began_s = time.monotonic()
        self._thread = threading.Thread(target=self._look, name=f"check-{check.NAME}", daemon=True)
        self._thread.start()

    def result(self, until_s: float) -> list[Finding]:
        """Wait for it, at most until its limit and `until_s` (monotonic), and return what it found."""
        own_s = self._began_s + self.check.LIMIT_S
        self._thread.join(max(min(until_s, own_s) - time.monotonic(), 0.0))
        if self.findings is not None:
            return self.findings
        took_s = time.monotonic() - self._began_s
        if until_s < own_s:
            return [_unmeasured(self.check, Outcome.SKIPPED, f"Не встигли перевірити за {took_s:.0f} с.", "", took_s)]
        return [_unmeasured(self.check, Outcome.FAILED, f"Не відповіло за {took_s:.0f} с.", TOO_LONG, took_s)]

    def _look(self) -> None:
        try:
            seen = list(self.check.look(self._bench))
        except Exception as error:
            # Whatever it is, it is a finding: a self-test that falls over tells nobody anything.
            log.exception("the check %s failed", self.check.NAME)
            said = f"Перевірка не вдалася: {error or type(error).__name__}."
            seen = [_unmeasured(self.check, Outcome.FAILED, said, BROKEN, 0.0)]
        took_s = time.monotonic() - self._began_s
        self.findings = [replace(each, took_s=took_s) for each in seen]


def run_checks(bench: Bench, checks: Sequence[Check], *, whole_s: float = WHOLE_S) -> list[Finding]:
    """Return what all of them found, in their order, after `whole_s` at the latest."""
    until_s = time.monotonic() + whole_s
    turns = [_Turn(check, bench) for check in checks]
    return [finding for turn in turns for finding in turn.result(until_s)]


def look_at(settings: Settings, clock: Clock, checks: Sequence[Check] | None = None) -> list[Finding]:
    """Ask the daemon, then run every check; the whole takes at most `WHOLE_S`."""
    began_s = time.monotonic()
    told, silent = {}, ""
    try:
        told = ask(settings.control, "self_test", limit_s=ASK_S)
    except (BoxNotRunning, AskRefused) as error:
        silent = str(error)
    bench = Bench(settings, clock.now(), told, silent)
    left_s = WHOLE_S - (time.monotonic() - began_s)
    return run_checks(bench, found() if checks is None else checks, whole_s=left_s)


def _unmeasured(check: Check, outcome: Outcome, says: str, advice: str, took_s: float) -> Finding:
    return Finding(check.NAME, check.TITLE, outcome, says, advice, took_s, measured=False)
