# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Marginal abatement cost curve: how much each option avoids, and what a tonne of it costs."""

from __future__ import annotations

from typing import Any

from ... import frames
from ...errors import InputError
from .. import style

__all__ = ["macc"]

_T = {"x": ("累计减排量", "cumulative reduction"), "y": ("元／吨 CO₂e", "CNY per t CO₂e"),
      "left": ("未画：{names}（无减排量）", "not drawn: {names} (avoids nothing)"), "dominated": ("受支配", "dominated")}


def macc(result: Any, *, unit: float = 1.0, unit_name: str = "t CO₂e", title: str = "", ax: Any = None, lang: str = "zh"):
    """One bar an option, as wide as what it avoids and as high as its cost per tonne, in the order of ``hs.carbon.abatement_cost``.

    The order is by net benefit, not by height: below zero the height ranks wrongly. An option that another one beats is hatched.

    Parameters
    ----------
    result
        Result of ``hs.carbon.abatement_cost``, or a frame with its columns.
    unit, unit_name
        Reductions are divided by ``unit`` and called ``unit_name``.
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
    >>> options = {"option": ["sorting", "smart bins"], "operating_cny": [-100.0, 300.0], "reduction_co2e_t": [10.0, 4.0]}
    >>> ax = hs.plot.macc(hs.carbon.abatement_cost(options, rate=0.05))
    >>> [float(p.get_height()) for p in ax.patches]
    [-10.0, 75.0]
    """
    table = frames.table(result)
    frames.need_columns(table.column_names, ["option", "reduction_co2e_t", "cost_cny_per_t", "dominated_by"])
    rows = table.to_pylist()
    drawn = [r for r in rows if r["cost_cny_per_t"] is not None]
    if not drawn:
        raise InputError("No option avoids anything.", code="no_rows", hint="Give at least one option with a reduction above 0.")
    with style.context(lang) as spoken:
        n = 0 if spoken == "zh" else 1
        ax = style.axes(ax, 8.0, 4.2)
        at = 0.0
        for r in drawn:
            width, height = r["reduction_co2e_t"] / unit, r["cost_cny_per_t"]
            colour = style.OKABE_ITO["green" if height <= 0.0 else "orange"]
            beaten = r["dominated_by"] is not None
            ax.bar(at, height, width=width, align="edge", facecolor="none" if beaten else colour, hatch="///" if beaten else None, edgecolor=colour,
                   linewidth=0.8, alpha=0.9)
            words = f"{r['option']}\n{height:,.0f}".replace("-", "−") + (f"\n{_T['dominated'][n]}" if beaten else "")
            ax.annotate(words, (at + width / 2, height), xytext=(0, 4 if height >= 0 else -4), textcoords="offset points", ha="center",
                        va="bottom" if height >= 0 else "top", fontsize=8.5, color=style.INK)
            at += width
        ax.axhline(0.0, color=style.MUTED, linewidth=0.8)
        left = [str(r["option"]) for r in rows if r["cost_cny_per_t"] is None]
        ax.set_xlabel(f"{_T['x'][n]}, {unit_name}" + (f"   {_T['left'][n].format(names=', '.join(left))}" if left else ""))
        ax.set_ylabel(_T["y"][n])
        ax.margins(y=0.34)
        ax.set_xlim(0.0, at)
        ax.set_title(title)
    return ax
