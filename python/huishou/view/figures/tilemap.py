# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Provinces as equal tiles: no boundaries to quarrel about, and a small province is as easy to see as a large one."""

from __future__ import annotations

from typing import Any

from ... import frames
from ...errors import InputError
from .. import style

__all__ = ["tilemap"]

# Rows from north to south; a point is an empty place. Neighbours stay near each other, nothing else is claimed.
_ROWS = ("· · · · · · · · 黑龙江", "· · · · · 内蒙古 北京 辽宁 吉林", "· 新疆 青海 甘肃 宁夏 山西 河北 天津", "· · 西藏 四川 陕西 河南 山东",
         "· · · · 重庆 湖北 安徽 江苏 上海", "· · · 云南 贵州 湖南 江西 浙江", "· · · · 广西 广东 福建 台湾", "· · · · 海南 澳门 香港")
TILES = {name: (column, row) for row, names in enumerate(_ROWS) for column, name in enumerate(names.split()) if name != "·"}


def tilemap(frame: Any, value: str, *, region: str = "region", unit: float = 1.0, digits: int = 1, title: str = "", ax: Any = None, lang: str = "zh"):
    """One tile a provincial unit, its colour and number those of the unit; a unit without a number is hatched and says so.

    Parameters
    ----------
    frame
        One row a region, named as the ledger names it (``hs.regions()``), with a column ``value``.
    value, region
        Columns.
    unit, digits
        Numbers are divided by ``unit`` and written with so many digits.
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
        ``missing_column``, ``unknown_region`` (plan cities and the Corps lie within their province: add them to it first), ``repeated_region``, ``no_rows``.

    Examples
    --------
    >>> import huishou as hs
    >>> ax = hs.plot.tilemap({"region": ["浙江", "西藏"], "rate": [0.61, 0.2]}, "rate", unit=0.01, digits=0)
    >>> len(ax.patches)
    34
    """
    from ...ledger.places import regions

    table = frames.table(frame)
    frames.need_columns(table.column_names, [region, value])
    numbers: dict[str, float | None] = {}
    for row, (name, number) in enumerate(zip(table.column(region).to_pylist(), table.column(value).to_pylist(), strict=True), 1):
        if name not in TILES:
            raise InputError(f"Row {row}: '{name}' has no tile.", code="unknown_region", column=region, row=row, value=name,
                             hint="Tiles are the 34 provincial units of hs.regions(); plan cities and the Corps lie within one.")
        if name in numbers:
            raise InputError(f"Row {row}: '{name}' stands there twice.", code="repeated_region", column=region, row=row, value=name,
                             hint="Give one row a region: choose a period, or aggregate first.")
        numbers[name] = number
    known = [n for n in numbers.values() if n is not None and n == n]
    if not known:
        raise InputError("There is no number to draw.", code="no_rows", column=value, hint="Give at least one region a number.")
    english = dict(zip(*(frames.to("dict", regions("dict"))[c] for c in ("region", "english")), strict=True))
    low, high = min(known), max(known)
    with style.context(lang) as spoken:
        ax = style.axes(ax, 7.2, 6.2)
        for name, (x, y) in TILES.items():
            number = numbers.get(name)
            missing = number is None or number != number
            depth = 0.0 if missing else 0.5 if high == low else (number - low) / (high - low)
            _tile(ax, x, y, None if missing else depth, name if spoken == "zh" else english[name], "—" if missing else f"{number / unit:,.{digits}f}")
        ax.set_xlim(0.4, 9.1)
        ax.set_ylim(7.6, -0.6)
        ax.set_aspect("equal")
        ax.set_axis_off()
        ax.set_title(title)
    return ax


def _tile(ax, x: float, y: float, depth: float | None, name: str, written: str) -> None:
    from matplotlib.patches import Rectangle

    blue = style.OKABE_ITO["blue"]
    edge = style.MUTED if depth is None else blue
    ax.add_patch(Rectangle((x - 0.46, y - 0.46), 0.92, 0.92, facecolor="none" if depth is None else blue, alpha=1.0 if depth is None else 0.12 + 0.78 * depth,
                           hatch="////" if depth is None else None, edgecolor=style.LINE if depth is None else edge, linewidth=0.8))
    ink = style.PAPER if depth is not None and depth > 0.55 else style.INK if depth is not None else style.MUTED
    ax.text(x, y - 0.13, name, ha="center", va="center", fontsize=9.0 if len(name) < 6 else 6.2 if len(name) < 13 else 5.2, color=ink)
    ax.text(x, y + 0.2, written, ha="center", va="center", fontsize=9.0, color=ink, weight="bold")
