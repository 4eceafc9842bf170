import pytest

from audio.engines import Engine, EngineMissing, engines, in_order, kind_of


def test_espeak_is_found_and_always_there() -> None:
    assert engines()["espeak"].missing() == ""
    assert engines()["espeak"].version("uk")


def test_the_clear_voice_comes_first_and_the_one_that_is_always_there_last() -> None:
    assert list(engines()) == ["rhvoice", "piper", "espeak"]


def test_the_order_is_the_given_one_or_that_of_the_ranks() -> None:
    assert in_order(("espeak", "rhvoice/Anatol")) == ("espeak", "rhvoice/Anatol")
    assert in_order() == tuple(engines())
    assert [kind_of(voice) for voice in ("rhvoice/Anatol", "espeak")] == ["rhvoice", "espeak"]
    with pytest.raises(EngineMissing, match=r"«bellman» немає\. Є такі: rhvoice"):
        in_order(("espeak", "bellman/x"))


@pytest.mark.parametrize("engine", engines().values(), ids=lambda engine: engine.name)
def test_every_kind_says_how_it_is_to_be_driven(engine: Engine) -> None:
    slow, quick = engine.rates
    assert 0 < slow < quick
    assert all(1 < slowly_s / quickly_s < 1.01 * quick / slow for slowly_s, quickly_s in engine.known_speech_s.values())
    assert engine.memory_bytes >= 256 << 20
    assert not engine.voices() or engine.voice in engine.voices()
