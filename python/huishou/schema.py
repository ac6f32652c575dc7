# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The ledger's columns, their names in the field, closed vocabularies, categories and row rules: the one table the reader and the docs share."""

from __future__ import annotations

import re
import sys
import types
import unicodedata
from dataclasses import dataclass

from . import frames, units

__all__ = ["COLUMNS", "MATERIALS", "PLACEHOLDERS", "RULES", "TOTALS", "VALUE_ALIASES", "VOCABULARY", "WARNINGS", "Column", "Material", "key", "schema",
           "table_schema"]


def key(text: str) -> str:
    """A name reduced to what tells it apart: NFKC, case folded, without spaces, underscores and hyphens.

    Parameters
    ----------
    text
        A header, name or word.

    Returns
    -------
    str
        Equal for names that differ in width, case, spacing, underscores or hyphens only.

    Examples
    --------
    >>> key("Mass _T"), key("ＭＡＳＳ-t")
    ('masst', 'masst')
    """
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", text)).casefold()


@dataclass(frozen=True)
class Column:
    """A ledger column: ``input`` is the name a mapping or ``units=`` uses, ``dimension`` the kind of unit it needs.

    Attributes
    ----------
    name : str
        Name in the ledger.
    zh, en : str
        Chinese title, and what it holds in English.
    aliases : tuple of str
        Further headers that mean it.
    type : str
        ``string`` or ``float64``.
    required : bool
        Whether a source must have it.
    dimension : str or None
        Kind of unit it needs: ``mass``, ``money``.

    Examples
    --------
    >>> next((c.input, c.dimension) for c in COLUMNS if c.name == "mass_t")
    ('mass', 'mass')
    """

    name: str
    zh: str
    en: str
    aliases: tuple[str, ...]
    type: str = "string"
    required: bool = False
    dimension: str | None = None

    @property
    def input(self) -> str:
        """The name a mapping or ``units=`` uses."""
        return {"mass_t": "mass", "value_cny": "value"}.get(self.name, self.name)


def _c(name, zh, en, aliases, **more):
    return Column(name, zh, en, tuple(aliases.split("|")) if aliases else (), **more)


