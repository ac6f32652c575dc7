# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Sankey diagram by tiers: nodes in columns from left to right, what flows back runs underneath, trade and losses are stubs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ... import frames
from ...errors import InputError
from .. import style

__all__ = ["sankey"]

_WORDS = {"imports": ("进口", "imports"), "exports": ("出口", "exports"), "losses": ("损失", "losses"), "environment": ("系统外", "outside")}
_BORDERS = tuple(_WORDS)
_BAR = 0.09                                                     # width of a node in tiers
_ALPHA = 0.62
_GAP = 0.055                                                    # space between nodes of a tier, share of the tallest tier


@dataclass
class _Node:
    label: str
    tier: int
    lane: int
    inflow: float = 0.0
    outflow: float = 0.0
    top: float = 0.0
    arrows_in: list = field(default_factory=list)
    arrows_out: list = field(default_factory=list)

    @property
    def size(self) -> float:
        return max(self.inflow, self.outflow)


def sankey(flows: Any, *, source: str = "source", target: str = "target", value: str = "mass_t", kind: str | None = "kind",
           nodes: dict[str, tuple[int, int, str]] | None = None, kinds: dict[str, tuple[str, str]] | None = None,
           kept: dict[str, tuple[str, str]] | None = None, unit: float = 1e6, least: float = 0.005, ax: Any = None, lang: str = "zh"):
    """Flows between nodes, widths in proportion.

    Parameters
    ----------
    flows
        Frame with ``source``, ``target``, ``value`` and, if given, ``kind``; one row an arrow. ``imports``, ``exports``, ``losses`` and ``environment`` are
        borders: their arrows are drawn as stubs at the node.
    source, target, value, kind
        Columns of ``flows``: where from, where to, how much, and the kind of arrow; without a column ``kind`` all arrows are of one.
    nodes
        Name -> (tier, lane, label). Tiers run from left to right; lane 0 is stacked from the top, lane 1 stands at the bottom, beside the way back.
        None: tiers by longest path.
    kinds
        Kind -> (colour, label); arrows of a kind with a label carry it with their number. None: one colour.
    kept
        Node -> (zh, en) what the surplus of inflow over outflow is, for example an addition to stock; nodes not named show none.
    unit
        What the printed numbers count, in units of ``value``: 1e6 prints Mt of tonnes.
    least
        Arrows below this share of the largest node are drawn without a number.
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
        ``missing_column``, ``no_rows``, ``negative`` flow.

    Examples
    --------
    >>> import huishou as hs
    >>> ax = hs.plot.sankey({"source": ["站点", "分拣中心"], "target": ["分拣中心", "集散市场"], "mass_t": [3e6, 2e6]})
    >>> len(ax.texts) > 0
    True
    """
    table = frames.table(flows)
    wanted = [source, target, value, *([kind] if kind and kind in table.column_names else [])]
    rows = [(*r.values(), *([None] if len(wanted) == 3 else [])) for r in frames.table(flows, wanted).to_pylist()]
    rows = [r for r in rows if r[2]]
    if not rows:
        raise InputError("There is no flow to draw.", code="no_rows", hint="Give at least one row with a value.")
    if any(r[2] < 0 for r in rows):
        raise InputError("A flow is negative.", code="negative", column=value, hint="Turn source and target round.")
    with style.context(lang) as lang:
        ax = style.axes(ax, 11.0, 6.4)
        names = {n: pair[lang == "en"] for n, pair in _WORDS.items()} | {n: pair[lang == "en"] for n, pair in (kept or {}).items()}
        _draw(ax, rows, _laid(rows, nodes), kinds or {}, unit, least, names)
    return ax


def _laid(rows, nodes) -> dict[str, _Node]:
    names = dict.fromkeys(n for r in rows for n in r[:2] if n not in _BORDERS)
    known = nodes or {n: (t, 0, n) for n, t in _tiers(rows, names).items()}
    out = {n: _Node(known[n][2] if n in known else n, *(known[n][:2] if n in known else (0, 0))) for n in names}
    for i, r in enumerate(rows):
        if r[0] in out:
            out[r[0]].outflow += r[2]
            out[r[0]].arrows_out.append(i)
        if r[1] in out:
            out[r[1]].inflow += r[2]
            out[r[1]].arrows_in.append(i)
    return out


