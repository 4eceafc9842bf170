"""`slukhavka phones`: the telephones that register at Kamailio."""

from __future__ import annotations

import re
from hashlib import md5
from pathlib import Path

import pytest

from appliance.casework.staff.phone_accounts import HEAD, LENGTH, SIGNS
from appliance.settings import read_settings
from tests.appliance.commands.told import slukhavka
from tests.appliance.test_cli import refusal, settings

__all__ = ["settings"]


@pytest.fixture
def users(settings: Path) -> Path:
    """The file that Kamailio reads."""
    return read_settings(settings).phone_accounts


def password_in(told: str) -> str:
    [found] = re.findall(rf"пароль ([{SIGNS}]{{{LENGTH}}})\n", told)
    return str(found)


def ha1(name: str, password: str) -> str:
    return md5(f"{name}:slukhavka:{password}".encode(), usedforsecurity=False).hexdigest()


def test_a_telephone_is_added_shown_given_a_new_password_and_removed(
    settings: Path, users: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = password_in(slukhavka(capsys, settings, "phones", "add", "201"))
    gate = password_in(slukhavka(capsys, settings, "phones", "add", "goip", "--gateway"))
    assert users.read_text() == f"{HEAD}201:0:0:{ha1('201', first)}:0\ngoip:0:0:{ha1('goip', gate)},gateway:0\n"
    assert slukhavka(capsys, settings, "phones", "list") == "201\ngoip (шлюз)\n"
    second = password_in(slukhavka(capsys, settings, "phones", "new-password", "goip"))
    assert second != gate
    assert f"goip:0:0:{ha1('goip', second)},gateway:0\n" in users.read_text()
    slukhavka(capsys, settings, "phones", "remove", "201")
    assert slukhavka(capsys, settings, "phones", "list") == "goip (шлюз)\n"
    slukhavka(capsys, settings, "phones", "remove", "goip")
    assert slukhavka(capsys, settings, "phones", "list") == "Телефонів немає.\n"
    assert users.read_text() == HEAD


def test_a_password_is_told_once_and_lies_nowhere(
    settings: Path, users: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    password = password_in(slukhavka(capsys, settings, "phones", "add", "201"))
    assert password not in slukhavka(capsys, settings, "phones", "list")
    assert [path.name for path in users.parent.iterdir()] == ["users"]
    assert password not in users.read_text()


def test_the_file_is_for_the_box_and_for_kamailio_alone_and_is_replaced_whole(settings: Path, users: Path) -> None:
    slukhavka(None, settings, "phones", "add", "201")
    assert users.stat().st_mode & 0o777 == 0o640
    assert users.parent.stat().st_mode & 0o777 == 0o750
    with users.open() as before:
        slukhavka(None, settings, "phones", "add", "202")
        assert before.read().count("\n") == 2, "who reads the old file reads all of it"
    assert users.stat().st_gid == users.parent.stat().st_gid


def test_the_file_lies_where_the_settings_say(settings: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "etc" / "accounts"
    settings.write_text(settings.read_text().replace("\n[[", f'\n[operators]\naccounts = "{elsewhere}"\n\n[[', 1))
    slukhavka(None, settings, "phones", "add", "201")
    assert elsewhere.read_text().startswith(HEAD)


@pytest.mark.parametrize(
    "name", ["112", "103", "1520", "1", "20201", "", "201@192.168.1.20", "sip:201", "мама", "a b", "x:0", "201\n"]
)
def test_a_name_that_no_telephone_can_have_is_refused(
    settings: Path, users: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert "не може бути іменем телефону" in refusal(capsys, "--settings", settings, "phones", "add", name)
    assert not users.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "201"), "«201» уже є"),
        (("add", "GOIP"), "«GOIP» уже є"),
        (("remove", "202"), "«202» немає"),
        (("new-password", "202"), "«202» немає"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(
    settings: Path, users: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    slukhavka(None, settings, "phones", "add", "201")
    slukhavka(capsys, settings, "phones", "add", "goip")
    before = users.read_text()
    assert said in refusal(capsys, "--settings", settings, "phones", *arguments)
    assert users.read_text() == before


@pytest.mark.parametrize("text", ["", "201:0:0:secret:0\n", HEAD + "201:0:0:secret:0\n", HEAD + "Олена\n"])
def test_a_file_that_somebody_else_wrote_is_left_as_it_is(
    settings: Path, users: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    users.parent.mkdir()
    users.write_text(text, encoding="utf-8")
    assert str(users) in refusal(capsys, "--settings", settings, "phones", "add", "201")
    assert users.read_text(encoding="utf-8") == text
