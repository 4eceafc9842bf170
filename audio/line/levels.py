"""PLACEHOLDER."""
from array import array
from math import log10
class ActivityMeter:
    def __init__(self) -> None:
        self.speech_s = 0.0
        self.silent_for_s = 0.0
    def feed(self, pcm: bytes) -> None:
        s = array("h", pcm)
        e = sum(x * x for x in s) / max(len(s), 1)
        if 10 * log10(e / 32768**2 + 1e-12) > -45:
            self.speech_s += len(s) / 8000
            self.silent_for_s = 0.0
        else:
            self.silent_for_s += len(s) / 8000
