"""A sound card in virtual time: an I/O plug-in of the real alsa-lib, whose device is this class.

alsa-lib itself keeps the ring buffer, its states and its errors (EPIPE, ESTRPIPE, ENODEV); only the hardware pointer
and the sound at the far end of the wire are made here. Its layouts are those of alsa/pcm_ioplug.h, version 1.0.2.
"""

from __future__ import annotations

import ctypes
import errno
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_char_p, c_int, c_long, c_uint, c_ulong, c_void_p
from typing import Any

from appliance.lines.alsa_pcm import Direction, Pcm, SoundCardMissing, load_library

RATE = 8000
VERSION = (1 << 16) | 2
SUSPENDED, DISCONNECTED = 7, 8
_ACCESS, _FORMAT, _CHANNELS, _RATE, _PERIOD_BYTES, _BUFFER_BYTES = range(6)


class _Area(Structure):
    _fields_ = (("address", c_void_p), ("first", c_uint), ("step", c_uint))


class _Callbacks(Structure):
    """Start, stop, pointer, transfer, close, hw_params, hw_free, sw_params, prepare, drain, pause, resume, ..."""


_Plain = CFUNCTYPE(c_int, c_void_p)
_Pointer = CFUNCTYPE(c_long, c_void_p)
_Transfer = CFUNCTYPE(c_long, c_void_p, POINTER(_Area), c_ulong, c_ulong)
_Callbacks._fields_ = [
    ("start", _Plain),
    ("stop", _Plain),
    ("pointer", _Pointer),
    ("transfer", _Transfer),
    *((name, c_void_p) for name in ("close", "hw_params", "hw_free", "sw_params")),
    ("prepare", _Plain),
    *((name, c_void_p) for name in ("drain", "pause")),
    ("resume", _Plain),
    *((f"reserved{number}", c_void_p) for number in range(8)),
]


class _Plug(Structure):
    _fields_ = (
        ("version", c_uint),
        ("name", c_char_p),
        ("flags", c_uint),
        ("poll_fd", c_int),
        ("poll_events", c_uint),
        ("mmap_rw", c_uint),
        ("callback", POINTER(_Callbacks)),
        ("private_data", c_void_p),
        ("pcm", c_void_p),
        ("stream", c_int),
        ("state", c_int),
        ("appl_ptr", c_ulong),
        ("hw_ptr", c_ulong),
        ("nonblock", c_int),
        ("access", c_int),
        ("format", c_int),
        ("channels", c_uint),
        ("rate", c_uint),
        ("period_size", c_ulong),
        ("buffer_size", c_ulong),
        ("reserved", c_ulong * 16),
    )


class _Stream:
    """One direction of the card."""

    def __init__(self, card: SoundCard, direction: Direction) -> None:
        self._card = card
        self.direction = direction
        self.plug = _Plug(version=VERSION, name=b"card", poll_fd=-1)
        self._callbacks = _Callbacks(
            start=_Plain(self._start),
            stop=_Plain(lambda _io: 0),
            pointer=_Pointer(self._pointer),
            transfer=_Transfer(self._transfer),
            prepare=_Plain(self._prepare),
            resume=_Plain(lambda _io: self._card.resume_result),
        )
        self.plug.callback = ctypes.pointer(self._callbacks)
        self._began_s: float | None = None
        self._transferred = 0

    def pcm(self, card: str) -> Pcm:
        alsa = load_library()
        alsa.snd_pcm_ioplug_create.argtypes = (c_void_p, c_char_p, c_int, c_int)
        created = alsa.snd_pcm_ioplug_create(byref(self.plug), b"card", self.direction, 1)
        assert created == 0, created
        for what, least, most in (
            (_CHANNELS, 1, 1),
            (_RATE, RATE, RATE),
            (_BUFFER_BYTES, 640, self._card.buffer_frames * 2),
        ):
            set_range = alsa.snd_pcm_ioplug_set_param_minmax
            set_range.argtypes = (c_void_p, c_int, c_uint, c_uint)
            assert set_range(byref(self.plug), what, least, most) == 0
        pcm = Pcm(c_void_p(self.plug.pcm), card, self.direction)
        pcm.configure()
        return pcm

    def become(self, state: int) -> None:
        alsa = load_library()
        alsa.snd_pcm_ioplug_set_state.argtypes = (c_void_p, c_int)
        alsa.snd_pcm_ioplug_set_state(byref(self.plug), state)

    def _start(self, _io: int) -> int:
        self._began_s = self._card.now()
        return 0

    def _prepare(self, _io: int) -> int:
        self._began_s, self._transferred = None, 0
        self._card.prepared[self.direction] += 1
        return 0

    def _pointer(self, _io: int) -> int:
        if self._began_s is None:
            return 0
        passed = int((self._card.now() - self._began_s) * self._card.rate + 1e-6)
        if self.direction is Direction.PLAYBACK and passed > self._transferred:
            return -errno.EPIPE
        if self.direction is Direction.CAPTURE and passed - self._transferred > self.plug.buffer_size:
            return -errno.EPIPE
        return int(passed % self.plug.buffer_size)

    def _transfer(self, _io: int, areas: Any, offset: int, frames: int) -> int:
        area = areas[0]
        address = (area.address or 0) + (area.first + offset * area.step) // 8
        if self.direction is Direction.PLAYBACK:
            self._card.played += ctypes.string_at(address, frames * 2)
        else:
            ctypes.memmove(address, self._card.speech(frames * 2), frames * 2)
        self._transferred += frames
        return frames


class SoundCard:
    """`now`: the clock. `ppm`: how much faster than nominal it runs. `played` is what the far end is given.

    `missing`: how often it cannot be opened yet. `buffer_frames`: the largest buffer it has.
    """

    def __init__(
        self, now: Callable[[], float], *, ppm: float = 0.0, missing: int = 0, buffer_frames: int = 1 << 15
    ) -> None:
        self.now = now
        self.rate = RATE * (1 + ppm * 1e-6)
        self.missing = missing
        self.buffer_frames = buffer_frames
        self.played = bytearray()
        self.said = bytearray()
        self.resume_result = 0
        self.prepared = dict.fromkeys(Direction, 0)
        self.opened = 0
        self._streams: list[_Stream] = []

    def open(self, card: str, direction: Direction) -> Pcm:
        """Open as `alsa_pcm.open_pcm` does."""
        if self.missing:
            self.missing -= 1
            raise SoundCardMissing(f"{card}: звукової карти немає")
        stream = _Stream(self, direction)
        self._streams.append(stream)
        self.opened += 1
        return stream.pcm(card)

    def speech(self, size: int) -> bytes:
        """Return what the far end says next; silence after its end."""
        sound = bytes(self.said[:size])
        del self.said[:size]
        return sound.ljust(size, b"\0")

    def suspend(self) -> None:
        """The computer sleeps."""
        self._become(SUSPENDED)

    def unplug(self) -> None:
        """It is pulled out."""
        self._become(DISCONNECTED)

    def _become(self, state: int) -> None:
        for stream in self._streams[-2:]:
            stream.become(state)
