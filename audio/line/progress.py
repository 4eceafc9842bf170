"""PLACEHOLDER."""
from enum import Enum
class ProgressTone(Enum):
    BUSY = 1
class BusyDetector:
    def feed(self, pcm: bytes) -> ProgressTone | None:
        return None
