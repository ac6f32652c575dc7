# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Sampling error of rates: x and y of every sampled unit, from the same cells as the rate itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .. import _native, frames
from ..errors import InputError
from .cells import Cells
from .definitions import Definition
from .intervals import checked_level, ratio_estimate

__all__ = ["Sample", "intervals"]


@dataclass(frozen=True)
class Sample:
    """How the units were drawn."""

    interval: str | None
    unit: str | None
    level: float
    weights: str | None
    strata: str | None
    population: Any

    @classmethod
    def checked(cls, interval, unit, level, weights, strata, population) -> Sample:
        """The design, refused where its parts do not fit.

        Raises
        ------
        InputError
            ``bad_interval``, ``no_unit``, ``bad_level``.
        """
        checked_level(level)
        if interval == "wilson":
            raise InputError("Wilson's interval is for counts, and a recovery rate is a ratio of tonnes.", code="bad_interval", value=interval,
                             hint="Use recovery.wilson(successes, trials) for counts, and interval=\"delta\" with unit= here.")
        if interval not in (None, "delta", "fieller"):
            raise InputError(f"interval is {interval!r}.", code="bad_interval", value=interval, hint='Choose None, "delta" or "fieller".')
        if interval is not None and not isinstance(unit, str):
            raise InputError("An interval needs the sampled unit.", code="no_unit",
                             hint='Give unit="enterprise" or unit="site"; a census has no sampling error and needs no interval.')
        if interval is None and any(v is not None for v in (unit, weights, strata, population)):
            raise InputError("A survey design without an interval.", code="bad_interval", hint='Give interval="delta" or "fieller".')
        return cls(interval, unit, level, weights, strata, population)


def intervals(frame: Any, found: Cells, answer: dict[str, Any], chosen: list[Definition], sample: Sample,
              evaluate: Callable[[int], dict[str, Any]]) -> tuple[list[float | None], list[float | None]]:
    """Lower and upper limit of every row; with weights, the row's tonnes and rate become those of the population."""
    rows = len(answer["group"])
    low: list[float | None] = [None] * rows
    high: list[float | None] = [None] * rows
    if sample.interval is None:
        return low, high
    if sample.unit in found.keys[:found.by]:
        raise InputError(f"'{sample.unit}' is the unit and in by.", code="no_unit", column=sample.unit, hint="Leave it out of by: an interval is over units.")
    frames.need_columns(found.names, [c for c in (sample.unit, sample.weights, sample.strata) if c])
    fine = evaluate(found.by + 1)
    design = _design(frame, sample)
    names = [_native.key_column(p).to_pylist() for p in fine["keys"]]
    coarse = {key: g for g, key in enumerate(zip(*(_native.key_column(p).to_pylist() for p in answer["keys"]), strict=True))} if found.by else {(): 0}
    xs, ys = (_native.column(fine[n]).to_pylist() for n in ("numerator_t", "denominator_t"))
    units: dict[tuple[int, int], list[tuple[Any, float, float]]] = {}
    for row, (group, d) in enumerate(zip(fine["group"].tolist(), fine["definition"].tolist(), strict=True)):
        if xs[row] is not None or ys[row] is not None:
            key = tuple(n[group] for n in names)
            units.setdefault((coarse[key[:-1]], d), []).append((key[-1], xs[row] or 0.0, ys[row] or 0.0))
    unbounded = 1 << _native.reason_names.index("unbounded_interval")
    for row, key in enumerate(zip(answer["group"].tolist(), answer["definition"].tolist(), strict=True)):
        if key not in units:
            continue
        sampled, x, y = zip(*units[key], strict=True)
        own = {n: [design[n][u] for u in sampled] for n in design}
        for name, values in (("numerator_t", x), ("denominator_t", y)):
            if "weights" in own and answer[name][1][row]:
                answer[name][0][row] = sum(w * v for w, v in zip(own["weights"], values, strict=True))
        if not answer["rate"][1][row]:
            continue
        estimate = ratio_estimate(x, y, own.get("weights"), own.get("strata"), sample.population, method=sample.interval, level=sample.level)
        low[row], high[row] = estimate.low, estimate.high
        if estimate.flags:
            answer["reasons"][row] |= unbounded
        if "weights" in own:
            answer["rate"][0][row] = estimate.rate
    return low, high


def _design(frame: Any, sample: Sample) -> dict[str, dict[Any, Any]]:
    """Weight and stratum of each unit, each the same in all of its rows."""
    out: dict[str, dict[Any, Any]] = {}
    for name, column in (("weights", sample.weights), ("strata", sample.strata)):
        if column is None:
            continue
        pairs = frames.table(frame, [sample.unit, column]).group_by([sample.unit, column]).aggregate([]).to_pylist()
        known: dict[Any, Any] = {}
        for pair in pairs:
            unit, value = pair[sample.unit], pair[column]
            if value is None or (unit in known and known[unit] != value):
                many = "no value" if value is None else "several values"
                raise InputError(f"Unit '{unit}' has {many} in '{column}'.", code="bad_design", column=column,
                                 value=str(unit), hint="A unit has one weight and one stratum, the same in all of its rows.")
            known[unit] = value
        out[name] = known
    return out
