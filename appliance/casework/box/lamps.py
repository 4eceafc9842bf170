"""The table of the lid (C-40): which state lights which lamp how, what that means, and what to do about it.

The daemon lights the lamps by it, the console draws them, `slukhavka lamps` prints it: nothing is said twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from appliance.casework.box.alarm_kinds import Weight
from appliance.contracts.panel import Lamp, Light, Sound


class Signal(StrEnum):
    """What can be so of the box at a moment, as far as a lamp tells it."""

    POWER_MISSING = "power_missing"
    """No program can show that; it stands in the table for who reads the lid."""
    RUNNING = "running"
    EXPORT_WAITS = "export_waits"
    EXPORT_WRITES = "export_writes"
    EXPORT_DONE = "export_done"
    EXPORT_FAILED = "export_failed"
    NO_LINE = "no_line"
    LINES_DOWN = "lines_down"
    LINE_DOWN = "line_down"
    LINE_STARTING = "line_starting"
    LINE_WORKS = "line_works"
    RINGING = "ringing"
    TALKING = "talking"
    MESSAGE_WAITS = "message_waits"
    STORE_FAULT = "store_fault"
    FAULT_UNSEEN = "fault_unseen"
    FAULT_LASTS = "fault_lasts"
    DANGER_UNSEEN = "danger_unseen"
    ALARM_UNSEEN = "alarm_unseen"
    ALARM_LASTS = "alarm_lasts"
    QUIET = "quiet"
    """Nothing of the lamp's own to be said."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the lid. `do`: "" where nothing is to be done."""

    lamp: Lamp
    signal: Signal
    light: Light
    means: str
    do: str = ""


_LONG_PRESS = "Утримуйте кнопку 5 секунд"

SHOWN: tuple[Shown, ...] = (
    Shown(Lamp.POWER, Signal.EXPORT_WRITES, Light.FAST, "Пише місяць на флешку.", "Не виймайте флешку."),
    Shown(
        Lamp.POWER,
        Signal.EXPORT_WAITS,
        Light.SLOW,
        "Готується писати місяць на флешку.",
        "Вставте флешку, якщо її немає, і зачекайте.",
    ),
    Shown(Lamp.POWER, Signal.EXPORT_DONE, Light.DOUBLE, "Місяць записано й перевірено.", "Флешку можна вийняти."),
    Shown(Lamp.POWER, Signal.RUNNING, Light.ON, "Слухавка працює."),
    Shown(
        Lamp.POWER,
        Signal.POWER_MISSING,
        Light.OFF,
        "Немає живлення, або Слухавка не запустилася.",
        "Перевірте розетку й блок живлення; зачекайте дві хвилини; потім кличте техніка.",
    ),
    Shown(
        Lamp.LINE,
        Signal.LINES_DOWN,
        Light.FAST,
        "Жодна лінія не працює: додзвонитися неможливо.",
        "Перевірте кабель модема, SIM-картку та рахунок; від'єднайте модем на хвилину; потім кличте техніка.",
    ),
    Shown(
        Lamp.LINE,
        Signal.LINE_DOWN,
        Light.DOUBLE,
        "Одна з ліній не працює, на інших відповідаємо.",
        "Подивіться в консолі, яка саме; перевірте її кабель.",
    ),
    Shown(Lamp.LINE, Signal.LINE_STARTING, Light.SLOW, "Лінія запускається.", "Зачекайте до двох хвилин."),
    Shown(Lamp.LINE, Signal.LINE_WORKS, Light.ON, "Лінія працює."),
    Shown(Lamp.LINE, Signal.NO_LINE, Light.OFF, "Жодної лінії не налаштовано.", "Технік: розділ [[lines]]."),
    Shown(Lamp.RINGING, Signal.RINGING, Light.FAST, "Хтось телефонує."),
    Shown(Lamp.RINGING, Signal.QUIET, Light.OFF, "Ніхто не телефонує."),
    Shown(Lamp.TALKING, Signal.TALKING, Light.ON, "Лінія зайнята розмовою."),
    Shown(Lamp.TALKING, Signal.QUIET, Light.OFF, "Ніхто не розмовляє."),
    Shown(
        Lamp.MESSAGE,
        Signal.MESSAGE_WAITS,
        Light.SLOW,
        "Є голосове повідомлення, яким ніхто не займався.",
        "Прослухайте його в консолі: «Справи».",
    ),
    Shown(Lamp.MESSAGE, Signal.QUIET, Light.OFF, "Нових повідомлень немає."),
    Shown(
        Lamp.FAULT,
        Signal.STORE_FAULT,
        Light.FAST,
        "Не працює база даних або заповнено диск. На дзвінки відповідаємо.",
        "Терміново кличте техніка.",
    ),
    Shown(
        Lamp.FAULT,
        Signal.EXPORT_FAILED,
        Light.DOUBLE,
        "Місяць на флешку не записано.",
        f"Вставте іншу флешку (FAT32 або exFAT). {_LONG_PRESS}.",
    ),
    Shown(
        Lamp.FAULT,
        Signal.FAULT_UNSEEN,
        Light.SLOW,
        "Несправність, якої ще ніхто не підтвердив.",
        "Прочитайте в консолі, що сталося; коротко натисніть кнопку.",
    ),
    Shown(Lamp.FAULT, Signal.FAULT_LASTS, Light.ON, "Підтверджено, але несправність триває.", "Дочекайтеся техніка."),
    Shown(Lamp.FAULT, Signal.QUIET, Light.OFF, "Несправностей немає."),
    Shown(
        Lamp.ALARM,
        Signal.DANGER_UNSEEN,
        Light.FAST,
        "Ідеться про життя чи здоров'я людей, і в консолі цього ще ніхто не підтвердив.",
        "Негайно прочитайте в консолі й діяйте; кнопка лише вимикає звук.",
    ),
    Shown(
        Lamp.ALARM,
        Signal.ALARM_UNSEEN,
        Light.SLOW,
        "Термінова справа, якої ще ніхто не підтвердив.",
        "Прочитайте в консолі; коротко натисніть кнопку.",
    ),
    Shown(Lamp.ALARM, Signal.ALARM_LASTS, Light.ON, "Тривогу підтверджено, але причина лишилася.", "Усуньте причину."),
    Shown(Lamp.ALARM, Signal.QUIET, Light.OFF, "Тривог немає."),
)
"""Of one lamp the stronger stands first: the first whose signal holds is shown, RUNNING, NO_LINE and QUIET always."""

