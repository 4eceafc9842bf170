"""Modems and lines for the technician: what is plugged in and whose it is, and the one change he asks for."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Iterator, Mapping

from appliance.casework.box.settings_file import without_secrets
from appliance.clock import SystemClock
from appliance.errors import SlukhavkaError
from appliance.lines.found import FoundModem, Held, Scan, Standing, scan
from appliance.lines.kin import VOICE, Kin, all_kin
from appliance.lines.ports import DEV
from appliance.lines.probe import probe
from appliance.lines.usb_bus import SYS
from appliance.settings import MODEMS, VOICE_MODEMS, Settings, SipLineSettings
from appliance.settings.replacing import Change, change_settings
from appliance.technician.roles import Edit, Role, another_modem, new_line, no_line, proposed
from appliance.technician.state import lines_now

ADD, REPLACE, REMOVE = "add", "replace", "remove"
SENTENCES: Mapping[Standing, str] = {
    Standing.PORTS_MISSING: "не всі порти на місці. Зачекайте хвилину; не з'явилися — режим USB модема не той "
    "(потрібен той, де є порти команд і звуку)",
    Standing.AS_DISK: "ще прикидається диском. Зачекайте хвилину й вставте знову; не перемкнувся — ця система його не "
    "перемикає: вимкніть у ньому диск раз назавжди (Huawei: AT^U2DIAG=0) на іншому комп'ютері або візьміть інший",
    Standing.AS_NETWORK: "працює як мережева карта (HiLink), дзвінків так не приймає: потрібна інша прошивка (Stick) "
    "або інший модем",
    Standing.NO_PORTS: "портів не видно: система не має для нього драйвера, або модем ще вмикається. Зачекайте хвилину",
    Standing.LET_GO: "Слухавка такого не знає й до роботи не пускає. Якщо це модем — потрібен опис родини в "
    "firmware_config/modems, тоді make install; якщо інший пристрій, який тут потрібен, — назвіть гніздо в [export] "
    "trusted_ports",
    Standing.UNKNOWN: "Слухавка такого не знає. Якщо це модем — потрібен опис родини в firmware_config/modems; якщо "
    "інший пристрій — не зважайте",
    Standing.SOUND_CARD: "звукова карта, лінією сама не буває",
}


class BadDeed(SlukhavkaError):
    """What is to be done is no deed."""


def look(settings: Settings) -> Scan:
    """Return what is plugged in beside the lines of the settings. Raises SettingsError."""
    return scan(settings.lines, all_kin(MODEMS, VOICE_MODEMS), SYS)


def report(settings: Settings, found: Scan) -> str:
    """Return all of it in words; modems that no line has are asked, those of a line are left alone."""
    said = asyncio.run(probe(found.free, MODEMS, VOICE_MODEMS, SystemClock()))
    modems = [line for each in found.modems for line in _modem(each, found.holder(each.place), said.get(each.place))]
    lines = [f"  {_line(held)}" for held in found.lines]
    now = [f"  {line}" for line in lines_now(settings)]
    return "\n".join(
        ["На USB:", *(modems or ["  модемів не видно: перевірте кабель і живлення хаба"]), "Лінії:", *lines, *now]
    )


def choices(found: Scan) -> dict[str, list[list[str]]]:
    """Return what may be chosen from: modems with place, words and proposed name; their families; lines with modems."""
    usable = [each for each in found.modems if each.standing is Standing.USABLE]
    lines = [held.line.name for held in found.lines if not isinstance(held.line, SipLineSettings)]
    return {
        "free": [[each.place, _named(each), proposed(found, each.kin[0].kind)] for each in found.free],
        "families": [[each.place, kin.name, kin.title, kin.kind] for each in usable for kin in each.kin],
        "lines": [[name] for name in lines],
    }


def change(settings: Settings, deed: str, line: str, role: Role, *, write: bool) -> str:
    """Do one deed, or with `write` False only judge it; return the lines of the file that differ, without secrets.

    Raises NoRole, NoStableName, SettingsError, OSError; then nothing has changed.
    """
    edit = _edit(look(settings), deed, line, role)
    return _shown(change_settings(settings.file, edit, write=write))


def _edit(found: Scan, deed: str, line: str, role: Role) -> Edit:
    if deed == ADD:
        return new_line(found, role, DEV)
    if deed == REPLACE:
        return another_modem(found, line, role, DEV)
    if deed == REMOVE:
        return no_line(found, line)
    raise BadDeed("Що зробити, не сказано: додати лінію, замінити її модем чи прибрати її.")


def _modem(modem: FoundModem, holder: Held | None, said: str | None) -> Iterator[str]:
    yield f"  {_named(modem)}"
    if sentence := SENTENCES.get(modem.standing):
        cards = ", ".join(f"plughw:CARD={card}" for card in modem.device.cards)
        yield f"      {sentence}{f' ({cards})' if modem.standing is Standing.SOUND_CARD else ''}."
    for kin in modem.kin:
        yield f"      {kin.title} [{kin.name}]: {_ports(modem, kin)}"
    if holder:
        yield f"      лінія «{holder.line.name}»"
    elif modem.standing is Standing.USABLE:
        yield f"      ЛІНІЇ НЕ МАЄ. {said or ''}".rstrip()


def _named(modem: FoundModem) -> str:
    device = modem.device
    words = " ".join(word for word in (device.maker, device.product) if word) or "пристрій без назви"
    return f"гніздо {device.place}: {words}, USB {device.usb_id}"


def _ports(modem: FoundModem, kin: Kin) -> str:
    wanted = kin.usb[modem.device.usb_id]
    there = {
        key: port.name if (port := modem.device.ports.get(number)) else f"НЕМАЄ порту № {number}"
        for key, number in wanted.items()
    }
    if kin.card:
        there["audio"] = f"карта {modem.device.cards[0]}"
    return there["at"] if kin.kind == VOICE else f"команди {there['at']}, звук {there['audio']}"


def _line(held: Held) -> str:
    name = f"«{held.line.name}»"
    if isinstance(held.line, SipLineSettings):
        return f"{name}: SIP, модема не потребує"
    if held.trouble:
        return f"{name} [{held.line.family}]: МОДЕМА НЕМАЄ. {held.trouble}"
    return f"{name} [{held.line.family}]: {f'модем у гнізді {held.place}' if held.place else f'порт {held.line.at}'}"


def _shown(change: Change) -> str:
    before, after = (without_secrets(text).splitlines() for text in (change.before, change.after))
    lines = list(difflib.unified_diff(before, after, lineterm="", n=0))[2:]
    hidden = [] if lines or change.before == change.after else ["(змінюється лише PIN-код)"]
    shown = [line for line in lines if not line.startswith("@@") and line[1:]] + hidden
    return "\n".join(shown) or "Усе вже саме так."
