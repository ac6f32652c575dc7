# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What reconciliation gives back: flows that close, what is known of them, and which measurements disagree with the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from .. import _native, frames
from ..cards import card
from ..errors import InputError
from ..results import Result
from . import reconciliation_words, suspects
from .flow_rate import rate_of
from .matrices import Matrix

__all__ = ["GlobalTest", "Labels", "Reconciliation"]


class GlobalTest(NamedTuple):
    """Whether all measurements agree within their errors.

    Attributes
    ----------
    statistic : float
        r' H⁻¹ r of the residuals r of the balances; chi-square where errors are normal and no measurement is wrong.
    dof : int
        Degrees of freedom: independent balances left when unmeasured flows are eliminated.
    p_value : float
        Upper tail of chi-square beyond the statistic.

    Examples
    --------
    >>> import huishou as hs
    >>> test = hs.reconcile([[1, -1]], [100.0, 110.0], [5.0, 5.0]).global_test
    >>> test.statistic, test.dof, round(test.p_value, 4)
    (2.0, 1, 0.1573)
    """

    statistic: float
    dof: int
    p_value: float

    _repr_html_ = card


@dataclass(frozen=True)
class Labels:
    """Names of flows and balances, as columns of a table each."""

    flows: dict[str, Any]
    nodes: dict[str, Any] | None = None
    notes: list[str | None] | None = None                       # per flow: what a reader should know beside its class
    outside: dict[str, tuple[dict[str, list[Any]], list[int]]] = field(default_factory=dict)   # by name, variables that are no flows: labels and places

    @staticmethod
    def of_flows(count: int, names: list[str] | None) -> Labels:
        """Labels of a matrix: positions, or the names given."""
        if names is not None and len(names) != count:
            raise InputError(f"There are {len(names)} names for {count} flows.", code="unequal_lengths", column="names", hint="Give one name a flow.")
        return Labels({"flow": range(count) if names is None else [str(n) for n in names]})


