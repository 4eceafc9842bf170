"""A disk that fills up at any write: `python -m tests.powercut.full_disk DIR FROM…` in a process of its own.

For each FROM a box lives in virtual time on a simulated modem: callers leave messages, SMS come, the disk is full from
that write on; then there is room again. `swept` starts such a process and returns what each box did.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import logging
import os
import shutil
import subprocess
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.database import reading
from appliance.casework.texts.messages import Message
from appliance.menu.published import load_current
from audio.line.tones import beep
from audio.line.wav import WavError, read_wav
from tests.acceptance.ear import recognised
from tests.appliance.calls.scripted_leg import speech
from tests.bench_sip.generator import COMPILERS
from tests.fakes.box import Box, with_box
from tests.fakes.modem.caller import CallOverError
from tests.powercut.recovery import whole
from tests.powercut.trace import TREE
from tests.powercut.workloads import calls
from tests.powercut.workloads.work import STATE

SOURCE = Path(__file__).with_name("full_disk.c")
NEVER = 1 << 40
SAID_S = 3.5
WHILE_FULL, AFTER = ("+380671112201", "+380671112202"), "+380671112203"
KEPT, FAILED = "kept", "failed"
NO_ROOM = "На диску не лишилося місця"


@dataclass
class Told:
    """What one box did. `heard`: by caller what he was told; `counted`: how many writes there were till it was freed.

    `lost`: what was said to be kept and is not there; `sentences`: what was said of the disk in the log.
    """

    full_from: int
    heard: dict[str, str] = field(default_factory=dict)
    counted: int = 0
    lost: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    broke: str = ""


def build(to: Path) -> Path:
    """Compile what stands before libc."""
    compiler = next(filter(None, map(shutil.which, COMPILERS)))
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(to), str(SOURCE), "-ldl"], check=True, capture_output=True)
    return to


def swept(directory: Path, full_from: Sequence[int]) -> list[Told]:
    """Let a box live for each of them, one after the other."""
    library = build(directory / "full_disk.so")
    command = [sys.executable, "-m", "tests.powercut.full_disk", str(directory), *map(str, full_from)]
    environment = {**os.environ, "LD_PRELOAD": str(library)}
    done = subprocess.run(command, cwd=TREE, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return [Told(**json.loads(line)) for line in done.stdout.splitlines() if line.startswith("{")]


class Disk:
    """The functions of `full_disk.c`, which are in every process that was started with it."""

    def __init__(self, root: Path) -> None:
        self._library = ctypes.CDLL(None)
        self._library.full_disk_begin.argtypes = [ctypes.c_char_p, ctypes.c_long]
        self._library.full_disk_counted.restype = ctypes.c_long
        self._root = root

    def full_from(self, nth: int) -> None:
        self._library.full_disk_begin(str(self._root).encode(), nth)

    def free(self) -> int:
        """Make room; return how many writes there have been."""
        self._library.full_disk_free()
        return self.counted()

    def counted(self) -> int:
        """Return how many writes there have been so far."""
        return int(self._library.full_disk_counted())


def _live(directory: Path, told: Told) -> None:
    disk = Disk(directory / STATE)

    async def day(box: Box) -> None:
        disk.full_from(told.full_from)
        box.modem.mail.deliver("Перше", WHILE_FULL[0])
        for number in WHILE_FULL:
            told.heard[number] = await _message(box, number)
        box.modem.mail.deliver("Друге", WHILE_FULL[1])
        await asyncio.sleep(20.0)
        told.counted = disk.free()
        await asyncio.sleep(130.0)
        told.heard[AFTER] = await _message(box, AFTER)
        await asyncio.sleep(30.0)
        told.lost += await asyncio.to_thread(_lost, box, told)

    with_box(day, directory)
    if fault := whole(directory / STATE / "slukhavka.db"):
        told.lost.append(fault)


async def _message(box: Box, number: str) -> str:
    """Leave a message; return what the caller heard of it: "kept", "failed" or ""."""
    prompts = (await asyncio.to_thread(load_current, box.settings.published)).prompts
    call = box.modem.ring(number)
    await call.answered(15)
    await asyncio.sleep(1.0)
    await call.press("11")
    await call.wait_for(prompts["it"].pcm[:8000], 10)
    await call.wait_for(beep(), 10)
    await asyncio.sleep(0.3)
    with suppress(CallOverError):  # a box that cannot keep it says so at once, and the menu ends
        await call.say(speech("caller", SAID_S))
        await call.press("5")
        await asyncio.sleep(1.5)
        await call.press(calls.KEEP)
        await asyncio.sleep(5.0)
        await call.hang_up()
    await asyncio.sleep(5.0)
    told = {"kept": KEPT, "kept_number": KEPT, "failed": FAILED}
    heard = [told[name] for name in told if recognised(call.heard, prompts[name].pcm)]
    return heard[0] if heard else ""


def _lost(box: Box, told: Told) -> list[str]:
    """Return what somebody was told of and is not there, now that there has been room for two minutes."""
    with reading(box.settings.database):
        records = {record.number: record for record in CallRecord.latest(1000)}
        paths = {message.call.number: message.path for message in VoiceMessage.select()}
        texts = [message.text for message in Message.latest(100)]
    lost = [f"SMS {text}: {texts.count(text)}" for text in ("Перше", "Друге") if texts.count(text) != 1]
    lost += [f"SMS left in the modem: {store}" for store in box.modem.mail.stores.values() if store]
    for number, heard in told.heard.items():
        if heard == KEPT and (number not in paths or not _playable(box.settings.recordings / paths[number])):
            lost.append(f"message of {number}")
        if heard == KEPT and not (number in records and records[number].result):
            lost.append(f"call of {number}")
        if not heard:
            lost.append(f"word to {number}")
    if told.heard[AFTER] != KEPT:
        lost.append("the way back: there is room, and still nothing is kept")
    if FAILED in told.heard.values() and not any(NO_ROOM in sentence for sentence in told.sentences):
        lost.append("a sentence that the disk is full")
    return lost


def _playable(path: Path) -> bool:
    try:
        return len(read_wav(path)) / 16000 > SAID_S - 0.5
    except (OSError, WavError):
        return False


class _Sentences(logging.Handler):
    def __init__(self, told: Told) -> None:
        super().__init__()
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if text not in self._told.sentences and ("диск" in text.lower() or "disk" in text):
            self._told.sentences.append(text)


def main() -> None:
    """Prepare a box once, then let a copy of it live for each argument, each in a process of its own."""
    directory, wanted = Path(sys.argv[1]), [int(each) for each in sys.argv[2:]]
    (directory / "fresh" / STATE).mkdir(parents=True)
    calls.prepare(directory / "fresh")
    for full_from in wanted:
        shutil.rmtree(directory / "box", ignore_errors=True)
        shutil.copytree(directory / "fresh", directory / "box", symlinks=True, ignore=shutil.ignore_patterns("control"))
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            os._exit(_one(directory / "box", full_from))
        os.waitpid(child, 0)


def _one(directory: Path, full_from: int) -> int:
    told = Told(full_from)
    logging.getLogger().addHandler(_Sentences(told))
    try:
        _live(directory, told)
    except BaseException:
        told.broke = traceback.format_exc()[-3000:]
    sys.stdout.write(f"{json.dumps(asdict(told), ensure_ascii=False)}\n")
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    main()
