# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Reconciliation on matrices: balances, measurements and their errors in, flows that close and what is known of them out."""

from __future__ import annotations

from typing import Any

from .. import _native
from ..cards import card
from ..errors import InputError, ReconcileError
from ..provenance import record
from .matrices import Matrix, matrix, stacked, vector
from .reconciliation import Labels, Reconciliation

__all__ = ["Plan", "reconcile", "reconcile_batch", "solve"]

_ROUNDS = 50                                                    # of Gauss–Newton or of relative errors; five to ten are usual
_STEADY = 1e-12                                                 # relative change of the last round


def reconcile(A: Any, x: Any, sd: Any, c: Any = None, nonnegative: bool = True, *, products: list[tuple[int, int, int]] | None = None,
              names: list[str] | None = None, alpha: float = 0.05) -> Reconciliation:
    """Flows nearest to what was measured that satisfy every balance.

    Parameters
    ----------
    A
        Balances, shape (balances, flows): an array or anything of scipy.sparse. In a network +1 where a flow enters the node, −1 where it leaves.
    x
        Measured flows in tonnes, shape (flows,); NaN is not measured.
    sd
        Their standard deviations in tonnes; 0 is exact, NaN beside a NaN in ``x``.
    c
        Right-hand sides in tonnes, shape (balances,): stock changes that are known, for example; 0 where None.
    nonnegative
        Whether no flow may be below zero: True, False, or one bool a flow.
    products
        (k, i, j) for each flow that is a product, ``x[k] = x[i] · x[j]``: mass times purity, throughput times transfer coefficient (columns of ``A`` that
        no balance uses may hold shares). Solved by Gauss–Newton on the linearised products.
    names
        A name a flow, for the answer; positions where None.
    alpha
        Level of the tests.

    Returns
    -------
    Reconciliation
        ``flows``, ``global_test``, ``suspects``, ``nodes`` and more.

    Raises
    ------
    InputError
        ``bad_matrix``, ``unequal_lengths``, ``not_finite``, ``negative_sd``, ``value_without_sd``, ``sd_without_value``, ``bad_products``.
    ReconcileError
        ``contradictory``, ``infeasible``, ``fixed_negative``, ``not_converged``, ``not_closed``.

    Notes
    -----
    Minimises ``(x − xm)' V⁻¹ (x − xm)`` subject to ``A x = c``: ``x = xm − V A' H⁻¹ (A xm − c)`` with ``H = A V A'`` (Narasimhan and Jordache 2000,
    ch. 3). Unmeasured flows are eliminated first and follow from the answer, or are missing with class ``unobservable``. With ``nonnegative`` the tests
    still belong to the answer without bounds, whose residuals have the distribution the tests assume.

    Examples
    --------
    >>> import huishou as hs
    >>> r = hs.reconcile([[1, -1]], [100.0, 110.0], [5.0, 5.0])
    >>> [round(float(v), 4) for v in r.flows["reconciled_t"]], [round(float(v), 4) for v in r.flows["sd_reconciled_t"]]
    ([105.0, 105.0], [3.5355, 3.5355])
    """
    rows = matrix(A)
    given, spread = vector(x, "x", rows.columns), vector(sd, "sd", rows.columns)
    right = vector(c, "c", rows.rows, 0.0)
    bounded = _bounded(nonnegative, rows.columns)
    labels = Labels.of_flows(rows.columns, names)
    triples = _checked(products or [], rows.columns)
    pedigree = record("reconcile", {"flows": rows.columns, "balances": rows.rows}, nonnegative=bool(bounded.any()), products=len(products or []), alpha=alpha)
    return Reconciliation(rows, given, spread, lambda m, s: solve(rows, m, s, right, triples, bounded), labels, None, pedigree, alpha, bounded)


def solve(rows: Matrix, given, sd, right, products: list[tuple[int, int, int]], bounded):
    """(answer without bounds, answer with them) in the kernel's own form; the second is the first where no flow is below zero."""
    if products:
        return _products(rows, given, sd, right, products, bounded)
    solution = _native.balances(rows).solve(given, sd, right)
    return solution, _held(solution, bounded)


def _bounded(nonnegative: Any, flows: int):
    import numpy as np

    if isinstance(nonnegative, (bool, np.bool_)):
        return np.full(flows, nonnegative, np.uint8)
    out = np.asarray(nonnegative)
    if out.shape != (flows,) or out.dtype.kind != "b":
        raise InputError("nonnegative is neither a bool nor one bool a flow.", code="unequal_lengths", column="nonnegative",
                         hint="Give True, False or an array.")
    return out.astype(np.uint8)


def _held(solution, bounded):
    """The same with bounds; the solution itself where it keeps them anyway. Flows that do not follow have to be zero or more together with the others, so
    where there are any only the search tells."""
    if not bounded.any():
        return solution
    return solution if bool(((solution.x >= 0.0) | (bounded == 0)).all()) else solution.nonnegative(bounded)


def _checked(products, flows: int) -> list[tuple[int, int, int]]:
    out = [tuple(int(n) for n in p) for p in products]
    if any(len(p) != 3 or len(set(p)) != 3 or not all(0 <= n < flows for n in p) for p in out):
        raise InputError("A product does not name three different flows.", code="bad_products", hint="Give (k, i, j) with x[k] = x[i] · x[j].")
    return out


