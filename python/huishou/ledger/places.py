# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Names of China's provincial units and of the other units that report to the Ministry of Commerce on their own, resolved to the short name.

34 provincial units by GB/T 2260 and ISO 3166-2, five cities with plans of their own (计划单列市) and the Xinjiang production corps: together with the 31
mainland provinces the 37 reporting units of the trade statistics. A province's figure may hold its plan city or not: 辽宁（不含大连） says it.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import lru_cache

from .. import frames

__all__ = ["NATION", "PARENTS", "chinese", "incl_plan_city", "near", "regions", "resolve"]

# short name, full name, GB/T 2260 code (none for the corps), ISO 3166-2:CN subdivision (none below the provinces), English
_UNITS = (
    ("北京", "北京市", "110000", "BJ", "Beijing"), ("天津", "天津市", "120000", "TJ", "Tianjin"), ("河北", "河北省", "130000", "HE", "Hebei"),
    ("山西", "山西省", "140000", "SX", "Shanxi"), ("内蒙古", "内蒙古自治区", "150000", "NM", "Inner Mongolia"), ("辽宁", "辽宁省", "210000", "LN", "Liaoning"),
    ("吉林", "吉林省", "220000", "JL", "Jilin"), ("黑龙江", "黑龙江省", "230000", "HL", "Heilongjiang"), ("上海", "上海市", "310000", "SH", "Shanghai"),
    ("江苏", "江苏省", "320000", "JS", "Jiangsu"), ("浙江", "浙江省", "330000", "ZJ", "Zhejiang"), ("安徽", "安徽省", "340000", "AH", "Anhui"),
    ("福建", "福建省", "350000", "FJ", "Fujian"), ("江西", "江西省", "360000", "JX", "Jiangxi"), ("山东", "山东省", "370000", "SD", "Shandong"),
    ("河南", "河南省", "410000", "HA", "Henan"), ("湖北", "湖北省", "420000", "HB", "Hubei"), ("湖南", "湖南省", "430000", "HN", "Hunan"),
    ("广东", "广东省", "440000", "GD", "Guangdong"), ("广西", "广西壮族自治区", "450000", "GX", "Guangxi"), ("海南", "海南省", "460000", "HI", "Hainan"),
    ("重庆", "重庆市", "500000", "CQ", "Chongqing"), ("四川", "四川省", "510000", "SC", "Sichuan"), ("贵州", "贵州省", "520000", "GZ", "Guizhou"),
    ("云南", "云南省", "530000", "YN", "Yunnan"), ("西藏", "西藏自治区", "540000", "XZ", "Tibet"), ("陕西", "陕西省", "610000", "SN", "Shaanxi"),
    ("甘肃", "甘肃省", "620000", "GS", "Gansu"), ("青海", "青海省", "630000", "QH", "Qinghai"), ("宁夏", "宁夏回族自治区", "640000", "NX", "Ningxia"),
    ("新疆", "新疆维吾尔自治区", "650000", "XJ", "Xinjiang"), ("台湾", "台湾省", "710000", "TW", "Taiwan"),
    ("香港", "香港特别行政区", "810000", "HK", "Hong Kong"),
    ("澳门", "澳门特别行政区", "820000", "MO", "Macao"), ("大连", "大连市", "210200", None, "Dalian"), ("青岛", "青岛市", "370200", None, "Qingdao"),
    ("宁波", "宁波市", "330200", None, "Ningbo"), ("厦门", "厦门市", "350200", None, "Xiamen"), ("深圳", "深圳市", "440300", None, "Shenzhen"),
    ("新疆兵团", "新疆生产建设兵团", None, None, "XPCC"),
)
# Short name of a unit that reports beside its province -> that province.
PARENTS = {"大连": "辽宁", "青岛": "山东", "宁波": "浙江", "厦门": "福建", "深圳": "广东", "新疆兵团": "新疆"}
# 全国 among provinces is their total; alone it is a region like any other.
NATION = frozenset(("全国", "中国", "china", "cn", "national"))
_GENERIC = ("计划单列市", "单列市")
_STATEMENT = re.compile(r"^(?P<name>.+?)[(\[,:]?(?P<word>不含|不包含|不包括|未含|含|包含|包括|excl(?:uding|\.)?|incl(?:uding|\.)?)(?P<part>.+?)[)\]]?$")
_EXCLUDED = re.compile(r"不|未|excl")


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    chinese = {_plain(n): short for short, full, *_ in _UNITS for n in (short, full)} | {"内蒙": "内蒙古", "兵团": "新疆兵团", "生产建设兵团": "新疆兵团"}
    other = {_plain(n): short for short, _, code, iso, english in _UNITS for n in (code, iso and f"CN-{iso}", english, f"{english} Province") if n}
    return chinese, chinese | other


