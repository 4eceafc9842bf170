"""`make run` and `make call` as a newcomer meets them: every part a real process, in real time."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser

from audio.speech.pace import NORMAL
from audio.speech.store import tidy
from tests.browser.chromium import TREE
from tests.browser.running import Running, free_port

WAIT_S = 280
LONG = 60
"""Signs: the state of the office is said in fewer."""


def run_box(directory: Path, port: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.fakes.run_box", "--dir", str(directory), "--port", str(port)]
    return subprocess.Popen(command, cwd=TREE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def words_of_the_menu(running: Running, into: Path) -> Path:
    """Copy what the menu itself says: the terminal looks for every sound it knows, and a profile has seven hundred."""
    menu = running.heard()
    texts = {tidy(text) for text in (*(each.text for each in menu.prompts.values()), *menu.phrases)}
    into.mkdir()
    for about in (running.state / "spoken").glob("*.json"):
        told = json.loads(about.read_bytes())
        if told["pace"] == NORMAL and told["text"] in texts and (len(told["text"]) < LONG or "Вітаємо" in told["text"]):
            for path in (about, about.with_suffix(".wav")):
                shutil.copyfile(path, into / path.name)
    return into


def test_a_person_calls_from_a_terminal_reads_the_words_and_finds_the_call_on_the_page(
    browser: Browser, running: Running, tmp_path: Path
) -> None:
    control, heard = running.directory / "modem" / "control", running.directory / "heard.wav"
    known = words_of_the_menu(running, tmp_path / "known")
    call = subprocess.run(
        [
            *(sys.executable, "-m", "tests.fakes.call_in_terminal", "--control", str(control)),
            *("--spoken", str(known), "--keep", str(heard)),
            *("--keys", "1@4 2@14 h@20"),
        ],
        cwd=TREE,
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        check=True,
    )
    assert "Зараз ми" in call.stdout
    assert heard.stat().st_size > 16000 * 15
    with running.window(browser, "o.koval") as page:
        page.goto("/calls")
        row = page.locator("tr", has_text="обслуговано").first
        row.get_by_role("link").first.click()
        page.get_by_text("067 111 22 44").first.wait_for()


def test_a_second_box_in_the_same_place_is_refused_with_a_sentence(running: Running) -> None:
    with run_box(running.directory, running.port) as second:
        _, said = second.communicate(timeout=WAIT_S)
    assert (second.returncode, said) == (1, "Слухавка з цієї теки вже працює.\n")


def test_whoever_interrupts_a_starting_box_leaves_nothing_running(tmp_path: Path) -> None:
    with run_box(tmp_path, free_port()) as box:
        while not (tmp_path / "log" / "speech.log").exists() and box.poll() is None:
            pass
        box.send_signal(signal.SIGINT)
        _, said = box.communicate(timeout=WAIT_S)
    assert (box.returncode, said) == (0, "")
