# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Weights of criteria: given, equal, or read off the data by entropy or CRITIC; and weights that nobody is sure of, as draws."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ... import _native
from ...errors import InputError
from ...metrics.avoided_draws import stream
from .multicriteria import normalised

__all__ = ["critic", "draws_of", "entropy", "weights_of"]


def weights_of(weights: Any, names: list[str], matrix: Any, costs: Any):
    """One weight a criterion, adding up to 1.

    Parameters
    ----------
    weights
        ``{criterion: weight}``, numbers in the order of ``names``, ``"equal"``, ``"entropy"`` or ``"critic"``; None is equal.
    names
        Criteria.
    matrix
        Firms by criteria, without missing values.
    costs
        Whether less is better, a criterion.

    Raises
    ------
    InputError
        ``bad_weights``, ``negative_value``, ``no_spread``.
    """
    import numpy as np

    if weights is None or isinstance(weights, str):
        if weights in (None, "equal"):
            return np.full(len(names), 1.0 / len(names))
        if weights == "entropy":
            return entropy(matrix, names)
        if weights == "critic":
            return critic(matrix, costs)
        raise InputError(f"'{weights}' is no way to weigh.", code="bad_weights", value=weights, hint="Choose equal, entropy or critic, or give numbers.")
    if isinstance(weights, Mapping):
        if set(weights) != set(names):
            raise InputError(f"There are weights of {', '.join(map(str, weights))}.", code="bad_weights", value=str(list(weights)),
                             hint=f"Give one for each of {', '.join(names)}.")
        weights = [weights[n] for n in names]
    array = np.asarray(weights, float)
    total = math.fsum(array.ravel())
    if array.shape != (len(names),) or not np.isfinite(array).all() or array.min() < 0 or not total > 0:
        raise InputError(f"weights is {weights!r}.", code="bad_weights", value=str(weights), hint=f"Give {len(names)} numbers from 0 on that are not all 0.")
    return array / total


def entropy(matrix: Any, names: list[str] | None = None):
    """Entropy weights: a criterion that tells firms apart weighs more.

    ``p_ij = x_ij / Σ_i x_ij``, ``E_j = −Σ_i p_ij ln p_ij / ln m`` with 0 ln 0 = 0, ``w_j = (1 − E_j) / Σ (1 − E_j)``.

    Parameters
    ----------
    matrix
        Array, shape (firms, criteria), values from 0 on.
    names
        Criteria, named in an error.

    Returns
    -------
    numpy.ndarray
        Weights, shape (criteria,), adding up to 1.

    Raises
    ------
    InputError
        ``negative_value``; ``no_spread`` where no criterion tells anybody apart.

    Notes
    -----
    Shannon's entropy as weights: Zeleny (1982), Multiple Criteria Decision Making; Hwang and Yoon (1981), 3.2. A criterion of zeros alone weighs 0.

    Examples
    --------
    >>> from huishou import enterprises
    >>> enterprises.entropy([[1.0, 0.0], [1.0, 4.0], [1.0, 4.0]]).round(4).tolist()
    [0.0, 1.0]
    """
    import numpy as np

    x = np.asarray(matrix, float)
    if (x < 0).any():
        column = int(np.argwhere(x < 0)[0][1])
        raise InputError("Entropy needs values from 0 on.", code="negative_value", column=names[column] if names else None, value=float(x[x < 0][0]),
                         hint="Shift or scale the criterion, or use CRITIC.")
    total = x.sum(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(total > 0, x / total, 1.0 / len(x))
        spread = 1.0 - -np.where(p > 0, p * np.log(p), 0.0).sum(0) / math.log(len(x)) if len(x) > 1 else np.zeros(x.shape[1])
    spread = np.where((x == x[:1]).all(0), 0.0, np.maximum(spread, 0.0))            # a constant column misses 0 by a rounding
    return _scaled(spread)


def critic(matrix: Any, costs: Any = None):
    """CRITIC weights: spread of a criterion times its conflict with the others.

    ``w_j ∝ σ_j Σ_k (1 − r_jk)`` over criteria scaled to 0–1 by direction; σ by n, r Pearson's correlation. A constant criterion weighs 0.

    Parameters
    ----------
    matrix
        Array, shape (firms, criteria).
    costs
        Whether less is better, a criterion; None: more is better in all.

    Returns
    -------
    numpy.ndarray
        Weights, shape (criteria,), adding up to 1.

    Raises
    ------
    InputError
        ``no_spread``.

    Notes
    -----
    Diakoulaki, Mavrotas, Papayannakis, Computers & Operations Research 22 (1995) 763.

    Examples
    --------
    >>> from huishou import enterprises
    >>> enterprises.critic([[1.0, 2.0, 7.0], [2.0, 1.0, 7.0], [4.0, 3.0, 7.0]]).round(4).tolist()
    [0.5045, 0.4955, 0.0]
    """
    import numpy as np

    x = np.asarray(matrix, float)
    constant = (x == x[:1]).all(0)
    z = normalised(x, np.zeros(x.shape[1], bool) if costs is None else np.asarray(costs, bool), "minmax")
    z = z - z.mean(0)
    sigma = np.where(constant, 0.0, np.sqrt((z * z).mean(0)))
    live = np.flatnonzero(sigma > 0)
    conflict = np.zeros(x.shape[1])
    if len(live):
        r = (z[:, live].T @ z[:, live]) / len(x) / np.outer(sigma[live], sigma[live])
        conflict[live] = (1.0 - r).sum(1)
    if len(live) == 1:                                          # one criterion alone that tells firms apart decides
        conflict[live] = 1.0
    return _scaled(sigma * conflict)


def _scaled(raw: Any):
    total = math.fsum(raw)
    if not total > 0:
        raise InputError("No criterion tells the firms apart.", code="no_spread", hint="Give weights, or criteria that differ.")
    return raw / total


def draws_of(weights: Any, centre: Any, names: list[str], draws: int, seed: int):
    """Uncertain weights, draws by criteria.

    ``"uncertain"``: any weights; ``"ordered"``: any that keep the order of the centre; ``("near", s)``: within s of the centre.

    Raises
    ------
    InputError
        ``bad_weights``, ``bad_draws``.
    """
    import numpy as np

    if isinstance(draws, bool) or not isinstance(draws, int) or not 1 <= draws <= 10**7:
        raise InputError(f"draws is {draws!r}.", code="bad_draws", value=draws, hint="Give a whole number from 1 to 10,000,000.")
    spread = 1.0
    if isinstance(weights, (tuple, list)) and len(weights) == 2 and weights[0] == "near":
        spread = float(weights[1])
    elif weights not in ("uncertain", "ordered"):
        raise InputError(f"weights is {weights!r}.", code="bad_weights", value=str(weights), hint='Choose "uncertain", "ordered" or ("near", 0.2).')
    if not 0.0 <= spread <= 1.0:
        raise InputError(f"A spread of {spread:g}.", code="bad_weights", value=spread, hint="Give a share from 0 to 1.")
    streams = np.array([stream("weight", n) for n in names], np.uint64)
    drawn = _native.draw_weights(np.ascontiguousarray(centre, np.float64), streams, spread, weights == "ordered", seed, draws)
    return drawn.reshape(draws, len(names))
