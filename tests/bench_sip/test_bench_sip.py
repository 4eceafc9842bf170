"""The load generator measures what it says: against the bare loop, and against peers that misbehave."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audio.line.g711 import A_LAW_SILENCE, encode_alaw
from tests.bench_sip import generator
from tests.bench_sip.figures import Run, growth, table
from tests.bench_sip.sounds import Sounds
from tests.bench_sip.subjects import HOST, Bare
from tests.fakes.sip.message import Message

FRAME = 160
QUICK = ("--key-after", "0.2", "--tail", "0.1", "--patience", "1.5")
LEAD_FRAMES = 40


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    try:
        generator.build()
    except generator.NoCompiler as reason:
        pytest.skip(str(reason))


@pytest.fixture
def sounds(tmp_path: Path) -> Sounds:
    """A greeting of noise, then a prompt that begins with 0.8 s of silence."""
    noise = random.Random(1).randbytes(2 * FRAME)
    mark = encode_alaw(noise)
    made = Sounds(tmp_path, *(tmp_path / name for name in ("marks", "greeting", "following")))
    made.greeting.write_bytes(random.Random(2).randbytes(50 * FRAME))
    # Nothing says that a prompt becomes loud at the edge of a packet.
    made.following.write_bytes(bytes([A_LAW_SILENCE]) * (LEAD_FRAMES * FRAME + 7) + mark)
    made.marks.write_text(f"8 {LEAD_FRAMES * FRAME + 7} {mark.hex()}\n", encoding="ascii")
    return made


@pytest.fixture
def bare(tmp_path: Path, sounds: Sounds) -> Iterator[Bare]:
    with Bare(tmp_path, sounds, 2) as subject:
        yield subject


def run(port: int, sounds: Sounds, *, calls: int = 2) -> Any:
    return generator.run((HOST, port), sounds.marks, calls=calls, seconds=0.3, more=QUICK)


def test_every_call_hears_its_prompt_and_the_silence_before_it_is_not_counted_as_waiting(
    bare: Bare, sounds: Sounds
) -> None:
    seen = run(bare.port, sounds)
    assert (seen["started"], seen["ok"]) == (2, 2)
    assert seen["lost"] == seen["reordered"] == 0
    assert 0 <= seen["key_ms"]["max"] < LEAD_FRAMES * 20
    assert seen["received"] >= 2 * LEAD_FRAMES


def test_a_prompt_that_is_not_the_expected_one_is_not_taken_for_it(bare: Bare, sounds: Sounds) -> None:
    sounds.marks.write_text(f"8 0 {random.Random(3).randbytes(FRAME).hex()}\n", encoding="ascii")
    seen = run(bare.port, sounds, calls=1)
    assert (seen["started"], seen["ok"], seen["no_prompt"], seen["key_ms"]) == (1, 0, 1, None)


def test_a_refused_call_is_no_call_and_its_refusal_is_acknowledged(sounds: Sounds) -> None:
    heard: list[str] = []
    with socket.socket(type=socket.SOCK_DGRAM) as box:
        box.bind((HOST, 0))
        refusing = threading.Thread(target=_refuse, args=(box, heard))
        refusing.start()
        seen = run(box.getsockname()[1], sounds, calls=1)
        box.sendto(b"", box.getsockname())
        refusing.join()
    assert seen["started"] == seen["refused"] > 0
    assert (seen["ok"], seen["call_minutes"]) == (0, 0)
    assert heard.count("ACK") == heard.count("INVITE")


def test_the_table_marks_what_misses_its_aim_and_says_how_the_cost_grows() -> None:
    runs = [_run("bare", 10, 1.0), _run("box", 10, 1.5), _run("bare", 20, 2.0), _run("box", 20, 5.0)]
    head, *rows = table(runs).splitlines()
    assert "x bare" in head
    assert ["!" in row for row in rows] == [False, False, False, True]
    assert "2.5!" in rows[3]
    assert [line.partition(":")[0] for line in growth(runs).splitlines()] == ["bare", "box"]


def _refuse(box: socket.socket, heard: list[str]) -> None:
    while datagram := box.recvfrom(65535):
        if not datagram[0]:
            return
        message = Message.read(datagram[0])
        heard.append(message.method)
        if message.method == "INVITE":
            box.sendto(message.respond(486, "Busy Here", tag="box").write(), datagram[1])


def _run(name: str, calls: int, cpu_s: float) -> Run:
    ms = {"p50": 1.0, "p95": 1.0, "p99": 1.0, "p999": 1.0, "max": 1.0}
    counts = dict.fromkeys(("lost", "gaps_40", "gaps_40_unexplained"), 0)
    times = dict.fromkeys(("invite_ms", "key_ms", "spacing_ms", "late_ms"), ms)
    load = {"started": 5, "ok": 5, "call_minutes": calls / 3, "run_s": 20.0, **counts, **times}
    return Run(name, calls, load, cpu_s, 0.0, 30.0 + calls, 4, 5 if name == "box" else None)
