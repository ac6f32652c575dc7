# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The installed version; pyproject.toml is its one home."""

from importlib.metadata import PackageNotFoundError, version

__all__ = ["__version__"]

try:
    __version__ = version("huishou")
except PackageNotFoundError:                                    # a source tree on the path, not installed
    __version__ = "0+unknown"
