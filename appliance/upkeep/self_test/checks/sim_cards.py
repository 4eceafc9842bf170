"""The SIM cards of the lines: money, until when the number lives, and whether somebody could call within a week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from appliance.casework.box.self_tests import Finding
from appliance.casework.box.sim_cards import SimCard
from appliance.casework.database import reading
from appliance.casework.office.calendar import KYIV
from appliance.settings import GsmLineSettings
from appliance.upkeep.mending.operators import OPERATORS, load_operators, operator_of, term_of
from appliance.upkeep.self_test.bench import Bench, Say

NAME, TITLE, LIMIT_S = "sim_cards", "SIM-картка", 10.0
SOON = timedelta(days=14)
"""C-37."""
PROVED_WITHIN = timedelta(days=14)
"""A week's proof was missed twice."""
TOP_UP = "Поповніть рахунок картки: без цього оператор не пропустить дзвінка, а згодом призупинить номер і забере його."
_say = Say(NAME, TITLE)


def look(bench: Bench) -> Iterator[Finding]:
    """Look at the card of each line that has one."""
    lines = [line.name for line in bench.settings.lines if isinstance(line, GsmLineSettings)]
    if not lines:
        yield _say.skipped("Ліній із SIM-карткою немає.")
    with reading(bench.settings.database):
        for line in lines:
            yield from _card(bench, line, SimCard.of(line))


def _card(bench: Bench, line: str, card: SimCard | None) -> Iterator[Finding]:
    if card is None:
        yield _say.skipped("Слухавка ще не бачила картки цієї лінії.", about=line)
        return
    yield _money(bench, card)
    yield _term(bench, card)
    yield _proof(bench, card)


def _money(bench: Bench, card: SimCard) -> Finding:
    about, lowest = f"{card.line}: рахунок", bench.settings.mending.balance_low
    if card.balance is None or card.balance_at is None:
        return _say.skipped("Оператор ще не сказав, скільки грошей на рахунку.", about=about)
    says = f"На рахунку {card.balance:.2f} грн ({card.balance_at.astimezone(KYIV):%d.%m %H:%M}).".replace(".", ",", 1)
    return _say.failed(says, TOP_UP, about=about) if card.balance < lowest else _say.ok(says, about=about)


def _term(bench: Bench, card: SimCard) -> Finding:
    """By what the operator told, else by the last top-up: the sooner of them."""
    about = f"{card.line}: строк"
    operator = operator_of(card.network, load_operators(OPERATORS))
    term = term_of(operator, bench.settings.mending.inactive_days)
    known = [day for day in (card.expires_on, card.ends_on(term.active_days)) if day is not None]
    if not known or not bench.now.trusted:
        return _say.skipped("До якого дня діє номер, ще невідомо.", about=about)
    left = min(known) - bench.now.wall.astimezone(KYIV).date()
    says = f"Номер діє до {min(known):%d.%m.%Y}, ще {max(left.days, 0)} дн."
    if left < SOON:
        return _say.failed(says, TOP_UP, about=about)
    if left.days < bench.settings.mending.warn_days:
        return _say.warning(says, TOP_UP, about=about)
    return _say.ok(says, about=about)


def _proof(bench: Bench, card: SimCard) -> Finding:
    about, proved = f"{card.line}: чи можна додзвонитися", card.proved_at
    if proved is None:
        return _say.skipped("Дзвінка з мережі на цю лінію ще не було.", about=about)
    if not bench.now.trusted:
        return _say.skipped("Час не звірено, тож скільки минуло від останнього дзвінка, невідомо.", about=about)
    says = f"Останній дзвінок із мережі — {proved.astimezone(KYIV):%d.%m.%Y %H:%M}."
    if bench.now.wall - proved > PROVED_WITHIN:
        do = "Зателефонуйте на цей номер. Не дзвонить — перевірте рахунок і переадресування в оператора."
        return _say.failed(says, do, about=about)
    return _say.ok(says, about=about)
