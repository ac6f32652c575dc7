# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Years by categories, coloured by what is known of each cell; a blank is drawn as a blank."""

from __future__ import annotations

from typing import Any

from ... import frames
from ...errors import InputError
from ...schema import MATERIALS
from .. import style

__all__ = ["grid"]


def grid(cells: Any, *, x: str = "period", y: str = "material", value: str = "mass_t", evidence: str = "evidence", unit: float = 1e4, digits: int = 0,
         title: str = "", ax: Any = None, lang: str = "zh"):
    """One tile a cell: the number in units of ``unit`` (1e4 shows 万吨), the colour and the mark of its evidence.

    Parameters
    ----------
    cells
        Result of ``policy.situation.grid`` or a frame with the columns named; several rows of a cell are written below one another.
    x, y, value, evidence
        Columns of the period, of the category, of the number (null is —) and of its evidence (``published``, ``bound``, ``blank`` …).
    unit, digits
        Numbers are divided by ``unit`` and written with so many digits after the point.
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
    >>> ax = hs.plot.grid({"period": ["2023", "2024"], "material": ["废纸", "废纸"], "mass_t": [None, 7e7], "evidence": ["blank", "bound"]})
    >>> len(ax.patches)
    2
    """
    from matplotlib.patches import Rectangle

    rows = frames.table(cells, [x, y, value, evidence]).to_pylist()
    if not rows:
        raise InputError("There is no cell to draw.", code="no_rows", hint="Give at least one row.")
    with style.context(lang) as lang:
        names = {m.id: m.zh if lang == "zh" else m.en for m in MATERIALS}
        across, down = sorted({r[x] for r in rows}), list(dict.fromkeys(r[y] for r in rows))
        ax = style.axes(ax, 1.8 + 0.72 * len(across), 0.8 + 0.42 * len(down))
        for j, material in enumerate(down):
            for i, period in enumerate(across):
                here = [r for r in rows if r[x] == period and r[y] == material]
                kind = here[0][evidence] if here else "blank"
                colour = style.EVIDENCE.get(kind, style.EVIDENCE["blank"])[0]
                blank = kind == "blank"
                ax.add_patch(Rectangle((i - 0.47, j - 0.45), 0.94, 0.9, facecolor="none" if blank else colour, alpha=None if blank else 0.3,
                                       edgecolor=style.LINE if blank else "none", linestyle=(0, (2, 2)) if blank else "-", linewidth=0.8))
                words = [_words(r[value], r[evidence], unit, digits) for r in here] or ["—"]
                ax.text(i, j, "\n".join(words), ha="center", va="center", fontsize=7.5, color=style.MUTED if blank else style.INK, linespacing=0.95)
        ax.set_xticks(range(len(across)), across)
        ax.set_yticks(range(len(down)), [names.get(m, m) for m in down])
        ax.set_xlim(-0.5, len(across) - 0.5)
        ax.set_ylim(len(down) - 0.5, -0.5)
        ax.xaxis.tick_top()
        ax.grid(visible=False)
        for spine in ax.spines.values():
            spine.set_visible(False)
        ax.set_title(title)
    return ax


def _words(value, evidence, unit, digits) -> str:
    if value is None or value != value:
        return "—"
    return f"{style.evidence(evidence)[1] if evidence in style.EVIDENCE else ''} {value / unit:,.{digits}f}".strip()
