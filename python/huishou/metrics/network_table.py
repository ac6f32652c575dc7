# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A table of flows as numbers: names coded, rows in one order whatever the order they came in, what is odd about them written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .. import _native, frames
from ..errors import InputError
from .cells import UNLIKE

__all__ = ["FlowTable", "read", "shape_of"]


@dataclass(frozen=True)
class FlowTable:
    """Flows sorted by group (period, material), source, target, value and error. Codes of outside names are −1 where balances are concerned."""

    kind: str
    rows: int
    keys: list[str]                     # group columns the table has: period, material
    groups: Any                         # pyarrow table of the groups, one row each, sorted
    group: Any                          # of each flow
    nodes: list[Any]                    # names, sorted, outside names included
    outside: frozenset[int]             # codes of names that are no nodes
    stock: int                          # code of the stock name, −1 where there is none
    source: Any
    target: Any
    mass_t: Any                         # NaN where not measured
    sd_t: Any                           # NaN where not measured or not given
    id: Any                             # the caller's name of each flow, or None

    @property
    def flows(self) -> int:
        """Number of flows."""
        return len(self.source)

    def names(self, codes) -> Any:
        """Names of codes as an Arrow array."""
        import pyarrow as pa

        return pa.array(self.nodes).take(pa.array(codes, pa.int64()))

    def inner(self, codes):
        """Codes with −1 for names outside."""
        import numpy as np

        out = np.array([-1 if i in self.outside else i for i in range(len(self.nodes))] or [0], np.int32)
        return out[codes]

    def labels(self, rows=None) -> dict[str, Any]:
        """Group columns, source, target (and the caller's id) of the flows, or of some."""
        import numpy as np
        import pyarrow as pa

        rows = np.arange(self.flows) if rows is None else rows
        at = pa.array(self.group[rows], pa.int64())
        out = {k: self.groups.column(k).take(at) for k in self.keys}
        out |= {"source": self.names(self.source[rows]), "target": self.names(self.target[rows])}
        return out | ({} if self.id is None else {"id": self.id.take(pa.array(rows, pa.int64()))})


def _is_text(kind) -> bool:
    import pyarrow as pa

    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind) or (
        pa.types.is_dictionary(kind) and _is_text(kind.value_type))