class Reconciliation:
    """Reconciled flows with their covariance; made by ``hs.reconcile`` and ``Network.reconcile``. Variances and tests are computed when first asked for.

    Attributes
    ----------
    values : numpy.ndarray
        Reconciled flows in tonnes, NaN where unobservable; read-only.
    flows, suspects, nodes, shares : frame
        Tables of flows, of suspect measurements, of balances with their tests, of purities and transfer coefficients.
    global_test : GlobalTest
        Whether all measurements agree within their errors.
    certificate : dict
        How well balances and bounds are kept.
    result : Result
        The table of flows with ``explain``, ``save`` and ``provenance``.
    """

    def __init__(self, rows: Matrix, measured, sd, solve: Callable[[Any, Any], tuple[Any, Any]], labels: Labels, kind: str | None, provenance: dict[str, Any],
                 alpha: float, bounded):
        # The solution keeps copies: what was handed in may change later.
        self._rows, self._solve = rows, solve
        self._free, self._settled = solve(measured, sd)
        self._measured, self._sd = self._free.measured, self._free.sd
        self._labels, self._wanted, self._provenance, self._alpha, self._bounded = labels, kind, provenance, alpha, bounded

    def _again(self, measured, sd) -> Reconciliation:
        """The same balances with other measurements."""
        return Reconciliation(self._rows, measured, sd, self._solve, self._labels, self._wanted, self._provenance, self._alpha, self._bounded)

    @property
    def _kind(self) -> str:
        return self._wanted or frames.default_kind()

    # ---- numbers

    @property
    def values(self):
        """Reconciled flows in tonnes, NaN where unobservable; one a flow of the labels, then what further variables there are."""
        return self._settled.x

    @cached_property
    def _posterior(self):
        return self._settled.posterior()

    @cached_property
    def _tested(self):
        # Tests belong to the answer without bounds.
        return self._posterior if self._settled is self._free else self._free.posterior()

    @property
    def global_test(self) -> GlobalTest:
        """Statistic, degrees of freedom, p-value of the answer without bounds."""
        return GlobalTest(self._free.statistic, self._free.rank, _native.chi_square_tail(self._free.statistic, self._free.rank))

    @property
    def certificate(self) -> dict[str, Any]:
        """How well the answer keeps what it promises.

        ``closure``: the largest residual of a balance, as a share of its tonnes; ``least_flow_t``; ``least_multiplier`` of a bound (relative, below 0 by
        rounding at most: no flow held at zero would gain by leaving it); ``rounds`` of Newton; ``dependent_balances`` that repeat others.
        """
        import numpy as np

        x, s = self.values, self._settled
        bounded = x[(self._bounded > 0) & ~np.isnan(x)]
        return {"closure": s.closure, "least_flow_t": float(bounded.min()) if len(bounded) else None, "least_multiplier": s.dual, "rounds": s.rounds,
                "dependent_balances": self._free.rows - self._free.rank}

    def covariance(self, weights: Any):
        """Covariance matrix, in t², of sums of reconciled flows.

        Parameters
        ----------
        weights
            Shape (sums, flows): the weight of every flow in each sum.

        Returns
        -------
        numpy.ndarray
            Shape (sums, sums); NaN where a sum holds an unobservable flow.

        Raises
        ------
        InputError
            ``unequal_lengths`` where a row of weights is longer than there are flows; one that is shorter is filled up with 0.
        """
        import numpy as np

        given = np.atleast_2d(np.asarray(weights, np.float64))
        full = np.zeros((given.shape[0], self._rows.columns))
        if given.shape[1] > self._rows.columns:
            raise InputError("weights has more columns than there are flows.", code="unequal_lengths", column="weights", hint="Give one weight a flow.")
        full[:, :given.shape[1]] = given
        return self._settled.covariance(np.ascontiguousarray(full))

    # ---- tables

    @cached_property
    def result(self) -> Result:
        """The table of flows as a ``Result`` (``explain``, ``save``, ``provenance``)."""
        import numpy as np
        import pyarrow as pa

        variance, _, _ = self._posterior
        _, d, c = self._tested
        n = len(next(iter(self._labels.flows.values())))
        with np.errstate(invalid="ignore", divide="ignore"):
            z = -d / np.sqrt(c)
        x = self.values
        columns = {**self._labels.flows,
                   "measured_t": _numbers(self._measured[:n]), "sd_t": _numbers(self._sd[:n]), "reconciled_t": _numbers(x[:n]),
                   "sd_reconciled_t": _numbers(np.sqrt(variance[:n])), "adjustment_t": _numbers(x[:n] - self._measured[:n]), "z": _numbers(z[:n]),
                   "class": pa.array(self._classes()[:n], pa.string()), "note": pa.array(self._notes(n), pa.string())}
        return Result(pa.table(columns), self._kind, self._provenance, "reconciled flows", reconciliation_words.explain)

    def _notes(self, n: int) -> list[str | None]:
        import numpy as np

        out = list(self._labels.notes[:n]) if self._labels.notes else [None] * n
        held = self._settled.at_zero[:n] > 0
        for flow in np.flatnonzero(held | (self._free.kinds[:n] == _native.flow_kinds.index("unobservable"))).tolist():
            out[flow] = " ".join(w for w in (out[flow], "held_at_zero" if held[flow] else "not_determined") if w)
        return out

    @property
    def flows(self):
        """The reconciled flows as the caller's kind of frame.

        Labels, ``measured_t, sd_t, reconciled_t, sd_reconciled_t, adjustment_t`` (tonnes), ``z`` (adjustment over its standard deviation), ``class`` and
        ``note``: ``not_determined`` (no balance gives an unobservable flow, so it is missing), ``held_at_zero`` (sd 0: what is known given the bound),
        ``self_loop``, ``duplicate``, ``border``.
        """
        return self.result.frame()

    @cached_property
    def _suspects(self) -> Result:
        _, d, c = self._tested
        table = suspects.ranked(self._labels.flows, d, c, self._free.equivalent, self._alpha)
        return Result(table, self._kind, self._provenance, "suspect flows", reconciliation_words.explain_suspect)

    @property
    def suspects(self):
        """Measurements that others check, most suspect first.

        Labels, ``glr`` (generalised likelihood ratio of a bias, chi-square with 1 degree of freedom), ``bias_t`` (measured less true, if this flow alone is
        wrong), ``p_value``, ``significant`` (at the Šidák level 1 − (1 − α)^(1/n)), ``identifiable`` (no other flow explains the residuals as well),
        ``equivalent`` (those that do).
        """
        return self._suspects.frame()

    @cached_property
    def _nodes(self) -> Result:
        import pyarrow as pa

        table = suspects.nodal(self._labels.nodes or {"balance": list(range(self._rows.rows))}, self._free.nodal, self._alpha)
        return Result(table if isinstance(table, pa.Table) else pa.table(table), self._kind, self._provenance, "nodal tests")

    @property
    def nodes(self):
        """Balances with their test before reconciliation: ``z`` = residual over its standard deviation, ``p_value``, ``significant``; missing where a balance
        was used to find an unmeasured flow."""
        return self._nodes.frame()

    @property
    def shares(self):
        """Reconciled purities and transfer coefficients (0–1): labels, ``measured_share, sd_share, reconciled_share, sd_reconciled_share``.

        Raises
        ------
        InputError
            ``no_shares`` where none was given to reconcile.
        """
        if "shares" not in self._labels.outside:
            raise InputError("No purity or transfer coefficient was reconciled.", code="no_shares", hint="Give purities or transfers to reconcile.")
        return self._beside("shares", "share")

    @property
    def levels(self):
        """Reconciled levels of stock: labels, ``when`` (``start`` or ``end`` of the period), ``measured_t, sd_t, reconciled_t, sd_reconciled_t`` and ``class``
        as of flows.

        Raises
        ------
        InputError
            ``no_levels`` where none was given to reconcile.
        """
        if "levels" not in self._labels.outside:
            raise InputError("No level of stock was reconciled.", code="no_levels", hint="Give levels to reconcile.")
        return self._beside("levels", "t", kinds=True)

    def _beside(self, name: str, unit: str, kinds: bool = False):
        import numpy as np
        import pyarrow as pa

        labels, places = self._labels.outside[name]
        at = np.array(places)
        columns = {**labels, f"measured_{unit}": _numbers(self._measured[at]), f"sd_{unit}": _numbers(self._sd[at]),
                   f"reconciled_{unit}": _numbers(self.values[at]), f"sd_reconciled_{unit}": _numbers(np.sqrt(self._posterior[0][at]))}
        if kinds:
            columns["class"] = self._classes()[at]
        return frames.like(self._kind, pa.table(columns))

    def _classes(self):
        import numpy as np

        return np.array(_native.flow_kinds)[self._free.kinds]

    # ---- what follows

    def without_suspects(self, most: int | None = None) -> suspects.Elimination:
        """Serial elimination: the most suspect flow is taken as not measured, as often as a test is significant.

        Parameters
        ----------
        most
            Flows to take out at most; None for no limit.

        Returns
        -------
        Elimination
            ``reconciliation`` (the last one), ``removed`` (frame: what was taken out in which step, its bias, its equivalents) and ``clean`` (whether the
            global test is passed in the end).

        Examples
        --------
        >>> import huishou as hs
        >>> chain = [[1, -1, 0, 0], [0, 1, -1, 0], [0, 0, 1, -1]]
        >>> done = hs.reconcile(chain, [100.0, 101.0, 130.0, 99.0], [2.0] * 4).without_suspects()
        >>> list(done.removed["flow"]), float(done.removed["bias_t"][0]), done.reconciliation.values.tolist(), done.clean
        ([2], 30.0, [100.0, 100.0, 100.0, 100.0], True)

        Notes
        -----
        A flow taken out no longer enters the answer, unlike in programs that only flag it: its estimate then comes from the other flows. Where several flows
        explain the residuals equally well, the first of them is taken out and all are named; the reconciled flows are the same whichever it was.
        """
        return suspects.eliminate(self, most)

    def rate(self, numerator: dict[str, Any], denominator: dict[str, Any], level: float = 0.95) -> Result:
        """A rate of reconciled flows, with the error their covariance gives it.

        Parameters
        ----------
        numerator, denominator
            Column -> value or list of values of the labels: the flows added, for example ``{"target": ["market"]}``.
        level
            Of the interval.

        Returns
        -------
        Result
            ``numerator_t, denominator_t, rate, rate_sd, rate_low, rate_high, status, flags``; ``ok``, ``gt_one``, ``no_denominator`` or ``not_computable``
            (an unobservable flow is among them).

        Notes
        -----
        First order: ``u² = g' V g`` with ``g = (n − rate · d) / D`` for indicator vectors n and d of the flows; parts that numerator and denominator share
        cancel as they must.
        """
        return rate_of(self._labels.flows, self.values, self.covariance, numerator, denominator, level, self._kind, self._provenance, reconciled=True)

    @property
    def provenance(self) -> dict[str, Any]:
        """Inputs, parameters and versions behind the numbers; plain JSON."""
        return self.result.provenance

    def explain(self, row: int = 0, lang: str = "zh") -> str:
        """One flow in words: what was measured, what it became, and why.

        Parameters
        ----------
        row
            Position of the flow in ``flows``, 0-based.
        lang
            ``"zh"`` or ``"en"``.

        Returns
        -------
        str
            One or several lines.

        Raises
        ------
        InputError
            ``no_such_row``, ``unknown_language``.
        """
        return self.result.explain(row, lang)

    def __repr__(self) -> str:
        t = self.global_test
        kinds = [_native.flow_kinds[k] for k in self._free.kinds]
        counts = ", ".join(f"{kinds.count(k):,} {k}" for k in _native.flow_kinds if k in kinds)
        return (f"<reconciled flows: {self._rows.columns:,} over {self._rows.rows:,} balances>\n{counts}\n"
                f"global test {t.statistic:,.6g} with {t.dof:,} degrees of freedom, p = {t.p_value:.3g}; balances close to {self._settled.closure:.1e}")

    _repr_html_ = card


def _numbers(values):
    """Floats with NaN as null."""
    import numpy as np
    import pyarrow as pa

    array = np.asarray(values, np.float64)
    return pa.array(array, mask=np.isnan(array))
