# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A figure for those who cannot see it: what is written in it as one text, and an image that carries this text along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .. import style

__all__ = ["Image", "alt", "image"]


def alt(ax: Any) -> str:
    """Title, axes and every label of a figure as one text: the numbers that are written beside bars and nodes are in it.

    Parameters
    ----------
    ax
        Axes that a function of ``hs.plot`` drew on.

    Returns
    -------
    str
        Parts separated by full stops, labels by semicolons.

    Examples
    --------
    >>> import huishou as hs
    >>> hs.plot.alt(hs.plot.ranges(["旧废钢"], [204.1], [251.2], title="避免排放，百万吨"))
    '避免排放，百万吨. 旧废钢. 204.1; 251.2.'
    """
    title = next((t for t in (ax.get_title(loc) for loc in ("left", "center", "right")) if t), "")
    names = "; ".join(label for label in (ax.get_xlabel(), ax.get_ylabel()) if label)
    rows = "; ".join(t.get_text() for axis in (ax.get_yticklabels(), ax.get_xticklabels()) for t in axis if _is_word(t.get_text()))
    written = "; ".join(" ".join(t.get_text().split()) for t in ax.texts if t.get_text().strip())
    return " ".join(f"{part.rstrip('.')}." for part in (title, names, rows, written) if part)


def _is_word(text: str) -> bool:
    return any(c.isalpha() for c in text)


@dataclass(frozen=True, repr=False)
class Image:
    """A figure as PNG with its text: in Jupyter an ``img`` whose ``alt`` a screen reader reads.

    Attributes
    ----------
    png
        The bytes.
    alt
        The text.
    """

    png: bytes
    alt: str

    def __repr__(self) -> str:
        return f"<Image of {len(self.png):,} bytes: {self.alt[:80]}>"

    def _repr_html_(self) -> str:
        import base64
        import html

        return f"<img alt='{html.escape(self.alt, quote=True)}' src='data:image/png;base64,{base64.b64encode(self.png).decode()}'>"


def image(ax: Any, dpi: float = 100.0) -> Image:
    """The figure of ``ax`` as an image that carries its text, for notebooks and pages.

    Parameters
    ----------
    ax
        Axes that a function of ``hs.plot`` drew on.
    dpi
        Dots an inch.

    Returns
    -------
    Image
        ``png`` (with the text as its description) and ``alt``.

    Examples
    --------
    >>> import huishou as hs
    >>> hs.plot.image(hs.plot.ranges(["旧废钢"], [204.1], [251.2])).alt
    '旧废钢. 204.1; 251.2.'
    """
    import io

    out, text = io.BytesIO(), alt(ax)
    with style.context():
        ax.figure.savefig(out, format="png", dpi=dpi, facecolor="white", metadata={"Software": None, "Description": text})
    return Image(out.getvalue(), text)
