# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Methods side by side: one ledger, and what each way of giving credit says of it."""

from __future__ import annotations

from typing import Any

from ... import frames
from ...errors import InputError
from .. import style

__all__ = ["methods"]

_T = {"avoided": ("避免排放", "avoided"), "induced": ("新增排放", "induced"), "net": ("净", "net"),
      "x": ("{unit}；净 = 新增 − 避免，负为减排", "{unit}; net = induced − avoided, negative is a reduction")}


def methods(result: Any, *, unit: float = 1.0, unit_name: str = "t CO₂e", names: dict[str, str] | None = None, title: str = "", ax: Any = None,
            lang: str = "zh"):
    """One row a method: avoided to the left of zero, induced to the right, net as a mark; what a method cannot say stands as its status.

    Parameters
    ----------
    result
        Result of ``hs.avoided_emissions(…, method="all")`` for one group, or a frame with ``method, avoided_co2e_t, induced_co2e_t, net_co2e_t, status``. A
        range is drawn from ``avoided_low`` to ``avoided_high``.
    unit, unit_name
        As ``macc``.
    names
        Method -> what is written.
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
        ``missing_column``, ``repeated_method`` (several groups: choose one), ``no_rows``.

    Examples
    --------
    >>> import huishou as hs
    >>> ax = hs.plot.methods({"method": ["cut_off", "closed_loop"], "avoided_co2e_t": [0.4, 2.4], "induced_co2e_t": [0.0, 0.7], "net_co2e_t": [-0.4, -1.7],
    ...                       "status": ["ok", "ok"]})
    >>> [float(x) for line in ax.lines if line.get_marker() == "D" for x in line.get_xdata()]
    [-0.4, -1.7]
    """
    table = frames.table(result)
    frames.need_columns(table.column_names, ["method", "avoided_co2e_t", "induced_co2e_t", "net_co2e_t", "status"])
    rows = [{"avoided_low": None, "avoided_high": None} | r for r in table.to_pylist()]
    seen = [r["method"] for r in rows]
    if len(set(seen)) < len(seen):
        raise InputError("A method stands there more than once.", code="repeated_method", column="method", hint="Choose one group of the result.")
    if not rows:
        raise InputError("There is no method to draw.", code="no_rows", hint='Take the result of hs.avoided_emissions(…, method="all").')
    with style.context(lang) as spoken:
        n = 0 if spoken == "zh" else 1
        ax = style.axes(ax, 8.0, 1.3 + 0.45 * len(rows))
        for i, r in enumerate(rows):
            _row(ax, i, r, unit)
        for name, colour in (("avoided", "green"), ("induced", "vermillion")):
            ax.barh([0], [0], color=style.OKABE_ITO[colour], label=_T[name][n])
        ax.plot([], [], marker="D", linestyle="none", color=style.INK, label=_T["net"][n])
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, fontsize=9.0)
        ax.axvline(0.0, color=style.INK, linewidth=0.8)
        style.label_rows(ax, [(names or {}).get(r["method"], r["method"]) for r in rows], title, pad=26.0)
        ax.use_sticky_edges = False
        ax.margins(x=0.12)
        ax.set_xlabel(_T["x"][n].format(unit=unit_name))
    return ax


def _row(ax, i: int, r: dict[str, Any], unit: float) -> None:
    avoided, induced, net, low, high = (None if r[c] is None else r[c] / unit
                                        for c in ("avoided_co2e_t", "induced_co2e_t", "net_co2e_t", "avoided_low", "avoided_high"))
    if avoided is None and low is None:
        ax.annotate(f"— {r['status']}", (0, i), xytext=(5, 0), textcoords="offset points", va="center", fontsize=9.0, color=style.MUTED)
        return
    green = style.OKABE_ITO["green"]
    if avoided is not None:
        ax.barh(i, -avoided, height=0.55, color=green, alpha=0.85)
    if low is not None and high is not None:
        ax.barh(i, low - high, left=-low, height=0.55, facecolor="none", edgecolor=green, hatch="///", linewidth=0.8)
    if induced is not None:
        ax.barh(i, induced, height=0.55, color=style.OKABE_ITO["vermillion"], alpha=0.85)
    if net is not None:
        ax.plot([net], [i], marker="D", markersize=6, color=style.INK, linestyle="none")
    left = -max(v for v in (avoided, high) if v is not None)
    words = f"{net:,.3g}".replace("-", "−") if net is not None else f"−{high:,.3g} … −{low:,.3g}"
    ax.annotate(words + ("" if r["status"] == "ok" else f"  {r['status']}"), (max(induced or 0.0, 0.0), i), xytext=(6, 0), textcoords="offset points",
                va="center", fontsize=9.0, color=style.INK)
    ax.update_datalim([(left, i)])
