"""What stands around the code says the truth about it: lock, read-me, lists of packages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCK = (ROOT / "requirements.lock").read_text()
README = (ROOT / "README.md").read_text()


def name_of(requirement: str) -> str:
    return re.split(r"[<>=~!;\[ ]", requirement)[0]


ASKED = [
    name_of(requirement)
    for group in (PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"].values())
    for requirement in group
]
TARGETS = re.findall(r"^([a-z][a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
DEBIAN = [
    line
    for path in (ROOT / "image-build/packages").glob("*.txt")
    for line in path.read_text().splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize("name", ASKED)
def test_every_dependency_is_locked_with_a_hash(name: str) -> None:
    assert re.search(rf"^{name}==\S+ .*\\\n    --hash=sha256:", LOCK, re.MULTILINE)


def test_every_line_of_the_lock_is_a_pin_a_hash_or_a_comment() -> None:
    assert (
        re.sub(r"^([a-z0-9-]+==.* \\|    --hash=sha256:[0-9a-f]{64}( \\)?|\s*#.*)\n", "", LOCK, flags=re.MULTILINE)
        == ""
    )


def test_the_lock_names_no_place_to_take_packages_from() -> None:
    assert "://" not in LOCK


@pytest.mark.parametrize("name", [*ASKED, *DEBIAN])
def test_the_read_me_gives_the_reason_of_every_dependency(name: str) -> None:
    assert f"`{name}`" in README


@pytest.mark.parametrize("target", [target for target in TARGETS if target != "help"])
def test_the_read_me_explains_every_target(target: str) -> None:
    assert f"| `make {target}` |" in README
