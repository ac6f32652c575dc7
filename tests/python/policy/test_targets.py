# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Targets on nine materials beside the line of ten categories."""

import pytest

from huishou.ledger import datasets
from huishou.policy import targets


def ledger():
    return datasets.load("china-recyclables")


def test_the_two_targets_with_their_documents():
    nine = targets.nine()
    assert [(t["year"], t["target_t"]) for t in nine] == [(2025, 450e6), (2030, 510e6)]
    assert len(nine[0]["documents"]) == 3 and all("国发" in t["documents"][0] for t in nine)


def test_growth_needed_and_no_gap():
    table = targets.table(ledger())
    rows = {r["target_year"]: r for r in table.rows()}
    assert rows["2030"]["needed_growth"] == pytest.approx((510 / 401) ** (1 / 6) - 1)
    assert rows["2030"]["needed_low"] < rows["2030"]["needed_growth"] < rows["2030"]["needed_high"]
    assert rows["2030"]["target_scope"] == "ndrc9" and rows["2030"]["line_scope"] == "mofcom10_total"
    assert not [c for c in table.columns if "gap" in c]
    assert "十大类不等于九种主要再生资源" in targets.WORDS[0] and "not nine materials" in targets.WORDS[1]


def test_a_year_with_both_scopes():
    both = targets.same_year(ledger())
    assert (both["year"], both["nine_t"], both["ten_t"]) == ("2021", 385e6, 381e6)
