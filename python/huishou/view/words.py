# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Numbers as a reader sees them, and the words of statuses, stages and materials in both languages."""

from __future__ import annotations

from ..schema import COLUMNS, MATERIALS

__all__ = ["LANGUAGES", "STATUS", "amount", "between", "column", "language", "material", "percent", "signed", "spread", "status", "word"]

LANGUAGES = ("zh", "en")

STATUS: dict[str, tuple[str, str]] = {
    "ok": ("正常", "ok"),
    "no_numerator": ("无分子数据", "no numerator"),
    "partial_numerator": ("分子不全", "partial numerator"),
    "no_denominator": ("无分母数据", "no denominator"),
    "negative_numerator": ("分子为负", "negative numerator"),
    "gt_one": ("大于 1", "above 1"),
    "scope_mismatch": ("口径不一", "scope mismatch"),
    "mixed_scope": ("口径混用", "mixed scope"),
    "double_count_risk": ("可能重复计算", "double count risk"),
    "bound_only": ("仅有区间", "range only"),
    "partial": ("部分覆盖", "partial"),
    "unreconciled": ("未平衡", "unreconciled"),
    "unbounded_interval": ("区间无界", "unbounded interval"),
    "factor_missing": ("缺少因子", "factor missing"),
    "no_baseline": ("无基线", "no baseline"),
    "not_separable": ("不可拆分", "not separable"),
    "not_computable": ("不可计算", "not computable"),
    "region_fallback": ("非本地区因子", "factor of another level"),
    "material_fallback": ("上级物料因子", "factor of a wider material"),
    "factor_stale": ("因子过期", "factor out of date"),
    "gate_mismatch": ("计量点不符", "gate mismatch"),
    "suppressed": ("已隐去", "suppressed"),
    "fallback_corrected_outflow": ("已用替代流出", "outflow corrected"),
}

_WORDS: dict[str, tuple[str, str]] = {
    "production": ("生产", "production"), "consumption": ("消费", "consumption"), "generation": ("产生", "generation"), "collection": ("收集", "collection"),
    "cleared": ("清运", "cleared"), "sorting": ("分拣", "sorting"), "market": ("市场", "market"), "reprocessing": ("再加工", "reprocessing"),
    "disposal": ("处置", "disposal"), "import": ("进口", "import"), "export": ("出口", "export"), "in": ("入", "in"), "out": ("出", "out"),
    "year": ("年", "year"), "half": ("半年", "half"), "quarter": ("季", "quarter"), "month": ("月", "month"), "day": ("日", "day"),
    "ytd": ("累计", "year to date"), "financial_year": ("财政年度", "financial year"),
    "stock_change": ("库存变化", "stock change"), "all_categories": ("合计", "all categories"), "refuse": ("其他垃圾", "refuse"), "paper": ("纸", "paper"),
    "mgp": ("金属玻璃塑料", "metal, glass, plastic"), "organics_residential": ("居民有机垃圾", "residential organics"),
    "organics_school": ("学校有机垃圾", "school organics"), "organics_leaves": ("落叶", "leaves"), "organics_other": ("其他有机垃圾", "other organics"),
    "xmas_trees": ("圣诞树", "Christmas trees"),
}


def language(lang: str) -> int:
    """0 for Chinese, 1 for English: the place of a text in a pair.

    Raises
    ------
    InputError
        ``unknown_language``.
    """
    from ..errors import InputError

    if lang not in LANGUAGES:
        raise InputError(f"'{lang}' is not a language of huishou.", code="unknown_language", value=lang, hint="Choose zh or en.")
    return LANGUAGES.index(lang)


def amount(value: float | None, digits: int = 0, unit: float = 1.0) -> str:
    """A number with separators, an em dash where there is none.

    Examples
    --------
    >>> from huishou.view.words import amount
    >>> amount(156_988_512.3, 1, 1e3), amount(None), amount(-0.04, 1)
    ('156,988.5', '—', '0.0')
    """
    if value is None or value != value:
        return "—"
    text = f"{value / unit:,.{digits}f}"
    return text.replace("-", "−" if any(c in "123456789" for c in text) else "")


def spread(low: float | None, high: float | None, digits: int = 0, unit: float = 1.0) -> str:
    """A range with both ends.

    Examples
    --------
    >>> from huishou.view.words import spread
    >>> spread(204.08e6, 251.18e6, 1, 1e6)
    '204.1–251.2'
    """
    if low is None or high is None:
        return "—"
    return between(amount(low, digits, unit), amount(high, digits, unit))


def between(low: str, high: str, n: int = 0) -> str:
    """Two written ends as a range; a dash only where no sign could be taken for it."""
    return f"{low}{(' ～ ', ' to ')[n]}{high}" if any(c in low + high for c in "−+") else f"{low}–{high}"


def percent(share: float | None, digits: int = 1) -> str:
    """A share in percent."""
    return "—" if share is None or share != share else f"{amount(share, digits, 0.01)} %"


def signed(share: float | None, digits: int = 1) -> str:
    """A change in percent with its sign."""
    text = percent(share, digits)
    return text if text[0] in "—−" or share == 0 else f"+{text}"


def status(name: str | None, n: int) -> str:
    """A status in words, its code behind it."""
    if not name:
        return "—"
    return f"{STATUS[name][n]}" if name in STATUS else name


def word(name: str | None, n: int) -> str:
    """A stage, flow or other word of the ledger; what is not known stays as it is."""
    return "—" if name is None else _WORDS[name][n] if name in _WORDS else material(name, n)


def column(name: str, n: int) -> str:
    """A ledger column as a heading."""
    if name == "year":
        return ("年份", "year")[n]
    found = next((c for c in COLUMNS if c.name == name), None)
    return name.replace("_", " ") if found is None or n else found.zh


def material(name: str, n: int) -> str:
    """The category's name as the ministry prints it."""
    return next(((m.zh, m.en)[n] for m in MATERIALS if m.id == name), _WORDS[name][n] if name in _WORDS else name)
