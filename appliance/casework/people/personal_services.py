"""What of the services told in calls is somebody's personal data."""

from __future__ import annotations

from appliance.casework.knowledge.service_told import HOW_NAMES, ServiceTold
from appliance.casework.people.personal import Column, PersonalData, among

PERSONAL = (
    PersonalData(
        ServiceTold,
        "Послуги, про які розказано",
        lambda subject: among(ServiceTold.call, subject.calls),
        {"told_at": Column("Коли"), "how": Column("Як", words=HOW_NAMES)},
    ),
)