def _tiers(rows, names) -> dict[str, int]:
    """Longest path from a node without inflow; an arrow that closes a cycle is left out."""
    tier = dict.fromkeys(names, 0)
    for _ in range(len(names)):
        for a, b, *_rest in rows:
            if a in tier and b in tier and tier[b] <= tier[a] < len(names) - 1 and not _reaches(rows, b, a):
                tier[b] = tier[a] + 1
    return tier


def _reaches(rows, start, goal) -> bool:
    seen, todo = set(), [start]
    while todo:
        at = todo.pop()
        if at == goal:
            return True
        if at not in seen:
            seen.add(at)
            todo += [r[1] for r in rows if r[0] == at]
    return False


def _draw(ax, rows, nodes: dict[str, _Node], kinds, unit, least, words) -> None:
    tallest = max(n.size for n in nodes.values())
    gap, least = _GAP * tallest, least * tallest
    back = {i for i, r in enumerate(rows) if r[0] in nodes and r[1] in nodes and nodes[r[1]].tier <= nodes[r[0]].tier}
    floor = _stack(nodes, gap)
    starts, ends = _attach(rows, nodes, back)
    lane = floor - 1.3 * gap
    for i, (a, b, mass, kind) in enumerate(rows):
        colour, label = kinds.get(kind, (style.OKABE_ITO["sky"], ""))
        text = f"{label} {mass / unit:,.1f}" if label and mass >= least else ""
        if i in back:
            lane = _loop(ax, nodes[a].tier + _BAR, starts[i], nodes[b].tier, ends[i], mass, colour, text, lane) - 0.5 * gap
        elif b in _BORDERS:
            _stub(ax, nodes[a].tier + _BAR, starts[i], mass, colour, f"{words[b]} {mass / unit:,.1f}" if mass >= least else "", False)
        elif a in _BORDERS:
            _stub(ax, nodes[b].tier, ends[i], mass, colour, f"{words[a]} {mass / unit:,.1f}" if mass >= least else "", True, mass < gap)
        else:
            _ribbon(ax, nodes[a].tier + _BAR, starts[i], nodes[b].tier, ends[i], mass, colour)
            if text:
                _write(ax, nodes[a].tier + _BAR + 0.06, starts[i] - mass / 2, text, ha="left", size=8.5)
    for name, n in nodes.items():
        _bar(ax, n, unit, gap)
        kept = n.inflow - n.outflow
        if name in words and kept >= least:
            _write(ax, n.tier + _BAR + 0.06, n.top - kept / 2, f"{words[name]}\n+{kept / unit:,.1f}", ha="left", size=8.5)
    tiers = [n.tier for n in nodes.values()]
    ax.set_xlim(min(tiers) - 0.62, max(tiers) + 0.62)
    ax.set_ylim(lane - 0.2 * gap, 1.6 * gap)
    ax.set_axis_off()


def _stack(nodes, gap) -> float:
    """Lane 0 hangs from the top, lane 1 stands on a floor below everything above it; returns the floor."""
    depth: dict[int, float] = {}
    for n in (n for n in nodes.values() if n.lane == 0):
        n.top = -depth.get(n.tier, 0.0)
        depth[n.tier] = depth.get(n.tier, 0.0) + n.size + gap
    low = max((n.size for n in nodes.values() if n.lane), default=0.0)
    crowd = max((depth.get(n.tier, 0.0) for n in nodes.values() if n.lane), default=0.0)
    floor = -max(max(depth.values(), default=0.0), crowd + low)
    for n in (n for n in nodes.values() if n.lane):
        n.top = floor + n.size
    return floor


