# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Yields along the chain: station → sorting centre → market → reprocessor, on one substance basis; loops, and masses free of water and dirt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import frames
from ..cards import card
from ..errors import InputError
from ..provenance import record
from ..results import Result
from .checks import number, positive, share

__all__ = ["Loop", "cascade", "input_needed", "loop", "target_mass"]


def cascade(mass_t: float, yields: Sequence[float], trade_t: Sequence[float] | None = None, stock_change_t: Sequence[float] | None = None,
            stages: Sequence[str] | None = None) -> Result:
    """What is left of a mass after each stage.

    ``m_s = m_(s−1) · y_s + trade_s − stock change_s``; without trade and stock change the last recovery is the product of the yields.

    Parameters
    ----------
    mass_t
        Tonnes that enter the chain, on one basis (dry target material, for example).
    yields
        Share (0–1) that each stage passes on.
    trade_t, stock_change_t
        Net tonnes bought in, and tonnes put in stock, after each stage; 0 where None.
    stages
        Names of the stages.

    Returns
    -------
    Result
        One row for the input and one a stage: ``step, stage, yield_share, trade_t, stock_change_t, loss_t, mass_t`` (tonnes), ``recovery`` (mass over
        input, 1), ``status, flags``. A negative mass is ``negative_numerator``, a recovery above 1 ``gt_one``; neither is clipped.

    Raises
    ------
    InputError
        ``bad_share``, ``not_finite``, ``not_positive``, ``unequal_lengths``.

    Notes
    -----
    Yields multiply on one substance basis only: a yield of wet mass times a yield of target material is no yield.

    Examples
    --------
    >>> from huishou import recovery
    >>> [round(r["mass_t"], 4) for r in recovery.cascade(100.0, [0.62, 0.85, 0.93, 0.97]).rows()]
    [100.0, 62.0, 52.7, 49.011, 47.5407]
    """
    import pyarrow as pa

    start = positive(mass_t, "mass_t", zero=True)
    n = len(yields)
    sides = {name: [0.0] * n if given is None else [number(v, f"{name}[{i}]") for i, v in enumerate(given)]
             for name, given in (("trade_t", trade_t), ("stock_change_t", stock_change_t))}
    names = [f"stage {i + 1}" for i in range(n)] if stages is None else list(stages)
    for name, given in (*sides.items(), ("stages", names)):
        if len(given) != n:
            raise InputError(f"{name} has {len(given)} entries for {n} stages.", code="unequal_lengths", column=name, value=len(given),
                             hint="Give one a stage.")
    rows = [dict(step=0, stage="input", yield_share=None, trade_t=0.0, stock_change_t=0.0, loss_t=0.0, mass_t=start)]
    for i, y in enumerate(yields):
        before = rows[-1]["mass_t"]
        passed = before * share(y, f"yields[{i}]")
        rows.append(dict(step=i + 1, stage=names[i], yield_share=float(y), trade_t=sides["trade_t"][i], stock_change_t=sides["stock_change_t"][i],
                         loss_t=before - passed, mass_t=passed + sides["trade_t"][i] - sides["stock_change_t"][i]))
    for row in rows:
        row["recovery"] = row["mass_t"] / start if start > 0.0 else None
        flags = ["no_denominator"] if start == 0.0 else ["gt_one"] * (row["mass_t"] > start) + ["negative_numerator"] * (row["mass_t"] < 0.0)
        row["status"], row["flags"] = (flags or ["ok"])[0], " ".join(flags)
    table = pa.table({c: pa.array([r[c] for r in rows], pa.float64() if c == "yield_share" else None) for c in rows[0]})
    pedigree = record("recovery.cascade", {"rows": n}, mass_t=start, yields=[float(y) for y in yields], stages=names, **sides)
    return Result(table, frames.default_kind(), pedigree, "yield cascade")


