"""The starter menu with something to tell: three services, as an office would have them."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

from appliance.menu.contents.services import PART, ToldSection, ToldService, ToldServices
from appliance.menu.published import CONTENT
from appliance.publishing.compose import STARTER_PROFILE


def _service(code: str, said_as: str, spoken: str, sms: str) -> ToldService:
    return ToldService(code, said_as, spoken, sms, f"{sms} Уточніть.", date(2099, 12, 31), unconfirmed=False)


SERVICES = ToldServices(
    (
        ToldSection(
            "про послуги центру",
            (
                _service(
                    "residence",
                    "про реєстрацію місця проживання",
                    "Реєстрація місця проживання. Потрібні паспорт і заява. Реєструють у день звернення.",
                    "Реєстрація місця проживання: паспорт, заява. У день звернення.",
                ),
                _service(
                    "passport",
                    "про паспорт громадянина України",
                    "Паспорт громадянина України. Потрібне свідоцтво про народження. Прийдіть, будь ласка, особисто.",
                    "Паспорт громадянина України: свідоцтво про народження або попередній паспорт, квитанція. "
                    "20 робочих днів, особисто.",
                ),
                _service(
                    "subsidy",
                    "про субсидію",
                    "Субсидія. Потрібні заява та декларація. Рішення ухвалюють протягом десяти днів.",
                    "Субсидія: заява, декларація. 10 днів.",
                ),
            ),
        ),
    )
)


def starter_that_tells(directory: Path, profile: Path = STARTER_PROFILE) -> Path:
    """Lay the source of a starter menu with these services into `directory`, and return it."""
    for name in ("flow.toml", "hours.toml"):
        shutil.copyfile(profile / name, directory / name)
    (directory / CONTENT).write_text(json.dumps({PART: SERVICES.to_json()}), encoding="utf-8")
    return directory
