# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Variance-based sensitivity of any function: which input moves the answer, alone and with the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .. import frames
from ..errors import InputError, MissingExtraError
from ..provenance import record
from ..results import Result
from .intervals import checked_level

__all__ = ["sobol"]

_RESAMPLES = 100


def sobol(function: Callable[[Any], Any], bounds: Sequence[Any], n: int = 1024, rng: Any = None, *, names: Sequence[str] | None = None,
          level: float = 0.95) -> Result:
    """First-order and total Sobol' indices of ``y = function(x)``.

    With A, B two samples and AB_j the sample A whose column j is that of B: ``S_j = mean(y_B (y_ABj − y_A)) / Var``,
    ``ST_j = mean((y_A − y_ABj)²) / (2 Var)``.

    Parameters
    ----------
    function
        Takes an array (runs, inputs) and gives one number a run.
    bounds
        One a input: ``(low, high)`` for a uniform, or an object with ``ppf`` (any frozen scipy distribution). Inputs are taken as independent: parts of
        one mass balance are not; sample the free ones and derive the rest.
    n
        Size of a sample, a power of two; the function runs n (inputs + 2) times, in one call.
    rng
        Seed: a whole number, a NumPy generator, or None.
    names
        Names of the inputs.
    level
        Level of the bootstrap intervals.

    Returns
    -------
    Result
        ``input, first, first_low, first_high, total, total_low, total_high, status, flags``. A constant answer has no variance to share:
        ``not_computable``, indices missing. Small negative indices are noise and stay.

    Raises
    ------
    InputError
        ``missing_output`` where the function gives NaN or infinity, with the run and its inputs: one of them would silently make every index meaningless;
        ``bad_n``, ``bad_bounds``, ``bad_output``, ``bad_level``, ``unequal_lengths``.
    MissingExtraError
        ``missing_package``: scipy is not installed.

    Notes
    -----
    Saltelli et al. 2010, Computer Physics Communications 181 (first order); Jansen 1999 (total). Points are a scrambled Sobol' sequence.

    Examples
    --------
    >>> from huishou import uncertainty
    >>> r = uncertainty.sobol(lambda x: x[:, 0] + 2 * x[:, 1], [(0, 1), (0, 1)], n=1024, rng=1)
    >>> [round(v, 2) for v in r.to_pandas()["first"]]
    [0.2, 0.8]
    """
    import numpy as np
    import pyarrow as pa

    try:
        from scipy.stats import qmc
    except ImportError:
        raise MissingExtraError("Sobol' sequences need scipy.", code="missing_package", value="scipy",
                                hint="Install it with: pip install 'huishou[policy]'") from None
    d = len(bounds)
    checked_level(level)
    if isinstance(n, bool) or not isinstance(n, int) or n < 2 or n & (n - 1):
        raise InputError(f"n is {n!r}.", code="bad_n", column="n", value=n, hint="Give a power of two: 1024, for example.")
    labels = [f"x{j + 1}" for j in range(d)] if names is None else list(names)
    if len(labels) != d or d == 0:
        raise InputError(f"There are {len(labels)} names and {d} inputs.", code="unequal_lengths", column="names",
                         hint="Give one a input, and at least one input.")
    seed = np.random.default_rng(rng)
    unit = qmc.Sobol(2 * d, rng=seed).random_base2(n.bit_length() - 1)
    scaled = [_scaled(unit[:, half * d:(half + 1) * d], bounds) for half in (0, 1)]
    a, b = scaled
    mixed = [a.copy() for _ in range(d)]
    for j in range(d):
        mixed[j][:, j] = b[:, j]
    x = np.concatenate([a, b, *mixed])
    y = np.asarray(function(x), float)
    if y.shape != (len(x),):
        raise InputError(f"The function gives the shape {y.shape} for {len(x)} runs.", code="bad_output", value=str(y.shape), hint="Give one number a run.")
    bad = np.flatnonzero(~np.isfinite(y))
    if bad.size:
        at = int(bad[0])
        raise InputError(f"The function gives {y[at]} in {bad.size} of {len(y)} runs, first in run {at + 1}: {x[at].tolist()}.", code="missing_output",
                         row=at + 1, value=float(y[at]), hint="Let the function give a number everywhere within the bounds.")
    y_a, y_b, y_ab = y[:n], y[n:2 * n], y[2 * n:].reshape(d, n)
    first, total = _indices(y_a, y_b, y_ab)
    table: dict[str, Any] = {"input": labels}
    if first is None:
        nothing = pa.nulls(d, pa.float64())
        table |= {f"{s}{e}": nothing for s in ("first", "total") for e in ("", "_low", "_high")}
        table |= {"status": ["not_computable"] * d, "flags": ["not_computable"] * d}
    else:
        again = [_indices(y_a[i], y_b[i], y_ab[:, i]) for i in seed.integers(0, n, (_RESAMPLES, n))]
        q = [(1 - level) / 2, (1 + level) / 2]
        for name, value, k in (("first", first, 0), ("total", total, 1)):
            low, high = np.quantile([r[k] for r in again if r[0] is not None], q, axis=0)
            table |= {name: value, f"{name}_low": low, f"{name}_high": high}
        table |= {"status": ["ok"] * d, "flags": [""] * d}
    parameters = {"names": labels, "n": n, "level": level, "seed": rng if isinstance(rng, int) else None}
    return Result(pa.table(table), frames.default_kind(), record("uncertainty.sobol", {"rows": len(x)}, **parameters), "Sobol' indices")


def _scaled(unit, bounds: Sequence[Any]):
    import numpy as np

    out = np.empty_like(unit)
    for j, bound in enumerate(bounds):
        if hasattr(bound, "ppf"):
            out[:, j] = bound.ppf(unit[:, j])
            continue
        low, high = bound
        if not (np.isfinite(low) and np.isfinite(high) and low < high):
            raise InputError(f"Input {j + 1} has the bounds {low} and {high}.", code="bad_bounds", column="bounds", value=str(bound),
                             hint="Give two finite numbers, the smaller first.")
        out[:, j] = low + (high - low) * unit[:, j]
    return out


def _indices(y_a, y_b, y_ab):
    """First and total indices, or (None, None) without variance. Outputs are centred first: a large mean would drown the first order."""
    import numpy as np

    both = np.concatenate([y_a, y_b])
    variance = both.var()
    if not variance > 0.0:
        return None, None
    centre = both.mean()
    first = ((y_b - centre) * (y_ab - y_a)).mean(axis=1) / variance
    total = 0.5 * ((y_a - y_ab) ** 2).mean(axis=1) / variance
    return first, total