def _attach(rows, nodes, back) -> tuple[dict[int, float], dict[int, float]]:
    """Where each arrow leaves and enters, as the height of its upper edge.

    A node's arrows out are stacked trade first, then by the height of their target, losses next, the way back last; what is kept lies above them.
    Arrows into the lower lane enter the nearest source first, so that they do not cross; elsewhere by the height of their source.
    """
    starts, ends = {}, {}
    for n in nodes.values():
        def out(i, n=n):
            b = rows[i][1]
            rank = 4 if i in back else 0 if b in ("exports", "environment") else (1 if back & set(n.arrows_out) else 3) if b == "losses" else 2
            return rank, 0.0 if b in _BORDERS else -nodes[b].top, i
        at = n.top - (n.size - n.outflow if n.outflow < n.inflow else 0.0)
        for i in sorted(n.arrows_out, key=out):
            starts[i], at = at, at - rows[i][2]
    for n in nodes.values():
        def into(i, n=n):
            a = rows[i][0]
            if a in _BORDERS:
                return 2, 0.0, i
            return (0, -nodes[a].tier, -starts[i]) if n.lane else (0, -starts[i], i)
        at = n.top
        for i in sorted(n.arrows_in, key=into):
            ends[i], at = at, at - rows[i][2]
    return starts, ends


def _bar(ax, n: _Node, unit, gap) -> None:
    from matplotlib.patches import Rectangle

    ax.add_patch(Rectangle((n.tier, n.top - n.size), _BAR, n.size, facecolor=style.MUTED, edgecolor="none", zorder=4))
    _write(ax, n.tier + _BAR / 2, n.top + 0.16 * gap, f"{n.label} {n.size / unit:,.0f}", va="bottom", weight="bold", size=9.5)


def _ribbon(ax, x0, top0, x1, top1, mass, colour) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    middle = (x0 + x1) / 2
    points = [(x0, top0), (middle, top0), (middle, top1), (x1, top1), (x1, top1 - mass), (middle, top1 - mass), (middle, top0 - mass), (x0, top0 - mass),
              (x0, top0)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    ax.add_patch(PathPatch(Path(points, codes), facecolor=colour, alpha=_ALPHA, edgecolor="none", zorder=2))


def _stub(ax, x, top, mass, colour, text, into, small=True) -> None:
    """A short arrow across the border of the system: into the node from the left, or out of it to the right."""
    from matplotlib.patches import Polygon

    x0, x1 = (x - 0.17, x) if into else (x, x + 0.17)
    points = [(x0, top), (x1 - 0.04, top), (x1, top - mass / 2), (x1 - 0.04, top - mass), (x0, top - mass)]
    ax.add_patch(Polygon(points, closed=True, facecolor=colour, alpha=0.9, edgecolor="none", zorder=3))
    if text:
        _write(ax, x0 - 0.03 if into else x1 + 0.03, top - (mass if into and small else mass / 2), text if small else text.replace(" ", "\n", 1),
               ha="right" if into else "left",
               va="bottom" if into and small else "center", size=8.5)


def _loop(ax, x0, out, x1, to, mass, colour, text, lane) -> float:
    """An arrow back, under everything: out to the right, down, left, and up into its target; returns the lower edge."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    def way(y_out, y_lane, y_in, reach):
        return [(x0, y_out), (x0 + reach, y_out), (x0 + reach, y_out), (x0 + reach, (y_out + y_lane) / 2), (x0 + reach, y_lane), (x0 + reach, y_lane),
                (x0, y_lane),
                (x1, y_lane), (x1 - reach, y_lane), (x1 - reach, y_lane), (x1 - reach, (y_in + y_lane) / 2), (x1 - reach, y_in), (x1 - reach, y_in), (x1, y_in)]
    curve, low = [*[Path.CURVE4] * 6, Path.LINETO, *[Path.CURVE4] * 6], lane - mass
    inner, outer = way(out - mass, lane, to - mass, 0.1), way(out, low, to, 0.36)[::-1]
    path = Path([*inner, *outer, inner[0]], [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY])
    ax.add_patch(PathPatch(path, facecolor=colour, alpha=_ALPHA, edgecolor="none", zorder=1))
    if text:
        _write(ax, (x0 + x1) / 2, lane - mass / 2, f"← {text}", size=9.5)
    return low


def _write(ax, x, y, text, *, ha="center", va="center", size=8.5, weight="normal") -> None:
    from matplotlib import patheffects

    ax.text(x, y, text, ha=ha, va=va, fontsize=size, fontweight=weight, color=style.INK, zorder=6, linespacing=1.1,
            path_effects=[patheffects.withStroke(linewidth=2.4, foreground=style.PAPER, alpha=0.8)])
