# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Which rows count, at one gate, and what each class of them is multiplied by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .. import _native
from ..errors import InputError
from .avoided_call import Call
from .cells import Cells
from .factor_gate import gate_doubts, gate_word, implied
from .factor_match import STEPS, FactorIndex, Place
from .methods import Used, used_for

__all__ = ["Classes", "KEYS", "Match", "told_by_group"]

_STEP = 32                                                            # bits from here on are steps of the ladder
KEYS = ("material", "fate", "origin", "stage", "flow", "region", "period", "gate")


@dataclass(frozen=True)
class Match:
    """The factors used, ids ascending, then the classes without one; which of them each cell has, −1 where it does not count; doubts of each cell, or None."""

    used: list[Used]
    of_cell: Any
    doubts: Any


class Classes:
    """Classes of cells with equal values in everything a factor depends on; which of them count.

    Raises
    ------
    InputError
        ``double_count_risk``, ``nothing_counted``.
    """

    def __init__(self, found: Cells, call: Call):
        columns = [c for c in dict.fromkeys([*call.where, *KEYS]) if c in found.keys]
        classes = _native.cell_classes(found.core, [found.position(c) for c in columns])
        values = {c: _native.key_column(k).to_pylist() for c, k in zip(columns, classes["keys"], strict=True)}
        n = len(classes["mass_t"])
        self._of_cell = classes["of_cell"]
        self._rows = classes["values"].tolist()
        self._get = {c: values.get(c, [None] * n) for c in KEYS}
        self._get["gate"] = [gate_word(None if g is None else str(g)) for g in self._get["gate"]]
        self._get["region"] = [None if r is None else str(r) for r in self._get["region"]]      # codes of regions may be numbers
        self._counted = [all(values[c][i] in allowed for c, allowed in call.where.items()) for i in range(n)]
        _one_gate(self._get, classes, self._counted, call)

    def match(self, index: FactorIndex | None, call: Call) -> Match:
        """What each cell is multiplied by. Without an index the pack does not serve the method, and no class has a factor."""
        import numpy as np

        found = [self._used(i, index, call) if counts else None for i, counts in enumerate(self._counted)]
        used = sorted({(not u.matched, u.label): u for u in found if u is not None}.items())
        order = {key: i for i, (key, _) in enumerate(used)}
        of_class = np.array([-1 if u is None else order[not u.matched, u.label] for u in found], np.int32)
        doubts = np.array([self._doubts(i, u, index, call) if u is not None and u.matched and self._rows[i] else 0 for i, u in enumerate(found)], np.uint64)
        if not len(found):
            return Match([], np.zeros(0, np.int32), None)
        return Match([u for _, u in used], of_class[self._of_cell], doubts[self._of_cell] if doubts.any() else None)

    def _used(self, i: int, index: FactorIndex | None, call: Call) -> Used:
        """What class ``i`` is multiplied by."""
        fate, origin = (self._get[c][i] for c in ("fate", "origin"))
        kinds = self._kinds(i, call)
        if index is None:
            return Used(f"{kinds[0]} (no_method)", (), "no_method")
        found = [used_for(index, kind, fate if fate is not None else call.pathway, origin, self._place(i), call) for kind in kinds]
        return next((u for u in found if u.why != "no_material"), found[0])

    def _kinds(self, i: int, call: Call) -> list[str | None]:
        """The material of class ``i`` in the words of the pack, and the wider ones it is a kind of."""
        material = self._get["material"][i]
        out = [call.materials.get(material, material)]
        while (wider := call.parents.get(out[-1])) is not None and wider not in out:
            out.append(wider)
        return out

    def _place(self, i: int) -> Place:
        stage, flow, region, period, gate = (self._get[c][i] for c in ("stage", "flow", "region", "period", "gate"))
        return Place(region, period, gate or implied(stage, flow))

    def _doubts(self, i: int, used: Used, index: FactorIndex, call: Call) -> int:
        """Flags as the kernels hold them, and above them the steps down the ladder."""
        told = [index.told(p.row, self._place(i)) for p in used.parts]
        flags = {f for t in told for f in t[0]}
        if not call.yielded and call.method in ("substitution", "warm"):  # an allocation divides production, per tonne of product by itself
            flags.update(gate_doubts(used.parts[0].row, *(self._get[c][i] for c in ("gate", "stage", "flow"))))
        steps = {s for t in told for s in t[1]}
        kinds = self._kinds(i, call)
        if len(kinds) > 1 and kinds[0] is not None and not index.knows(kinds[0]):
            flags.add("material_fallback")
            steps.add("material_parent")
        return _native.reason_bits(*flags) | sum(1 << _STEP + n for n, step in enumerate(STEPS) if step in steps)


def told_by_group(found: Cells, doubts: Any, groups: Any) -> tuple[Any, list[list[str]]]:
    """Flags of each of ``groups`` as bits, and the steps down the ladder that led to its factors."""
    import numpy as np

    if doubts is None or not len(groups):
        return np.zeros(len(groups), np.uint32), [[] for _ in groups]
    of_cell = _native.cell_classes(found.core, list(range(found.by)))["of_cell"]       # classes of the answer's keys are its groups, in their order
    bits = np.zeros(int(of_cell.max()) + 1, np.uint64)
    np.bitwise_or.at(bits, of_cell, doubts)
    own = bits[groups]
    steps = [[step for n, step in enumerate(STEPS) if int(b) >> _STEP + n & 1] for b in own]
    return (own & np.uint64((1 << _STEP) - 1)).astype(np.uint32), steps


def _one_gate(get: dict[str, list], classes: dict[str, Any], counted: list[bool], call: Call) -> None:
    """Refuses rows at several gates, and a filter that leaves none."""
    every: dict[tuple, float] = {}
    chosen: dict[tuple, float] = {}
    for stage, flow, mass, rows, counts in zip(get["stage"], get["flow"], classes["mass_t"].tolist(), classes["values"].tolist(), counted, strict=True):
        if rows:
            every[stage, flow] = every.get((stage, flow), 0.0) + mass
            if counts:
                chosen[stage, flow] = chosen.get((stage, flow), 0.0) + mass
    listed = {name: "; ".join(f"{s or 'unstated'}/{f or 'unstated'} {m:,.6g} t" for (s, f), m in sorted(gates.items(), key=str))
              for name, gates in (("every", every), ("chosen", chosen))}
    if call.count_at is None and len(chosen) > 1:
        raise InputError(f"The rows lie at {len(chosen)} gates of the chain, where the same tonne passes more than once: {listed['chosen']}.",
                         code="double_count_risk", column="stage", value=listed["chosen"],
                         hint='Choose one with count_at, for example count_at="reprocessing/in".')
    if counted and not any(counted):
        raise InputError(f"No row is counted; there are {listed['every'] or 'rows without a mass'}.", code="nothing_counted", column="stage",
                         value=call.count_at, hint="Choose a gate that the ledger has, or another where.")
