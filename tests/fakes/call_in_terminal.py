"""`make call`: a person calls the box from a terminal, through the running simulator."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import json
import os
import re
import shutil
import sys
import termios
import tty
import wave
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.fakes.modem.listen import Ear
from tests.fakes.modem.remote import RemoteModem, RemoteParty
from tests.fakes.run_box import HOME, MODEM, STATE

KEYS = "0123456789*#"
SENTENCE = "Добрий день. На вулиці Шевченка, біля будинку номер десять, не світить ліхтар."
_LISTEN_EVERY_S = 0.25
_LIKENESS = 0.7
HELP = "Клавіші 0–9 * # натискаються в розмові, h кладе слухавку, r промовляє речення."


@dataclass
class Words:
    """A prompt that the box may play, and where we listen for it next."""

    text: str
    pcm: bytes
    ear: Ear = field(init=False)

    def __post_init__(self) -> None:
        self.ear = Ear(self.pcm)

    def heard_in(self, sound: bytes, *, over: bool) -> float | None:
        """Return the second at which the prompt began, once it has been heard; then listen for it anew."""
        match = self.ear.hear(sound, _LIKENESS, over=over)
        if match is None:
            return None
        self.ear = Ear(self.pcm, since=match.end)
        return match.start / 8000


def known_words(directory: Path) -> list[Words]:
    """Read every `<key>.wav` that has a `<key>.json` with its text beside it."""
    words = []
    for path in sorted(directory.rglob("*.json")):
        sound = path.with_suffix(".wav")
        text = json.loads(path.read_text(encoding="utf-8")).get("text", "")
        if text and sound.exists() and any(pcm := read_wav(sound.read_bytes())):
            words.append(Words(text, pcm))
    return words


def read_wav(octets: bytes) -> bytes:
    """Return a mono WAV file as S16LE at 8 kHz."""
    with wave.open(io.BytesIO(octets)) as file:
        rate, pcm = file.getframerate(), file.readframes(2**31 - 1)
    pcm = pcm[: len(pcm) & ~1]
    return pcm if rate == 8000 else _to_8k(pcm, rate)


def _to_8k(pcm: bytes, rate: int) -> bytes:
    samples = np.frombuffer(pcm, "<i2").astype(float)
    count = len(samples) * 8000 // rate
    spectrum = np.fft.rfft(samples)[: count // 2 + 1]
    return bytes(np.clip(np.fft.irfft(spectrum, count) * (count / len(samples)), -32768, 32767).astype("<i2").tobytes())


class TerminalCall:
    """One call: what is typed goes in, what is heard comes out as words."""

    def __init__(self, party: RemoteParty, words: list[Words]) -> None:
        self._party = party
        self._words = words
        self._over = asyncio.Event()

    async def talk(self, typed: AsyncIterator[str]) -> None:
        """Talk until the call is over."""
        typing = asyncio.create_task(self._type(typed))
        await self._listen()
        typing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await typing

    async def _listen(self) -> None:
        while True:
            await self._party.refresh()
            over = self._party.ended_at is not None
            for began_s, text in sorted(self._recognised(over)):
                say(f"{clock(began_s)}  «{text}»")
            if over:
                return
            await asyncio.sleep(_LISTEN_EVERY_S)

    def _recognised(self, over: bool) -> Iterator[tuple[float, str]]:
        for words in self._words:
            began_s = words.heard_in(self._party.heard, over=over)
            if began_s is not None:
                yield began_s, words.text

    async def _type(self, typed: AsyncIterator[str]) -> None:
        async for char in typed:
            await self._do(char)

    async def _do(self, char: str) -> None:
        now_s = len(self._party.heard) / 16000
        if char in KEYS:
            say(f"{clock(now_s)}  натиснуто {char}")
            await self._party.press(char)
        elif char in "hр":
            say(f"{clock(now_s)}  кладемо слухавку")
            await self._party.hang_up()
        elif char in "rк":
            await self._speak(now_s)

    async def _speak(self, now_s: float) -> None:
        program = shutil.which("espeak-ng")
        if program is None:
            say("Синтезатора espeak-ng немає, тож промовити речення нічим.")
            return
        say(f"{clock(now_s)}  кажемо: {SENTENCE}")
        speaking = await asyncio.create_subprocess_exec(
            program, "-v", "uk", "--stdout", SENTENCE, stdout=asyncio.subprocess.PIPE
        )
        spoken, _ = await speaking.communicate()
        await self._party.say(read_wav(spoken))


async def scripted(script: str) -> AsyncIterator[str]:
    """Yield the characters of a script like "1@3 9@20 h@30": keys at seconds after the answer."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    steps = [(float(at), keys) for keys, at in re.findall(r"(\S+)@([\d.]+)", script)]
    for at, keys in sorted(steps):
        await asyncio.sleep(began + at - loop.time())
        for char in keys:
            yield char


