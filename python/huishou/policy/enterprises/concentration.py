# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Concentration when only a part of the firms is seen: CR_n and HHI as bounds that hold the truth, never a number that pretends to know."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from ... import frames, provenance
from ...cards import card
from ...errors import InputError
from ...results import Result
from .standing import unique_names

__all__ = ["Concentration", "concentration", "concentration_table"]

_TOLERANCE = 1e-9                                               # shares written in decimals miss 1 by roundings


@dataclass(frozen=True)
class Concentration:
    """Bounds on the concentration of a market of which a part is known; made by ``concentration``.

    Attributes
    ----------
    shares : tuple of float
        Shares of the firms seen (0–1), largest first.
    rest : float
        Share that is unknown.
    others : int or None
        Number of firms that hold the rest; None where it is not known.
    known : str
        ``"all"``, ``"top"`` or ``"any"``: which firms are seen.
    """

    shares: tuple[float, ...]
    rest: float
    others: int | None
    known: str

    @property
    def hhi_low(self) -> float:
        """Σ s² + rest² / others: the unknown firms are alike (0 for the second part where their number is not known: they may be countless)."""
        return self._squares() + (self.rest**2 / self.others if self.others else 0.0)

    @property
    def hhi_high(self) -> float:
        """The unknown firms are as unlike as they can be.

        ``top``: none exceeds the smallest known, so ⌊r/s⌋ firms of that share and one with what is left. ``any``: one firm holds it all.
        """
        if self.known == "top" and self.rest > 0:
            whole, left = self._full()
            return self._squares() + whole * self.shares[-1] ** 2 + left**2
        return self._squares() + self.rest**2

    def cr_low(self, n: int) -> float:
        """The least share the n largest firms can have: the unknown ones are alike.

        Parameters
        ----------
        n
            Number of firms, from 1.

        Returns
        -------
        float
            0–1.

        Raises
        ------
        InputError
            ``not_a_count``.
        """
        return _largest([*self.shares, *self._alike(n)], n)

    def cr_high(self, n: int) -> float:
        """The greatest share the n largest firms can have: the unknown ones are as unlike as they can be.

        Parameters
        ----------
        n
            Number of firms, from 1.

        Returns
        -------
        float
            0–1.

        Raises
        ------
        InputError
            ``not_a_count``.
        """
        spread = [self.rest]
        if self.known == "top" and self.rest > 0:
            whole, left = self._full()
            spread = [self.shares[-1]] * min(whole, _count(n)) + [left]
        return _largest([*self.shares, *spread], n)

    def _squares(self) -> float:
        return math.fsum(s * s for s in self.shares)

    def _alike(self, n: int) -> list[float]:
        if not self.others:
            return []                                           # countless firms have no share among the largest
        return [self.rest / self.others] * min(self.others, _count(n))

    def _full(self) -> tuple[int, float]:
        """How many unknown firms can be as large as the smallest known one, and what is left for one more."""
        size = self.shares[-1]
        whole = int(self.rest / size * (1 + _TOLERANCE))
        return whole, max(self.rest - whole * size, 0.0)

    _repr_html_ = card


def _largest(shares: list[float], n: int) -> float:
    return min(math.fsum(sorted(shares, reverse=True)[:_count(n)]), 1.0)


def _count(n: int) -> int:
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise InputError(f"n is {n!r}.", code="not_a_count", value=n, hint="Give a whole number of firms from 1.")
    return n


