# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Names of China's provincial units and of the other units that report to the Ministry of Commerce on their own, resolved to the short name.

34 provincial units by GB/T 2260, five cities with plans of their own (计划单列市) and the Xinjiang production corps: together with the 31 mainland
provinces the 37 reporting units of the trade statistics.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import lru_cache

__all__ = ["NATION", "chinese", "near", "resolve"]

# short name, full name, GB/T 2260 code (none for the corps), English
_UNITS = (
    ("北京", "北京市", "110000", "Beijing"), ("天津", "天津市", "120000", "Tianjin"), ("河北", "河北省", "130000", "Hebei"),
    ("山西", "山西省", "140000", "Shanxi"), ("内蒙古", "内蒙古自治区", "150000", "Inner Mongolia"), ("辽宁", "辽宁省", "210000", "Liaoning"),
    ("吉林", "吉林省", "220000", "Jilin"), ("黑龙江", "黑龙江省", "230000", "Heilongjiang"), ("上海", "上海市", "310000", "Shanghai"),
    ("江苏", "江苏省", "320000", "Jiangsu"), ("浙江", "浙江省", "330000", "Zhejiang"), ("安徽", "安徽省", "340000", "Anhui"),
    ("福建", "福建省", "350000", "Fujian"), ("江西", "江西省", "360000", "Jiangxi"), ("山东", "山东省", "370000", "Shandong"),
    ("河南", "河南省", "410000", "Henan"), ("湖北", "湖北省", "420000", "Hubei"), ("湖南", "湖南省", "430000", "Hunan"),
    ("广东", "广东省", "440000", "Guangdong"), ("广西", "广西壮族自治区", "450000", "Guangxi"), ("海南", "海南省", "460000", "Hainan"),
    ("重庆", "重庆市", "500000", "Chongqing"), ("四川", "四川省", "510000", "Sichuan"), ("贵州", "贵州省", "520000", "Guizhou"),
    ("云南", "云南省", "530000", "Yunnan"), ("西藏", "西藏自治区", "540000", "Tibet"), ("陕西", "陕西省", "610000", "Shaanxi"),
    ("甘肃", "甘肃省", "620000", "Gansu"), ("青海", "青海省", "630000", "Qinghai"), ("宁夏", "宁夏回族自治区", "640000", "Ningxia"),
    ("新疆", "新疆维吾尔自治区", "650000", "Xinjiang"), ("台湾", "台湾省", "710000", "Taiwan"), ("香港", "香港特别行政区", "810000", "Hong Kong"),
    ("澳门", "澳门特别行政区", "820000", "Macao"),
    ("大连", "大连市", "210200", "Dalian"), ("青岛", "青岛市", "370200", "Qingdao"), ("宁波", "宁波市", "330200", "Ningbo"),
    ("厦门", "厦门市", "350200", "Xiamen"), ("深圳", "深圳市", "440300", "Shenzhen"), ("新疆兵团", "新疆生产建设兵团", None, "XPCC"),
)
# 全国 among provinces is their total; alone it is a region like any other.
NATION = frozenset(("全国", "中国", "china", "cn", "national"))


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    chinese = {_plain(n): short for short, full, _, _ in _UNITS for n in (short, full)} | {"内蒙": "内蒙古", "兵团": "新疆兵团"}
    other = {_plain(n): short for short, _, code, english in _UNITS for n in (code, english, f"{english} Province") if n}
    return chinese, chinese | other


def resolve(text: str) -> str | None:
    """Short Chinese name of a provincial unit by its Chinese or English name or six-digit code, None where it is none.

    Examples
    --------
    >>> from huishou.ledger.places import resolve
    >>> resolve("内蒙古自治区"), resolve("北　京"), resolve("330000"), resolve("杭州")
    ('内蒙古', '北京', '浙江', None)
    """
    return _tables()[1].get(_plain(text))


def chinese(text: str) -> str | None:
    """As ``resolve``, by the Chinese names only."""
    return _tables()[0].get(_plain(text))


def near(text: str) -> str | None:
    """The unit whose name looks most like ``text``, None where none does."""
    found = difflib.get_close_matches(_plain(text), _tables()[1], n=1, cutoff=0.5)
    return _tables()[1][found[0]] if found else None
