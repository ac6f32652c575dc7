# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""``huishou verify``: a trail by its chain, its head and its reports; the files beside a manifest."""

import json

import pytest

pytest.importorskip("typer")

import huishou as hs  # noqa: E402
from huishou import cli  # noqa: E402
from huishou import enterprises as e  # noqa: E402

ROWS = {"enterprise": ["A", "B", "A", "B"], "period": ["2021", "2021", "2022", "2022"], "score": [0.9, 0.6, 0.4, 0.8]}


def trail():
    out = e.Trail()
    for review in e.replay(ROWS, e.Rules()):
        out = out.append(review)
    return out


def verify(capsys, *arguments):
    code = cli.main(["verify", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_command(capsys, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    path, kept = tmp_path / "trail.jsonl", trail()
    kept.write(path)
    pq.write_table(pa.table(ROWS), tmp_path / "reports.parquet")
    code, out, _ = verify(capsys, path, "--head", kept.head, "--reports", tmp_path / "reports.parquet")
    assert code == 0 and "no findings" in out and kept.head in out
    assert verify(capsys, path, "--head", "0" * 64)[0] == 1
    path.write_text(path.read_text("utf-8").replace('"left":0', '"left":1'), "utf-8")
    code, out, err = verify(capsys, path)
    assert code == 1 and "hash does not fit" in out and "findings" in err
    assert verify(capsys, tmp_path / "none.jsonl")[0] == 3


def test_the_command_on_a_manifest(capsys, tmp_path):
    hs.aggregate({"a": ["x", "y"], "mass_t": [1.0, 2.0]}, by=["a"], values={"mass_t": ["sum"]}).save(tmp_path / "r")
    manifest = tmp_path / "r" / "manifest.json"
    assert verify(capsys, manifest)[0] == 0
    assert verify(capsys, manifest, "--head", "0")[0] == 2
    (tmp_path / "r" / "table.parquet").write_bytes(b"x")
    code, out, _ = verify(capsys, manifest)
    assert code == 1 and "changed" in out
    (tmp_path / "r" / "table.parquet").unlink()
    assert "missing" in verify(capsys, manifest)[1]
    manifest.write_text(json.dumps({"files": 3}), "utf-8")
    assert verify(capsys, manifest)[0] == 3
