# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Real tables of flows that are not part of the package (for some the licence text was not found), read with mappings of at most ten lines.

``HUISHOU_SHARED_DATA`` names their folder, by default ``shared/data`` beside the repository; what is not there is skipped. The numbers the tests hold
them to come from the SOURCE.md of each folder.
"""

import collections
import math
import os
from pathlib import Path

import pytest

import huishou as hs
from huishou import frames

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("HUISHOU_SHARED_DATA", ROOT.parent / "shared" / "data"))
SHORT_TON = 0.90718474


def read(name, mapping, tmp_path, **more):
    """The file ``name`` of the shared data through a mapping of at most ten lines, closed over all its rows."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not here")
    lines = [line for line in mapping.strip().splitlines() if line.strip()]
    assert len(lines) <= 10
    toml = tmp_path / "mapping.toml"
    toml.write_text("\n".join(line.strip() for line in lines), "utf-8")
    intake = hs.ingest(path, mapping=toml, **more)
    c = intake.counts
    assert c["read"] == c["accepted"] + c["rejected"] + sum(c["ignored"].values()) and c["accepted"] == len(intake.ledger)
    return intake


def rows(frame):
    return frames.table(frame).to_pylist()


def by(intake, *names, unit=1.0):
    """Exact sums of mass by the columns named, in ``unit`` tonnes."""
    cells = collections.defaultdict(list)
    for r in intake.ledger.to_arrow().to_pylist():
        cells[tuple(r[n] for n in names)].append(r["mass_t"])
    return {k[0] if len(names) == 1 else k: math.fsum(v) / unit for k, v in cells.items()}


def total(intake, unit=1.0):
    return math.fsum(intake.ledger.to_arrow().column("mass_t").to_pylist()) / unit
