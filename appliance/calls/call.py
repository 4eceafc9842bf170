"""The one Call: any leg, made into something a script can talk with.

A script awaits one verb after another. Whatever ends the call (the caller, a fault, the cap, a minute of silence) wakes
the verb that is being awaited, and it raises CallEnded.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from appliance.calls.bridge import Bridge
from appliance.calls.digits import DigitMerger, Source
from appliance.calls.media_clock import MediaClock
from appliance.calls.pump import KeyHeard, MediaPump, PumpEvent, ToneHeard
from appliance.calls.recording import Recorder
from appliance.contracts import DIGITS, HIDDEN_KEY, CallEnded, CallTrace, EndedBy, Leg, Prompt, Recorded

log = logging.getLogger(__name__)

T = TypeVar("T")

KEY_TAIL_S = 0.15
"""What a key that ends a recording leaves of itself at its end."""
TONE_TAIL_S = 3.0


@dataclass(frozen=True, slots=True)
class CallRules:
    """How long things may last, in seconds, and what is said about it."""

    opening_silence_s: float = 0.7
    cap_s: float = 900.0
    cap_warning_s: float = 30.0
    silence_limit_s: float = 60.0
    relaxed_dtmf: bool = False
    warning: Prompt | None = None
    goodbye: Prompt | None = None


class PhoneCall:
    """A conversation over one leg."""

    def __init__(
        self, leg: Leg, uid: str, *, rules: CallRules, media: MediaClock, recorder: Recorder, trace: CallTrace
    ) -> None:
        """Nothing happens before `answer`."""
        self.uid = uid
        self._leg = leg
        self._rules = rules
        self._media = media
        self._recorder = recorder
        self._trace = trace
        self._pump = MediaPump()
        self._bridge: Bridge | None = None
        self._alone = asyncio.Event()
        self._alone.set()
        self._talked_s = 0.0
        self._merger = DigitMerger()
        self._loop = asyncio.get_running_loop()
        self._keys: list[str] = []
        self._secret = False
        self._ended: EndedBy | None = None
        self._tone_heard = False
        self._goodbye_begun = False
        self._changed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._last_sign_s = self._answered_s = self._loop.time()
        self._recordings = 0

    @property
    def talked_s(self) -> float:
        """How long the caller has talked with people, in all."""
        return self._talked_s

    async def answer(self, on_taken: Callable[[], None]) -> None:
        """Pick up and let the way open. `on_taken` is called as soon as sound flows. Raises CallEnded, LineFault."""
        await self._leg.answer()
        on_taken()
        port = self._leg.port
        self._pump = MediaPump(relaxed_dtmf=self._rules.relaxed_dtmf, keys=port.in_band_keys, tones=port.in_band_tones)
        self._last_sign_s = self._answered_s = self._loop.time()
        self._media.attach(self._turn)
        watchers: tuple[Coroutine[Any, Any, None], ...] = (self._watch_leg(), self._watch_digits(), self._watch_cap())
        self._tasks = [asyncio.ensure_future(watcher) for watcher in watchers]
        await self._until(lambda: False, self._rules.opening_silence_s)

    async def play(self, *prompts: Prompt, break_on: str = DIGITS) -> None:
        """Play to the end, or until a key in `break_on`; such a key typed ahead leaves nothing to be played."""
        self._check()
        if self._keyed(break_on):
            return
        for prompt in prompts:
            self._pump.play(prompt.pcm)
        try:
            await self._until(lambda: not self._pump.playing or self._keyed(break_on))
        finally:
            if not self._goodbye_begun:
                self._pump.stop()

    async def read_digits(
        self, count: int, *prompts: Prompt, first_s: float = 5.0, next_s: float = 4.0, terminator: str = ""
    ) -> str:
        """Play, then return up to `count` keys."""
        await self.play(*prompts)
        digits = ""
        while len(digits) < count:
            if not await self.wait_for_key(next_s if digits else first_s):
                break
            key = self._keys.pop(0)
            if key == terminator:
                break
            digits += key
        return digits

    async def wait_for_key(self, within_s: float) -> str:
        """Return the next key without taking it, "" when none came in time."""
        await self._until(lambda: bool(self._keys), within_s)
        return self._keys[0] if self._keys else ""

    async def record(self, *, max_s: float, silence_s: float, begin: Prompt, purpose: str = "") -> Recorded:
        """Record from the end of `begin` to a key, silence, the limit or the end of the call. Raises OSError."""
        await self.play(begin, break_on="")
        self.forget_keys()
        self._recordings += 1
        recording = self._recorder.begin(f"{self.uid}-{self._recordings}", purpose)
        self._pump.record_to(recording.keep)
        activity = self._pump.activity
        try:
            await self._until(
                lambda: (
                    bool(self._keys)
                    or recording.failed
                    or recording.duration_s >= max_s
                    or activity.silent_for_s >= silence_s
                )
            )
        except CallEnded:
            log.info("%s: the caller left while recording", self.uid)
        finally:
            self._pump.record_to(None)
        key = self._keys.pop(0) if self._keys else ""
        await recording.close(drop_tail_s=TONE_TAIL_S if self._tone_heard else KEY_TAIL_S if key else 0.0)
        # A tone that was cut off is not something the caller said.
        sound_s = min(activity.speech_s, recording.duration_s)
        return Recorded(recording.path, recording.duration_s, sound_s, key)

    async def wait_while_playing(self, found: asyncio.Future[T], *prompts: Prompt, break_on: str = DIGITS) -> T | None:
        """Play until `found` is done, a key in `break_on`, or the end; return what was found, None if nothing was."""
        self._check()
        found.add_done_callback(lambda _: self._changed.set())
        for prompt in prompts:
            self._pump.play(prompt.pcm)
        try:
            await self._until(lambda: found.done() or not self._pump.playing or self._keyed(break_on))
        finally:
            if not self._goodbye_begun:
                self._pump.stop()
        return found.result() if found.done() else None

    async def bridge(self, other: Leg) -> EndedBy:
        """Let the two talk until one is gone; `other` is hung up. Raises CallEnded when this side has gone."""
        bridge = Bridge(self._leg, other)
        gone = asyncio.ensure_future(bridge.run())
        gone.add_done_callback(lambda _: self._changed.set())
        began_s = self._loop.time()
        self._bridge = bridge
        self._alone.clear()
        try:
            await self._until(gone.done)
            return gone.result()
        finally:
            self._bridge = None
            self._last_sign_s = self._loop.time()
            self._talked_s += self._last_sign_s - began_s
            self._alone.set()
            gone.cancel()
            await asyncio.gather(gone, return_exceptions=True)

    def forget_keys(self) -> None:
        """Drop what was typed ahead."""
        self._keys.clear()

    @contextmanager
    def secret_keys(self) -> Iterator[None]:
        """Trace no key pressed within. What was typed ahead and waits to be read stands last in the trace."""
        if self._keys:
            self._trace.keys[-len(self._keys) :] = HIDDEN_KEY * len(self._keys)
        self._secret = True
        try:
            yield
        finally:
            self._secret = False

    async def hang_up(self) -> None:
        """End the call and raise CallEnded."""
        self._over(EndedBy.BOX)
        await self.close()
        self._check()

    def end(self) -> None:
        """End the call from outside, as at shutdown: the script hears of it at once, the caller hears a goodbye."""
        self._say_goodbye(EndedBy.BOX)

    def apologise(self) -> None:
        """Something in the house broke: the caller hears a goodbye, not a click."""
        self._say_goodbye(EndedBy.FAULT)

    async def close(self) -> None:
        """Put everything down, after the goodbye if one is due. The leg is hung up if it still lives."""
        if self._goodbye_begun and self._tasks:
            await self._until_played()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        self._media.detach(self._turn)
        await self._leg.hang_up()

    def _turn(self) -> None:
        """One tick of the media clock. A port that breaks ends this call and no other."""
        try:
            self._exchange()
        except Exception:
            # One clock turns every call: what is wrong in this one's sound ends this one alone.
            log.exception("%s: the sound broke off", self.uid)
            self._media.detach(self._turn)
            self._pump.stop()
            self._over(EndedBy.FAULT)
            self._changed.set()

    def _exchange(self) -> None:
        port = self._leg.port
        port.listening = self._pump.listens or self._bridge is not None
        sound = port.read()
        for event in self._pump.hear(sound):
            self._happened(event)
        talk = self._bridge.exchange(sound) if self._bridge else None
        interjected = self._pump.playing
        frame, events = self._pump.next_frame()
        port.write(frame if talk is None or interjected else talk)
        for event in events:
            self._happened(event)
        self._watch_silence()
        if self._pump.recording:
            self._changed.set()

    def _happened(self, event: PumpEvent) -> None:
        match event:
            case KeyHeard(key):
                self._pressed(key, Source.SOUND)
            case ToneHeard(tone):
                log.info("%s: %s tone, the other side has gone", self.uid, tone)
                self._tone_heard = True
                self._over(EndedBy.CALLER)
        self._changed.set()

    def _pressed(self, key: str, source: Source) -> None:
        now_s = self._loop.time()
        if self._bridge is not None:
            if source is Source.MODEM:
                self._bridge.pressed(key)
        elif self._merger.pressed(key, source, now_s):
            self._keys.append(key)
            self._trace.keys.append(HIDDEN_KEY if self._secret else key)
            self._last_sign_s = now_s
            self._changed.set()

    def _watch_silence(self) -> None:
        now_s = self._loop.time()
        if self._pump.playing or self._pump.heard_speech or self._bridge is not None:
            self._last_sign_s = now_s
        elif now_s - self._last_sign_s >= self._rules.silence_limit_s:
            log.info("%s: nobody has said anything for %g s", self.uid, self._rules.silence_limit_s)
            self._say_goodbye(EndedBy.BOX)

    async def _watch_leg(self) -> None:
        self._over(await self._leg.wait_ended())
        self._changed.set()

    async def _watch_digits(self) -> None:
        async for key in self._leg.digits():
            self._pressed(key, Source.MODEM)

    async def _watch_cap(self) -> None:
        await self._until_spent(self._rules.cap_s - self._rules.cap_warning_s)
        if self._rules.warning is not None:
            self._pump.interject(self._rules.warning.pcm)
        await self._until_spent(self._rules.cap_s)
        log.info("%s: the call has reached its cap", self.uid)
        self._say_goodbye(EndedBy.BOX)

    async def _until_spent(self, spent_s: float) -> None:
        """Wait until the caller has spent so long with the box itself: a talk with a person does not count."""
        while True:
            await self._alone.wait()
            rest_s = self._answered_s + self._talked_s + spent_s - self._loop.time()
            if rest_s <= 0:
                return
            await asyncio.sleep(rest_s)

    def _say_goodbye(self, by: EndedBy) -> None:
        """The box ends the call by itself: the script is stopped, the goodbye is said while the call is put down."""
        if self._ended is None:
            self._pump.stop()
            if self._rules.goodbye is not None:
                self._goodbye_begun = True
                self._pump.play(self._rules.goodbye.pcm)
            self._over(by)

    def _over(self, by: EndedBy) -> None:
        if self._ended is None:
            self._ended = by
            self._changed.set()

    def _keyed(self, keys: str) -> bool:
        return any(key in keys for key in self._keys)

    def _check(self) -> None:
        if self._ended is not None:
            raise CallEnded(self._ended)

    async def _until(self, done: Callable[[], bool], within_s: float | None = None) -> None:
        """Wait until `done()`, or until the time is up. Raises CallEnded."""
        self._check()
        try:
            async with asyncio.timeout(within_s):
                while not done():
                    self._changed.clear()
                    await self._changed.wait()
                    self._check()
        except TimeoutError:
            return

    async def _until_played(self) -> None:
        while self._pump.playing and self._leg.ended is None:
            self._changed.clear()
            await self._changed.wait()
