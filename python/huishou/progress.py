# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""How far a long call is. Whoever works says it, whoever wants to know listens; without a listener nothing happens and nothing is printed.

    with progress.heard(lambda share, word: ...):     # share from 0 to 1
        hs.ingest(...)

Bars: rich on a terminal, tqdm in a notebook, where they are installed; none in a pipeline.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar

__all__ = ["bar", "heard", "part", "place", "tell", "watched"]

_listener: ContextVar[tuple[Callable[[float, str], None], float, float] | None] = ContextVar("huishou_progress", default=None)


@contextlib.contextmanager
def heard(listener: Callable[[float, str], None]) -> Iterator[None]:
    """Call ``listener(share, word)`` whenever work done in this block, in this thread, says how far it is.

    Examples
    --------
    >>> from huishou import progress
    >>> told = []
    >>> with progress.heard(lambda share, word: told.append((share, word))):
    ...     with progress.part(0.5, 1.0):
    ...         progress.tell(0.5, "a.csv")
    >>> told
    [(0.75, 'a.csv')]
    """
    token = _listener.set((listener, 0.0, 1.0))
    try:
        yield
    finally:
        _listener.reset(token)


@contextlib.contextmanager
def part(low: float, high: float) -> Iterator[None]:
    """Work of this block is the stretch from ``low`` to ``high`` of the work around it."""
    now = _listener.get()
    if now is None:
        yield
        return
    listener, first, last = now
    token = _listener.set((listener, first + low * (last - first), first + high * (last - first)))
    try:
        yield
    finally:
        _listener.reset(token)


def tell(share: float, word: str) -> None:
    """Say that ``share`` of the work around is done, and what comes next."""
    now = _listener.get()
    if now is not None:
        listener, first, last = now
        listener(first + share * (last - first), word)


def place() -> str:
    """Where a bar can be shown: ``"notebook"`` (with tqdm and ipywidgets), ``"terminal"`` (with rich) or ``""``.

    Examples
    --------
    >>> place() in ("notebook", "terminal", "")
    True
    """
    import importlib.util
    import sys

    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is not None and getattr(shell, "kernel", None) is not None:
        return "notebook" if all(importlib.util.find_spec(n) is not None for n in ("tqdm", "ipywidgets")) else ""
    return "terminal" if sys.stderr.isatty() and importlib.util.find_spec("rich") is not None else ""


@contextlib.contextmanager
def bar(total: int, label: str, wanted: bool | None = None) -> Iterator[Callable[[int], None]]:
    """A bar that goes away at its end; gives the function that says how many of ``total`` are done. ``wanted`` None shows it where there is a place."""
    import importlib.util

    where = "" if wanted is False else place() or ("terminal" if wanted and importlib.util.find_spec("rich") is not None else "")
    if where == "notebook":
        from tqdm.auto import tqdm

        with tqdm(total=total, desc=label, leave=False, delay=1.0) as shown:  # what takes a second needs no bar
            yield lambda done: shown.update(done - shown.n)
    elif where == "terminal":
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as shown:
            task = shown.add_task(label, total=total)
            yield lambda done: shown.update(task, completed=done)
    else:
        yield lambda done: None


@contextlib.contextmanager
def watched(label: str) -> Iterator[None]:
    """A bar for the work of this block in a notebook, unless somebody listens already; elsewhere the command line has its own."""
    if _listener.get() is not None or place() != "notebook":
        yield
        return
    with bar(100, label) as update, heard(lambda share, word: update(round(100 * share))):
        yield
