"""What was set aside long enough ago goes, by night; never while the copies of the register are not whole and fresh."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from appliance.casework.box.copies import OLD_AFTER_S, newest_verified
from appliance.casework.box.set_aside import SetAside, gone, kept_long_enough, set_aside_in
from appliance.clock import Moment
from appliance.settings import Settings
from appliance.upkeep.keeping.checking import digest

log = logging.getLogger(__name__)


def give_up_set_aside(settings: Settings, now: Moment) -> list[str]:
    """Remove what may go and return the names of what is gone. The register is open and may be written.

    Raises DatabaseUnavailable, OSError.
    """
    if not now.trusted:
        return []
    going = kept_long_enough(set_aside_in(settings.box.state), now=now)
    if not going or not _copy_is_good(settings, now):
        return []
    return [each.name for each in going if _removed(each, now)]


def _copy_is_good(settings: Settings, now: Moment) -> bool:
    try:
        copy = newest_verified(settings)
        return copy is not None and copy.age_s(now) < OLD_AFTER_S and digest(copy.path) == copy.sha256
    except OSError as error:
        log.warning("the newest copy cannot be read: %s", error)
        return False


def _removed(each: SetAside, now: Moment) -> bool:
    try:
        # What belongs to it first: broken off here, the name itself is still there for the next night.
        for path in reversed(each.paths):
            _remove(path)
    except OSError as error:
        log.warning("%s cannot be removed: %s", each.name, error)
        return False
    gone(each, now=now)
    return True


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
