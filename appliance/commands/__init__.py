"""The commands of `slukhavka`, one to a file: `HELP`, `arguments(parser)`, `run(settings, options) -> exit status`."""
