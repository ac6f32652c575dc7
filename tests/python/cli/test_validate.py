# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""``huishou validate``: the account, the threshold, and what cannot be read."""

import pytest

pytest.importorskip("typer")

from huishou import cli  # noqa: E402

HEAD = "品种,年份,回收量（吨）\n"


def ends(capsys, *arguments):
    code = cli.main(["validate", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


def file(tmp_path, content, name="a.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_clean_rows_end_with_0(capsys, tmp_path):
    code, out, err = ends(capsys, file(tmp_path, HEAD + "废纸,2023,1\n合计,2023,1\n"))
    assert code == 0 and err == "" and "2 行读入 read = 1 接受 accepted + 0 拒绝 rejected + 1 忽略 ignored" in out and "total_row 1" in out


def test_text_in_a_number_column_is_a_rejected_row(capsys, tmp_path):
    path = file(tmp_path, HEAD + "废纸,2023,1\n" * 150 + "废纸,2023,abc\n")
    code, out, _ = ends(capsys, path)
    assert code == 0 and "not_a_number 1" in out and "row 152" in out
    code, _, err = ends(capsys, path, "--max-rejects", "0")
    assert code == 1 and "1 of 151 rows rejected" in err
    assert ends(capsys, path, "--max-rejects", "0.5%")[0] == 1 and ends(capsys, path, "--max-rejects", "1")[0] == 0


def test_rejected_rows_are_written_on_demand(capsys, tmp_path):
    path = file(tmp_path, HEAD + "废纸,2023,abc\n废纸,2023,2\n")
    code, out, _ = ends(capsys, path, "--rejects", tmp_path / "r.csv")
    assert code == 1 and "r.csv" in out and "abc" in (tmp_path / "r.csv").read_text("utf-8-sig")


def test_no_usable_row_is_a_finding(capsys, tmp_path):
    code, _, err = ends(capsys, file(tmp_path, HEAD + "合计,2023,1\n"), "--max-rejects", "100%")
    assert code == 1 and "No row can be used" in err


@pytest.mark.parametrize(("content", "word"), [
    (b"", "empty"), (HEAD, "no rows"), ("品种,年份\n废纸,2023\n", "no column for mass"), (b"a,mass_t\n\xff\xfe\x00\x81\x20,1\n\x81\n", "encoding"),
    ("material,mass (ton)\npaper,1\n", "short_ton"), ("material,mass\npaper,1\n", "unit")])
def test_what_cannot_be_read_is_one_line_and_3(capsys, tmp_path, content, word):
    code, out, err = ends(capsys, file(tmp_path, content))
    assert code == 3 and out == "" and err.count("\n") == 1 and err.startswith("huishou: ") and "a.csv" in err or word in err
    assert word.casefold() in err.casefold() and "Traceback" not in err


def test_a_folder_and_a_file_that_is_not_there(capsys, tmp_path):
    for source in (tmp_path, tmp_path / "no.csv"):
        code, out, err = ends(capsys, source)
        assert code == 3 and out == "" and err.count("\n") == 1


def test_units_and_mapping_are_taken(capsys, tmp_path):
    path = file(tmp_path, "what,how_much\npaper,1\n")
    mapping = file(tmp_path, '[rename]\nmaterial = "what"\nmass = "how_much"\n', "m.toml")
    assert ends(capsys, path, "--mapping", mapping, "--units", "mass=short_ton")[0] == 0
    code, _, err = ends(capsys, path, "--mapping", tmp_path / "no.toml")
    assert code == 2 and err.count("\n") == 1
    code, _, err = ends(capsys, path, "--mapping", file(tmp_path, "[rename\n", "bad.toml"))
    assert code == 2 and err.count("\n") == 1


def test_a_dataset_by_its_name(capsys):
    code, out, _ = ends(capsys, "china-steel")
    assert code == 0 and "31,513" in out
    assert ends(capsys, "china-recyclables")[0] == 1              # 29 of 134 rows hold no number


def test_the_encoding_a_hint_asks_for_can_be_given(capsys, tmp_path):
    path = file(tmp_path, (HEAD + "废纸,2023,1\n").encode("utf-16"))
    code, _, err = ends(capsys, path)
    assert code == 3 and "utf-16" in err
    assert ends(capsys, path, "--encoding", "utf-16")[0] == 0
    assert ends(capsys, path, "--encoding", "no-such")[0] == 2


def test_a_sheet_by_its_name(capsys, tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["空"])
    for row in (["品种", "回收量（吨）"], ["废纸", 2]):
        (book["二月"] if "二月" in book.sheetnames else book.create_sheet("二月")).append(row)
    book.save(tmp_path / "a.xlsx")
    assert ends(capsys, tmp_path / "a.xlsx")[0] == 3
    code, out, _ = ends(capsys, tmp_path / "a.xlsx", "--sheet", "二月")
    assert code == 0 and "1 接受 accepted" in out
    code, _, err = ends(capsys, tmp_path / "a.xlsx", "--sheet", "三月")
    assert code == 2 and "Sheet, 二月" in err


@pytest.mark.parametrize(("given", "code"), [("50%", 0), ("49.9%", 1), ("1", 0), ("0", 1), ("0.9", 1), ("100%", 0), (" 2 ", 0)])
def test_max_rejects_is_a_share_or_a_number(capsys, tmp_path, given, code):
    path = file(tmp_path, HEAD + "废纸,2023,1\n废纸,2023,x\n合计,,1\n")
    assert ends(capsys, path, "--max-rejects", given)[0] == code


@pytest.mark.parametrize("given", ["", "-1", "101%", "a", "1%%", "nan", "1e9", "１%x"])
def test_max_rejects_that_is_neither_is_wrong_use(capsys, tmp_path, given):
    code, out, err = ends(capsys, file(tmp_path, HEAD + "废纸,2023,1\n"), f"--max-rejects={given}")
    assert code == 2 and out == "" and err.count("\n") == 1


def test_a_source_is_never_written_over(capsys, tmp_path):
    path = file(tmp_path, HEAD + "废纸,2023,x\n废纸,2023,2\n")
    before = path.read_bytes()
    for target in (path, tmp_path / "." / "a.csv"):
        code, _, err = ends(capsys, path, "--rejects", target)
        assert code == 2 and "overwritten" in err and path.read_bytes() == before
    code, _, err = ends(capsys, tmp_path / "*.csv", "--rejects", path)
    assert code == 2 and path.read_bytes() == before


def test_rejects_are_written_whole_or_not_at_all(capsys, tmp_path, monkeypatch):
    import os

    path, target = file(tmp_path, HEAD + "废纸,2023,x\n废纸,2023,2\n"), tmp_path / "r.csv"
    target.write_text("old")

    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fails)
    code, _, err = ends(capsys, path, "--rejects", target)
    assert code == 2 and "cannot be written" in err and target.read_text() == "old" and sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "r.csv"]


def test_doubts_are_shown_and_are_no_rejects(capsys, tmp_path):
    code, out, _ = ends(capsys, file(tmp_path, HEAD + "废纸,2023,约120\n废钢,2023,3\n"), "--max-rejects", "0")
    assert code == 0 and "qualified_number 1" in out and "约120" in out and "row 2" in out
