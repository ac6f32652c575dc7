# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Drawings of a network: by tier, residuals, before and after."""

import pytest

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("agg")

import huishou as hs  # noqa: E402
from huishou.errors import InputError  # noqa: E402
from huishou.view import style  # noqa: E402

FLOWS = {"source": ["environment", "站点1", "站点2", "environment", "分拣", "分拣", "集散", "集散"],
         "target": ["站点1", "分拣", "分拣", "站点2", "集散", "environment", "environment", "站点1"], "mass_t": [60.0, 65.0, 40.0, 41.0, 88.0, 15.0, 80.0, 5.0]}
TIERS = {"站点1": "站点", "站点2": "站点", "分拣": "分拣中心", "集散": "集散市场"}


@pytest.fixture
def drawn():
    figure, ax = style.new(8, 5)
    yield ax
    with style.context("zh"):
        figure.canvas.draw()                                      # a missing glyph is a warning, and warnings are errors


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sankey_by_tier_and_by_node(drawn, lang):
    net = hs.Network(FLOWS, tier=TIERS)
    assert net.sankey(drawn, lang=lang, unit=1.0) is drawn
    assert {"站点 106", "分拣中心 105", "集散市场 88"} <= {t.get_text() for t in drawn.texts}     # the larger side of each: 101 from outside and 5 back
    before = len(drawn.patches)
    assert before == 3 + 6                                        # tiers; in, two links, the way back, two ways out
    by_node = style.new(8, 5)[1]
    assert len(net.sankey(by_node, by="node", unit=1.0).patches) == 4 + 8


def test_sankey_draws_one_group_only():
    with pytest.raises(InputError) as error:
        hs.Network(FLOWS | {"material": ["纸", "铁"] * 4}, tier=TIERS).sankey()
    assert error.value.code == "mixed_groups"


def test_residual_map_names_the_worst(drawn):
    net = hs.Network(FLOWS, tier=TIERS)
    assert net.residuals(drawn) is drawn
    texts = [t.get_text() for t in drawn.texts]
    assert len(drawn.collections) == 4 and any(t.startswith("集散 +3") for t in texts) and any(t.startswith("分拣 +2") for t in texts)
    with pytest.raises(InputError):
        hs.plot.residual_map({"node": [], "tier": [], "residual_t": []})


def test_before_and_after(drawn):
    rec = hs.Network(FLOWS, relative=0.05).reconcile()
    hs.plot.before_after(rec, most=3, ax=drawn)
    labels = [t.get_text() for t in drawn.get_yticklabels()]
    assert len(labels) == 3 and all(" → " in label for label in labels)
    worst = max(rec.result.rows(), key=lambda r: abs(r["z"] or 0.0))
    assert labels[0] == f"{worst['source']} → {worst['target']}"
    with pytest.raises(InputError) as error:
        hs.plot.before_after(rec, most=50)
    assert error.value.code == "too_many"
