# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The network of stations, sorting centres and markets: flows between named nodes, their balances, and the door to reconciling them."""

from __future__ import annotations

from typing import Any

from ..cards import card
from ..errors import InputError
from ..provenance import of_input, record
from ..results import Result
from . import network_balance, network_issues, network_questions, network_reconcile
from .flow_rate import rate_of
from .network_table import read, shape_of
from .reconciliation import Reconciliation

__all__ = ["Network"]


class Network:
    """Flows of materials between nodes, as anybody's table has them.

    Parameters
    ----------
    flows
        Frame with one row a flow. Missing tonnes are a flow that exists and was not measured.
    source, target
        Columns of the nodes a flow leaves and enters.
    value
        Column of tonnes.
    sd
        Column of standard deviations in tonnes; 0 is exact.
    relative
        Instead of ``sd``: standard deviation as a share of the flow, one number or a column.
    tier
        Node -> name of its tier, from upstream to downstream in the order of first mention (``{"station1": "station", …}``). None: the longest path from
        where flows begin, as a number from 0.
    external
        Names that are no nodes: what leaves to them leaves the system. They have no balance.
    material, period
        Columns by which balances are kept apart, used where the table has them; None adds over materials (periods are never added).
    stock
        Name of a node's own stock: a flow to it is an addition to the stock of its source, a flow from it a withdrawal.
    id
        Column with a name of every flow, carried to the answer.

    Raises
    ------
    InputError
        ``missing_column``, ``missing_node``, ``not_a_number``, ``infinite_value``, ``negative_sd``, ``two_errors``, ``key_type``, ``mixed_period``,
        ``mixed_basis`` and the like, ``no_rows``.

    Notes
    -----
    Nothing is repaired: duplicate edges stay flows of their own, self-loops, cycles, nodes without flows and parts that hang alone are listed by ``issues``.
    A node without any inflow (or any outflow) in its period and material is a border node: tonnes begin (or end) there, and it has no balance.
    Answers are in the order of names and do not depend on the order of rows.

    Examples
    --------
    >>> import huishou as hs
    >>> flows = {"source": ["站点", "分拣中心", "分拣中心"], "target": ["分拣中心", "集散市场", "environment"], "mass_t": [100.0, 80.0, 15.0]}
    >>> net = hs.Network(flows, relative=0.05)
    >>> net.balance().rows()[0]["residual_t"]
    5.0
    >>> [round(float(v), 2) for v in net.reconcile().flows["reconciled_t"]]
    [15.07, 81.92, 96.99]
    """

    def __init__(self, flows: Any, source: str = "source", target: str = "target", value: str = "mass_t", sd: str | None = None, relative: Any = None,
                 tier: dict[Any, Any] | None = None, external: Any = ("environment",), material: str | None = "material", period: str | None = "period",
                 stock: str | None = "stock", id: str | None = None):
        external = (external,) if isinstance(external, str) else tuple(external)
        self._table = read(flows, source, target, value, sd, relative, material, period, external, stock, id)
        if not self._table.flows:
            raise InputError("There is no flow.", code="no_rows", hint="Give at least one row.")
        self._relative = relative
        self._part, self._strong, depth = shape_of(self._table)
        self._tier_of = dict(tier) if tier is not None else None
        named = {name: str(given) for name, given in tier.items()} if tier is not None else {n: str(d) for n, d in zip(self._table.nodes, depth, strict=True)}
        self._tiers = [None if i in self._table.outside else named.get(name) for i, name in enumerate(self._table.nodes)]
        order = list(dict.fromkeys(str(t) for t in tier.values())) if tier is not None else [str(i) for i in range(int(depth.max(initial=0)) + 1)]
        self._tier_rank = {name: i for i, name in enumerate(order)}
        self._input = of_input(flows, self._table.rows, [source, target, value])
        share = relative if isinstance(relative, (int, float)) else str(relative)
        self._parameters = {"external": [str(e) for e in external], "stock": stock, "relative": share}

    def _result(self, table, call: str, title: str, explain=None, **parameters: Any) -> Result:
        return Result(table, self._table.kind, record(f"Network.{call}", self._input, **self._parameters, **parameters), title, explain)

    @property
    def nodes(self) -> list[Any]:
        """Names of the nodes, sorted; external names are none."""
        return [n for i, n in enumerate(self._table.nodes) if i not in self._table.outside]

    def issues(self) -> Result:
        """What is odd about the network, one row a finding.

        Returns
        -------
        Result
            ``issue``, group columns, ``node``, ``flow``, ``detail``. Issues: ``orphan`` (a node of ``tier`` without flows), ``no_tier``,
            ``duplicate`` (edges with the same ends), ``self_loop``, ``cycle`` (with its members), ``apart`` (a part that hangs alone), ``unmeasured``,
            ``negative``, ``no_inflow``, ``no_outflow`` (border nodes).
        """
        return self._result(network_issues.issues(self), "issues", "issues of the network", network_issues.explain)

    def balance(self) -> Result:
        """Inflow, outflow and what is missing between them, for every node, material and period.

        Returns
        -------
        Result
            Group columns, ``node, tier, inflow_t, outflow_t, stock_change_t, residual_t`` (inflow − outflow − stock change), ``closure`` ((outflow + stock
            change) / inflow, 1), ``share`` (of the sum of all residuals without sign: who breaks the balance most), ``status``: ``ok``, ``no_inflow``,
            ``no_outflow`` (border nodes: no residual), ``unmeasured`` (a flow is missing, so the residual is too), ``gt_one`` (more leaves than enters).

        Notes
        -----
        Sums are correctly rounded and do not depend on the order of rows.
        """
        return self._result(network_balance.balance(self), "balance", "balance of nodes", network_balance.explain)

    def breaks(self) -> Result:
        """The rows of ``balance`` with a residual, largest first: which node breaks the balance of its region most."""
        return self._result(network_balance.breaks(self), "breaks", "nodes by residual", network_balance.explain)

    def turnover(self) -> Result:
        """How often the same tonnes are handled: what enters the system once against what all nodes together report.

        Returns
        -------
        Result
            Group columns, ``tier, received_t`` (all inflow of its nodes), ``within_t`` (from nodes of the same tier: trade between dealers),
            ``back_t`` (from tiers further down), ``first_t`` (the rest: received for the first time), ``times`` (received over first), ``status``.

        Notes
        -----
        A statistic that adds what every dealer reports counts ``received_t``; counted at one gate it is ``first_t``.
        """
        return self._result(network_balance.turnover(self), "turnover", "internal turnover by tier")

    def links(self, by: str = "tier") -> Result:
        """Flows added between tiers or nodes: what a Sankey diagram draws.

        Parameters
        ----------
        by
            ``"tier"`` or ``"node"``. External names, and nodes without a tier, stand for themselves.

        Returns
        -------
        Result
            Group columns, ``source, target, mass_t`` (of the measured flows; missing where none was), ``flows, unmeasured`` (how many have no tonnes).

        Raises
        ------
        InputError
            ``bad_by``.
        """
        return self._result(network_balance.links(self, by), "links", f"flows between {by}s", by=by)

    def reconcile(self, nonnegative: bool = True, *, alpha: float = 0.05, iterate: bool = False, purities: Any = None, transfers: Any = None,
                  levels: Any = None, total: Any = "total") -> Reconciliation:
        """Flows nearest to what was measured that balance at every node.

        Parameters
        ----------
        nonnegative
            Whether flows may not be below zero; flows to and from stock may, where they are net changes below zero in the table.
        alpha
            Level of the tests.
        iterate
            With ``relative``: standard deviations are that share of the *reconciled* flow, found by iteration, so that a wrong measurement does not choose
            its own weight.
        purities
            Frame ``source, target, material, share, sd`` (and ``period``): share of the flow of material ``total`` that is the material named.
        transfers
            Frame ``node, target, share, sd`` (and ``material, period``): share of a node's whole inflow that goes to the target.
        levels
            Frame ``node, mass_t, sd_t`` (and ``material, period``, and ``when``: ``"start"`` or ``"end"`` of the period, else the end): stock that lay at a
            node. The end of a period is the start of the next, so levels bind periods; the node has a flow to or from stock in each, measured or not.
        total
            The material name of whole flows, for ``purities``.

        Returns
        -------
        Reconciliation

        Raises
        ------
        InputError
            ``no_sd``: neither ``sd`` nor ``relative`` was given, or a measured flow has none; ``no_such_flow``, ``bad_share``; ``no_stock_flow``,
            ``repeated_level``, ``bad_when``.
        ReconcileError
            As ``huishou.reconcile``; ``value`` is the node.
        """
        return network_reconcile.reconcile(self, nonnegative, alpha, iterate, purities, transfers, levels, total)

    def rate(self, numerator: dict[str, Any], denominator: dict[str, Any]) -> Result:
        """A rate of flows as they were measured: without errors, and flagged ``unreconciled``.

        Parameters
        ----------
        numerator, denominator
            Column -> value or list of values: the flows added, for example ``{"target": ["market"]}``.

        Returns
        -------
        Result
            As ``Reconciliation.rate``; ``rate_sd``, ``rate_low`` and ``rate_high`` are missing.

        Raises
        ------
        InputError
            ``missing_column``; ``no_match`` where no flow is among those named.
        """
        return rate_of(self._table.labels(), self._table.mass_t, None, numerator, denominator, 0.95, self._table.kind, self._input, reconciled=False)

    def coverage(self, areas: Any, stations: Any, *, norm: Any = None, edition: str = "SB/T 10719-2012") -> Result:
        """Stations per household and per km² of every area, against a norm.

        Parameters
        ----------
        areas
            Frame ``area, households`` and, where known, ``size_km2`` and ``kind`` (``urban``, ``rural``).
        stations
            Frame ``node, area``: where each station stands.
        norm
            Households one station may serve: a number, or a dict by ``kind``; None is SB/T 10719-2012 (2,000 urban, 2,500 rural).
        edition
            Name of the norm, carried to the answer.

        Returns
        -------
        Result
            ``area, kind, stations, working`` (those with a flow), ``households, households_per_station, stations_per_km2, norm_households, needed`` (stations
            the norm asks for), ``gap`` (needed − working, not below 0), ``coverage`` (working / needed, 1), ``edition, status``: ``ok``, ``below_norm``,
            ``no_station``, ``no_households``.

        Raises
        ------
        InputError
            ``missing_column``, ``no_norm``, ``unknown_area``, ``repeated_name``, ``not_positive``.

        Examples
        --------
        >>> import huishou as hs
        >>> net = hs.Network({"source": ["environment", "站点1"], "target": ["站点1", "environment"], "mass_t": [5.0, 5.0]})
        >>> net.coverage({"area": ["东区"], "households": [5000], "kind": ["urban"]}, {"node": ["站点1"], "area": ["东区"]}).rows()[0]["needed"]
        3
        """
        return network_questions.coverage(self, areas, stations, norm, edition)

    def utilisation(self, capacity: Any) -> Result:
        """Throughput of nodes over what they can handle.

        Parameters
        ----------
        capacity
            Frame ``node, capacity_t`` (tonnes in the period of the flows).

        Returns
        -------
        Result
            ``node, tier, throughput_t, capacity_t, utilisation`` (1), ``status``: ``ok``, ``gt_one``, ``no_flow``, ``no_denominator`` (no capacity known).

        Raises
        ------
        InputError
            ``missing_column``, ``mixed_groups``, ``unmeasured``, ``negative``, ``not_positive``, ``not_finite``.
        """
        return network_questions.utilisation(self, capacity)

    def catchment(self, distances: Any, tier: Any = None) -> Result:
        """How many sources a node draws on and how far their tonnes travel.

        Parameters
        ----------
        distances
            Frame ``source, target, km``.
        tier
            Only nodes of this tier; None for all with inflow from nodes.

        Returns
        -------
        Result
            ``node, tier, sources, inflow_t, known_t`` (of it with a distance), ``work_tkm`` (t · km), ``mean_km`` (by tonnes), ``furthest_km, status``: ``ok``,
            ``partial`` (some distances are missing), ``not_computable`` (all are).

        Raises
        ------
        InputError
            ``missing_column``, ``mixed_groups`` (flows of several periods or materials), ``unmeasured``, ``negative``, ``not_positive``, ``not_finite``.
        """
        return network_questions.catchment(self, distances, tier)

    def paths(self, to: Any = None) -> Result:
        """The share of what every node hands on that reaches each of the nodes ``to``, over all paths and loops.

        Parameters
        ----------
        to
            A name or names of nodes; None: those that hand on to no other node.

        Returns
        -------
        Result
            ``source, target, share`` (0–1), ``mass_t`` (that share of the source's throughput); pairs without a path are left out.

        Raises
        ------
        InputError
            ``mixed_groups``, ``unmeasured``, ``negative``, ``unknown_node``.
        ReconcileError
            ``closed_loop``.

        Notes
        -----
        Best asked of reconciled flows. Every node splits all it receives in the same shares, so tonnes of one station cannot be followed as such. With visits
        ``G = (I − P)⁻¹`` the share that reaches j from i is ``G_ij / G_jj``, which counts tonnes that come by twice once.
        """
        return network_questions.paths(self, to)

    def closing(self, node: Any, distances: Any = None) -> Result:
        """What becomes of throughputs when a node closes and its sources send elsewhere.

        Parameters
        ----------
        node
            The node that closes.
        distances
            Frame ``source, target, km``. Given: a source sends to the nearest node of the tier of the closed one; None: to its other targets in that tier, in
            proportion to what it sends them now.

        Returns
        -------
        Result
            ``node, tier, before_t, after_t, change_t, stranded_t`` (tonnes a source has nowhere to send), ``status``: ``ok``, ``closed``, ``stranded``.

        Raises
        ------
        InputError
            ``unknown_node``, ``missing_column``, ``mixed_groups``, ``unmeasured``, ``negative``, ``not_positive``, ``not_finite``.
        ReconcileError
            ``closed_loop``.

        Notes
        -----
        Best asked of reconciled flows. Nodes go on splitting what they receive in the same shares; only shares that went to the closed node change. What
        enters at each node from outside stays as it is; what entered at the closed node is stranded there.
        """
        return network_questions.closing(self, node, distances)

    def __repr__(self) -> str:
        t = self._table
        missing = int((t.mass_t != t.mass_t).sum())
        groups = f", {len(t.groups):,} of {' × '.join(t.keys)}" if t.keys else ""
        return f"<network: {t.flows:,} flows ({missing:,} unmeasured) between {len(self.nodes):,} nodes{groups}>"

    _repr_html_ = card
