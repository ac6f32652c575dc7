# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The entry point: exit codes, one line an error, nothing heavy for a help text."""

import subprocess
import sys

import pytest

pytest.importorskip("typer")

from huishou import cli  # noqa: E402


def ends(capsys, *arguments):
    code = cli.main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def one_line(err):
    assert err.startswith("huishou: ") and err.count("\n") == 1 and "Traceback" not in err
    return err


def test_help_loads_nothing_heavy():
    code = ("import sys\nfrom huishou.cli import main\ncode = main(['--help'])\n"
            "heavy = {'numpy', 'pandas', 'pyarrow', 'matplotlib', 'polars'} & set(sys.modules)\nassert code == 0 and not heavy, (code, heavy)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for word in ("demo", "report", "validate", "factors", "doctor"):
        assert word in done.stdout


def test_module_runs_as_a_program():
    done = subprocess.run([sys.executable, "-m", "huishou", "nonsense"], capture_output=True, text=True)
    assert done.returncode == 2 and "Traceback" not in done.stderr and done.stderr.count("\n") == 1


def test_version(capsys):
    import huishou

    assert ends(capsys, "--version")[:2] == (0, f"huishou {huishou.__version__}\n")


@pytest.mark.parametrize("arguments", [["bogus"], ["report"], ["report", "a.csv"], ["validate"], ["factors"], ["factors", "show", "nope"], ["demo", "--nope"],
                                       ["demo", "--lang", "fr"], ["validate", "a.csv", "--max-rejects", "many"], ["validate", "a.csv", "--units", "mass"],
                                       ["validate", "a.csv", "--units", "mass=ton"], ["report", "a.csv", "--out", "o", "--units", "length=m"]])
def test_wrong_use_is_one_line_and_2(capsys, arguments):
    code, out, err = ends(capsys, *arguments)
    assert code == 2 and out == ""
    one_line(err)


def test_no_arguments_shows_the_help(capsys):
    code, out, _ = ends(capsys)
    assert code == 0 and "report" in out


def test_without_typer_the_extra_is_named(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "typer", None)
    code, _, err = ends(capsys, "--help")
    assert code == 2 and 'pip install "huishou[cli]"' in one_line(err)


def test_without_matplotlib_the_extra_is_named(capsys, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    code, _, err = ends(capsys, "demo", "--out", str(tmp_path / "o"))
    assert code == 2 and 'pip install "huishou[plot]"' in one_line(err) and not (tmp_path / "o").exists()


def test_an_internal_error_is_one_line_and_4(capsys, monkeypatch):
    from huishou.view import sources

    def broken(*_):
        raise RuntimeError("first line\nsecond line")
    monkeypatch.setattr(sources, "gather", broken)
    monkeypatch.delenv("HUISHOU_DEBUG", raising=False)
    code, _, err = ends(capsys, "validate", "a.csv")
    assert code == 4 and "HUISHOU_DEBUG=1" in one_line(err) and "first line second line" in err
    monkeypatch.setenv("HUISHOU_DEBUG", "1")
    with pytest.raises(RuntimeError):
        cli.main(["validate", "a.csv"])


def test_an_interrupt_is_said_and_130(capsys, monkeypatch):
    from huishou.view import sources

    def stopped(*_):
        raise KeyboardInterrupt
    monkeypatch.setattr(sources, "gather", stopped)
    code, _, err = ends(capsys, "validate", "a.csv")
    assert code == 130 and "interrupted" in one_line(err)
