# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The golden cases of tests/data, as tests/cpp/golden.hpp reads them: case.txt with lines "key = value", CSV tables, empty cells missing."""

import csv
import math
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"


def cases(area, table="rows.csv"):
    found = sorted(p for p in (DATA / area).iterdir() if (p / table).exists())
    assert found, area
    return found


def settings(path):
    out = {}
    for line in (path / "case.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#") and "=" in line:
            key, _, value = line.partition("=")
            out.setdefault(key.strip(), []).append(value.strip())
    return out


def table(path, numbers=("mass_t",)):
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    return {n: [(float(r[n]) if r[n] else math.nan) if n in numbers else (r[n] or None) for r in rows] for n in rows[0]}


def same(found, wanted, tolerance):
    if found is None or math.isnan(found) or math.isnan(wanted):
        return (found is None or math.isnan(found)) and math.isnan(wanted)
    return abs(found - wanted) <= tolerance * max(1.0, abs(wanted))
