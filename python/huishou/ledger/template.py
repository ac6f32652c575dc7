# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A workbook to fill in: the ledger's columns with comments and drop-downs, an example, and the code lists, in Chinese and English.

Whatever it offers is read back by ``ingest``: the lists are those the reader knows, and a test fills every one of their words in.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from ..errors import MissingExtraError
from ..schema import COLUMNS, MATERIALS, VALUE_ALIASES, VOCABULARY
from ..units import UNITS
from . import places

__all__ = ["EXAMPLE_SHEET", "SHEET", "workbook"]

SHEET, EXAMPLE_SHEET = "台账 ledger", "示例 example"
_CODES, _NOTES = "代码 codes", "说明 notes"
_ROWS = 10_000                                                  # rows with drop-downs; rows below are read as well
_TITLE = "再生资源回收台账 · Ledger of recyclable resources"
_RULES = (
    "第一张表从第3行起填写，每行一个事实；表头勿改。 / Fill in the first sheet from row 3 on, one fact a row; leave the headers as they are.",
    "品种、重量、计量单位必填；重量不得为负，库存变化除外。 / Material, mass and unit are required; a mass is not negative, unless it is a change of stock.",
    "没有数据请留空，不要填0；合计行不必填，填了也不重复计算。 / Leave blank what is not known, 0 means none; totals are not needed and never counted.",
    "时期写成 2023、2023-05、2023Q2、2023H1；累计写成 2023年1-5月，不与单月相加。 / Periods: 2023, 2023-05, 2023Q2, 2023H1; a cumulative one 2023年1-5月.",
    "填好后检查： / Check it with:  huishou validate FILE.xlsx --rejects rejected.csv",
)


@dataclass(frozen=True)
class _Field:
    """A column of the sheet: the ledger column, its header, and the code list it is chosen from (None: free)."""

    column: str
    header: str
    codes: str | None = None
    strict: bool = True                                         # whether another word than those listed is refused by the drop-down


_FIELDS = (
    _Field("period", "时期（period）"), _Field("region", "地区（region）", "region", False), _Field("site", "站点（site）"),
    _Field("enterprise", "企业（enterprise）"), _Field("stage", "环节（stage）", "stage"), _Field("material", "品种（material）", "material", False),
    _Field("flow", "流向（flow）", "flow"), _Field("fate", "去向（fate）", "fate"), _Field("mass", "回收量"), _Field("unit", "计量单位", "unit"),
    _Field("value", "回收额（元）"), _Field("record_id", "记录号（record_id）"),
)
_EXAMPLES = (
    {"period": "2023-05", "region": "浙江", "site": "示例站一", "enterprise": "示例公司甲", "stage": "回收", "material": "废钢铁", "flow": "入", "mass": 12.5,
     "unit": "t", "value": 30000, "record_id": "示例-1"},
    {"period": "2023-05", "region": "浙江", "site": "示例站一", "enterprise": "示例公司甲", "stage": "回收", "material": "废纸", "flow": "入", "mass": 850,
     "unit": "kg", "value": 1200, "record_id": "示例-2"},
    {"period": "2023Q2", "region": "广东", "stage": "再加工", "material": "废塑料", "flow": "入", "fate": "再生利用", "mass": 1.2, "unit": "万吨",
     "record_id": "示例-3"},
)
_UNIT_NOTE = ("计量单位", "unit of the mass in this row")


def _lists() -> dict[str, tuple[tuple[str, ...], list[tuple[str, ...]]]]:
    """Code list -> titles, rows; what is filled in stands first."""
    regions = [(short, full, code or "", english) for short, full, code, *_, english in places._UNITS]
    materials = [(m.zh, m.id, m.en, " | ".join(m.aliases)) for m in MATERIALS]
    lists = {"region": (("地区 region", "全称 full name", "GB/T 2260", "English"), regions),
             "material": (("品种 material", "代码 id", "English", "别名 aliases"), materials)}
    for column in ("stage", "flow", "fate"):
        rows = []
        for word in VOCABULARY[column]:
            names = [a for a, to in VALUE_ALIASES[column].items() if to == word]
            chinese = [a for a in names if not a.isascii()]
            rows.append((chinese[0] if chinese else word, word, " | ".join(names)))
        lists[column] = ((f"{next(c.zh for c in COLUMNS if c.name == column)} {column}", "代码 id", "别名 aliases"), rows)
    masses = [u for u in UNITS.values() if u.dimension == "mass"]
    lists["unit"] = (("计量单位 unit", "折合吨 in tonnes", "别名 aliases"), [(u.id, f"{u.numerator}/{u.denominator}", " | ".join(u.names)) for u in masses])
    return lists


