# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Any ledger: tonnes by material, by period and by region, unlike rows kept apart."""

from __future__ import annotations

from typing import Any

from .. import style
from ..blocks import Figure, Lead, Section, Table
from ..figures.trend import trend
from ..sources import Source
from ..words import amount, column, word
from . import Work

__all__ = ["build", "card", "unlike"]

_UNLIKE = ("basis", "period_kind", "scope", "measure", "vintage")   # tonnes that differ in these are never added
_CHAIN = ("stage", "flow")                                          # the same tonne passes several of these
_SHOWN, _LINES, _ACROSS, _DRAWN = 30, 60, 7, 5                     # rows, lines and columns of tables, lines of the figure
_T = {
    "title": ("质量：{name}", "Mass: {name}"),
    "lead": ("{rows} 行，{materials} 个品种{periods}{regions}。", "{rows} rows, {materials} materials{periods}{regions}."),
    "periods": ("，{a} 至 {b}", ", {a} to {b}"), "regions": ("，{k} 个地区", ", {k} regions"),
    "material": ("按品种", "By material"), "year": ("按年份，吨", "By year, t"), "region": ("按地区，吨", "By region, t"),
    "others": ("另有 {k} 个较小的品种，见完整数据。", "{k} smaller materials: see the full table."),
    "alt": ("折线：{names}，{a}–{b} 年。", "Lines: {names}, {a} to {b}."), "caption": ("逐年质量：{names}。首尾年份可能不满一年。",
                                                                                       "Mass by year: {names}. The first and the last year may be incomplete."),
    "sum": ("质量，吨", "mass, t"), "count": ("行数", "rows"),
    "more": ("另有 {k} 行，见完整数据。", "{k} more rows: see the full table."),
    "apart": ("口径不同的行分开列出，不相加：{columns}。", "Rows that differ in {columns} are kept apart and not added."),
    "chain": ("同一吨会经过多个环节，各环节不可相加。", "A tonne passes several stages: do not add them up."),
    "card": ("读入质量：{name}", "Mass read: {name}"), "card_unit": ("吨", "t"), "card_sub": ("{rows} 行，{materials} 个品种",
                                                                                              "{rows} rows, {materials} materials"),
    "card_rows": ("读入行数：{name}", "Rows read: {name}"),
    "card_apart": ("{materials} 个品种；环节或口径不同，不合计", "{materials} materials; unlike rows are not added"),
}


def unlike(table: Any, more: tuple[str, ...] = ()) -> list[str]:
    """Columns in which the rows of a ledger differ and which keep tonnes apart."""
    return [c for c in (*more, *_UNLIKE) if c in table.column_names and len(table.column(c).unique()) > 1]


def card(work: Work) -> tuple[str, str, str, str] | None:
    """The headline number of the first ledger that is not one of the package's national sources."""
    from ...metrics.stats import aggregate

    source = next(iter(work.ledgers), None)
    if source is None:
        return None
    n, table = work.n, source.ledger.table
    facts = {"rows": f"{table.num_rows:,}", "materials": len(table.column("material").unique())}
    if unlike(table, _CHAIN):
        return _T["card_rows"][n].format(name=source.title[n]), facts["rows"], "行" if n == 0 else "rows", _T["card_apart"][n].format(**facts)
    total = aggregate(source.ledger, by=[], values={"mass_t": ["sum"]}).rows()[0]["mass_t_sum"]
    return _T["card"][n].format(name=source.title[n]), amount(total), _T["card_unit"][n], _T["card_sub"][n].format(**facts)


def build(work: Work) -> list[Section]:
    """One section for each ledger that is none of the national sources."""
    return [_section(work, s) for s in work.ledgers]


def _section(work: Work, source: Source) -> Section:
    n, table = work.n, source.ledger.table
    keep = unlike(table, _CHAIN)
    periods = sorted(p for p in table.column("period").unique().to_pylist() if p) if "period" in table.column_names else []
    regions = [r for r in table.column("region").unique().to_pylist() if r] if "region" in table.column_names else []
    span = _T["periods"][n].format(a=periods[0], b=periods[-1]) if periods else ""
    places = _T["regions"][n].format(k=len(regions)) if regions else ""
    lead = _T["lead"][n].format(rows=f"{table.num_rows:,}", materials=len(table.column("material").unique()), periods=span, regions=places)
    notes = []
    if [c for c in keep if c in _UNLIKE]:
        notes.append(_T["apart"][n].format(columns="、".join(column(c, n) for c in keep if c in _UNLIKE)))
    if [c for c in keep if c in _CHAIN]:
        notes.append(_T["chain"][n])
    total = _sums(work, source, "material", ["material", *keep])
    materials = _largest(total.rows())
    blocks: list[Any] = [Lead(lead), _long(work, source, total, ["material", *keep], notes)]
    years = {p[:4] for p in periods}
    if len(years) > 1:
        result = _sums(work, source, "year", ["year", "material", *keep])
        if len(years) > 2 and not keep:
            blocks.append(_lines(work, source, result.rows(), materials))
        blocks.append(_wide(work, source, result, "year", keep, materials))
    if len(regions) > 1:
        blocks.append(_wide(work, source, _sums(work, source, "region", ["region", "material", *keep]), "region", keep, materials))
    return Section(f"mass-{source.id}", _T["title"][n].format(name=source.title[n]), blocks)


