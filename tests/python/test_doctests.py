# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Every example in a docstring runs and prints what it says."""

import doctest
import importlib
from pathlib import Path

import pytest

import huishou

# From the files: a walk over packages passes by a folder without an __init__.py and says nothing.
FILES = [p.relative_to(Path(huishou.__file__).parent).with_suffix("").parts for p in Path(huishou.__file__).parent.rglob("*.py")]
MODULES = sorted(".".join(["huishou", *(w for w in words if w != "__init__")]) for words in FILES if words[-1] != "__main__")


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(name)
    found = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.failed == 0, f"{found.failed} of {found.attempted} examples of {name} failed"


def test_examples_are_found():
    assert {"huishou", "huishou.metrics.rates", "huishou.policy.enterprises", "huishou.view.figures.sankey"} <= {*MODULES}
    assert sum(len(doctest.DocTestFinder().find(importlib.import_module(n))) for n in ("huishou.units", "huishou.metrics.stats")) > 5
