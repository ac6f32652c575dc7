# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Masses with a unit of their own in each row."""

import pytest

from huishou import frames
from huishou.errors import UnitError
from huishou.ledger.ingest import ingest


def test_a_column_of_units():
    f = ingest({"material": ["a"] * 6, "mass": ["1", "2", "3", "4", "x", "6"], "unit": ["kg", "万吨", "ton", None, "kg", "stone"]})
    assert frames.table(f.ledger).to_pydict() == {"material": ["a"] * 2, "mass_t": [0.001, 20000.0]}
    assert f.counts["rules"] == {"not_a_number": 1, "unknown_unit": 3}
    assert "unit = ton" in frames.table(f.rejected).column("_message").to_pylist()[0] and any("read from 'unit'" in n for n in f.notes)


def test_a_column_of_organisations_is_no_column_of_units():
    with pytest.raises(UnitError) as error:
        ingest({"material": ["a"], "mass": [1], "单位": ["某公司"]})
    assert error.value.code == "unit_missing"


@pytest.mark.parametrize("more", [{"units": {"mass": "t"}}, {"mapping": {"units": {"mass": "t"}}}])
def test_a_unit_given_for_all_stands_above_it(more):
    f = ingest({"material": ["a"], "mass": [1], "unit": ["kg"]}, **more)
    assert frames.table(f.ledger).to_pydict() == {"material": ["a"], "mass_t": [1.0], "unit": ["kg"]}


def test_a_unit_in_the_header_stands_above_it():
    assert frames.table(ingest({"material": ["a"], "mass (t)": [1], "unit": ["kg"]}).ledger).column("mass_t").to_pylist() == [1.0]
