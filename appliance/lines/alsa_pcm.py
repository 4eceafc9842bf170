"""One direction of a sound card: the few functions of alsa-lib (libasound.so.2) that the box needs, by ctypes.

pyalsaaudio would need a compiler and headers on every box, and hides the delay and the errors that matter here. Every
call is made on a non-blocking handle; `open_pcm` and `Pcm.close` may still wait for the device (USB control transfers),
so they belong into a thread.
"""

from __future__ import annotations

import ctypes
import errno
import logging
from collections.abc import Callable
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_uint, c_ulong, c_void_p
from enum import IntEnum
from functools import cache
from typing import Any

from appliance.contracts import PTIME_MS, SAMPLE_RATE, LineFault
from appliance.lines.serial_port import PortLost

log = logging.getLogger(__name__)

LIBRARY = "libasound.so.2"
SAMPLE_BYTES = 2
PERIOD_FRAMES = SAMPLE_RATE * PTIME_MS // 1000
BUFFER_FRAMES = 8 * PERIOD_FRAMES
_NONBLOCK = 1
_RW_INTERLEAVED = 3
_S16_LE = 2
_RUNNING = 3

_SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "snd_pcm_open": (c_int, (POINTER(c_void_p), c_char_p, c_int, c_int)),
    "snd_pcm_close": (c_int, (c_void_p,)),
    "snd_pcm_prepare": (c_int, (c_void_p,)),
    "snd_pcm_start": (c_int, (c_void_p,)),
    "snd_pcm_drop": (c_int, (c_void_p,)),
    "snd_pcm_resume": (c_int, (c_void_p,)),
    "snd_pcm_state": (c_int, (c_void_p,)),
    "snd_pcm_avail": (c_long, (c_void_p,)),
    "snd_pcm_delay": (c_int, (c_void_p, POINTER(c_long))),
    "snd_pcm_writei": (c_long, (c_void_p, c_char_p, c_ulong)),
    "snd_pcm_readi": (c_long, (c_void_p, c_void_p, c_ulong)),
    "snd_pcm_hw_params_malloc": (c_int, (POINTER(c_void_p),)),
    "snd_pcm_hw_params_free": (None, (c_void_p,)),
    "snd_pcm_hw_params_any": (c_int, (c_void_p, c_void_p)),
    "snd_pcm_hw_params_set_access": (c_int, (c_void_p, c_void_p, c_int)),
    "snd_pcm_hw_params_set_format": (c_int, (c_void_p, c_void_p, c_int)),
    "snd_pcm_hw_params_set_channels": (c_int, (c_void_p, c_void_p, c_uint)),
    "snd_pcm_hw_params_set_rate": (c_int, (c_void_p, c_void_p, c_uint, c_int)),
    "snd_pcm_hw_params_set_period_size_near": (c_int, (c_void_p, c_void_p, POINTER(c_ulong), POINTER(c_int))),
    "snd_pcm_hw_params_set_buffer_size_near": (c_int, (c_void_p, c_void_p, POINTER(c_ulong))),
    "snd_pcm_hw_params": (c_int, (c_void_p, c_void_p)),
    "snd_strerror": (c_char_p, (c_int,)),
}
_ERROR_HANDLER = ctypes.CFUNCTYPE(None, c_char_p, c_int, c_char_p, c_int, c_char_p)


class Direction(IntEnum):
    """Which way the sound goes; the numbers of snd_pcm_stream_t."""

    PLAYBACK = 0
    CAPTURE = 1


class SoundLibraryMissing(LineFault):
    """alsa-lib is not installed."""


class SoundCardMissing(LineFault):
    """There is no such sound card (yet), or another program holds it."""


class SoundCardLost(PortLost):
    """The sound card went away while it was open."""


class SoundBroke(Exception):
    """The stream stopped: it ran dry or over (EPIPE). It goes on after `recover`."""


class SoundSuspended(SoundBroke):
    """The computer slept (ESTRPIPE)."""


def open_pcm(card: str, direction: Direction) -> Pcm:
    """Open one direction of `card` (an ALSA name: `plughw:CARD=Android`) for S16LE, mono, 8 kHz.

    May wait for the device. Raises SoundLibraryMissing, SoundCardMissing.
    """
    library = load_library()
    handle = c_void_p()
    refused = library.snd_pcm_open(byref(handle), card.encode(), direction, _NONBLOCK)
    if refused < 0:
        raise SoundCardMissing(f"{card}: звукової карти немає ({_words(refused)})")
    pcm = Pcm(handle, card, direction)
    try:
        pcm.configure()
    except SoundCardMissing:
        pcm.close()
        raise
    return pcm