COLUMNS: tuple[Column, ...] = (
    _c("period", "时期", "year, month, day, quarter or half", "年份|年度|年|时间|日期|月份|月|季度|时期|统计期|报告期|year|month|date|quarter|time"),
    _c("region", "地区", "province, country, district", "省份|省|地区|省市|省区市|区域|行政区|行政区划|province|area|district"),
    _c("incl_plan_city", "含计划单列市", "whether a province's row holds its plan city or the Corps: yes or no",
       "含计划单列市|是否含计划单列市|是否包含计划单列市|含单列市"),
    _c("site", "站点", "station or plant", "站点|回收站|回收站点|网点|分拣中心|设施|场站|站点名称|station|facility|plant|sitename"),
    _c("enterprise", "企业", "reporting enterprise", "企业|企业名称|单位名称|公司|公司名称|填报单位|company|firm|enterprisename"),
    _c("stage", "环节", "stage of the chain", "环节|阶段"),
    _c("material", "品种", "material or category", "品种|品类|材料|类别|物料|再生资源品种|品名|category|commodity|materialname", required=True),
    _c("flow", "流向", "in, out or stock change", "流向|进出|方向|direction"),
    _c("fate", "去向", "what became of it", "去向|最终去向|处理方式|利用方式|treatment"),
    _c("mode", "模式", "mode of collection", "模式|回收模式|经营模式"),
    _c("counterparty", "交易对手", "who delivered or took it", "交易对手|对方单位|对方|供应商|客户|supplier|customer|buyer|seller"),
    _c("mass_t", "回收量", "mass", "mass|重量|质量|数量|吨数|回收量|回收总量|产量|产生量|处理量|利用量|清运量|tonnage|quantity|netweight",
       type="float64", required=True, dimension="mass"),
    _c("value_cny", "回收额", "value in money", "value|金额|回收额|回收值|回收金额|回收总额|回收价值|价值|销售额|amount|turnover", type="float64",
       dimension="money"),
    _c("mass_qualifier", "重量限定", "approximate, at_least or at_most; blank where the source gives the number without such a word", ""),
    _c("value_qualifier", "金额限定", "as mass_qualifier, of the value", ""),
    _c("count_qualifier", "件数限定", "as mass_qualifier, of the count", ""),
    _c("mass_flag", "重量标记", "flag the source hangs on the number, as it stands there", ""),
    _c("value_flag", "金额标记", "as mass_flag, of the value", ""),
    _c("basis", "计量基准", "as_received, dry, target_dry or metal_content", "计量基准|basisofmass"),
    _c("gate", "计量点", "collected, sorted_out, reprocessor_in, secondary_out, product", "计量点"),
    _c("period_kind", "时期类型", "year, financial_year, half, quarter, month, day or ytd", "时期类型|periodtype"),
    _c("measure", "口径", "collected, used, resource, output, sold", "量口径"),
    _c("origin", "来源", "post_consumer, new_scrap, home_scrap, imported", "废料来源|废料类型"),
    _c("source_stream", "来源领域", "生活 产业 公共机构 服务", "来源领域|sourcestream"),
    _c("scope", "统计范围", "mofcom10, ndrc9, local", "统计范围|范围"),
    _c("vintage", "发布日期", "publication date", "发布日期|发布时间|版本日期|publicationdate|published"),
    _c("publisher", "发布机构", "who published it", "发布机构|发布单位|数据来源"),
    _c("evidence", "证据", "published, derived, bound, forecast, unverified, blank", "证据|证据等级"),
    _c("count", "件数", "number of pieces", "件数|台数|辆数|条数|pieces", type="float64"),
    _c("count_unit", "件数单位", "台, 辆, 条", "件数单位|countunit"),
    _c("weight", "权重", "survey weight of the row", "权重|surveyweight", type="float64"),
    _c("record_id", "记录号", "identifier of the record, unique", "记录号|记录编号|流水号|单号|recordid|recordno"),
    _c("replaces", "替换记录", "record this one replaces", "替换记录|更正记录"),
)


@dataclass(frozen=True)
class Material:
    """One of the ten categories of the Ministry of Commerce's yearly report.

    Attributes
    ----------
    id : str
        The ledger's word.
    zh, en : str
        Names.
    aliases : tuple of str
        Further names of the whole category.

    Examples
    --------
    >>> MATERIALS[0].id, MATERIALS[0].zh
    ('steel_scrap', '废钢铁')
    """

    id: str
    zh: str
    en: str
    aliases: tuple[str, ...]


# Names that mean the whole category; a part of one (废旧家电, aluminium) is no alias of it.
MATERIALS: tuple[Material, ...] = (
    Material("steel_scrap", "废钢铁", "steel scrap", ("废钢", "废旧钢铁", "scrap steel", "ferrous scrap", "iron and steel scrap")),
    Material("nonferrous_scrap", "废有色金属", "non-ferrous scrap", ("废有色", "废旧有色金属", "nonferrous metal scrap", "scrap nonferrous metals")),
    Material("waste_plastics", "废塑料", "waste plastics", ("废旧塑料", "waste plastic", "plastic waste")),
    Material("waste_tyres", "废轮胎", "waste tyres", ("废旧轮胎", "waste tires", "scrap tyres", "scrap tires")),
    Material("waste_paper", "废纸", "waste paper", ("废旧纸", "废旧纸张", "废纸张", "recovered paper", "paper for recycling")),
    Material("weee", "废弃电器电子产品", "waste electrical and electronic equipment",
             ("废旧电器电子产品", "废电器电子产品", "电子废弃物", "电子废物", "e-waste", "electronic waste", "waste electronics")),
    Material("elv", "报废机动车", "end-of-life vehicles", ("报废汽车", "报废车辆", "end of life vehicle", "scrapped vehicles")),
    Material("waste_textiles", "废旧纺织品", "waste textiles", ("废纺织品", "废旧纺织物", "waste textile", "textile waste")),
    Material("waste_glass", "废玻璃", "waste glass", ("废旧玻璃", "glass waste")),
    Material("waste_batteries", "废电池", "waste batteries except lead-acid",
             ("废电池(铅酸除外)", "废电池(铅酸电池除外)", "废旧电池(铅酸电池除外)", "废电池(铅酸蓄电池除外)", "废旧电池", "waste batteries")),
)

