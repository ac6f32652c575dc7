# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""``huishou doctor``: what is there, what is missing, and the remedy."""

import sys

import pytest

pytest.importorskip("typer")

from huishou import cli  # noqa: E402
from huishou.cli import doctor  # noqa: E402


def test_a_sound_installation(capsys):
    assert cli.main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "kernels: ok" in out and "numpy: " in out and "Chinese font" in out


def test_missing_parts_come_with_their_command(capsys, monkeypatch):
    monkeypatch.setattr(doctor, "_PACKAGES", {"no-such-package": "io"})
    monkeypatch.setitem(sys.modules, "huishou._core", None)
    monkeypatch.delitem(sys.modules, "huishou._native", raising=False)
    monkeypatch.delattr("huishou._native", raising=False)
    assert cli.main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert 'pip install "huishou[io]"' in out and "cannot be loaded" in out
