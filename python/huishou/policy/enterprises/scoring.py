# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Scores of firms by several criteria, and how far their ranks depend on weights that are a matter of opinion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ... import _native, frames, provenance
from ...errors import InputError
from ...metrics.avoided_draws import stream
from ...metrics.checks import seed_of
from ...results import Result
from .facts import numbers
from .multicriteria import normalised, topsis, vikor, wsm
from .standing import unique_names
from .weights import draws_of, weights_of

__all__ = ["Score", "score"]

_METHODS = ("wsm", "topsis", "vikor", "entropy", "critic")
_DEFAULT = {"wsm": "minmax", "topsis": "vector", "vikor": "minmax"}


class Score(Result):
    """Scores and ranks by enterprise, with ``weights`` and ``robust_ranks``."""

    __slots__ = ("_cost", "_how", "_ids", "_matrix", "_method", "_names", "_v", "_weights")

    @property
    def weights(self) -> dict[str, float]:
        """Criterion -> weight, adding up to 1."""
        return dict(zip(self._names, self._weights.tolist(), strict=True))

    def robust_ranks(self, weights: Any = "uncertain", draws: int = 1000, rng: Any = None, top: int = 10, report_sd: float = 0.0,
                     threads: int | None = None) -> Result:
        """Probability of each rank when weights (and reports) are uncertain.

        Parameters
        ----------
        weights
            ``"uncertain"``: any weights, evenly from the simplex. ``"ordered"``: any that keep the order of this score's own. ``("near", s)``: none further
            than s from its own.
        draws
            Number of draws. A draw is a function of (seed, criterion, number): threads and chunks change no bit.
        rng
            Seed or NumPy generator; None draws a seed and records it.
        top
            Ranks listed one by one; at most the number of firms.
        report_sd
            Standard deviation of a firm's score that comes from its report, on the scale of the score; only for the weighted sum.
        threads
            None for all.

        Returns
        -------
        Result
            ``enterprise, rank, mean_rank, best_rank, worst_rank, top_share`` (draws with rank ``top`` or better), ``rank_1 … rank_<top>`` (shares), ``status``.

        Raises
        ------
        InputError
            ``bad_weights``, ``bad_draws``, ``bad_top``, ``bad_method``.

        Examples
        --------
        >>> import huishou as hs
        >>> rows = {"enterprise": ["A", "B", "C"], "volume": [9.0, 5.0, 1.0], "purity": [0.90, 0.95, 0.80]}
        >>> ranks = hs.enterprises.score(rows, ["volume", "purity"], method="wsm").robust_ranks(draws=500, rng=1)
        >>> [(r["enterprise"], r["best_rank"], r["worst_rank"]) for r in ranks.rows()]
        [('A', 1, 2), ('B', 1, 2), ('C', 3, 3)]
        """
        import pyarrow as pa

        n = len(self._ids)
        seed = seed_of(rng)
        if isinstance(top, bool) or not isinstance(top, int) or top < 1:
            raise InputError(f"top is {top!r}.", code="bad_top", value=top, hint="Give a whole number from 1.")
        top = min(top, max(n, 1))
        if report_sd and self._method != "wsm":
            raise InputError("Errors of reports are drawn for the weighted sum only.", code="bad_method", value=self._method, hint='Use method="wsm".')
        drawn = draws_of(weights, self._weights, self._names, draws, seed)
        counts = self._kernel(drawn, top, seed, report_sd, threads) if self._method == "wsm" else self._loop(drawn, top)
        at, mean = counts["at"].reshape(n, top) / draws, counts["sum"] / draws
        known = {"enterprise": pa.array(self._ids, pa.string()), "rank": pa.array(self._ranks(), pa.int64()), "mean_rank": pa.array(mean),
                 "best_rank": pa.array(counts["best"], pa.int64()), "worst_rank": pa.array(counts["worst"], pa.int64()), "top_share": pa.array(at.sum(1))}
        known |= {f"rank_{k + 1}": pa.array(at[:, k].copy()) for k in range(top)}
        record = provenance.record("enterprises.score.robust_ranks", self.provenance, weights=weights, draws=draws, seed=seed, top=top, report_sd=report_sd)
        return Result(pa.table(known), self.kind, record, f"ranks under {draws:,} draws of weights")

    def _ranks(self) -> list[int]:
        own = {r["enterprise"]: r["rank"] for r in self.rows()}
        return [own[i] for i in self._ids]

    def _kernel(self, drawn: Any, top: int, seed: int, report_sd: float, threads: int | None):
        import numpy as np

        z = normalised(self._matrix, self._cost, self._how)
        sd = np.full(len(z), float(report_sd)) if report_sd else np.zeros(0)
        streams = np.array([stream("report", i) for i in self._ids], np.uint64) if report_sd else np.zeros(0, np.uint64)
        columns = [np.ascontiguousarray(z[:, j]) for j in range(z.shape[1])]
        return _native.rank_counts((columns, False, sd, streams), len(z), drawn, top, seed, _native.worker_count(threads))

    def _loop(self, drawn: Any, top: int):
        """The same counts for methods whose score is no weighted sum."""
        import numpy as np

        n = len(self._ids)
        at, total = np.zeros((n, top), np.int64), np.zeros(n, np.int64)
        best, worst = np.full(n, n + 1, np.int64), np.zeros(n, np.int64)
        for w in drawn:
            rank = ranks_of(_scores(self._method, self._matrix, self._cost, self._how, w, self._v)[0])
            inside = np.flatnonzero(rank <= top)
            at[inside, rank[inside] - 1] += 1
            total += rank
            best, worst = np.minimum(best, rank), np.maximum(worst, rank)
        return {"at": at.ravel(), "sum": total, "best": best, "worst": worst}


