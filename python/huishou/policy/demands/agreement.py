# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Whether two coders, or a coder and the rules, mean the same by the codes: Cohen's kappa."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ... import frames, provenance
from ...cards import card
from ...errors import InputError
from ...metrics import quantiles
from ...metrics.intervals import checked_level
from ...results import Result

__all__ = ["Kappa", "agreement", "kappa"]


@dataclass(frozen=True)
class Kappa:
    """Agreement of two codings beyond chance; made by ``kappa``.

    Attributes
    ----------
    kappa : float or None
        Cohen's κ, 1 at most; None where chance alone would agree always.
    se : float or None
        Its standard error.
    low, high : float or None
        Its interval, held within −1 and 1.
    observed : float
        Share of answers with the same code (0–1).
    expected : float
        The share that independent coders with the same habits would have.
    n : int
        Answers coded twice.
    status : str
        ``ok``, or ``no_spread`` where ``kappa`` is None.
    """

    kappa: float | None
    se: float | None
    low: float | None
    high: float | None
    observed: float
    expected: float
    n: int
    status: str = "ok"

    _repr_html_ = card


def kappa(first: Sequence[Any], second: Sequence[Any], level: float = 0.95) -> Kappa:
    """Cohen's κ of two codings of the same answers, one code an answer.

    ``κ = (p_o − p_e) / (1 − p_e)``, p_e the agreement of independent coders with the same habits.

    Parameters
    ----------
    first, second
        One code an answer, in the same order of answers.
    level
        Of the interval, between 0 and 1.

    Returns
    -------
    Kappa
        ``kappa, se, low, high, observed, expected, n, status``.

    Raises
    ------
    InputError
        ``unequal_lengths``, ``no_units``, ``bad_level``.

    Notes
    -----
    Cohen (1960); standard error of Fleiss, Cohen, Everitt (1969), Psychological Bulletin 72, 323, equation 13.

    Examples
    --------
    >>> from huishou import demands
    >>> k = demands.kappa(["D01", "D01", "D03", "D03"], ["D01", "D03", "D03", "D03"])
    >>> k.kappa, k.observed, k.expected
    (0.5, 0.75, 0.5)
    """
    z = quantiles.normal(0.5 + checked_level(level) / 2)
    if len(first) != len(second) or not len(first):
        raise InputError(f"There are {len(first)} and {len(second)} codes.", code="unequal_lengths" if len(first) != len(second) else "no_units",
                         hint="Give two codings of the same answers.")
    n = len(first)
    names = list(dict.fromkeys([*first, *second]))
    cell = {(a, b): 0 for a in names for b in names}
    for pair in zip(first, second, strict=True):
        cell[pair] += 1
    rows = {a: sum(cell[a, b] for b in names) / n for a in names}
    columns = {b: sum(cell[a, b] for a in names) / n for b in names}
    observed = sum(cell[a, a] for a in names) / n
    expected = math.fsum(rows[a] * columns[a] for a in names)
    if expected >= 1.0 - 1e-12:
        return Kappa(None, None, None, None, observed, expected, n, "no_spread")
    k = (observed - expected) / (1.0 - expected)
    a = math.fsum(cell[i, i] / n * (1.0 - (rows[i] + columns[i]) * (1.0 - k)) ** 2 for i in names)
    b = (1.0 - k) ** 2 * math.fsum(cell[i, j] / n * (rows[j] + columns[i]) ** 2 for i in names for j in names if i != j)
    c = (k - expected * (1.0 - k)) ** 2
    se = math.sqrt(max(a + b - c, 0.0) / n) / (1.0 - expected)
    return Kappa(k, se, max(k - z * se, -1.0), min(k + z * se, 1.0), observed, expected, n)


def agreement(first: Any, second: Any, texts: Iterable[Any] | int, level: float = 0.95) -> Result:
    """κ of each difficulty, for codings with several codes an answer: each code is a yes or no of its own.

    Parameters
    ----------
    first, second
        Frames with ``text`` and ``code``, as ``code`` gives them.
    texts
        All answers that were coded, or their number: an answer without a code counts as a no.
    level
        Of the intervals, between 0 and 1.

    Returns
    -------
    Result
        ``code`` (the difficulty, parts counted with it), ``both, first_only, second_only, neither`` (answers), ``kappa, kappa_low, kappa_high, status``.

    Raises
    ------
    InputError
        ``missing_column``; ``unknown_text`` where a coded answer is not among ``texts``; ``bad_level``.

    Examples
    --------
    >>> from huishou import demands
    >>> rules = {"text": [0, 1, 2], "code": ["D01.02", "D01", "D07"]}
    >>> person = {"text": [0, 1, 3], "code": ["D01", "D07", "D07"]}
    >>> [(r["code"], r["both"], r["first_only"], r["neither"], r["kappa"]) for r in demands.agreement(rules, person, 4).rows()]
    [('D01', 1, 1, 2, 0.5), ('D07', 0, 1, 1, -0.5)]
    """
    import pyarrow as pa

    known = list(range(texts)) if isinstance(texts, int) else list(texts)
    pairs = []
    for frame in (first, second):
        table = frames.table(frame)
        frames.need_columns(table.column_names, ["text", "code"])
        pairs.append({(t, c[:3]) for t, c in zip(table.column("text").to_pylist(), table.column("code").to_pylist(), strict=True) if c is not None})
    strange = {t for p in pairs for t, _ in p} - set(known)
    if strange:
        raise InputError(f"{len(strange)} coded answers are not among the texts.", code="unknown_text", column="text", value=str(sorted(strange)[0]),
                         hint="Give all answers that were coded.")
    out = []
    for code in sorted({c for p in pairs for _, c in p}):
        one, two = ([(t, code) in p for t in known] for p in pairs)
        k = kappa(one, two, level)
        both = sum(a and b for a, b in zip(one, two, strict=True))
        out.append({"code": code, "both": both, "first_only": sum(one) - both, "second_only": sum(two) - both,
                    "neither": len(known) - sum(one) - sum(two) + both,
                    "kappa": k.kappa, "kappa_low": k.low, "kappa_high": k.high, "status": k.status})
    whole = ("both", "first_only", "second_only", "neither")
    kinds = {"code": pa.string(), "status": pa.string(), **dict.fromkeys(whole, pa.int64())}
    table = pa.table({n: pa.array([r[n] for r in out], kinds.get(n, pa.float64())) for n in ("code", *whole, "kappa", "kappa_low", "kappa_high", "status")})
    return Result(table, frames.kind_of(first), provenance.record("demands.agreement", provenance.of_input(first, len(known), ["text", "code"]), level=level),
                  "agreement of two codings")
