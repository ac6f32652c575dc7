# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Every figure draws, takes axes and gives them back, in both languages."""

import pytest

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("agg")

import huishou as hs  # noqa: E402
from huishou.errors import InputError  # noqa: E402
from huishou.ledger import datasets  # noqa: E402
from huishou.policy import situation, steel  # noqa: E402
from huishou.view import style  # noqa: E402


def axes():
    return style.new(8, 5)


def texts(ax):
    return [t.get_text() for t in ax.texts]


def rendered(figure):
    """A drawing proves that every glyph is there: a missing one is a warning, and warnings are errors."""
    with style.context("zh"):
        figure.canvas.draw()
    return figure


@pytest.fixture(autouse=True)
def close():
    yield
    from matplotlib import pyplot

    pyplot.close("all")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sankey_of_the_steel_cycle(lang):
    figure, ax = axes()
    flows = steel.arrows(datasets.load("china-steel").where(region="China", period="2019"))
    nodes = {v[0]: (v[1], int(v[0] in ("scrap_market", "prep")), v[2 if lang == "zh" else 3]) for v in steel.NODES.values()}
    kinds = {k: (c, k if k == "post_consumer" else "") for k, c in style.KIND.items()}
    assert hs.plot.sankey(flows, nodes=nodes, kinds=kinds, kept={"use": ("净增存量", "added")}, ax=ax, lang=lang) is ax
    rendered(figure)
    assert any("176.4" in t for t in texts(ax)) and any("566.9" in t for t in texts(ax)) and any("555.0" in t for t in texts(ax))


def test_sankey_finds_tiers_and_cycles_by_itself():
    figure, ax = axes()
    hs.plot.sankey({"source": ["a", "b", "c", "imports"], "target": ["b", "c", "a", "a"], "mass_t": [3e6, 2e6, 1e6, 2e6]}, ax=ax)
    rendered(figure)
    assert len(ax.patches) == 3 + 4                               # three nodes, four arrows


def test_sankey_refuses_what_it_cannot_draw():
    with pytest.raises(InputError) as error:
        hs.plot.sankey({"source": ["a"], "target": ["b"], "mass_t": [-1.0]})
    assert error.value.code == "negative"
    with pytest.raises(InputError) as error:
        hs.plot.sankey({"source": ["a"], "target": ["b"], "mass_t": [0.0]})
    assert error.value.code == "no_rows"


def test_trend_leaves_a_gap_and_marks_evidence():
    figure, ax = axes()
    line = situation.national_line(datasets.load("china-recyclables"))
    assert hs.plot.trend(line, "value_cny", low="value_cny_low", high="value_cny_high", evidence="evidence", unit=1e12, digits=2, label="all", ax=ax) is ax
    rendered(figure)
    assert texts(ax)[-1] == "1.33" and len(texts(ax)) == 8        # no number for 2020
    dotted = [x for x in ax.lines if isinstance(x.get_linestyle(), str) and len(x.get_xdata()) == 2 and x.get_linewidth() == 1.0]
    assert len(dotted) == 2                                       # 2014 to 2017, 2019 to 2021


def test_trend_names_its_series():
    figure, ax = axes()
    rows = {"period": ["2020-01", "2020-07", "2020Q1", "2020H2"], "kind": ["a", "a", "b", "b"], "v": [1.0, 2.0, 3.0, 4.0]}
    hs.plot.trend(rows, "v", by="kind", names={"a": "甲"}, label="none", ax=ax)
    rendered(figure)
    assert texts(ax) == ["甲", "b"]


def test_trend_without_numbers_is_refused():
    with pytest.raises(InputError) as error:
        hs.plot.trend({"period": ["2020"], "v": [None]}, "v")
    assert error.value.code == "no_rows"


def test_ranges_write_both_ends():
    figure, ax = axes()
    assert hs.plot.ranges(["旧", "对比"], [204.1e6, 360.3e6], [251.2e6, 443.5e6], unit=1e6, faint=[False, True], ax=ax) is ax
    rendered(figure)
    assert texts(ax) == ["204.1", "251.2", "360.3", "443.5"] and ax.patches[1].get_hatch()
    with pytest.raises(InputError):
        hs.plot.ranges([], [], [])


def test_rates_show_status_instead_of_a_number():
    figure, ax = axes()
    hs.plot.rates({"definition": ["a", "b", "c"], "rate": [0.3, 1.2, None], "rate_low": [0.2, None, None], "rate_high": [0.4, None, None],
                   "status": ["ok", "gt_one", "no_denominator"]}, ax=ax)
    rendered(figure)
    assert texts(ax) == ["30.0 %", "120.0 %  gt_one", "— no_denominator"] and ax.get_xlim()[1] > 120     # not clipped


