# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Weighted sum, TOPSIS and VIKOR as functions of a matrix (firms by criteria) and weights. Higher is better in every score."""

from __future__ import annotations

from typing import Any

from ...errors import InputError

__all__ = ["NORMALISATIONS", "normalised", "topsis", "vikor", "wsm"]

NORMALISATIONS = ("minmax", "vector", "max", "sum", "none")


def normalised(matrix: Any, costs: Any, how: str):
    """Criteria on one scale, more is better. A constant criterion is 1 for everybody under minmax: nobody is told apart by it.

    ``minmax (x − min)/(max − min)``, costs ``(max − x)/(max − min)``; ``vector x/√Σx²``, costs 1 less that; ``max x/max``, costs 1 less that;
    ``sum x/Σx``, costs ``(1/x)/Σ(1/x)``; ``none`` takes values as they are.

    Raises
    ------
    InputError
        ``bad_normalisation``; ``not_positive`` where a norm is 0 or a reciprocal is asked of 0.
    """
    import numpy as np

    x = np.asarray(matrix, float)
    if how not in NORMALISATIONS:
        raise InputError(f"'{how}' is no normalisation.", code="bad_normalisation", value=how, hint=f"Choose one of {', '.join(NORMALISATIONS)}.")
    if how == "minmax":
        low, high = x.min(0), x.max(0)
        span = np.where(high > low, high - low, 1.0)
        return np.where(high > low, np.where(costs, high - x, x - low) / span, 1.0)
    if how == "none":
        if costs.any():
            raise InputError("A cost taken as it is would count as a benefit.", code="bad_normalisation", value=how, hint="Choose another normalisation.")
        return x
    if how == "sum":
        if (x[:, costs] == 0).any():
            raise InputError("A cost of 0 has no reciprocal.", code="not_positive", hint='Choose "minmax" or "vector".')
        x = np.where(costs, 1.0 / np.where(x == 0, 1.0, x), x)
    norm = np.sqrt((x * x).sum(0)) if how == "vector" else x.sum(0) if how == "sum" else x.max(0)
    if (norm <= 0).any():
        raise InputError("A criterion holds no positive value.", code="not_positive", hint='Choose "minmax".')
    return np.where(costs, 1.0 - x / norm, x / norm) if how != "sum" else x / norm


def wsm(scaled: Any, weights: Any):
    """Weighted sum ``Σ w_j z_j``, criteria added in their order.

    Parameters
    ----------
    scaled
        Array, shape (firms, criteria), on one scale, more is better.
    weights
        A weight a criterion.

    Returns
    -------
    numpy.ndarray
        Scores, shape (firms,); higher is better.

    Examples
    --------
    >>> import numpy as np
    >>> from huishou import enterprises
    >>> enterprises.wsm(np.array([[1.0, 0.0], [0.5, 1.0], [0.0, 0.5]]), [0.75, 0.25]).tolist()
    [0.75, 0.625, 0.125]
    """
    import numpy as np

    total = np.zeros(len(scaled))
    for j, w in enumerate(weights):
        total = total + w * scaled[:, j]
    return total


def topsis(scaled: Any, weights: Any):
    """Closeness to the ideal, ``d⁻ / (d⁺ + d⁻)``: Euclidean distances of weighted criteria to the worst and best values seen.

    Hwang and Yoon (1981), Multiple Attribute Decision Making. Where best and worst are one point nobody is closer: 0.5.

    Parameters
    ----------
    scaled
        Array, shape (firms, criteria), on one scale, more is better.
    weights
        A weight a criterion.

    Returns
    -------
    numpy.ndarray
        Closeness, shape (firms,), 0–1; higher is better.

    Examples
    --------
    >>> import numpy as np
    >>> from huishou import enterprises
    >>> enterprises.topsis(np.array([[1.0, 0.0], [0.5, 1.0], [0.0, 0.5]]), [0.7, 0.3]).round(4).tolist()
    [0.7, 0.5684, 0.1732]
    """
    import numpy as np

    v = scaled * weights
    best, worst = v.max(0), v.min(0)
    far, near = np.sqrt(((v - worst) ** 2).sum(1)), np.sqrt(((v - best) ** 2).sum(1))
    both = far + near
    return np.where(both > 0, far / np.where(both > 0, both, 1.0), 0.5)


def vikor(matrix: Any, weights: Any, costs: Any, v: float = 0.5):
    """(S, R, Q): group utility, worst regret, and their compromise; lower is better.

    ``d_ij = w_j (f*_j − f_ij) / (f*_j − f⁻_j)``, ``S = Σ d``, ``R = max d``, ``Q = v (S − S*)/(S⁻ − S*) + (1 − v) (R − R*)/(R⁻ − R*)``. A part whose range
    is 0 tells nobody apart and is 0. Opricovic and Tzeng, European Journal of Operational Research 156 (2004) 445.

    Parameters
    ----------
    matrix
        Array, shape (firms, criteria), in units of its own each.
    weights
        A weight a criterion, adding up to 1.
    costs
        Whether less is better, a criterion.
    v
        Weight of group utility against regret, 0–1.

    Returns
    -------
    tuple of numpy.ndarray
        S, R and Q, shape (firms,) each.

    Examples
    --------
    >>> from huishou import enterprises
    >>> s, r, q = enterprises.vikor([[30.0, 2.0], [20.0, 1.0], [10.0, 3.0]], [0.6, 0.4], [False, True])
    >>> s.round(4).tolist(), r.round(4).tolist(), q.round(4).tolist()
    ([0.2, 0.3, 1.0], [0.2, 0.3, 0.6], [0.0, 0.1875, 1.0])
    """
    import numpy as np

    x = np.asarray(matrix, float)
    best, worst = np.where(costs, x.min(0), x.max(0)), np.where(costs, x.max(0), x.min(0))
    span = np.where(best != worst, best - worst, 1.0)
    d = weights * (best - x) / span
    s, r = d.sum(1), d.max(1)
    q = v * _share(s) + (1.0 - v) * _share(r)
    return s, r, q


def _share(x: Any):
    import numpy as np

    span = x.max() - x.min()
    return (x - x.min()) / span if span > 0 else np.zeros(len(x))
