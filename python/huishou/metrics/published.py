# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Figures as reports print them: a number, a range, a bound. None of them becomes a point it was not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..cards import card
from ..errors import InputError

__all__ = ["Published", "published"]

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_FORMS = ((re.compile(rf"({_NUMBER})"), "point"), (re.compile(rf"({_NUMBER})\s*(?:-|–|—|~|～|至|to)\s*({_NUMBER})"), "range"),
          (re.compile(rf"(?:<|＜|less than|不足|低于)\s*({_NUMBER})"), "below"), (re.compile(rf"(?:>|＞|more than|超过|超|高于)\s*({_NUMBER})"), "above"))


@dataclass(frozen=True)
class Published:
    """A printed figure: ``kind`` is point, range, below or above; ``low`` or ``high`` is None where the print leaves it open.

    Attributes
    ----------
    low, high : float or None
        Bounds, in the unit printed.
    kind : str
        ``point``, ``range``, ``below`` or ``above``.
    text : str
        What was printed.
    """

    low: float | None
    high: float | None
    kind: str
    text: str

    @property
    def point(self) -> float | None:
        """The number, where one number was printed."""
        return self.low if self.kind == "point" else None

    _repr_html_ = card


def published(text: str) -> Published:
    """A printed figure as bounds.

    Parameters
    ----------
    text
        ``"52"``, ``"58-63"``, ``"<1"``, ``"超过 90 %"``; a sign of per cent or 约/about is left aside.

    Returns
    -------
    Published
        ``low, high, kind, text``; a point has equal bounds.

    Raises
    ------
    InputError
        ``not_a_figure``; ``range_reversed``.

    Examples
    --------
    >>> from huishou import recovery
    >>> [(p.low, p.high, p.kind) for p in map(recovery.published, ("52", "58-63", "<1", "超过90%"))]
    [(52.0, 52.0, 'point'), (58.0, 63.0, 'range'), (None, 1.0, 'below'), (90.0, None, 'above')]
    """
    bare = re.sub(r"[%％]|约|about|approximately", "", str(text)).strip()
    for form, kind in _FORMS:
        found = form.fullmatch(bare)
        if found:
            numbers = [float(n.replace(",", "")) for n in found.groups()]
            if kind == "range" and numbers[0] > numbers[1]:
                raise InputError(f"'{text}' runs from high to low.", code="range_reversed", value=text, hint="Write the smaller number first.")
            low = None if kind == "below" else numbers[0]
            high = None if kind == "above" else numbers[-1]
            return Published(low, high, kind, str(text))
    raise InputError(f"'{text}' is not a figure.", code="not_a_figure", value=text, hint='Write a number, a range ("58-63") or a bound ("<1").')
