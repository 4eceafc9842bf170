"""The weekly proof that the box can be called.

Any call from outside is one; else one line calls the other, else a person is asked by SMS to ring. Twice in vain is an
alarm.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.sim_cards import SimCard
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.casework.office.calendar import KYIV
from appliance.casework.texts.messages import Message, NewMessage
from appliance.clock import Clock
from appliance.contracts import Line, LineFault, LineState
from appliance.contracts.mending import Subscribed
from appliance.numbers import Allowed, DialFacts, Means, Purpose, may_dial, parse
from appliance.settings import MendingSettings
from appliance.upkeep.mending.alarm_board import AlarmBoard
from appliance.upkeep.mending.line_alarms import WORKING

log = logging.getLogger(__name__)

LOOK_S = 60.0
WEEK = timedelta(days=7)
AGAIN = timedelta(days=2)
RING_S = 40.0
HOURS = range(10, 17)
IN_VAIN = 2
SOURCE = "proof"
ASK_TO_RING = "Слухавка: за тиждень ніхто не дзвонив на лінію {line}. Зателефонуйте на неї, щоб перевірити зв'язок."
NOT_CALLABLE = "На лінію «{line}» двічі не вдалося додзвонитися, і за тиждень ніхто не дзвонив. Перевірте її."


class Proof:
    """One object of the daemon."""

    def __init__(
        self,
        lines: Sequence[Line],
        cards: Sequence[Subscribed],
        database: Database,
        clock: Clock,
        *,
        settings: MendingSettings,
        numbers: Mapping[str, str],
        technicians: Sequence[str],
        wake_outbox: Callable[[], None],
        news: Callable[[str], None],
    ) -> None:
        """`numbers`: of the lines, as the settings tell them (E.164); `technicians`: who is asked to ring."""
        self._lines = lines
        self._cards = {card.name: card for card in cards}
        self._database = database
        self._clock = clock
        self._settings = settings
        self._numbers = numbers
        self._technicians = technicians
        self._wake_outbox = wake_outbox
        self._board = AlarmBoard(database, clock, news)

    async def run(self) -> None:
        """Prove until cancelled."""
        while self._settings.prove and self._cards:
            await asyncio.sleep(LOOK_S)
            for card in self._cards.values():
                try:
                    await self._look(card)
                except DatabaseUnavailable as error:
                    log.warning("%s: nothing is proved: %s", card.name, error)
                except Exception:
                    # A mistake of ours in the proof must not end the telephone's daemon.
                    log.exception("%s: nothing is proved", card.name)

    async def _look(self, card: Subscribed) -> None:
        known, proved = await self._database.run(_known, card.name)
        if known is None:
            return
        alarm = (AlarmKind.NOT_CALLABLE, card.name)
        vain = known.tries_in_vain >= IN_VAIN and not _later(proved, known.tried_at)
        wanted = {alarm: NOT_CALLABLE.format(line=card.name)} if vain else {}
        await self._board.show(wanted, () if vain else (alarm,))
        if self._due(known, proved):
            await self._prove(card, known, proved)

    def _due(self, card: SimCard, proved: datetime | None) -> bool:
        """Whether a proof is to be sought now; a clock that nobody has set knows no weeks."""
        now = self._clock.now()
        since = proved or card.first_seen_at
        local = now.wall.astimezone(KYIV)
        if not now.trusted or since is None or local.hour not in HOURS or local.weekday() > 4:
            return False
        return now.wall - since >= WEEK and (card.tried_at is None or now.wall - card.tried_at >= AGAIN)

    async def _prove(self, card: Subscribed, known: SimCard, proved: datetime | None) -> None:
        first = known.tried_at is None or _later(proved, known.tried_at)
        vain = 0 if first else known.tries_in_vain
        other = self._other(card.name)
        if other is not None and other.status.state is not LineState.IDLE:
            return  # somebody calls there: later
        if other is not None:
            if await self._ring(other, card):
                await self._database.run(SimCard.called, card.name, self._clock.now())
            else:
                await self._database.run(SimCard.tried, card.name, vain + 1, self._clock.now())
            return
        # Whether the SMS brought a call is seen when the next one would be due.
        await self._database.run(SimCard.tried, card.name, vain + (not first), self._clock.now())
        await self._ask_to_ring(card.name)

    def _other(self, line: str) -> Line | None:
        """Return a line that works and can call this one: both numbers are known."""
        if line not in self._numbers:
            return None
        able = (other for other in self._lines if other.name != line and other.name in self._numbers)
        return next((other for other in able if other.status.state in WORKING), None)

    async def _ring(self, other: Line, card: Subscribed) -> bool:
        """Let the other line call this one; hung up at the first ring, so it costs nothing."""
        number = self._numbers[card.name]
        # The numbers of the box's own lines stand in its settings: that is their directory.
        facts = DialFacts(in_directory=number in self._numbers.values())
        permit = may_dial(parse(number, ""), Purpose.STAFF, Means.CALL, facts)
        if not isinstance(permit, Allowed) or not other.leads_to(permit):
            log.info("%s: cannot be rung by %s now", card.name, other.name)
            return False
        heard = asyncio.ensure_future(card.rings_from(self._numbers[other.name], RING_S))
        try:
            leg = await other.place_call(permit)
            try:
                return await heard
            finally:
                await leg.hang_up()
        except LineFault as fault:
            log.warning("%s: the call of proof failed: %s", card.name, fault)
            return False
        finally:
            heard.cancel()

    async def _ask_to_ring(self, line: str) -> None:
        text = ASK_TO_RING.format(line=line)
        for number in self._technicians:
            new = NewMessage(parse(number, ""), text, SOURCE, Purpose.STAFF)
            await self._database.run(partial(Message.queue, new, self._clock.now()))
        if self._technicians:
            self._wake_outbox()


def _known(line: str) -> tuple[SimCard | None, datetime | None]:
    card = SimCard.of(line)
    return card, card.proved_at if card is not None else None


def _later(proved: datetime | None, tried: datetime | None) -> bool:
    """Whether a call came since the last try."""
    return proved is not None and tried is not None and proved >= tried
