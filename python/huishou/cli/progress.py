# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Progress on a terminal, silence everywhere else."""

from __future__ import annotations

import contextlib
import sys

__all__ = ["steps"]

_WORDS = {"read": "读取 reading", "national": "全国总线 national line", "categories": "十大类 ten categories", "masses": "质量 masses", "rates": "回收率 rates",
          "emissions": "减排 emissions", "steel": "钢铁循环 steel cycle", "targets": "目标 targets", "claims": "可说/不可说 claims",
          "reading": "核算 account", "write": "写出 writing"}


@contextlib.contextmanager
def steps():
    """Yields a function to be called with the name of each part; rich draws a spinner on stderr when that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda word: None
        return
    try:
        from rich.console import Console
    except ImportError:
        yield lambda word: None
        return
    with Console(stderr=True).status("…") as status:
        yield lambda word: status.update(_WORDS.get(word, word))
