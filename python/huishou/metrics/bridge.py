# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Why two numbers differ: a waterfall from one to the other whose steps add up exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .. import _native, frames
from ..errors import InputError
from ..provenance import of_input, record
from ..results import Result
from .cells import checked_by
from .rates import RateResult

__all__ = ["bridge"]

_ORDER = ("gate", "basis", "vintage")
_STEPS = {"scope": ("统计范围：只有一方计入的项目", "scope: items that only one of them holds"), "gate": ("计量点不同", "another calculation point"),
          "basis": ("计量基准不同", "another basis of mass"), "vintage": ("发布版本不同", "another vintage"), "unexplained": ("未解释", "unexplained"),
          "numerator": ("分子", "numerator"), "denominator": ("分母", "denominator")}


def bridge(a: Any, b: Any, by: list[str] = ("material",), *, differ: list[str] = _ORDER) -> Result:
    """A waterfall from one number to another: what scope, calculation point, basis and vintage make of the difference, and what nobody explains.

    Of masses: every item (a combination of ``by``) that only one side holds is a matter of scope. An item that both hold belongs to the column of ``differ``
    on which the sides disagree; where they disagree on several, to all of them together (``gate + vintage``), for no arithmetic can part them; where they
    disagree on none, to ``unexplained``. Effect of a step = Σ b − Σ a over its items, summed exactly.

    Of rates r = N / D: effect of the numerator (N_b − N_a)(1/D_a + 1/D_b)/2, of the denominator (1/D_b − 1/D_a)(N_a + N_b)/2; they add up to r_b − r_a, and
    neither depends on which rate comes first.

    Parameters
    ----------
    a, b
        The rows behind two totals (ledgers or frames with ``mass_t`` in tonnes), or two results of ``recovery_rate`` with one row each.
    by
        Columns that name an item, of masses only.
    differ
        Columns that may explain a difference, of masses only.

    Returns
    -------
    Result
        Of masses ``step, effect_t, from_t, to_t, items, status``, of rates ``step, effect, from, to``. The first ``from`` is the number of ``a``, the last
        ``to`` that of ``b``; each printed number is rounded from its own exact one. ``status`` is ``unstated`` where only one side states the column.
        ``explain(row)`` lists the items, largest first.

    Raises
    ------
    InputError
        ``mixed_<column>``: rows of one item on one side differ in it; ``missing_column``; ``bad_by``; ``not_one_row``; ``no_rate``; ``unlike_numbers``: a rate
        and masses; ``no_mass``: a row without a number.

    Notes
    -----
    The two-factor split of rates is that of Shapley; see Ang (2004), Energy Policy 32, 1131-1139, for exact decompositions.

    Examples
    --------
    >>> import huishou as hs
    >>> ndrc = {"material": ["steel_scrap", "waste_paper", "bulk_solid"], "gate": ["collected"] * 3, "mass_t": [250.0, 60.0, 75.0]}
    >>> mofcom = {"material": ["steel_scrap", "waste_paper"], "gate": ["collected", "reprocessor_in"], "mass_t": [252.0, 54.0]}
    >>> [(r["step"], r["effect_t"], r["to_t"]) for r in hs.bridge(ndrc, mofcom).rows()]
    [('scope', -75.0, 310.0), ('gate', -6.0, 304.0), ('unexplained', 2.0, 306.0)]
    """
    rates = [isinstance(side, RateResult) for side in (a, b)]
    if any(rates) and not all(rates):
        raise InputError("One side is a rate, the other rows of masses.", code="unlike_numbers", hint="Give two results of recovery_rate, or two ledgers.")
    return _of_rates(a, b) if all(rates) else _of_masses(a, b, checked_by(by), checked_by(differ))


@dataclass(frozen=True)
class _Side:
    """Masses of each item, and what it states."""

    masses: dict[tuple, Any]
    stated: dict[tuple, tuple]
    kind: str
    rows: int


def _side(frame: Any, by: list[str], differ: list[str]) -> _Side:
    import numpy as np

    kind = frames.kind_of(frame)
    table = frames.table(frame)
    frames.need_columns(table.column_names, [*by, "mass_t"])
    masses = np.asarray(table.column("mass_t").to_numpy(), np.float64)
    if not np.isfinite(masses).all():
        row = int(np.flatnonzero(~np.isfinite(masses))[0])
        raise InputError(f"Row {row + 1} has no mass.", code="no_mass", column="mass_t", row=row + 1, hint="Leave rows without a mass out of both sides.")
    items = list(zip(*(table.column(c).to_pylist() for c in by), strict=True)) if by else [()] * table.num_rows
    told = list(zip(*(table.column(c).to_pylist() if c in table.column_names else [None] * table.num_rows for c in differ), strict=True)) or [()] * len(items)
    stated: dict[tuple, tuple] = {}
    places: dict[tuple, list[int]] = {}
    for row, (item, words) in enumerate(zip(items, told, strict=True)):
        places.setdefault(item, []).append(row)
        before = stated.setdefault(item, words)
        for column, x, y in zip(differ, before, words, strict=True):
            if x != y:
                raise InputError(f"Rows of {_name(item)} differ in '{column}': {x}, {y}.", code=f"mixed_{column}", column=column, value=f"{x}, {y}",
                                 hint=f"Put '{column}' in by, or choose one value: unlike tonnes are never added.")
    return _Side({item: masses[at] for item, at in places.items()}, stated, kind, table.num_rows)


