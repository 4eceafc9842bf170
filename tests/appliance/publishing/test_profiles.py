"""The starter sets of the four profiles: whole, read without a fault, and what the regulation of each asks for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import Role
from appliance.casework.office.community import PROFILE_SWITCHES, Profile
from appliance.casework.office.hours_file import from_toml
from appliance.menu.flow import findings, flow_of
from appliance.menu.nodes.rubric import Rubric
from appliance.menu.published import check_current, publish
from appliance.publishing.profiles import DIRECTORIES, BadStarter, starter
from appliance.settings import STARTER
from tests.appliance.menu.walk import NoiseWords

ASKED: tuple[tuple[Profile, str, str], ...] = (
    (Profile.M, "M 2.2", "services"),
    (Profile.M, "M 3.3", "hours"),
    (Profile.M, "M 3.5", "operator"),
    (Profile.M, "M 4.3", "remark"),
    (Profile.S, "S 2.1", "appeal"),
    (Profile.S, "S 2.1", "questions"),
    (Profile.S, "S 2.2", "operator"),
    (Profile.S, "S 3.2", "hours"),
    (Profile.S, "S 3.4", "authorities"),
    (Profile.SL, "Sl 1.2", "appeal"),
    (Profile.SL, "Sl 1.2", "reception"),
    (Profile.SL, "Sl 1.2", "questions"),
    (Profile.SL, "Sl 1.2", "callback"),
    (Profile.SL, "Sl 3.1", "appeal_terms"),
    (Profile.SL, "Sl 3.1", "news"),
    (Profile.SL, "Sl 3.1", "decisions"),
    (Profile.SL, "Sl 3.1", "events"),
    (Profile.SL, "Sl 3.1", "services"),
    (Profile.SL, "Sl 3.1", "e_services"),
    (Profile.SL, "Sl 3.1", "hours"),
    (Profile.K, "K 2.1", "fault"),
    (Profile.K, "K 2.7", "works"),
    (Profile.K, "K 2.8", "reception"),
    (Profile.K, "K 2.9", "questions"),
    (Profile.K, "K 3.1", "hours"),
    (Profile.K, "K 4.2.1", "emergency"),
    (Profile.K, "K 5.1", "operator"),
    (Profile.K, "K 5.4", "authorities"),
    (Profile.K, "K 9.1.2.2", "news"),
)
"""Profile, clause of its regulation, and the node that fulfils it for a caller."""


class OneSound:
    """Every text is spoken, and sounds the same."""

    def __init__(self, directory: Path) -> None:
        self._path = NoiseWords(directory / "words").find("слово", 100)

    def find(self, _text: str, _pace: int, _language: str = "") -> Path:
        return self._path


@pytest.mark.parametrize("profile", Profile)
def test_a_set_is_read_whole_and_nothing_is_wrong_with_its_menu(profile: Profile) -> None:
    given = starter(profile)
    assert findings(given.document) == []
    assert from_toml(given.hours).week
    assert given.switches == PROFILE_SWITCHES[profile]
    assert given.title
    assert len(given.description) > 80
    assert given.roles[Role.ADMINISTRATOR] >= 1
    assert given.roles[Role.CLERK] >= 1


@pytest.mark.row("D9")
@pytest.mark.parametrize("profile", Profile)
def test_what_the_menu_reads_out_is_among_what_is_loaded(profile: Profile) -> None:
    given = starter(profile)
    told = {node.rubric for node in flow_of(given.document).nodes.values() if isinstance(node, Rubric)}
    assert told == set(given.rubrics)
    assert given.services
    assert given.topics


@pytest.mark.parametrize(("profile", "clause", "node_id"), ASKED, ids=[f"{clause}-{node}" for _, clause, node in ASKED])
def test_what_the_regulation_gives_a_caller_is_reached_by_keys(profile: Profile, clause: str, node_id: str) -> None:
    flow = flow_of(starter(profile).document)
    reached, growing = {flow.places["main"], *flow.places.values()}, True
    while growing:
        more = {target for node in reached for target in flow.exits[node].values()}
        growing = not more <= reached
        reached |= more
    assert node_id in reached, clause


@pytest.mark.parametrize("profile", Profile)
def test_a_set_is_published_by_itself_without_a_database(profile: Profile, tmp_path: Path) -> None:
    publish(STARTER / DIRECTORIES[profile], tmp_path / "published", OneSound(tmp_path))
    check_current(tmp_path / "published")


def test_only_the_small_call_centre_refuses_the_nameless() -> None:
    assert [each for each in Profile if not starter(each).switches.accept_anonymous] == [Profile.S]
    assert "не реєструють" in starter(Profile.S).document["prompts"]["appeal_message"]


@pytest.mark.parametrize("broken", ["profile.toml", "flow.toml", "hours.toml"])
def test_a_set_that_cannot_be_read_is_named(broken: str, tmp_path: Path) -> None:
    shutil.copytree(STARTER / "mixed", tmp_path / "mixed")
    (tmp_path / "mixed" / broken).write_text("= = =", encoding="utf-8")
    with pytest.raises(BadStarter, match="mixed"):
        starter(Profile.SL, tmp_path)
