"""SIPVicious straight at the box: from an address that calls are taken from, and as a stranger."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from pathlib import Path

from appliance.contracts import LineState
from appliance.lines.sip import SipLine
from tests.acceptance.staff import hire
from tests.bench_sip.subjects import free_udp_port
from tests.fakes.box import Box, quick, with_lines
from tests.fakes.kinds import Gsm, Sip
from tests.fakes.sip.caller import FakeTelephones
from tests.fakes.sip.message import Message
from tests.fakes.sip.peer import Peer, description

EXTENSION = "201"
"""The one that there is."""
RANGE = ("200", "201", "202", "380900000001")
SCANS = {
    "server": ("svmap",),
    "extensions by REGISTER": ("svwar", "--force", "-m", "REGISTER", "-e", ",".join(RANGE)),
    "extensions by INVITE": ("svwar", "--force", "-m", "INVITE", "-e", ",".join(RANGE)),
    "extensions by OPTIONS": ("svwar", "--force", "-m", "OPTIONS", "-e", ",".join(RANGE)),
    "password": ("svcrack", "-u", EXTENSION, "-r", "1234-1234", "-n"),
}
SCAN_S = 4.5
"""Whoever has not given up by then is told to; it says what it has found."""
OF_THE_HOUSE, CLOSED = "trunk", "closed"
LINES = (Gsm(), Sip(more={"rtp_silence_s": 0.5}), Sip(line=CLOSED, more={"peers": ("127.0.0.2",)}))


def test_no_scan_tells_an_extension_apart_takes_a_password_or_makes_the_box_call_anybody(
    tmp_path: Path, short_starter: Path
) -> None:
    async def talk(box: Box) -> None:
        telephones = box.wires[OF_THE_HOUSE]
        assert isinstance(telephones, FakeTelephones)
        desk = telephones.desk(EXTENSION)
        await hire(box, "Олена", desk.extension)
        said = await asyncio.gather(*(_scanned(box, line, tmp_path) for line in (OF_THE_HOUSE, CLOSED)))
        for output in said:
            for name in SCANS:
                assert not [each for each in RANGE if f"| {each}" in output[name]], output[name]
            assert "| 1234" not in output["password"]
        assert f":{_address(box, CLOSED)[1]}" not in said[1]["server"]
        assert "weird" not in "".join(said[1].values()), "a stranger hears nothing at all"
        assert await _answers_to(box, EXTENSION) == await _answers_to(box, "999") == await _answers_to(box, "0900123")
        await box.until_line(LineState.IDLE, 40, OF_THE_HOUSE)
        ends = {(each.line, each.incoming, each.result) for each in await box.records()}
        assert ends == {(OF_THE_HOUSE, True, "MISSED")}
        assert desk.calls == []
        assert not [command for _, command in box.modem.commands if command.startswith("ATD")]

    with_lines(talk, tmp_path, *LINES, published=short_starter, call=quick(answer_after_s=0.1))


def _address(box: Box, line: str) -> tuple[str, int]:
    found = box.line(line)
    assert isinstance(found, SipLine)
    return found.address


async def _scanned(box: Box, line: str, directory: Path) -> dict[str, str]:
    """Try every scan on a line, all at once: a scanner mostly waits. Return what each said."""
    said = await asyncio.gather(*(_scan(box, line, name, directory / f"{line} {name}") for name in SCANS))
    return dict(zip(SCANS, said, strict=True))


async def _scan(box: Box, line: str, name: str, home: Path) -> str:
    await asyncio.to_thread(home.mkdir)
    host, port = _address(box, line)
    program, *how = SCANS[name]
    limit = [] if program == "svmap" else ["--maximumtime=1"]
    scan = await asyncio.create_subprocess_exec(
        program,
        *(*how, *limit, "-x", host, "-P", str(free_udp_port()), "-p", str(port), host),
        cwd=home,
        env={"HOME": str(home), "PATH": os.defpath},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    enough = asyncio.get_running_loop().call_later(SCAN_S, scan.send_signal, signal.SIGINT)
    said, _ = await scan.communicate()
    enough.cancel()
    return said.decode(errors="replace")


async def _answers_to(box: Box, user: str) -> list[tuple[str, list[str]]]:
    """Return how each method is answered that names `user`: the first line, and which headers follow."""
    peer = Peer()
    peer.box = _address(box, OF_THE_HOUSE)
    try:
        return [_shape(await _ask(peer, method, user)) for method in ("REGISTER", "OPTIONS", "SUBSCRIBE", "INVITE")]
    finally:
        peer.close()


async def _ask(peer: Peer, method: str, user: str) -> Message:
    host, port = peer.box
    request = peer.request(method, to=f"<sip:{user}@{host}>", body=description(4000) if method == "INVITE" else "")
    request.start = f"{method} sip:{user}@{host}:{port} SIP/2.0"
    peer.send(request)
    if method != "INVITE":
        return await peer.answer(request)
    ringing = await peer.answer(request, least=180)
    kept = [(name, value) for name, value in request.headers if name not in ("CSeq", "Contact", "Content-Type")]
    peer.send(Message(request.start.replace("INVITE", "CANCEL", 1), [*kept, ("CSeq", "1 CANCEL")]))
    assert (await peer.answer(request)).code == 487
    return ringing


def _shape(message: Message) -> tuple[str, list[str]]:
    return message.start, [name for name, _ in message.headers]
