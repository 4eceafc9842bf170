from pathlib import Path

import pytest

from audio.engines import EngineError, EngineMissing, EngineSilent, Manner, UnknownVoice
from audio.engines.child import Child
from audio.engines.piper import Piper, look_in
from tests.audio.engines.fake_piper import NOTHING, fake_piper

LADA = Manner("lada", 100, 0)


def test_a_voice_file_is_loaded_once_and_speaks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = fake_piper(monkeypatch, tmp_path)
    child = Child("piper")
    rendered = child.render(["Оди́н.", "Два."], LADA)
    child.render(["Три."], LADA)
    assert rendered.sample_rate == 22050
    assert rendered.version.startswith("1.8.0+")
    assert all(len(pcm) > 10_000 for pcm in rendered.pcm)
    assert said.read_text().split() == ["Один.", "Два.", "Три."]
    assert (tmp_path / "voices" / "lada.onnx.loaded").read_text() == "x"


def test_a_voice_that_knows_stress_marks_gets_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = fake_piper(monkeypatch, tmp_path, marks=True)
    Child("piper").render(["Оди́н."], LADA)
    assert said.read_text() == "Оди́н.\n"


def test_another_voice_file_is_another_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_piper(monkeypatch, tmp_path)
    before = Piper().version("lada")
    (tmp_path / "voices" / "lada.onnx").write_bytes(b"a better voice")
    assert Piper().version("lada") != before


def test_without_a_voice_file_it_is_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_piper(monkeypatch, tmp_path)
    assert Piper().missing() == ""
    look_in(str(tmp_path))
    assert str(tmp_path) in Piper().missing()
    look_in("")
    assert "«piper_voices»" in Piper().missing()
    assert Piper().voice == ""
    with pytest.raises(EngineMissing, match="lada"):
        Child("piper").render(["Так."], LADA)


def test_without_the_package_it_is_called_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_piper(monkeypatch, tmp_path)
    monkeypatch.delenv("PYTHONPATH")
    with pytest.raises(EngineMissing, match="не встановлено"):
        Child("piper").render(["Так."], LADA)


@pytest.mark.parametrize("about", ["", "{", None], ids=["empty", "broken", "gone"])
def test_a_voice_without_its_description_is_called_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, about: str | None
) -> None:
    fake_piper(monkeypatch, tmp_path)
    file = tmp_path / "voices" / "lada.onnx.json"
    file.unlink() if about is None else file.write_text(about)
    with pytest.raises(EngineMissing, match="«lada» не читається"):
        Child("piper").render(["Так."], LADA)


@pytest.mark.parametrize(("voice", "error"), [("nobody", EngineMissing), ("../lada", EngineMissing)])
def test_a_voice_that_is_not_there_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, voice: str, error: type[EngineError]
) -> None:
    fake_piper(monkeypatch, tmp_path)
    with pytest.raises((error, UnknownVoice), match=voice):
        Child("piper").render(["Так."], Manner(voice, 100, 0))


def test_a_voice_that_says_nothing_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_piper(monkeypatch, tmp_path, NOTHING)
    with pytest.raises(EngineSilent):
        Child("piper").render(["Так."], LADA)
