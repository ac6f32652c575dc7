# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Claims come and go with what the data show."""

import huishou as hs
from huishou.ledger import datasets
from huishou.policy import claims, steel


def facts(**changes):
    volumes, flows, pack = datasets.intake("china-recyclables"), datasets.load("china-steel"), hs.factors.load("cn")
    kinds = [r for r in steel.scrap_by_kind(flows.where(region="China", period="2019")).rows() if r["origin"] in ("post_consumer", "new_scrap")]
    avoided = hs.avoided_emissions({"material": ["steel_scrap"] * 2, "origin": [r["origin"] for r in kinds], "mass_t": [r["prepared_t"] for r in kinds]},
                                   factors=pack, by=["origin"])
    given = {"volumes": volumes.ledger, "blanks": volumes.rejected, "flows": flows, "region": "China", "period": "2019", "avoided": avoided, "pack": pack}
    return claims.Facts(**(given | changes))


def by_id(result):
    return {r["id"]: r for r in result.rows()}


def test_every_claim_of_the_demo_rests_on_a_check():
    found = by_id(claims.examine(facts()))
    assert set(found) == {c.id for c in claims.CLAIMS} - {"file-check"}
    assert not [r for r in found.values() if "{" in r["text_zh"] + r["text_en"] + r["reason_zh"] + r["reason_en"]]
    assert "204.1–251.2" in found["old-scrap-range"]["text_zh"] and found["old-scrap-range"]["may"]
    assert "24,097" in found["steel-collection"]["text_zh"]
    assert "+6.4" in found["total-direction"]["reason_zh"]
    assert "11 %" in found["loss-measured"]["text_en"] and not found["loss-measured"]["may"]
    assert "31,513" in found["old-scrap-observed"]["reason_zh"]
    assert "84.0" in found["splice"]["reason_en"]
    assert "8 类" in found["blank-category"]["reason_zh"]
    assert "非CCER" in found["credit"]["reason_zh"]


def test_a_claim_goes_when_its_reason_goes():
    assert by_id(claims.examine(claims.Facts())) == {}
    observed = hs.datasets.load("china-steel")
    table = observed.table.set_column(observed.table.column_names.index("evidence"), "evidence", [["published"] * len(observed)])
    assert "old-scrap-observed" not in by_id(claims.examine(claims.Facts(flows=hs.Ledger(table), region="China", period="2019")))
    one = hs.factors.from_frame({"material": ["steel_scrap"], "factor_co2e_per_t": [1.5]}, id="t", version="1", licence="CC0", source="test")
    found = by_id(claims.examine(claims.Facts(pack=one, materials=frozenset(["steel_scrap"]))))
    assert "midpoint" not in found and "no-factor" not in found and "credit" not in found


def test_a_partial_numerator_is_a_file_check():
    pair = ({"definition": "nyc-diversion", "rate": 0.14636, "status": "partial_numerator"}, {"rate": 0.1590196})
    found = by_id(claims.examine(claims.Facts(rates=(pair,))))
    assert "14.636" in found["file-check"]["text_zh"] and "15.90" in found["file-check"]["reason_zh"] and not found["file-check"]["may"]
