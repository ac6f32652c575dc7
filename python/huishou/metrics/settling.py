# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""As many draws as it takes: IPCC 2006 Guidelines, Volume 1, section 3.2.3.2 (approach 2), draw until the 95 % range is stable to 1 %."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

__all__ = ["settled"]

_FIRST, _MOST, _STABLE = 8192, 1 << 22, 0.01
_Found = TypeVar("_Found")


def settled(found: Callable[[int], _Found], moved: Callable[[_Found, _Found], float]) -> tuple[_Found, int]:
    """What ``found`` gives for so many draws that twice as many move no bound by more than 1 % of its interval, and how many they are.

    Examples
    --------
    >>> settled(lambda count: 1.0 / count, lambda before, now: abs(now - before) * 100)
    (6.103515625e-05, 16384)
    """
    count, last = _FIRST, found(_FIRST)
    while count < _MOST:
        count *= 2
        before, last = last, found(count)
        if moved(before, last) <= _STABLE:
            break
    return last, count
