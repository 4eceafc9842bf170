"""Hardware and site, read once from TOML. What the office decides (hours, texts) is not here but published."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from appliance.errors import SettingsError
from appliance.logs import one_line
from appliance.settings.lines import LineSettings, read_lines
from appliance.settings.section import section
from appliance.settings.upkeep import ExportSettings, KeepingSettings, MendingSettings, PanelSettings, SelfTestSettings

TREE = Path(__file__).resolve().parents[2]
SITE_FILE = Path("/etc/slukhavka/slukhavka.toml")
TREE_FILE = TREE / "firmware_config" / "slukhavka.toml"
MODEMS = TREE / "firmware_config" / "modems"
VOICE_MODEMS = TREE / "firmware_config" / "voice_modems"
STARTER = TREE / "firmware_config" / "starter"
BOARDS = TREE / "firmware_config" / "boards"
UPKEEP: Mapping[str, type[Any]] = {
    "panel": PanelSettings,
    "mending": MendingSettings,
    "self_test": SelfTestSettings,
    "keeping": KeepingSettings,
    "export": ExportSettings,
}
"""The sections about how the box looks after itself."""
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LONGEST_RINGING_S = 20
_AREA_CODE = re.compile(r"((\+380|0)?[0-9]{2,5})?")
SHORTEST_CALL_S = 60
SHORTEST_SILENCE_S = 10
LONGEST_OPENING_S = 5
SHORTEST_RING_S, LONGEST_RING_S = 5, 60
FEWEST_CALLS = 3
"""Who was cut off twice must still get through."""
WORDS_PER_MINUTE = range(95, 131)
"""What every engine can keep to, also at the slower pace: espeak-ng 1.51 goes no slower than 79 words a minute."""


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
    """Where the console listens: HTTPS on `port`; who comes to `plain_port` without TLS is led there, 0 for nobody.

    `names`: under which names browsers call it, besides the machine's own.
    """

    host: str = "127.0.0.1"
    port: int = 8443
    plain_port: int = 0
    names: tuple[str, ...] = ()


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
class OperatorSettings:
    """How operators are rung: for `ring_s` each, in their order or all that are free `together`.

    `extensions`: telephones of the house beside those of the operators. `accounts`: the file by which Kamailio knows
    the telephones that register with it, "" for the one in the directory of the state.
    """

    ring_s: float = 20.0
    together: bool = False
    extensions: tuple[str, ...] = ()
    accounts: str = ""


@dataclass(frozen=True, slots=True)
class CallbackSettings:
    """What is done for who called in vain. `offer_by_sms`: he is told by SMS that he will be called back."""

    offer_by_sms: bool = True


@dataclass(frozen=True, slots=True)
class FloodSettings:
    """At most `calls` of one number are taken in full within any `within_s` seconds."""

    calls: int = 10
    within_s: float = 600.0


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the box is told about its place."""

    box: BoxSettings
    call: CallSettings
    console: ConsoleSettings
    lines: tuple[LineSettings, ...]
    speech: SpeechSettings = SpeechSettings()
    operators: OperatorSettings = OperatorSettings()
    callbacks: CallbackSettings = CallbackSettings()
    flood: FloodSettings = FloodSettings()
    panel: PanelSettings = field(default_factory=PanelSettings)
    mending: MendingSettings = field(default_factory=MendingSettings)
    self_test: SelfTestSettings = field(default_factory=SelfTestSettings)
    keeping: KeepingSettings = field(default_factory=KeepingSettings)
    export: ExportSettings = field(default_factory=ExportSettings)
    file: Path = field(default=TREE_FILE, compare=False)
    """Where they were read: another process of the box reads the same."""

    @property
    def database(self) -> Path:
        """The register."""
        return self.box.state / "slukhavka.db"

    @property
    def phone_accounts(self) -> Path:
        """The telephones that register at Kamailio, and their passwords."""
        return Path(self.operators.accounts) if self.operators.accounts else self.box.state / "kamailio" / "users"

    @property
    def recordings(self) -> Path:
        """Voice messages."""
        return self.box.state / "recordings"

    @property
    def tls(self) -> Path:
        """The console's authority, key and certificate."""
        return self.box.state / "tls"

    @property
    def pending(self) -> Path:
        """What waits beside the database until it can be entered."""
        return self.box.state / "pending"

    @property
    def published(self) -> Path:
        """What callers hear."""
        return self.box.state / "published"

    def published_menu(self, name: str) -> Path:
        """Return where the menu of that name is published; "" is the box's own."""
        return self.box.state / "menus" / name if name else self.published

    @property
    def trial(self) -> Path:
        """The menu of the latest trial call."""
        return self.box.state / "trial"

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
    def copies(self) -> Path:
        """Verified copies of the register."""
        return self.box.state / "copies"

    @property
    def asked(self) -> Path:
        """What other units are asked to do: an empty file of a name that a path unit waits for."""
        return self.box.state / "asked"

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
        return parse_settings(path.read_text(encoding="utf-8"), path)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: налаштування не читаються ({error}).") from error


