"""The menu: numbers to choose by, each entry one talk. Only answers of the helper are shown, nothing about people."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from appliance.control import AskRefused
from appliance.technician.asking import Helper, NoHelper
from appliance.technician.modems_talk import modems_and_lines
from appliance.technician.reset import WORD
from appliance.technician.terminal import Left, Terminal
from appliance.technician.units import RESTARTED, UNITS

GREETING = """
Slukhavka. If you see signs instead of letters, type L and press Enter (Latin letters).
"""
TITLE = "СЛУХАВКА: меню техніка. Наберіть номер і натисніть Enter."
UNKNOWN = "Такого номера в меню немає."
CHANGES_S = 90.0
LONG_S = 360.0
CALL_S = 150.0
"""More than the helper waits: it says what became of the call, not the menu that nobody answers."""
RESET_S = 700.0
COPY_S = 7300.0

Talk = Callable[[Terminal, Helper], None]


def serve(terminal: Terminal, helper: Helper) -> None:
    """Offer the menu until the technician leaves."""
    try:
        terminal.say(GREETING)
        while _one(terminal, helper):
            pass
    except Left:
        return


def _one(terminal: Terminal, helper: Helper) -> bool:
    """Let him choose once; False when he is done. Raises Left."""
    try:
        entries = "".join(f"{number:>3}  {title}\n" for number, (title, _) in ENTRIES.items())
        terminal.say(f"\n{TITLE}\n{entries}  0  Вийти")
        chosen = terminal.ask(">")
        if chosen == "0":
            return False
        if chosen.lower() in ("l", "д", "л"):
            terminal.latin = not terminal.latin
        elif chosen in ENTRIES:
            ENTRIES[chosen][1](terminal, helper)
        elif chosen:
            terminal.say(UNKNOWN)
    except (AskRefused, NoHelper) as error:
        terminal.say(f"! {error}")
    except KeyboardInterrupt:
        terminal.say("\nПерервано.")
    return True


def _state(terminal: Terminal, helper: Helper) -> None:
    terminal.say(helper.ask("state")["text"])
    terminal.say(helper.ask("units")["text"])


def _log(terminal: Terminal, helper: Helper) -> None:
    if unit := _choice(terminal, tuple(UNITS)):
        terminal.say(helper.ask("log", unit=unit)["text"])


def _restart(terminal: Terminal, helper: Helper) -> None:
    unit = _choice(terminal, RESTARTED)
    if not unit:
        return
    terminal.say(helper.ask("state")["text"])
    if _agreed(terminal, "Розмову, що триває, перезапуск телефону обірве. Перезапустити?"):
        terminal.say(helper.ask("restart", unit=unit, limit_s=CHANGES_S)["text"])


def _network(terminal: Terminal, helper: Helper) -> None:
    terminal.say(helper.ask("network")["text"])
    way = terminal.ask("1 — змінити на DHCP, 2 — задати адресу, 3 — підтвердити зміну, Enter — назад:")
    if way == "3":
        terminal.say(helper.ask("network_confirm")["text"])
    if way not in ("1", "2"):
        return
    details = {"interface": terminal.ask("Інтерфейс (з рядка «Дротові»):")}
    if way == "2":
        details["address"] = terminal.ask("Адреса з маскою, як-от 192.168.1.10/24:")
        details["gateway"] = terminal.ask("Шлюз, як-от 192.168.1.1 (Enter — без нього):")
        details["dns"] = terminal.ask("DNS (Enter — без нього):")
    if not _agreed(terminal, "Якщо за дві хвилини не підтвердити, все повернеться саме. Змінити?"):
        return
    terminal.say(helper.ask("network_change", limit_s=CHANGES_S, **details)["text"])
    if _agreed(terminal, "Зв'язок є? Залишити зміну?"):
        terminal.say(helper.ask("network_confirm")["text"])


def _self_test(terminal: Terminal, helper: Helper) -> None:
    terminal.say("Триває самоперевірка, до п'яти хвилин…")
    terminal.say(helper.ask("self_test", limit_s=LONG_S)["text"])


def _call(terminal: Terminal, helper: Helper) -> None:
    terminal.say("Слухавка подзвонить на номер, що є в довідниках громади (оператори, чергові).")
    number = terminal.ask("Номер (Enter — назад):")
    if number:
        terminal.say("Дзвоню. Почуєте тон: натисніть кілька клавіш, тоді покладіть слухавку.")
        terminal.say(helper.ask("call", limit_s=CALL_S, number=number)["text"])


def _ssh(terminal: Terminal, helper: Helper) -> None:
    if _agreed(terminal, "Увімкнути SSH на дві години?"):
        terminal.say(helper.ask("ssh")["text"])


def _stick(terminal: Terminal, helper: Helper) -> None:
    terminal.say(helper.ask("stick")["text"])


def _password(terminal: Terminal, helper: Helper) -> None:
    login = terminal.ask("Логін адміністратора (Enter — назад):")
    if login and _agreed(terminal, "Його браузери буде відключено, а в журналі лишиться запис. Дати новий пароль?"):
        terminal.say_secret(helper.ask("password", limit_s=CHANGES_S, login=login)["text"])


def _first_run(terminal: Terminal, helper: Helper) -> None:
    terminal.say_secret(helper.ask("first_run", limit_s=CHANGES_S)["text"])


def _reset(terminal: Terminal, helper: Helper) -> None:
    terminal.say("Усе, що зберігає скринька (звернення, записи, люди, меню, паролі), буде стерто. Повернути не можна.")
    last = terminal.ask("Остання копія: 1 — на флешку, закрита ключем ради; 2 — ніде; Enter — назад:")
    if last not in ("1", "2"):
        return
    if last == "1":
        terminal.say("Пишу на флешку все, що треба новій скриньці. Це може тривати довго…")
        terminal.say(helper.ask("copy", limit_s=COPY_S)["text"])
    if not _agreed(terminal, "Стерти все?" if last == "1" else "Копії не буде. Стерти все?"):
        return
    word = terminal.ask(f"Востаннє: наберіть слово {WORD} (Enter — назад):")
    if word:
        terminal.say(helper.ask("reset", limit_s=RESET_S, word=_cyrillic(word))["text"])


def _cyrillic(word: str) -> str:
    """A terminal without Cyrillic shows and takes the word in Latin letters."""
    return WORD if word == "SKYNUTY" else word


def _choice(terminal: Terminal, units: tuple[str, ...]) -> str:
    """Let him choose a unit; "" for none."""
    numbered = {str(number): unit for number, unit in enumerate(units, 1)}
    terminal.say("\n".join(f"{number:>3}  {UNITS[unit]}" for number, unit in numbered.items()))
    return numbered.get(terminal.ask("Служба (Enter — назад):"), "")


def _agreed(terminal: Terminal, question: str) -> bool:
    return terminal.ask(f"{question} 1 — так, Enter — ні:") == "1"


ENTRIES: Mapping[str, tuple[str, Talk]] = {
    "1": ("Стан: лінії, база, диск, годинник, тривоги, служби", _state),
    "2": ("Журнал служби", _log),
    "3": ("Перезапустити службу", _restart),
    "4": ("Мережа: адреси, DHCP чи своя адреса", _network),
    "5": ("Самоперевірка", _self_test),
    "6": ("Пробний дзвінок", _call),
    "7": ("SSH на дві години", _ssh),
    "8": ("Місяць на флешку зараз", _stick),
    "9": ("Новий пароль адміністратора", _password),
    "10": ("Код першого запуску консолі", _first_run),
    "11": ("Скинути до стану нової скриньки", _reset),
    "12": ("Модеми та лінії: що ввімкнено, додати, замінити, прибрати", modems_and_lines),
}
