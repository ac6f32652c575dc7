# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Tornado: which factor moves the answer how much."""

from __future__ import annotations

from typing import Any

from ... import frames
from ...errors import InputError
from .. import style

__all__ = ["tornado"]

_T = {"x": ("单独一个因子带来的标准差，±{unit}", "standard deviation that one factor alone brings, ±{unit}"), "rest": ("其余 {k} 个", "the other {k}")}


def tornado(contributions: Any, *, most: int = 10, unit: float = 1.0, unit_name: str = "t CO₂e", names: dict[str, str] | None = None, title: str = "",
            ax: Any = None, lang: str = "zh"):
    """One bar a factor, the widest on top: what its own uncertainty does to the answer, and its share of the variance.

    Parameters
    ----------
    contributions
        ``result.contributions()`` of one row of ``hs.avoided_emissions``, or a frame with ``factor``, ``sd_co2e_t``, ``share``.
    most
        So many bars; what is left is one more.
    unit, unit_name
        As ``macc``.
    names
        Factor -> what is written.
    title
        Written above the figure; empty for none.
    ax
        Axes to draw on; None makes new ones.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InputError
        ``missing_column``, ``repeated_factor`` (several rows of a result: choose one), ``no_rows``.

    Examples
    --------
    >>> import huishou as hs
    >>> ax = hs.plot.tornado({"factor": ["paper", "glass"], "sd_co2e_t": [4.0, 3.0], "share": [0.64, 0.36]})
    >>> [float(p.get_width()) for p in ax.patches]
    [8.0, 6.0]
    """
    table = frames.table(contributions)
    frames.need_columns(table.column_names, ["factor", "sd_co2e_t", "share"])
    rows = sorted(table.to_pylist(), key=lambda r: (-r["sd_co2e_t"], str(r["factor"])))
    seen = [r["factor"] for r in rows]
    if len(set(seen)) < len(seen):
        raise InputError("A factor stands there more than once.", code="repeated_factor", column="factor",
                         hint="Choose one row of the result, a region for example.")
    if not any(r["sd_co2e_t"] > 0.0 for r in rows):
        raise InputError("No factor varies.", code="no_rows", hint="Give the factors of the pack a distribution.")
    shown, rest = rows[:most], rows[most:]
    with style.context(lang) as spoken:
        n = 0 if spoken == "zh" else 1
        bars = [((names or {}).get(r["factor"], str(r["factor"])), r["sd_co2e_t"], r["share"]) for r in shown]
        if rest:                                                      # independent factors: variances add
            bars.append((_T["rest"][n].format(k=len(rest)), sum(r["sd_co2e_t"] ** 2 for r in rest) ** 0.5, sum(r["share"] or 0.0 for r in rest)))
        ax = style.axes(ax, 8.0, 1.0 + 0.42 * len(bars))
        for i, (_, sd, share) in enumerate(bars):
            other = bool(rest) and i == len(bars) - 1
            ax.barh(i, 2 * sd / unit, left=-sd / unit, height=0.6, color=style.MUTED if other else style.OKABE_ITO["blue"], alpha=0.85)
            ax.annotate("—" if share is None else f"{100 * share:.0f} %", (sd / unit, i), xytext=(5, 0), textcoords="offset points", va="center",
                        fontsize=9.0, color=style.INK)
        ax.axvline(0.0, color=style.INK, linewidth=0.8)
        style.label_rows(ax, [b[0] for b in bars], title)
        ax.use_sticky_edges = False
        ax.margins(x=0.1)
        ax.set_xlabel(_T["x"][n].format(unit=unit_name))
    return ax
