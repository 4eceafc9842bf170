"""How the parts of a menu are called in the editor: fields, exits, keys, places."""

from __future__ import annotations

import re
from collections.abc import Mapping

from appliance.menu.flow import STAFF, START, TUNE
from appliance.menu.node import CHOICE_KEYS, EMERGENCY, KINDS, MAIN, OPERATOR

FIRST_WORDS = 60
"""As many signs of a text name it in a list."""

PLACE_NAMES: Mapping[str, str] = {
    START: "Початок дзвінка",
    MAIN: "Головне меню (решітка)",
    OPERATOR: "Оператор (нуль)",
    EMERGENCY: "Загроза життю (сім)",
    STAFF: "Телефон оператора",
}

EXIT_NAMES: Mapping[str, str] = {
    "done": "далі",
    "invalid": "після хибних клавіш",
    "silent": "якщо мовчить",
    "given": "набрано",
    "nothing": "нічого не записано",
    "talked": "після розмови",
    "closed": "зачинено",
    "nobody": "оператора немає",
    "no_answer": "оператор не відповідає",
    "call_back": "просить передзвонити",
    "message": "хоче залишити повідомлення",
    "failed": "не вдалося",
    "stranger": "чужий телефон",
    "refused": "код не прийнято",
    "repeat": "ще раз",
    "open": "працюємо",
    "break": "перерва",
}

NUMERALS: Mapping[str, str] = dict(
    zip(
        "0123456789", ("нуль", "один", "два", "три", "чотири", "п'ять", "шість", "сім", "вісім", "дев'ять"), strict=True
    )
)
"""How a menu names a key."""

KEY_WORDS: Mapping[str, re.Pattern[str]] = {
    key: re.compile(rf"(?<!\w)(?:{words}|{key})(?!\w)")
    for key, words in zip(
        CHOICE_KEYS,
        (
            "один|одиниц[юя]",
            "два|двійк[ау]",
            "три|трійк[ау]",
            "чотири|четвірк[ау]",
            "п.ять|п.ятірк[ау]",
            "шість|шістк[ау]",
        ),
        strict=True,
    )
}
"""The same as found in a text."""

FIELD_NAMES: Mapping[str, str] = {
    "kind": "Що робить",
    "prompt": "Що сказати",
    "short": "Коротко, коли повторює",
    "wrong": "Коли натиснуто не те",
    "quiet": "Коли мовчить",
    "tail": "Наприкінці: як прослухати ще раз, як повернутися",
    "next": "Перед наступним",
    "again": "Коли треба ще раз",
    "thanks": "Подяка",
    "none": "Коли нічого немає",
    "offer": "Пропозиція надіслати SMS",
    "sent": "Надіслано",
    "failed": "Не вдалося",
    "stale": "Коли дані могли змінитися",
    "text": "Текст SMS",
    "review": "Що зробити із записом",
    "kept": "Записано",
    "kept_number": "Записано, далі номер",
    "deleted": "Видалено",
    "nothing": "Нічого не почули",
    "own_number": "Передзвонити на його номер?",
    "ask": "Питання",
    "unfit": "Не підходить",
    "read_back": "Перед набраним",
    "right": "Чи правильно",
    "waiting": "Поки чекає",
    "music": "Музика",
    "lost": "Зв'язок перервався",
    "changed": "Змінено",
    "slowly": "Тепер повільніше",
    "usual": "Тепер звично",
    "closed": "Вхід закрито",
    "choose": "Вибір",
    "unknown": "Такого номера немає",
    "dropped": "Не збережено",
    "hours": "На скільки годин",
    "confirm": "Підтвердження",
    "ended": "Припинено",
    "else_where": "Для того, чиє село невідоме",
    "offer_slot": "Пропозиція часу",
    "booked": "Записано на прийом",
    "taken": "Час уже зайнято",
    "code": "Картка послуги",
    "rubric": "Рубрика",
    "keep_as": "Під якою назвою запам'ятати",
    "purpose": "Що це за запис",
    "languages": "Мови за клавішами",
    "choices": "Вибір за клавішами",
    "count": "Скільки цифр",
    "at_least": "Щонайменше цифр",
    "tries": "Скільки спроб",
    "wrong_tries": "Хибних клавіш поспіль",
    "quiet_tries": "Мовчань поспіль",
    "wait_s": "Чекати клавішу, секунд",
    "choose_s": "Чекати вибору села, секунд",
    "offers": "Скільки найближчих годин запропонувати",
    "pause_s": "Чекати наступну цифру, секунд",
    "max_s": "Найдовший запис, секунд",
    "silence_s": "Тиша, що закінчує запис, секунд",
    "at_least_s": "Найкоротший запис, секунд",
}

PURPOSES: Mapping[str, str] = {
    "message": "повідомлення",
    "appeal": "звернення",
    "fault": "повідомлення про несправність",
    "emergency": "загроза життю чи здоров'ю",
    "remark": "зауваження до роботи лінії",
}


SAVED = "Збережено. Люди почують це після розгляду й публікації."


def kind_name(kind: object) -> str:
    """Return what the editor calls a kind of node; a kind that does not exist by its own name."""
    known = KINDS.get(str(kind))
    return str(known.title) if known else f"невідомий вид «{kind}»"


def exit_name(name: str) -> str:
    """Return how an exit, or a key, is called."""
    return f"клавіша {name}" if name in CHOICE_KEYS and len(name) == 1 else EXIT_NAMES.get(name, name)


def field_name(name: str) -> str:
    """Return the label of a node's field."""
    return FIELD_NAMES.get(name, name)


def first_words(text: str, limit: int = FIRST_WORDS) -> str:
    """Return the beginning of a text, by which it is known in a list."""
    if text.strip() == TUNE:
        return "музика"
    words = " ".join(text.split())
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


HOUSE_TEXTS: Mapping[str, str] = {
    "warning": "за пів хвилини до кінця найдовшого дзвінка",
    "goodbye": "коли дзвінок закінчує Слухавка",
    "all_taken": "коли всі лінії зайняті",
    "too_often": "тому, хто телефонує занадто часто",
    "blocked": "заблокованому номеру",
    "emergency_numbers": "заблокованому, хто натиснув сім",
}
"""Texts that no node says: Slukhavka itself does."""
