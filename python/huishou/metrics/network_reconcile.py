# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""From a network to balances: one a node, material and period, with purities and transfer coefficients as products; and the answer back under its names."""

from __future__ import annotations

from typing import Any

from .. import frames
from ..errors import InputError, ReconcileError
from ..provenance import record
from .matrices import incidence, stacked
from .network_issues import duplicates
from .network_levels import Levels
from .reconcile import _ROUNDS, solve
from .reconciliation import Labels, Reconciliation

__all__ = ["reconcile"]

_STEADY = 1e-10                                                 # relative change of a flow at which weights no longer move


def reconcile(net, nonnegative: bool, alpha: float, iterate: bool, purities, transfers, levels, total) -> Reconciliation:
    """See ``Network.reconcile``."""
    import numpy as np

    t = net._table
    missing = ~np.isnan(t.mass_t) & np.isnan(t.sd_t)
    if missing.any():
        f = int(np.flatnonzero(missing)[0])
        raise InputError(f"The flow {t.nodes[t.source[f]]} → {t.nodes[t.target[f]]} was measured but has no standard deviation.", code="no_sd", column="sd",
                         hint="Give sd= (a column of tonnes) or relative= (a share, for example 0.05).")
    if iterate and net._relative is None:
        raise InputError("iterate needs relative errors.", code="no_relative", column="iterate", hint="Give relative= to the network.")
    rows, nodes, border = _balances(net)
    extra = _Extra(t, rows.columns, total)
    extra.transfers(transfers)
    extra.purities(purities)
    extra.levels(levels)
    rows = stacked(rows, extra.rows, rows.columns + len(extra.measured))
    measured, sd = np.concatenate([t.mass_t, extra.measured]), np.concatenate([t.sd_t, extra.sd])
    bounded = np.full(len(measured), nonnegative, np.uint8)
    bounded[:t.flows][((t.target == t.stock) | (t.source == t.stock)) & ~(t.mass_t >= 0.0)] = 0
    right = np.zeros(rows.rows)

    def again(x, error):
        try:
            return solve(rows, x, error, right, extra.products, bounded)
        except ReconcileError as failed:
            raise _named(failed, nodes) from None

    if iterate:
        sd = _weighed(t.flows, measured, sd, again)
    pedigree = record("Network.reconcile", net._input, **net._parameters, nonnegative=nonnegative, alpha=alpha, iterate=iterate,
                      products=len(extra.products))
    labels = Labels(t.labels(), nodes, _notes(t, border), extra.outside())
    return Reconciliation(rows, measured, sd, again, labels, t.kind, pedigree, alpha, bounded)


def _weighed(n: int, measured, sd, again):
    """Relative errors of the answer itself, u = p · |x|, found again until x stays."""
    import numpy as np

    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(measured[:n] == 0.0, 0.0, sd[:n] / np.abs(measured[:n]))
    before = again(measured, sd)[1].x
    for _ in range(_ROUNDS):
        sd = sd.copy()
        sd[:n] = np.where(np.isnan(share), np.nan, share * np.abs(before[:n]))
        now = again(measured, sd)[1].x
        known = ~np.isnan(now)
        if (np.abs(now[known] - before[known]) <= _STEADY * np.abs(now[known])).all():
            return sd
        before = now
    raise ReconcileError("Relative errors did not settle.", code="not_converged", hint="Give standard deviations in tonnes, or iterate=False.")


def _named(error: ReconcileError, nodes: dict[str, Any]) -> ReconcileError:
    if error.column != "balance" or error.row is None or error.row > len(nodes["node"]):
        return error
    name = ", ".join(str(column[error.row - 1].as_py()) for column in nodes.values())
    return ReconcileError(f"{error.message} The balance is that of {name}.", code=error.code, column="node", row=None, value=name, hint=error.hint)