VOCABULARY: dict[str, tuple[str, ...]] = {
    "stage": ("production", "consumption", "generation", "collection", "cleared", "sorting", "market", "reprocessing", "disposal", "import", "export"),
    "flow": ("in", "out", "stock_change"),
    "fate": ("recycled", "reused", "composted", "digested", "energy", "incinerated", "backfilled", "landfilled", "littered", "stored", "lost", "exported",
             "exported_for_recycling", "unknown"),
    "incl_plan_city": ("yes", "no"),
}

VALUE_ALIASES: dict[str, dict[str, str]] = {
    "stage": {"生产": "production", "消费": "consumption", "使用": "consumption", "use": "consumption", "placed on market": "consumption",
              "投放市场": "consumption", "产生": "generation", "回收": "collection", "收集": "collection", "collected": "collection", "清运": "cleared",
              "分拣": "sorting", "市场": "market", "交易": "market", "再加工": "reprocessing", "加工利用": "reprocessing", "再生利用": "reprocessing",
              "处置": "disposal", "进口": "import", "imports": "import", "出口": "export", "exports": "export"},
    "flow": {"入": "in", "进": "in", "进厂": "in", "入库": "in", "流入": "in", "input": "in", "inflow": "in", "inbound": "in",
             "出": "out", "出厂": "out", "出库": "out", "流出": "out", "output": "out", "outflow": "out", "outbound": "out",
             "库存变化": "stock_change", "库存变动": "stock_change"},
    "fate": {"再生": "recycled", "再生利用": "recycled", "回收利用": "recycled", "recycling": "recycled", "再使用": "reused", "reuse": "reused",
             "堆肥": "composted", "厌氧消化": "digested", "能量回收": "energy", "焚烧": "incinerated", "incineration": "incinerated", "回填": "backfilled",
             "填埋": "landfilled", "landfill": "landfilled", "丢弃": "littered", "储存": "stored", "贮存": "stored", "损失": "lost", "出口": "exported",
             "未知": "unknown"},
    "incl_plan_city": {"是": "yes", "含": "yes", "包含": "yes", "包括": "yes", "included": "yes", "true": "yes",
                       "否": "no", "不含": "no", "不包含": "no", "不包括": "no", "excluded": "no", "false": "no"},
}

# What yearbooks print where no number stands: blank is unknown or none, "…" less than the smallest unit (China Statistical Yearbook, notes).
PLACEHOLDERS = ("", "-", "--", "---", "—", "——", "–", "−", "…", "……", "...", "/", "*", ":", "n.a.", "na", "n/a", "nan", "null", "none", "无", "不详", "缺")
TOTALS = ("合计", "总计", "小计", "共计", "总和", "全部合计", "全国合计", "全国总计", "total", "totals", "subtotal", "grand total", "sum total", "sub total")

RULES: dict[str, tuple[str, str]] = {
    "wrong_cell_count": ("单元格数与表头不符", "the row has not as many cells as the header"),
    "missing": ("没有数值", "no number is given"),
    "not_a_number": ("不是数字", "not a number"),
    "not_finite": ("数值不是有限数", "the number is not finite"),
    "unknown_unit": ("单位无法识别或有歧义", "the unit is unknown or has two meanings"),
    "negative": ("重量为负，且不是库存变化", "mass is negative and the row is no stock change"),
    "period_unreadable": ("时期无法识别", "the period cannot be read"),
    "period_outside": ("时期不在规定范围内", "the period is not within the range asked for"),
    "unknown_region": ("不是省级行政区", "not a provincial unit"),
    "material_missing": ("缺少品种", "no material is given"),
    "unknown_material": ("不是十大品类之一", "not one of the ten categories"),
    "unknown_stage": ("环节不在词表中", "not a stage of the chain"),
    "unknown_flow": ("流向不在词表中", "not in, out or stock_change"),
    "unknown_fate": ("去向不在词表中", "not a known fate"),
    "unknown_incl_plan_city": ("是否含计划单列市填写有误或与地区名称矛盾",
                               "whether the plan city is inside is neither yes nor no, or the region's name says otherwise"),
    "repeated_record_id": ("记录号重复", "the record id was used before"),
}

