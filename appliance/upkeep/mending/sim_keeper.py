"""Looks after the SIM cards: asks once a day for the balance and once a week for diversions, when nobody calls."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from appliance.casework.box.sim_cards import CardAnswer, SimCard
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.casework.office.calendar import KYIV
from appliance.clock import Clock, Moment
from appliance.contracts import LineFault, LineState, LineStatus
from appliance.contracts.mending import Diversion, Subscribed
from appliance.outreach.ussd import UssdWindow
from appliance.settings import MendingSettings
from appliance.upkeep.mending.alarm_board import AlarmBoard, Key
from appliance.upkeep.mending.card_alarms import KINDS, card_alarms
from appliance.upkeep.mending.operators import Operator, operator_of

log = logging.getLogger(__name__)

LOOK_S = 60.0
FIRST_S = 600.0
"""Nothing is asked sooner after the start: then everybody calls who could not before."""
IDLE_S = 120.0
"""So long nobody has called on the line when something is asked."""
DAILY = timedelta(hours=20)
DAILY_S = DAILY.total_seconds()
WEEKLY = timedelta(days=7)
RETRY_S = 3600.0
BETWEEN_S = 5.0
HOURS = range(6, 22)
REASONS = {0: "усі", 1: "коли зайнято", 2: "коли не відповідає", 3: "коли поза мережею"}


@dataclass(slots=True)
class _Seen:
    """What this run of the box knows of a line."""

    idle_since_s: float | None = None
    next_s: float = 0.0
    next_diversions_s: float = 0.0
    asked: bool = False
    wanted: bool = False


class SimKeeper:
    """One object of the daemon."""

    def __init__(
        self,
        cards: Sequence[Subscribed],
        database: Database,
        clock: Clock,
        *,
        settings: MendingSettings,
        operators: Sequence[Operator],
        ussd: UssdWindow,
        news: Callable[[str], None],
    ) -> None:
        """`cards`: the lines that have a card; `operators`: whom they may belong to."""
        self._cards = cards
        self._database = database
        self._clock = clock
        self._settings = settings
        self._operators = operators
        self._ussd = ussd
        self._board = AlarmBoard(database, clock, news)
        self._seen = {card.name: _Seen() for card in cards}
        self._networks: dict[str, str] = {}

    def line_changed(self, status: LineStatus) -> None:
        """Hear of a line; call it on the loop."""
        if (seen := self._seen.get(status.line)) is not None:
            idle = status.state is LineState.IDLE
            seen.idle_since_s = (seen.idle_since_s or self._clock.monotonic()) if idle else None

    def ask_soon(self, line: str) -> None:
        """Ask for the balance at the next look, "" on all lines."""
        for name, seen in self._seen.items():
            seen.wanted = seen.wanted or line in ("", name)

    async def run(self) -> None:
        """Look after them until cancelled."""
        for seen in self._seen.values():
            seen.next_s = seen.next_diversions_s = self._clock.monotonic() + FIRST_S
        while self._cards:
            await asyncio.sleep(LOOK_S)
            for card in self._cards:
                try:
                    await self._look(card)
                except DatabaseUnavailable as error:
                    log.warning("%s: the card is not looked after: %s", card.name, error)
                except Exception:
                    # A mistake of ours about a card must not end the telephone's daemon.
                    log.exception("%s: the card is not looked after", card.name)

    async def _look(self, card: Subscribed) -> None:
        seen, now = self._seen[card.name], self._clock.now()
        if not card.home_network:
            return
        if self._networks.get(card.name) != card.home_network:
            await self._database.run(SimCard.see, card.name, card.home_network, now)
            self._networks[card.name] = card.home_network
        known = await self._database.run(SimCard.of, card.name)
        if known is None:
            return
        wanted = seen.wanted and seen.idle_since_s is not None
        if wanted or self._may_ask(seen, now, known.asked_at, DAILY, seen.next_s):
            await self._ask_balance(card, seen)
        if self._may_ask(seen, now, known.diversions_at, WEEKLY, seen.next_diversions_s):
            await self._ask_diversions(card, seen)
        await self._tell(card.name)

    def _may_ask(self, seen: _Seen, now: Moment, last: datetime | None, rhythm: timedelta, next_s: float) -> bool:
        """Whether it is due and nobody is disturbed. A clock that cannot be believed is not asked."""
        if seen.idle_since_s is None or now.monotonic_s - seen.idle_since_s < IDLE_S or now.monotonic_s < next_s:
            return False
        if not now.trusted:
            return True
        local = now.wall.astimezone(KYIV)
        return local.hour in HOURS and (last is None or not timedelta() <= now.wall - last < rhythm)

    async def _ask_balance(self, card: Subscribed, seen: _Seen) -> None:
        operator = operator_of(card.home_network, self._operators)
        seen.wanted = False
        seen.next_s = self._clock.monotonic() + RETRY_S
        if operator is None or not self._settings.balance_low:
            seen.next_s = self._clock.monotonic() + DAILY_S
            return
        answer = await self._answer(card.name, operator)
        if answer is not None:
            seen.next_s = self._clock.monotonic() + DAILY_S
            await self._database.run(SimCard.note_answer, card.name, answer, self._clock.now())
            if answer.balance_kopiykas is None:
                log.warning("%s: the operator's answer about the balance is not understood", card.name)

    async def _answer(self, line: str, operator: Operator) -> CardAnswer | None:
        """Ask until the balance is understood; None when the network has answered nothing at all."""
        answer: CardAnswer | None = None
        for code in operator.questions:
            try:
                said = await self._ussd.ask({"text": code, "line": line})
                if said["open"]:
                    await self._ussd.end({"line": line})
            except LineFault as fault:
                log.info("%s: %s: %s", line, code, fault)
                continue
            text = str(said["text"])
            reading = operator.read(text)
            answer = CardAnswer(text, reading.balance_kopiykas, reading.package, reading.expires_on)
            if reading.understood:
                break
            await asyncio.sleep(BETWEEN_S)
        return answer

    async def _ask_diversions(self, card: Subscribed, seen: _Seen) -> None:
        seen.next_diversions_s = self._clock.monotonic() + DAILY_S
        try:
            found = await card.diversions()
        except LineFault as fault:
            log.info("%s: diversions: %s", card.name, fault)
            return
        if found is not None:
            led = ", ".join(_shown(each) for each in found if not self._is_meant(each))
            await self._database.run(SimCard.note_diversions, card.name, led, self._clock.now())

    def _is_meant(self, diversion: Diversion) -> bool:
        """Some calls may be led to a number of the settings; all of them, never: then the box is deaf."""
        return diversion.reason != 0 and diversion.number in self._settings.diverts_to

    async def _tell(self, line: str) -> None:
        now = self._clock.now()
        today = now.wall.astimezone(KYIV).date() if now.trusted else None
        wanted = await self._database.run(partial(self._alarms, line, today))
        kinds = [kind for kind in KINDS if today is not None or kind is not KINDS[1]]
        await self._board.show(wanted, [(kind, line) for kind in kinds])

    def _alarms(self, line: str, today: date | None) -> dict[Key, str]:
        """In the database thread."""
        card = SimCard.of(line)
        if card is None:
            return {}
        return card_alarms(card, today, self._settings, operator_of(card.network, self._operators))


def _shown(diversion: Diversion) -> str:
    return f"{REASONS.get(diversion.reason, 'інші')} — на {diversion.number or 'невідомий номер'}"
