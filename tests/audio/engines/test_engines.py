import pytest

from audio.engines import Engine, engines


def test_espeak_is_found_and_always_there() -> None:
    assert engines()["espeak"].installed()
    assert engines()["espeak"].version("uk")


def test_the_clear_voice_comes_first_and_the_one_that_is_always_there_last() -> None:
    assert list(engines()) == ["rhvoice", "piper", "espeak"]


@pytest.mark.parametrize("engine", engines().values(), ids=lambda engine: engine.name)
def test_every_kind_says_how_it_is_to_be_driven(engine: Engine) -> None:
    slow, quick = engine.rates
    assert 0 < slow < quick
    assert all(slow <= rate <= quick for rate in engine.known_rates.values())
    assert engine.memory_bytes >= 256 << 20
    assert not engine.voices() or engine.voice in engine.voices()
