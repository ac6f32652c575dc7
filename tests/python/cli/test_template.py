# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""``huishou template`` and the way back through ``huishou validate``."""

import pytest

pytest.importorskip("typer")
openpyxl = pytest.importorskip("openpyxl")

from huishou import cli  # noqa: E402
from huishou.ledger.template import EXAMPLE_SHEET, SHEET  # noqa: E402


def ends(capsys, *arguments):
    code = cli.main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_template_is_written_and_its_example_read(capsys, tmp_path):
    path = tmp_path / "t.xlsx"
    code, out, err = ends(capsys, "template", path)
    assert code == 0 and err == "" and str(path.resolve()) in out and [p.name for p in tmp_path.iterdir()] == ["t.xlsx"]
    code, out, err = ends(capsys, "validate", path, "--sheet", EXAMPLE_SHEET, "--max-rejects", "0")
    assert code == 0 and err == "" and "3 行读入 read = 3 接受 accepted + 0 拒绝 rejected + 0 忽略 ignored" in out
    code, _, err = ends(capsys, "validate", path)
    assert code == 3 and "no rows" in err


def test_filled_in_rejected_corrected_and_read_again(capsys, tmp_path):
    path, rejects = tmp_path / "t.xlsx", tmp_path / "rejected.csv"
    ends(capsys, "template", path)
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    header = {c.value: c.column for c in sheet[2]}
    for row, (site, mass) in enumerate([("甲", 5), ("=1+1", "约"), ("丙", -2)], 3):
        for name, value in (("品种（material）", "废纸"), ("站点（site）", site), ("回收量", mass), ("计量单位", "kg")):
            sheet.cell(row, header[name], value).data_type = "n" if isinstance(value, int) else "s"
    book.save(path)
    code, out, _ = ends(capsys, "validate", path, "--rejects", rejects)
    assert code == 1 and "row 4" in out and "row 5" in out
    text = rejects.read_text("utf-8-sig")
    assert "'=1+1" in text and "甲" not in text
    fixed = tmp_path / "corrected.csv"
    fixed.write_text(text.replace(",约,", ",8,").replace(",-2,", ",2,"), "utf-8")
    code, out, _ = ends(capsys, "validate", fixed, "--max-rejects", "0")
    assert code == 0 and "2 行读入 read = 2 接受 accepted" in out
    import huishou as hs

    rows = hs.ingest(fixed).ledger.table.to_pylist()
    assert [(r["site"], r["mass_t"]) for r in rows] == [("=1+1", 0.008), ("丙", 0.002)]
    assert not {"_ledger", "_row", "_rules"} & set(rows[0])


def test_what_is_there_is_kept(capsys, tmp_path):
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"mine")
    code, _, err = ends(capsys, "template", path)
    assert code == 2 and "--force" in err and path.read_bytes() == b"mine"
    assert ends(capsys, "template", path, "--force")[0] == 0 and path.read_bytes()[:2] == b"PK"
    assert ends(capsys, "template", tmp_path / "t.csv")[0] == 2
    assert ends(capsys, "template", path / "x.xlsx")[0] == 2        # a file where a folder is needed
