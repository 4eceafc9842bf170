"""Power cuts and full disks: a workload is recorded system call by system call, and cut after each of them.

`trace` records, `disk` knows what a power cut may leave of it, `workloads` are what is recorded, `recovery` starts the
box on what is left, `judge` says what is missing. `python -m tests.powercut` (`make powercut`) takes every state.
"""