def _name(item: tuple) -> str:
    return ", ".join("unstated" if w is None else str(w) for w in item) or "all rows"


def _of_masses(a: Any, b: Any, by: list[str], differ: list[str]) -> Result:
    import numpy as np
    import pyarrow as pa

    sides = (_side(a, by, differ), _side(b, by, differ))
    step = {item: _step(item, sides, differ) for item in dict.fromkeys([*sides[0].masses, *sides[1].masses])}
    single = [c for c in differ if c in set(step.values())]
    order = [s for s in ("scope", *single, *sorted(s for s in set(step.values()) if " + " in s), "unexplained") if s in set(step.values())]
    left, right = ({s: np.concatenate([np.empty(0), *(m for i, m in side.masses.items() if step[i] == s)]) for s in order} for side in sides)
    rows = []
    for k, name in enumerate(order):
        # From a to b with the steps before this one taken: b's masses there, a's elsewhere.
        states = [np.concatenate([right[s] if j < taken else left[s] for j, s in enumerate(order)]) for taken in (k, k + 1)]
        items = [i for i, s in step.items() if s == name]
        unstated = name not in ("scope", "unexplained") and any(_half(i, sides, differ) for i in items)
        rows.append((name, _native.exact_sum(np.concatenate([right[name], -left[name]])), _native.exact_sum(states[0]), _native.exact_sum(states[1]),
                     len(items),
                     "unstated" if unstated else "ok"))
    names = ("step", "effect_t", "from_t", "to_t", "items", "status")
    types = (pa.string(), pa.float64(), pa.float64(), pa.float64(), pa.int64(), pa.string())
    table = pa.table({n: pa.array([r[i] for r in rows], t) for i, (n, t) in enumerate(zip(names, types, strict=True))})

    def explain(row: dict[str, Any], lang: str) -> str:
        sums = [{i: _native.exact_sum(m) for i, m in side.masses.items() if step[i] == row["step"]} for side in sides]
        items = sorted({*sums[0], *sums[1]}, key=lambda i: (-abs(sums[1].get(i, 0.0) - sums[0].get(i, 0.0)), _name(i)))
        lines = [f"{_title(row['step'], lang)}: {row['effect_t']:+,.10g} t"]
        for i in items:
            words = [f"{c} {x if x is not None else '—'} → {y if y is not None else '—'}" for c, x, y in
                     zip(differ, sides[0].stated.get(i, ()), sides[1].stated.get(i, ()), strict=False) if x != y]
            amounts = " → ".join("—" if i not in s else f"{s[i]:,.10g} t" for s in sums)
            lines.append(f"  {_name(i)}: {amounts}" + (f" ({'; '.join(words)})" if words else ""))
        return "\n".join(lines)

    inputs = {"a": of_input(a, sides[0].rows, [*by, "mass_t"]), "b": of_input(b, sides[1].rows, [*by, "mass_t"])}
    return Result(table, sides[0].kind, record("bridge", inputs, by=by, differ=differ), "bridge between two totals", explain)


def _half(item: tuple, sides, differ) -> bool:
    """Whether only one side states a column on which the two disagree."""
    return any((x is None) != (y is None) for x, y in zip(sides[0].stated[item], sides[1].stated[item], strict=True))


def _step(item: tuple, sides: tuple[_Side, _Side], differ: list[str]) -> str:
    if any(item not in side.stated for side in sides):
        return "scope"
    apart = [c for c, x, y in zip(differ, sides[0].stated[item], sides[1].stated[item], strict=True) if x != y]
    return " + ".join(apart) or "unexplained"


def _title(step: str, lang: str) -> str:
    return " + ".join(_STEPS.get(s, (s, s))[0 if lang == "zh" else 1] for s in step.split(" + "))


def _of_rates(a: RateResult, b: RateResult) -> Result:
    import pyarrow as pa

    sides = []
    for name, side in (("a", a), ("b", b)):
        if len(side) != 1:
            raise InputError(f"'{name}' has {len(side)} rates.", code="not_one_row", value=len(side),
                             hint="Choose the group and the definition: two single rates are compared.")
        row = side.rows()[0]
        if row["rate"] is None:
            raise InputError(f"The rate of '{name}' is missing: {row['status']}.", code="no_rate", value=row["status"],
                             hint="Only two numbers can be compared.")
        sides.append(row)
    top, bottom = ([Fraction(row[c]) for row in sides] for c in ("numerator_t", "denominator_t"))
    effects = {"numerator": (top[1] - top[0]) * (1 / bottom[0] + 1 / bottom[1]) / 2, "denominator": (1 / bottom[1] - 1 / bottom[0]) * (top[0] + top[1]) / 2}
    rows, at = [], top[0] / bottom[0]
    for step, effect in effects.items():
        rows.append((step, float(effect), float(at), float(at + effect)))
        at += effect
    table = pa.table({n: [r[i] for r in rows] for i, n in enumerate(("step", "effect", "from", "to"))})

    def explain(row: dict[str, Any], lang: str) -> str:
        return "\n".join([f"{_title(row['step'], lang)}: {100 * row['effect']:+.4g} %", a.cite(0, lang), b.cite(0, lang)])

    return Result(table, a.kind, record("bridge", {"a": a.provenance, "b": b.provenance}), "bridge between two rates", explain)
