"""Runs a command as MemoryDenyWriteExecute= would: no_wx.py COMMAND…. Ends with 77 where the kernel cannot (< 6.3)."""

from __future__ import annotations

import ctypes
import os
import sys

PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN = 65, 1
CANNOT = 77

if __name__ == "__main__":
    if ctypes.CDLL(None).prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0):
        sys.exit(CANNOT)
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - its one purpose
