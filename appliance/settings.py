"""Hardware and site, read once from TOML. What the office decides (hours, texts) is not here but published."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from appliance.errors import SettingsError
from appliance.logs import one_line

TREE = Path(__file__).resolve().parent.parent
SITE_FILE = Path("/etc/slukhavka/slukhavka.toml")
TREE_FILE = TREE / "firmware_config" / "slukhavka.toml"
MODEMS = TREE / "firmware_config" / "modems"
STARTER = TREE / "firmware_config" / "starter"
LINE_KINDS = ("gsm",)
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LONGEST_RINGING_S = 20
_AREA_CODE = re.compile(r"((\+380|0)?[0-9]{2,5})?")
SHORTEST_CALL_S = 60
SHORTEST_SILENCE_S = 10
LONGEST_OPENING_S = 5
WORDS_PER_MINUTE = range(95, 131)
"""What every engine can keep to, also at the slower pace: espeak-ng 1.51 goes no slower than 79 words a minute."""

_NAMES: Mapping[str, str] = {
    "str": "рядок у лапках",
    "int": "ціле число",
    "float": "число від 0 до 86400",
    "bool": "true або false",
    "Path": "шлях у лапках",
    "tuple[str, ...]": "список рядків у лапках",
}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BoxSettings:
    """The box itself. `area_code` is what local numbers are called with."""

    state: Path = Path("/var/lib/slukhavka")
    area_code: str = ""
    log_level: str = "INFO"


@dataclass(frozen=True, slots=True)
class CallSettings:
    """Times of a call, seconds."""

    answer_after_s: float = 1.0
    opening_silence_s: float = 0.7
    cap_s: float = 900.0
    cap_warning_s: float = 30.0
    silence_limit_s: float = 60.0


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    """Where the console listens."""

    host: str = "127.0.0.1"
    port: int = 8080


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """Who speaks, and how quickly.

    `order`: voices as `engine` or `engine/voice`, the first that can speaks; empty: every engine by its rank.
    `piper_voices`: the directory of Piper's voice files, "" for none.
    """

    order: tuple[str, ...] = ()
    piper_voices: str = ""
    words_per_minute: int = 105


@dataclass(frozen=True, slots=True)
class LineSettings:
    """One line. `at` and `audio` name its ports; both empty: they are found on USB by the family's ids."""

    name: str
    family: str
    kind: str = "gsm"
    at: str = ""
    audio: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the box is told about its place."""

    box: BoxSettings
    call: CallSettings
    console: ConsoleSettings
    lines: tuple[LineSettings, ...]
    speech: SpeechSettings = SpeechSettings()

    @property
    def database(self) -> Path:
        """The register."""
        return self.box.state / "slukhavka.db"

    @property
    def recordings(self) -> Path:
        """Voice messages."""
        return self.box.state / "recordings"

    @property
    def pending(self) -> Path:
        """What waits beside the database until it can be entered."""
        return self.box.state / "pending"

    @property
    def published(self) -> Path:
        """What callers hear."""
        return self.box.state / "published"

    @property
    def spoken(self) -> Path:
        """The prompt store."""
        return self.box.state / "spoken"

    @property
    def speech_spool(self) -> Path:
        """Requests to the speech unit."""
        return self.box.state / "speech"

    @property
    def recorded(self) -> Path:
        """Recorded prompts, and the inbox for them."""
        return self.box.state / "recorded"

    @property
    def lists(self) -> Path:
        """What the community adds to the lists of words: abbreviations, acronyms, Latin words, units, nouns."""
        return self.box.state / "words"

    @property
    def stress(self) -> Path:
        """The community's stressed words."""
        return self.box.state / "stress.toml"

    @property
    def control(self) -> Path:
        """The control socket."""
        return self.box.state / "control"


def settings_file() -> Path:
    """Return the site's file, or the one that comes with the tree."""
    return SITE_FILE if SITE_FILE.exists() else TREE_FILE


