# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Figures look as they were when somebody looked at them: images in ``tests/data/images``, English and DejaVu Sans so that fonts of the machine do not count.

After a change that is meant: ``HUISHOU_IMAGES=write pytest tests/python/view/test_images.py``, then look at every image again.
"""

import os
from pathlib import Path

import pytest

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("agg")

import huishou as hs  # noqa: E402
from huishou.view import fonts, style  # noqa: E402

KEPT = Path(__file__).resolve().parents[2] / "data" / "images"
TOLERANCE = 10.0                                                      # root mean square of 255: letters hinted otherwise are below it, a bar elsewhere above
FLOWS = {"source": ["households", "households", "station 1", "station 2", "centre", "centre"],
         "target": ["station 1", "station 2", "centre", "centre", "market", "residue"],
         "mass_t": [60e3, 85e3, 60e3, 85e3, 128e3, 17e3]}
OPTIONS = {"option": ["sorting", "smart bins", "trucks"], "operating_cny": [-4e6, 9e6, 3e6], "reduction_co2e_t": [3e4, 2e4, 2.5e4]}
METHODS = {"method": ["cut_off", "closed_loop", "warm"], "avoided_co2e_t": [0.4, 2.4, None], "induced_co2e_t": [0.0, 0.7, None],
           "net_co2e_t": [-0.4, -1.7, None], "status": ["ok", "ok", "not_computable"]}
RANKS = {"enterprise": ["A", "B", "C"], "rank": [1, 2, 3], "rank_1": [0.7, 0.3, 0.0], "rank_2": [0.2, 0.6, 0.2], "rank_3": [0.1, 0.1, 0.8]}
LINE = {"period": ["2019", "2020", "2021"], "v": [1.0, 3.0, 2.0], "lo": [0.8, 2.5, 1.7], "hi": [1.2, 3.5, 2.3]}
FIGURES = {
    "sankey": lambda **o: hs.plot.sankey(FLOWS, kind=None, unit=1e3, **o),
    "tilemap": lambda **o: hs.plot.tilemap({"region": ["浙江", "广东", "新疆"], "v": [61.0, 39.5, 20.0]}, "v", title="rate, %", **o),
    "waterfall": lambda **o: hs.plot.waterfall(["gross", "losses", "transport", "net"], [251.0, -27.0, -9.0, None], title="from gross to net, Mt", **o),
    "macc": lambda **o: hs.plot.macc(hs.carbon.abatement_cost(OPTIONS, rate=0.05), unit=1e3, unit_name="kt", title="abatement cost", **o),
    "tornado": lambda **o: hs.plot.tornado({"factor": ["steel", "paper", "glass"], "sd_co2e_t": [12.0, 4.0, 3.0], "share": [0.85, 0.1, 0.05]}, most=2, **o),
    "methods": lambda **o: hs.plot.methods(METHODS, title="methods", **o),
    "ranks": lambda **o: hs.plot.ranks(RANKS, title="rank stability", **o),
    "trend": lambda **o: hs.plot.trend(LINE, "v", low="lo", high="hi", title="trend", **o),
    "ranges": lambda **o: hs.plot.ranges(["old scrap", "new scrap"], [204.1, 91.0], [251.2, 112.0], title="avoided, Mt", **o)}


@pytest.fixture(autouse=True)
def one_font(monkeypatch):
    monkeypatch.setattr(fonts, "find", lambda: fonts.Fonts(None, ("", "")))
    yield
    from matplotlib import pyplot

    pyplot.close("all")


@pytest.mark.parametrize("name", FIGURES)
def test_image(name, tmp_path):
    from matplotlib.testing.compare import compare_images

    with style.context("en"):
        figure, ax = style.new(6.4, 3.8 if name != "tilemap" else 5.4)
    assert FIGURES[name](ax=ax, lang="en") is ax
    written = KEPT / f"{name}.png" if os.environ.get("HUISHOU_IMAGES") == "write" else tmp_path / f"{name}.png"
    written.parent.mkdir(exist_ok=True)
    with style.context("en"):
        figure.savefig(written, dpi=60, facecolor="white", metadata={"Software": None})
    assert compare_images(str(KEPT / f"{name}.png"), str(written), tol=TOLERANCE) is None
