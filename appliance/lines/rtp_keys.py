"""Keys as telephone-events (RFC 4733), heard and pressed. Pure."""

from __future__ import annotations

from collections import deque

from appliance.lines.rtp import EVENT, EVENT_END, EVENT_KEYS, Packet, event

SEGMENT = 0xFFFF
"""The longest duration; a key held longer goes on under a new timestamp, this much later (§2.5.1.3)."""
SAME_PRESS_S = 0.06
"""Some gateways give every packet of a press a new timestamp; no finger presses twice so fast (Q.24: 80 ms)."""
_REMEMBERED = 8

PRESS_FRAMES = 5
END_FRAMES = 3
"""The last packet goes three times, so that its loss does not matter (§2.5.1.4)."""
PAUSE_FRAMES = 4


class KeyListener:
    """Tells one press once, at its first packet, whichever of its packets are lost, doubled or out of order."""

    def __init__(self) -> None:
        self._told: deque[tuple[int, int]] = deque(maxlen=_REMEMBERED)
        self._code = -1
        self._timestamp = 0
        self._held = False
        self._last_s = 0.0

    def heard(self, packet: Packet, now_s: float) -> str:
        """Take a packet of the event's payload type; return the key if it begins a press, else ""."""
        if len(packet.payload) < EVENT.size:
            return ""
        code, flags, _ = EVENT.unpack_from(packet.payload)
        press = (packet.ssrc, packet.timestamp)
        if press in self._told:
            if packet.timestamp == self._timestamp:
                self._held = self._held and not flags & EVENT_END
                self._last_s = now_s
            return ""
        goes_on = self._goes_on(code, packet.timestamp, now_s)
        self._told.append(press)
        self._code, self._timestamp, self._last_s = code, packet.timestamp, now_s
        self._held = not flags & EVENT_END
        return "" if goes_on or code >= len(EVENT_KEYS) else EVENT_KEYS[code]

    def _goes_on(self, code: int, timestamp: int, now_s: float) -> bool:
        if not self._held or code != self._code:
            return False
        later = (timestamp - self._timestamp) & 0xFFFFFFFF
        return later == SEGMENT or now_s - self._last_s < SAME_PRESS_S


class KeyPresser:
    """Presses keys one after another, a packet a frame; None where a frame of pause goes by."""

    def __init__(self) -> None:
        self._steps: deque[tuple[bytes, int] | None] = deque()

    @property
    def pressing(self) -> bool:
        """Whether a key, or the pause behind it, is under way."""
        return bool(self._steps)

    def press(self, keys: str, frame: int) -> None:
        """Queue keys; `frame` is the number of samples in one."""
        for key in keys:
            for step in range(1, PRESS_FRAMES + 1):
                self._steps.append((event(key, step * frame, end=False), step))
            last = event(key, PRESS_FRAMES * frame, end=True)
            self._steps.extend((last, PRESS_FRAMES + again) for again in range(1, END_FRAMES + 1))
            self._steps.extend([None] * PAUSE_FRAMES)

    def next(self) -> tuple[bytes, int] | None:
        """Return the payload of this frame and its number within the press (1 begins it), or None in a pause."""
        return self._steps.popleft()
