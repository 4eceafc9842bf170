"""`make run`: the box of a clone, each part a process of its own, its modem simulated.

Its files lie in `.run/`: settings, the modem's ports, the database, recordings, what is published and spoken.
"""

from __future__ import annotations

import argparse
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from appliance.control import BoxNotRunning, ask

TREE = Path(__file__).resolve().parents[2]
HOME = Path(".run")
MODEM, STATE = "modem", "state"
"""In the directory of a box; `make call` finds its modem and its spoken words there."""
PORT = 8443
WAIT_S = 300.0

SITE = """# Написано командою `make run`; свої зміни тут зберігаються.
[box]
state = "{state}"
area_code = "4644"

[console]
port = {port}

# espeak-ng speaks the whole menu in a minute; RHVoice, where it is installed, sounds better and takes several.
[speech]
order = ["espeak"]

[[lines]]
name = "gsm1"
family = "huawei_e1550"
at = "{modem}/if02"
audio = "{modem}/if01"
"""

WHAT_NEXT = """Слухавка працює; модем удаваний, решта справжня. Що далі:
1. Подзвоніть їй з іншого термінала: make call (клавіші — цифрами, h — покласти слухавку).
2. Відкрийте консоль: https://127.0.0.1:{port}/ (ключ зроблено тут, тож браузер перепитає).
   Код першого запуску: {code}
3. Змініть меню, послуги чи години в консолі, у розділі «Що каже Слухавка». Меню з файлів приймає {publish} ТЕКА
4. Дзвінки й записи — у {state}, журнали частин — у {log}.
5. Зупинити: Ctrl+C.
"""


class Stop(Exception):
    """Somebody asked the box to stop, or a part of it could not go on; the text is a sentence."""


class RunBox:
    """The parts of a box in one directory."""

    def __init__(self, directory: Path, port: int) -> None:
        self._settings = directory / "slukhavka.toml"
        self._modem = directory / MODEM
        self._state = directory / STATE
        self._log = directory / "log"
        self._port = port
        self._parts: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start every part; return when the telephone is answered. Raises Stop."""
        if self._answers():
            raise Stop("Слухавка з цієї теки вже працює.")
        self._log.mkdir(parents=True, exist_ok=True)
        if not self._settings.exists():
            site = SITE.format(state=self._state, port=self._port, modem=self._modem)
            self._settings.write_text(site, encoding="utf-8")
        self._part("modem", sys.executable, "-m", "tests.fakes.modem", "--dir", str(self._modem))
        self._watch(self._modem_answers)
        self._speak()
        if not (self._state / "published" / "current").exists():
            self._publish()
        self._slukhavka("run")
        self._slukhavka("console")
        self._watch(self._answers)
        self._watch(self._listens)

    def kill(self, part: str) -> None:
        """Let a part vanish as if its process had crashed."""
        vanished = self._parts.pop(part)
        vanished.kill()
        vanished.wait()

    def start_again(self, part: str) -> None:
        """Start a part of Slukhavka that was killed; return when daemon and console serve. Raises Stop."""
        self._slukhavka(part)
        self._watch(self._answers)
        self._watch(self._listens)

    def say_what_next(self) -> None:
        """Tell the person at the terminal what to do."""
        publish = f".venv/bin/slukhavka --settings {_shown(self._settings)} publish"
        code = subprocess.run(self._command("first-run"), capture_output=True, text=True, check=False).stdout.strip()
        places = {"state": _shown(self._state), "log": _shown(self._log)}
        _say(WHAT_NEXT.format(port=self._port, publish=publish, code=code, **places))

    def wait(self) -> None:
        """Return never; raises Stop when a part stops."""
        self._watch(lambda: False, float("inf"))

    def stop(self) -> None:
        """Stop every part, the last started first."""
        for part in reversed(self._parts.values()):
            part.terminate()
        for part in self._parts.values():
            part.wait()

    def _speak(self) -> None:
        self._slukhavka("speech")

    def _publish(self) -> None:
        _say("Озвучую стартове меню, це до хвилини…\n")
        publish = self._slukhavka("publish")
        del self._parts["publish"]
        self._watch(lambda: publish.poll() is not None, float("inf"))
        if publish.returncode:
            raise Stop(f"Стартове меню не озвучено: {self._last_line('publish')}")

    def _slukhavka(self, command: str) -> subprocess.Popen[bytes]:
        return self._part(command, *self._command(command))

    def _command(self, command: str) -> list[str]:
        executable = Path(sys.executable).with_name("slukhavka")
        return [str(executable), "--settings", str(self._settings), command]

    def _part(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        with (self._log / f"{name}.log").open("ab") as log:
            part = subprocess.Popen(command, cwd=TREE, stdout=log, stderr=subprocess.STDOUT)
        self._parts[name] = part
        return part

    def _watch(self, done: Callable[[], bool], within_s: float = WAIT_S) -> None:
        give_up = time.monotonic() + within_s
        while not done():
            for name, part in self._parts.items():
                if part.poll() is not None:
                    raise Stop(f"Частина «{name}» зупинилася: {self._last_line(name)}")
            if time.monotonic() > give_up:
                raise Stop("Слухавка не запустилася вчасно.")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            return bool(ask(self._state / "control", "status")["ready_since"])
        except BoxNotRunning:
            return False

    def _modem_answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self._modem / "control")) == 0

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0

    def _last_line(self, name: str) -> str:
        lines = (self._log / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()
        return lines[-1] if lines else "без пояснень"


def main() -> int:
    """Run until interrupted; return the exit status."""
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--dir", type=Path, default=TREE / HOME)
    parser.add_argument("--port", type=int, default=PORT)
    options = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    box = RunBox(options.dir, options.port)
    try:
        box.start()
        box.say_what_next()
        box.wait()
    except Stop as reason:
        sys.stderr.write(f"{reason}\n" if str(reason) else "")
        return 1 if str(reason) else 0
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)  # a second one must not leave a part behind
        box.stop()
    return 0


def _shown(path: Path) -> Path:
    return path.relative_to(TREE) if path.is_relative_to(TREE) else path


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stop


if __name__ == "__main__":
    sys.exit(main())
