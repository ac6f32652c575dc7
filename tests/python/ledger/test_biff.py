# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The extent of old workbooks: measured before a reader lays them out."""

import importlib.util
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huishou.errors import InputError
from huishou.ledger import biff, guard
from huishou.ledger.ingest import ingest

_spec = importlib.util.spec_from_file_location("old_workbook", Path(__file__).with_name("old_workbook.py"))
made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(made)

CELLS = [made.text(0, 0, "品种"), made.text(0, 1, "回收量（吨）"), made.text(1, 0, "废纸"), made.number(1, 1, 2.5), made.text(2, 0, "废钢铁"),
         made.number(2, 1, -1.0)]


@pytest.mark.parametrize("pad", [0, 5000, 200_000])
@pytest.mark.parametrize("name", ["Workbook", "Book"])
def test_a_workbook_is_read_and_measured(tmp_path, pad, name):
    content = made.compound(made.workbook(CELLS, pad), name)
    assert biff.extent(content) == (3, 2)
    (tmp_path / "a.xls").write_bytes(content)
    intake = ingest(tmp_path / "a.xls")
    assert intake.ledger.table.to_pydict() == {"material": ["waste_paper"], "mass_t": [2.5]} and intake.counts["rules"] == {"negative": 1}


@pytest.mark.parametrize("pad", [0, 5000])
def test_one_cell_far_out_is_refused(tmp_path, pad):
    for far in (made.number(65535, 65535, 1.0), made.text(65535, 60000, "x"),
                made.record(0x00BD, struct.pack("<HHHIH", 65535, 0, 0, 0, 65535))):
        (tmp_path / "a.xls").write_bytes(made.compound(made.workbook([*CELLS, far], pad)))
        with pytest.raises(InputError) as error:
            ingest(tmp_path / "a.xls")
        assert error.value.code == "workbook_too_large" and "65,536 rows" in str(error.value)
    guard.check(made.compound(made.workbook([*CELLS, made.number(65535, 255, 1.0)], pad)), "a.xls")   # the format's own largest sheet
    blank = made.record(0x0201, struct.pack("<HHH", 65535, 65535, 0))
    guard.check(made.compound(made.workbook([*CELLS, blank], pad)), "a.xls")                          # only formatted


def test_a_sheet_between_the_records_is_seen():
    """The sheet's place need not be where a record begins, seen from the start of the stream."""
    hidden = made.record(0x0809, bytes(16)) + made.number(65535, 65535, 1.0) + made.record(0x000A, b"")
    plain = made.workbook(CELLS)
    stream = plain + made.record(0x00FC, b"\x00" * 3 + hidden)
    at = plain.index(struct.pack("<HH", 0x0085, 8 + 2)) + 4
    stream = stream[:at] + struct.pack("<I", len(plain) + 4 + 3) + stream[at + 4:]
    assert biff.extent(made.compound(stream)) == (65536, 65536)


def test_measuring_takes_linear_time():
    import time

    sheets = b"".join(made.record(0x0085, struct.pack("<IHBB", 40 * k, 0, 0, 0)) for k in range(60_000))
    stream = made.record(0x0809, bytes(16)) + sheets + made.number(0, 0, 1.0) * 20_000
    start = time.perf_counter()
    assert biff.extent(made.compound(stream)) == (1, 1)
    assert time.perf_counter() - start < 20


def test_damaged_structures_are_refused(tmp_path):
    good = made.compound(made.workbook(CELLS, 5000))
    # The first sector follows itself, leaves the file, or is followed by one that is free: readers would go on for ever.
    endless = [good[:-512] + struct.pack("<I", k) + good[-508:] for k in (0, 5000, 0xFFFFFFFF)]
    for content in (good[:40], good[:600], good[:512], made.compound(made.workbook(CELLS), "Other"), *endless):
        with pytest.raises(InputError) as error:
            guard.check(content, "a.xls")
        assert error.value.code == "source_unreadable" and error.value.hint


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 255)), min_size=1, max_size=8))
def test_changed_bytes_end_in_an_answer_or_a_refusal(changes):
    content = bytearray(made.compound(made.workbook(CELLS, 5000)))
    for at, byte in changes:
        content[at % len(content)] = byte
    try:
        rows, columns = biff.extent(bytes(content))
        assert 0 <= rows <= 65536 and 0 <= columns <= 65536
    except ValueError as error:
        assert str(error)
