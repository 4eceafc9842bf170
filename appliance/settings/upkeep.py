"""What the technician settles about how the box looks after itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from appliance.casework.office.hours import HoursError
from appliance.casework.office.quiet_times import QuietTimes, night_of
from appliance.numbers import NumberKind, parse

LATEST_MIN = 24 * 60
MOST_A_DAY = 50
HOURS = 24

_USB_PORT = re.compile(r"\d{1,3}-\d{1,3}(\.\d{1,3})*")
_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,14}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class PanelSettings:
    """Lamps, buzzer, button and switch. `board`: a file of `firmware_config/boards`, "" for a box without pins.

    `buzzer`: whether it may sound at all. `night`: from when to when, "" for never; then, and on Sundays and great
    holidays where they are quiet, only danger to life is sounded.
    """

    board: str = ""
    buzzer: bool = True
    night: str = "22:00-08:00"
    quiet_sundays: bool = True
    quiet_holidays: bool = True

    @property
    def quiet(self) -> QuietTimes:
        """When the buzzer keeps silent. Raises HoursError."""
        return QuietTimes(night_of(self.night), self.quiet_sundays, self.quiet_holidays)

    def faults(self) -> Iterator[str]:
        """Yield a Ukrainian sentence for every value that cannot be."""
        try:
            night_of(self.night)
        except HoursError as error:
            yield f"«night»: {error}"


@dataclass(frozen=True, slots=True)
class MendingSettings:
    """How lines are brought back, and the SIM cards watched.

    `reboots`: whether the last step of the ladder, a reboot of the whole box, is allowed. `down_alarm_s`: for how long
    a line may be down without an alarm. `balance_low`: under so many hryvnias an alarm, 0 for never asking.
    `inactive_days`: so long after a top-up a number is taken to be suspended where the operator's file tells no term,
    `warn_days` before it a warning.
    `diverts_to`: numbers to which calls may be led away. `prove`: whether it is proved each week that the box can be
    called.
    """

    reboots: bool = True
    down_alarm_s: float = 60.0
    balance_low: int = 20
    inactive_days: int = 274
    warn_days: int = 30
    diverts_to: tuple[str, ...] = ()
    prove: bool = True

    def faults(self) -> Iterator[str]:
        """Yield a Ukrainian sentence for every value that cannot be."""
        if not 0 <= self.balance_low <= 10000:
            yield f"«balance_low» має бути від 0 до 10000 гривень, а не «{self.balance_low}»."
        if not 30 <= self.inactive_days <= 3650:
            yield f"«inactive_days» має бути від 30 до 3650, а не «{self.inactive_days}»."
        if not 14 <= self.warn_days < self.inactive_days:
            yield f"«warn_days» має бути від 14 і менше за «inactive_days», а не «{self.warn_days}»."
        for written in self.diverts_to:
            if parse(written, "").e164 != written:
                yield f"«diverts_to»: «{written}» не є номером на зразок +380671234567."


@dataclass(frozen=True, slots=True)
class SelfTestSettings:
    """What the morning's self-test holds for good enough, and how the technician is told of what is out of order.

    `technicians`: telephones that are texted of an alarm which nobody has acknowledged for `tell_after_min`, at most
    `told_a_day` alarms, none of them from `quiet_from_h` to `quiet_to_h` unless a life hangs on it.
    """

    answer_s: float = 6.0
    """Calls of the day before were answered within this, in the middle."""
    technicians: tuple[str, ...] = ()
    tell_after_min: int = 10
    told_a_day: int = 10
    quiet_from_h: int = 22
    quiet_to_h: int = 7

    def faults(self) -> Iterator[str]:
        """Yield a Ukrainian sentence for every value that cannot be."""
        for written in self.technicians:
            number = parse(written, "")
            if number.kind is not NumberKind.NORMAL or number.e164 != written:
                yield f"«technicians»: «{written}» не є номером на зразок +380671234567."
        if not 0 <= self.tell_after_min <= LATEST_MIN:
            yield f"«tell_after_min» має бути від 0 до {LATEST_MIN}."
        if not 1 <= self.told_a_day <= MOST_A_DAY:
            yield f"«told_a_day» має бути від 1 до {MOST_A_DAY}."
        if not (0 <= self.quiet_from_h < HOURS and 0 <= self.quiet_to_h < HOURS):
            yield f"«quiet_from_h» і «quiet_to_h» мають бути від 0 до {HOURS - 1}."


@dataclass(frozen=True, slots=True)
class KeepingSettings:
    """How many copies are kept, and how much of the disk stays free."""

    hourly: int = 24
    daily: int = 14
    reserve_mb: int = 500
    """Below so many megabytes no recording is begun; callers are answered still."""
    reserve_percent: int = 5
    """Below this share of the disk what may go is removed; a small disk is short only below it."""
    ballast_mb: int = 64
    """Given up when the disk is all but full, so that one can still log in and delete; 0 for none."""

    def faults(self) -> Iterator[str]:
        """Yield a Ukrainian sentence for every value that cannot be."""
        if not 2 <= self.hourly <= 1000:
            yield f"«hourly» має бути від 2 до 1000, а не «{self.hourly}»."
        if not 1 <= self.daily <= 400:
            yield f"«daily» має бути від 1 до 400, а не «{self.daily}»."
        if self.reserve_mb < 0:
            yield "«reserve_mb» не може бути від'ємним."
        if not 0 <= self.reserve_percent <= 50:
            yield f"«reserve_percent» має бути від 0 до 50, а не «{self.reserve_percent}»."
        if not 0 <= self.ballast_mb <= 1024:
            yield f"«ballast_mb» має бути від 0 до 1024, а не «{self.ballast_mb}»."


@dataclass(frozen=True, slots=True)
class ExportSettings:
    """The month on a stick. `mount`: where systemd mounts the stick of the export port.

    `code`: this box among several, a part of the directory's name on the stick. `label`: only a stick with this label
    is written, "" for any. `recordings`: voice messages go too, `copy`: the whole register, both encrypted.
    `usb_ports`: where the stick goes, () for any port; `trusted_ports`: where keyboards and network cards work.
    """

    mount: str = "/run/slukhavka/stick"
    code: str = "1"
    label: str = ""
    recordings: bool = False
    copy: bool = False
    usb_ports: tuple[str, ...] = ()
    trusted_ports: tuple[str, ...] = ()

    def faults(self) -> Iterator[str]:
        """Yield a Ukrainian sentence for every value that cannot be."""
        for key, ports in (("usb_ports", self.usb_ports), ("trusted_ports", self.trusted_ports)):
            for port in ports:
                if not _USB_PORT.fullmatch(port):
                    yield f"«{key}» — назви гнізд на зразок 1-1.3, а не «{port}»."
        for port in sorted({*self.usb_ports} & {*self.trusted_ports}):
            yield f"«trusted_ports»: гніздо «{port}» уже для флешки («usb_ports»), іншого в ньому бути не може."
        if not self.mount.startswith("/"):
            yield f"«mount» має бути повним шляхом теки, а не «{self.mount}»."
        if not _CODE.fullmatch(self.code):
            yield f"«code» — від 1 до 16 малих латинських літер, цифр і дефісів, а не «{self.code}»."
