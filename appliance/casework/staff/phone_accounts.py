"""The telephones that register at Kamailio: a table of its db_text, one account a line.

Kamailio reads the file again every few seconds, so a new one is put in its place whole. A password is not kept: what
stands there is HA1 (RFC 2617, 3.2.2.2), and that is as good as the password for whoever can read it.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import md5
from pathlib import Path

from appliance.errors import SlukhavkaError
from appliance.numbers import read_extension

REALM = "slukhavka"
HEAD = "key_name(string) key_type(int) value_type(int) key_value(string) expires(int)\n"
SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Of passwords. None is taken for another when it is copied from paper."""
LENGTH = 20
FILE_MODE, DIRECTORY_MODE = 0o640, 0o2750
_GATEWAY = "gateway"
_LINE = re.compile(rf"([A-Za-z0-9_.+-]+):0:0:([0-9a-f]{{32}})(,{_GATEWAY})?:0")


class BadPhoneName(SlukhavkaError):
    """No telephone of the house can be called so."""


class PhoneExists(SlukhavkaError):
    """There is an account of that name."""


class NoSuchPhone(SlukhavkaError):
    """There is no account of that name."""


class AccountsUnreadable(SlukhavkaError):
    """The file is not as this code writes it, or Kamailio could not read what would be written."""


@dataclass(frozen=True, slots=True)
class PhoneAccount:
    """One telephone. Of a `gateway` the caller's number is believed."""

    name: str
    ha1: str
    gateway: bool = False


class PhoneAccounts:
    """The accounts in one file. Every verb waits for the disk and raises AccountsUnreadable, OSError."""

    def __init__(self, path: Path) -> None:
        """Nothing is read yet."""
        self._path = path

    def all(self) -> list[PhoneAccount]:
        """Return the accounts in the order of the file; none where there is no file."""
        try:
            text = self._path.read_text(encoding="ascii")
        except FileNotFoundError:
            return []
        except UnicodeDecodeError as error:
            raise AccountsUnreadable(f"{self._path}: файл пошкоджено.") from error
        if not text.startswith(HEAD):
            raise AccountsUnreadable(f"{self._path}: перший рядок не такий, як має бути.")
        lines = enumerate(text.removeprefix(HEAD).splitlines(), 2)
        return [self._account(line, at) for at, line in lines if line]

    def add(self, name: str, *, gateway: bool = False) -> str:
        """Make an account and return its password. Raises BadPhoneName, PhoneExists."""
        extension = read_extension(name)
        if extension is None or extension.user != name:
            raise BadPhoneName(f"«{name}» не може бути іменем телефону: від двох до чотирьох цифр, або з літери.")
        with self._locked():
            accounts = self.all()
            # Two names that differ by case alone would be told apart by the machine and by nobody else.
            if any(each.name.casefold() == name.casefold() for each in accounts):
                raise PhoneExists(f"Телефон «{name}» уже є.")
            password = _password()
            self._put([*accounts, PhoneAccount(name, _ha1(name, password), gateway)])
        return password

    def change_password(self, name: str) -> str:
        """Give an account another password and return it. Raises NoSuchPhone."""
        with self._locked():
            accounts, password = self.all(), _password()
            known = _named(accounts, name)
            changed = replace(known, ha1=_ha1(name, password))
            self._put([changed if each is known else each for each in accounts])
        return password

    def remove(self, name: str) -> None:
        """Let the telephone in no more. Raises NoSuchPhone."""
        with self._locked():
            accounts = self.all()
            known = _named(accounts, name)
            self._put([each for each in accounts if each is not known])

    def _account(self, line: str, at: int) -> PhoneAccount:
        match = _LINE.fullmatch(line)
        if match is None:
            raise AccountsUnreadable(f"{self._path}: рядок {at} не є обліковим записом.")
        return PhoneAccount(match[1], match[2], bool(match[3]))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let no second change begin before this one is on the disk."""
        if not self._path.parent.is_dir():
            self._path.parent.mkdir(parents=True)
            self._path.parent.chmod(DIRECTORY_MODE)
        directory = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(directory, fcntl.LOCK_EX)
            yield
            os.fsync(directory)
        finally:
            os.close(directory)

    def _put(self, accounts: list[PhoneAccount]) -> None:
        temporary = self._path.with_name(f".{self._path.name}.new")
        temporary.unlink(missing_ok=True)
        try:
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(HEAD + "".join(_line(each) for each in accounts))
                file.flush()
                self._hand_over(file.fileno())
                os.fsync(file.fileno())
            temporary.replace(self._path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise

    def _hand_over(self, descriptor: int) -> None:
        """Give the file to whom its directory belongs: the group is Kamailio's, whoever runs the command."""
        theirs, ours = self._path.parent.stat(), os.fstat(descriptor)
        if (theirs.st_uid, theirs.st_gid) != (ours.st_uid, ours.st_gid):
            try:
                os.fchown(descriptor, theirs.st_uid, theirs.st_gid)
            except PermissionError as error:
                raise AccountsUnreadable(
                    f"{self._path}: Kamailio не зміг би прочитати файл; повторіть команду від root."
                ) from error
        os.fchmod(descriptor, FILE_MODE)


def _named(accounts: list[PhoneAccount], name: str) -> PhoneAccount:
    for each in accounts:
        if each.name == name:
            return each
    raise NoSuchPhone(f"Телефону «{name}» немає.")


def _line(account: PhoneAccount) -> str:
    return f"{account.name}:0:0:{account.ha1}{f',{_GATEWAY}' if account.gateway else ''}:0\n"


def _password() -> str:
    """Return 100 bits of chance: HA1 is a single MD5, and who steals the file may guess as quickly as he can."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def _ha1(name: str, password: str) -> str:
    return md5(f"{name}:{REALM}:{password}".encode(), usedforsecurity=False).hexdigest()
