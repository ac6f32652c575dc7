# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Rejected rows of unlike sources come back, corrected, from one file."""

import huishou as hs
from huishou.view import rejected

LONG = {"material": ["废纸", "废钢铁"], "mass_t": ["-1", "7"]}
KILOS = {"material": ["废玻璃", "废塑料"], "mass_kg": ["x", "9"]}
WIDE = {"品种": ["废轮胎"], "2022年（万吨）": ["3"], "2023年（万吨）": ["坏"]}


def report(tmp_path, mend):
    content = rejected.to_csv([(str(k), hs.ingest(s)) for k, s in enumerate((LONG, KILOS, WIDE))]).decode("utf-8-sig")
    for wrong, right in mend.items():
        assert content.count(wrong) == 1
        content = content.replace(wrong, right)
    path = tmp_path / "rejected.csv"
    path.write_text(content, "utf-8")
    return path


def test_each_source_keeps_its_own_columns(tmp_path):
    # The message holds the wrong cell too, so the cell is found by its place at the end of the row.
    intake = hs.ingest(report(tmp_path, {"废纸,-1": "废纸,1", "废玻璃,,x": "废玻璃,,5000", "废轮胎,3,坏": "废轮胎,3,4"}))
    rows = hs.frames.to("dict", intake.ledger)
    assert dict(zip(rows["material"], rows["mass_t"], strict=True)) == {"waste_paper": 1.0, "waste_glass": 5.0, "waste_tyres": 40_000.0}
    assert intake.counts["rejected"] == 0 and intake.counts["ignored"]["read_before"] == 1


def test_what_was_not_corrected_is_rejected_again(tmp_path):
    intake = hs.ingest(report(tmp_path, {}))
    assert intake.counts["rules"] == {"not_a_number": 2, "negative": 1}
    assert intake.counts["accepted"] == 0


def test_rows_without_a_mass_are_missing_and_no_error(tmp_path):
    path = tmp_path / "rejected.csv"
    path.write_bytes(rejected.to_csv([("a", hs.ingest({"material": ["废纸"], "mass_t": [""]})), ("b", hs.ingest(LONG))]))
    assert hs.ingest(path).counts["rules"] == {"missing": 1, "negative": 1}