@cache
def load_library() -> Any:
    """Load alsa-lib once; its complaints go to the log. Raises SoundLibraryMissing."""
    try:
        library = ctypes.CDLL(LIBRARY)
    except OSError as error:
        raise SoundLibraryMissing(f"Немає бібліотеки звуку {LIBRARY}: встановіть пакет libasound2.") from error
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    library.snd_lib_error_set_handler.argtypes = (_ERROR_HANDLER,)
    library.snd_lib_error_set_handler(_to_log)
    return library


class Pcm:
    """One direction of a card, open. Frames are samples: the sound is mono."""

    def __init__(self, handle: c_void_p, card: str, direction: Direction) -> None:
        """Take over an open, non-blocking handle."""
        self._alsa = load_library()
        self._handle = handle
        self._card = card
        self.direction = direction

    def configure(self) -> None:
        """Agree on S16LE, mono, 8 kHz, periods of 20 ms. Raises SoundCardMissing."""
        alsa, handle = self._alsa, self._handle
        wanted = c_void_p()
        alsa.snd_pcm_hw_params_malloc(byref(wanted))
        period, buffer = c_ulong(PERIOD_FRAMES), c_ulong(BUFFER_FRAMES)
        steps: tuple[Callable[[], int], ...] = (
            lambda: alsa.snd_pcm_hw_params_any(handle, wanted),
            lambda: alsa.snd_pcm_hw_params_set_access(handle, wanted, _RW_INTERLEAVED),
            lambda: alsa.snd_pcm_hw_params_set_format(handle, wanted, _S16_LE),
            lambda: alsa.snd_pcm_hw_params_set_channels(handle, wanted, 1),
            lambda: alsa.snd_pcm_hw_params_set_rate(handle, wanted, SAMPLE_RATE, 0),
            lambda: alsa.snd_pcm_hw_params_set_period_size_near(handle, wanted, byref(period), None),
            lambda: alsa.snd_pcm_hw_params_set_buffer_size_near(handle, wanted, byref(buffer)),
            lambda: alsa.snd_pcm_hw_params(handle, wanted),
        )
        try:
            for step in steps:
                if (refused := step()) < 0:
                    raise SoundCardMissing(f"{self._card}: карта не дає звуку 8 кГц ({_words(refused)})")
        finally:
            alsa.snd_pcm_hw_params_free(wanted)

    def start(self) -> None:
        """Let it run. Raises as `available`."""
        if self._alsa.snd_pcm_state(self._handle) != _RUNNING:
            self._checked(self._alsa.snd_pcm_start(self._handle))

    def available(self) -> int:
        """Return how many frames can be read or written now. Raises SoundBroke, SoundCardLost."""
        return self._checked(self._alsa.snd_pcm_avail(self._handle))

    def delay(self) -> int:
        """Return how many frames lie between us and the wire. Raises SoundBroke, SoundCardLost."""
        frames = c_long()
        self._checked(self._alsa.snd_pcm_delay(self._handle, byref(frames)))
        return frames.value

    def write(self, sound: bytes) -> int:
        """Write what finds room; return how many frames that was. Raises SoundBroke, SoundCardLost."""
        return self._checked(self._alsa.snd_pcm_writei(self._handle, sound, len(sound) // SAMPLE_BYTES))

    def read(self, frames: int) -> bytes:
        """Read at most so many frames. Raises SoundBroke, SoundCardLost."""
        sound = ctypes.create_string_buffer(frames * SAMPLE_BYTES)
        came = self._checked(self._alsa.snd_pcm_readi(self._handle, sound, frames))
        return sound.raw[: came * SAMPLE_BYTES]

    def recover(self, broken: SoundBroke) -> bool:
        """Make a stopped stream ready again; False while the device still wakes. Raises SoundCardLost.

        `snd_pcm_recover` does the same but sleeps until the device is awake.
        """
        if isinstance(broken, SoundSuspended):
            result = self._alsa.snd_pcm_resume(self._handle)
            if result == -errno.EAGAIN:
                return False
            if result == 0:
                return True
        self._checked(self._alsa.snd_pcm_prepare(self._handle))
        return True

    def close(self) -> None:
        """Stop and close. May wait for the device."""
        self._alsa.snd_pcm_drop(self._handle)
        self._alsa.snd_pcm_close(self._handle)

    def _checked(self, result: int) -> int:
        if result >= 0:
            return result
        if result == -errno.EAGAIN:
            return 0
        if result == -errno.EPIPE:
            raise SoundBroke(self.direction.name)
        if result == -errno.ESTRPIPE:
            raise SoundSuspended(self.direction.name)
        raise SoundCardLost(f"{self._card}: звукова карта зникла ({_words(result)})")


def _words(code: int) -> str:
    return str(load_library().snd_strerror(code).decode("utf-8", "replace"))


def _log(_file: bytes, _line: int, function: bytes, code: int, form: bytes) -> None:
    log.debug("alsa-lib: %s: %d: %s", function, code, form)


_to_log = _ERROR_HANDLER(_log)
"""Kept for as long as the library may call it."""
