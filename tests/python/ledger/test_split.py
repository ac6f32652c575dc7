# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Packed columns are cut before they are read; a row of another width is refused, not shifted."""

import pytest

from huishou import frames
from huishou.errors import InputError
from huishou.ledger.ingest import ingest

PACKED = {"split": {"geo,waste": ["region", "material"]}}


def test_parts_are_columns_like_others():
    intake = ingest({"geo,waste": ["AT, glass", "BE,paper"], "mass_t": [1.0, 2.0]}, PACKED)
    assert frames.table(intake.ledger).to_pydict() == {"region": ["AT", "BE"], "material": ["glass", "paper"], "mass_t": [1.0, 2.0]}
    assert any("is split into region, material" in n for n in intake.notes)


def test_another_separator():
    how = {"split": {"k": {"columns": ["material", "region", "period"], "separator": "-"}}}
    assert frames.table(ingest({"k": ["废纸-浙江省-2023"], "mass_t": [1.0]}, how).ledger).to_pydict() == {
        "period": ["2023"], "region": ["浙江"], "material": ["waste_paper"], "mass_t": [1.0], "period_kind": ["year"]}


@pytest.mark.parametrize("cell, parts", [("AT", 1), ("AT,glass,extra", 3), (None, 1), ("", 1)])
def test_a_row_of_another_width(cell, parts):
    intake = ingest({"geo,waste": ["BE,paper", cell], "mass_t": [1.0, 2.0]}, PACKED)
    assert intake.counts["rules"] == {"wrong_cell_count": 1} and f"{parts} / 2" in frames.table(intake.rejected).to_pylist()[0]["_message"]


@pytest.mark.parametrize("code, table, mapping", [
    ("missing_column", {"geo;waste": ["a"], "mass_t": [1.0]}, PACKED), ("duplicate_header", {"geo,waste": ["a,b"], "region": ["c"], "mass_t": [1.0]}, PACKED),
    ("bad_mapping", {"a": ["x"], "mass_t": [1.0]}, {"split": {"a": ["b"]}}), ("bad_mapping", {"a": ["x"], "mass_t": [1.0]},
        {"split": {"a": {"columns": ["b", "c"], "separator": ""}}})])
def test_slips(code, table, mapping):
    with pytest.raises(InputError) as error:
        ingest(table, mapping)
    assert error.value.code == code
