# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Arguments of formulas: finite numbers, shares between 0 and 1, sums of shares, seeds; refused with the name of the argument."""

from __future__ import annotations

import math
from typing import Any

from ..errors import InputError

__all__ = ["at_most_one", "number", "positive", "seed_of", "share"]


def number(value: Any, name: str) -> float:
    """A finite number.

    Raises
    ------
    InputError
        ``not_finite``.
    """
    if isinstance(value, (bool, str)) or value is None or not math.isfinite(float(value)):
        raise InputError(f"{name} is {value!r}.", code="not_finite", column=name, value=value, hint="Give a finite number.")
    return float(value)


def positive(value: Any, name: str, *, zero: bool = False) -> float:
    """A number above 0, or from 0 on.

    Raises
    ------
    InputError
        ``not_finite``, ``not_positive``.
    """
    out = number(value, name)
    if out < 0.0 or (out == 0.0 and not zero):
        raise InputError(f"{name} is {out:g}.", code="not_positive", column=name, value=out, hint=f"Give a number {'from 0 on' if zero else 'above 0'}.")
    return out


def share(value: Any, name: str) -> float:
    """A number from 0 to 1.

    Raises
    ------
    InputError
        ``not_finite``, ``bad_share``.
    """
    out = number(value, name)
    if not 0.0 <= out <= 1.0:
        raise InputError(f"{name} is {out:g}.", code="bad_share", column=name, value=out, hint="Give a share between 0 and 1, not per cent.")
    return out


def at_most_one(**shares: float) -> None:
    """Shares of one whole.

    Raises
    ------
    InputError
        ``shares_exceed_one``.
    """
    total = math.fsum(shares.values())
    if total > 1.0 + 1e-12:                                           # three shares written in decimals may miss 1 by a rounding
        names = " + ".join(shares)
        raise InputError(f"{names} is {total:g}, more than the whole.", code="shares_exceed_one", column=names, value=total,
                         hint="They are shares of one whole.")


def seed_of(rng: Any) -> int:
    """The seed of draws, chosen where none is given.

    Raises
    ------
    InputError
        ``bad_seed``.
    """
    import secrets

    import numpy as np

    if rng is None:
        return secrets.randbits(63)                                  # recorded in the provenance, so that the draws can be had again
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(2**63))
    if isinstance(rng, bool) or not isinstance(rng, (int, np.integer)) or not 0 <= int(rng) < 2**64:
        raise InputError(f"rng is {rng!r}.", code="bad_seed", value=str(rng), hint="Give a whole number from 0, or a numpy Generator.")
    return int(rng)
