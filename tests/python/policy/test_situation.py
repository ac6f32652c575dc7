# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The national line, the grid and the coverage of the ten categories."""

from functools import lru_cache

import pytest

from huishou.errors import InputError
from huishou.ledger import datasets
from huishou.policy import situation


@lru_cache
def china():
    return datasets.intake("china-recyclables")


@lru_cache
def line():
    return {r["period"]: r for r in situation.national_line(china().ledger).rows()}


def test_line_has_the_known_totals_and_no_unverified_year():
    assert {p: r["mass_t"] / 1e6 for p, r in line().items()} == {
        "2014": 245, "2017": 282.057, "2018": 322.182, "2019": 354, "2020": 372, "2021": 381, "2022": 371, "2023": 376, "2024": 401}
    assert {r["evidence"] for r in line().values()} == {"published", "derived"}
    assert [p for p, r in line().items() if r["evidence"] == "derived"] == ["2017", "2021"]


def test_line_carries_the_interval_of_its_rounding():
    assert (line()["2023"]["mass_t_low"], line()["2023"]["mass_t_high"]) == (375.5e6, 376.5e6)
    assert (line()["2018"]["mass_t_low"], line()["2018"]["mass_t_high"]) == (322_181_500.0, 322_182_500.0)
    price = line()["2024"]
    assert price["price_cny_t_low"] == pytest.approx(1.325e12 / 401.5e6) and price["price_cny_t_high"] == pytest.approx(1.335e12 / 400.5e6)
    assert price["price_cny_t_low"] < price["price_cny_t"] < price["price_cny_t_high"]


def test_growth_only_on_the_year_before():
    assert line()["2017"]["mass_t_growth"] is None                # 2015 and 2016 are unverified
    assert line()["2024"]["mass_t_growth"] == pytest.approx(401 / 376 - 1)
    assert line()["2020"]["value_cny"] is None and line()["2020"]["price_cny_t"] is None and line()["2020"]["price_cny_t_low"] is None
    assert line()["2021"]["value_cny_growth"] is None             # no value for 2020
    assert line()["2021"]["mass_t_growth"] is not None


def test_two_totals_of_one_year_are_refused():
    rows = {"period": ["2023", "2023"], "material": ["all_categories"] * 2, "scope": [situation.TOTAL] * 2, "evidence": ["published"] * 2, "mass_t": [1.0, 2.0]}
    with pytest.raises(InputError) as error:
        situation.national_line(rows)
    assert error.value.code == "two_figures" and "2023" in str(error.value)


def test_a_ledger_without_scope_is_refused():
    with pytest.raises(InputError) as error:
        situation.national_line({"period": ["2023"], "material": ["废纸"], "mass_t": [1.0]})
    assert error.value.code == "missing_column" and error.value.column == "scope"


def test_other_scopes_stay_beside_the_line():
    rows = {(r["period"], r["scope"]): r["evidence"] for r in situation.other_totals(china().ledger).rows()}
    assert rows == {("2013", "mofcom7_total"): "published", ("2015", situation.TOTAL): "unverified", ("2016", situation.TOTAL): "unverified",
                    ("2025", "crra_utilisation_2025"): "published"}


def test_grid_shows_every_cell_and_fills_none():
    rows = situation.grid(china().ledger, china().rejected).rows()
    assert len({(r["period"], r["material"]) for r in rows}) == 12 * 10
    blank = [r for r in rows if r["evidence"] == "blank"]
    assert len(blank) == 29 and all(r["mass_t"] is None for r in blank)
    assert any("above 6000" in r["remark"] for r in blank)        # the remark of a blank travels with it
    assert all(r["mass_t"] is not None for r in rows if r["evidence"] != "blank")
    paper = [r for r in rows if (r["period"], r["material"]) == ("2014", "waste_paper")]
    assert [(r["scope"], r["evidence"]) for r in paper] == [("mofcom10_category", "unverified"), ("paper_association", "published")]
    plastics = next(r for r in rows if (r["period"], r["material"]) == ("2024", "waste_plastics"))
    assert plastics["evidence"] == "forecast"


def test_coverage_is_stated_and_never_forced_to_close():
    parts = {r["period"]: r for r in situation.coverage(china().ledger).rows()}
    assert parts["2019"]["itemised"] == 2 and parts["2019"]["itemised_t"] == 293_410_000.0       # steel 24,097 and paper 5,244
    assert parts["2019"]["not_itemised_t"] == 354e6 - 293.41e6
    assert parts["2024"]["itemised"] == 0 and parts["2024"]["itemised_t"] is None and parts["2024"]["not_itemised_t"] == 401e6
    assert parts["2022"]["unverified"] == 9 and parts["2022"]["itemised_t"] == 18e6              # from memory enters no part
    assert parts["2020"]["itemised_t"] == pytest.approx(75.33e6)                                  # use of steel is another measure
