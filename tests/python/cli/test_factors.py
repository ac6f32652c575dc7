# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""``huishou factors``."""

import pytest

pytest.importorskip("typer")

from huishou import cli  # noqa: E402


def ends(capsys, *arguments):
    code = cli.main(["factors", *arguments])
    out, _ = capsys.readouterr()
    return code, out


def test_list_show_diff(capsys):
    code, out = ends(capsys, "list")
    assert code == 0 and [line.split()[0] for line in out.splitlines()] == ["id", "cn", "uk-defra-2023", "us-epa-warm"]
    code, out = ends(capsys, "show", "cn")
    assert code == 0 and "cn-steel-ndrc-2022" in out and "cn-steel-ndrc-2021" not in out and "非 CCER" in out
    assert "cn-steel-ndrc-2021" in ends(capsys, "show", "cn", "--all")[1]
    assert "没有差异" in ends(capsys, "diff", "cn", "cn")[1]
    code, out = ends(capsys, "diff", "cn", "us-epa-warm")
    assert code == 0 and "aluminum_cans/recycled" in out and "added" in out and "steel_scrap/any" in out