def _started(rows: Matrix, given, sd, right, products):
    """Where Gauss–Newton starts: measurements, what follows from the balances alone, and what follows from products; shares nobody knows at one half."""
    import numpy as np

    start = np.where(np.isnan(given), _native.balances(rows).solve(given, sd, right).x, given)
    for _ in range(len(products)):
        before = np.isnan(start).sum()
        for k, i, j in products:
            if np.isnan(start[k]):
                start[k] = start[i] * start[j]
            for a, b in ((i, j), (j, i)):
                if np.isnan(start[a]) and not np.isnan(start[k] + start[b]) and start[b] != 0.0:
                    start[a] = start[k] / start[b]
        if np.isnan(start).sum() == before:
            break
    for k, i, j in products:
        for a, b in ((i, j), (j, i)):
            if np.isnan(start[a]):
                start[a] = 0.5 if not np.isnan(start[b]) and abs(start[b]) > 1.0 else np.nanmax(np.abs(start))
        if np.isnan(start[k]):
            start[k] = start[i] * start[j]
    return start


def _products(rows: Matrix, given, sd, right, products, bounded):
    """``x[k] − x[i] x[j] = 0`` linearised at the last answer: ``x[k] − j₀ x[i] − i₀ x[j] = −i₀ j₀``, until the answer stays (Gauss–Newton)."""
    import numpy as np

    at = _started(rows, given, sd, right, products)
    for _ in range(_ROUNDS):
        linear = stacked(rows, [[(k, 1.0), (i, -at[j]), (j, -at[i])] for k, i, j in products])
        solution = _native.balances(linear).solve(given, sd, np.concatenate([right, [-at[i] * at[j] for _, i, j in products]]))
        settled = _held(solution, bounded)
        new = settled.x
        known = ~np.isnan(new)
        change = np.abs(new[known] - at[known]) / np.maximum(np.abs(at[known]), np.finfo(float).tiny)
        at = np.where(known, new, at)
        if change.max(initial=0.0) <= _STEADY * 100:
            missed = max(abs(at[k] - at[i] * at[j]) / max(abs(at[k]), np.finfo(float).tiny) for k, i, j in products)
            if missed <= 1e-9:
                return solution, settled
    raise ReconcileError("The products did not settle.", code="not_converged", hint="Measure more of their factors, or give smaller standard deviations.")


class Plan:
    """Balances kept for many sets of data: the analysis of the first set is used again while the same flows are measured.

    Parameters
    ----------
    A
        As ``reconcile``.

    Examples
    --------
    >>> import huishou as hs
    >>> plan = hs.network.Plan([[1, -1]])
    >>> [plan.reconcile([100.0, b], [5.0, 5.0]).values.tolist() for b in (110.0, 90.0)]
    [[105.0, 105.0], [95.0, 95.0]]
    """

    def __init__(self, A: Any):
        self._matrix = matrix(A)
        self._core = _native.balances(self._matrix)

    def reconcile(self, x: Any, sd: Any, c: Any = None, nonnegative: bool = True, *, names: list[str] | None = None, alpha: float = 0.05) -> Reconciliation:
        """As ``huishou.reconcile``, without products.

        Parameters
        ----------
        x, sd
            Measured flows and their standard deviations in tonnes, shape (flows,); NaN in both is not measured.
        c
            Right-hand sides in tonnes, shape (balances,); 0 where None.
        nonnegative
            Whether no flow may be below zero: True, False, or one bool a flow.
        names
            A name a flow, for the answer; positions where None.
        alpha
            Level of the tests.

        Returns
        -------
        Reconciliation
            Equal to the bit to what ``huishou.reconcile`` gives.

        Raises
        ------
        InputError
            As ``reconcile``.
        ReconcileError
            As ``reconcile``.
        """
        rows = self._matrix
        given, spread, right = vector(x, "x", rows.columns), vector(sd, "sd", rows.columns), vector(c, "c", rows.rows, 0.0)
        bounded = _bounded(nonnegative, rows.columns)

        def again(measured, error):
            solution = self._core.solve(measured, error, right)
            return solution, _held(solution, bounded)

        pedigree = record("Plan.reconcile", {"flows": rows.columns, "balances": rows.rows}, nonnegative=bool(bounded.any()), alpha=alpha)
        return Reconciliation(rows, given, spread, again, Labels.of_flows(rows.columns, names), None, pedigree, alpha, bounded)

    _repr_html_ = card


def reconcile_batch(blocks: list[tuple[Any, Any, Any]], *, sd: bool = False, threads: int | None = None) -> list[dict[str, Any]]:
    """Many small networks at once, for example regions by months; no bounds.

    Parameters
    ----------
    blocks
        (A, x, sd) a region: ``x`` and ``sd`` of shape (periods, flows) in tonnes. In one block the same flows are measured in every period.
    sd
        Whether standard deviations of the reconciled flows are wanted; they are computed a period at a time.
    threads
        None for all cores. Never changes a bit of the result.

    Returns
    -------
    list of dict
        ``reconciled_t`` (periods, flows), ``sd_reconciled_t`` likewise or None, ``statistic`` (periods,), ``dof``, ``p_value`` (periods,).

    Raises
    ------
    InputError
        ``unequal_lengths``, ``unlike_rows`` and those of ``reconcile``; ``column`` names the block.
    ReconcileError
        As ``reconcile``.

    Examples
    --------
    >>> import huishou as hs
    >>> a = hs.network.reconcile_batch([([[1, -1]], [[100.0, 110.0], [20.0, 10.0]], [[5.0, 5.0], [1.0, 2.0]])])
    >>> a[0]["reconciled_t"].tolist()
    [[105.0, 105.0], [18.0, 18.0]]
    """
    import numpy as np

    out = []
    for x, variance, statistic, rank in _native.reconcile_batch([(matrix(A), x, s) for A, x, s in blocks], sd, threads):
        p = _native.chi_square_tail(statistic, rank)
        out.append({"reconciled_t": x, "sd_reconciled_t": None if variance is None else np.sqrt(variance), "statistic": statistic, "dof": rank, "p_value": p})
    return out
