# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Recovery rates of any ledger: all rows, by year, region and material, and complete pairs where a numerator is partial."""

from __future__ import annotations

from typing import Any

from ...errors import HuishouError
from .. import style
from ..blocks import Cell, Figure, Fold, Note, Table
from ..figures.ranges import rates
from ..figures.trend import trend
from ..sources import Source
from ..words import amount, column, percent, status, word
from . import Work
from .masses import unlike, yearly
from .rate_table import every, head, line, titles_of, unsupported, written

__all__ = ["build"]

_SHOWN = 40
_T = {
    "own": ("{name}：全部行", "{name}: all rows"),
    "by": ({"year": "{name}：按年份", "region": "{name}：按地区", "material": "{name}：按品种"},
           {"year": "{name}: by year", "region": "{name}: by region", "material": "{name}: by material"}),
    "complete": ("分子不全：有的行缺少分子所需的类别，其分母仍被计入，故“全部行”之率只是文件核对数，不是回收率；“成对完整”只用分子分母俱全的单元。",
                 "Partial numerator: some rows lack what the numerator needs while their denominator counts, so the rate over all rows is a check of the "
                 "file and no recovery rate; "
                 "“complete” uses units that have both."),
    "all": ("全部行（文件核对）", "all rows (file check)"), "pairs": ("成对完整", "complete"),
    "both": ("{name}：{title}", "{name}: {title}"),
    "both_head": (("年份", "全部行", "状态", "成对完整", "分子，吨", "分母，吨"), ("year", "all rows", "status", "complete", "numerator, t", "denominator, t")),
    "every": ("全部年份", "all years"),
    "none": ("{name}：目录中 {k} 个定义无一可算。", "{name}: none of the {k} definitions can be computed."),
    "refused": ("{name}：未计算：{reason}", "{name}: not computed: {reason}"),
    "more": ("另有 {k} 行，见完整数据。", "{k} more rows: see the full table."),
}


def build(work: Work, source: Source, used: set[str]) -> list[Any]:
    """Blocks of one ledger; the definitions it supports are added to ``used``."""
    n, table, titles = work.n, source.ledger.table, titles_of(work)
    keys, sites = unlike(table), "site" in table.column_names
    try:
        result, left_out = every(source.ledger, keys, sites)
    except HuishouError as error:
        return [Note(_T["refused"][n].format(name=source.title[n], reason=str(error)), strong=True)]
    rows = [r for r in result.rows() if r["definition"] not in left_out]
    good = [r for r in rows if r["rate"] is not None]
    used.update(r["definition"] for r in good)
    data = work.keep(f"recovery-{source.id}", result)
    if not good:
        return [Note(_T["none"][n].format(name=source.title[n], k=len(rows))), unsupported(work, source, rows)]
    blocks: list[Any] = [Table(_T["own"][n].format(name=source.title[n]), [*((column(k, n), "text") for k in keys), *head(n)],
                               [[*(word(r[k], n) for k in keys), *line(r, titles, n)] for r in good], data=data)]
    if len(good) > 1 and not keys:
        blocks.insert(0, _dots(work, source, good))
    blocks += [b for r in good if r["status"] == "partial_numerator" and not keys for b in _both(work, source, r)]
    for what in _splits(table):
        blocks += _split(work, source, what, [r["definition"] for r in good], keys)
    blocks.append(unsupported(work, source, [r for r in rows if r["rate"] is None]))
    return blocks


def _dots(work: Work, source: Source, good) -> Figure:
    n, titles = work.n, titles_of(work)
    with style.context(work.lang) as lang:
        m = 0 if lang == "zh" else 1
        figure, ax = style.new(9.6, 0.9 + 0.42 * len(good))
        rates({k: [r[k] for r in good] for k in ("definition", "rate", "rate_low", "rate_high", "status")},
              names={r["definition"]: titles[r["definition"]]["short"][m]
                                                                                                           for r in good}, ax=ax, lang=lang)
    caption = _T["own"][n].format(name=source.title[n])
    said = "; ".join(f"{titles[r['definition']]['short'][n]} {written(r, titles)}" for r in good)
    return Figure(work.svg(figure, caption, said), caption)


def _splits(table) -> list[str]:
    """Years, regions and materials a ledger can be split by: those that have at least two values."""
    found = []
    if "period" in table.column_names and len({str(p)[:4] for p in table.column("period").unique().to_pylist()}) > 1:
        found.append("year")
    return found + [c for c in ("region", "material") if c in table.column_names and len(table.column(c).unique()) > 1]


