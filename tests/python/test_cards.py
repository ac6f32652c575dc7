# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Every public object has a short text and a card for Jupyter: escaped, without script or colours of its own, below 50 kB."""

import pytest

import huishou as hs
from huishou import cards

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def objects():
    rows = {"material": [HOSTILE], "mass_t": [1.0]}
    agg = hs.Aggregator(by=["material"], values={"mass_t": ["sum"]})
    agg.update(rows)
    people = hs.datasets.simulate(enterprises=300, months=12, seed=1)
    reports = people.reports(years=1)
    review = hs.enterprises.review(None, reports, hs.enterprises.Rules.load())
    net = hs.Network({"source": ["e", HOSTILE, HOSTILE], "target": [HOSTILE, "m", "r"], "mass_t": [10.0, 7.0, 2.0]}, relative=0.05)
    rec = net.reconcile()
    pack = hs.factors.load("cn")
    own = hs.Definition(id="own", title_en=HOSTILE, numerator={"fate": HOSTILE}, denominator={"stage": "generation"})
    return {
        "result": hs.aggregate(rows, by=["material"], values={"mass_t": ["sum"]}),
        "intake": hs.ingest({"material": [HOSTILE], "mass": [1.0]}, units={"mass": "t"}),
        "ledger": hs.datasets.load("china-steel"), "aggregator": agg, "pack": pack, "card": pack.card(), "definition": own, "term": own.numerator[0],
        "coefficients": hs.Coefficients({"material": [HOSTILE], "coef": [1.0]}, source="s", version="1"), "network": net, "reconciliation": rec,
        "global test": rec.global_test, "review": review, "rules": hs.enterprises.Rules.load(),
        "trail": hs.enterprises.Trail().append(review), "population": people,
        "concentration": hs.enterprises.concentration([0.3, 0.2], firms=5, known="any"),
        "score": hs.enterprises.score(reports, ["volume_t", "compliant_share"]),
        "taxonomy": hs.demands.taxonomy(), "estimate": hs.recovery.wilson(3, 10), "published": hs.recovery.published("58-63"),
        "cff": hs.carbon.cff(A=0.2, R1=0.1, R2=0.5, Ev=2, Erec=0.5, ErecEoL=0.5, ED=0.1), "plan": hs.network.Plan([[1.0, -1.0]]),
        "pedigree": hs.uncertainty.pedigree((1, 2, 3, 5, 4)), "drawn": hs.uncertainty.approach_2(lambda x: x, {"x": 1.0}, draws=2)}


def test_cards(objects):
    for name, thing in objects.items():
        card, text = thing._repr_html_(), repr(thing)
        assert "<table" in card and len(card) < 50_000, name
        assert "<script" not in card and "style='color" not in card and "background" not in card, name
        assert 0 < len(text) < (1500 if name in ("card", "pack") else 400), (name, text)


def test_long_records_are_shortened():
    from collections import namedtuple

    wide = namedtuple("Wide", [f"f{i}" for i in range(60)])(*["x" * 1000] * 60)
    card = cards.card(wide)
    assert "… 20 more" in card and len(card) < 50_000
