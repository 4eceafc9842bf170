"""Every line, as the daemon has just asked it: answers, registered, with what signal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from appliance.casework.box.self_tests import Finding
from appliance.contracts import LineState
from appliance.settings import SipLineSettings
from appliance.upkeep.self_test.bench import Bench, Say, lines_told

NAME, TITLE, LIMIT_S = "lines", "Лінія", 5.0
WEAK_DBM = -105
_say = Say(NAME, TITLE)
CABLE = "Перевірте кабель модема, SIM-картку та рахунок на ній; не допомогло — від'єднайте модем на хвилину."


def look(bench: Bench) -> Iterator[Finding]:
    """Say how each stands."""
    if bench.silent:
        do = "Перевірте живлення. Технік: systemctl status slukhavka, потім systemctl restart slukhavka."
        yield replace(_say.failed(f"{bench.silent} На дзвінки ніхто не відповідає.", do), measured=False)
        return
    lines = list(lines_told(bench))
    if not lines:
        yield _say.failed("Жодної лінії не налаштовано.", "Технік: додайте лінію в розділ [[lines]] налаштувань.")
    for line in lines:
        yield _line(line, _how_known(bench, str(line["line"])))


def _how_known(bench: Bench, name: str) -> str:
    """Return what it means that a line works which cannot be asked at this moment."""
    settings = next((each for each in bench.settings.lines if each.name == name), None)
    if isinstance(settings, SipLineSettings):
        if settings.trunk and (settings.trunk.register or settings.trunk.ping_s):
            return "Оператор SIP відповідає: останню реєстрацію чи запит OPTIONS підтвердив"
        return "Приймає дзвінки SIP; чи відповідає інший бік, видно лише з дзвінка"
    return "Працює, за останнім опитуванням"


def _line(line: Mapping[str, Any], known: str) -> Finding:
    name = str(line["line"])
    if line.get("state") == LineState.DOWN:
        return _say.failed(f"Не працює. {line.get('reason', '')}".strip(), CABLE, about=name)
    if line.get("answers") is False:
        return _say.failed(f"Не відповідає. {line.get('says', '')}".strip(), CABLE, about=name)
    if line.get("state") == LineState.STARTING:
        return _say.warning("Запускається.", "Повторіть самоперевірку за дві хвилини.", about=name)
    if line.get("registered") is False:
        says = f"Не зареєстрована в мережі оператора. {line.get('says', '')}".strip()
        return _say.failed(says, CABLE, about=name)
    dbm = line.get("signal_dbm")
    says = _described(line, known)
    if dbm is not None and dbm < WEAK_DBM:
        do = "Переставте модем ближче до вікна або підключіть зовнішню антену."
        return _say.warning(says, do, about=name)
    return _say.ok(says, about=name)


def _described(line: Mapping[str, Any], known: str) -> str:
    dbm, operator = line.get("signal_dbm"), line.get("operator")
    asked = "Відповідає" if line.get("answers") else known
    parts = [f"мережа {operator}" if operator else "", f"сигнал −{abs(dbm)} дБм" if dbm is not None else ""]
    parts += [f"IMEI {line['imei']}" if line.get("imei") else "", str(line.get("firmware") or "")]
    return "; ".join([asked, *filter(None, parts)]) + "."
