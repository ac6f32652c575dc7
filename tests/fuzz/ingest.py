# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Random bytes and spoilt files of every format through ``huishou validate``, in one process that is watched.

    python tests/fuzz/ingest.py --minutes 5 [--seed 1] [--keep DIR]

A failure is a traceback or another exit code than 0 to 3, more than one line of error, a file left behind, a count that does not close
(accepted + rejected + ignored = read, and as many lines in the table of rejected rows), the end of the process, more than 4 GiB, or a file that takes longer
than 20 seconds. Failing files are kept. Exit code 1 when there was one.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import csv
import io
import multiprocessing
import os
import queue
import random
import re
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

HANGS_AFTER_S = 20.0
MEMORY = 4 << 30                                                # of address space, which is why Arrow is asked to reserve none ahead
ACCOUNT = re.compile(r"([\d,]+) 行读入 read = ([\d,]+) 接受 accepted \+ ([\d,]+) 拒绝 rejected \+ ([\d,]+) 忽略 ignored")
OPTIONS = ([], [], ["--units", "mass=t"], ["--encoding", "gb18030"], ["--encoding", "utf-8"], ["--sheet", "示例 example"], ["--max-rejects", "100%"])


def judge(path: Path, options: list[str], rejects: Path) -> tuple[int, str | None]:
    """Exit code, and what is wrong with it."""
    from huishou import cli

    out, err = io.StringIO(), io.StringIO()
    beside = set(path.parent.iterdir())
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), warnings.catch_warnings():
        warnings.simplefilter("error")
        code = cli.main(["validate", str(path), "--rejects", str(rejects), *options])
    if code not in (0, 1, 2, 3):
        return code, f"exit code {code}: {err.getvalue()}"
    if err.getvalue().count("\n") > 1 or (code > 1 and err.getvalue().count("\n") != 1):
        return code, f"not one line of error: {err.getvalue()!r}"
    left = set(path.parent.iterdir()) - beside - {rejects}
    if left:
        return code, f"left behind: {left}"
    accounts = [[int(n.replace(",", "")) for n in found] for found in ACCOUNT.findall(out.getvalue())]
    if (code < 2) != bool(accounts):
        return code, f"code {code} with the accounts {accounts}"
    for read, *parts in accounts:
        if read != sum(parts):
            return code, f"{parts} do not sum to {read}"
    if accounts:
        rows = len(list(csv.reader(io.StringIO(rejects.read_text("utf-8-sig"), newline="")))) - 1
        if rows != sum(a[2] for a in accounts):
            return code, f"{rows} rejected rows are written, {sum(a[2] for a in accounts)} were counted"
    return code, None


def work(seed: int, folder: str, until: float, results) -> None:
    """Make and judge files until the time is over; every step is told, so that the watcher knows the file of a process that ended."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.environ["HUISHOU_DEBUG"] = "1"                           # internal errors are raised, not told in a line
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"
    sys.path.insert(0, str(Path(__file__).parent))
    from seeds import seeds, spoilt

    draw, known = random.Random(seed), seeds()
    here = Path(folder)
    csv.field_size_limit(1 << 30)
    while time.time() < until:
        ending, content = draw.choice(known)
        path = here / f"case{ending}"
        path.write_bytes(spoilt(draw, ending, content, known))
        options = draw.choice(OPTIONS)
        results.put(("begin", ending, options))
        rejects = here / "rejected.csv"
        rejects.unlink(missing_ok=True)
        try:
            code, wrong = judge(path, options, rejects)
        except BaseException:
            code, wrong = -1, traceback.format_exc()
        results.put(("end", code, wrong))
        if wrong:
            results.put(("kept", None, None))
            while path.exists():                                # until the watcher has taken it away
                time.sleep(0.01)


def watch(minutes: float, seed: int, keep: Path) -> int:
    """Run workers one after the other; a new one where the last ended or hangs."""
    spawn = multiprocessing.get_context("spawn")
    until, failures = time.time() + 60 * minutes, []
    codes: collections.Counter = collections.Counter()
    endings: collections.Counter = collections.Counter()
    slowest, round_ = 0.0, 0
    while time.time() < until:
        round_ += 1
        with tempfile.TemporaryDirectory() as folder:
            results = spawn.Queue()
            worker = spawn.Process(target=work, args=(seed * 1000 + round_, folder, until, results), daemon=True)
            worker.start()
            begun, ending, options = time.time() + 60.0, "", []  # the first start imports
            while True:
                try:
                    what, a, b = results.get(timeout=0.5)
                except queue.Empty:
                    ended = not worker.is_alive()
                    if ended and worker.exitcode == 0:
                        break
                    if ended or time.time() - begun > HANGS_AFTER_S:
                        _keep(failures, keep, Path(folder) / f"case{ending}", options, f"ended with {worker.exitcode}" if ended else "hangs")
                        worker.kill()
                        break
                    continue
                if what == "begin":
                    begun, ending, options = time.time(), a, b
                    endings[ending] += 1
                elif what == "end":
                    slowest = max(slowest, time.time() - begun)
                    codes[a] += 1
                    reason = b
                else:
                    _keep(failures, keep, Path(folder) / f"case{ending}", options, reason)
            worker.join(5)
    print(f"{sum(codes.values()):,} files in {minutes:g} minutes, seed {seed}: {len(failures)} failures; slowest {slowest:.2f} s")
    print("exit codes: " + ", ".join(f"{c} {n:,}" for c, n in sorted(codes.items())))
    print("formats: " + ", ".join(f"{e} {n:,}" for e, n in endings.most_common()))
    return len(failures)


def _keep(failures: list[str], keep: Path, path: Path, options: list[str], reason: str) -> None:
    keep.mkdir(parents=True, exist_ok=True)
    kept = keep / f"{len(failures):03d}-{path.name}"
    if path.exists():
        kept.write_bytes(path.read_bytes())
        path.unlink()
    failures.append(reason)
    print(f"FAILURE {kept} {' '.join(options)}\n{reason}", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=2.0)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=Path, default=Path("fuzz-failures"))
    chosen = options.parse_args()
    sys.exit(1 if watch(chosen.minutes, chosen.seed, chosen.keep) else 0)


if __name__ == "__main__":
    main()
