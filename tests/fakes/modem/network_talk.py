"""Two far ends whom the network has joined: they talk without the modem (explicit call transfer, TS 22.091)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tests.fakes.modem.caller import Party

_SAMPLES = 160
_FRAME_S = 0.02


class NetworkTalk:
    """A talk that lasts until one of the two hangs up."""

    def __init__(self, *parties: Party) -> None:
        self._parties = parties
        self.over = False

    async def run(self) -> None:
        """Let each hear what the other said in the frame before."""
        voices = {party: bytes(2 * _SAMPLES) for party in self._parties}
        began, frames = asyncio.get_running_loop().time(), 0
        while not self.over:
            at = began + frames * _FRAME_S
            heard = {party: mixed(*(v for other, v in voices.items() if other is not party)) for party in voices}
            for party in self._parties:
                party.hear(heard[party], at)
                voices[party] = party.downlink.frame(_SAMPLES, heard[party])
            frames += 1
            await asyncio.sleep(began + frames * _FRAME_S - asyncio.get_running_loop().time())

    def leave(self, party: Party) -> None:
        """One of them hangs up; nothing happens if he is none of them, or gone already."""
        if party in self._parties and not self.over:
            self.over = True
            for each in self._parties:
                each.disconnect("caller" if each is party else "network")


def mixed(*frames: bytes) -> bytes:
    """Return frames of S16LE heard at once."""
    total = np.sum([np.frombuffer(frame, "<i2").astype(np.int32) for frame in frames], axis=0)
    return bytes(np.clip(total, -32768, 32767).astype("<i2").tobytes())
