# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Ranges and rates as horizontal marks: a range is a bar between its ends, a rate is a dot, and what has no number says why."""

from __future__ import annotations

from typing import Any

from ... import frames
from ...errors import InputError
from .. import style

__all__ = ["ranges", "rates"]


def ranges(labels: list[str], low: list[float], high: list[float], *, unit: float = 1.0, digits: int = 1, colours: list[str] | None = None,
           faint: list[bool] | None = None, title: str = "", ax: Any = None, lang: str = "zh"):
    """One bar from ``low`` to ``high`` a label, both ends written; no midpoint is drawn, because none is stated.

    Parameters
    ----------
    labels, low, high
        Equally long.
    unit, digits
        Numbers are divided by ``unit`` and written with so many digits after the point.
    colours, faint
        Colour of each bar; ``faint`` bars are comparisons, hatched and unfilled.
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
        ``unequal_lengths``; also where there is nothing to draw.

    Examples
    --------
    >>> import huishou as hs
    >>> ax = hs.plot.ranges(["旧废钢"], [204.1], [251.2], title="避免排放，百万吨 CO₂")
    >>> len(ax.patches)
    1
    """
    if not labels or not len(labels) == len(low) == len(high):
        raise InputError("Labels, low and high ends must be equally many, at least one.", code="unequal_lengths", hint="Give one of each a bar.")
    with style.context(lang):
        ax = style.axes(ax, 8.0, 0.9 + 0.55 * len(labels))
        for i, (a, b) in enumerate(zip(low, high, strict=True)):
            colour = colours[i] if colours else style.OKABE_ITO["green"]
            pale = bool(faint and faint[i])
            ax.barh(i, (b - a) / unit, left=a / unit, height=0.5, facecolor="none" if pale else colour, alpha=0.85,
                    hatch="///" if pale else None, edgecolor=colour if pale else "none", linewidth=0.8)
            ax.annotate(f"{a / unit:,.{digits}f}", (a / unit, i), xytext=(-4, 0), textcoords="offset points", ha="right", va="center", fontsize=9.5,
                        color=style.INK)
            ax.annotate(f"{b / unit:,.{digits}f}", (b / unit, i), xytext=(4, 0), textcoords="offset points", ha="left", va="center", fontsize=9.5,
                        color=style.INK)
        style.label_rows(ax, labels, title)
        ax.set_xlim(0, max(high) / unit * 1.1)
    return ax


def rates(result: Any, *, label: str = "definition", rate: str = "rate", low: str = "rate_low", high: str = "rate_high", status: str = "status",
          names: dict[str, str] | None = None, title: str = "", ax: Any = None, lang: str = "zh"):
    """One row a rate: a dot in percent, its interval where there is one; open and marked where the status is not ``ok``.

    Parameters
    ----------
    result
        Result of ``hs.recovery_rate`` or a frame with its columns.
    label
        Column that names the rows.
    rate, low, high, status
        Columns of the rate (1), of its interval and of its status; the last three may be absent.
    names
        Value of ``label`` -> what is written.
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
        ``missing_column``, ``no_rows``.

    Examples
    --------
    >>> import huishou as hs
    >>> ax = hs.plot.rates({"definition": ["废纸回收率", "废塑料回收率"], "rate": [0.465, 0.267], "status": ["ok", "bound_only"]})
    >>> float(ax.get_xlim()[0])
    0.0
    """
    table = frames.table(result)
    for name in (label, rate):
        if name not in table.column_names:
            raise InputError(f"There is no column '{name}'.", code="missing_column", column=name, hint=f"Columns are: {', '.join(table.column_names)}.")
    rows = [{low: None, high: None, status: "ok"} | r for r in table.to_pylist()]
    if not rows:
        raise InputError("There is no rate to draw.", code="no_rows", hint="Give at least one row.")
    with style.context(lang):
        ax = style.axes(ax, 8.0, 0.9 + 0.42 * len(rows))
        for i, r in enumerate(rows):
            _rate(ax, i, r, rate, low, high, status)
        style.label_rows(ax, [(names or {}).get(r[label], str(r[label])) for r in rows], title)
        numbers = [r[k] for r in rows for k in (rate, high) if r[k] is not None]
        ax.set_xlim(0, max(1.0, *numbers) * 114 if numbers else 114)
        ax.set_xticks([0, 25, 50, 75, 100])
        ax.xaxis.set_major_formatter(lambda v, _: f"{v:.0f} %")
    return ax


def _rate(ax, i, r, rate, low, high, status) -> None:
    fine = r[status] == "ok"
    colour = style.OKABE_ITO["blue"] if fine else style.OKABE_ITO["vermillion"]
    if r[rate] is None:
        ax.annotate(f"— {r[status]}", (0, i), xytext=(4, 0), textcoords="offset points", va="center", fontsize=9.0, color=style.MUTED)
        return
    if r[low] is not None and r[high] is not None:
        ax.plot([100 * r[low], 100 * r[high]], [i, i], color=colour, linewidth=5, alpha=0.35, solid_capstyle="butt")
    ax.plot([100 * r[rate]], [i], marker="o", markersize=7, markerfacecolor=colour if fine else style.PAPER, markeredgecolor=colour, markeredgewidth=1.6)
    ax.annotate(f"{100 * r[rate]:.1f} %" + ("" if fine else f"  {r[status]}"), (100 * r[rate], i), xytext=(9, 0), textcoords="offset points", va="center",
                fontsize=9.5, color=style.INK)
