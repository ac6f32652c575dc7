# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""``hs.Network``: the network of ``metrics.flow_network`` with its drawings."""

from __future__ import annotations

from typing import Any

from ..errors import InputError
from ..metrics import flow_network
from .figures.network import residual_map
from .figures.sankey import sankey

__all__ = ["Network"]


class Network(flow_network.Network):
    __doc__ = flow_network.Network.__doc__

    def sankey(self, ax: Any = None, *, by: str = "tier", lang: str = "zh", **options: Any):
        """Flows between tiers as a Sankey diagram.

        Parameters
        ----------
        ax
            Axes to draw on; new ones when None.
        by
            ``"tier"`` or ``"node"``.
        lang
            ``"zh"`` or ``"en"``.
        **options
            Of ``hs.plot.sankey``: ``unit``, ``least``, ``kinds`` and more.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        InputError
            ``mixed_groups`` where flows are of several periods or materials; ``negative``, ``no_rows``.

        Notes
        -----
        Flows that were not measured are not drawn: they have no width.
        """
        if len(self._table.groups) > 1:
            raise InputError(f"There are flows of {len(self._table.groups)} groups.", code="mixed_groups", value=self._table.keys,
                             hint="Draw one period, and one material or material=None.")
        outside = {str(self._table.nodes[i]) for i in self._table.outside}
        # Whatever its name, what is outside is drawn as the border it is; flows from one outside to another cross nothing.
        rows = [{k: "environment" if r[k] in outside else r[k] for k in ("source", "target")} | {"mass_t": r["mass_t"]} for r in self.links(by).rows()]
        rows = [r for r in rows if r["source"] != r["target"]]
        tiers = self._tier_rank if by == "tier" else {str(n): self._tier_rank.get(self._tiers[i], 0) for i, n in enumerate(self._table.nodes)}
        nodes = {name: (rank, 0, name) for name, rank in tiers.items() if name not in outside}
        return sankey({k: [r[k] for r in rows] for k in ("source", "target", "mass_t")}, nodes=nodes, ax=ax, lang=lang, **options)

    def residuals(self, ax: Any = None, *, lang: str = "zh", **options: Any):
        """Residuals of all nodes as a map: tiers from left to right, size by residual, colour by sign.

        Parameters
        ----------
        ax
            Axes to draw on; new ones when None.
        lang
            ``"zh"`` or ``"en"``.
        **options
            Of ``hs.plot.residual_map``: ``unit``, ``title``.

        Returns
        -------
        matplotlib.axes.Axes
        """
        return residual_map(self.balance(), ax=ax, lang=lang, **options)
