# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Delimited text: every cell, the line of every row, and the rows that do not fit the header."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huishou.errors import InputError
from huishou.ledger.delimited import read


def cells(text, delimiter=","):
    c = read(text.encode(), "a.csv", delimiter)
    return c.names, [list(r.values()) for r in c.table.to_pylist()], c.rows.tolist(), c.wrong, c.blank


def test_lines_are_those_of_the_file():
    names, rows, lines, wrong, blank = cells('a,b\n1,2\n\n"x\ny",3\n4,5\n')
    assert names == ["a", "b"] and rows == [["1", "2"], ["x\ny", "3"], ["4", "5"]]
    assert lines == [2, 4, 6] and not wrong and blank == 1


def test_lines_before_the_header_do_not_count_as_rows():
    assert cells("\n\na,b\n1,2")[2:] == ([4], {}, 0)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end):
    assert cells(end.join(["a,b", "1,2", "3,4", ""]))[1:3] == ([["1", "2"], ["3", "4"]], [2, 3])


def test_rows_of_another_width_keep_what_they_hold():
    _, rows, lines, wrong, _ = cells("a,b\n1\n2,3\n4,5,6\n")
    assert rows == [["1", None], ["2", "3"], ["4", "5"]] and lines == [2, 3, 4]
    assert wrong == {0: "1 / 2", 2: "3 / 2: 6"}


def test_only_wrong_rows():
    _, rows, _, wrong, _ = cells("a,b\n1\n2\n")
    assert rows == [["1", None], ["2", None]] and len(wrong) == 2


def test_a_header_alone():
    assert cells("a,b\n")[1:] == ([], [], {}, 0)


def test_quotes_doubled_and_delimiters_inside():
    assert cells('a,b\n"1,2","say ""x"""\n')[1] == [["1,2", 'say "x"']]


def test_quotes_inside_a_cell_go_to_the_slow_reader():
    assert cells('a,b\n5" pipe,2\n')[1] == [['5" pipe', "2"]]
    assert cells('a,b\nx,2" pipe\n1\n\n')[1:] == ([["x", '2" pipe'], ["1", None]], [2, 3], {1: "1 / 2"}, 1)


@pytest.mark.parametrize(("text", "code"), [("", "source_empty"), (" \n\n", "source_empty"), ('a,b\n"1,2\n', "bad_quotes"),
                                            ("a;b\n1;2\n", "unknown_delimiter")])
def test_refusals(text, code):
    with pytest.raises(InputError) as error:
        cells(text)
    assert error.value.code == code


def test_a_very_long_cell_passes():
    long = "废" * 500_000
    assert cells(f"a,b\n{long},1\n2,3\n")[1][0][0] == long
    assert cells(f"a,b\n{long}\n2,3\n")[3] == {0: "1 / 2"}
    with pytest.raises(InputError, match="field larger"):
        cells(f'a,b\n{long},1" x\n')


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=6)


@given(st.lists(st.lists(CELL, min_size=1, max_size=4).filter(lambda r: "".join(r).strip()), min_size=1, max_size=6))
def test_the_same_cells_as_the_standard_library(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    want = list(csv.reader(io.StringIO(out.getvalue(), newline="")))
    try:
        names, found, _, wrong, blank = cells(out.getvalue())
    except InputError as error:
        assert error.code == "unknown_delimiter"
        return
    assert names == [n.strip() for n in want[0]] and blank == 0
    for i, (a, b) in enumerate(zip(found, want[1:], strict=True)):
        assert a == (b + [None] * len(names))[:len(names)]
        assert (i in wrong) == (len(b) != len(names))


@given(st.binary(max_size=40).map(lambda b: b.replace(b"\x00", b"")))
def test_any_bytes_give_cells_or_a_plain_refusal(content):
    try:
        text = content.decode().encode()
    except UnicodeDecodeError:
        return
    try:
        c = read(text, "a.csv")
    except InputError:
        return
    assert c.table.num_rows == len(c.rows)


@given(st.text("a,\"\n\r; ", max_size=14))
def test_any_mix_of_quotes_and_line_ends(text):
    try:
        c = read(text.encode(), "a.csv")
    except InputError:
        return
    assert c.table.num_rows == len(c.rows) and (c.rows[1:] > c.rows[:-1]).all()