def concentration(shares: Any, firms: int | None = None, known: str = "all") -> Concentration:
    """Bounds on CR_n and HHI from the shares of some firms.

    Parameters
    ----------
    shares
        Shares of the firms seen (0–1) of the whole market: of volume or of value, say which.
    firms
        Firms in the market, those seen included. None: not known.
    known
        ``"all"``: every firm is seen, the shares add up to 1. ``"top"``: those seen are the largest. ``"any"``: a nominated list, which need not hold the
        largest.

    Returns
    -------
    Concentration
        ``cr_low(n), cr_high(n), hhi_low, hhi_high``, HHI on the scale 0–1.

    Raises
    ------
    InputError
        ``bad_share``, ``bad_known``, ``shares_exceed_one``, ``shares_short`` where all are said to be known, ``bad_firms``, ``infeasible_shares`` where the
        rest is more than the unknown firms can hold.

    Notes
    -----
    HHI and CR_n are Schur-convex in the unknown shares: least where they are alike, greatest at the most unequal shares allowed (Marshall, Olkin, Arnold,
    Inequalities, chapter 13). Hall and Tideman (1967) for the measures.

    Examples
    --------
    >>> import huishou as hs
    >>> seen = hs.enterprises.concentration([0.3, 0.2, 0.1], firms=10, known="any")
    >>> round(seen.hhi_low, 4), round(seen.hhi_high, 4), round(seen.cr_low(1), 4), round(seen.cr_high(1), 4)
    (0.1629, 0.3, 0.3, 0.4)
    """
    import numpy as np

    x = np.asarray(shares, float)
    if x.ndim != 1 or len(x) == 0 or not np.isfinite(x).all() or x.min() < 0 or x.max() > 1:
        raise InputError(f"shares is {shares!r}.", code="bad_share", column="shares", value=str(shares), hint="Give shares from 0 to 1, one a firm.")
    if known not in ("all", "top", "any"):
        raise InputError(f"known is {known!r}.", code="bad_known", value=known, hint='Choose "all", "top" or "any".')
    total = math.fsum(x)
    if total > 1 + _TOLERANCE:
        raise InputError(f"The shares add up to {total:g}.", code="shares_exceed_one", column="shares", value=total,
                         hint="They are shares of one market; the same tonne sold on along the chain counts once.")
    rest = max(1.0 - total, 0.0) if total < 1 - _TOLERANCE else 0.0
    if firms is not None and (isinstance(firms, bool) or not isinstance(firms, (int, np.integer)) or firms < len(x)):
        raise InputError(f"There are {len(x)} shares of {firms!r} firms.", code="bad_firms", column="firms", value=firms,
                         hint="Give the number of firms in the market, those seen included.")
    if known == "all" and rest > 0:
        raise InputError(f"All firms are said to be known, and their shares add up to {total:g}.", code="shares_short", column="shares", value=total,
                         hint='Say known="top" or "any".')
    others = None if firms is None else int(firms) - len(x)
    least = float(x.min())
    if rest > 0 and (others == 0 or (known == "top" and (least == 0 or (others is not None and rest > others * least * (1 + _TOLERANCE))))):
        raise InputError(f"{others if others is not None else 'No'} further firms cannot hold the rest of {rest:g}.", code="infeasible_shares", column="shares",
                         value=rest, hint="Some unknown firm is larger than the smallest known one: say known=\"any\", or check the number of firms.")
    return Concentration(tuple(sorted(x.tolist(), reverse=True)), rest, others, known)


