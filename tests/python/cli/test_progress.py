# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Progress is for terminals."""

import io
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


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_sees_a_bar_that_goes_away(monkeypatch, tmp_path):
    pytest.importorskip("rich")
    from huishou.ledger.ingest import ingest

    seen = Terminal()
    monkeypatch.setattr(sys, "stderr", seen)
    monkeypatch.setenv("TERM", "xterm")
    (tmp_path / "a [b].csv").write_text("material,mass_t\npaper,1\n", "utf-8")
    from rich.progress import Progress

    shown = []
    add = Progress.add_task
    monkeypatch.setattr(Progress, "add_task", lambda self, text, **more: (shown.append((text, more)), add(self, text, **more))[1])
    with steps() as step:
        step("read")
        ingest(tmp_path / "a [b].csv")
        step("write")
    assert any("a \\[b].csv" in text and more["total"] == 1.0 for text, more in shown)
    assert max(more["completed"] for _, more in shown) == 1.0 and shown[-1] == ("写出 writing", {"total": None, "completed": 0.0})
    assert "\x1b[2K" in seen.getvalue()                             # the line is cleared at the end


def test_the_bar_goes_away_on_an_error_too(monkeypatch):
    pytest.importorskip("rich")
    seen = Terminal()
    monkeypatch.setattr(sys, "stderr", seen)
    monkeypatch.setenv("TERM", "xterm")
    with pytest.raises(KeyError), steps() as step:
        step("read")
        raise KeyError
    assert "\x1b[2K" in seen.getvalue()
