# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The steel cycle by home, new and old scrap, out of a ledger laid out like ``china-steel``: one row an arrow from ``source`` to ``target``.

Old scrap comes from goods at the end of their life, new scrap from making goods, home scrap from rolling mills and goes straight back. Only old scrap is
recovery in the sense of the ministry's question: avoided emissions are credited to it, shown for new scrap, and never credited to home scrap.
"""

from __future__ import annotations

from typing import Any

from .. import frames, provenance
from ..errors import InputError
from ..ledger.ledger import select
from ..results import Result

__all__ = ["COUNTRIES", "KINDS", "MATERIAL", "NODES", "arrows", "charged", "country", "imbalance", "official", "scrap_by_kind", "supports"]

MATERIAL = "steel_scrap"
KINDS = {"post_consumer": ("旧废钢", "old scrap"), "new_scrap": ("新废钢", "new scrap"), "home_scrap": ("厂内废钢", "home scrap"),
         "imported": ("进口废钢", "imported scrap")}
COUNTRIES = {
    "Australia": "澳大利亚", "Austria": "奥地利", "Belgium": "比利时", "Brazil": "巴西", "Canada": "加拿大", "China": "中国", "Egypt": "埃及", "France": "法国",
    "Germany": "德国", "India": "印度", "Indonesia": "印度尼西亚", "Iran": "伊朗", "Italy": "意大利",
    "Japan": "日本", "Malaysia": "马来西亚", "Mexico": "墨西哥",
    "Netherlands": "荷兰", "Poland": "波兰", "Russia": "俄罗斯", "Saudi Arabia": "沙特阿拉伯", "South Africa": "南非", "South Korea": "韩国", "Spain": "西班牙",
    "Sweden": "瑞典", "Thailand": "泰国", "Türkiye": "土耳其", "Ukraine": "乌克兰", "United Kingdom": "英国", "United States": "美国", "Vietnam": "越南",
}
_YIELD = "steel-preparation-yield"
_BORDERS = ("Imports of ", "Exports of ", "Losses", "Mining", "Use phase")

# Name of a node in the drawing, its tier from left to right, zh, en. Nodes of one id are drawn as one: a market and the process it follows.
NODES: dict[str, tuple[str, int, str, str]] = {
    "Mining": ("ore", 0, "铁矿石", "Iron ore"), "Market of iron ore": ("ore", 0, "铁矿石", "Iron ore"),
    "Production of pig iron": ("iron", 1, "炼铁", "Ironmaking"), "Market of pig iron": ("iron", 1, "炼铁", "Ironmaking"),
    "Production of direct reduced iron": ("iron", 1, "炼铁", "Ironmaking"), "Market of direct reduced iron": ("iron", 1, "炼铁", "Ironmaking"),
    "Market of scrap steel": ("scrap_market", 1, "废钢市场", "Scrap market"),
    "BOF steelmaking": ("bof", 2, "转炉", "Converters"), "EAF steelmaking": ("eaf", 2, "电炉", "Arc furnaces"),
    "Production of ingots and semis": ("semis", 3, "粗钢/坯", "Crude steel"), "Market of ingots and semis": ("semis", 3, "粗钢/坯", "Crude steel"),
    "Production of long products": ("long", 4, "长材", "Long products"), "Market of long products": ("long", 4, "长材", "Long products"),
    "Production of flat products": ("flat", 4, "板材", "Flat products"), "Market of flat products": ("flat", 4, "板材", "Flat products"),
    "Production of end-use goods": ("goods", 5, "制造业", "Manufacturing"), "Market of end-use goods": ("goods", 5, "制造业", "Manufacturing"),
    "Use phase": ("use", 6, "在用存量", "In use"),
    "Preparation of scrap steel": ("prep", 7, "废钢加工", "Scrap preparation"),
}


def country(region: str, lang: str = "zh") -> str:
    """The name of a country of the source in Chinese; what is not known stays as it is."""
    return COUNTRIES.get(region, region) if lang == "zh" else region


def supports(ledger: Any) -> bool:
    """Whether a ledger has the arrows this module reads: scrap of home, new or old kind that is prepared and charged."""
    table = frames.table(ledger)
    if not {"source", "target", "stage", "flow", "origin", "material", "region", "period", "mass_t"} <= set(table.column_names):
        return False
    gates = ({"stage": "collection", "flow": "out", "origin": [*KINDS]}, {"stage": "sorting", "flow": "out"}, {"stage": "reprocessing", "flow": "in"})
    return all(select(table, where | {"material": MATERIAL}).num_rows for where in gates)


def scrap_by_kind(ledger: Any, by: tuple[str, ...] = ("region", "period")) -> Result:
    """Scrap by kind as it arises and after the preparation loss of the source.

    Home, new and old scrap are prepared with the yield of their own region and period (definition ``steel-preparation-yield``: prepared / arising, one for
    all kinds, because the source states one). Imported scrap arrives prepared.

    Returns
    -------
    Result
        ``region, period, origin, arising_t, preparation_yield, prepared_t, status``; rows of ``imported`` have no arising and no yield.

    Examples
    --------
    >>> import huishou as hs
    >>> from huishou.policy import steel
    >>> china = hs.datasets.load("china-steel").where(region="China", period="2019")
    >>> [(r["origin"], round(r["prepared_t"] / 1000, 1)) for r in steel.scrap_by_kind(china).rows()]
    [('post_consumer', 156988.5), ('new_scrap', 69975.1), ('home_scrap', 50044.6), ('imported', 180.3)]
    """
    from ..metrics.recovery import recovery_rate
    from ..metrics.stats import aggregate

    table, keys = frames.table(ledger), list(by)
    arising = select(table, {"stage": "collection", "flow": "out", "material": MATERIAL, "origin": ["post_consumer", "new_scrap", "home_scrap"]})
    imported = select(table, {"stage": "import", "origin": "imported", "material": MATERIAL})
    yields = {tuple(r[k] for k in keys): r for r in recovery_rate(table, definition=_YIELD, by=keys).rows()}
    mass = {}
    for part in (arising, imported):
        if part.num_rows:
            for row in aggregate(part, by=[*keys, "origin"], values={"mass_t": ["sum"]}).rows():
                mass[*(row[k] for k in keys), row["origin"]] = row["mass_t_sum"]
    rows = []
    for at in dict.fromkeys(k[:-1] for k in sorted(mass)):
        for origin in KINDS:
            if (*at, origin) not in mass:
                continue
            row = dict(zip(keys, at, strict=True)) | {"origin": origin}
            tonnes = mass[*at, origin]
            if origin == "imported":
                row |= {"prepared_t": tonnes, "status": "ok"}
            else:
                share = yields[at]["rate"]
                row |= {"arising_t": tonnes, "preparation_yield": share, "prepared_t": None if share is None else tonnes * share,
                        "status": yields[at]["status"]}
            rows.append(row)
    return _result(ledger, rows, [*keys, "origin", "arising_t", "preparation_yield", "prepared_t", "status"], "scrap_by_kind", "scrap by kind",
                   definition=_YIELD)


def charged(ledger: Any, by: tuple[str, ...] = ("region", "period")) -> Result:
    """Scrap charged to the furnaces: what passes the gate of the scrap market, all kinds together.

    Returns
    -------
    Result
        ``region, period, mass_t_sum``.
    """
    from ..metrics.stats import aggregate

    return aggregate(select(frames.table(ledger), {"stage": "reprocessing", "flow": "in", "material": MATERIAL}), by=list(by), values={"mass_t": ["sum"]})


def imbalance(ledger: Any) -> Result:
    """What enters a process or market less what leaves it, the largest first; the borders (trade, losses, mining, use) are left out.

    Returns
    -------
    Result
        ``region, period, node, into_t, out_t, residual_t``.
    """
    from ..metrics.stats import aggregate

    table = frames.table(ledger)
    sums: dict[tuple, list[float]] = {}
    for i, side in enumerate(("target", "source")):
        for row in aggregate(table, by=["region", "period", side], values={"mass_t": ["sum"]}).rows():
            if not row[side].startswith(_BORDERS):
                sums.setdefault((row["region"], row["period"], row[side]), [0.0, 0.0])[i] = row["mass_t_sum"]
    rows = [{"region": r, "period": p, "node": n, "into_t": a, "out_t": b, "residual_t": a - b} for (r, p, n), (a, b) in sums.items()]
    rows.sort(key=lambda r: (-abs(r["residual_t"]), r["region"], r["period"], r["node"]))
    return _result(ledger, rows, ["region", "period", "node", "into_t", "out_t", "residual_t"], "imbalance", "residual of every node")


def official(volumes: Any, period: str | None = None) -> dict[str, Any] | None:
    """Collection of steel scrap as published: the row of ``period``, of the latest year when None; None where none is published.

    Only rows of measure ``collected`` and evidence ``published`` count: use, resource with own scrap and figures from memory are other quantities.
    """
    wanted = {"material": MATERIAL, "measure": "collected", "evidence": "published", "scope": "mofcom10_category"}
    table = frames.table(volumes)
    if not set(wanted) <= set(table.column_names):
        return None
    rows = [r for r in select(table, wanted).to_pylist() if period in (None, r["period"])]
    return max(rows, key=lambda r: r["period"], default=None)


def arrows(ledger: Any) -> Result:
    """The arrows of one region and period, drawn nodes merged as ``NODES`` says, sums exact.

    Returns
    -------
    Result
        ``source, target`` (ids of the drawing; ``imports``, ``exports`` and ``losses`` are borders), ``kind`` (``primary``, ``steel``, ``post_consumer``,
        ``new_scrap``, ``home_scrap``, ``prepared``, ``trade``, ``loss``), ``mass_t``.

    Raises
    ------
    InputError
        ``mixed_period`` where several regions or periods are given: a drawing shows one.
    """
    from ..metrics.stats import aggregate

    table = frames.table(ledger)
    for name in ("region", "period"):
        found = table.column(name).unique().to_pylist()
        if len(found) > 1:
            raise InputError(f"There are {len(found)} values of {name}.", code=f"mixed_{name}", column=name, value=found[:5],
                             hint="Choose one with Ledger.where.")
    names = {"source": [], "target": [], "kind": [], "mass_t": []}
    for row in table.select(["source", "target", "material", "stage", "origin", "mass_t"]).to_pylist():
        ends = [_drawn(row[k]) for k in ("source", "target")]
        if ends[0] != ends[1]:
            for k, v in zip(names, (*ends, _kind(row, *ends), row["mass_t"]), strict=True):
                names[k].append(v)
    rows = [r | {"mass_t": r["mass_t_sum"]} for r in aggregate(names, by=["source", "target", "kind"], values={"mass_t": ["sum"]}).rows()]
    return _result(ledger, rows, ["source", "target", "kind", "mass_t"], "arrows", "arrows of the steel cycle")


def _drawn(node: str) -> str:
    if node.startswith("Imports of "):
        return "imports"
    if node.startswith("Exports of "):
        return "exports"
    return "losses" if node == "Losses" else NODES[node][0] if node in NODES else node


def _kind(row: dict[str, Any], source: str, target: str) -> str:
    if target == "losses":
        return "loss"
    if "imports" == source or "exports" == target:
        return "trade"
    if row["stage"] == "collection":
        return row["origin"]
    if row["material"] == MATERIAL:
        return "prepared"
    return "primary" if row["material"] in ("iron_ore", "pig_iron", "dri") else "steel"


def _result(ledger: Any, rows: list[dict[str, Any]], names: list[str], call: str, title: str, **parameters: Any) -> Result:
    import pyarrow as pa

    table = pa.table({n: pa.array([r.get(n) for r in rows], pa.float64() if n.endswith(("_t", "_yield")) else pa.string()) for n in names})
    record = provenance.record(f"policy.steel.{call}", provenance.of_input(ledger, len(rows), list(names)), **parameters)
    return Result(table, getattr(ledger, "kind", None) or frames.default_kind(), record, title)