def _split(text: str) -> tuple[str, str | None]:
    """A name without what it says of its plan city, and ``yes`` or ``no``; the text itself where it says nothing that fits."""
    plain = _plain(text)
    found = _STATEMENT.match(plain)
    if not found:
        return plain, None
    known = _tables()[1]
    province, part = known.get(found["name"]), known.get(found["part"])
    if province and (PARENTS.get(part or "") == province or (found["part"] in _GENERIC and province in PARENTS.values())):
        return found["name"], "no" if _EXCLUDED.match(found["word"]) else "yes"
    return plain, None


def incl_plan_city(text: str) -> str | None:
    """What a province's name says of its plan city or the Corps: ``yes`` for inside, ``no`` for outside, None where it says nothing.

    Examples
    --------
    >>> from huishou.ledger.places import incl_plan_city
    >>> incl_plan_city("辽宁省（不含大连）"), incl_plan_city("浙江(含宁波市)"), incl_plan_city("浙江（含大连）"), incl_plan_city("辽宁")
    ('no', 'yes', None, None)
    """
    return _split(text)[1]


def resolve(text: str) -> str | None:
    """Short Chinese name of a provincial unit by its Chinese or English name, six-digit code or ISO 3166-2 code, None where it is none.

    Examples
    --------
    >>> from huishou.ledger.places import resolve
    >>> resolve("内蒙古自治区"), resolve("北　京"), resolve("330000"), resolve("CN-ZJ"), resolve("辽宁（不含大连）"), resolve("杭州")
    ('内蒙古', '北京', '浙江', '浙江', '辽宁', None)
    """
    return _tables()[1].get(_split(text)[0])


def chinese(text: str) -> str | None:
    """As ``resolve``, by the Chinese names only."""
    return _tables()[0].get(_split(text)[0])


def near(text: str) -> str | None:
    """The unit whose name looks most like ``text``, None where none does."""
    found = difflib.get_close_matches(_plain(text), _tables()[1], n=1, cutoff=0.5)
    return _tables()[1][found[0]] if found else None


def regions(kind: str | None = None):
    """The units that report to the Ministry of Commerce on their own, and Hong Kong, Macao and Taiwan, one row a unit.

    Parameters
    ----------
    kind
        Of the frame handed out; None takes ``frames.default_kind()``.

    Returns
    -------
    frame
        40 rows; ``region`` (the ledger's name), ``full_name``, ``english``, ``gb_t_2260`` (null for the Corps), ``iso_3166_2`` (null below the provinces),
        ``level`` (province, plan_city, corps), ``parent`` (the province of a plan city or of the Corps, else null).

    Notes
    -----
    Codes by GB/T 2260-2007 and ISO 3166-2:CN (revision of 2017-11-23, which took the letter codes from GB/T 2260).

    Examples
    --------
    >>> import huishou as hs
    >>> table = hs.frames.to("dict", hs.regions())
    >>> [(r, c) for r, c, p in zip(table["region"], table["iso_3166_2"], table["parent"]) if r == "浙江" or p == "浙江"]
    [('浙江', 'CN-ZJ'), ('宁波', None)]
    """
    import pyarrow as pa

    level = {short: "corps" if code is None else "plan_city" for short, _, code, _, _ in _UNITS if short in PARENTS}
    names = ("region", "full_name", "english", "gb_t_2260", "iso_3166_2", "level", "parent")
    rows = [(short, full, english, code, iso and f"CN-{iso}", level.get(short, "province"), PARENTS.get(short)) for short, full, code, iso, english in _UNITS]
    table = pa.table({n: pa.array(column, pa.string()) for n, column in zip(names, zip(*rows, strict=True), strict=True)})
    return frames.like(kind or frames.default_kind(), table)
