# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Progress is for terminals."""

import sys

import pytest

pytest.importorskip("typer")

from huishou.cli.progress import steps  # noqa: E402


def test_silent_when_not_a_terminal(capsys):
    with steps() as step:
        step("read")
    assert capsys.readouterr() == ("", "")


def test_a_terminal_without_rich_stays_silent(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setitem(sys.modules, "rich.console", None)
    with steps() as step:
        step("read")
    assert capsys.readouterr() == ("", "")
