# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The steel cycle: China 2019 against the numbers of its source."""

from functools import lru_cache

import pytest

from huishou.errors import InputError
from huishou.ledger import datasets
from huishou.policy import steel


@lru_cache
def flows():
    return datasets.load("china-steel")


@lru_cache
def here():
    return flows().where(region="China", period="2019")


def test_scrap_by_kind_after_the_preparation_loss():
    rows = {r["origin"]: r for r in steel.scrap_by_kind(here()).rows()}
    assert {k: round(r["prepared_t"] / 1e3, 1) for k, r in rows.items()} == {
        "post_consumer": 156_988.5, "new_scrap": 69_975.1, "home_scrap": 50_044.6, "imported": 180.3}
    assert {k: round(r["arising_t"] / 1e3, 3) for k, r in rows.items() if k != "imported"} == {
        "post_consumer": 176_391.587, "new_scrap": 78_623.695, "home_scrap": 56_229.878}
    assert rows["imported"]["arising_t"] is None and rows["imported"]["preparation_yield"] is None
    assert {round(r["preparation_yield"], 9) for k, r in rows.items() if k != "imported"} == {0.89}


def test_what_is_charged():
    assert steel.charged(here()).rows()[0]["mass_t_sum"] / 1e3 == pytest.approx(277_185.572514)


def test_every_node_balances_to_50_tonnes():
    rows = steel.imbalance(flows()).rows()
    assert len(rows) == 11_997 and abs(rows[0]["residual_t"]) < 50.0


def test_official_collection_stands_beside_the_model():
    volumes = datasets.load("china-recyclables")
    assert steel.official(volumes)["period"] == "2019" and steel.official(volumes)["mass_t"] == 240_970_000.0
    assert steel.official(volumes, "2020") is None                # use, not collection
    assert steel.official(volumes, "2021") is None                # from memory


def test_arrows_keep_every_tonne():
    rows = steel.arrows(here()).rows()
    into = {}
    for r in rows:
        into[r["target"]] = into.get(r["target"], 0.0) + r["mass_t"]
        into[r["source"]] = into.get(r["source"], 0.0) - r["mass_t"]
    assert into["use"] / 1e3 == pytest.approx(566_893, abs=1)     # the stock in use gains this
    inside = [n for n in into if n not in ("imports", "exports", "losses", "use", "ore")]
    assert all(abs(into[n]) < 50.0 for n in inside)
    assert {r["kind"] for r in rows} == {"primary", "steel", "post_consumer", "new_scrap", "home_scrap", "prepared", "trade", "loss"}


def test_one_drawing_shows_one_year():
    with pytest.raises(InputError) as error:
        steel.arrows(flows().where(region="China"))
    assert error.value.code == "mixed_period"


def test_states_of_regions_merge_to_the_state_of_the_world():
    """Parts and total: the printed digits may differ, the states may not."""
    import huishou as hs

    scrap = flows().where(stage="collection", flow="out")
    whole = hs.Aggregator(by=["origin"], values={"mass_t": ["count", "sum"]})
    whole.update(scrap)
    parts = hs.Aggregator(by=["origin"], values={"mass_t": ["count", "sum"]})
    for region in reversed(sorted(set(scrap.table.column("region").to_pylist()))):
        part = hs.Aggregator(by=["origin"], values={"mass_t": ["count", "sum"]})
        part.update(scrap.where(region=region))
        parts.merge(part)
    assert parts.digest() == whole.digest()


def test_names_of_countries():
    assert steel.country("China") == "中国" and steel.country("China", "en") == "China" and steel.country("Atlantis") == "Atlantis"
    assert set(flows().table.column("region").unique().to_pylist()) == set(steel.COUNTRIES)


def test_official_collection_is_not_guessed():
    assert steel.official({"period": ["2019"], "material": ["steel_scrap"], "mass_t": [1.0]}) is None       # no measure is stated