def concentration_table(frame: Any, value: str = "mass_t", by: Any = ("tier",), totals: Any = None, firms: Any = None, known: str = "any",
                        unit: str = "enterprise", n: tuple[int, ...] = (1, 4, 10), audience: str = "own") -> Result:
    """CR_n and HHI by tier, category or region, with bounds where only listed firms are seen.

    Parameters
    ----------
    frame
        Rows of firms seen: ``enterprise``, ``value``, the columns of ``by``; ``parent`` for ``unit="parent"`` (a blank parent is the firm itself).
    value
        Mass or money, not negative.
    by
        Columns; ``tier`` or ``stage`` must be among them where the rows hold several: a collector's tonne is sold to a sorter and on to a market, so a table
        over tiers counts it up to three times.
    totals
        ``{group: total}`` of the whole market, group a value or tuple in the order of ``by``; None: the firms seen are all.
    firms
        ``{group: number of firms}``; None: not known.
    known
        As ``concentration``.
    unit
        ``"enterprise"`` (legal person) or ``"parent"`` (group): subsidiaries together can multiply CR_n.
    n
        Numbers of firms of CR_n.
    audience
        ``"public"`` holds back groups of fewer than three firms seen, or where one holds more than 85 % or two more than 90 %: there CR_n shows a firm.

    Returns
    -------
    Result
        ``by…, firms_seen, share_seen, hhi_low, hhi_high, cr<n>_low, cr<n>_high, status`` (``ok``, ``bound_only``, ``suppressed``).

    Raises
    ------
    InputError
        ``double_count_risk``, ``missing_column``, ``missing_total``, ``negative_value``, ``bad_unit``; as ``concentration``.

    Examples
    --------
    >>> import huishou as hs
    >>> rows = {"enterprise": ["A", "B", "C"], "tier": ["sorting"] * 3, "mass_t": [60.0, 30.0, 10.0]}
    >>> r = hs.enterprises.concentration_table(rows, totals={"sorting": 200.0}).rows()[0]
    >>> round(r["cr1_low"], 2), round(r["cr1_high"], 2), r["status"]
    (0.3, 0.5, 'bound_only')
    """
    import pyarrow as pa

    from ...metrics.stats import aggregate
    from .disclosure import FEWEST, audience_of, dominated

    by = [by] if isinstance(by, str) else list(by)
    if unit not in ("enterprise", "parent"):
        raise InputError(f"'{unit}' is no unit.", code="bad_unit", value=unit, hint='Choose "enterprise" or "parent".')
    public = audience_of(audience)
    table = frames.table(frame)
    for tier in ("tier", "stage"):
        if tier in table.column_names and tier not in by and len(set(table.column(tier).to_pylist())) > 1:
            raise InputError(f"The rows hold several values of {tier}.", code="double_count_risk", column=tier, hint=f"Put {tier} into by, or keep one.")
    frames.need_columns(table.column_names, ["enterprise", value, *by, *(["parent"] if unit == "parent" else [])])
    names = table.column("enterprise").to_pylist()
    if unit == "parent":
        names = [p or e for p, e in zip(table.column("parent").to_pylist(), names, strict=True)]
    summed = aggregate(table.select([*by, value]).append_column("_unit", pa.array(names, pa.string())), by=[*by, "_unit"], values={value: ["sum"]})
    cells: dict[tuple, list[tuple[str, float]]] = {}
    for row in summed.rows():
        x = row[f"{value}_sum"]
        if x is None:
            continue
        if x < 0:
            raise InputError(f"'{row['_unit']}' has {x:g}.", code="negative_value", column=value, value=x, hint="A share of a market is not negative.")
        cells.setdefault(tuple(row[b] for b in by), []).append((row["_unit"], x))
    out = []
    for group, firms_seen in cells.items():
        unique_names([f for f, _ in firms_seen])
        seen = math.fsum(x for _, x in firms_seen)
        total, number = _of(totals, group, "totals"), _of(firms, group, "firms")
        total = seen if total is None else total
        if not total > 0:
            raise InputError(f"The total of {group} is {total}.", code="missing_total", column="totals", value=total, hint="A share needs a positive total.")
        found = concentration([x / total for _, x in firms_seen], number, "all" if totals is None else known)
        row = {**dict(zip(by, group, strict=True)), "firms_seen": len(firms_seen), "share_seen": min(seen / total, 1.0), "hhi_low": found.hhi_low,
               "hhi_high": found.hhi_high}
        for k in n:
            row |= {f"cr{k}_low": found.cr_low(k), f"cr{k}_high": found.cr_high(k)}
        row["status"] = "ok" if found.rest == 0 else "bound_only"
        if public and (len(firms_seen) < FEWEST or dominated([x for _, x in firms_seen])):
            row = {**row, **dict.fromkeys([k for k in row if k not in (*by, "status")]), "status": "suppressed"}
        out.append(row)
    columns = [*by, "firms_seen", "share_seen", "hhi_low", "hhi_high", *(f"cr{k}_{side}" for k in n for side in ("low", "high")), "status"]
    kinds = {**{b: summed.to_arrow().schema.field(b).type for b in by}, "firms_seen": pa.int64(), "status": pa.string()}
    made = pa.table({c: pa.array([r[c] for r in out], kinds.get(c, pa.float64())) for c in columns})
    record = provenance.record("enterprises.concentration_table", provenance.of_input(frame, table.num_rows, [*by, value]), value=value, by=by, known=known,
                               unit=unit, audience=audience)
    return Result(made, frames.kind_of(frame), record, f"concentration of {value} by {', '.join(by)}, {unit} level")


def _of(given: Any, group: tuple, name: str):
    if given is None:
        return None
    at = group if group in given else group[0] if len(group) == 1 else None
    if at not in given:
        raise InputError(f"There is no entry of {group} in {name}.", code="missing_total", column=name, value=str(group), hint="Give one for every group.")
    return given[at]
