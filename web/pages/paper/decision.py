"""A model decision of the executive committee on the hot line, for the office's lawyer to go over. Pure.

Article 5 of the Law on appeals speaks of "determined" hot lines: some act of the council must name the number, the
hours and who answers for it (facts of the Ukrainian law, 4.9). Numbers of laws are data here, in `GROUNDS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

GROUNDS = (
    "статтею 40 Закону України «Про місцеве самоврядування в Україні»",
    "статтею 5 Закону України «Про звернення громадян»",
    "Законом України «Про доступ до публічної інформації»",
    "Законом України «Про захист персональних даних»",
)
GAP = "______________"
"""What the office fills in by hand."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What only the office knows, as it was typed; "" leaves a gap."""

    council: str = ""
    """In the genitive: «Менської міської ради»."""
    place: str = ""
    number: str = ""
    day: str = ""
    responsible: str = ""
    controls: str = ""
    signs: str = ""
    keeps_days: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the box knows: settings of the community, published hours and menu."""

    community: str
    telephones: Sequence[str]
    address: str
    hours: Sequence[tuple[str, str]]
    choices: Sequence[tuple[str, str]]
    accepts_anonymous: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, "" for none, and numbered points under it."""

    heading: str
    points: Sequence[str]


@dataclass(frozen=True, slots=True)
class Decision:
    """The document, ready to be drawn as a page or as plain text. An annex begins with its heading on a new sheet."""

    body: str
    place: str
    number: str
    day: str
    title: str
    preamble: str
    points: Sequence[str]
    signs: str
    annexes: Sequence[tuple[str, Sequence[Part]]]


def decision(known: Known, asked: Asked) -> Decision:
    """Return the decision with all that is known filled in."""
    council = asked.council or f"{GAP} ради"
    return Decision(
        body=f"Виконавчий комітет {council}",
        place=asked.place or GAP,
        number=asked.number or GAP,
        day=asked.day or GAP,
        title=f"Про визначення телефонної гарячої лінії {council}",
        preamble=f"Керуючись {', '.join(GROUNDS)}, з метою забезпечення права громадян на звернення "
        f"та отримання інформації, виконавчий комітет {council} ВИРІШИВ:",
        points=tuple(_points(known, asked)),
        signs=asked.signs or GAP,
        annexes=(
            ("Порядок роботи телефонної гарячої лінії", tuple(_procedure(known, asked))),
            ("Повідомлення про обробку персональних даних", (Part("", tuple(_notice(known, asked))),)),
        ),
    )


def as_text(document: Decision) -> str:
    """Return the document as plain text."""
    lines = [document.body, "", "РІШЕННЯ", "", f"{document.day}    {document.place}    № {document.number}", ""]
    lines += [document.title, "", document.preamble, ""]
    lines += [f"{at}. {point}" for at, point in enumerate(document.points, 1)]
    lines += ["", f"{document.signs}    {GAP}"]
    for at, (heading, parts) in enumerate(document.annexes, 1):
        lines += ["", "", f"Додаток {at}", f"до рішення від {document.day} № {document.number}", "", heading.upper()]
        point_at = 0
        for part in parts:
            lines += ["", *([part.heading] if part.heading else [])]
            for point in part.points:
                point_at += 1
                lines.append(f"{point_at}. {point}")
    return "\n".join(lines) + "\n"


def _points(known: Known, asked: Asked) -> Iterator[str]:
    numbers = ", ".join(known.telephones) or GAP
    yield f"Визначити телефонну гарячу лінію громади за номером {numbers}. Вартість дзвінка — за тарифом оператора зв'язку."
    yield "Установити, що автовідповідач гарячої лінії працює цілодобово, без перерв, крім технічного обслуговування та обставин непереборної сили."
    yield f"Установити години роботи оператора гарячої лінії: {_hours(known)}."
    yield f"Відповідальна особа за роботу гарячої лінії та чинність її інформації: {asked.responsible or GAP}."
    yield "Затвердити Порядок роботи телефонної гарячої лінії (додаток 1) та текст Повідомлення про обробку персональних даних (додаток 2)."
    yield "Номер, години роботи та Повідомлення про обробку персональних даних оприлюднити на вебсайті й на дошках оголошень населених пунктів громади."
    yield f"Контроль за виконанням рішення: {asked.controls or GAP}."


