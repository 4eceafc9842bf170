"""What the page says of an export, and what to do about each failure."""

from __future__ import annotations

from appliance.casework.box.exports import BUTTON, MonthExport, Stage, former_month
from appliance.casework.entrance.accounts import Origin
from appliance.clock import Moment
from appliance.reports.period import Month

MONTHS_OFFERED = 12
STATES = {
    Stage.ASKED: ("…", "чекає на початок"),
    Stage.REPORTS: ("…", "крок 1 з 3: складаються звіти"),
    Stage.WRITING: ("…", "крок 2 з 3: записується, не виймайте флешку"),
    Stage.CHECKING: ("…", "крок 3 з 3: перевіряється, не виймайте флешку"),
    Stage.DONE: ("✓", "записано й перевірено"),
    Stage.FAILED: ("✕", "не записано"),
}
ORIGINS = {
    BUTTON: "кнопка на Слухавці",
    Origin.BOX: "Слухавка за розкладом",
    Origin.COMMAND: "команда на Слухавці",
    Origin.CONSOLE: "консоль",
}
WHAT_TO_DO = (
    (
        "Флешки немає",
        "Вставте її в гніздо для звітів і натисніть «Записати» або кнопку на Слухавці (5 секунд).",
    ),
    ("Не та файлова система", "Відформатуйте флешку на комп'ютері як FAT32 або exFAT. Усе на ній зникне."),
    (
        "Не вистачило місця",
        "Приберіть зайве або візьміть іншу. Скільки потрібно, сказано в повідомленні.",
    ),
    ("Захищена від запису", "Пересуньте перемикач на флешці. Якщо його немає, флешка зношена: візьміть іншу."),
    ("Вийняли під час запису", "Вставте знову й запишіть ще раз. Недописане Слухавка прибере сама, старі місяці цілі."),
    ("Прочитане не збігається із записаним", "Флешка псує дані. Викиньте її й візьміть іншу."),
    (
        "На флешці лежить те, що заважає",
        "Видаліть теку чи файл, названий у повідомленні, або візьміть іншу флешку.",
    ),
    ("Годинник не звірено", "Технік: дайте Слухавці мережу із сервером часу або годинник із батарейкою."),
    ("Персональної частини немає", "Керівник створює ключ ради на цій сторінці й кладе аркуш відновлення в сейф."),
)


def title(month: str) -> str:
    """Return a month as people write it."""
    return Month.read(month).title if month else "місяць невідомий"


def origin(export: MonthExport) -> str:
    """Return who had it written."""
    return export.account.name if export.account else ORIGINS.get(export.origin, export.origin)


def progress(export: MonthExport) -> tuple[int, int, str] | None:
    """Return how far an export is, of how much, both in words; None when it is over, or that is not known."""
    if export.ended_at is not None or not export.of_all:
        return None
    if export.stage == Stage.REPORTS:
        return export.files, export.of_all, f"складено файлів: {export.files} з {export.of_all}"
    return export.bytes, export.of_all, f"{size(export.bytes)} з {size(export.of_all)}"


def size(count: int) -> str:
    """Return a size in megabytes."""
    return f"{count / 1024**2:.1f} МБ".replace(".", ",")


def offered(now: Moment) -> list[tuple[str, str]]:
    """Return the months that can be asked for, the latest first."""
    month, found = Month.read(former_month(now)), []
    for _ in range(MONTHS_OFFERED):
        found.append((month.key, month.title))
        month = month.previous
    return found
