# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Options are checked before a file is opened."""

import pytest

pytest.importorskip("typer")

from huishou.cli.options import lang_of, units_of  # noqa: E402
from huishou.errors import InputError  # noqa: E402


def test_units():
    assert units_of(None) is None and units_of([]) is None
    assert units_of(["mass=吨", "value = 万元"]) == {"mass": "t", "value": "万元"}
    for wrong in ("mass", "mass=ton", "mass=元", "period=t"):
        with pytest.raises(InputError) as error:
            units_of([wrong])
        assert error.value.code == "wrong_use"


def test_languages():
    assert lang_of("zh") == "zh"
    with pytest.raises(InputError):
        lang_of("de")
