"""`make run`: the box of a clone, each part a process of its own, its modem simulated.

Its files lie in `.run/`: settings, the modem's ports, the database, recordings, what is published and spoken.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from appliance.control import BoxNotRunning, ask

TREE = Path(__file__).resolve().parents[2]
RUN = TREE / ".run"
SETTINGS = RUN / "slukhavka.toml"
MODEM = RUN / "modem"
STATE = RUN / "state"
LOGS = RUN / "log"
PORT = 8080
WAIT_S = 180.0

SITE = f"""# Написано командою `make run`; свої зміни тут зберігаються.
[box]
state = "{STATE}"
area_code = "4644"

[console]
port = {PORT}

[[lines]]
name = "gsm1"
family = "huawei_e1550"
at = "{MODEM}/if02"
audio = "{MODEM}/if01"
"""


class Stop(Exception):
    """Somebody asked the box to stop, or a part of it could not go on; the text is a sentence."""


def main() -> int:
    """Run until interrupted; return the exit status."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    RUN.mkdir(exist_ok=True)
    if not SETTINGS.exists():
        SETTINGS.write_text(SITE, encoding="utf-8")
    parts: dict[str, subprocess.Popen[bytes]] = {}
    try:
        _start(parts)
        _say_what_next()
        _watch(parts, lambda: False, float("inf"))
    except Stop as reason:
        sys.stderr.write(f"{reason}\n" if str(reason) else "")
        return 1 if str(reason) else 0
    finally:
        for part in reversed(parts.values()):
            part.terminate()
        for part in parts.values():
            part.wait()
    return 0


def _start(parts: dict[str, subprocess.Popen[bytes]]) -> None:
    if _answers():
        raise Stop("Слухавка з цієї теки вже працює.")
    parts["modem"] = _modem()
    _watch(parts, (MODEM / "control").exists, WAIT_S)
    parts["speech"] = _slukhavka("speech")
    if not (STATE / "published" / "current").exists():
        sys.stdout.write("Озвучую стартове меню, це близько хвилини…\n")
        sys.stdout.flush()
        publish = _slukhavka("publish")
        _watch(parts, lambda: publish.poll() is not None, WAIT_S)
        if publish.returncode:
            raise Stop(f"Стартове меню не озвучено: {_last_line('publish')}")
    parts["run"] = _slukhavka("run")
    parts["console"] = _slukhavka("console")
    _watch(parts, _answers, WAIT_S)


def _say_what_next() -> None:
    sys.stdout.write(
        "Слухавка працює; модем удаваний, решта справжня. Що далі:\n"
        "1. Подзвоніть їй з іншого термінала: make call (клавіші — цифрами, h — покласти слухавку).\n"
        f"2. Стан лінії та журнал дзвінків: http://127.0.0.1:{PORT}/\n"
        f"3. Меню й години: firmware_config/starter/; зробити зміни чинними: {_command('publish')}\n"
        f"4. Дзвінки й записи — у {STATE.relative_to(TREE)}, журнали частин — у {LOGS.relative_to(TREE)}.\n"
        "5. Зупинити: Ctrl+C.\n"
    )
    sys.stdout.flush()


def _watch(parts: dict[str, subprocess.Popen[bytes]], done: Callable[[], bool], within_s: float) -> None:
    give_up = time.monotonic() + within_s
    while not done():
        for name, part in parts.items():
            if part.poll() is not None:
                raise Stop(f"Частина «{name}» зупинилася: {_last_line(name)}")
        if time.monotonic() > give_up:
            raise Stop("Слухавка не запустилася вчасно.")
        time.sleep(0.2)


def _answers() -> bool:
    try:
        ask(STATE / "control", "status")
    except BoxNotRunning:
        return False
    return True


def _modem() -> subprocess.Popen[bytes]:
    module = [sys.executable, "-m", "tests.fakes.modem"]
    return _part("modem", [*module, "--family", "huawei_e1550", "--dir", str(MODEM)])


def _slukhavka(command: str) -> subprocess.Popen[bytes]:
    executable = Path(sys.executable).with_name("slukhavka")
    return _part(command, [str(executable), "--settings", str(SETTINGS), command])


def _part(name: str, command: list[str]) -> subprocess.Popen[bytes]:
    LOGS.mkdir(exist_ok=True)
    with (LOGS / f"{name}.log").open("wb") as log:
        return subprocess.Popen(command, cwd=TREE, stdout=log, stderr=subprocess.STDOUT)  # noqa: S603  (our own)


def _last_line(name: str) -> str:
    lines = (LOGS / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[-1] if lines else "без пояснень"


def _command(command: str) -> str:
    return f".venv/bin/slukhavka --settings {SETTINGS.relative_to(TREE)} {command}"


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stop


if __name__ == "__main__":
    sys.exit(main())
