"""The talk about modems and lines: what is there, then one change, chosen by numbers, shown, and only then made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from appliance.technician.asking import Helper
from appliance.technician.terminal import Terminal

LOOK_S = 60.0
RESTART_S = 90.0
READERS = ("slukhavka.service", "slukhavka-console.service")
"""What has read the lines when it began."""
YES = "1"
GSM = "gsm"


def modems_and_lines(terminal: Terminal, helper: Helper) -> None:
    """Show, ask for a change, and restart the telephone when he agrees."""
    terminal.say("Дивлюся, що ввімкнено; вільні модеми питаю про SIM…")
    found = helper.ask("modems", limit_s=LOOK_S)
    terminal.say(found["text"])
    way = terminal.ask("1 — нова лінія, 2 — інший модем лінії, 3 — прибрати лінію, Enter — назад:")
    wanted = {"1": _new, "2": _other, "3": _none}[way](terminal, found) if way in ("1", "2", "3") else {}
    if not wanted:
        return
    terminal.say(helper.ask("modems_change", limit_s=LOOK_S, **wanted)["text"])
    if terminal.ask("Записати в налаштування? 1 — так, Enter — ні:") != YES:
        terminal.say("Нічого не змінено.")
        return
    terminal.say(helper.ask("modems_change", limit_s=LOOK_S, write=YES, **wanted)["text"])
    if terminal.ask("Перезапустити телефон і консоль? Розмову це обірве. 1 — так, Enter — потім:") == YES:
        for unit in READERS:
            terminal.say(helper.ask("restart", unit=unit, limit_s=RESTART_S)["text"])


def _new(terminal: Terminal, found: dict[str, Any]) -> dict[str, str]:
    chosen = _modem(terminal, found)
    if chosen is None:
        return {}
    place, family, kind, name = chosen
    typed = terminal.ask(f"Назва лінії (Enter — {name}):")
    return {"deed": "add", "place": place, "family": family, "name": typed or name, **_wishes(terminal, kind)}


def _other(terminal: Terminal, found: dict[str, Any]) -> dict[str, str]:
    line = _line(terminal, found)
    chosen = _modem(terminal, found) if line else None
    if chosen is None:
        return {}
    place, family, kind, _ = chosen
    return {"deed": "replace", "line": line, "place": place, "family": family, **_wishes(terminal, kind)}


def _none(terminal: Terminal, found: dict[str, Any]) -> dict[str, str]:
    line = _line(terminal, found)
    return {"deed": "remove", "line": line} if line else {}


def _wishes(terminal: Terminal, kind: str) -> dict[str, str]:
    """Ask for what a line may have beside its modem; Enter leaves it as it is."""
    wishes = {"menu": terminal.ask("Окреме меню цієї лінії (Enter — спільне або як було):")}
    if kind == GSM:
        wishes["number"] = terminal.ask("Її номер, +380… (Enter — без нього або як було):")
        wishes["pin"] = terminal.ask_secret("PIN-код SIM (на екрані не видно; Enter — без нього або як було):")
    return {name: typed for name, typed in wishes.items() if typed}


def _modem(terminal: Terminal, found: dict[str, Any]) -> tuple[str, str, str, str] | None:
    """Let him choose a free modem and, where several fit, its family: place, family, kind, proposed name."""
    free = found["free"]
    if not free:
        terminal.say("Вільного модема, з якого вийшла б лінія, немає.")
        return None
    modem = _chosen(terminal, "Модем", [words for _, words, _ in free])
    if modem is None:
        return None
    place, _, name = free[modem]
    families = [each for each in found["families"] if each[0] == place]
    family = 0 if len(families) == 1 else _chosen(terminal, "Як він працює", [title for _, _, title, _ in families])
    return None if family is None else (place, families[family][1], families[family][3], name)


def _line(terminal: Terminal, found: dict[str, Any]) -> str:
    names = [name for [name] in found["lines"]]
    chosen = _chosen(terminal, "Лінія", names)
    return "" if chosen is None else names[chosen]


def _chosen(terminal: Terminal, what: str, offered: Sequence[str]) -> int | None:
    terminal.say("\n".join(f"{number:>3}  {words}" for number, words in enumerate(offered, 1)))
    typed = terminal.ask(f"{what} (номер; Enter — назад):")
    return int(typed) - 1 if typed in {str(number) for number in range(1, len(offered) + 1)} else None
