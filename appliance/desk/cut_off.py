"""Messages that a power cut broke off: found at the next start, mended and entered like any other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from appliance.calls.recording import BYTES_PER_S, decided, drop, mend, purpose_of
from appliance.casework.database import DatabaseUnavailable
from appliance.clock import Moment
from appliance.desk.ledger import Ledger
from appliance.desk.pending import PendingMessage, uid_of
from audio.line.levels import ActivityMeter
from audio.line.wav import HEADER_BYTES, WavError, read_wav

log = logging.getLogger(__name__)

AT_LEAST_S = 2.0
"""Less sound is no message."""
PURPOSE = "message"
"""Of one whose mark does not tell what it is for."""


async def enter_cut_off(paths: Sequence[Path], ledger: Ledger, now: Moment) -> None:
    """Enter the recordings at `paths`, drop those that hold nothing. What fails is tried again at the next start."""
    for path in paths:
        try:
            if not await ledger.keeps(uid_of(path)):
                message = await asyncio.to_thread(_message, path, now)
                if message and not await ledger.enter_cut_off(message):
                    return
            await asyncio.to_thread(decided, path)
        except DatabaseUnavailable:
            return
        except OSError:
            log.exception("%s was cut off and waits, the disk refused", path)


def _message(path: Path, now: Moment) -> PendingMessage | None:
    try:
        if path.stat().st_size < HEADER_BYTES:  # cut off before its first sound
            drop(path)
            return None
        mend(path)
        sound = read_wav(path)
    except (FileNotFoundError, WavError) as error:
        log.warning("%s was cut off and holds nothing: %s", path, error)
        return None
    meter = ActivityMeter()
    meter.feed(sound)
    if meter.speech_s < AT_LEAST_S:
        drop(path)
        return None
    log.info("%s was cut off and is entered", path)
    return PendingMessage(
        uid=uid_of(path),
        purpose=purpose_of(path) or PURPOSE,
        kept=now,
        path=path.name,
        duration_s=round(len(sound) / BYTES_PER_S, 2),
        sound_s=round(meter.speech_s, 2),
    )