def _coded(column):
    """(sorted distinct values, code of each row, −1 where null)."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    encoded = column.dictionary_encode()
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    rank = np.empty(len(order) + 1, np.int64)
    rank[order], rank[-1] = np.arange(len(order)), -1
    codes = encoded.indices.fill_null(len(order)).to_numpy(zero_copy_only=False)
    return encoded.dictionary.take(pa.array(order)), rank[codes]


def _floats(table, name: str):
    import numpy as np
    import pyarrow as pa

    column = table.column(name)
    if not (pa.types.is_floating(column.type) or pa.types.is_integer(column.type) or pa.types.is_null(column.type) or pa.types.is_decimal(column.type)):
        raise InputError(f"Column '{name}' holds {column.type}, no numbers.", code="not_a_number", column=name,
                         hint="Give tonnes as numbers; missing is not measured.")
    out = np.array(column.cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)
    if np.isinf(out).any():
        raise InputError(f"Column '{name}' holds an infinite number.", code="infinite_value", column=name, row=int(np.flatnonzero(np.isinf(out))[0]) + 1,
                         hint="A flow that nobody measured is missing, not infinite.")
    return out


def read(flows: Any, source: str, target: str, value: str, sd: str | None, relative: Any, material: str | None, period: str | None, external, stock: str | None,
         id: str | None) -> FlowTable:
    """The table behind ``Network``; see there."""
    import numpy as np
    import pyarrow as pa

    known = frames.names(flows)
    keys = [k for k in (period, material) if k is not None and k in known]
    for default, name, choice in (("period", period, "period"), ("material", material, "material")):
        if name is not None and name != default and name not in known:
            frames.need_columns(known, [name])
        if name is None and default in known:
            _one_value(flows, default, choice)
    needed = [*keys, source, target, value, *([sd] if sd else []), *([relative] if isinstance(relative, str) else []), *([id] if id else [])]
    unlike = [c for c in UNLIKE if c in known]
    table = frames.table(flows, list(dict.fromkeys([*needed, *unlike])))
    for column in unlike:
        found = table.column(column).unique()
        if len(found) > 1:
            raise InputError(f"Flows differ in '{column}': {', '.join(str(v) for v in found.to_pylist()[:5])}.", code=f"mixed_{column}", column=column,
                             value=[str(v) for v in found.to_pylist()[:5]], hint="Choose one value: unlike tonnes do not balance.")
    ends = [table.column(source), table.column(target)]
    if ends[0].type != ends[1].type:
        # Text comes in several layouts; anything else that differs would be a silent cast.
        ends = [e.cast(pa.large_string()) if _is_text(e.type) else e for e in ends]
        if ends[0].type != ends[1].type:
            raise InputError(f"'{source}' holds {ends[0].type} and '{target}' {ends[1].type}.", code="key_type", column=target,
                             hint="Give both ends names of one type.")
    for name, column in zip((source, target), ends, strict=True):
        if column.null_count:
            row = next(i for i, v in enumerate(column.to_pylist()) if v is None)
            raise InputError(f"A flow has no {name}.", code="missing_node", column=name, row=row + 1,
                             hint="Name the node, or an external such as 'environment'.")
    n = table.num_rows
    names, codes = _coded(pa.chunked_array([*ends[0].chunks, *ends[1].chunks], ends[0].type))
    mass = _floats(table, value)
    error = _errors(table, mass, sd, relative)
    groups, group = _grouped(table, keys)
    order = np.lexsort((np.nan_to_num(error, nan=-1.0), mass, codes[n:], codes[:n], group))
    name_list = names.to_pylist()
    outside = frozenset(i for i, v in enumerate(name_list) if v in set(external) or v == stock)
    return FlowTable(frames.kind_of(flows), n, keys, groups, group[order], name_list, outside, name_list.index(stock) if stock in name_list else -1,
                     codes[:n][order].astype(np.int32), codes[n:][order].astype(np.int32), mass[order], error[order],
                     None if id is None else pa.concat_arrays(table.column(id).chunks or [pa.array([], table.column(id).type)]).take(pa.array(order)))


def _one_value(flows, column: str, parameter: str) -> None:
    found = frames.table(flows, [column]).column(column).unique()
    if len(found) > 1 and column == "period":
        raise InputError(f"Flows are of {len(found)} periods.", code="mixed_period", column=column, value=[str(v) for v in found.to_pylist()[:5]],
                         hint=f"Leave {parameter}='{column}', or choose one period: flows of different periods do not balance.")


def _errors(table, mass, sd, relative):
    """Standard deviations: a column, or a share of each flow (a number, a column); NaN where nothing is said or nothing was measured."""
    import numpy as np

    if sd is not None and relative is not None:
        raise InputError("Both sd and relative are given.", code="two_errors", hint="Give one of them.")
    if sd is not None:
        out = _floats(table, sd)
        name = sd
    elif relative is None:
        return np.full(len(mass), np.nan)
    else:
        share = _floats(table, relative) if isinstance(relative, str) else np.full(len(mass), float(relative))
        out, name = share * np.abs(mass), "relative"
    if (out < 0.0).any():
        raise InputError("A standard deviation is negative.", code="negative_sd", column=name, row=int(np.flatnonzero(out < 0.0)[0]) + 1,
                         hint="Give 0 (exact) or more.")
    return np.where(np.isnan(mass), np.nan, out)


def _grouped(table, keys):
    """(table of groups in order, group of each row)."""
    import numpy as np
    import pyarrow as pa

    n = table.num_rows
    if not keys:
        return pa.table({"group": pa.array([0])}), np.zeros(n, np.int64)
    coded = [_coded(table.column(k)) for k in keys]
    combined = np.zeros(n, np.int64)
    for values, codes in coded:
        combined = combined * (len(values) + 1) + codes + 1
    distinct, first, group = np.unique(combined, return_index=True, return_inverse=True)
    at = [pa.array([None if c < 0 else c for c in codes[first].tolist()], pa.int64()) for _, codes in coded]
    groups = {k: values.take(a) for k, (values, _), a in zip(keys, coded, at, strict=True)}
    return pa.table(groups), group.reshape(-1)


def shape_of(table: FlowTable):
    """(part, strong component, tier) of every name, over all groups; outside names stand alone."""
    return _native.network_shape(len(table.nodes), table.inner(table.source), table.inner(table.target))
