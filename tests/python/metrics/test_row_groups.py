# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Parquet by row groups: the digest of the rows, whatever the file's cut, and errors that name the place."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import huishou as hs
from huishou.errors import InputError
from huishou.metrics import row_groups

VALUES = {"mass_t": ["count", "sum", "var", "min", "q50"]}


@pytest.fixture(scope="module")
def table():
    rng = np.random.default_rng(12)
    n = 30_011
    mass = rng.lognormal(1, 3, n)
    mass[::97] = np.nan
    words = np.array(["浙江", "广东", "a long name of a region indeed", None], dtype=object)
    return pa.table({"region": pa.array(words[rng.integers(0, 4, n)], pa.string()), "month": pa.array(rng.integers(1, 13, n), pa.int8()), "mass_t": mass})


def digest_of(table):
    agg = hs.Aggregator(by=["region", "month"], values=VALUES)
    agg.update(table)
    return agg.digest()


@pytest.mark.parametrize("size", [1000, 9999, 40_000])
@pytest.mark.parametrize("threads", [1, 2, 7])
def test_any_row_group_size_any_threads_same_digest(table, tmp_path, size, threads):
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=size)
    agg = hs.Aggregator(by=["region", "month"], values=VALUES, threads=threads)
    agg.update(tmp_path / "a.parquet")
    assert agg.digest() == digest_of(table)


def test_a_pattern_reads_every_file(table, tmp_path):
    for i in range(3):
        pq.write_table(table.slice(i * 10_000, 10_000 if i < 2 else None), tmp_path / f"part-{i}.parquet", row_group_size=3000)
    whole = hs.aggregate(str(tmp_path / "*.parquet"), by=["region"], values={"mass_t": ["sum"]})
    assert whole.to_arrow().equals(hs.aggregate(table, by=["region"], values={"mass_t": ["sum"]}).to_arrow())
    assert whole.provenance["inputs"]["rows"] == table.num_rows


def test_an_error_names_file_and_row_group_and_changes_nothing(table, tmp_path):
    mass = table.column("mass_t").to_numpy().copy()
    mass[25_500] = np.inf
    pq.write_table(table.set_column(2, "mass_t", pa.array(mass)), tmp_path / "bad.parquet", row_group_size=10_000)
    agg = hs.Aggregator(by=["region", "month"], values=VALUES)
    agg.update(table)
    before = agg.digest()
    with pytest.raises(InputError) as error:
        agg.update(tmp_path / "bad.parquet")
    assert error.value.code == "infinite_value" and "'bad.parquet', row group 3" in str(error.value) and error.value.row == 5501
    assert agg.digest() == before


@pytest.mark.parametrize(("make", "code"), [(lambda p: p, "source_is_folder"), (lambda p: p / "no.parquet", "source_not_found"), (lambda p: p / "*.parquet",
                                                                                                                                  "source_not_found")])
def test_wrong_places_are_named(tmp_path, make, code):
    with pytest.raises(InputError) as error:
        hs.aggregate(make(tmp_path), by=[], values={"mass_t": ["sum"]})
    assert error.value.code == code


def test_other_files_and_broken_files_are_refused(tmp_path):
    for name, code in (("a.csv", "unknown_format"), ("a.parquet", "unreadable_source")):
        (tmp_path / name).write_bytes(b"material,mass_t\npaper,1\n")
        with pytest.raises(InputError) as error:
            hs.aggregate(tmp_path / name, by=[], values={"mass_t": ["sum"]})
        assert error.value.code == code


def test_an_interrupt_ends_every_worker(table, tmp_path):
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=100)
    seen = []

    def add(state, part):
        seen.append(part.num_rows)
        if len(seen) == 5:
            raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        row_groups.feed(tmp_path / "a.parquet", ["mass_t"], [None], add)
    assert len(seen) == 5


def test_a_bar_is_shown_where_asked_for(table, tmp_path, capsys):
    pytest.importorskip("rich")
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=5000)
    hs.aggregate(tmp_path / "a.parquet", by=[], values={"mass_t": ["sum"]}, progress=True)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("call", [hs.ingest, lambda path: hs.aggregate(path, by=[], values={"mass_t": ["sum"]})])
def test_a_home_that_does_not_exist_is_a_missing_file(call):
    with pytest.raises(InputError) as error:
        call("~0/a.parquet")
    assert error.value.code == "source_not_found"
