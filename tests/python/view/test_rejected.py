# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Rejected rows leave as CSV: whole, and harmless in a spreadsheet."""

import csv
import io

import pytest

import huishou as hs
from huishou.view import rejected


def cells(intake):
    text = rejected.to_csv([("a", intake)]).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "  =1+1", "\t=1", "＝1+1"])
def test_formulas_are_made_harmless(text):
    row = cells(hs.ingest({"material": ["废纸"], "mass_t": ["x"], "note": [text]}))[0]
    assert row["note"] == "'" + text


@pytest.mark.parametrize("text", ["-3", "+5.2", "-1,234.5", "1e3", "废纸", "a=b", "", "-"])
def test_numbers_and_plain_text_stay(text):
    row = cells(hs.ingest({"material": ["废纸"], "mass_t": ["x"], "note": [text]}))[0]
    assert row["note"] == text


def test_every_source_column_and_the_place_travel():
    read = hs.ingest({"material": ["废纸", "废纸"], "mass_t": ["1", "abc"], "备注": ["", "看"], "_id": ["7", "8"]})
    rows = cells(read)
    assert len(rows) == 1 and rows[0]["_id"] == "8" and rows[0]["_row"] == "2" and rows[0]["_rules"] == "not_a_number" and rows[0]["mass_t"] == "abc"
    assert rows[0]["备注"] == "看"
