# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The fuzzer sees what it is for: sound seeds pass, and each kind of failure is one."""

import random
import sys
from pathlib import Path

import pytest

pytest.importorskip("typer")
FUZZ = Path(__file__).resolve().parents[1] / "fuzz"


@pytest.fixture
def fuzz(monkeypatch):
    monkeypatch.syspath_prepend(str(FUZZ))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    import ingest
    import seeds

    yield ingest, seeds
    for name in ("ingest", "seeds"):
        sys.modules.pop(name)


def test_every_seed_is_read_but_the_one_in_utf16(fuzz, tmp_path):
    ingest, seeds = fuzz
    found = []
    for ending, content in seeds.seeds():
        path = tmp_path / f"a{ending}"
        path.write_bytes(content)
        code, wrong = ingest.judge(path, [], tmp_path / "rejected.csv")
        assert wrong is None, (ending, wrong)
        found.append((ending, code))
        path.unlink()
    assert [e for e, code in found if code == 3] == [".csv"] and {code for _, code in found} == {0, 1, 3}


def test_some_spoilt_files_of_each_format(fuzz, tmp_path):
    ingest, seeds = fuzz
    known, codes = seeds.seeds(), set()
    for seed, (ending, content) in enumerate(known * 4):
        path = tmp_path / f"a{ending}"
        path.write_bytes(seeds.spoilt(random.Random(seed), ending, content, known))
        code, wrong = ingest.judge(path, [], tmp_path / "rejected.csv")
        assert wrong is None, (seed, ending, wrong)
        codes.add(code)
        path.unlink()
    assert {1, 3} <= codes


ACCOUNT = "a: 5 行读入 read = 3 接受 accepted + 1 拒绝 rejected + 1 忽略 ignored"


@pytest.mark.parametrize(("code", "out", "err", "rejected", "word"), [
    (4, "", "internal", "", "exit code 4"), (3, "", "one\ntwo\n", "", "one line"), (3, "", "", "", "one line"), (0, "", "", "", "accounts"),
    (0, ACCOUNT.replace("3 接受", "4 接受"), "", "a\n1\n", "do not sum"), (0, ACCOUNT, "", "a\n", "0 rejected rows are written"),
    (0, ACCOUNT, "", "a\n1\n", None)])
def test_failures_are_seen(fuzz, monkeypatch, tmp_path, code, out, err, rejected, word):
    ingest, _ = fuzz
    from huishou import cli

    def main(arguments):
        print(out)
        sys.stderr.write(err)
        (tmp_path / "rejected.csv").write_text(rejected)
        return code

    monkeypatch.setattr(cli, "main", main)
    wrong = ingest.judge(tmp_path / "a.csv", [], tmp_path / "rejected.csv")[1]
    assert wrong is None if word is None else word in wrong
