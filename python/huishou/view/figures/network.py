# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Residuals of a network as a map, and flows before and after reconciliation."""

from __future__ import annotations

from typing import Any

from ... import frames
from ...errors import InputError
from .. import style

__all__ = ["before_after", "residual_map"]

_MOST = 40                                                      # marks a reader can tell apart in one figure
_WORDS = {"more_out": ("流出多于流入", "more leaves"), "more_in": ("流入多于流出", "more enters"), "measured": ("实测 ±1.96 u", "measured ±1.96 u"),
          "reconciled": ("平差后 ±1.96 u", "reconciled ±1.96 u"), "tier": ("层级", "tier"), "mass": ("吨", "t")}
_REACH = 1.959963984540054                                      # normal quantile of 0.975


def residual_map(balance: Any, *, node: str = "node", tier: str = "tier", value: str = "residual_t", unit: float = 1.0, title: str = "", ax: Any = None,
                 lang: str = "zh"):
    """One mark a node, tiers from left to right: area by residual, colour and mark by its sign, the largest ones named.

    Parameters
    ----------
    balance
        Result of ``Network.balance`` or a frame with ``node, tier, residual_t``; nodes without a residual are small open circles.
    node, tier, value
        Columns of names, of tiers (from left to right in the order of first mention), and of residuals in tonnes.
    unit
        What the printed numbers count, in tonnes.
    title
        Written above the figure; empty for what the marks mean.
    ax
        Axes to draw on; new ones when None.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InputError
        ``missing_column``, ``no_rows``.

    Examples
    --------
    >>> import huishou as hs
    >>> ax = hs.plot.residual_map({"node": ["a", "b"], "tier": ["0", "1"], "residual_t": [5.0, -1.0]}, lang="en")
    >>> len(ax.collections)
    2
    """
    rows = frames.table(balance, [node, tier, value]).to_pylist()
    if not rows:
        raise InputError("There is no node to draw.", code="no_rows", hint="Give at least one row.")
    with style.context(lang) as lang:
        tiers = list(dict.fromkeys(str(r[tier]) for r in rows))
        count: dict[str, int] = {}
        ax = style.axes(ax, 2.0 + 2.4 * len(tiers), 5.0)
        largest = max((abs(r[value]) for r in rows if r[value] is not None), default=0.0) or 1.0
        named = sorted((i for i, r in enumerate(rows) if r[value]), key=lambda i: (-abs(rows[i][value]), i))[:8]
        for i, r in enumerate(rows):
            column = str(r[tier])
            count[column] = count.get(column, 0) + 1
            at = (tiers.index(column), -count[column])
            residual = r[value]
            if not residual:
                ax.scatter(*at, s=10, facecolors="none", edgecolors=style.LINE, linewidths=0.8)
                continue
            ax.scatter(*at, s=20 + 700 * abs(residual) / largest, marker="o" if residual > 0 else "v", alpha=0.75,
                       color=style.OKABE_ITO["sky" if residual > 0 else "vermillion"], linewidths=0)
            if i in named:
                ax.annotate(f"{r[node]} {residual / unit:+,.6g}", at, xytext=(12, 0), textcoords="offset points", va="center", fontsize=8.5, color=style.INK)
        ax.set_xticks(range(len(tiers)), tiers)
        ax.set_yticks([])
        ax.set_xlim(-0.4, len(tiers) - 0.2)
        ax.margins(y=0.15)
        ax.grid(False)
        words = " · ".join(f"{mark} {_WORDS[k][lang == 'en']}" for mark, k in (("●", "more_in"), ("▼", "more_out")))
        ax.set_title(title or words)
    return ax


def before_after(reconciliation: Any, *, most: int = 25, unit: float = 1.0, title: str = "", ax: Any = None, lang: str = "zh"):
    """Flows before and after reconciliation with their errors, those adjusted most (by z) on top.

    Parameters
    ----------
    reconciliation
        A ``Reconciliation``.
    most
        Flows drawn.
    unit
        What the axis counts, in tonnes.
    title
        Written above the figure; empty for what the marks mean.
    ax
        Axes to draw on; new ones when None.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InputError
        ``no_rows``; ``too_many`` for more than 40 flows.

    Examples
    --------
    >>> import huishou as hs
    >>> ax = hs.plot.before_after(hs.reconcile([[1, -1]], [100.0, 110.0], [5.0, 5.0]), lang="en")
    >>> [t.get_text() for t in ax.get_yticklabels()]
    ['0', '1']
    """
    if most > _MOST:
        raise InputError(f"{most} flows are more than a figure can show.", code="too_many", value=most, hint=f"Draw {_MOST} at most.")
    rows = [r for r in reconciliation.result.rows() if r["reconciled_t"] is not None]
    rows = sorted(rows, key=lambda r: -abs(r["z"] or 0.0))[:most]
    if not rows:
        raise InputError("No flow was reconciled.", code="no_rows", hint="Give flows that can be determined.")
    with style.context(lang) as lang:
        ax = style.axes(ax, 8.0, 1.0 + 0.36 * len(rows))
        labels = []
        for i, r in enumerate(rows):
            labels.append(f"{r['source']} → {r['target']}" if "source" in r else str(r["flow"]))
            if r["measured_t"] is not None:
                ax.errorbar(r["measured_t"] / unit, i - 0.16, xerr=_REACH * (r["sd_t"] or 0.0) / unit, fmt="o", mfc="none", color=style.MUTED, ms=5, lw=1.0)
            ax.errorbar(r["reconciled_t"] / unit, i + 0.16, xerr=_REACH * (r["sd_reconciled_t"] or 0.0) / unit, fmt="o", color=style.OKABE_ITO["blue"],
                        ms=5, lw=1.6)
        ax.set_yticks(range(len(rows)), labels)
        ax.invert_yaxis()
        ax.grid(True, axis="x")
        ax.grid(False, axis="y")
        ax.set_title(title or f"○ {_WORDS['measured'][lang == 'en']} · ● {_WORDS['reconciled'][lang == 'en']}")
    return ax