def ranks_of(scores: Any):
    """Rank 1 is the highest score; equal scores share the better rank."""
    import numpy as np

    order = np.sort(-scores)
    return np.searchsorted(order, -scores, side="left") + 1


def score(frame: Any, criteria: Any, weights: Any = None, method: str = "topsis", normalisation: str | None = None, by: str = "enterprise",
          v: float = 0.5) -> Score:
    """Firms scored and ranked by several criteria.

    Parameters
    ----------
    frame
        One row a firm.
    criteria
        Columns where more is better, or ``{column: "benefit" | "cost"}``.
    weights
        ``{criterion: weight}``, numbers, ``"equal"`` (None), ``"entropy"``, ``"critic"``.
    method
        ``"wsm"``, ``"topsis"``, ``"vikor"``; ``"entropy"`` and ``"critic"`` are the weighted sum with those weights.
    normalisation
        ``"minmax"``, ``"vector"``, ``"max"``, ``"sum"``, ``"none"``; None: minmax for the weighted sum, vector for TOPSIS (as its authors). VIKOR has its own.
    by
        The column that names firms.
    v
        VIKOR's weight of the majority.

    Returns
    -------
    Score
        ``enterprise, score, rank, status``; for VIKOR ``vikor_s, vikor_r, vikor_q`` and score = 1 − Q. A firm that lacks a value has no score, status
        ``missing_value``, with the columns in ``missing``; the others are scored as if it were not there.

    Raises
    ------
    InputError
        ``missing_column``, ``not_a_number``, ``repeated_enterprise``, ``bad_criteria``, ``bad_weights``, ``bad_method``, ``bad_normalisation``, ``no_firms``.

    Notes
    -----
    Ranks by TOPSIS, VIKOR, and weights by entropy and CRITIC, depend on who else is in the table: a firm that leaves can change the order of the rest. A list
    that must not do that is scored by ``Rules`` with fixed scales.

    Examples
    --------
    >>> import huishou as hs
    >>> rows = {"enterprise": ["A", "B", "C"], "volume": [3.0, 2.0, None], "residue": [0.2, 0.1, 0.3]}
    >>> scored = hs.enterprises.score(rows, {"volume": "benefit", "residue": "cost"}, {"volume": 2, "residue": 1}, method="wsm")
    >>> [(r["enterprise"], r["rank"], r["status"]) for r in scored.rows()]
    [('A', 1, 'ok'), ('B', 2, 'ok'), ('C', None, 'missing_value')]
    """
    import numpy as np
    import pyarrow as pa

    names, cost = _criteria(criteria)
    if method not in _METHODS:
        raise InputError(f"'{method}' is no method.", code="bad_method", value=method, hint=f"Choose one of {', '.join(_METHODS)}.")
    if method in ("entropy", "critic"):
        if weights is not None:
            raise InputError(f"Weights are given, and method {method} makes its own.", code="bad_weights", value=str(weights),
                             hint=f'Use method="wsm", or weights="{method}" with any method.')
        weights, method = method, "wsm"
    table = frames.table(frame)
    frames.need_columns(table.column_names, [by, *names])
    ids = table.column(by).to_pylist()
    unique_names(ids)
    order = sorted(range(len(ids)), key=ids.__getitem__)         # sums of floats see one order of rows, so results see none
    matrix = np.column_stack([numbers(table, n) for n in names])[order]
    ids = [ids[i] for i in order]
    whole = ~np.isnan(matrix).any(1)
    if not whole.any():
        raise InputError("No firm has a value of every criterion.", code="no_firms", hint="Leave out the criterion that nobody reports.")
    known = matrix[whole]
    how = normalisation or _DEFAULT[method]
    w = weights_of(weights, names, known, cost)
    values, extra = _scores(method, known, cost, how, w, v)
    rank = ranks_of(values)
    at = np.full(len(ids), -1)
    at[whole] = np.arange(int(whole.sum()))
    take = lambda column, kind: pa.array([column[p] if p >= 0 else None for p in at], kind)  # noqa: E731
    columns = {"enterprise": pa.array(ids, pa.string()), "score": take(values, pa.float64()), "rank": take(rank, pa.int64()),
               **{k: take(x, pa.float64()) for k, x in extra.items()},
               "status": pa.array(["ok" if k else "missing_value" for k in whole]),
               "missing": pa.array([" ".join(n for n, x in zip(names, row, strict=True) if np.isnan(x)) for row in matrix])}
    record = provenance.record("enterprises.score", provenance.of_input(frame, table.num_rows, [by, *names]),
                               criteria={n: "cost" if c else "benefit" for n, c in zip(names, cost.tolist(), strict=True)},
                               weights=dict(zip(names, w.tolist(), strict=True)), method=method, normalisation=how)
    out = Score(pa.table(columns), frames.kind_of(frame), record, f"scores by {method}")
    parts = {"_names": names, "_cost": cost, "_matrix": known, "_weights": w, "_method": method, "_how": how, "_v": v,
             "_ids": [i for i, k in zip(ids, whole, strict=True) if k]}
    for name, value in parts.items():
        object.__setattr__(out, name, value)
    return out


def _criteria(criteria: Any):
    import numpy as np

    given = criteria if isinstance(criteria, Mapping) else dict.fromkeys([criteria] if isinstance(criteria, str) else criteria, "benefit")
    if not given or any(d not in ("benefit", "cost") for d in given.values()):
        raise InputError(f"criteria is {criteria!r}.", code="bad_criteria", value=str(criteria), hint='Give columns, or {column: "benefit" or "cost"}.')
    return list(given), np.array([d == "cost" for d in given.values()])


def _scores(method: str, matrix: Any, cost: Any, how: str, w: Any, v: float):
    if method == "vikor":
        s, r, q = vikor(matrix, w, cost, v)
        return 1.0 - q, {"vikor_s": s, "vikor_r": r, "vikor_q": q}
    scaled = normalised(matrix, cost, how)
    return (topsis if method == "topsis" else wsm)(scaled, w), {}