def _sums(work: Work, source: Source, what: str, keys: list[str]):
    from ...metrics.stats import aggregate

    result = aggregate(yearly(source.ledger) if "year" in keys else source.ledger, by=keys, values={"mass_t": ["count", "sum"]})
    work.keep(f"mass-{source.id}-by-{what}", result)
    return result


def _largest(rows) -> list[str]:
    """Materials by their largest sum, at most as many as a table can show."""
    best: dict[str, float] = {}
    for r in rows:
        best[r["material"]] = max(best.get(r["material"], 0.0), r["mass_t_sum"] or 0.0)
    return sorted(best, key=lambda m: (-best[m], m))[:_ACROSS]


def _long(work: Work, source: Source, result, keys: list[str], notes: list[str]) -> Table:
    n = work.n
    rows = sorted(result.rows(), key=lambda r: -(r["mass_t_sum"] or 0.0))
    body = [[*(word(r[k], n) for k in keys), f"{int(r['mass_t_count']):,}", amount(r["mass_t_sum"])] for r in rows[:_SHOWN]]
    head = [(column(k, n), "text") for k in keys] + [(_T["count"][n], "num"), (_T["sum"][n], "num")]
    more = [_T["more"][n].format(k=len(rows) - _SHOWN)] if len(rows) > _SHOWN else []
    return Table(_T["material"][n], head, body, [*more, *notes], f"tables/mass-{source.id}-by-material.parquet")


def _wide(work: Work, source: Source, result, what: str, keep: list[str], materials: list[str]) -> Table:
    """One line a year or region (and stage, scope …), one column a material."""
    n = work.n
    rows = result.rows()
    cells = {(*(r[k] for k in (what, *keep)), r["material"]): r["mass_t_sum"] for r in rows}
    lines = sorted({at[:-1] for at in cells}, key=lambda at: tuple(str(x) for x in at))
    body = [[*(word(x, n) for x in at), *(amount(cells.get((*at, m))) for m in materials)] for at in lines[:_LINES]]
    others = len({r["material"] for r in rows}) - len(materials)
    notes = ([_T["more"][n].format(k=len(lines) - _LINES)] if len(lines) > _LINES else []) + ([_T["others"][n].format(k=others)] if others > 0 else [])
    head = [(column(k, n), "text") for k in (what, *keep)] + [(word(m, n), "num") for m in materials]
    return Table(_T[what][n], head, body, notes, f"tables/mass-{source.id}-by-{what}.parquet", kind="small")


def _lines(work: Work, source: Source, rows, materials) -> Figure:
    n = work.n
    size = max(r["mass_t_sum"] for r in rows)
    shown = [m for m in materials if max(r["mass_t_sum"] for r in rows if r["material"] == m) >= 0.03 * size][:_DRAWN]
    drawn = [r for r in rows if r["material"] in shown]
    unit, label = next((u, t) for u, t in ((1e6, ("百万吨", "Mt")), (1e3, ("千吨", "kt")), (1.0, ("吨", "t"))) if size >= u or u == 1.0)
    with style.context(work.lang) as lang:
        m = 0 if lang == "zh" else 1
        figure, ax = style.new(9.6, 3.4)
        trend({k: [r[k] for r in drawn] for k in ("year", "material", "mass_t_sum")}, "mass_t_sum", x="year", by="material", unit=unit, label="none",
              names={k: word(k, m) for k in shown}, title=label[m], ax=ax, lang=lang)
    years = sorted({r["year"] for r in drawn})
    names = ("、", ", ")[n].join(word(k, n) for k in shown)
    return Figure(work.svg(figure, _T["year"][n], _T["alt"][n].format(names=names, a=years[0], b=years[-1])), _T["caption"][n].format(names=names))


def yearly(ledger: Any):
    """A ledger's table with the year of each period as a column ``year``."""
    import pyarrow.compute as pc

    table = ledger.table
    return table.append_column("year", pc.utf8_slice_codeunits(table.column("period"), 0, 4))
