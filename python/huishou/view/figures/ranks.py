# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Rank stability: how often each firm holds each rank when the weights are uncertain."""

from __future__ import annotations

from typing import Any

from ... import frames
from ...errors import InputError
from .. import style

__all__ = ["ranks"]

_T = ("名次（权重抽样中的占比，%）", "rank (share of the draws of weights, per cent)")


def ranks(result: Any, *, name: str = "enterprise", most: int = 12, names: dict[str, str] | None = None, title: str = "", ax: Any = None, lang: str = "zh"):
    """One row a firm, one column a rank: the darker and larger the number, the more often the firm stands there.

    Parameters
    ----------
    result
        Result of ``hs.enterprises.score(…).robust_ranks(…)``, or a frame with ``name``, ``rank`` and ``rank_1 … rank_k`` (shares, 0–1).
    name
        Column that names the rows.
    most
        So many firms, by their rank without uncertainty.
    names
        Value of ``name`` -> what is written.
    title
        Above the figure.
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
    >>> ax = hs.plot.ranks({"enterprise": ["A", "B"], "rank": [1, 2], "rank_1": [0.9, 0.1], "rank_2": [0.1, 0.9]})
    >>> len(ax.patches)
    4
    """
    from matplotlib.patches import Rectangle

    table = frames.table(result)
    frames.need_columns(table.column_names, [name, "rank", "rank_1"])
    columns = sorted((c for c in table.column_names if c.startswith("rank_")), key=lambda c: int(c[5:]))
    rows = sorted((r for r in table.to_pylist() if r["rank"] is not None), key=lambda r: (r["rank"], str(r[name])))[:most]
    if not rows:
        raise InputError("No firm has a rank.", code="no_rows", hint="Give at least one firm whose criteria are all there.")
    with style.context(lang) as spoken:
        ax = style.axes(ax, 1.8 + 0.62 * len(columns), 1.2 + 0.4 * len(rows))
        for i, r in enumerate(rows):
            for k, column in enumerate(columns):
                share = r[column] or 0.0
                ax.add_patch(Rectangle((k - 0.48, i - 0.46), 0.96, 0.92, facecolor=style.OKABE_ITO["blue"], alpha=0.04 + 0.86 * share, linewidth=0))
                if share >= 0.005:
                    ax.text(k, i, f"{100 * share:.0f}", ha="center", va="center", fontsize=9.0, color=style.PAPER if share > 0.55 else style.INK)
        style.label_rows(ax, [(names or {}).get(r[name], str(r[name])) for r in rows], title)
        ax.grid(visible=False)
        ax.set_xlim(-0.5, len(columns) - 0.5)
        ax.set_xticks(range(len(columns)), [c[5:] for c in columns])
        ax.set_xlabel(_T[0 if spoken == "zh" else 1])
    return ax
