"""What root does for the daemon when it is asked: USB devices, a reboot, the clock. Trusts nothing that lies there.

The directory of requests can be written by others than root, so only names are believed that fit a pattern and name
what sysfs itself shows; of one request, the clock's, the content is read and judged. Each request is taken away before
it is acted on: one that makes the machine fall does so once.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import stat
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from appliance.clock import RELEASED_ON, Moment
from appliance.upkeep.mending.reboots import Reboot, may_reboot
from appliance.upkeep.mending.requests import CLOCK, DEVICE, POWER, REBIND, REBOOT

log = logging.getLogger(__name__)

USB = "usb-"
CONTENT_MAX = 128
OFF_S = 4.0
"""For how long a port stays without power; a modem's capacitors are empty by then."""
UNBOUND_S = 2.0
OLD_S = 300.0
LATEST = RELEASED_ON + timedelta(days=30 * 365)
REBOOTS_KEPT = 20
RTC_SET_TIME = 0x4024700A
"""ioctl of linux/rtc.h: struct rtc_time, nine ints."""


class Refused(Exception):
    """What is asked for is not done; the text says why, in Ukrainian."""


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine that is acted on. `ntp_done`, `clock_set`: the marks of the clock; `rtc`: its chip's device."""

    sys: Path
    state: Path
    ntp_done: Path
    clock_set: Path
    rtc: Path
    now: Callable[[], Moment]
    sleep: Callable[[float], None]
    restart: Callable[[], None]
    set_clock: Callable[[float], None]


def act(asked: Path, machine: Machine) -> Iterator[str]:
    """Take every request of ours in `asked` and do it; yield a Ukrainian sentence about each. Raises OSError."""
    with _directory(asked) as directory:
        for name in sorted(os.listdir(directory)):  # noqa: PTH208  (pathlib lists no descriptor)
            deed = _deed(name)
            if deed is None and not name.startswith(USB):
                continue
            # What only looks like a request goes, too: the path unit would begin us for it again and again.
            try:
                content = _take(directory, name)
                yield deed(machine, content) if deed and content is not None else f"{name}: не запит, пропущено."
            except Refused as refused:
                yield f"{name}: {refused}"
            except OSError as error:
                yield f"{name}: не вдалося ({error})."


def port_of(device: str) -> Path:
    """Return where sysfs, below bus/usb/devices, has the port that a device hangs on ("1-1.2": port 2 of hub 1-1)."""
    bus, _, ports = device.partition("-")
    hub_ports, _, port = ports.rpartition(".")
    if not hub_ports:
        return Path(f"{bus}-0:1.0", f"usb{bus}-port{port}")
    return Path(f"{bus}-{hub_ports}:1.0", f"{bus}-{hub_ports}-port{port}")


def _deed(name: str) -> Callable[[Machine, str], str] | None:
    for prefix, do in ((REBIND, _rebind), (POWER, _power)):
        device = name.removeprefix(prefix)
        if device != name and DEVICE.fullmatch(device):
            return partial(_with_device, do, device)
    return {REBOOT: _reboot, CLOCK: _clock}.get(name)


