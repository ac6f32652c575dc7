# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""``huishou doctor``: what is installed, what is missing, and the command that brings it."""

from __future__ import annotations

import sys

import typer

__all__ = ["doctor"]

# package -> extra that brings it ("" for the package's own requirements), as in the project file
_PACKAGES = {"numpy": "", "pyarrow": "", "pandas": "", "polars": "", "python-calamine": "io", "openpyxl": "io", "typer": "cli", "rich": "cli",
             "matplotlib": "plot"}


def doctor() -> None:
    """检查安装 / what is installed and what is missing; exit code 1 when the kernels cannot be loaded."""
    import platform

    from .._version import __version__

    typer.echo(f"huishou {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    good = _kernels()
    for name, extra in _PACKAGES.items():
        typer.echo(f"  {name}: {_installed(name, extra)}")
    typer.echo(f"  {_fonts()}")
    if not good:
        raise typer.Exit(1)


def _kernels() -> bool:
    try:
        from .. import _native

        typer.echo(f"  kernels: ok, exact sum of 1e15, 1, -1e15 is {_native.exact_sum([1e15, 1.0, -1e15]):g}")
        return True
    except ImportError as error:
        typer.echo(f"  kernels: cannot be loaded ({error}). Install again: pip install --force-reinstall huishou", file=sys.stdout)
        return False


def _installed(name: str, extra: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        if name in ("numpy", "pyarrow"):
            return f"missing. Install it with: pip install {name}"
        return f'missing. Install it with: pip install "huishou[{extra}]"' if extra else "not installed (optional)"


def _fonts() -> str:
    from ..errors import MissingExtraError
    from ..view import fonts

    try:
        found = fonts.find()
    except MissingExtraError as error:
        return f"Chinese font: not looked for. {error}"
    return f"Chinese font: {found.chinese}" if found.chinese else f"Chinese font: none. {found.note[1] if found.note else ''}"
