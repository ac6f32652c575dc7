# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A line over time with its band; a gap in the years is a gap in the line, and evidence is a shape as well as a colour."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from ... import frames
from ...errors import InputError
from .. import style

__all__ = ["trend"]

_MARKERS = {"published": "o", "derived": "D", "bound": "^", "forecast": "s", "unverified": "x", "blank": "."}
_SERIES = ("blue", "vermillion", "green", "orange", "purple", "sky")


def trend(frame: Any, y: str, *, x: str = "period", low: str | None = None, high: str | None = None, by: str | None = None, evidence: str | None = None,
          unit: float = 1.0, names: dict[str, str] | None = None, title: str = "", digits: int = 0, label: str = "last",
          colours: dict[str, str] | None = None, ax: Any = None, lang: str = "zh"):
    """One line, or one for each value of ``by``.

    Parameters
    ----------
    frame
        Result or frame, one row a point; rows without a number are gaps.
    y, x
        Columns of the number and of the period (``2024``, ``2024-03``, ``2024Q1``).
    low, high
        Columns of a range, drawn as a band.
    by
        Column of the series; each is named at its end.
    evidence
        Column whose value chooses the marker.
    unit
        What the axis counts: 1e6 shows Mt of tonnes.
    names
        Value of ``by`` -> what is written.
    title
        Written above the figure; empty for none.
    digits
        Digits after the point of written numbers.
    label
        ``"last"`` writes the last number, ``"all"`` every number, ``"none"`` none.
    colours
        Value of ``by`` -> colour.
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
    >>> ax = hs.plot.trend({"period": ["2022", "2023", "2024"], "mass_t": [371e6, 376e6, 401e6]}, "mass_t", unit=1e6, title="回收量（百万吨）")
    >>> ax.get_title(loc="left")
    '回收量（百万吨）'
    """
    rows = frames.table(frame, [c for c in (x, y, low, high, by, evidence) if c]).to_pylist()
    rows = [r for r in rows if r[y] is not None and r[y] == r[y]]
    if not rows:
        raise InputError(f"Column '{y}' has no number to draw.", code="no_rows", column=y, hint="Give at least one row with a value.")
    series = sorted({r[by] for r in rows}, key=str) if by else [None]
    with style.context(lang):
        ax = style.axes(ax, 8.0, 3.6)
        ends = []
        for i, name in enumerate(series):
            points = sorted(((_when(r[x]), r) for r in rows if by is None or r[by] == name), key=lambda p: p[0])
            colour = (colours or {}).get(name, style.OKABE_ITO[_SERIES[i % len(_SERIES)]])
            _line(ax, points, y, low, high, evidence, unit, colour)
            shown = points if label == "all" else points[-1:] if label == "last" else []
            for when, r in shown:
                ax.annotate(f"{r[y] / unit:,.{digits}f}", (when, r[y] / unit), textcoords="offset points", xytext=(0, 8), ha="center", fontsize=8.5,
                            color=style.INK)
            if by:
                ends.append((points[-1][1][y] / unit, points[-1][0], (names or {}).get(name, str(name)), colour))
        ax.margins(x=0.04 if not by else 0.02, y=0.22 if label == "all" else 0.12)
        numbers = [r[y] / unit for r in rows]
        if 0 <= min(numbers) < 0.25 * max(numbers):
            ax.set_ylim(bottom=0)                               # a line that comes near zero is read against zero
        _name(ax, ends)
        ax.set_title(title)
        if max(numbers) >= 1000:
            ax.yaxis.set_major_formatter(lambda v, _: f"{v:,.0f}")
        _years(ax, [_when(r[x]) for r in rows])
    return ax


def _line(ax, points, y, low, high, evidence, unit, colour) -> None:
    xs = [p for p, _ in points]
    breaks = [i for i, (a, b) in enumerate(pairwise(xs), 1) if b - a > 1.5 * _usual(xs)]
    for a, b in zip([0, *breaks], [*breaks, len(xs)], strict=True):
        part = points[a:b]
        if low and high:
            ranged = [(p, r[low] / unit, r[high] / unit) for p, r in part if r[low] is not None and r[high] is not None]
            if ranged:
                ax.fill_between(*zip(*ranged, strict=True), color=colour, alpha=0.22, linewidth=0)
        ax.plot([p for p, _ in part], [r[y] / unit for _, r in part], color=colour, zorder=3)
    for a in breaks:
        ax.plot(xs[a - 1:a + 1], [points[a - 1][1][y] / unit, points[a][1][y] / unit], color=colour, linewidth=1.0, linestyle=(0, (1, 3)), zorder=2)
    few = len(points) <= 40
    for p, r in points if few else []:
        mark = _MARKERS.get(r[evidence], "o") if evidence else "o"
        face = colour if not evidence or r[evidence] == "published" else style.PAPER
        ax.plot([p], [r[y] / unit], marker=mark, markersize=5.0 if evidence else 3.5, markerfacecolor=face, markeredgecolor=colour, linestyle="none", zorder=4)


def _usual(xs) -> float:
    """The smallest step between periods: years are 1 apart, months 1/12."""
    return min((b - a for a, b in pairwise(xs) if b > a), default=1.0)


def _name(ax, ends) -> None:
    """Names at the ends of the lines, pushed apart where they would touch."""
    if not ends:
        return
    low, high = ax.get_ylim()
    room, at = (high - low) * 0.075, float("-inf")
    for value, when, name, colour in sorted(ends):
        at = max(value, at + room)
        ax.annotate(name, (when, value), xytext=(8, at), textcoords=("offset points", "data"), fontsize=9.0, color=style.INK, va="center",
                    annotation_clip=False)
        ax.plot([when], [value], marker="o", markersize=4.5, color=colour, zorder=5)


def _years(ax, xs) -> None:
    first, last = int(min(xs)), int(max(xs))
    step = max(1, (last - first) // 12 + 1)
    ax.set_xticks([y for y in range(first, last + 1) if (last - y) % step == 0])
    ax.xaxis.set_major_formatter(lambda v, _: f"{v:.0f}")


def _when(period: Any) -> float:
    """A period as a number of years: the start of a month, quarter or half within its year."""
    text = str(period)
    year, rest = int(text[:4]), text[4:]
    if rest.startswith("Q"):
        return year + (int(rest[1]) - 1) / 4
    if rest.startswith("H"):
        return year + (int(rest[1]) - 1) / 2
    if rest.startswith("-"):
        return year + (int(rest[1:3]) - 1) / 12 + ((int(rest[4:6]) - 1) / 372 if len(rest) > 3 else 0.0)
    return float(year)