async def from_stdin() -> AsyncIterator[str]:
    """Yield what is typed: each key at once in a terminal, whatever comes from a pipe or a file."""
    descriptor = sys.stdin.fileno()
    with _key_by_key(descriptor):
        typed: asyncio.Queue[bytes] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def readable() -> None:
            typed.put_nowait(octets := os.read(descriptor, 64))
            if not octets:
                loop.remove_reader(descriptor)

        try:
            loop.add_reader(descriptor, readable)
        except PermissionError:  # a plain file is never waited for
            typed.put_nowait(os.read(descriptor, 4096))
        try:
            while octets := await typed.get():
                for char in octets.decode(errors="ignore"):
                    yield char
        finally:
            loop.remove_reader(descriptor)


@contextlib.contextmanager
def _key_by_key(descriptor: int) -> Iterator[None]:
    if not os.isatty(descriptor):
        yield
        return
    former = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, former)


async def call(args: argparse.Namespace) -> int:
    """Ring, talk, tell the times; return the exit code."""
    words = known_words(args.spoken)
    try:
        async with RemoteModem(args.control) as modem:
            return await _call(modem, args, words)
    except (FileNotFoundError, ConnectionRefusedError):
        say(f"Симулятор модема не відповідає ({args.control}). Спершу запустіть його.")
        return 2


async def _call(modem: RemoteModem, args: argparse.Namespace, words: list[Words]) -> int:
    say(f"Дзвонимо з номера {args.number}. Відомих фраз: {len(words)}. {HELP}")
    party = await modem.ring(args.number)
    try:
        answered_at = await party.answered(args.patience)
    except AssertionError:
        await party.hang_up()
        busy = party.ended_by == "network"
        say("Лінія зайнята або немає зв'язку." if busy else f"За {args.patience:.0f} с слухавку не взяли.")
        return 1
    say(f"Слухавку взяли за {answered_at - (party.rang_at or answered_at):.1f} с.")
    try:
        await TerminalCall(party, words).talk(scripted(args.keys) if args.keys else from_stdin())
    finally:
        await party.hang_up()
        args.keep.parent.mkdir(parents=True, exist_ok=True)
        await party.save(args.keep)
        tell_end(party, args.keep)
    return 0


def tell_end(party: RemoteParty, path: Path) -> None:
    """Say how long it took and who ended it."""
    who = {
        "caller": "слухавку поклали ми",
        "modem": "слухавку поклала скринька",
        "network": "розмову обірвала мережа",
    }
    lasted_s = (party.ended_at or 0.0) - (party.answered_at or 0.0)
    say(f"Розмова тривала {clock(lasted_s)}; {who[party.ended_by or 'network']}.")
    say(f"Усе почуте записано: {path}")


def clock(seconds: float) -> str:
    """Return minutes and seconds as a person reads them."""
    return f"{int(seconds) // 60}:{seconds % 60:04.1f}"


def say(line: str) -> None:
    """Print a line for the person."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Parse the command line and make one call."""
    parser = argparse.ArgumentParser(description="Подзвонити на скриньку з термінала.")
    parser.add_argument("--control", type=Path, default=HOME / MODEM / "control", help="керівний сокет симулятора")
    parser.add_argument("--spoken", type=Path, default=HOME / STATE / "spoken", help="тека озвучених фраз")
    parser.add_argument("--number", default="+380671112244", help="з якого номера дзвонити")
    parser.add_argument("--keys", default="", help='сценарій замість клавіатури: "1@3 9@20 h@30"')
    parser.add_argument("--keep", type=Path, default=HOME / MODEM / "heard.wav", help="куди записати почуте")
    parser.add_argument("--patience", type=float, default=60.0, help="скільки секунд чекати на відповідь")
    sys.exit(asyncio.run(call(parser.parse_args())))


if __name__ == "__main__":
    main()
