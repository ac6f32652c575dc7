# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A population of recyclers that does not exist, of the size the published totals describe: for tests, scale and rehearsal, marked synthetic everywhere.

What is published and taken over: about 90,000 firms (announcement of 2021-10-28), 37 reporting units, 371 Mt and 1,314.05 billion CNY in 2022. What is not
known and made up here: how firms spread over provinces, sizes and modes, and how often reports are late or wrong. The shares of the ten categories are those of
the 2022 table as remembered, which is unverified; they set a mix and prove nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .. import frames
from ..cards import card
from ..errors import InputError
from ..schema import MATERIALS
from . import places
from .ledger import Ledger

__all__ = ["MASS_T", "Population", "VALUE_CNY", "simulate"]

YEAR = "2022"
MASS_T, VALUE_CNY = 371.0e6, 1314.05e9                          # published for 2022: china-recyclables/volumes.csv, total of the categories
# 10,000 t by category for 2022, from the same table, marked unverified there except plastics.
_MIX = {"steel_scrap": 24081, "nonferrous_scrap": 1375, "waste_plastics": 1800, "waste_tyres": 675, "waste_paper": 6585, "weee": 415, "elv": 820,
        "waste_textiles": 415, "waste_glass": 850, "waste_batteries": 50}
# CNY a tonne, chosen so that categories differ by orders of magnitude as they do; the total is then scaled to the published value.
_PRICE = {"steel_scrap": 2900.0, "nonferrous_scrap": 21000.0, "waste_plastics": 5800.0, "waste_tyres": 1100.0, "waste_paper": 2000.0, "weee": 5200.0,
          "elv": 2600.0,
          "waste_textiles": 900.0, "waste_glass": 450.0, "waste_batteries": 18000.0}
_SIZES = (("micro", 0.62), ("small", 0.28), ("medium", 0.085), ("large", 0.015))
_LOG_T = {"micro": 6.0, "small": 7.6, "medium": 9.4, "large": 11.2}      # middle of the logarithm of tonnes a year before scaling
_SEASON = (0.75, 0.62, 1.0, 1.04, 1.06, 1.05, 1.02, 1.03, 1.07, 1.08, 1.12, 1.16)      # New Year falls in January or February
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Population:
    """A synthetic population, made by ``simulate``; its method ``reports`` adds one row a firm and year. Nothing of it is real.

    Attributes
    ----------
    firms : pyarrow.Table
        One row a firm; columns as ``simulate`` says.
    ledger : Ledger
        One row a firm and month, masses in tonnes.
    seed : int
        What it was drawn from; ``reports`` draws from it again.
    """

    firms: Any
    ledger: Ledger
    seed: int

    @property
    def synthetic(self) -> bool:
        """Always True."""
        return True

    def reports(self, years: int = 1, kind: str | None = None):
        """Annual reports for a review of the contact list, with what goes wrong in reports.

        Scores wander from year to year (a firm keeps four fifths of its distance to the mean). 6 % of reports are missing, 5 % late (``submitted``), 0.5 % give
        tonnes as 10,000 t and 0.5 % the other way round; ``error`` says which, so that a check of reports can be marked.

        Parameters
        ----------
        years
            Number of years, the first 2022.
        kind
            Of the frame.

        Returns
        -------
        frame
            ``enterprise, period, region, category, tier, size, mode, credit_code, parent, recommended, filed, closed, listed_offence, station_standard,
            sorting_standard, invoices_issued, volume_t, compliant_share, sorting_t_m2, online_share, on_time_share, submitted, error, synthetic``.
        """
        import numpy as np
        import pyarrow as pa

        rng = np.random.Generator(np.random.Philox(key=[self.seed, 2]))
        n = self.firms.num_rows
        base = np.log(self.firms.column("mass_t").to_numpy())
        state = rng.normal(size=(3, n))
        flags = {"recommended": 0.25, "filed": 0.93, "station_standard": 0.6, "sorting_standard": 0.5, "invoices_issued": 0.7}
        held = {k: rng.random(n) < p for k, p in flags.items()}
        parts = []
        for year in range(years):
            state = 0.8 * state + 0.6 * rng.normal(size=(3, n))
            volume = np.exp(base + 0.15 * state[0])
            error = rng.choice(["", "late", "unit_slip_down", "unit_slip_up"], n, p=[0.94, 0.05, 0.005, 0.005])
            told = np.where(error == "unit_slip_down", volume / 1e4, np.where(error == "unit_slip_up", volume * 1e4, volume))
            keep = rng.random(n) >= 0.06
            day = np.datetime64(f"{int(YEAR) + year + 1}-03-01") + rng.integers(0, 45, n) + np.where(error == "late", 60, 0)
            flip = {k: np.where(rng.random(n) < 0.01, ~v, v) for k, v in held.items()}
            held = flip
            share = lambda x: 1.0 / (1.0 + np.exp(-x))  # noqa: E731
            filed = pa.array(flip["filed"], mask=rng.random(n) < 0.01)       # now and then nobody knows
            own = [self.firms.column(c) for c in ("enterprise", "region", "category", "tier", "size", "mode", "parent")]
            table = pa.table({"enterprise": own[0], "period": pa.array([str(int(YEAR) + year)] * n), **dict(zip(("region", "category", "tier", "size", "mode"),
                              own[1:6], strict=True)), "credit_code": own[0], "parent": own[6], **{k: pa.array(v) for k, v in flip.items()}, "filed": filed,
                              "closed": pa.array(rng.random(n) < 0.02), "listed_offence": pa.array(rng.random(n) < 0.004), "volume_t": told,
                              "compliant_share": share(state[1] + 0.5), "sorting_t_m2": np.exp(1.2 + 0.5 * state[2]),
                              "online_share": share(state[2] - 1.5) * 0.6,
                              "on_time_share": share(state[1] + 1.5), "submitted": pa.array(day.astype(str)), "error": pa.array(error.tolist()),
                              "synthetic": pa.array(np.ones(n, bool))})
            parts.append(table.filter(pa.array(keep)))
        return frames.like(kind or frames.default_kind(), pa.concat_tables(parts))

    def __repr__(self) -> str:
        return f"<SYNTHETIC population, seed {self.seed}: {self.firms.num_rows:,} firms, {len(self.ledger):,} ledger rows; none of it is real>"

    _repr_html_ = card


