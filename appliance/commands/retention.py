"""What has been kept long enough: look, approve, carry out."""

from __future__ import annotations

import argparse
import os
import sys

from appliance.casework.box.retention_acts import RetentionAct
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.row import bind
from appliance.casework.sqlite import named_errors
from appliance.clock import SystemClock
from appliance.settings import Settings
from appliance.upkeep.jobs import POLITENESS
from appliance.upkeep.keeping.carrying_out import carry_out

HELP = "строки зберігання: показати, що минуло, затвердити акт, виконати його"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do; without any, a dry run."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--approve", type=int, metavar="№", help="затвердити акт і виконати його")
    what.add_argument("--carry-out", action="store_true", help="виконати те, що затверджено в консолі")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Do it, and print the act."""
    os.nice(POLITENESS)
    now = SystemClock().now()
    with named_errors(settings.database), bind(settings.database).connection_context():
        if options.approve is not None:
            act = RetentionAct.numbered(options.approve)
            RetentionAct.approve(act.id, act.mark, by=Actor(Origin.COMMAND), now=now)
        if options.approve is not None or options.carry_out:
            done = carry_out(settings, now)
            waits = "" if now.trusted else " Годинник не налаштовано: затверджене чекає на правильний час."
            sys.stdout.write("Виконано.\n" if done else f"Виконувати нічого або не все вдалося видалити.{waits}\n")
            return 0
        return _shown(RetentionAct.propose(now))


def _shown(act: RetentionAct | None) -> int:
    if act is None:
        sys.stdout.write("Немає нічого, строк зберігання чого минув.\n")
        return 0
    sys.stdout.write(f"Акт № {act.id}. Буде знищено або знеособлено:\n")
    for each in act.told:
        sys.stdout.write(f"  {each.title}: {each.count} (строк {each.term}); № {_numbers(act, each.kind)}\n")
    if act.approved_at:
        sys.stdout.write("Акт затверджено, його виконують.\n")
    else:
        sys.stdout.write(f"Затвердити: slukhavka retention --approve {act.id}\n")
    return 0


def _numbers(act: RetentionAct, kind: str) -> str:
    numbers = act.rows(kind, 21)
    return ", ".join(map(str, numbers[:20])) + ("…" if len(numbers) > 20 else "")
