# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Waterfall: from one total to another by what was added and taken away."""

from __future__ import annotations

from typing import Any

from ...errors import InputError
from .. import style

__all__ = ["waterfall"]


def waterfall(labels: list[str], changes: list[float | None], *, unit: float = 1.0, digits: int = 1, colours: list[str | None] | None = None, title: str = "",
              ax: Any = None, lang: str = "zh"):
    """Bars that start where the one before ended.

    Parameters
    ----------
    labels, changes
        Equally long; None marks a level: the running sum so far, drawn from zero. Nothing is balanced: a level is what the changes give.
    unit, digits
        Numbers are divided by ``unit`` and written with so many digits after the point.
    colours
        Colour of each bar, None for the default (green up, vermillion down, grey level).
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
    >>> ax = hs.plot.waterfall(["旧废钢", "加工损失", "入炉"], [176.4, -19.4, None])
    >>> round(float(ax.patches[-1].get_height()), 1)
    157.0
    """
    if not labels or len(labels) != len(changes):
        raise InputError("Labels and changes must be equally many, at least one.", code="unequal_lengths", hint="Give one of each a bar.")
    with style.context(lang):
        ax = style.axes(ax, 8.0, 3.6)
        at, tops = 0.0, []
        for i, change in enumerate(changes):
            level = change is None
            start, height = (0.0, at) if level else (at, change)
            default = style.MUTED if level else style.OKABE_ITO["green"] if height >= 0 else style.OKABE_ITO["vermillion"]
            ax.bar(i, height / unit, bottom=start / unit, width=0.62, color=(colours[i] if colours and colours[i] else default), alpha=0.85, linewidth=0)
            if i:
                ax.plot([i - 1 + 0.31, i - 0.31], [at / unit, at / unit], color=style.MUTED, linewidth=0.8)
            at = at if level else at + change
            top = max(start, start + height) / unit
            tops.append(top)
            sign = "" if level or height < 0 else "+"
            ax.annotate(f"{sign}{height / unit:,.{digits}f}".replace("-", "−"), (i, top), xytext=(0, 4), textcoords="offset points", ha="center", fontsize=9.5,
                        color=style.INK)
        ax.set_xticks(range(len(labels)), labels)
        for text in ax.get_xticklabels():
            text.set_color(style.INK)
        ax.set_ylim(min(0.0, at / unit), max(tops) * 1.14)
        ax.set_title(title)
    return ax
