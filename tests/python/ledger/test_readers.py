# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Sources as tables of their own columns, with the line each row stands on."""

import datetime

import numpy as np
import pyarrow as pa
import pytest

from huishou.errors import InputError
from huishou.ledger.readers import open_sources

openpyxl = pytest.importorskip("openpyxl")


def book(path, *sheets):
    out = openpyxl.Workbook()
    out.remove(out.active)
    for i, cells in enumerate(sheets):
        sheet = out.create_sheet(f"S{i}")
        for row in cells:
            sheet.append(row)
    out.save(path)
    return path


def test_about_names_the_content(tmp_path):
    import hashlib

    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n1,2\n\n")
    raw = open_sources(path)[0]
    assert raw.about == {"path": "a.csv", "bytes": 9, "sha256": hashlib.sha256(b"a,b\n1,2\n\n").hexdigest(), "encoding": "utf-8", "format": "csv", "rows": 2}
    assert raw.blank == 1 and raw.table.to_pydict() == {"a": ["1"], "b": ["2"]}


def test_unnamed_columns(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,,column 2,\n1,x,y,\n")
    raw = open_sources(path)[0]
    assert raw.table.to_pydict() == {"a": ["1"], "column 2'": ["x"], "column 2": ["y"]} and len(raw.notes) == 2


def test_names_that_look_alike_are_one_name_twice(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("品种,品种 \n1,2\n")
    with pytest.raises(InputError) as error:
        open_sources(path)
    assert error.value.code == "duplicate_header"


def test_cells_of_a_workbook(tmp_path):
    path = book(tmp_path / "a.xlsx", [["n", "d", "t", "b"], [2023, datetime.date(2023, 6, 30), "废纸", True], [0.1, None, None, None],
                                      [1e22, None, "x", False]])
    raw = open_sources(path)[0]
    assert raw.table.to_pydict() == {"n": ["2023", "0.1", "1e+22"], "d": ["2023-06-30", "", ""], "t": ["废纸", "", "x"], "b": ["TRUE", "", "FALSE"]}
    assert raw.rows.tolist() == [2, 3, 4] and raw.about["sheet"] == "S0"


def test_formulas_give_their_stored_value_and_are_never_evaluated(tmp_path):
    raw = open_sources(book(tmp_path / "a.xlsx", [["a", "b"], ["x", "=1+1"]]))[0]
    assert raw.table.column("b").to_pylist() in ([""], ["0"])   # openpyxl stores none


def test_blank_rows_of_a_workbook_keep_the_lines(tmp_path):
    raw = open_sources(book(tmp_path / "a.xlsx", [[], ["a", "b"], [1, 2], [], [3, 4]]))[0]
    assert raw.rows.tolist() == [3, 5] and raw.blank == 1


def test_sheets_by_name_and_position(tmp_path):
    path = book(tmp_path / "a.xlsx", [["a", "b"], [1, 2]], [["c", "d"], [3, 4]], [])
    assert open_sources(path, sheet="S1")[0].table.column_names == ["c", "d"] == open_sources(path, sheet=1)[0].table.column_names
    for sheet, code in ((2, "source_empty"), (9, "unknown_sheet"), ("S9", "unknown_sheet"), (True, "unknown_sheet"), ([], "unknown_sheet")):
        with pytest.raises(InputError) as error:
            open_sources(path, sheet=sheet)
        assert error.value.code == code


def test_order_of_sources(tmp_path):
    for name in ("b.csv", "a.csv"):
        (tmp_path / name).write_text("a,b\n1,2\n")
    names = [r.name for r in open_sources([tmp_path / "b.csv", str(tmp_path / "*.csv"), {"x": [1]}])]
    assert names == ["b.csv", "a.csv", "b.csv", "frame 4"]


def test_a_name_with_brackets_is_a_file_first(tmp_path):
    (tmp_path / "a[1].csv").write_text("a,b\n1,2\n")
    assert open_sources(tmp_path / "a[1].csv")[0].name == "a[1].csv"


def test_layouts_of_strings_become_one():
    table = pa.table({"a": pa.array(["x"]).dictionary_encode(), "b": pa.array(["x"], pa.large_string()), "c": pa.array(["x"], pa.string_view())})
    assert [str(t) for t in open_sources(table)[0].table.schema.types] == ["dictionary<values=string, indices=int32, ordered=0>", "string", "string"]
    large = pa.array(["x"], pa.large_string()).dictionary_encode()
    assert [str(t) for t in open_sources({"a": large, "b": pa.array([1]).dictionary_encode()})[0].table.schema.types][1] == "int64"
    assert open_sources({"a": np.array(["x"])})[0].rows.tolist() == [1]


def test_rows_of_a_sheet_are_asked_of_sheets_only(tmp_path):
    (tmp_path / "a.csv").write_text("material,mass_t\na,1\n")
    for source in (tmp_path / "a.csv", {"material": ["a"], "mass_t": [1.0]}):
        with pytest.raises(InputError) as error:
            open_sources(source, rows=(1, 2))
        assert error.value.code == "rows_without_sheet" and error.value.hint
def test_a_parquet_file_whose_names_or_texts_are_no_utf8(tmp_path):
    import pyarrow.parquet as pq

    bytes_ = pa.array([b"\xff\xfe", b"a"])
    texts = pa.Array.from_buffers(pa.string(), 2, bytes_.buffers())
    pq.write_table(pa.table({"material": texts, "mass_t": [1.0, 2.0]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"materXal": ["a"], "mass_t": [1.0]}), tmp_path / "b.parquet", store_schema=False)
    content = (tmp_path / "b.parquet").read_bytes()
    assert content.count(b"materXal")
    (tmp_path / "b.parquet").write_bytes(content.replace(b"materXal", b"mater\xeeal"))
    for name in ("a.parquet", "b.parquet"):
        with pytest.raises(InputError) as error:
            open_sources(tmp_path / name)
        assert error.value.code == "source_unreadable", name