def _split(work: Work, source: Source, what: str, definitions: list[str], keys: list[str]) -> list[Any]:
    """Rates by year, region or material; by material only for definitions that name none themselves, or every rate would be 1."""
    n, titles = work.n, titles_of(work)
    chosen = [d for d in definitions if what != "material" or "material" not in f"{titles[d]['numerator']} {titles[d]['denominator']}"]
    result, _ = every(yearly(source.ledger) if what == "year" else source.ledger, [what, *(k for k in keys if k != what)], True)
    rows = [r for r in result.rows() if r["definition"] in chosen and r["rate"] is not None]
    data = work.keep(f"recovery-{source.id}-by-{what}", result)
    if not rows:
        return []
    table = Table(_T["by"][n][what].format(name=source.title[n]), [(column(what, n), "text"), *((column(k, n), "text") for k in keys if k != what),
                                                                   *head(n)],
                  [[word(str(r[what]), n), *(word(r[k], n) for k in keys if k != what), *line(r, titles, n)] for r in rows[:_SHOWN]],
                  [_T["more"][n].format(k=len(rows) - _SHOWN)] if len(rows) > _SHOWN else [], data, kind="small")
    return [Fold(table.caption, [table])]


def _both(work: Work, source: Source, r: dict[str, Any]) -> list[Any]:
    """A partial numerator: the rate over all rows beside the one over units that have both, in total and by year."""
    from ...metrics.recovery import recovery_rate

    n, titles, definition = work.n, titles_of(work), r["definition"]
    whole = recovery_rate(source.ledger, definition=definition, pairing="complete").rows()[0]
    work.found.setdefault("pairs", []).append((r, whole))

    def pair(name, a, c):
        return [name, Cell(percent(a["rate"], 3 if name == _T["every"][n] else 2)), Cell(status(a["status"], n), "" if a["status"] == "ok" else "flag"),
                Cell(percent(c["rate"], 2) if c else "—", "key"), amount(c["numerator_t"]) if c else "—", amount(c["denominator_t"]) if c else "—"]
    body, drawn, data = [pair(_T["every"][n], r, whole)], [], None
    if "year" in _splits(source.ledger.table):
        table = yearly(source.ledger)
        years = recovery_rate(table, definition=definition, by=["year"])
        complete = recovery_rate(table, definition=definition, by=["year"], pairing="complete")
        pairs = {c["year"]: c for c in complete.rows()}
        body += [pair(word(a["year"], n), a, pairs.get(a["year"])) for a in years.rows()]
        work.keep(f"recovery-{source.id}-{definition}-complete-by-year", complete)
        data = work.keep(f"recovery-{source.id}-{definition}-all-by-year", years)
        drawn = _two_lines(work, source, definition, years.rows(), complete.rows())
    columns = [(t, "text" if i in (0, 2) else "num") for i, t in enumerate(_T["both_head"][n])]
    return [Note(_T["complete"][n], strong=True), *drawn,
            Table(_T["both"][n].format(name=source.title[n], title=titles[definition]["title"][n]), columns, body, data=data)]


def _two_lines(work: Work, source: Source, definition: str, years, complete) -> list[Figure]:
    """Both rates over the years; nothing where no year has one."""
    n, titles = work.n, titles_of(work)
    rows = [(r["year"], kind, r["rate"]) for kind, part in (("all", years), ("pairs", complete)) for r in part
            if r["rate"] is not None and r["year"]]
    if not rows:
        return []
    with style.context(work.lang) as lang:
        m = 0 if lang == "zh" else 1
        figure, ax = style.new(9.6, 3.2)
        trend({"year": [r[0] for r in rows], "kind": [r[1] for r in rows], "rate": [r[2] for r in rows]}, "rate", x="year", by="kind", unit=0.01, label="none",
              names={k: _T[k][m] for k in ("all", "pairs")}, colours={"all": style.OKABE_ITO["sky"], "pairs": style.OKABE_ITO["blue"]}, ax=ax, lang=lang)
        ax.set_ylim(bottom=0)
        ax.yaxis.get_major_locator().set_params(integer=True)
        ax.yaxis.set_major_formatter(lambda v, _: f"{v:.0f} %")
    caption = _T["both"][n].format(name=source.title[n], title=titles[definition]["title"][n])
    span = f"{rows[0][0]}–{max(r[0] for r in rows)}"
    return [Figure(work.svg(figure, caption, f"{_T['all'][n]}, {_T['pairs'][n]}, {span}"), caption)]
