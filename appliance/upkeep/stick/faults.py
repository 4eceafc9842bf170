"""What can go wrong with a stick, each with what to do about it."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from appliance.errors import SlukhavkaError

NO_ROOM = "На флешці не вистачило місця. Приберіть з неї зайве або вставте іншу й запишіть ще раз."
LOCKED = "Флешка захищена від запису. Пересуньте на ній перемикач або вставте іншу й запишіть ще раз."
GONE = "Флешку вийняли під час запису або вона несправна. Вставте її (краще іншу) і запишіть ще раз."
TOO_BIG = "Файл завеликий для файлової системи цієї флешки. Вставте флешку, відформатовану як exFAT."
NO_NAMES = "На флешці більше не можна створити теку. Вставте іншу, порожню, і запишіть ще раз."
UNKNOWN = "Флешка не приймає запису. Вставте іншу й запишіть ще раз."
_BY_NUMBER: Mapping[int, str] = {
    errno.ENOSPC: NO_ROOM,
    errno.EDQUOT: NO_ROOM,
    errno.EROFS: LOCKED,
    errno.EACCES: LOCKED,
    errno.EPERM: LOCKED,
    errno.EIO: GONE,
    errno.ENODEV: GONE,
    errno.ENXIO: GONE,
    errno.ENOENT: GONE,
    errno.ESHUTDOWN: GONE,
    errno.ESTALE: GONE,
    errno.EBADMSG: GONE,
    errno.EFBIG: TOO_BIG,
    errno.EMLINK: NO_NAMES,
}


class StickFault(SlukhavkaError):
    """The month is not on the stick; the text says why and what to do."""


class NoStick(StickFault):
    """There is no stick in the port."""


class InTheWay(StickFault):
    """Something that is not ours has the name that we need."""


class NotTheSame(StickFault):
    """What was read back is not what was written."""


@contextmanager
def said() -> Iterator[None]:
    """Turn what the system says of the stick into a sentence. Raises StickFault."""
    try:
        yield
    except OSError as error:
        raise StickFault(_BY_NUMBER.get(error.errno or 0, UNKNOWN)) from error