def _balances(net):
    """Balances of the nodes that have both sides, their names, and for each flow whether one of its ends is a border node."""
    import numpy as np

    t = net._table
    moving = t.source != t.target
    width = len(t.nodes)
    source, target = t.inner(t.source), t.inner(t.target)
    comes = np.unique((t.group * width + target)[moving & (target >= 0)])
    goes = np.unique((t.group * width + source)[moving & (source >= 0)])
    both = np.intersect1d(comes, goes)

    def place(codes):
        key = t.group * width + codes
        at = np.searchsorted(both, key)
        found = (codes >= 0) & (at < len(both)) & (both[np.minimum(at, len(both) - 1)] == key) if len(both) else np.zeros(len(key), bool)
        return np.where(found, at, -1)

    row_source, row_target = place(source), place(target)
    border = moving & (((source >= 0) & (row_source < 0)) | ((target >= 0) & (row_target < 0)))
    rows = incidence(np.where(moving, row_source, -1), np.where(moving, row_target, -1), len(both))
    import pyarrow as pa

    names = {k: t.groups.column(k).take(pa.array(both // width)) for k in t.keys} | {"node": t.names(both % width)}
    return rows, names, border


def _notes(t, border) -> list[str | None]:
    import numpy as np

    flags = np.stack([t.source == t.target, duplicates(t), border])
    out: list[str | None] = [None] * t.flows
    for f in np.flatnonzero(flags.any(0)).tolist():
        out[f] = " ".join(w for w, yes in zip(("self_loop", "duplicate", "border"), flags[:, f], strict=True) if yes)
    return out


class _Extra:
    """Variables behind the flows: throughputs (not measured), transfer coefficients and purities (measured shares), and which flow is which product; levels
    of stock."""

    def __init__(self, table, columns: int, total: Any):
        self._t, self._first, self._total = table, columns, total
        self.measured: list[float] = []
        self.sd: list[float] = []
        self.rows: list[list[tuple[int, float]]] = []
        self.products: list[tuple[int, int, int]] = []
        self._shares: list[dict[str, Any]] = []
        self._positions: list[int] = []
        self._levels: Levels | None = None

    def _variable(self, value: float, sd: float) -> int:
        self.measured.append(value)
        self.sd.append(sd)
        return self._first + len(self.measured) - 1

    def _share(self, row: dict[str, Any], labels: dict[str, Any]) -> int:
        value, sd = row["share"], row.get("sd")
        if value is not None and not 0.0 <= value <= 1.0:
            raise InputError(f"A share is {value!r}.", code="bad_share", column="share", value=value, hint="Give a share between 0 and 1, not per cent.")
        if value is not None and sd is None:
            raise InputError("A share has no standard deviation.", code="no_sd", column="sd", hint="Give sd; 0 is exact.")
        at = self._variable(float("nan") if value is None else float(value), float("nan") if value is None else float(sd))
        self._shares.append(labels)
        self._positions.append(at)
        return at

    def _group(self, row: dict[str, Any], **other: Any) -> int:
        wanted = {k: other.get(k, row.get(k)) for k in self._t.keys}
        for g, found in enumerate(self._t.groups.select(self._t.keys).to_pylist()):
            if found == wanted:
                return g
        raise InputError(f"There is no flow of {wanted}.", code="no_such_flow", value=str(wanted), hint="Name period and material as the flows do.")

    def _flow(self, group: int, source: Any, target: Any) -> int:
        import numpy as np

        t = self._t
        code = {n: i for i, n in enumerate(t.nodes)}
        found = np.flatnonzero((t.group == group) & (t.source == code.get(source, -9)) & (t.target == code.get(target, -9)))
        if len(found) != 1:
            raise InputError(f"There are {len(found)} flows {source} → {target}.", code="no_such_flow", value=f"{source} → {target}",
                             hint="A share belongs to exactly one flow; a flow nobody measured stands in the table with missing tonnes.")
        return int(found[0])

    def transfers(self, given: Any) -> None:
        """Share of a node's inflow that goes to the target: ``x = share · T``, T the sum of its inflows."""
        import numpy as np

        t = self._t
        throughput: dict[tuple[int, Any], int] = {}
        for row in _rows_of(given, ["node", "target", "share", "sd"]):
            group = self._group(row)
            at = (group, row["node"])
            flow = self._flow(group, row["node"], row["target"])
            if at not in throughput:
                code = t.nodes.index(row["node"])
                inflows = np.flatnonzero((t.group == group) & (t.target == code) & (t.source != code))
                throughput[at] = self._variable(float("nan"), float("nan"))
                self.rows.append([*((int(f), 1.0) for f in inflows), (throughput[at], -1.0)])
            where = t.groups.slice(group, 1).to_pylist()[0]
            share = self._share(row, {"of": "transfer", "source": row["node"], "target": row["target"], **{k: where[k] for k in t.keys}})
            self.products.append((flow, throughput[at], share))

    def purities(self, given: Any) -> None:
        """Share of a whole flow that is one material: ``x = share · whole``."""
        t = self._t
        for row in _rows_of(given, ["source", "target", "material", "share", "sd"]):
            if "material" not in t.keys:
                raise InputError("The flows have no material.", code="missing_column", column="material", hint="Purities need flows by material.")
            part = self._flow(self._group(row), row["source"], row["target"])
            whole = self._flow(self._group(row, material=self._total), row["source"], row["target"])
            share = self._share(row, {"of": "purity", "source": row["source"], "target": row["target"], **{k: row.get(k) for k in t.keys}})
            self.products.append((part, whole, share))

    def levels(self, given: Any) -> None:
        """Stocks at the ends of periods."""
        if given is not None:
            self._levels = Levels(self._t, _rows_of(given, ["node", "mass_t", "sd_t"]), self._variable, self.rows)

    def outside(self) -> dict[str, Any]:
        """Labels and places of shares and levels, for ``Reconciliation.shares`` and ``levels``."""
        names = list(dict.fromkeys(k for row in self._shares for k in row))
        out = {"shares": ({k: [row.get(k) for row in self._shares] for k in names}, self._positions)} if self._shares else {}
        return out | ({} if self._levels is None else {"levels": self._levels.labels()})


def _rows_of(given: Any, needed: list[str]) -> list[dict[str, Any]]:
    if given is None:
        return []
    frames.need_columns(frames.names(given), needed)
    rows = frames.table(given).to_pylist()
    rows = [{k: None if isinstance(v, float) and v != v else v for k, v in row.items()} for row in rows]
    return sorted(rows, key=lambda row: [str(row[k]) for k in row if k not in ("share", "sd", "mass_t", "sd_t")])
