"""The bundle of a box at work: what its modem said is in it, the caller's number is not."""

from __future__ import annotations

import asyncio
import io
import zipfile
from pathlib import Path

import pytest

from appliance.casework.box.support_bundle import write_bundle
from appliance.casework.database import reading
from tests.fakes.box import Box, with_box


@pytest.mark.row("J8")
def test_the_modems_log_and_the_states_of_the_lines_are_in_the_bundle(tmp_path: Path) -> None:
    def bundle(box: Box) -> dict[str, str]:
        file = io.BytesIO()
        with reading(box.settings.database):
            write_bundle(file, box.settings, box.clock.now(), journal=lambda: "")
        with zipfile.ZipFile(file) as archive:
            return {name: archive.read(name).decode() for name in archive.namelist()}

    async def scene(box: Box) -> None:
        caller = box.modem.ring("+380671112244")
        await caller.answered(10.0)
        await caller.hang_up()
        await asyncio.sleep(5)
        told = await asyncio.to_thread(bundle, box)
        assert "+CLIP" in told["modems.json"]
        assert '"gsm' in told["daemon.json"]
        assert "1112244" not in "".join(told.values())

    with_box(scene, tmp_path)
