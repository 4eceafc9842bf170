"""Whether what callers hear can be read from the disk, and is what the daemon plays."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.casework.box.self_tests import Finding
from appliance.menu.published import CURRENT, NotPublished, check_current
from appliance.upkeep.self_test.bench import Bench, Say

NAME, TITLE, LIMIT_S = "menu", "Меню", 15.0
_say = Say(NAME, TITLE)


def look(bench: Bench) -> Iterator[Finding]:
    """Read the menu of the box and those of its lines."""
    for name in sorted({"", *(line.menu for line in bench.settings.lines)}):
        yield _one(bench, name)


def _one(bench: Bench, name: str) -> Finding:
    published = bench.settings.published_menu(name)
    try:
        check_current(published)
        revision = (published / CURRENT).resolve().name
    except (NotPublished, OSError) as error:
        do = "Технік: slukhavka publish. Доти ті, хто телефонує, чують лише сигнали й можуть залишити повідомлення."
        return _say.failed(str(error), do, about=name)
    played = str(bench.told.get("menu_revision", ""))
    if not name and played not in ("", revision):
        do = "Технік: systemctl restart slukhavka, коли ніхто не розмовляє."
        return _say.warning(f"Опубліковано випуск {revision}, а звучить {played}.", do)
    return _say.ok(f"Читається, випуск {revision}.", about=name)
