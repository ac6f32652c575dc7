# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Every example in a docstring runs and prints what it says."""

import doctest
import importlib
import pkgutil

import pytest

import huishou

MODULES = sorted(m.name for m in pkgutil.walk_packages(huishou.__path__, "huishou.") if not m.name.endswith(("._core", ".__main__")))


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(name)
    found = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.failed == 0, f"{found.failed} of {found.attempted} examples of {name} failed"


def test_examples_are_found():
    assert sum(len(doctest.DocTestFinder().find(importlib.import_module(n))) for n in ("huishou.units", "huishou.metrics.stats")) > 5
