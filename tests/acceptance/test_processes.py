"""`make run` and `make call` as a newcomer meets them: every part a real process, in real time."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.spoken import BUILD, spoken_store

TREE = Path(__file__).resolve().parents[2]
WAIT_S = 120


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """Run the box of a clone in a directory of its own, its words spoken already."""
    spoken_store()
    directory, port = tmp_path_factory.mktemp("run"), free_port()
    shutil.copytree(BUILD / "spoken", directory / "state" / "spoken")
    command = [sys.executable, "-m", "tests.fakes.run_box", "--dir", str(directory), "--port", str(port)]
    with subprocess.Popen(command, cwd=TREE, stdout=subprocess.PIPE, text=True) as box:
        assert box.stdout is not None
        try:
            for line in box.stdout:
                if line.startswith("5."):
                    break
            yield directory, port
        finally:
            box.send_signal(signal.SIGINT)
            assert box.wait(WAIT_S) == 0


def test_a_person_calls_from_a_terminal_reads_the_words_and_finds_the_call_on_the_page(
    running: tuple[Path, int],
) -> None:
    directory, port = running
    call = subprocess.run(
        [
            *(sys.executable, "-m", "tests.fakes.call_in_terminal", "--control", str(directory / "modem" / "control")),
            *("--spoken", str(directory / "state" / "spoken"), "--keep", str(directory / "heard.wav")),
            *("--keys", "1@4 2@14 h@20"),
        ],
        cwd=TREE,
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        check=True,
    )
    assert "Зараз ми" in call.stdout
    assert (directory / "heard.wav").stat().st_size > 16000 * 15
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=WAIT_S) as page:
        text = page.read().decode()
    assert "067 111 22 44" in text
    assert "обслуговано" in text


def test_a_second_box_in_the_same_place_is_refused_with_a_sentence(running: tuple[Path, int]) -> None:
    directory, port = running
    second = subprocess.run(
        [sys.executable, "-m", "tests.fakes.run_box", "--dir", str(directory), "--port", str(port)],
        cwd=TREE,
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        check=False,
    )
    assert (second.returncode, second.stderr) == (1, "Слухавка з цієї теки вже працює.\n")
