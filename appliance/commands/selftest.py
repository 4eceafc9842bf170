"""The self-test: looks at everything, keeps the report, prints it."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from appliance.casework.box.self_tests import OUTCOME_NAMES, Finding, Outcome, SelfTest
from appliance.casework.database import DatabaseUnavailable
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.clock import SystemClock
from appliance.commands.operators import register, tell
from appliance.logs import one_line
from appliance.settings import Settings
from appliance.upkeep.self_test.run import look_at

HELP = "самоперевірка: модем, звук, мовлення, база, диск, годинник, копія, рахунок, сертифікати"
SIGNS = {Outcome.OK: "+", Outcome.WARNING: "!", Outcome.FAILED: "X", Outcome.SKIPPED: "-"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take who asks: the console has another name in the report than the timer."""
    parser.add_argument("--account", type=int, help=argparse.SUPPRESS)


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Look, keep, print; 1 when something failed. A register that takes no report is itself one of the failures."""
    clock = SystemClock()
    began, began_s = clock.now(), time.monotonic()
    findings = look_at(settings, clock)
    took_s = time.monotonic() - began_s
    sys.stdout.write("".join(f"{_line(each)}\n" for each in findings))
    sys.stdout.write(f"{_sum(findings)} Тривала {took_s:.1f} с.\n")
    by = Actor(Origin.CONSOLE if options.account else Origin.COMMAND, options.account)
    kept = True
    try:
        with register(settings):
            SelfTest.keep(findings, took_s=took_s, by=by, began=began)
    except DatabaseUnavailable as error:
        kept = False
        sys.stdout.write(f"Звіт не збережено: {error}\n")
    tell(settings, "alarms")
    return 0 if kept and not any(each.outcome is Outcome.FAILED for each in findings) else 1


def _line(found: Finding) -> str:
    says = f"{SIGNS[found.outcome]} {found.title}: {OUTCOME_NAMES[found.outcome]}. {found.says}"
    return one_line(f"{says} → {found.advice}" if found.advice else says)


def _sum(findings: Sequence[Finding]) -> str:
    failed = sum(each.outcome is Outcome.FAILED for each in findings)
    warned = sum(each.outcome is Outcome.WARNING for each in findings)
    if failed or warned:
        return f"Несправностей: {failed}, варто глянути: {warned}."
    return "Усе гаразд."