def simulate(enterprises: int = 90_000, months: int = 12, seed: int = 0) -> Population:
    """A synthetic population of recyclers of the published size.

    Parameters
    ----------
    enterprises
        Number of firms, from 100.
    months
        Months of ledger from 2022-01, 1 to 12. The mass and value of twelve are the published totals of 2022, whatever the number of firms.
    seed
        Whole number from 0. The same seed and NumPy give the same population.

    Returns
    -------
    Population
        ``firms``: ``enterprise`` (a valid but made-up credit code), ``region`` (37 reporting units), ``category``, ``size``, ``tier`` (station, sorting,
        market),
        ``mode``, ``parent``, ``mass_t``, ``synthetic``. ``ledger``: ``period, region, enterprise, stage, material, mode, mass_t, value_cny, publisher,
        evidence`` (both ``synthetic``).

    Raises
    ------
    InputError
        ``bad_size``, ``bad_seed``.

    Examples
    --------
    >>> import huishou as hs
    >>> people = hs.datasets.simulate(enterprises=500, months=12, seed=7)
    >>> len(people.ledger), round(sum(people.ledger.to_arrow().column("mass_t").to_pylist()) / 1e6, 3)
    (6000, 371.0)
    """
    import numpy as np
    import pyarrow as pa

    for name, value, low, high in (("enterprises", enterprises, 100, 10**7), ("months", months, 1, 12)):
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise InputError(f"{name} is {value!r}.", code="bad_size", column=name, value=value, hint=f"Give a whole number from {low} to {high:,}.")
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**63:
        raise InputError(f"seed is {seed!r}.", code="bad_seed", value=seed, hint="Give a whole number from 0.")
    rng = np.random.Generator(np.random.Philox(key=[seed, 1]))
    n = enterprises
    regions, codes = _regions()
    where = rng.choice(len(regions), n, p=_uneven(len(regions), rng))
    names = [m.id for m in MATERIALS]
    mix = np.array([_MIX[m] for m in names], float)
    what = _every(len(names), rng.choice(len(names), n, p=np.sqrt(mix) / np.sqrt(mix).sum()))
    size = rng.choice(len(_SIZES), n, p=[p for _, p in _SIZES])
    raw = np.exp(np.array([_LOG_T[s] for s, _ in _SIZES])[size] + 0.8 * rng.normal(size=n))
    mass = raw * (mix / mix.sum() * MASS_T / np.bincount(what, raw, len(names)))[what]
    tier = rng.choice(3, n, p=[0.78, 0.19, 0.03])
    mode = rng.choice(4, n, p=[0.7, 0.18, 0.07, 0.05])
    ids = _credit_codes(np.array(codes)[where], rng)
    group = rng.integers(0, max(n // 300, 1), n)
    parent = pa.array(np.array(ids, object)[group], mask=rng.random(n) >= 0.03)
    take = lambda words, at: pa.array(np.array(words, object)[at], pa.string())  # noqa: E731
    region, modes = take(regions, where), take(("fixed_station", "door_to_door", "smart_bin", "online_platform"), mode)
    firms = pa.table({"enterprise": pa.array(ids), "region": region, "category": take(names, what), "size": take([s for s, _ in _SIZES], size),
                      "tier": take(("station", "sorting", "market"), tier), "mode": modes, "parent": parent, "mass_t": mass,
                      "synthetic": pa.array(np.ones(n, bool))})
    season = np.array(_SEASON) / sum(_SEASON)
    noise = np.exp(0.25 * rng.normal(size=(n, 12)))
    part = season * noise
    monthly = mass[:, None] * part / part.sum(1, keepdims=True)
    price = np.array([_PRICE[m] for m in names])[what][:, None] * np.exp(0.1 * rng.normal(size=(n, 12)))
    price *= VALUE_CNY / (monthly * price).sum()
    at = np.repeat(np.arange(n), months)
    stage = take(("collection", "sorting", "market"), tier)
    same = pa.array(["synthetic"] * (n * months)).dictionary_encode().cast(pa.string())
    rows = pa.table({"period": pa.array(np.tile(np.array([f"{YEAR}-{m + 1:02d}" for m in range(months)], object), n), pa.string()),
                     "region": region.take(pa.array(at)),
                     "enterprise": firms.column("enterprise").combine_chunks().take(pa.array(at)), "stage": stage.take(pa.array(at)),
                     "material": firms.column("category").combine_chunks().take(pa.array(at)), "mode": modes.take(pa.array(at)),
                     "mass_t": monthly[:, :months].ravel(), "value_cny": (monthly * price)[:, :months].ravel(), "publisher": same, "evidence": same})
    about = {"dataset": "synthetic", "synthetic": True, "seed": seed, "enterprises": n, "months": months, "calibrated_to": {"year": YEAR, "mass_t": MASS_T,
             "value_cny": VALUE_CNY, "source": "china-recyclables/volumes.csv, total of the categories"}}
    return Population(firms, Ledger(rows, provenance=about), seed)


def _regions() -> tuple[list[str], list[str]]:
    """The 37 reporting units and a code of six digits each; the Corps has none and takes that of a city in Xinjiang it runs (Shihezi, 659001)."""
    import pyarrow.compute as pc

    table = frames.table(places.regions("pyarrow"))
    table = table.filter(pc.invert(pc.is_in(table.column("region"), value_set=_array(["台湾", "香港", "澳门"]))))
    return table.column("region").to_pylist(), [c or "659001" for c in table.column("gb_t_2260").to_pylist()]


def _array(values: list[str]):
    import pyarrow as pa

    return pa.array(values)


def _uneven(n: int, rng: Any):
    """Shares of units: some have twenty times the firms of others."""
    import numpy as np

    raw = np.exp(0.8 * rng.normal(size=n))
    return raw / raw.sum()


def _every(kinds: int, drawn: Any):
    """The first firms take one kind each, so that none is empty in a small population."""
    import numpy as np

    drawn[:kinds] = np.arange(kinds)
    return drawn


def _credit_codes(areas: Any, rng: Any) -> list[str]:
    """Different credit codes with right check characters (GB 32100, GB 11714): 91, the area, MA and a number."""
    import numpy as np

    n = len(areas)
    letters = np.frombuffer(_ALPHABET.encode(), np.uint8)
    value = np.full(128, -1, np.int64)
    value[letters] = np.arange(31)
    text = np.zeros((n, 18), np.uint8)
    text[:, :2] = np.frombuffer(b"91", np.uint8)
    text[:, 2:8] = np.frombuffer("".join(areas.tolist()).encode(), np.uint8).reshape(n, 6)
    text[:, 8:10] = np.frombuffer(b"MA", np.uint8)
    number = np.argsort(rng.random(n)) if n <= 31**4 else np.arange(n)
    for k in range(6):
        text[:, 15 - k] = letters[number % 31]
        number = number // 31
    inner = np.where((text[:, 8:16] >= 65), text[:, 8:16].astype(int) - 55, text[:, 8:16].astype(int) - 48) @ np.array([3, 7, 9, 10, 5, 8, 4, 2])
    check = 11 - inner % 11
    text[:, 16] = np.where(check == 10, ord("X"), np.where(check == 11, ord("0"), check + 48))
    outer = value[text[:, :17]] @ np.array([pow(3, i, 31) for i in range(17)])
    text[:, 17] = letters[-outer % 31]
    return [row.decode() for row in text.view("S18").ravel().tolist()]