def read_settings(path: Path) -> Settings:
    """Read the settings. Raises SettingsError with a sentence naming the place."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: налаштування не читаються ({error}).") from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{path}: помилка запису налаштувань ({error}).") from error
    try:
        return _settings(table)
    except SettingsError as error:
        raise SettingsError(one_line(f"{path}: {error}")) from error


def _settings(table: dict[str, Any]) -> Settings:
    unknown = set(table) - {"box", "call", "console", "lines", "speech"}
    if unknown:
        raise SettingsError(f"невідомий розділ «{sorted(unknown)[0]}».")
    lines = table.get("lines", [])
    if not isinstance(lines, list) or not lines:
        raise SettingsError("немає жодної лінії: додайте розділ [[lines]].")
    settings = Settings(
        box=_section(BoxSettings, table.get("box", {}), "[box]"),
        call=_section(CallSettings, table.get("call", {}), "[call]"),
        console=_section(ConsoleSettings, table.get("console", {}), "[console]"),
        speech=_section(SpeechSettings, table.get("speech", {}), "[speech]"),
        lines=tuple(_section(LineSettings, line, f"[[lines]] № {at}") for at, line in enumerate(lines, 1)),
    )
    for sentence in (
        *_box_faults(settings.box),
        *_call_faults(settings.call),
        *_console_faults(settings.console),
        *_speech_faults(settings.speech),
    ):
        raise SettingsError(sentence)
    _check_lines(settings.lines)
    return settings


def _box_faults(box: BoxSettings) -> Iterator[str]:
    if box.log_level not in LOG_LEVELS:
        yield f"[box]: невідомий «log_level»: «{box.log_level}». Є такі: {', '.join(LOG_LEVELS)}."
    if not _AREA_CODE.fullmatch(box.area_code):
        yield f"[box]: «area_code» має бути кодом міста чи району на зразок 4644, а не «{box.area_code}»."


def _call_faults(call: CallSettings) -> Iterator[str]:
    if call.answer_after_s > LONGEST_RINGING_S:
        yield f"[call]: «answer_after_s» не більше за {LONGEST_RINGING_S}: довше людина не чекатиме."
    if call.cap_s < SHORTEST_CALL_S:
        yield f"[call]: «cap_s» не менше за {SHORTEST_CALL_S}: інакше дзвінок обірветься на привітанні."
    if call.cap_warning_s >= call.cap_s:
        yield "[call]: «cap_warning_s» має бути меншим за «cap_s»."
    if call.silence_limit_s < SHORTEST_SILENCE_S:
        yield f"[call]: «silence_limit_s» не менше за {SHORTEST_SILENCE_S}: людина має час подумати."
    if call.opening_silence_s > LONGEST_OPENING_S:
        yield f"[call]: «opening_silence_s» не більше за {LONGEST_OPENING_S}."


def _console_faults(console: ConsoleSettings) -> Iterator[str]:
    if not 1 <= console.port <= 65535:
        yield f"[console]: «port» має бути від 1 до 65535, а не «{console.port}»."


def _speech_faults(speech: SpeechSettings) -> Iterator[str]:
    if speech.words_per_minute not in WORDS_PER_MINUTE:
        yield f"[speech]: «words_per_minute» має бути від 95 до 130, а не «{speech.words_per_minute}»."


def _check_lines(lines: tuple[LineSettings, ...]) -> None:
    names = [line.name for line in lines]
    ports = [port for line in lines for port in (line.at, line.audio) if port]
    for port in ports:
        if ports.count(port) > 1:
            raise SettingsError(f"порт {port} задано двічі.")
    for line in lines:
        if not line.name.strip():
            raise SettingsError("лінія без назви: задайте «name».")
        if names.count(line.name) > 1:
            raise SettingsError(f"дві лінії мають назву «{line.name}».")
        if line.kind not in LINE_KINDS:
            raise SettingsError(f"лінія «{line.name}»: невідомий вид «{line.kind}». Є такі: {', '.join(LINE_KINDS)}.")
        if bool(line.at) != bool(line.audio):
            raise SettingsError(f"лінія «{line.name}»: задайте обидва порти, at і audio, або жодного.")


def _section(cls: type[T], table: Any, place: str) -> T:
    if not isinstance(table, dict):
        raise SettingsError(f"{place} має бути розділом.")
    known: dict[str, Field[Any]] = {field.name: field for field in fields(cls)}  # type: ignore[arg-type]  # T is one of ours
    for name in table:
        if name not in known:
            raise SettingsError(f"{place}: невідомий ключ «{name}».")
    for name, field in known.items():
        if name not in table and field.default is MISSING:
            raise SettingsError(f"{place}: немає ключа «{name}».")
    return cls(**{name: _value(known[name], value, place) for name, value in table.items()})


def _value(field: Field[Any], value: Any, place: str) -> Any:
    wanted = str(field.type)
    fits = {
        "str": isinstance(value, str) and value.isprintable(),
        "Path": isinstance(value, str) and value.isprintable() and bool(value),
        "bool": isinstance(value, bool),
        "tuple[str, ...]": isinstance(value, list)
        and all(isinstance(each, str) and each.isprintable() for each in value),
        "int": isinstance(value, int) and not isinstance(value, bool),
        "float": isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 86400,
    }[wanted]
    if not fits:
        raise SettingsError(f"{place}: «{field.name}» має бути таким: {_NAMES[wanted]}, а не «{value}».")
    if wanted == "tuple[str, ...]":
        return tuple(value)
    return Path(value) if wanted == "Path" else value
