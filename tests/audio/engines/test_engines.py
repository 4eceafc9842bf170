import pytest

from audio.engines import Engine, engines


def test_espeak_is_found_and_always_there() -> None:
    assert engines()["espeak"].version()


@pytest.mark.parametrize("engine", engines().values(), ids=lambda engine: engine.name)
def test_every_kind_says_how_it_is_to_be_driven(engine: Engine) -> None:
    slow, quick = engine.rates
    assert 0 < slow < quick
    assert engine.sample_rate >= 8000
    assert engine.voice
