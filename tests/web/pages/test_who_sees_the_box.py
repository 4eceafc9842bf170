"""Who sees which page of the box itself: said here once more, so that a right given in passing is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import Role
from tests.web.house import House

STAFF = {Role.SUPERVISOR, Role.HEAD, Role.TECHNICIAN, Role.ADMINISTRATOR}
"""Who answers for the box."""
SEES = {
    "/panel": STAFF | {Role.CLERK, Role.EDITOR},
    "/lines": STAFF,
    "/lines/log": STAFF,
    "/selftest": STAFF,
    "/incidents": STAFF,
    "/maintenance": STAFF,
    "/stick": STAFF,
    "/keeping": {Role.TECHNICIAN, Role.ADMINISTRATOR},
    "/retention": {Role.HEAD, Role.ADMINISTRATOR},
    "/reports": {Role.CLERK, Role.SUPERVISOR, Role.HEAD},
}
DOES = {
    "/maintenance/end": {Role.TECHNICIAN, Role.ADMINISTRATOR},
    "/keeping/copy": {Role.TECHNICIAN, Role.ADMINISTRATOR},
    "/stick": {Role.SUPERVISOR, Role.HEAD, Role.ADMINISTRATOR},
    "/stick/key": {Role.HEAD},
    "/retention/propose": {Role.HEAD, Role.ADMINISTRATOR},
    "/panel/acknowledge": STAFF,
}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_each_page_of_the_box_is_open_to_its_people_and_in_the_menu_of_them_alone(house: House) -> None:
    for role in Role:
        visitor = house.enter(role)
        menus = {address: visitor.get(address) for address in SEES}
        for address, answer in menus.items():
            assert answer.status_code == (200 if role in SEES[address] else 403), f"{role} {address}"
        for address in ("/keeping", "/incidents", "/retention"):
            own = f'href="{address}"'
            shown = any(own in answer.text for answer in menus.values() if answer.status_code == 200)
            group_led = own in visitor.get("/").text
            assert (shown or group_led) == (role in SEES[address]), f"{role} {address}"


def test_what_changes_the_box_is_done_by_its_people_alone(house: House) -> None:
    for role in Role:
        visitor = house.enter(role)
        for address, people in DOES.items():
            refused = visitor.post(address).status_code == 403
            assert refused == (role not in people), f"{role} {address}"
