"""Change how an operator stands."""

from __future__ import annotations

import argparse
import sys

from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.staff.operators import Operator
from appliance.casework.staff.presence import STATE_NAMES, Presence
from appliance.clock import SystemClock
from appliance.commands.operators import register, tell
from appliance.contracts.office import PresenceState
from appliance.logs import one_line
from appliance.settings import Settings

HELP = "присутність оператора: на зв'язку, перерва, обід, не працює"
STATES = (PresenceState.READY, PresenceState.BREAK, PresenceState.LUNCH, PresenceState.OFF)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take who, what and why."""
    parser.add_argument("operator", help="номер зі списку операторів або ім'я")
    named = ", ".join(f"{state} — {STATE_NAMES[state]}" for state in STATES)
    states = [state.value for state in STATES]
    parser.add_argument("state", choices=states, metavar="|".join(states), help=named)
    parser.add_argument("--reason", default="", help="причина, яку побачать інші")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Note it and say how he stands. Raises NoSuchOperator, DatabaseUnavailable."""
    state = PresenceState(options.state)
    by, now = Actor(Origin.COMMAND), SystemClock().now()
    with register(settings):
        member = Operator.find(options.operator)
        Presence.change(member.operator, state, by=by, now=now, reason=options.reason)
    tell(settings, "presence")
    sys.stdout.write(one_line(f"{member.name}: {STATE_NAMES[state]}.") + "\n")
    return 0
