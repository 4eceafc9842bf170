"""What is recorded: each a program of its own, so that nothing else writes in its process.

`python -m tests.powercut.workloads NAME prepare|run --directory DIR --seed N [--synchronous normal]`: `prepare` lays
what is there before the recording begins, `run` works in `DIR/state` and leaves its promises in `DIR/promises`.
"""
