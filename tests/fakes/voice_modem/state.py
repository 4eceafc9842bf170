"""What kind of modem it is, and what goes wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Habits:
    """How one maker's modems differ from another's."""

    product: str
    compression: str
    """The argument of +VSM that gives 8-bit unsigned sound."""
    own_commands: tuple[str, ...] = ()
    leaves_duplex_by: str = "^"
    says_etx_after_duplex: bool = True
    done: str = "OK"
    """The result after a stream and after +VLS."""


FAMILIES = {
    "conexant_cx93010": Habits("56000", "1", own_commands=("-SCID", "-STE")),
    "usr5637": Habits("5601", "128", leaves_duplex_by="\x03", says_etx_after_duplex=False),
}


@dataclass
class VoiceFaults:
    """Every field may be changed while the modem runs. Commands are named by prefix; "" means every command."""

    slow: dict[str, float] = field(default_factory=dict)
    mute: set[str] = field(default_factory=set)
    refuse: dict[str, str] = field(default_factory=dict)
    byte_by_byte: bool = False
    garbage: bytes = b""
    """Put before every line."""
    interpreter_dead: bool = False
    data_only: bool = False
    """Firmware without voice: AT+FCLASS=8 is an error."""
    no_duplex: bool = False
    """AT+VTR is an error."""
    duplex_silent: bool = False
    """AT+VTR says CONNECT and gives no sound."""
    caller_id_dead: bool = False
    """No number until the next power cycle."""

    lose_end_urc: bool = False
    """No event tells that the caller has gone."""
    after_hang_up: str = "busy"
    """What the exchange plays then: "busy", "dial", "nothing"."""
    loop_break: bool = False
    """The exchange breaks the loop as soon as the caller hangs up."""
    modem_ends_stream: bool = False
    """The modem ends its stream by itself when the caller has gone, and refuses another."""

    bare_keys: bool = False
    """Keys are reported without `/` and `~`."""
    key_repeats: int = 2
    """How often a key is reported while it is held, once each 70 ms."""
    audio_frozen: bool = False
    """No sound comes and none is taken, whatever the commands say."""
    no_dial_tone: bool = False
    dialled_result: str = "VCON"