def workbook() -> bytes:
    """The template as the bytes of an ``.xlsx`` file.

    Four sheets: the one to fill in, an example of it, the code lists the drop-downs are taken from, and notes. Drop-downs of regions and materials advise
    only, for a ledger may hold others; those of stages, flows, fates and units refuse what cannot be read.

    Raises
    ------
    MissingExtraError
        Without openpyxl.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import huishou as hs
    >>> from huishou.ledger.template import EXAMPLE_SHEET, workbook
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "template.xlsx"
    >>> _ = path.write_bytes(workbook())
    >>> hs.ingest(path, sheet=EXAMPLE_SHEET).counts["accepted"]
    3
    """
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError("Writing a workbook needs openpyxl, which is not installed.", code="missing_extra", value="io",
                                hint='Install it with: pip install "huishou[io]"') from None
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    ranges = _codes(book.create_sheet(_CODES))
    example = book.create_sheet(EXAMPLE_SHEET, 1)
    for page in (sheet, example):
        _form(page, ranges)
    for row in _EXAMPLES:
        example.append([row.get(f.column) for f in _FIELDS])
    _notes(book.create_sheet(_NOTES))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _codes(sheet: Any) -> dict[str, str]:
    """Write the code lists side by side; the range of the words of each."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    ranges, left = {}, 1
    for name, (titles, rows) in _lists().items():
        for k, title in enumerate(titles):
            sheet.cell(1, left + k, title).font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(left + k)].width = 18
            for i, row in enumerate(rows):
                sheet.cell(2 + i, left + k, row[k]).number_format = "@"
        letter = get_column_letter(left)
        ranges[name] = f"'{_CODES}'!${letter}$2:${letter}${1 + len(rows)}"
        left += len(titles) + 1
    sheet.freeze_panes = "A2"
    return ranges


def _form(sheet: Any, ranges: dict[str, str]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    about = {c.input: (c.zh, c.en) for c in COLUMNS} | {"unit": _UNIT_NOTE}
    sheet["A1"] = _TITLE
    sheet["A1"].font = Font(bold=True, size=14)
    for k, field in enumerate(_FIELDS, 1):
        letter = get_column_letter(k)
        cell = sheet.cell(2, k, field.header)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDEBF7")
        chinese, english = about[field.column]
        cell.comment = Comment(f"{chinese}：{_tip(field)[0]}\n{english}: {_tip(field)[1]}", "huishou", width=320, height=120)
        sheet.column_dimensions[letter].width = 16
        rule = _rule(field, ranges, DataValidation)
        if rule is not None:
            sheet.add_data_validation(rule)
            rule.add(f"{letter}3:{letter}{2 + _ROWS}")
    sheet.freeze_panes = "A3"


def _tip(field: _Field) -> tuple[str, str]:
    required = field.column in ("material", "mass", "unit")
    how = ("从下拉列表选择", "choose from the list") if field.codes and field.strict else \
        ("建议从下拉列表选择", "preferably from the list") if field.codes else \
        ("数字", "a number") if field.column in ("mass", "value") else ("如 2023-05", "for example 2023-05") if field.column == "period" else ("文本", "text")
    return f"{'必填，' if required else ''}{how[0]}", f"{'required, ' if required else ''}{how[1]}"


def _rule(field: _Field, ranges: dict[str, str], validation: Any):
    """The check a spreadsheet makes of a column; None where anything may stand."""
    if field.codes:
        rule = validation(type="list", formula1=f"={ranges[field.codes]}", allow_blank=True, showErrorMessage=True,
                          errorStyle="stop" if field.strict else "warning")
        rule.error = f"不在代码表中，见“{_CODES}” / not in the list, see the sheet '{_CODES}'"
    elif field.column in ("mass", "value"):
        # A change of stock may be negative, so any number passes here; the reader knows the row's flow.
        rule = validation(type="decimal", operator="between", formula1="-1E+300", formula2="1E+300", allow_blank=True, showErrorMessage=True,
                          errorStyle="stop")
        rule.error = "请填数字 / a number, please"
    else:
        return None
    rule.errorTitle = field.header
    return rule


def _notes(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font

    sheet["A1"] = _TITLE
    sheet["A1"].font = Font(bold=True, size=14)
    for text in _RULES:
        sheet.append([text])
    sheet.append([])
    for field in _FIELDS:
        chinese, english = next(((c.zh, c.en) for c in COLUMNS if c.input == field.column), _UNIT_NOTE)
        sheet.append([f"{field.header} — {chinese} / {english}: {' / '.join(_tip(field))}"])
    sheet.column_dimensions["A"].width = 120
    for (cell,) in sheet.iter_rows(min_row=2):
        cell.alignment = Alignment(wrap_text=True)
