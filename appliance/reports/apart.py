"""A report is drawn by a process of its own, so that who runs for years does not keep what draws PDF and workbooks."""

from __future__ import annotations

import pickle
import subprocess
import sys

from appliance.errors import SlukhavkaError
from appliance.reports.month import names_of
from appliance.reports.outputs import EXTENSIONS, NoSuchForm, form_of
from appliance.reports.sheets import Sheet

LIMIT_S = 300.0


class NotDrawn(SlukhavkaError):
    """The process did not draw it."""


def drawn_apart(sheet: Sheet, extension: str) -> dict[str, bytes]:
    """Return the files of one report in one form by their names. Raises NoSuchForm, NotDrawn."""
    if extension not in EXTENSIONS:
        raise NoSuchForm(f"Такого виду файлу немає: {extension}.")
    command, given = [sys.executable, "-m", __name__, extension], pickle.dumps(sheet)
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=LIMIT_S, check=True)  # noqa: S603  (all of it is ours)
    except (subprocess.SubprocessError, OSError) as error:
        raise NotDrawn("Файл не вдалося скласти. Спробуйте ще раз або візьміть звіт в іншому вигляді.") from error
    files: dict[str, bytes] = pickle.loads(done.stdout)  # noqa: S301 (our own process has written it)
    return files


def main() -> None:
    """Draw what comes on the standard input, as `drawn_apart` has written it."""
    sheet: Sheet = pickle.load(sys.stdin.buffer)  # noqa: S301 (our own process has written it)
    files = dict(names_of(sheet, form_of(sys.argv[1])))
    sys.stdout.buffer.write(pickle.dumps(files))


if __name__ == "__main__":
    main()
