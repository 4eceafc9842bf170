"""`espeak-ng` 1.52 as a program, where the machine has 1.51: the library that espeakng-loader brings, driven by ctypes.

It takes the options of the command line that the product uses, and no more.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import sys
import wave
from pathlib import Path

import espeakng_loader  # type: ignore[import-untyped]

SYNCHRONOUS = 2
RATE, VOLUME, PITCH = 1, 2, 3
UTF8, PHONEMES, END_PAUSE = 0x01, 0x100, 0x1000
SHOW, IPA = 0x01, 0x02

Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def put_on_path(here: Path) -> str:
    """Make an `espeak-ng` in `here`; return a PATH on which it comes first."""
    program = here / "espeak-ng"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} {Path(__file__).resolve()} "$@"\n')
    program.chmod(0o755)
    return f"{here}:{os.environ['PATH']}"


def main() -> None:
    options = _options()
    lib = ctypes.CDLL(espeakng_loader.get_library_path())
    data = str(Path(espeakng_loader.get_data_path()).parent).encode()
    rate = lib.espeak_Initialize(SYNCHRONOUS, 0, data, 0)
    if options.version:
        _tell_version(lib)
        return
    if options.voices:
        sys.stdout.write("Pty Language Age/Gender VoiceName File Other\n 5  uk --/M Ukrainian zle/uk\n")
        return
    if lib.espeak_SetVoiceByName(options.v.encode()):
        sys.exit(1)
    lib.espeak_SetParameter(RATE, options.s, 0)
    lib.espeak_SetParameter(VOLUME, options.a, 0)
    lib.espeak_SetParameter(PITCH, options.p, 0)
    if options.x or options.ipa:
        _trace(lib, (SHOW if options.x else IPA) | ord(options.sep or "\0") << 8)
    text = sys.stdin.read() if options.stdin else options.text
    _speak(lib, text, rate, options.w)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for switch in ("--version", "--voices", "--stdin", "--ipa", "-x", "-q"):
        parser.add_argument(switch, action="store_true")
    for number, default in (("-a", 100), ("-k", 0), ("-l", 0), ("-p", 50), ("-s", 175), ("-b", 1)):
        parser.add_argument(number, type=int, default=default)
    for word in ("-v", "-w", "--sep"):
        parser.add_argument(word, default="")
    parser.add_argument("text", nargs="?", default="")
    return parser.parse_args()


def _tell_version(lib: ctypes.CDLL) -> None:
    path = ctypes.c_char_p()
    lib.espeak_Info.restype = ctypes.c_char_p
    version: bytes = lib.espeak_Info(ctypes.byref(path))
    sys.stdout.write(f"eSpeak NG text-to-speech: {version.decode()}  Data at: {(path.value or b'').decode()}\n")


def _trace(lib: ctypes.CDLL, mode: int) -> None:
    """Let the library write what it says to the stdout of C."""
    stdout = ctypes.c_void_p.in_dll(ctypes.CDLL(None), "stdout")
    lib.espeak_SetPhonemeTrace(mode, stdout)


def _speak(lib: ctypes.CDLL, text: str, rate: int, to: str) -> None:
    heard = bytearray()

    def take(samples: ctypes._Pointer[ctypes.c_short], count: int, _events: int) -> int:
        if samples and count:
            heard.extend(ctypes.string_at(samples, 2 * count))
        return 0

    callback = Callback(take)
    lib.espeak_SetSynthCallback(callback)
    said = text.encode() + b"\0"
    lib.espeak_Synth(said, ctypes.c_size_t(len(said)), 0, 0, 0, UTF8 | PHONEMES | END_PAUSE, None, None)
    if to:
        with wave.open(to, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(rate)
            sound.writeframes(bytes(heard))


if __name__ == "__main__":
    main()
