"""Rubbish on the serial line (reliability §A row 7): whatever comes, the next ring is answered."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from tests.appliance.lines.calls import answered
from tests.fakes.box import FAMILIES, Box, with_box

PIECES = (
    b"\r\nRIN",
    b'\r\n+CLIP: "+38067',
    b"\r\n+CLCC: 1,1,4,0,0,\r\n",
    b"\r\nOK\r\n\r\nERROR\r\n",
    b'\r\n+CREG: 2,9,"","",99\r\n',
    b"\r\n+CMT: ,999\r\nZZZZ\r\n",
    b'\r\n+CMTI: "SM",99999999\r\n',
    b'\r\n+CUSD: 0,"' + b"A" * 900,
    b"\r\n+CUSD: 9,9,9\r\n",
    b"\r\n+CPIN: READY\r\n",
    b"\r\n> > >",
    b"\0\0\xff\xfe\r\r\r\n",
    b"\r\n^CEND:1,0,104\r\n",
    b"\r\n+QTONEDET: 999\r\n",
)
SECONDS = 40


@pytest.mark.parametrize("family", FAMILIES)
def test_the_next_ring_is_answered_within_two_rings_whatever_came_before(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        dice = random.Random(20261123)
        port = box.modem.nodes.ports[box.modem.family.at_interface]
        for _ in range(SECONDS * 4):
            noise = dice.randbytes(dice.randrange(400))
            port.write(b"".join((noise, dice.choice(PIECES), dice.randbytes(dice.randrange(30)))))
            await asyncio.sleep(0.25)
        await asyncio.sleep(2.0)
        began = box.modem.loop.time()
        caller = await answered(box, within_s=12.0)
        assert box.modem.loop.time() - began <= 12.0
        await caller.hang_up()
        assert (await box.records())[0].number == "+380671112244"

    with_box(test, tmp_path, family)


@pytest.mark.parametrize("family", FAMILIES[:1])
def test_a_megabyte_without_a_line_end_costs_nothing(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        port = box.modem.nodes.ports[box.modem.family.at_interface]
        for _ in range(512):
            port.write(b"x" * 2048)
            await asyncio.sleep(0.001)
        port.write(b"\r\n")
        await answered(box)

    with_box(test, tmp_path, family)
