# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Words of a source as words of the ledger."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huishou.ledger import words
from huishou.ledger.cells import coalesce, each, mask, text
from huishou.schema import MATERIALS, VALUE_ALIASES, VOCABULARY, key


def column(*cells):
    return pa.array(cells, pa.string())


def test_every_name_of_a_material():
    for m in MATERIALS:
        names = (m.id, m.zh, m.en, *m.aliases, m.en.upper(), f" {m.zh} ")
        assert set(words.material(text(column(*names), ""), {}).values.to_pylist()) == {m.id}


@pytest.mark.parametrize("name", ["废旧家电", "aluminium", "paper", "废纸箱", "Glass wastes", "铅酸电池"])
def test_parts_of_a_category_keep_their_name(name):
    assert words.material(column(name), {}).values.to_pylist() == [name]


def test_every_word_of_the_closed_lists():
    for name, listed in VOCABULARY.items():
        assert words.vocabulary(name, column(*listed), {}).values.to_pylist() == list(listed)
        for alias, word in VALUE_ALIASES[name].items():
            assert words.vocabulary(name, column(alias.upper()), {}).values.to_pylist() == [word]
        r = words.vocabulary(name, column("nonsense", "—", None), {})
        assert r.broken.tolist() == [True, False, False] and r.values.null_count == 3


def test_suggestions():
    assert words.suggestion("stage", "colection") == "collection" and words.suggestion("stage", "zzz") is None


@pytest.mark.parametrize(("cells", "header", "evident"), [
    (["浙江", "广东"], "", True), (["浙江"], "", True), (["浙江", "火星"], "", False), (["浙江", "火星"], "省份", True), (["火星"], "省份", False),
    (["Zhejiang", "Fujian"], "", False), (["Zhejiang", "Fujian", "Hunan"], "", True), (["330000", "440000", "110000", "x"], "", True),
    (["Hong Kong", "Japan", "Korea"], "", False), (["Hong Kong"], "", False), (["杭州", "宁波"], "", False), ([None, "—"], "", False),
])
def test_when_a_column_is_one_of_provinces(cells, header, evident):
    r = words.region(column(*cells), header)
    assert r.chinese == evident
    assert r.broken.tolist() == [evident and c is not None and words.places.resolve(c) is None for c in cells]


def test_codes_and_english_names_only_where_provinces_are_evident():
    assert words.region(column("330000", "浙江省", "广东"), "").values.to_pylist() == ["浙江", "浙江", "广东"]
    assert words.region(column("Taiwan", "Japan"), "").values.to_pylist() == ["Taiwan", "Japan"]


def test_namibia_is_no_blank():
    assert words.region(column("NA", "—", "-"), "").values.to_pylist() == ["NA", None, None]


def test_periods_with_their_kind():
    r = words.period(column("2023", "x", None, "—", "2023Q1"))
    assert r.values.to_pylist() == ["2023", None, None, None, "2023Q1"] and r.kinds.to_pylist() == ["year", None, None, None, "quarter"]
    assert r.broken.tolist() == [False, True, False, False, False]


@given(st.lists(st.one_of(st.none(), st.text(max_size=5)), max_size=6))
def test_no_text_breaks_any_reader(cells):
    c = text(pa.array(cells, pa.string()), "")
    for r in (words.material(c, {}), words.region(c, ""), words.region(c, "省份"), words.period(c), *(words.vocabulary(v, c, {}) for v in VOCABULARY)):
        assert len(r.values) == len(r.broken) == len(cells)
        assert not (mask(r.values.is_valid()) & r.broken).any() and not (mask(c.is_null()) & r.broken).any()


def test_each_asks_once_for_each_text():
    asked = []
    assert each(column("a", "b", "a", None), lambda w: asked.append(w) or w.upper()).to_pylist() == ["A", "B", "A", None] and asked == ["a", "b"]
    assert coalesce(None, None) is None and coalesce(column(None), column("x")).to_pylist() == ["x"]


def test_a_users_own_names_of_provinces():
    own = {key("苏"): "江苏", key("Mukden"): "辽宁", key("纸"): "waste_paper"}
    read = words.region(pa.array(["苏", "Mukden", "浙江省", "纸"]), "", own)
    assert read.values.to_pylist() == ["江苏", "辽宁", "浙江", None] and read.broken.tolist() == [False, False, False, True] and read.chinese


@pytest.mark.parametrize("word, id", [("电子废弃物", "weee"), ("E-Waste", "weee"), ("废有色", "nonferrous_scrap"), ("报废车辆", "elv"),
                                      ("废旧电池", "waste_batteries"),
                                      ("plastic waste", "waste_plastics"), ("废旧纺织物", "waste_textiles"), ("废旧纸张", "waste_paper")])
def test_common_names_of_the_categories(word, id):
    assert words.category(word, {}) == id
