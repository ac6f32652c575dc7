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
    """Yields a function to be called with the name of each part; rich draws a bar on stderr when that is a terminal, and clears it at the end.

    While sources are read the bar shows how far that is (``huishou.progress``); for the other parts it only moves.
    """
    if not sys.stderr.isatty():
        yield lambda word: None
        return
    try:
        from rich.console import Console
        from rich.markup import escape
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
    except ImportError:
        yield lambda word: None
        return
    from ..progress import heard

    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        def show(text: str, total: float | None = None, done: float = 0.0) -> None:
            # A task that has a total keeps it, so each part is a task of its own.
            for old in bar.task_ids:
                bar.remove_task(old)
            bar.add_task(text, total=total, completed=done)

        with heard(lambda share, word: show(f"{_WORDS['read']} {escape(word)}", 1.0, share)):
            yield lambda word: show(_WORDS.get(word, word))