# Doubts about a row that is in the ledger all the same.
WARNINGS: dict[str, tuple[str, str]] = {
    "qualified_number": ("数字带有约、超过、近等限定词", "the number is approximate or a bound, by the words around it"),
    "flagged_number": ("数字带有来源的标记", "the number carries a flag of its source"),
    "unit_in_cell": ("单位写在单元格内，按其换算", "the cell states a unit of its own, which is taken"),
    "outlier": ("与自身历史相比偏离过大", "far from its own history"),
    "plan_city_counted_twice": ("省级数已含计划单列市或兵团，又单列一行，重复计算",
                                "the province holds its plan city or the Corps, which has a row of its own: counted twice"),
    "plan_city_unstated": ("未说明省级数是否含计划单列市或兵团，可能重复计算",
                           "whether the province holds its plan city or the Corps is not said: it may be counted twice"),
}


def schema(kind: str | None = None):
    """Everything ``ingest`` knows, one row a thing.

    Parameters
    ----------
    kind
        Kind of frame handed out: ``"pandas"``, ``"polars"``, ``"pyarrow"`` or ``"dict"``; None takes ``frames.default_kind()``.

    Returns
    -------
    frame
        ``kind`` (column, material, unit, rule, warning, value), ``name``, ``type``, ``required``, ``title_zh``, ``title_en``, ``aliases`` (joined by " | ").

    Raises
    ------
    InputError
        ``unknown_kind``.

    Examples
    --------
    >>> import huishou as hs
    >>> [n for n, r in zip(*(hs.frames.to("dict", hs.schema())[c] for c in ("name", "required"))) if r]
    ['material', 'mass_t']
    """
    import pyarrow as pa

    rows = [("column", c.name, c.type, c.required, c.zh, c.en, c.aliases) for c in COLUMNS]
    rows += [("material", m.id, "string", False, m.zh, m.en, m.aliases) for m in MATERIALS]
    for column, words in VOCABULARY.items():
        rows += [("value", f"{column}={w}", "string", False, "", w, tuple(a for a, to in VALUE_ALIASES[column].items() if to == w)) for w in words]
    rows += [("unit", u.id, u.dimension, False, "", f"{u.numerator}/{u.denominator} {units.BASES[u.dimension]}", u.names) for u in units.UNITS.values()]
    rows += [("rule", name, "string", False, zh, en, ()) for name, (zh, en) in RULES.items()]
    rows += [("warning", name, "string", False, zh, en, ()) for name, (zh, en) in WARNINGS.items()]
    names = ("kind", "name", "type", "required", "title_zh", "title_en")
    table = {n: [r[i] for r in rows] for i, n in enumerate(names)} | {"aliases": [" | ".join(r[6]) for r in rows]}
    return frames.like(kind or frames.default_kind(), pa.table(table))


def table_schema() -> dict:
    """The ledger as a Table Schema (datapackage.org, version 2): plain JSON.

    Returns
    -------
    dict
        ``$schema``, ``fields`` (name, type, title, description, constraints), ``missingValues``.

    Examples
    --------
    >>> from huishou.schema import table_schema
    >>> table_schema()["fields"][0]["name"]
    'period'
    """
    fields = []
    for c in COLUMNS:
        field = {"name": c.name, "type": "number" if c.type == "float64" else "string", "title": c.zh, "description": c.en}
        constraints = {"required": True} if c.required else {}
        if c.name in VOCABULARY:
            constraints["enum"] = [*VOCABULARY[c.name]]
        if constraints:
            field["constraints"] = constraints
        fields.append(field)
    return {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "fields": fields, "missingValues": [""]}


class _Called(types.ModuleType):
    """This module, callable: ``hs.schema`` is one name for both, and importing any submodule of it must not take the call away."""

    def __call__(self, kind: str | None = None):
        return schema(kind)


sys.modules[__name__].__class__ = _Called
