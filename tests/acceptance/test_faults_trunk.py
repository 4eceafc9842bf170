"""The trunk of a SIP operator goes and comes back, while callers and people of the office talk."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from appliance.casework.staff.presence import Presence
from appliance.commands.operators import register
from appliance.contracts import LineState
from appliance.contracts.office import PresenceState
from appliance.menu.published import load_current
from appliance.settings import SipTrunk
from tests.acceptance.ear import head
from tests.acceptance.parties import greeted
from tests.acceptance.staff import BY, hire
from tests.bench_sip.subjects import HOST, free_udp_port
from tests.fakes.box import Box, quick, with_lines
from tests.fakes.kinds import Gsm, Sip
from tests.fakes.sip.caller import FakeTelephones, SipCallerParty
from tests.fakes.sip.operator import PASSWORD, USER, Operator
from tests.fakes.sip.peer import PeerCall

QUICK = quick(answer_after_s=0.1, opening_silence_s=0.2)
PING_S, PATIENCE_S = 0.3, 1.2
NOTICED_S = PING_S + PATIENCE_S + 0.5
SILENCE_S = 1.5
MOBILE, ANOTHER_MOBILE = "+380671112299", "+380671112298"
NUMBERS = [f"+38067111220{number}" for number in range(3)]


class Town(FakeTelephones):
    """Everybody who is reached by the trunk, and the operator between."""

    def __init__(self, directory: Path, port: int) -> None:
        super().__init__(directory)
        self._port = port
        self.operator: Operator

    async def start(self) -> None:
        """Have the operator there before the box registers."""
        await super().start()
        self.operator = Operator(port=self._port)

    async def stop(self) -> None:
        """Take everybody away."""
        await super().stop()
        self.operator.close()

    def aim(self, box: tuple[str, int]) -> None:
        """Tell where the line takes calls."""
        super().aim(box)
        self.operator.box = box

    def goes(self) -> None:
        """Nothing answers any more, and nobody's sound comes."""
        self.operator.silent = True
        for each in self._people:
            if isinstance(each, SipCallerParty):
                each.over("network")


@dataclass(frozen=True)
class Trunk(Sip):
    """A SIP line with an account at the operator who is at `port`."""

    port: int = 0

    def plug(self, directory: Path) -> Town:
        return Town(directory, self.port)


def trunk_line() -> Trunk:
    """Return a line whose operator is asked very often whether it lives."""
    port = free_udp_port()
    account = SipTrunk(
        f"{HOST}:{port}", user=USER, password=PASSWORD, domain="operator.example", ping_s=PING_S, patience_s=PATIENCE_S
    )
    return Trunk(more={"peers": (), "trunk": account, "rtp_silence_s": SILENCE_S}, port=port)


async def reached(town: Town, mobile: str) -> PeerCall:
    """Somebody in the town is called by the box, and picks up."""
    invite = await town.operator.expect(lambda message: message.method == "INVITE")
    assert mobile in invite.start
    call = PeerCall(town.operator)
    call.take(invite)
    return call


async def goes_home(box: Box, operator: int) -> None:
    """The operator is not to be rung any more today."""

    def enter() -> None:
        with register(box.settings):
            Presence.change(operator, PresenceState.OFF, by=BY, now=box.clock.now())

    await asyncio.to_thread(enter)


def test_a_trunk_that_goes_is_noticed_its_callers_are_told_and_it_serves_again_when_it_is_back(
    tmp_path: Path, short_starter: Path
) -> None:
    menu = load_current(short_starter)

    async def talk(box: Box) -> None:
        town = box.wires["trunk"]
        assert isinstance(town, Town)
        olena = await hire(box, "Олена", MOBILE.removeprefix("+38"))
        calls = (greeted(box, menu, NUMBERS[0], "trunk"), greeted(box, menu, NUMBERS[1], "gsm1"))
        _, by_gsm = await asyncio.gather(*calls)
        await by_gsm.press("0")
        operator = await reached(town, MOBILE)
        speaking = asyncio.ensure_future(operator.media.talk(60))
        await operator.media.hear(10)
        speaking.cancel()
        town.goes()
        gone = by_gsm.now()
        await box.until_line(LineState.DOWN, NOTICED_S, "trunk")
        assert box.line("trunk").status.reason == "Оператор SIP не відповідає."
        await by_gsm.wait_for(head(menu.prompts["lost"], 1.0), 6)
        assert by_gsm.now() - gone <= SILENCE_S + 3
        town.operator.silent = False
        await by_gsm.hang_up()
        await goes_home(box, olena)
        await hire(box, "Петро", ANOTHER_MOBILE.removeprefix("+38"))
        await box.until_line(LineState.IDLE, 10, "trunk")
        again = await greeted(box, menu, NUMBERS[2], "trunk")
        await again.press("0")
        await reached(town, ANOTHER_MOBILE)
        await again.hang_up()
        records = {each.number: each for each in await box.closed_records(5) if each.incoming}
        ends = {number: each.ended_by for number, each in records.items()}
        assert ends == dict.fromkeys(NUMBERS, "caller") | {NUMBERS[0]: "fault"}

    with_lines(talk, tmp_path, trunk_line(), Gsm(), published=short_starter, call=QUICK)
