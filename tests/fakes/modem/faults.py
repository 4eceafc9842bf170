"""The switches that make a modem misbehave. Every field may be changed while the modem runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Faults:
    """What goes wrong. Commands are named by prefix as the host writes them: "AT+CSQ"; "" means every command."""

    # The wire of the AT port
    byte_by_byte: bool = False
    split_seed: int | None = None
    """Split the output at random places, repeatably."""
    piece_gap_s: float = 0.001
    extra_cr: bool = False
    """Lines end with CR CR LF."""
    garbage: bytes = b""
    """Put before every line, outside of it."""
    noise_in_answers: str = ""
    """The family's signal report inside every answer: "before_answer", "between_lines", "before_ok"."""
    urcs_wait_for: str = ""
    """Keep URCs back until this command comes, then put them into its answer."""
    urcs_where: str = "before_answer"
    urcs_in_pairs: bool = False
    """Two URCs in one write (the first waits at most a second for the second)."""
    duplicate_urcs: bool = False
    slow: dict[str, float] = field(default_factory=dict)
    """Seconds before an answer; longer than the host waits makes it a late answer."""
    mute: set[str] = field(default_factory=set)
    """Commands that are never answered."""
    refuse: dict[str, str] = field(default_factory=dict)
    """Commands that end with this line."""
    stray_ok_s: float = 0.0
    interpreter_dead: bool = False
    """No command is answered, URCs still flow. Only loss of power heals it."""
    urcs_lost: bool = False
    """Nothing is said unasked any more, a RING neither; commands are answered."""
    at_port: str = "open"
    """"open", "refusing" (a write gives EAGAIN at once), "stuck" (takes a little more, then EAGAIN)."""
    urcs_elsewhere: bool = False
    """Quectel: URCs go to a port nobody reads, until the host sends AT+QURCCFG."""

    # Calls
    lose_end_urc: bool = False
    answer_fails: bool = False
    """The caller goes while ATA runs: it ends with NO CARRIER."""
    missed_as: str = "family"
    """A call given up before the answer: "family", "no_carrier", "missed_call", "silence"."""
    conn_before_ok: bool = False
    end_before_ok: bool = False
    cend_fields: int = 4
    cend_no_carrier: bool = False
    voice_end_bare: bool = False
    """SIM7600: `VOICE CALL: END` without its duration."""
    explicit_transfer: str = "OK"
    """The answer to AT+CHLD=4."""

    # SMS and USSD
    sms_prompt: str = "ok"
    """"ok", "never", "stuck" (after the text it waits on, until ESC)."""
    sms_takes_s: float = 2.5
    """From the text to the result of AT+CMGS."""
    sms_result: str = ""
    """"" the network takes it; "lost" it takes it and the modem never says so; else this line and nothing is sent."""
    cmti_without_index: bool = False
    """Arrivals are announced with the index -1."""
    ussd_takes_s: float = 2.0
    ussd_before_ok: bool = False

    # Sound
    audio_port: str = "open"
    audio_frozen: bool = False
    """Nothing comes and nothing is taken, while every command succeeds."""
    uplink_stalls_after_s: float | None = None
    downlink_jitter_s: float = 0.0
    dead_time_s: float | None = None
    """From the answer until the far end hears; None means the family's."""
    voice_locked: bool = False
    cpcmreg_errors: int = 0
    double_key_report: bool = False
    key_reports_by_ddtmf: bool = False
    """Huawei: a newer firmware that knows AT^DDTMFCFG."""

    # SIM and network
    sim_absent: bool = False
    sim_busy_s: float = 0.0
    registration: str = "home"
    """"home", "roaming", "searching", "denied", "none", "lte_only"."""

    def __post_init__(self) -> None:
        self._watchers: list[Callable[[str], None]] = []

    def watch(self, watcher: Callable[[str], None]) -> None:
        """Call `watcher` with a field's name whenever that field is set."""
        self._watchers.append(watcher)

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        for watcher in self.__dict__.get("_watchers", ()):
            watcher(name)


def delay_for(slow: dict[str, float], command: str) -> float:
    """Return the delay of the longest prefix that fits `command`."""
    fitting = [prefix for prefix in slow if command.startswith(prefix)]
    return slow[max(fitting, key=len)] if fitting else 0.0
