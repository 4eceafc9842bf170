"""What the house keeps of a call: in the database, or beside it while the database fails.

A message is acknowledged only when it is on disk in one of the two ways. What lies beside is entered when the database
works again; every verb of the register may be repeated, so nothing is entered twice.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from appliance.casework.contacts.answers import text_answer
from appliance.casework.contacts.callbacks import Callback, CallbackSource
from appliance.casework.contacts.calls import CallEnd, CallRecord, CallStart, VoiceMessage
from appliance.casework.contacts.interrupted import settle_interrupted
from appliance.casework.contacts.ratings import Rating
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.knowledge.service_told import ServiceTold
from appliance.casework.office.reception_bookings import ReceptionBooking
from appliance.casework.staff.operators import StaffMember
from appliance.casework.staff.presence import Presence
from appliance.clock import Moment
from appliance.contracts.office import KeptMessage, NotKept, PresenceState, ServiceHow, SlotTaken
from appliance.desk.pending import PendingMessage, as_json, call_from, end_from, message_from, put_durably
from appliance.errors import SlukhavkaError
from appliance.numbers import NumberKind

log = logging.getLogger(__name__)

T = TypeVar("T")
PATIENCE_S = 5.0
"""How long a caller may wait for the database before his message is kept beside it."""
IN_MEMORY = 1000
"""So many calls at most are remembered until there is room on the disk."""


class Ledger:
    """The daemon's way to the log of calls."""

    def __init__(self, database: Database, pending: Path, *, can_text: bool = False) -> None:
        """Keep what fails in the directory `pending`. `can_text`: what is queued as an SMS has a line to go by."""
        self.can_text = can_text
        self._database = database
        self._pending = pending
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._noting: set[asyncio.Task[bool]] = set()
        self._in_memory: dict[str, dict[str, Any]] = {}
        """How calls ended while neither the database nor the disk took anything: the disk is full."""
        self._started: Moment | None = None
        """When this run began, as long as what an earlier one left is not settled."""

    async def start(self, started: Moment) -> None:
        """Settle what an earlier run left, and enter what lies beside the database."""
        self._started = started
        await self.enter_pending()

    async def began(self, call: CallStart) -> None:
        """Note that a call rings. Its end is what counts: a failure is only logged."""
        await self._try(lambda: CallRecord.begin(call))

    async def caller_known(self, call: CallStart) -> None:
        """Note who calls, as soon as the network has said it."""
        await self._try(lambda: CallRecord.note_caller(call))

    async def answered(self, call: CallStart, answered: Moment) -> None:
        """Note that the box has picked up."""
        await self._try(lambda: CallRecord.note_answer(call, answered.wall))

    async def ended(self, call: CallStart, end: CallEnd) -> None:
        """Keep how a call ended."""
        if not await self._try(lambda: CallRecord.finish(call, end)):
            name, entry = f"call-{call.uid}", {"call": as_json(call), "end": as_json(end)}
            if not await self._set_aside(name, entry) and len(self._in_memory) < IN_MEMORY:
                self._in_memory[name] = entry

    async def keep_message(self, call: CallStart, message: PendingMessage) -> KeptMessage:
        """Keep a voice message for good. Raises NotKept."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                return KeptMessage(await self._database.run(message.enter, call))
        except (DatabaseUnavailable, TimeoutError) as error:
            log.warning("a message is kept beside the database: %s", error)
        except Exception:
            # Whatever mistake of ours the register refuses, the words of a caller are not lost by it.
            log.exception("a message is kept beside the database")
        if not await self._set_aside(f"message-{message.uid}", {"call": as_json(call), "message": as_json(message)}):
            raise NotKept("Повідомлення не вдалося зберегти: диск не приймає запису.")
        return KeptMessage(None)

    async def rate(self, call: CallStart, operator: int, value: int, now: Moment) -> None:
        """Keep a caller's rating. Raises NotKept."""
        await self._keep(partial(Rating.give, call, operator, value, now=now))

    async def book_callback(self, call: CallStart, number: str, source: CallbackSource, now: Moment) -> None:
        """Keep that the office owes a call. Raises NotKept."""
        await self._keep(partial(Callback.ask, number, source, now=now, call=call))

    async def text_caller(self, call: CallStart, text: str, now: Moment) -> None:
        """Queue an answer as an SMS to who calls. Raises NotKept."""
        await self._keep(partial(text_answer, call, text, now=now))

    async def reception_slots(self, reception: int, limit: int, now: Moment) -> list[datetime]:
        """Return when somebody could be received. Raises NotKept."""
        return await self._keep(partial(ReceptionBooking.offered, reception, limit=limit, now=now))

    async def book_reception(
        self, call: CallStart, reception: int, starts_at: datetime, by_sms: bool, now: Moment
    ) -> datetime:
        """Book who calls for a reception. Raises SlotTaken, NotKept."""
        book = partial(ReceptionBooking.book_by_phone, call, reception, starts_at, by_sms=by_sms, now=now)
        return await self._keep(book)

    def note_service(self, call: CallStart, code: str, how: ServiceHow, now: Moment) -> None:
        """Count that a service was told; nobody waits for it, and a failure is only logged."""
        noting = asyncio.get_running_loop().create_task(self._try(partial(ServiceTold.note, call, code, how, now=now)))
        self._noting.add(noting)
        noting.add_done_callback(self._noting.discard)

    async def change_presence(self, member: StaffMember, state: PresenceState, now: Moment) -> None:
        """Keep what an operator says of himself by his own telephone. Raises NotKept."""
        by = Actor(Origin.PHONE, member.account)
        await self._keep(partial(Presence.change, member.operator, state, by=by, now=now))

    async def keeps(self, uid: str) -> bool:
        """Tell whether a message is kept, in the register or beside it. Raises DatabaseUnavailable."""
        if await self._on_disk((self._pending / f"message-{uid}.json").exists):
            return True
        return await self._database.run(VoiceMessage.is_kept, uid)

    async def enter_cut_off(self, message: PendingMessage) -> bool:
        """Enter a message that was broken off, with the call it belongs to; False while the database fails."""
        return await self._try(partial(_enter_cut_off, message))

    async def enter_pending(self) -> int:
        """Enter what waits for the database, then settle what an earlier run left open; return how many are left."""
        await self._enter_from_memory()
        waiting = await self._waiting()
        left = 0
        for done, path in enumerate(waiting):
            try:
                await self._enter(path)
            except DatabaseUnavailable as error:
                log.warning("%s", error)
                return left + len(waiting) - done
            except OSError:
                log.exception("%s waits, the disk refused", path)
                left += 1
        # How a call really ended may lie in a file: only what no file knows of is taken for interrupted.
        if self._started and not left and await self._try(partial(settle_interrupted, self._started)):
            self._started = None
        return left

    async def _enter_from_memory(self) -> None:
        for name, entry in list(self._in_memory.items()):
            try:
                await self._database.run(_entry(entry))
            except DatabaseUnavailable:
                return
            except Exception:
                log.exception("%s cannot be entered and is forgotten", name)
            self._in_memory.pop(name, None)

    async def _waiting(self) -> list[Path]:
        return await self._on_disk(lambda: sorted(self._pending.glob("*.json")))

    async def _enter(self, path: Path) -> None:
        """Enter one file and remove it; one that makes no sense is set aside. Raises DatabaseUnavailable, OSError."""
        text = await self._on_disk(path.read_bytes)
        try:
            await self._database.run(_entry(json.loads(text)))
        except DatabaseUnavailable:
            raise
        except Exception:
            # Whatever is wrong in one file must not keep the others waiting, nor end the daemon.
            log.exception("%s cannot be entered and is set aside", path)
            await self._on_disk(lambda: path.rename(path.with_suffix(".bad")))
        else:
            await self._on_disk(path.unlink)

    async def _on_disk(self, job: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._disk, job)

    async def close(self) -> None:
        """Finish what is under way."""
        await asyncio.gather(*self._noting)
        await self._database.close()
        self._disk.shutdown(wait=True)

    async def _keep(self, verb: Callable[[], T]) -> T:
        """Do what the caller is told of only when it is done. Raises SlotTaken, NotKept."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._database.run(verb)
        except SlotTaken:
            raise
        except (DatabaseUnavailable, SlukhavkaError, TimeoutError) as error:
            raise NotKept(str(error) or "База даних не відповідає.") from error

    async def _try(self, verb: Callable[[], object]) -> bool:
        try:
            await self._database.run(verb)
        except DatabaseUnavailable as error:
            log.warning("%s", error)
            return False
        except Exception:
            # The log of calls must never cost a call, nor the telephone its daemon.
            log.exception("the register refused an entry")
            return False
        return True

    async def _set_aside(self, name: str, entry: dict[str, Any]) -> bool:
        path = self._pending / f"{name}.json"
        try:
            await self._on_disk(lambda: put_durably(path, entry))
        except OSError:
            log.exception("%s could not be kept beside the database", name)
            return False
        return True


def _enter_cut_off(message: PendingMessage) -> None:
    """Enter it with its call; one without a row rang while there was no database, and nothing more is known of it."""
    uid = Path(message.path).stem.rpartition("-")[0]
    known = CallRecord.get_or_none(CallRecord.uid == uid)
    line = known.line if known else ""
    message.enter(CallStart(uid, line, True, message.kept, None, None, NumberKind.UNAVAILABLE))


def _entry(entry: dict[str, Any]) -> Callable[[], object]:
    call = call_from(entry["call"])
    if "message" in entry:
        message = message_from(entry["message"])
        return lambda: message.enter(call)
    end = end_from(entry["end"])
    return lambda: CallRecord.finish(call, end)
