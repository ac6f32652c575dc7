# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What a report is about."""

import pytest

import huishou as hs
from huishou.errors import InputError
from huishou.view.sources import gather

CSV = "材料,period,mass_t\n废纸,2023,1\n"


def test_datasets_stand_alone_and_files_form_one_ledger(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(CSV, "utf-8")
    found = gather(["china-recyclables", str(tmp_path / "a.csv"), tmp_path / "b.csv"])
    assert [s.id for s in found] == ["china-recyclables", "ledger"]
    assert found[0].national and not found[0].cycle and len(found[1].ledger) == 2 and not found[1].national
    assert found[1].title == ("a.csv, b.csv", "a.csv, b.csv")


def test_frames_and_intakes_are_sources_of_their_own():
    rows = {"material": ["废纸"], "mass_t": [1.0]}
    found = gather([rows, hs.ingest(rows)])
    assert [s.id for s in found] == ["ledger", "ledger-2"]
    assert [s.id for s in gather(rows)] == ["ledger"]


def test_a_dataset_named_twice_is_read_once():
    assert len(gather(["china-steel", "china-steel"])) == 1


def test_a_file_goes_before_a_dataset_of_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "china-steel").mkdir()
    with pytest.raises(InputError) as error:
        gather("china-steel")
    assert error.value.code == "source_is_folder"


def test_nothing_named_is_refused():
    with pytest.raises(InputError):
        gather([])


def test_a_misspelt_dataset_comes_with_the_nearest():
    with pytest.raises(InputError) as error:
        gather("china-steal")
    assert error.value.code == "source_not_found" and "china-steel" in str(error.value)