def _procedure(known: Known, asked: Asked) -> Iterator[Part]:
    keeps = asked.keeps_days or "90"
    yield Part(
        "Загальне",
        (
            "Гаряча лінія приймає дзвінки з питань, що належать до повноважень ради та її виконавчих органів. Вона не є екстреною службою: за загрози життю чи здоров'ю телефонують 112, 101, 102, 103 або 104.",
            "Мова гарячої лінії — українська.",
            *([f"Голосове меню: {_menu(known)}."] if known.choices else []),
        ),
    )
    yield Part("Як приймають", tuple(_intake(known)))
    yield Part(
        "Строки",
        (
            "Звернення за Законом України «Про звернення громадян» розглядають не довше одного місяця, а ті, що не потребують вивчення, — не довше п'ятнадцяти днів; загальний строк із продовженням — не більше сорока п'яти днів.",
            "Звернення, яке не належить до повноважень ради, протягом п'яти днів надсилають за належністю й повідомляють про це заявника.",
            "На запит на публічну інформацію відповідають протягом п'яти робочих днів; строк можуть продовжити до двадцяти робочих днів з обґрунтуванням.",
            "Про загрозу життю чи здоров'ю черговому повідомляють одразу.",
        ),
    )
    yield Part(
        "Записи та облік",
        (
            f"Голосові повідомлення зберігають {keeps} днів, а за зверненням, яке розглядають за Законом, — один рік. Розмови з оператором не записують.",
            "Про кожен дзвінок зберігають час, номер, пункти меню та результат.",
            "Щомісяця відповідальна особа подає голові відомості про кількість дзвінків, теми звернень, їх виконання та оцінки громадян.",
            "Зауваження до роботи гарячої лінії приймають у ній самій окремим пунктом меню.",
        ),
    )


def _intake(known: Known) -> Iterator[str]:
    yield "У години роботи дзвінок приймає оператор; поза ними та коли оператор зайнятий, автовідповідач записує голосове повідомлення або прохання передзвонити."
    yield "Оператор записує прізвище, ім'я, по батькові, місце проживання, номер телефону та суть звернення, зачитує записане заявникові й називає номер звернення."
    if known.accepts_anonymous:
        yield "Заявку про несправність приймають і без імені, попередивши, що відповіді не буде. Звернення за Законом без прізвища та місця проживання є анонімним і не розглядається."
    else:
        yield "Анонімні звернення не реєструють і не розглядають; про це попереджають на початку розмови."
    yield "Оператор не приймає документів для адміністративних послуг, а повідомляє, куди з ними звернутися."


def _notice(known: Known, asked: Asked) -> Iterator[str]:
    owner = f"Виконавчий комітет {asked.council}" if asked.council else known.community or GAP
    yield f"Володілець персональних даних: {owner}{f', {known.address}' if known.address else ''}."
    yield "Мета: розглянути звернення, передзвонити, повідомити про результат, скласти знеособлену статистику."
    yield "Підстава: Закони України «Про звернення громадян» та «Про захист персональних даних» (пункт 5 частини першої статті 11)."
    yield "Склад: номер телефону, прізвище, ім'я, по батькові, місце проживання, суть звернення, голосове повідомлення."
    yield "Дані отримують лише ті, хто розглядає звернення або виконує роботи за ним. Скринька, яка відповідає на дзвінки, стоїть у приміщенні ради й не передає їх за його межі."
    yield "Кожен може дізнатися, які його дані зберігають, виправити їх, заперечити проти обробки чи поскаржитися Уповноваженому Верховної Ради України з прав людини або до суду (стаття 8 Закону)."
    yield "Хто не хоче, щоб його голос записували, може поговорити з оператором або прийти особисто; у розгляді через це не відмовляють."


def _hours(known: Known) -> str:
    return "; ".join(f"{days} — {hours}" for days, hours in known.hours) or GAP


def _menu(known: Known) -> str:
    return "; ".join(f"{key} — {words[:1].lower()}{words[1:]}" for key, words in known.choices)
