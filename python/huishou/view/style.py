# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The one style sheet of figures and page: palette, evidence colours, and how a figure becomes SVG that follows the page's theme."""

from __future__ import annotations

import contextlib
import re
from typing import Any

from ..errors import MissingExtraError

__all__ = ["EVIDENCE", "INK", "KIND", "LINE", "MUTED", "OKABE_ITO", "PAPER", "axes", "context", "evidence", "label_rows", "need", "new", "svg"]

# Okabe & Ito 2008, Color Universal Design: told apart by readers of every common kind of colour vision.
OKABE_ITO = {"orange": "#e69f00", "sky": "#56b4e9", "green": "#009e73", "yellow": "#f0e442", "blue": "#0072b2", "vermillion": "#d55e00", "purple": "#cc79a7"}

# Ink of figures: plain colours in a saved file; in the page each becomes a variable that light and dark themes set.
INK, MUTED, LINE, PAPER = "#1c2a33", "#5c6b75", "#cfd8dd", "#fffffe"
_VARIABLES = {INK: "var(--ink)", MUTED: "var(--muted)", LINE: "var(--line)", PAPER: "var(--paper)"}

# evidence -> colour, mark (colour alone must not carry meaning), zh, en
EVIDENCE: dict[str, tuple[str, str, str, str]] = {
    "published": (OKABE_ITO["blue"], "", "已公布", "published"),
    "derived": (OKABE_ITO["sky"], "≈", "推算", "derived"),
    "bound": (OKABE_ITO["green"], "≥", "界限", "bound"),
    "forecast": (OKABE_ITO["orange"], "f", "预测", "forecast"),
    "unverified": (OKABE_ITO["purple"], "?", "待核实", "unverified"),
    "blank": ("#8a969e", "—", "空白", "blank"),
}

# Kinds of arrows in the steel cycle; scrap in warm colours, everything on the way to it cool and quiet.
KIND = {"primary": "#8a969e", "steel": OKABE_ITO["sky"], "post_consumer": OKABE_ITO["vermillion"], "new_scrap": OKABE_ITO["orange"],
        "home_scrap": "#c9b800", "prepared": OKABE_ITO["green"], "imported": OKABE_ITO["purple"], "trade": OKABE_ITO["purple"], "loss": "#6d5c4d"}

_RC = {"svg.fonttype": "path", "svg.hashsalt": "huishou", "font.size": 10.0, "axes.titlesize": 11.5, "axes.titleweight": "bold", "axes.titlelocation": "left",
       "axes.titlepad": 10.0, "axes.labelsize": 9.5, "axes.labelcolor": MUTED, "axes.edgecolor": LINE, "axes.linewidth": 0.8, "axes.spines.top": False,
       "axes.spines.right": False, "axes.grid": True, "axes.grid.axis": "y", "axes.axisbelow": True, "grid.color": LINE, "grid.linewidth": 0.6,
       "xtick.color": MUTED, "ytick.color": MUTED, "xtick.labelsize": 9.0, "ytick.labelsize": 9.0, "xtick.major.size": 0.0, "ytick.major.size": 0.0,
       "text.color": INK, "axes.titlecolor": INK, "figure.facecolor": "none", "axes.facecolor": "none", "savefig.facecolor": "none", "legend.frameon": False,
       "lines.linewidth": 1.8, "axes.unicode_minus": False, "figure.dpi": 100.0, "hatch.linewidth": 1.2}


def evidence(name: str | None) -> tuple[str, str, str, str]:
    """Colour, mark and words of an evidence; one that is not in the list keeps its own word and marks nothing."""
    return EVIDENCE.get(name or "", (MUTED, "", name or "—", name or "—"))


def need() -> Any:
    """matplotlib, or the extra that brings it.

    Raises
    ------
    MissingExtraError
        ``missing_extra``, value ``plot``.
    """
    try:
        import matplotlib
    except ImportError:
        raise MissingExtraError("Figures need matplotlib, which is not installed.", code="missing_extra", value="plot",
                                hint='Install it with: pip install "huishou[plot]"') from None
    return matplotlib


@contextlib.contextmanager
def context(lang: str | None = None):
    """The style sheet for as long as a figure is drawn; yields the language its labels can have (English where no Chinese font is found).

    Without ``lang`` a figure that is drawn already is written out: nothing is labelled, so nobody is told of a font.
    """
    from . import fonts

    matplotlib = need()
    found = fonts.find()
    if lang == "zh" and found.chinese is None:
        fonts.tell()
    # Own keys alone: rc_context would also take back what pyplot's first import sets (interactive), and notebooks would show no second figure.
    own = _RC | {"font.family": found.families}
    before = {key: matplotlib.rcParams[key] for key in own}
    matplotlib.rcParams.update(own)
    try:
        yield found.usable(lang)
    finally:
        matplotlib.rcParams.update(before)


def new(width: float, height: float, rows: int = 1, columns: int = 1, **options: Any):
    """A figure of the page, outside pyplot, so that nothing global is left behind; returns figure and axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(rows, columns, **options)


def axes(ax: Any, width: float, height: float):
    """``ax``, or new axes that a notebook shows."""
    if ax is not None:
        return ax
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(width, height), layout="constrained")[1]


def label_rows(ax: Any, labels: list[str], title: str, **options: Any) -> None:
    """One label a row of horizontal marks, the first on top, and lines of the grid across."""
    ax.set_yticks(range(len(labels)), labels)
    for text in ax.get_yticklabels():
        text.set_color(INK)
        text.set_fontsize(9.5)
    ax.set_ylim(len(labels) - 0.5, -0.5)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    ax.spines["left"].set_visible(False)
    ax.set_title(title, **options)


def svg(figure: Any, key: str, title: str, description: str) -> str:
    """A figure as inline SVG: the same bytes every time, ids of its own, colours of the theme, and its text for those who cannot see it.

    Parameters
    ----------
    figure
        ``matplotlib`` figure.
    key
        Prefix that keeps the ids of several figures in one page apart.
    title, description
        What it shows, and what it says.
    """
    import html
    import io

    out = io.StringIO()
    with context():
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = out.getvalue()
    text = text[text.index("<svg"):]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.S)
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.S)
    text = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>\s*", "", text, count=1, flags=re.S)      # it would style the whole page; see the head below
    text = re.sub(r'\bid="([^"]+)"', rf'id="{key}-\1"', text)
    text = re.sub(r'(xlink:href|href)="#([^"]+)"', rf'\1="#{key}-\2"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{key}-\1)", text)
    for colour, variable in _VARIABLES.items():
        text = text.replace(colour, variable)
    head = re.match(r"<svg\b[^>]*>", text)
    assert head is not None
    size = re.search(r'viewBox="([^"]+)"', head[0])
    assert size is not None
    start = (f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="{size[1]}" role="img" '
             f'style="stroke-linejoin:round;stroke-linecap:butt" '
             f'aria-labelledby="{key}-title {key}-desc"><title id="{key}-title">{html.escape(title)}</title>'
             f'<desc id="{key}-desc">{html.escape(description)}</desc>')
    return start + text[head.end():].strip()
