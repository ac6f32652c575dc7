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
    assert code == 0 and [line.split()[0] for line in out.splitlines()] == ["id", "cn", "grid-cn", "ipcc-waste", "uk-defra", "us-epa-hub",
                                                                                "us-epa-warm"]
    code, out = ends(capsys, "show", "cn")
    assert code == 0 and "cn-steel-ndrc-2022" in out and "cn-steel-ndrc-2021" not in out and "非 CCER" in out
    assert "cn-steel-ndrc-2021" in ends(capsys, "show", "cn", "--all")[1]
    assert "没有差异" in ends(capsys, "diff", "cn", "cn")[1]
    code, out = ends(capsys, "diff", "cn", "us-epa-warm")
    assert code == 0 and "aluminum_cans/recycled" in out and "added" in out and "steel_scrap/any" in out


def test_packs_without_tonnes_are_shown_whole_and_years_can_be_named(capsys):
    code, out = ends(capsys, "show", "grid-cn:2023")
    assert code == 0 and "grid-cn-2023-north-average" in out and "grid-cn-2022" not in out and "kg CO2 per kWh" in out
    code, out = ends(capsys, "show", "us-epa-hub:2025", "--id", "hub9-aluminum_cans-recycled")
    assert code == 0 and "Table 9" in out and "0.06" in out and "AR4" in out and "transport and sorting alone" in out
    code, out = ends(capsys, "diff", "us-epa-hub:2021", "us-epa-hub:2025")
    assert code == 0 and any(line.split()[:2] == ["hub9-mixed_msw-landfilled", "changed"] for line in out.splitlines())
    assert ends(capsys, "show", "us-epa-hub:1999")[0] == 2 and ends(capsys, "show", "us-epa-hub", "--id", "hub9-glass-recycled")[0] == 2
