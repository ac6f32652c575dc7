# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Electricity of China by year, region and basis: the figure is chosen by name, and where it falls back it says so."""

from __future__ import annotations

from typing import Any

from .. import frames
from ..errors import InputError
from ..ledger import places
from ..provenance import record
from ..results import Result
from .checks import positive
from .countries import country
from .pack import Pack
from .pack_rows import chosen

__all__ = ["GRIDS", "electricity"]

BASES = ("average", "residual", "fossil", "enterprise")
# Provincial units of the seven regional grids, as the notices of the ministry list them; Inner Mongolia lies in two and has none here.
_MEMBERS = {"华北": "北京 天津 河北 山西 山东", "东北": "辽宁 吉林 黑龙江", "华东": "上海 江苏 浙江 安徽 福建", "华中": "江西 河南 湖北 湖南",
            "西北": "陕西 甘肃 青海 宁夏 新疆", "南方": "广东 广西 海南 贵州 云南", "西南": "重庆 四川 西藏"}
GRIDS = {province: grid for grid, provinces in _MEMBERS.items() for province in provinces.split()}


def electricity(kwh: float, *, year: int, basis: str, region: str = "CN", pack: Pack | str | None = None) -> Result:
    """CO2 of electricity used in China.

    Parameters
    ----------
    kwh
        Kilowatt hours.
    year
        Of use.
    basis
        ``"average"``: all electricity; ``"residual"``: without non-fossil electricity traded in the market, for who buys none of it; ``"fossil"``;
        ``"enterprise"``: the factor of the year's notice to enterprises that report. They differ by half, so none is the default.
    region
        ``"CN"``, one of the seven grids (华北 东北 华东 华中 西北 南方 西南) or a provincial unit by any of its names.
    pack
        Another pack of the shape of ``grid-cn``.

    Returns
    -------
    Result
        ``year, region, basis, kwh, kg_co2_per_kwh, co2_t, factor, factor_year, factor_region, status, flags``. The ladder: the region, its grid, the nation;
        in each the year, else the nearest (the earlier of two). ``region_fallback`` and ``year_nearest`` are told; the basis never changes, and without a
        figure for it the row is ``factor_missing``.

    Raises
    ------
    InputError
        ``bad_basis``, ``unknown_region``, ``bad_year``, ``not_positive``, ``not_finite``, ``wrong_pack``.

    Notes
    -----
    MEE and NBS notices on CO2 emission factors of electricity; the pack names the notice and the reading of each figure. CO2 alone, no other gas.

    Examples
    --------
    >>> from huishou import carbon
    >>> [(r["kg_co2_per_kwh"], r["factor"], r["status"]) for b in ("average", "residual") for r in carbon.electricity(1000, year=2023, basis=b).rows()]
    [(0.5306, 'grid-cn-2023-national-average', 'ok'), (0.6096, 'grid-cn-2023-national-residual', 'ok')]
    >>> carbon.electricity(1000, year=2024, basis="residual", region="浙江省").rows()[0]["flags"]
    'region_fallback year_nearest'
    """
    import pyarrow as pa

    if basis not in BASES:
        raise InputError(f"basis is {basis!r}.", code="bad_basis", value=basis, hint=f"Choose one of {', '.join(BASES)}: there is no single Chinese factor.")
    if isinstance(year, bool) or not isinstance(year, int):
        raise InputError(f"year is {year!r}.", code="bad_year", column="year", value=year, hint="Give a whole number.")
    used = positive(kwh, "kwh", zero=True)
    grid = chosen(pack, "grid-cn", "basis")
    rows = [r for r in grid.table.to_pylist() if r["basis"] == basis]
    found, flags = _ladder(rows, _steps(str(region)), year)
    factor = found["value"] if found else None
    answer = {"year": year, "region": str(region), "basis": basis, "kwh": used, "kg_co2_per_kwh": factor,
              "co2_t": None if found is None else used * factor / 1e3,
              "factor": found and found["factor_id"], "factor_year": int(found["year"]) if found else None, "factor_region": found and found["region"],
              "status": flags[0] if flags else "ok", "flags": " ".join(flags)}
    kinds = {"year": pa.int64(), "factor_year": pa.int64()} | dict.fromkeys(("kwh", "kg_co2_per_kwh", "co2_t"), pa.float64())
    table = pa.table({n: pa.array([v], kinds.get(n, pa.string())) for n, v in answer.items()})
    said = {"source": found["source"], "confidence": found["confidence"]} if found else {}
    parameters = {"year": year, "region": region, "basis": basis, "kwh": used, "pack": grid.pedigree} | said
    return Result(table, frames.default_kind(), record("carbon.electricity", {"rows": 1}, **parameters), "electricity")


def _steps(region: str) -> list[str]:
    """The region, its grid, the nation."""
    if region in _MEMBERS:
        return [region, "CN"]
    province = places.resolve(region)
    if province is not None:
        home = places.PARENTS.get(province)
        return [n for n in (province, home, GRIDS.get(home or province), "CN") if n is not None]
    if country(region) == "CN":
        return ["CN"]
    raise InputError(f"'{region}' is no region of the Chinese grid.", code="unknown_region", column="region", value=region,
                     hint=f"Give CN, a provincial unit, or one of {', '.join(_MEMBERS)}.")


def _ladder(rows: list[dict[str, Any]], steps: list[str], year: int) -> tuple[dict[str, Any] | None, list[str]]:
    for i, name in enumerate(steps):
        here = [r for r in rows if r["region"] == name]
        if here:
            found = min(here, key=lambda r: (abs(int(r["year"]) - year), int(r["year"])))
            return found, ["region_fallback"] * (i > 0) + ["year_nearest"] * (int(found["year"]) != year)
    return None, ["factor_missing"]
