# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Which rows count, at one gate, and what each class of them is multiplied by."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .. import _native
from ..errors import InputError
from .avoided_call import Call
from .cells import Cells
from .factor_gate import gate_doubts, implied
from .factor_match import FactorIndex, Place
from .methods import Used, used_for

__all__ = ["Classes", "KEYS"]

KEYS = ("material", "fate", "origin", "stage", "flow", "region", "period", "gate")


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
        self._get = {c: values.get(c, [None] * n) for c in KEYS}
        self._counted = [all(values[c][i] in allowed for c, allowed in call.where.items()) for i in range(n)]
        _one_gate(self._get, classes, self._counted, call)

    def match(self, index: FactorIndex | None, call: Call) -> tuple[list[Used], Any]:
        """The factors used, ids ascending, then the classes without one; and which of them each cell has, −1 where it does not count.

        Without an index the pack does not serve the method, and no class has a factor.
        """
        import numpy as np

        get = self._get
        found: list[Used | None] = []
        for i, counts in enumerate(self._counted):
            if not counts:
                found.append(None)
                continue
            found.append(self._used(i, index, call))
        used = sorted({u.key: u for u in found if u is not None}.items())
        order = {key: i for i, (key, _) in enumerate(used)}
        of_class = np.array([-1 if u is None else order[u.key] for u in found], np.int32)
        return [u for _, u in used], of_class[self._of_cell] if len(found) else np.zeros(0, np.int32)

    def _used(self, i: int, index: FactorIndex | None, call: Call) -> Used:
        """What class ``i`` is multiplied by."""
        material, fate, origin, stage, flow, region, period, gate = (self._get[c][i] for c in KEYS)
        material = call.materials.get(material, material)
        if index is None:
            return Used(f"{material} (no_method)", (), "no_method")
        place = Place(region, period, gate or implied(stage, flow))
        used = used_for(index, material, fate if fate is not None else call.pathway, origin, place, call)
        if not used.matched or call.yielded or call.method not in ("substitution", "warm"):
            return used                                               # an allocation divides production per tonne of product by itself
        doubts = gate_doubts(used.parts[0].row, gate, stage, flow)
        return replace(used, reasons=(*used.reasons, *doubts))


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