def test_waterfall_levels_are_running_sums():
    figure, ax = axes()
    hs.plot.waterfall(["a", "b", "="], [10.0, -3.0, None], ax=ax)
    rendered(figure)
    assert texts(ax) == ["+10.0", "−3.0", "7.0"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_grid_of_the_ten_categories(lang):
    figure, ax = axes()
    read = datasets.intake("china-recyclables")
    assert hs.plot.grid(situation.grid(read.ledger, read.rejected), ax=ax, lang=lang) is ax
    rendered(figure)
    assert len(ax.patches) == 120 and "—" in texts(ax) and "≥ 7,000" in texts(ax) and "? 4,419\n4,841" in texts(ax)


def test_new_axes_are_made_where_none_are_given():
    ax = hs.plot.waterfall(["a"], [1.0])
    assert ax.figure is not None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tilemap_has_every_province_once(lang):
    figure, ax = axes()
    from huishou.view.figures.tilemap import TILES

    table = hs.frames.to("dict", hs.regions())
    assert set(TILES) == {r for r, level in zip(table["region"], table["level"], strict=True) if level == "province"} and len(set(TILES.values())) == 34
    rows = {"region": ["浙江", "西藏", "北京"], "rate": [0.608, None, 0.395]}
    assert hs.plot.tilemap(rows, "rate", unit=0.01, digits=1, title="率", ax=ax, lang=lang) is ax
    rendered(figure)
    assert len(ax.patches) == 34 and texts(ax).count("—") == 32 and {"60.8", "39.5"} <= set(texts(ax))
    with style.context(lang) as spoken:                               # English where the machine has no Chinese font
        assert ("浙江" if spoken == "zh" else "Zhejiang") in texts(ax)


@pytest.mark.parametrize(("rows", "code"), [({"region": ["大连"], "v": [1.0]}, "unknown_region"),
                                            ({"region": ["浙江", "浙江"], "v": [1.0, 2.0]}, "repeated_region"),
                                            ({"region": ["浙江"], "v": [float("nan")]}, "no_rows"), ({"region": ["浙江"]}, "missing_column")])
def test_tilemap_refuses(rows, code):
    with pytest.raises(InputError) as error:
        hs.plot.tilemap(rows, "v")
    assert error.value.code == code


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_cost_curve_in_the_order_of_net_benefit(lang):
    figure, ax = axes()
    options = {"option": ["甲", "乙", "丙", "丁"], "operating_cny": [-100.0, -100.0, 300.0, 50.0], "reduction_co2e_t": [1.0, 10.0, 5.0, 0.0]}
    assert hs.plot.macc(hs.carbon.abatement_cost(options, rate=0.05), ax=ax, lang=lang) is ax
    rendered(figure)
    assert [p.get_height() for p in ax.patches] == [-10.0, -100.0, 60.0] and [p.get_x() for p in ax.patches] == [0.0, 10.0, 11.0]
    assert [bool(p.get_hatch()) for p in ax.patches] == [False, True, True] and "丁" in ax.get_xlabel()
    with pytest.raises(InputError):
        hs.plot.macc(hs.carbon.abatement_cost({"option": ["a"], "operating_cny": [1.0], "reduction_co2e_t": [0.0]}, rate=0.05))


def test_tornado_sorts_and_sums_the_rest():
    figure, ax = axes()
    rows = {"factor": ["a", "b", "c", "d"], "sd_co2e_t": [3.0, 12.0, 4.0, 0.0], "share": [9 / 169, 144 / 169, 16 / 169, 0.0]}
    assert hs.plot.tornado(rows, most=1, names={"b": "废纸"}, ax=ax) is ax
    rendered(figure)
    assert [p.get_width() for p in ax.patches] == [24.0, 10.0] and texts(ax) == ["85 %", "15 %"] and ax.get_yticklabels()[0].get_text() == "废纸"
    for wrong, code in (({**rows, "factor": ["a"] * 4}, "repeated_factor"), ({**rows, "sd_co2e_t": [0.0] * 4}, "no_rows")):
        with pytest.raises(InputError) as error:
            hs.plot.tornado(wrong)
        assert error.value.code == code


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_methods_side_by_side(lang):
    figure, ax = axes()
    steel = {"material": ["steel"] * 3, "pathway": ["primary", "secondary", "landfilled"], "factor_co2e_per_t": [2.0, 0.7, 0.05]}
    pack = hs.factors.from_frame(steel, id="own", version="1", licence="CC0", source="example", type="production")
    found = hs.avoided_emissions({"material": ["steel"], "fate": ["recycled"], "mass_t": [100.0]}, pack, method="all", baseline="landfilled")
    assert hs.plot.methods(found, ax=ax, lang=lang) is ax
    rendered(figure)
    marks = [x for line in ax.lines if line.get_marker() == "D" for x in line.get_xdata()]
    assert marks == [r["net_co2e_t"] for r in found.rows() if r["net_co2e_t"] is not None] and marks
    assert any("not_computable" in t for t in texts(ax))
    with pytest.raises(InputError) as error:
        hs.plot.methods({"method": ["a", "a"], **{c: [1.0, 1.0] for c in ("avoided_co2e_t", "induced_co2e_t", "net_co2e_t")}, "status": ["ok", "ok"]})
    assert error.value.code == "repeated_method"


def test_a_figure_has_a_text_for_those_who_cannot_see_it():
    figure, ax = axes()
    hs.plot.waterfall(["gross", "losses", "net"], [251.0, -27.0, None], title="from gross to net <Mt>", ax=ax, lang="en")
    assert hs.plot.alt(ax) == "from gross to net <Mt>. gross; losses; net. +251.0; −27.0; 224.0."
    picture = hs.plot.image(ax)
    assert picture.png.startswith(b"\x89PNG") and "from gross to net" in repr(picture)
    assert "alt='from gross to net &lt;Mt&gt;." in picture._repr_html_() and picture.alt.encode("latin-1", "ignore")[:10] in picture.png
    figure, ax = axes()
    assert hs.plot.alt(ax) == ""
