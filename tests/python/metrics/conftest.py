# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What several test files of this folder share: a ledger of many groups, and the rational oracle."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture(scope="session")
def rationals():
    """The module ``rationals.py`` beside this file."""
    spec = importlib.util.spec_from_file_location("rationals", Path(__file__).with_name("rationals.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def many_rows():
    """500,000 rows, enough for seven workers of 65,536; 120 groups, sixteen orders of magnitude, both signs, values outside every window, missing ones."""
    rng = np.random.default_rng(20211028)
    n = 500_000
    mass = np.exp(rng.normal(0.0, 6.0, n)) * np.where(rng.random(n) < 0.02, -1.0, 1.0)
    mass[rng.integers(0, n, 200)] *= 1e30
    mass[rng.integers(0, n, 200)] *= 1e-30
    mass[[5, 77, 1234, n - 1]] = np.nan
    return {
        "region": np.array(["浙江", "广东", "河北", "四川"])[rng.integers(0, 4, n)],
        "material": np.array(["废钢铁", "废纸", "废塑料"])[rng.integers(0, 3, n)],
        "month": rng.integers(1, 11, n).astype(np.int32),
        "mass_t": mass,
    }
