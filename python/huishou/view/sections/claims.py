# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""可说 / 不可说, with the reason found in the data."""

from __future__ import annotations

from ...policy import claims
from ..blocks import Cell, Lead, Section, Table
from . import Work
from .cycle import focus

__all__ = ["build"]

_T = {
    "title": ("可说 / 不可说", "What may and what may not be said"),
    "lead": ("以下各条逐一对数据核验：{may} 条可说，{not_} 条不可说。", "Each line was checked against these data: {may} may be said, {not_} may not."),
    "may": ("可说", "may be said"), "not": ("不可说", "may not be said"),
    "head": (("", "说法", "依据（数据核验结果）"), ("", "statement", "reason, as found in the data")),
}


def build(work: Work) -> Section | None:
    """The section, None where no source supports it."""
    from ...metrics import factors

    n, national, cycle = work.n, work.national, work.cycle
    at = focus(work) if cycle else None
    facts = claims.Facts(
        volumes=national.ledger if national else None, blanks=national.intake.rejected if national else None, flows=cycle.ledger if cycle else None,
        region=at["region"] if at else "", period=at["period"] if at else "", avoided=work.found.get("avoided_by_kind"),
        pack=work.found.get("pack") or factors.load("cn"),
        materials=frozenset(m for s in work.sources for m in s.ledger.table.column("material").unique().to_pylist()), rates=tuple(work.found.get("pairs", ())))
    found = claims.examine(facts)
    rows = found.rows()
    language = ("zh", "en")[n]
    body = [[Cell(_T["may" if r["may"] else "not"][n], "yes word" if r["may"] else "no word"), r[f"text_{language}"],
             Cell(r[f"reason_{language}"], "quiet")] for r in rows]
    may = sum(r["may"] for r in rows)
    return Section("claims", _T["title"][n], [
        Lead(_T["lead"][n].format(may=may, not_=len(rows) - may)),
        Table(_T["title"][n], [(t, "text") for t in _T["head"][n]], body, data=work.keep("claims", found), kind="claims")])
