"""`make bench-publishing`: a menu of sixty new texts is spoken and switched while a call plays; a large menu is opened.

In real time, daemon, speech unit and publishing each a process, the voice espeak-ng. Nothing here fails: a figure over
its bound is marked, and a person judges.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.menus.drafts import DraftMenu
from appliance.casework.menus.publications import Publication, PublicationState
from appliance.casework.row import bind
from appliance.clock import SystemClock
from appliance.control import ask
from appliance.publishing.intake import take_in
from appliance.settings import Settings, read_settings
from tests.bench_console.figures import OVER, lateness
from tests.bench_sip import generator
from tests.bench_sip.sounds import Sounds, prepare
from tests.bench_sip.subjects import HOST, TREE, Box, NotStarted
from tests.web.house import House

TEXTS, NODES = 60, 200
PUBLISHED_S, OPENED_MS = 20.0, 300.0
PLAYED_S = 20.0
SPEECH = '\n[speech]\norder = ["espeak"]\n'
HOURS: dict[str, Any] = {"round_the_clock": True}
WORDS = (
    "Довідку про склад сім'ї видають у центрі надання адміністративних послуг у день звернення. "
    "Візьміть паспорт і документ на житло. Звертайтеся з понеділка по четвер, пункт номер {number}."
)


class PublishingBox(Box):
    """The daemon, whose menu is published from rows; beside it the real speech unit."""

    more = SPEECH

    @property
    def settings(self) -> Settings:
        """What its processes read."""
        return read_settings(self._settings)


def menu(items: int) -> dict[str, Any]:
    """Return a menu with so many texts behind its keys, five to a level, each behind the one before it."""
    prompts = {"wrong": "Такого пункту немає.", "goodbye": "До побачення.", "warning": "Ще пів хвилини."}
    nodes: dict[str, Any] = {"bye": {"kind": "hang_up", "prompt": "goodbye"}}
    per_level = 5
    for level in range(items // per_level):
        name, names = f"menu_{level}", [f"item_{level}_{at}" for at in range(1, per_level)]
        deeper = f"menu_{level + 1}" if (level + 1) * per_level < items else "bye"
        choices = {str(at): each for at, each in enumerate([*names, deeper], start=1)}
        prompts[name] = f"Розділ номер {level + 1}. Щоб дізнатися про довідки, натисніть один."
        nodes[name] = {"kind": "menu", "prompt": name, "short": name, "wrong": "wrong", "quiet": "wrong"}
        nodes[name] |= {"choices": choices, "exits": {"invalid": "bye", "silent": "bye"}}
        for at, each in enumerate(names, start=1):
            prompts[each] = WORDS.format(number=level * per_level + at)
            nodes[each] = {"kind": "say", "prompt": each, "exits": {"done": name}}
    places = {"start": "menu_0", "main": "menu_0", "operator": "bye", "emergency": "bye"}
    return {"title": "Велике меню", **places, "nodes": nodes, "prompts": prompts}


def publish(settings: Settings) -> tuple[float, Publication]:
    """Ask for it as the console does, and return how long it took."""
    clock, began = SystemClock(), time.monotonic()
    with bind(settings.database).connection_context():
        asked = take_in("", menu(TEXTS), HOURS, "", by=BOX, now=clock.now())
        ask(settings.control, "wake_publisher")
        while True:
            seen = Publication.get_by_id(asked.id)
            if seen.state in {PublicationState.DONE, PublicationState.FAILED}:
                return time.monotonic() - began, seen
            time.sleep(0.1)


def published_beside_a_call(directory: Path, sounds: Sounds) -> str:
    """Publish while a call plays; return the figures. Raises NotStarted."""
    with PublishingBox(directory, sounds, 1) as box:
        command = [str(Path(sys.executable).with_name("slukhavka")), "--settings", str(box.settings.file), "speech"]
        speech = subprocess.Popen(command, cwd=TREE, stderr=subprocess.DEVNULL)
        try:
            alone = _call(box, sounds)
            heard: list[Any] = []
            playing = threading.Thread(target=lambda: heard.append(_call(box, sounds)))
            playing.start()
            time.sleep(1.0)
            took_s, seen = publish(box.settings)
            playing.join()
        finally:
            speech.terminate()
            speech.wait()
    mark = OVER if took_s > PUBLISHED_S or seen.fault else ""
    said = f"{seen.of_all} texts spoken and switched in {took_s:.1f} s (≤ {PUBLISHED_S:g}){mark} {seen.fault}\n"
    if heard and alone:
        said += lateness("before", alone) + lateness("while it is published", heard[0])
    return said


def _call(box: Box, sounds: Sounds) -> Any:
    try:
        generator.build()
    except generator.NoCompiler:
        return None
    return generator.run((HOST, box.port), sounds.marks, calls=1, seconds=PLAYED_S, more=("--law", "a"))


def opened(directory: Path) -> str:
    """Open the editor of a large menu, and return how long that takes."""
    house = House(directory)
    with house.database():
        DraftMenu.begin("", menu(NODES), by=BOX, now=house.now())
    editor, took_ms = house.enter(Role.EDITOR), []
    for _ in range(12):
        began = time.perf_counter()
        answer = editor.get("/menu")
        took_ms.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.status_code
    p50, worst = statistics.median(took_ms[2:]), max(took_ms[2:])
    mark = OVER if worst > OPENED_MS else ""
    return f"editor of {NODES} nodes opened in p50 {p50:.0f}, at most {worst:.0f} ms (≤ {OPENED_MS:g}){mark}\n"


def main() -> None:
    """Measure and print."""
    sys.stdout.write(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f} before\n")
    with TemporaryDirectory(prefix="bench-", dir=TREE / "build") as name:
        sys.stdout.write(opened(Path(name)))
        directory = Path(name) / "box"
        directory.mkdir()
        try:
            sys.stdout.write(published_beside_a_call(directory, prepare(directory)))
        except NotStarted as error:
            sys.stdout.write(f"{error}\n")


if __name__ == "__main__":
    main()