@contextmanager
def _directory(asked: Path) -> Iterator[int]:
    directory = os.open(asked, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield directory
    finally:
        os.close(directory)


def _take(directory: int, name: str) -> str | None:
    """Take a request away and return its content; None for what is no plain small file, which goes all the same."""
    found = os.stat(name, dir_fd=directory, follow_symlinks=False)
    content = None
    if stat.S_ISREG(found.st_mode) and found.st_nlink == 1 and found.st_size <= CONTENT_MAX:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        file = os.open(name, flags, dir_fd=directory)
        try:
            content = os.read(file, CONTENT_MAX).decode("ascii", "replace")
        finally:
            os.close(file)
    if stat.S_ISDIR(found.st_mode):
        try:
            os.rmdir(name, dir_fd=directory)
        except OSError:
            # It holds something; what stays under its name would start the unit again and again.
            os.rename(name, f".no-request-{time.monotonic_ns()}", src_dir_fd=directory, dst_dir_fd=directory)
    else:
        os.unlink(name, dir_fd=directory)
    os.fsync(directory)
    return content


def _with_device(do: Callable[[Machine, str], str], device: str, machine: Machine, _content: str) -> str:
    return do(machine, device)


def _rebind(machine: Machine, device: str) -> str:
    devices, driver = machine.sys / "bus/usb/devices", machine.sys / "bus/usb/drivers/usb"
    if not (devices / device).is_dir():
        raise Refused("такого пристрою на USB немає.")
    _write(driver / "unbind", device)
    machine.sleep(UNBOUND_S)
    try:
        _write(driver / "bind", device)
    except OSError:
        # A hub that is tired of it takes it back this way.
        _write(devices / device / "authorized", "0")
        machine.sleep(UNBOUND_S)
        _write(devices / device / "authorized", "1")
    return f"USB-пристрій {device} перепід'єднано."


def _power(machine: Machine, device: str) -> str:
    switch = machine.sys / "bus/usb/devices" / port_of(device) / "disable"
    if not switch.is_file():
        raise Refused("живлення цього порту USB не вимикається (ядро до 6.0 або такий хаб).")
    try:
        _write(switch, "1")
        machine.sleep(OFF_S)
    finally:
        _write(switch, "0")
    return f"Порт USB пристрою {device} вимкнено й увімкнено."


def _reboot(machine: Machine, _content: str) -> str:
    """Restart the machine; counted here, too, for others ask for it than the daemon."""
    kept, now = machine.state / "reboots.json", machine.now()
    history = _history(kept)
    if not may_reboot(history, now):
        raise Refused("перезапуск був недавно: не частіше ніж раз на годину і три рази на шість годин.")
    history.append(Reboot(now.boot_id, now.monotonic_s))
    _keep(kept, history[-REBOOTS_KEPT:])
    machine.restart()
    return "Скринька перезапускається."


def _history(kept: Path) -> list[Reboot]:
    try:
        return [Reboot(str(boot), float(at_s)) for boot, at_s in json.loads(kept.read_text(encoding="ascii"))]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError):
        log.warning("%s is broken and begins anew", kept)
        return []


def _keep(kept: Path, history: list[Reboot]) -> None:
    machine_words = json.dumps([[reboot.boot_id, reboot.monotonic_s] for reboot in history])
    unready = kept.with_suffix(".new")
    with unready.open("w", encoding="ascii") as file:
        file.write(machine_words)
        file.flush()
        os.fsync(file.fileno())
    unready.replace(kept)


def _clock(machine: Machine, content: str) -> str:
    """Set the clock, as long as the internet has not; by a reading of this boot that is fresh and can be."""
    now = machine.now()
    try:
        boot_id, monotonic_s, wall_s = content.split()
        age_s, told_s = now.monotonic_s - float(monotonic_s), float(wall_s)
        wall = datetime.fromtimestamp(told_s + age_s, UTC)
    except (ValueError, OverflowError, OSError):
        raise Refused("запит записано не так.") from None
    if boot_id != now.boot_id or not 0 <= age_s <= OLD_S:
        raise Refused("запит застарів.")
    if not RELEASED_ON <= wall <= LATEST:
        raise Refused("такого часу бути не може.")
    if machine.ntp_done.exists():
        raise Refused("час уже налаштовано з інтернету.")
    machine.set_clock(wall.timestamp())
    with suppress(OSError):  # a box without a clock chip has nothing more to set
        _set_rtc(machine.rtc, wall)
    machine.clock_set.parent.mkdir(parents=True, exist_ok=True)
    machine.clock_set.touch(mode=0o644)
    return f"Годинник налаштовано з мобільної мережі: {wall:%d.%m.%Y %H:%M:%S} UTC."


def _set_rtc(rtc: Path, wall: datetime) -> None:
    fields = (wall.second, wall.minute, wall.hour, wall.day, wall.month - 1, wall.year - 1900, 0, 0, 0)
    with rtc.open("rb", buffering=0) as file:
        fcntl.ioctl(file, RTC_SET_TIME, struct.pack("9i", *fields))


def _write(path: Path, text: str) -> None:
    """Write to a file of sysfs, which is there already."""
    file = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(file, text.encode("ascii"))
    finally:
        os.close(file)
