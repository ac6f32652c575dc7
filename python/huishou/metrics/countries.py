# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The country a region lies in, so that no factor crosses a border unseen."""

from __future__ import annotations

import re
from functools import lru_cache

from ..ledger import places
from ..schema import key

__all__ = ["country", "relation"]

_WORLD = "world"
# ISO 3166-1 codes with the names ledgers use; what is not here is not guessed, but said to be unknown.
_NAMES = {
    "AE": ("United Arab Emirates", "阿联酋"), "AR": ("Argentina", "阿根廷"), "AT": ("Austria", "奥地利"), "AU": ("Australia", "澳大利亚"),
    "BD": ("Bangladesh", "孟加拉国"), "BE": ("Belgium", "比利时"), "BG": ("Bulgaria", "保加利亚"), "BR": ("Brazil", "巴西"), "CA": ("Canada", "加拿大"),
    "CH": ("Switzerland", "瑞士"), "CL": ("Chile", "智利"), "CN": ("China", "PRC", "Mainland China", "中国", "中国大陆", "全国", "中华人民共和国"),
    "CY": ("Cyprus", "塞浦路斯"), "CZ": ("Czechia", "Czech Republic", "捷克"), "DE": ("Germany", "德国"), "DK": ("Denmark", "丹麦"),
    "EE": ("Estonia", "爱沙尼亚"),
    "EG": ("Egypt", "埃及"), "ES": ("Spain", "西班牙"), "EU": ("European Union", "EU27", "EU28", "EU-27", "EU-28", "欧盟"), "FI": ("Finland", "芬兰"),
    "FR": ("France", "法国"), "GB": ("UK", "United Kingdom", "Great Britain", "England", "Scotland", "Wales", "Northern Ireland", "英国"),
    "GR": ("Greece", "希腊"),
    "HR": ("Croatia", "克罗地亚"), "HU": ("Hungary", "匈牙利"), "ID": ("Indonesia", "印度尼西亚"), "IE": ("Ireland", "爱尔兰"), "IN": ("India", "印度"),
    "IR": ("Iran", "伊朗"), "IT": ("Italy", "意大利"), "JP": ("Japan", "日本"), "KR": ("South Korea", "Korea", "Republic of Korea", "韩国"),
    "LT": ("Lithuania", "立陶宛"), "LU": ("Luxembourg", "卢森堡"), "LV": ("Latvia", "拉脱维亚"), "MT": ("Malta", "马耳他"), "MX": ("Mexico", "墨西哥"),
    "MY": ("Malaysia", "马来西亚"), "NL": ("Netherlands", "荷兰"), "NO": ("Norway", "挪威"), "NZ": ("New Zealand", "新西兰"), "PH": ("Philippines", "菲律宾"),
    "PK": ("Pakistan", "巴基斯坦"), "PL": ("Poland", "波兰"), "PT": ("Portugal", "葡萄牙"), "RO": ("Romania", "罗马尼亚"), "RU": ("Russia", "俄罗斯"),
    "SA": ("Saudi Arabia", "沙特阿拉伯"), "SE": ("Sweden", "瑞典"), "SG": ("Singapore", "新加坡"), "SI": ("Slovenia", "斯洛文尼亚"),
    "SK": ("Slovakia", "斯洛伐克"),
    "TH": ("Thailand", "泰国"), "TR": ("Turkey", "Türkiye", "土耳其"), "UA": ("Ukraine", "乌克兰"),
    "US": ("USA", "United States", "United States of America", "美国"), "VN": ("Vietnam", "Viet Nam", "越南"), "ZA": ("South Africa", "南非"),
    _WORLD: ("World", "Global", "世界", "全球"),
}
_EU = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
_CODE = re.compile(r"(?P<country>[A-Z]{2})(?P<part>-[A-Z0-9]{1,3})?")
# A bare code that is a state of the US as well as a country (CA, DE, IN …) tells neither.
_STATES = frozenset("AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA "
                    "WA WV WI WY".split())


_PARTS = frozenset(map(key, ("England", "Scotland", "Wales", "Northern Ireland")))


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    return {key(n): code for code, names in _NAMES.items() for n in names}


@lru_cache(maxsize=65_536)
def country(region: str) -> str | None:
    """ISO 3166-1 code of the country a region is or lies in, ``"EU"``, ``"world"``, or None where that is not known.

    Chinese provincial units are known by every name and code of ``hs.regions()``; other regions by a country's name, or by a code such as FR or DE-BY.

    Examples
    --------
    >>> [country(r) for r in ("浙江省", "Scotland", "US", "DE-BY", "DE", "Gondor")]
    ['CN', 'GB', 'US', 'DE', None, None]
    """
    found = _words().get(key(region))
    if found is None and (code := _CODE.fullmatch(region.strip())) and (code["part"] or code["country"] not in _STATES):
        found = code["country"]
    return "CN" if found is None and places.resolve(region) is not None else found


def _whole(word: str) -> bool:
    """Whether a word names a country, not a part of one."""
    code = _CODE.fullmatch(word.strip())
    return key(word) in _words() and key(word) not in _PARTS or bool(code and not code["part"])


def relation(region: str | None, own: str | None) -> str:
    """How a factor's region ``own`` lies to the region of the rows.

    Returns
    -------
    str
        ``exact``; ``parent``: the country, union or province the rows lie in; ``open``: one of the two states no region; ``unknown``: it cannot be told whether
        the rows lie there; ``foreign``: another country; ``elsewhere``: another part of the same country.

    Examples
    --------
    >>> relation("浙江", "CN"), relation("FR", "EU"), relation("浙江", "江苏"), relation("Gondor", "US"), relation("浙江", "US"), relation(None, "US")
    ('parent', 'parent', 'elsewhere', 'unknown', 'foreign', 'open')
    """
    if region is None or own is None or country(own) == _WORLD:
        return "open"
    if key(region) == key(own):
        return "exact"
    home, theirs = country(region), country(own)
    if home is None or theirs is None:
        return "unknown"
    if home != theirs:
        return "parent" if theirs == "EU" and home in _EU else "foreign"
    if _whole(own):
        return "exact" if _whole(region) else "parent"
    here, there = (places.resolve(w) if home == "CN" else None for w in (region, own))
    if here is None or there is None:
        return "elsewhere"
    return "exact" if here == there else "parent" if places.PARENTS.get(here) == there else "elsewhere"
