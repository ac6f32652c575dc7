# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Figures: ``hs.plot``. Each takes ``ax=None, lang="zh"`` and returns the Axes it drew on; labels fall back to English where no Chinese font is found.

figure          shows
==============  ===========================================================
``sankey``      flows between tiers, with the way back
``trend``       a line over time with its band and its gaps
``ranges``      ranges side by side, both ends written
``rates``       rates with their intervals and their status
``waterfall``   from one total to another
``grid``        years by categories, coloured by evidence
``tilemap``     34 provincial units as equal tiles
``macc``        options by what they avoid and what a tonne costs
``tornado``     which factor moves the answer how much
``methods``     methods of giving credit, side by side
==============  ===========================================================
=======
================  ===========================================================
figure            shows
================  ===========================================================
``sankey``        flows between tiers, with the way back
``trend``         a line over time with its band and its gaps
``ranges``        ranges side by side, both ends written
``rates``         rates with their intervals and their status
``waterfall``     from one total to another
``grid``          years by categories, coloured by evidence
``residual_map``  which nodes of a network break the balance
``before_after``  flows before and after reconciliation
``tilemap``       34 provincial units as equal tiles
``macc``          options by what they avoid and what a tonne costs
``tornado``       which factor moves the answer how much
``methods``       methods of giving credit, side by side
``ranks``         how often each firm holds each rank
================  ===========================================================

``alt`` gives what is written in a figure as one text, ``image`` a picture that carries this text along.
"""

from __future__ import annotations

from .figures.alt import alt, image
from .figures.grid import grid
from .figures.macc import macc
from .figures.methods import methods
from .figures.network import before_after, residual_map
from .figures.ranges import ranges, rates
from .figures.ranks import ranks
from .figures.sankey import sankey
from .figures.tilemap import tilemap
from .figures.tornado import tornado
from .figures.trend import trend
from .figures.waterfall import waterfall

__all__ = ["alt", "before_after", "grid", "image", "macc", "methods", "ranges", "ranks", "rates", "residual_map", "sankey", "tilemap", "tornado", "trend",
           "waterfall"]
