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


def test_warnings_have_every_source_column_and_the_account_names_them():
    f = ingest({"material": ["a", "b", "c"], "mass_t": ["约1", "2", "约x"]})
    table = frames.table(f.warnings)
    assert table.column_names == ["material", "mass_t", "_source", "_row", "_column", "_warnings", "_message"] and table.num_rows == 1
    assert table.to_pylist()[0]["_message"] == "数字带有约、超过、近等限定词 / the number is approximate or a bound, by the words around it: mass_t = 约1"
    assert f.counts["warnings"] == {"qualified_number": 1} and "qualified_number" in f.card("en") and "限定词" in f.card("zh")
    assert f.counts["accepted"] == 2                            # a warned row is in the ledger
    none = ingest({"material": ["a"], "mass_t": [1.0]})
    assert none.counts["warnings"] == {} and frames.table(none.warnings).num_rows == 0 and "warnings" not in repr(none)


def test_where_can_ask_for_a_qualifier():
    f = ingest([{"material": ["a", "b"], "mass_t": ["约1", "2"]}, {"material": ["c"], "mass_t": [3.0]}], where={"mass_qualifier": "approximate"})
    assert len(f.ledger) == 1 and f.counts["ignored"]["outside_where"] == 2


def test_numbers_across_separators_are_told():
    f = ingest({"material": ["a", "b", "c"], "mass_t": ["1,234.5", "2", "1,23"]})
    assert f.counts["rules"] == {"not_a_number": 1} and any("'mass_t': 1 numbers are read across thousands separators" in n for n in f.notes)
