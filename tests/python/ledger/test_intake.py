# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What a reading hands back: it closes, it shows itself, it does not change."""

import json

import numpy as np
import pytest

from huishou import frames
from huishou.errors import InputError
from huishou.ledger.ingest import ingest
from huishou.ledger.intake import account


def intake(**more):
    return ingest({"material": ["废纸", "<b>", "合计"], "mass_t": ["1", "x", "2"]}, **more)


def test_short_repr():
    assert repr(intake()) == "<Intake: 3 rows read = 1 accepted + 1 rejected + 1 ignored; not_a_number 1; total_row 1>"


def test_card_in_two_languages_escaped_and_without_script():
    f = ingest({"material": ["<script>alert(1)</script>"], "mass_t": [1.0], "<img src=x>": [1]})
    for lang, word in (("zh", "接受"), ("en", "accepted")):
        card = f.card(lang)
        assert word in card and "<script" not in card and "<img" not in card and "&lt;img" in card
    assert f._repr_html_() == f.card("zh")
    with pytest.raises(InputError):
        f.card("fr")


def test_nothing_in_it_changes():
    f = intake()
    with pytest.raises(AttributeError):
        f.counts = {}
    f.counts["rules"]["x"] = 1
    f.provenance["sources"].append(1)
    f.notes.append("x")
    assert "x" not in f.counts["rules"] and len(f.provenance["sources"]) == 1 and "x" not in f.notes


def test_provenance_is_plain_json():
    f = intake(mapping={"id": "m", "options": {"totals": "ignore"}}, units={"mass": "kg"}, aliases={"x": "waste_paper"},
               where={"material": ["waste_paper", None]})
    record = json.loads(json.dumps(f.provenance))
    assert record == f.provenance == f.ledger.provenance
    assert record["mapping"]["id"] == "m" and record["units_given"] == {"mass": "kg"} and record["counts"]["read"] == 3 and record["notes"] == f.notes


def test_rejected_has_every_source_column_first():
    table = frames.table(intake().rejected)
    assert table.column_names == ["material", "mass_t", "_source", "_row", "_column", "_rules", "_message"] and str(table.schema.field("_row").type) == "int64"


def test_without_bad_rows_the_frames_are_empty_and_typed():
    f = ingest({"material": ["a"], "mass_t": [1.0]})
    assert frames.table(f.rejected).num_rows == frames.table(f.ignored).num_rows == 0
    assert frames.table(f.rejected).column_names[-5:] == ["_source", "_row", "_column", "_rules", "_message"]


def test_an_account_that_does_not_close_is_an_internal_error():
    f = intake()
    blocks = f._blocks
    account(blocks, 1, False)
    with pytest.raises(RuntimeError, match="internal error"):
        account(blocks, 2, False)
    blocks[0].became = np.append(blocks[0].became, np.uint8(0))
    with pytest.raises(RuntimeError, match="internal error"):
        account(blocks, 2, False)
