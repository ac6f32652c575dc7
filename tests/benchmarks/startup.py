# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What starting costs: ``import huishou`` against NumPy with narwhals, ``huishou --help`` against an empty typer application.

    python tests/benchmarks/startup.py [--rounds 25]

Each start is a process of its own, interleaved with the others, with a warm file cache. Processor time of the process is compared, the interpreter's own
start included and printed apart. A ratio is the peer's median over ours: above 1 we are faster.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys

EMPTY = "import typer\napp = typer.Typer(add_completion=False, pretty_exceptions_enable=False)\n@app.command()\ndef nothing(): pass\napp(['--help'])"
STARTS = {
    "python": ["-c", "pass"],
    "import huishou": ["-c", "import huishou"],
    "import numpy": ["-c", "import numpy"],
    "import numpy, narwhals": ["-c", "import numpy, narwhals"],
    "huishou --help": ["-m", "huishou", "--help"],
    "empty typer app --help": ["-c", EMPTY],
}
COMPARED = (("import huishou", "import numpy, narwhals"), ("huishou --help", "empty typer app --help"))


def processor_time(arguments: list[str]) -> float:
    """Seconds of user and system time of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=25)
    rounds = parser.parse_args().rounds
    times: dict[str, list[float]] = {name: [] for name in STARTS}
    for turn in range(rounds + 1):
        for name, arguments in STARTS.items():
            seconds = processor_time(arguments)
            if turn:                                                  # the first turn writes byte code and warms the file cache
                times[name].append(seconds)
    medians = {name: statistics.median(t) for name, t in times.items()}
    for name, seconds in medians.items():
        print(f"{name:24s} {1e3 * seconds:7.1f} ms   above the interpreter {1e3 * (seconds - medians['python']):7.1f} ms")
    for ours, peer in COMPARED:
        print(f"{ours:24s} against {peer:24s} ratio {medians[peer] / medians[ours]:5.2f}")


if __name__ == "__main__":
    main()
