# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""How far a long call is. Whoever works says it, whoever wants to know listens; without a listener nothing happens and nothing is printed.

    with progress.heard(lambda share, word: ...):     # share from 0 to 1
        hs.ingest(...)
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar

__all__ = ["heard", "part", "tell"]

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
