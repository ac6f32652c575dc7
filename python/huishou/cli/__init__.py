# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The command line. One file a command; whatever is heavy is imported inside the commands, so that ``huishou --help`` is quick."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit code.

    0 ok · 1 findings above a threshold · 2 wrong use · 3 input unreadable · 4 internal error. Errors are one line on stderr; with ``HUISHOU_DEBUG=1`` in the
    environment an internal error shows where it happened.
    """
    try:
        import typer  # noqa: F401
    except ImportError:
        print('huishou: the command line needs typer, which is not installed. Install it with: pip install "huishou[cli]"', file=sys.stderr)
        return 2
    from .app import build
    from .outcome import run

    return run(build(), sys.argv[1:] if arguments is None else arguments)