def parse_settings(text: str, path: Path) -> Settings:
    """Read what stands in the file at `path`, or is to stand there. Raises SettingsError as `read_settings`."""
    try:
        return replace(_settings(tomllib.loads(text)), file=path)
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{path}: помилка запису налаштувань ({error}).") from error
    except SettingsError as error:
        raise SettingsError(one_line(f"{path}: {error}")) from error


def _settings(table: dict[str, Any]) -> Settings:
    unknown = set(table) - {"box", "call", "callbacks", "console", "flood", "lines", "operators", "speech", *UPKEEP}
    if unknown:
        raise SettingsError(f"невідомий розділ «{sorted(unknown)[0]}».")
    settings = Settings(
        box=section(BoxSettings, table.get("box", {}), "[box]"),
        call=section(CallSettings, table.get("call", {}), "[call]"),
        console=section(ConsoleSettings, table.get("console", {}), "[console]"),
        speech=section(SpeechSettings, table.get("speech", {}), "[speech]"),
        operators=section(OperatorSettings, table.get("operators", {}), "[operators]"),
        callbacks=section(CallbackSettings, table.get("callbacks", {}), "[callbacks]"),
        flood=section(FloodSettings, table.get("flood", {}), "[flood]"),
        lines=read_lines(table.get("lines", [])),
        **{name: section(kind, table.get(name, {}), f"[{name}]") for name, kind in UPKEEP.items()},
    )
    for sentence in (
        *_box_faults(settings.box),
        *_call_faults(settings.call),
        *_console_faults(settings.console),
        *_speech_faults(settings.speech),
        *_operator_faults(settings.operators),
        *_flood_faults(settings.flood),
        *(f"[{name}]: {fault}" for name in UPKEEP for fault in getattr(settings, name).faults()),
    ):
        raise SettingsError(sentence)
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
    if not 0 <= console.plain_port <= 65535 or console.plain_port == console.port:
        yield "[console]: «plain_port» має бути від 1 до 65535 і не таким, як «port»; 0 — без нього."


def _speech_faults(speech: SpeechSettings) -> Iterator[str]:
    if speech.words_per_minute not in WORDS_PER_MINUTE:
        yield f"[speech]: «words_per_minute» має бути від 95 до 130, а не «{speech.words_per_minute}»."


def _operator_faults(operators: OperatorSettings) -> Iterator[str]:
    if not SHORTEST_RING_S <= operators.ring_s <= LONGEST_RING_S:
        yield f"[operators]: «ring_s» має бути від {SHORTEST_RING_S} до {LONGEST_RING_S}, а не «{operators.ring_s:g}»."


def _flood_faults(flood: FloodSettings) -> Iterator[str]:
    if flood.calls < FEWEST_CALLS:
        yield f"[flood]: «calls» не менше за {FEWEST_CALLS}: хто двічі не додзвонився, має додзвонитися."
    if not flood.within_s:
        yield "[flood]: «within_s» має бути більшим за нуль."
