"""Run one simulated modem as a process of its own, in real time."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from tests.fakes.modem.control import Control
from tests.fakes.modem.families import FAMILIES
from tests.fakes.modem.faults import Faults
from tests.fakes.modem.modem import FakeModem
from tests.fakes.modem.state import REGISTRATIONS, Sim


def main() -> None:
    """Parse the command line and run until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.modem", description=__doc__)
    parser.add_argument("--family", choices=sorted(FAMILIES), default="huawei_e1550")
    parser.add_argument("--dir", type=Path, default=Path(".run/modem"), help="where the nodes if00, if01... appear")
    parser.add_argument("--control", type=Path, help="the control socket (default: control in --dir)")
    parser.add_argument("--number", default="+380501234567", help="the subscriber's own number")
    parser.add_argument("--pin", default="", help="the PIN that the SIM asks for")
    parser.add_argument("--registration", choices=sorted(REGISTRATIONS), default="home")
    parser.add_argument("--ppm", type=float, default=0.0, help="how much faster than nominal the sound clock runs")
    parser.add_argument("--frame-bytes", type=int, default=320)
    parser.add_argument("--cold", action="store_true", help="boot from cold instead of being on already")
    asyncio.run(_run(parser.parse_args()))


async def _run(args: argparse.Namespace) -> None:
    modem = FakeModem(
        args.family,
        args.dir,
        Faults(registration=args.registration),
        sim=Sim(pin=args.pin),
        number=args.number,
        ppm=args.ppm,
        frame_bytes=args.frame_bytes,
    )
    control = Control(modem, args.control or args.dir / "control")
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await modem.start(cold=args.cold)
    await control.start()
    sys.stdout.write(f"{args.family} in {args.dir}\n")
    sys.stdout.flush()
    await stop.wait()
    await control.stop()
    await modem.stop()


if __name__ == "__main__":
    main()
