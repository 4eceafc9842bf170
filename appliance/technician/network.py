"""The box's address: shown, changed, and changed back by itself after two minutes unless somebody confirms.

A change is one file, of NetworkManager where that runs (Raspberry Pi OS), else of systemd-networkd. What stood there is
kept before anything is touched, so the way back also survives a power cut. Wired interfaces alone.
"""

from __future__ import annotations

import ipaddress
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from appliance.errors import SlukhavkaError
from appliance.technician.programs import output_of, succeeds, tried

SYS_NET = Path("/sys/class/net")
BACK_TIMER = "slukhavka-network-back.timer"
NETWORKD_FILE = Path("/etc/systemd/network/05-slukhavka.network")
MANAGER_FILE = Path("/etc/NetworkManager/system-connections/slukhavka.nmconnection")


class BadAddress(SlukhavkaError):
    """The address cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an interface is to have. `address` with its prefix, "192.168.1.10/24"; "" asks DHCP."""

    interface: str
    address: str = ""
    gateway: str = ""
    dns: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """How one of the two network services is told: its file, and what is run when the file has changed."""

    path: Path
    text: str
    commands: tuple[tuple[str, ...], ...]


def interfaces(sys_net: Path = SYS_NET) -> list[str]:
    """Return the wired interfaces of the machine."""
    found = (path for path in sorted(sys_net.iterdir()) if (path / "device").exists())
    return [path.name for path in found if not (path / "wireless").exists()]


def overview(kept: Path, sys_net: Path = SYS_NET) -> str:
    """Return the addresses of every interface, and through which the world is reached. Raises NotDone."""
    addresses = output_of("ip", "-brief", "address")
    routes = output_of("ip", "-brief", "route", "show", "default").strip() or "немає"
    pending = "\nЗміну ще не підтверджено: за дві хвилини все повернеться.\n" if kept.exists() else ""
    return f"{addresses}Шлюз: {routes}\nДротові: {', '.join(interfaces(sys_net)) or 'немає'}{pending}"


def checked(wanted: Wanted, known: Sequence[str]) -> Wanted:
    """Return it as it is written into a file, every part read and written anew. Raises BadAddress."""
    if wanted.interface not in known:
        raise BadAddress(f"Такого дротового інтерфейсу немає. Є: {', '.join(known) or 'жодного'}.")
    if not wanted.address:
        return Wanted(wanted.interface)
    try:
        own = ipaddress.IPv4Interface(wanted.address)
        gateway = ipaddress.IPv4Address(wanted.gateway) if wanted.gateway else None
        dns = ipaddress.IPv4Address(wanted.dns) if wanted.dns else None
    except ValueError as error:
        raise BadAddress("Адреса має бути на зразок 192.168.1.10/24, шлюз і DNS — 192.168.1.1.") from error
    if own.network.prefixlen > 30 or own.ip in (own.network.network_address, own.network.broadcast_address):
        raise BadAddress("Це адреса мережі, а не скриньки. Додайте маску, як-от /24.")
    if gateway is not None and (gateway not in own.network or gateway == own.ip):
        raise BadAddress("Шлюз має бути в тій самій мережі, що й скринька.")
    return Wanted(wanted.interface, str(own), str(gateway or ""), str(dns or ""))


def way(wanted: Wanted) -> Way:
    """Return how this machine is told."""
    if succeeds("systemctl", "is-active", "--quiet", "NetworkManager.service"):
        return manager_way(wanted)
    return networkd_way(wanted)


def networkd_way(wanted: Wanted) -> Way:
    """Return the file of systemd-networkd (systemd.network(5))."""
    lines = ["[Match]", f"Name={wanted.interface}", "", "[Network]"]
    lines += [f"Address={wanted.address}"] if wanted.address else ["DHCP=yes"]
    lines += [f"Gateway={wanted.gateway}"] if wanted.gateway else []
    lines += [f"DNS={wanted.dns}"] if wanted.dns else []
    commands = (("networkctl", "reload"), ("networkctl", "reconfigure", wanted.interface))
    return Way(NETWORKD_FILE, "".join(f"{line}\n" for line in lines), commands)


def manager_way(wanted: Wanted) -> Way:
    """Return the file of NetworkManager (nm-settings-keyfile(5))."""
    lines = ["[connection]", "id=slukhavka", "type=ethernet", f"interface-name={wanted.interface}"]
    lines += ["autoconnect-priority=100", "", "[ipv4]", f"method={'manual' if wanted.address else 'auto'}"]
    if wanted.address:
        lines += [f"address1={wanted.address}{',' + wanted.gateway if wanted.gateway else ''}"]
    lines += [f"dns={wanted.dns};"] if wanted.dns else []
    lines += ["", "[ipv6]", "method=auto"]
    commands = (("nmcli", "connection", "reload"), ("nmcli", "device", "connect", wanted.interface))
    return Way(MANAGER_FILE, "".join(f"{line}\n" for line in lines), commands)


@dataclass(frozen=True, slots=True)
class Kept:
    """What stood in the file before a change; `before` None: there was no file."""

    path: str
    before: str | None
    commands: list[list[str]]


def change(to: Way, kept: Path) -> str:
    """Change the network, the way back prepared and its two minutes begun first. Raises NotDone, OSError."""
    if kept.exists():
        raise BadAddress("Попередню зміну ще не підтверджено.")
    before = to.path.read_text() if to.path.exists() else None
    _write(kept, json.dumps(asdict(Kept(str(to.path), before, [list(each) for each in to.commands]))))
    output_of("systemctl", "restart", BACK_TIMER)
    to.path.parent.mkdir(parents=True, exist_ok=True)
    _write(to.path, to.text)
    return tried(to.commands)


def confirm(kept: Path) -> bool:
    """Let the change stay; False when there is none to confirm, or its time was up. Raises OSError."""
    if not kept.exists():
        return False
    kept.unlink()
    tried([("systemctl", "stop", BACK_TIMER)])
    return True


def go_back(kept: Path) -> bool:
    """Put back what stood before an unconfirmed change; False when there is none. Raises OSError."""
    if not kept.exists():
        return False
    was = Kept(**json.loads(kept.read_text()))
    if was.before is None:
        Path(was.path).unlink(missing_ok=True)
    else:
        _write(Path(was.path), was.before)
    kept.unlink()
    tried(was.commands)
    return True


def _write(path: Path, text: str) -> None:
    """Write whole or not at all, for root alone: NetworkManager reads no file that others may read."""
    part = path.with_name(f".{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644 if path == NETWORKD_FILE else 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