@dataclass(frozen=True)
class Loop:
    """Tonnes through a process that gets part of its output back, and the gain 1/(1 − return share).

    Attributes
    ----------
    throughput_t : float
        Tonnes that pass the process.
    returned_t : float
        Tonnes of them that came back.
    gain : float
        Throughput over fresh input, 1/(1 − return share).
    """

    throughput_t: float
    returned_t: float
    gain: float

    _repr_html_ = card


def loop(input_t: float, *, return_share: float) -> Loop:
    """Throughput of a process whose output partly returns: ``b = D / (1 − a)``, returned ``a D / (1 − a)``.

    Parameters
    ----------
    input_t
        Fresh input D, tonnes.
    return_share
        Share a (0 to below 1) of the throughput that comes back.

    Returns
    -------
    Loop
        ``throughput_t, returned_t, gain``.

    Raises
    ------
    InputError
        ``diverging_loop`` for a return share of 1 or more; ``bad_share``, ``not_finite``.

    Notes
    -----
    A gain above 10 (return share above 0.9) makes the throughput depend on the third digit of the share.

    Examples
    --------
    >>> from huishou import recovery
    >>> round(recovery.loop(30.0, return_share=32 / 34).throughput_t, 9)
    510.0
    """
    start, a = number(input_t, "input_t"), number(return_share, "return_share")
    if a >= 1.0:
        raise InputError(f"return_share is {a:g}: more comes back than goes in.", code="diverging_loop", column="return_share", value=a,
                         hint="Give a share below 1.")
    share(a, "return_share")
    return Loop(start / (1.0 - a), a * start / (1.0 - a), 1.0 / (1.0 - a))


def input_needed(output_t: float, *, loss: float) -> float:
    """Tonnes to put in for tonnes of output: ``output / (1 − loss)``, the loss being a share of the input.

    Parameters
    ----------
    output_t
        Tonnes wanted.
    loss
        Share (0 to below 1) of the input that is lost.

    Returns
    -------
    float
        Tonnes of input.

    Raises
    ------
    InputError
        ``bad_share``, ``not_finite``; ``no_output`` for a loss of 1.

    Examples
    --------
    >>> from huishou import recovery
    >>> recovery.input_needed(1.0, loss=0.5)
    2.0
    """
    lost = share(loss, "loss")
    if lost == 1.0:
        raise InputError("A loss of 1 leaves no output.", code="no_output", column="loss", value=lost, hint="Give a loss below 1.")
    return number(output_t, "output_t") / (1.0 - lost)


def target_mass(wet_t: float, *, moisture: float, contaminants: float, contaminants_of: str = "dry") -> float:
    """Dry target material in a wet, dirty mass: ``wet · (1 − moisture) · (1 − contaminants)``.

    Parameters
    ----------
    wet_t
        Tonnes as received.
    moisture
        Water, share (0–1) of the wet mass.
    contaminants
        Dirt and foreign material, share (0–1).
    contaminants_of
        The mass that ``contaminants`` is a share of: ``"dry"`` or ``"wet"``; the formula above is for ``"dry"``, of wet mass it is
        ``wet · (1 − moisture − contaminants)``.

    Returns
    -------
    float
        Tonnes of dry target material.

    Raises
    ------
    InputError
        ``bad_share``, ``not_positive``, ``not_finite``, ``shares_exceed_one``, ``bad_basis``.

    Examples
    --------
    >>> from huishou import recovery
    >>> round(recovery.target_mass(100.0, moisture=0.12, contaminants=0.08), 2)
    80.96
    """
    wet, water, dirt = positive(wet_t, "wet_t", zero=True), share(moisture, "moisture"), share(contaminants, "contaminants")
    if contaminants_of == "dry":
        return wet * (1.0 - water) * (1.0 - dirt)
    if contaminants_of != "wet":
        raise InputError(f"contaminants_of is {contaminants_of!r}.", code="bad_basis", value=contaminants_of, hint='Choose "dry" or "wet".')
    from .checks import at_most_one

    at_most_one(moisture=water, contaminants=dirt)
    return wet * (1.0 - water - dirt)
