"""What the daemon answers about its lines to the self-test and to the page of lines."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from appliance.contracts import Line, LineFault
from appliance.contracts.self_test import LineCheck, Overheard, Remembering, SelfTesting
from appliance.control import Answer
from appliance.upkeep.jobs import SELF_TEST, Jobs

LINE_S = 10.0


class LinesTold:
    """The verbs `self_test` (look now), `run_self_test` (let a report be made), `modem_log`."""

    def __init__(self, lines: Sequence[Line], healths: Sequence[object], jobs: Jobs) -> None:
        """`healths`: what some of the lines can be asked beside their status, each with the line's name."""
        self._lines = lines
        self._asked = {each.name: each for each in healths if isinstance(each, SelfTesting)}
        self._remembering = [each for each in healths if isinstance(each, Remembering)]
        self._jobs = jobs

    def verbs(self, box: Callable[[], Mapping[str, Any]]) -> dict[str, Answer]:
        """Return them. `box`: what the daemon tells a self-test beside its lines."""

        async def self_test(_request: dict[str, Any]) -> dict[str, Any]:
            return {"lines": await self.asked(), **box()}

        return {"self_test": self_test, "run_self_test": self.run, "modem_log": self.modem_log}

    async def asked(self) -> list[dict[str, Any]]:
        """Ask every line that can be asked, all at once, and return what each says beside its status."""
        return list(await asyncio.gather(*(self._one(line) for line in self._lines)))

    def run(self, request: dict[str, Any]) -> dict[str, Any]:
        """Let a self-test begin, in the name of `account` (its id) when one is given."""
        account = request.get("account")
        self._jobs.start((*SELF_TEST, f"--account={account}") if isinstance(account, int) else SELF_TEST)
        return {}

    def modem_log(self, _request: dict[str, Any]) -> dict[str, Any]:
        """Return the last of what went over each wire: [moment, direction, text], the oldest first."""
        return {"lines": {each.name: [_shown(one) for one in each.overheard()] for each in self._remembering}}

    async def _one(self, line: Line) -> dict[str, Any]:
        asked, status = self._asked.get(line.name), line.status
        check = await _check(asked) if asked else LineCheck(line.name)
        told = {**asdict(check), "state": status.state, "reason": status.reason}
        told["operator"] = check.operator or status.operator
        told["signal_dbm"] = status.signal_dbm if check.signal_dbm is None else check.signal_dbm
        return told


async def _check(line: SelfTesting) -> LineCheck:
    try:
        async with asyncio.timeout(LINE_S):
            return await line.self_test()
    except LineFault as fault:
        return LineCheck(line.name, answers=False, says=str(fault))
    except TimeoutError:
        return LineCheck(line.name, answers=False, says=f"Лінія не відповіла за {LINE_S:.0f} с.")


def _shown(line: Overheard) -> list[str]:
    return [line.at.isoformat(timespec="seconds"), line.direction, line.text]
