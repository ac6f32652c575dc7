# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""``huishou report`` and ``huishou demo``."""

import pytest

pytest.importorskip("typer")
pytest.importorskip("matplotlib")

from huishou import cli  # noqa: E402


def ends(capsys, *arguments):
    code = cli.main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_demo_says_where_the_page_is(capsys, tmp_path):
    code, out, err = ends(capsys, "demo", "--out", tmp_path / "d")
    assert code == 0 and err == "" and str((tmp_path / "d" / "report.html").resolve()) in out
    assert {p.name for p in (tmp_path / "d").iterdir()} == {"report.html", "rejected.csv", "manifest.json", "tables"}
    assert "204.1–251.2" in (tmp_path / "d" / "report.html").read_text("utf-8")


def test_report_in_english_with_a_rejected_row(capsys, tmp_path):
    (tmp_path / "a.csv").write_text("品种,月份,回收量（吨）\n废钢铁,2023-01,10\n废钢铁,2023-02,abc\n", "utf-8")
    code, out, _ = ends(capsys, "report", tmp_path / "a.csv", "--out", tmp_path / "o", "--lang", "en")
    assert code == 0 and "1 拒绝 rejected" in out and '<html lang="en">' in (tmp_path / "o" / "report.html").read_text("utf-8")
    assert "abc" in (tmp_path / "o" / "rejected.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\x81\x20,\xff\n"])
def test_unreadable_sources_write_nothing(capsys, tmp_path, content):
    (tmp_path / "a.csv").write_bytes(content)
    code, out, err = ends(capsys, "report", tmp_path / "a.csv", "--out", tmp_path / "o")
    assert code == 3 and out == "" and err.count("\n") == 1 and not (tmp_path / "o").exists()


def test_a_folder_as_source_and_a_file_as_folder(capsys, tmp_path):
    assert ends(capsys, "report", tmp_path, "--out", tmp_path / "o")[0] == 3
    (tmp_path / "a.csv").write_text("品种,回收量（吨）\n废纸,1\n", "utf-8")
    code, _, err = ends(capsys, "report", tmp_path / "a.csv", "--out", tmp_path / "a.csv")
    assert code == 2 and err.count("\n") == 1


def test_nothing_is_written_outside_the_folder_or_over_a_source(capsys, tmp_path):
    (tmp_path / "in").mkdir()
    source = tmp_path / "in" / "..%2f..%2fa;b.csv"
    source.write_text("品种,回收量（吨）,../../x\n废钢铁,10,../../y\n废纸,abc,=1\n", "utf-8")
    before = {p for p in tmp_path.rglob("*")}
    assert ends(capsys, "report", source, "--out", tmp_path / "o")[0] == 0
    new = {p for p in tmp_path.rglob("*")} - before
    assert new and all(p == tmp_path / "o" or tmp_path / "o" in p.parents for p in new)
    corrected = tmp_path / "o" / "rejected.csv"
    content = corrected.read_bytes()
    code, _, err = ends(capsys, "report", corrected, "--out", tmp_path / "o")
    assert code == 2 and "overwritten" in err and corrected.read_bytes() == content


def test_report_of_a_sheet(capsys, tmp_path):
    from huishou.ledger.template import EXAMPLE_SHEET, workbook

    (tmp_path / "t.xlsx").write_bytes(workbook())
    code, out, _ = ends(capsys, "report", tmp_path / "t.xlsx", "--sheet", EXAMPLE_SHEET, "--out", tmp_path / "o")
    assert code == 0 and "3 接受 accepted" in out