RESTING = frozenset({Signal.RUNNING, Signal.NO_LINE, Signal.QUIET})

LAMP_NAMES: Mapping[Lamp, str] = {
    Lamp.POWER: "Живлення",
    Lamp.LINE: "Лінія",
    Lamp.RINGING: "Дзвонить",
    Lamp.TALKING: "Розмова",
    Lamp.MESSAGE: "Повідомлення",
    Lamp.FAULT: "Несправність",
    Lamp.ALARM: "Тривога",
}
LIGHT_WORDS: Mapping[Light, str] = {
    Light.OFF: "не світиться",
    Light.ON: "світиться",
    Light.SLOW: "блимає повільно",
    Light.FAST: "блимає швидко",
    Light.DOUBLE: "спалахує двічі",
}


@dataclass(frozen=True, slots=True)
class Buzzing:
    """How an alarm is sounded until somebody acknowledges it: for so long, and again from the start after so long."""

    sound: Sound
    for_s: float
    again_s: float
    at_any_hour: bool
    heard: str
    means: str
    do: str


BUZZING: Mapping[Weight, Buzzing] = {
    Weight.DANGER: Buzzing(
        Sound.DANGER,
        for_s=60.0,
        again_s=120.0,
        at_any_hour=True,
        heard="довгі гудки хвилину, щодві хвилини знову, і вночі",
        means="Ідеться про життя чи здоров'я людей.",
        do="Негайно прочитайте в консолі. Коротке натискання вимикає звук.",
    ),
    Weight.URGENT: Buzzing(
        Sound.URGENT,
        for_s=5.5,
        again_s=600.0,
        at_any_hour=False,
        heard="подвійні короткі гудки, щодесять хвилин знову; у тихі години мовчить",
        means="Термінова справа, якої ще ніхто не підтвердив.",
        do="Прочитайте в консолі й коротко натисніть кнопку.",
    ),
}
"""By weight; what is not here makes no sound."""

BUTTON: tuple[tuple[str, str], ...] = (
    ("коротке натискання", "Підтвердити: тривоги побачили; звук замовкає."),
    ("натискання на 5 секунд", "Записати місяць на флешку."),
)
SWITCH: tuple[tuple[str, str], ...] = (
    ("ПРАЦЮЄМО", "За графіком; у неробочий час – до відкриття або дві години."),
    ("ПЕРЕРВА", "До кінця перерви за графіком, інакше годину."),
    ("ЗАЧИНЕНО", "До наступного відкриття."),
)
"""What the switch orders; each ends by itself. `appliance.casework.office.switch` says when."""


def shown(signals: Collection[Signal]) -> Mapping[Lamp, Shown]:
    """Return what every lamp shows while these signals hold."""
    found: dict[Lamp, Shown] = {}
    for row in SHOWN:
        if row.signal in signals or row.signal in RESTING:
            found.setdefault(row.lamp, row)
    return {lamp: found[lamp] for lamp in Lamp}
