"""How long the console's certificates are good: a browser refuses the console from that day on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography import x509

from appliance.casework.box.self_tests import Finding
from appliance.upkeep.self_test.bench import Bench, Say

NAME, TITLE, LIMIT_S = "certificates", "Сертифікати консолі", 5.0
FILES = ("console.crt", "authority.crt")
SOON_DAYS = 30
"""The console renews its own two months ahead, at its start: who has so few has not been started for long."""
_say = Say(NAME, TITLE)


def look(bench: Bench) -> Iterator[Finding]:
    """Look at each file."""
    if not bench.settings.tls.is_dir():
        yield _say.skipped("Консоль ще не запускалася, сертифікатів немає.")
        return
    if not bench.now.trusted:
        yield _say.skipped("Час не звірено, тож строку не визначити.")
        return
    for name in FILES:
        yield _one(bench, bench.settings.tls / name)


def _one(bench: Bench, path: Path) -> Finding:
    restart = "Технік: перезапустіть консоль (systemctl restart slukhavka-console), вона зробить новий."
    try:
        until = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    except (OSError, ValueError) as error:
        return _say.failed(f"Файл {path.name} не читається ({error}).", restart, about=path.name)
    days = (until - bench.now.wall).days
    says = f"Чинний до {until:%d.%m.%Y}, ще {max(days, 0)} дн."
    if until <= bench.now.wall:
        return _say.failed(f"Строк сплив {until:%d.%m.%Y}.", restart, about=path.name)
    if days < SOON_DAYS:
        return _say.warning(says, restart, about=path.name)
    return _say.ok(says, about=path.name)
