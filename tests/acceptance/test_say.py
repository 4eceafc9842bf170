"""Any prompt as a text or a file, heard beforehand exactly as the caller hears it after the publication."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.cli import main
from audio.line.wav import read_wav
from audio.speech.unit import serve
from tests.acceptance.ear import likeness
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.test_cli import source, write_settings
from tests.audio.recorded.files import file
from tests.fakes.box import Box, with_box
from tests.fakes.recorded_unit import recorded_unit
from tests.fakes.spoken import said_by_a_caller

NEWS = "Завтра, 14 серпня, води не буде з 08:00 до 17:00."


@contextmanager
def units(state: Path) -> Iterator[None]:
    """What `slukhavka speech` runs, with the voice that every machine has."""
    stop = threading.Event()
    speech = threading.Thread(
        target=serve, args=(state / "speech", state / "spoken", stop), kwargs={"order": ("espeak",)}
    )
    speech.start()
    try:
        with recorded_unit(state / "recorded"):
            yield
    finally:
        stop.set()
        speech.join()


@pytest.mark.row("D5")
def test_a_text_and_a_recording_are_heard_beforehand_as_the_caller_will_hear_them(tmp_path: Path) -> None:
    settings = write_settings(tmp_path)
    frame, _, prompts = small_flow().partition("[prompts]\n")
    names = [line.partition(" = ")[0] for line in prompts.splitlines()]
    texts = {name: NEWS if name == "it" else "Так." for name in names}
    told = "".join(f'{name} = "{text}"\n' for name, text in texts.items())
    menu = source(tmp_path, f"{frame}[prompts]\n{told}")
    own, preview, recorded = (tmp_path / name for name in ("мій голос.mp3", "preview.wav", "recorded.wav"))
    own.write_bytes(file("mp3", said_by_a_caller()))

    async def slukhavka(*arguments: str | Path) -> None:
        command = ["--settings", str(settings), *map(str, arguments)]
        assert await asyncio.to_thread(main, command) == 0

    async def heard_by_the_next_caller(box: Box) -> bytes:
        await asyncio.sleep(3)
        call = box.modem.ring()
        await call.answered(11)
        await asyncio.sleep(1.5)
        await call.press("11")
        await asyncio.sleep(9)
        await call.hang_up()
        return call.heard

    async def talk(box: Box) -> None:
        await slukhavka("say", NEWS, "-o", preview, "--engine", "espeak")
        await slukhavka("publish", menu)
        assert likeness(await heard_by_the_next_caller(box), read_wav(preview)) > 0.9
        await slukhavka("recording", "add", "it", own)
        assert likeness(await heard_by_the_next_caller(box), read_wav(preview)) > 0.9, "nothing changes before"
        await slukhavka("recording", "get", "it", "-o", recorded)
        await slukhavka("publish", menu)
        heard = await heard_by_the_next_caller(box)
        assert likeness(heard, read_wav(recorded)) > 0.9
        assert likeness(heard, read_wav(preview)[:32000]) < 0.5
        await slukhavka("recording", "remove", "it")
        await slukhavka("publish", menu)
        assert likeness(await heard_by_the_next_caller(box), read_wav(preview)) > 0.9

    with units(tmp_path / "state"):
        with_box(talk, tmp_path)
