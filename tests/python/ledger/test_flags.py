# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Letters on numbers: only those named, and each is kept."""

import pytest

from huishou import frames
from huishou.ledger.flags import take
from huishou.ledger.ingest import ingest
from huishou.ledger.numbers import BROKEN, FINE, MISSING, NOT_FINITE


@pytest.mark.parametrize("cell, value, state, flag", [
    ("64.3 e", 64.3, FINE, "e"), ("1,234.5 de", 1234.5, FINE, "de"), ("12s", 12.0, FINE, "s"), (": e", None, MISSING, "e"), ("12 x", None, BROKEN, ""),
    ("e", None, BROKEN, ""), ("12 ex", None, BROKEN, ""), ("inf s", None, NOT_FINITE, ""), (None, None, MISSING, "")])
def test_what_hangs_on_a_number(cell, value, state, flag):
    values, states, flags = take([cell], ("d", "e", "s"))
    assert states.tolist() == [state] and flags.tolist() == [flag] and (value is None or values.tolist() == [value])


def test_none():
    assert [len(part) for part in take([], ("e",))] == [0, 0, 0]


def test_in_a_ledger():
    table = {"material": list("abcd"), "mass_t": ["1 e", "2", ": e", "3 z"], "value_cny": ["5 s", "6", "7", "8"]}
    intake = ingest(table, {"options": {"flags": ["e", "s"]}})
    ledger = frames.table(intake.ledger).to_pydict()
    assert (ledger["mass_t"], ledger["mass_flag"], ledger["value_flag"]) == ([1.0, 2.0], ["e", None], ["s", None])
    assert intake.counts["rules"] == {"missing": 1, "not_a_number": 1} and intake.counts["warnings"] == {"flagged_number": 1}
    assert ingest(table).counts["rules"] == {"not_a_number": 3} and ingest(table).counts["warnings"] == {}
