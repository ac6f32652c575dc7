# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What is installed, for a report of a defect."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

__all__ = ["show_versions"]

_NAMES = ("numpy", "pyarrow", "pandas", "polars", "duckdb", "scipy", "matplotlib", "python-calamine", "typer", "rich")


def show_versions() -> dict[str, str | None]:
    """Versions of huishou, Python and the packages it meets; None for what is not installed.

    Returns
    -------
    dict
        Name -> version, None for what is not installed; ``system`` is the operating system.

    Examples
    --------
    >>> import huishou as hs
    >>> hs.show_versions()["huishou"] == hs.__version__
    True
    """
    import platform

    from ._version import __version__

    found: dict[str, str | None] = {"huishou": __version__, "python": platform.python_version(), "system": platform.platform()}
    for name in _NAMES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return found
