# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Definitions that need numbers of their own before they can be used: loss rates, coefficients of local rules. None has a default."""

from __future__ import annotations

from .coefficients import Coefficients
from .definitions import Definition, Term, definition

__all__ = ["household_resource_rate", "municipal_rate_with_losses"]


def household_resource_rate(credits: Coefficients) -> Definition:
    """生活垃圾资源化利用率: recyclables collected, and what is burned, digested or landfilled credited by coefficient, over recyclables plus cleared tonnes.

    R = (m_recyclables + Σ k_fate · m_cleared,fate) / (m_recyclables + m_cleared)

    Parameters
    ----------
    credits
        The coefficients k by ``fate`` (``energy``, ``composted``, ``digested``, ``landfilled`` …) of the tonnes cleared, and further columns where they
        differ. They are numbers of policy, by city and year: 0.5 to 0.85 for burning are in print, none is a standard.

    Returns
    -------
    Definition
        ``cn-household-resource``; a row of cleared waste whose fate has no coefficient makes the rate missing (``factor_missing``): give 0 where none counts.

    Notes
    -----
    Denominator and form as in local rules after those of the Ministry of Housing and Urban-Rural Development; EU recycling rates credit no incineration.

    Examples
    --------
    >>> import huishou as hs
    >>> k = hs.Coefficients({"fate": ["energy", "landfilled"], "coef": [0.75, 0.0]}, source="example, no rule", version="2024")
    >>> rows = {"stage": ["collection", "cleared", "cleared"], "source_stream": ["生活"] * 3, "fate": ["recycled", "energy", "landfilled"],
    ...         "mass_t": [30., 50., 20.]}
    >>> hs.recovery_rate(rows, hs.recovery.household_resource_rate(k)).rows()[0]["rate"]
    0.675
    """
    home = {"source_stream": ["生活"]}
    collected = Term({"stage": ["collection"], "fate": ["recycled", "reused"], **home})
    cleared = {"stage": ["cleared"], **home}
    return Definition(id="cn-household-resource", numerator=[collected, Term(cleared, coef=credits)], denominator=[collected, Term(cleared)],
                      title_zh="生活垃圾资源化利用率", title_en="China, household waste resource rate", region="CN",
                      calculation_point="recyclables collected, and cleared tonnes by what became of them",
                      calculation_point_zh="收集的可回收物，以及按去向折算的清运量",
                      source=f"local rules; coefficients: {credits.source}",
                      status="in force, to be checked", edition=credits.version,
                      notes_zh="焚烧等按系数折算计入，与回收利用率、与欧盟口径均不可比；系数为政策数，因城市和年份而异。",
                      notes_en="Burning counts by a coefficient: comparable neither with the recovery rate nor with EU rates. They differ by city and year.")


def municipal_rate_with_losses(losses: Coefficients) -> Definition:
    """EU municipal rate measured at the output of sorting, with the losses before recycling deducted by average loss rates.

    rate = Σ_i m_i (1 − ALR_i) / generated, m_i the output of sorting of material i.

    Parameters
    ----------
    losses
        The remaining share 1 − ALR by ``material`` (and ``period`` …). Published rates are national estimates so far, so none is built in.

    Returns
    -------
    Definition
        ``eu-municipal-2019-1004-sorted``; a material without a loss rate makes the rate missing (``factor_missing``).

    Notes
    -----
    Implementing Decision (EU) 2019/1004: the mass counted is the input to the recycling operation; by way of derogation the output of sorting, less losses.

    Examples
    --------
    >>> import huishou as hs
    >>> kept = hs.Coefficients({"material": ["waste_paper", "waste_glass"], "coef": [0.9, 0.75]}, source="national estimate", version="2023")
    >>> rows = {"stage": ["generation", "sorting", "sorting"], "flow": [None, "out", "out"], "fate": [None, "recycled", "recycled"],
    ...         "material": ["msw", "waste_paper", "waste_glass"], "mass_t": [100., 20., 8.]}
    >>> hs.recovery_rate(rows, hs.recovery.municipal_rate_with_losses(kept)).rows()[0]["rate"]
    0.24
    """
    base = definition("eu-municipal-2019-1004")
    return Definition(id="eu-municipal-2019-1004-sorted", numerator=Term({"stage": ["sorting"], "flow": ["out"], "fate": ["recycled"]}, coef=losses),
                      denominator=list(base.denominator), title_zh="欧盟城市废物再生利用率（分拣产出扣除平均损失）",
                      title_en="EU municipal recycling rate, output of sorting less average losses", region="EU",
                      calculation_point="output of sorting, less average losses before the recycling operation",
                      calculation_point_zh="分拣产出，扣除再生利用之前的平均损失",
                      source=f"{base.source}; losses: {losses.source}",
                      status="in force, to be checked", edition=losses.version, comparable_with=("eu-municipal-2019-1004",),
                      notes_zh="平均损失率为各国估计，须注明出处与版本。", notes_en="Average loss rates are national estimates: state source and version.")
