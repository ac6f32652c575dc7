# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Answers to codes: several an answer, negation, evidence that stands in the text, silence apart from "none"."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import huishou as hs
from huishou import demands


def codes(text):
    return set(hs.frames.to("dict", demands.code([text]))["code"])


@pytest.mark.parametrize(("text", "wanted"), [
    ("反向开票额度太低，散户一年超过五百万就开不了", {"D01.02"}),
    ("环评手续复杂，消防验收一直过不了", {"D03.01", "D03.04"}),
    ("目前没有税收方面的困难", {"D00"}),
    ("没有用地指标是最大的问题", {"D02.03"}),                        # the negator is the complaint
    ("不是没有税收困难", {"D01"}),
    ("价格高、无进项票的问题突出", {"D01.01", "D05"}),
    ("税收方面没有困难，但招工难", {"D06.01"}),
    ("用工没问题；废玻璃没人要", {"D10.01"}),
    ("没有补贴但用工困难", {"D06"}),
    ("消防问题已解决", {"D00"}),
    ("不存在环评问题；没有标准", {"D08.01"}),
    ("运费1,000元太高", {"D07.03"}),
    ("无", {"D00"}), ("暂无困难。", {"D00"}), ("企业经营正常", {"D99"}),
    ("We have no problem with tax but no land", {"D02"}),
    ("Customs is not a problem", {"D00"}),
    ("No input invoices, and fire inspections shut us down", {"D01.01", "D03.04", "D03.05"}),
    ("Reverse invoicing limit; prices fell", {"D01.02", "D05.01"}),
    ("nothing", {"D00"}), ("we are well", {"D99"})])
def test_codes(text, wanted):
    assert codes(text) == wanted


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=30), st.lists(st.sampled_from(
    ["没有", "税收", "困难", "，", "但", "环评", "no ", "problem ", "land ", "已解决", "500万", "。", " "]), max_size=9).map("".join)), max_size=6))
def test_evidence_stands_in_the_text_and_every_answer_has_a_code(texts):
    rows = hs.frames.table(demands.code(texts)).to_pylist()
    for r in rows:
        assert texts[r["text"]][r["start"]:r["start"] + len(r["evidence"])] == r["evidence"] and r["evidence"]
    assert {r["text"] for r in rows} == {n for n, t in enumerate(texts) if t is not None and t.strip()}
    pairs = [(r["text"], r["code"]) for r in rows]
    assert len(pairs) == len(set(pairs))
    for n in {r["text"] for r in rows}:                          # none and other stand alone
        own = {r["code"] for r in rows if r["text"] == n}
        assert len(own) == 1 or not own & {"D00", "D99"}


def test_a_long_answer_takes_no_long_time():
    import time

    start = time.perf_counter()
    assert codes("无" * 50_000 + "税收") == {"D01"} and codes("no " * 20_000) == {"D99"}
    assert time.perf_counter() - start < 20


def test_the_list_is_whole():
    codes = demands.taxonomy()
    main = codes.main()
    assert sorted(main) == [f"D{n:02d}" for n in range(1, 15)] + ["D99"] and [c.demand for c in main.values()] == [c.replace("D", "P") for c in main]
    assert all(c.zh and c.en and (c.bodies or c.code == "D99") for c in codes.codes) and len({c.code for c in codes.codes}) == len(codes.codes)
    assert len(codes.hash) == 64 and len(hs.frames.table(codes.frame())) == len(codes.codes)
    for c in codes.codes:                                        # a name in words finds its own difficulty, where words are given
        if c.pattern is not None and "." not in c.code:
            assert c.pattern.search(c.zh), c.code


def test_items_keep_silence_as_a_row(tmp_path):
    answers = {"enterprise": ["A", "B", "C"], "region": ["x", "y", "y"], "text": ["环评和消防", None, "暂无困难"]}
    rows = hs.frames.table(demands.items(answers)).to_pylist()
    assert [(r["enterprise"], r["code"]) for r in rows] == [("A", "D03.01"), ("A", "D03.04"), ("B", None), ("C", "D00")]
    joined = hs.frames.table(demands.recode({"enterprise": ["A", "A", "B"], "code": ["X1", "X2", "D01"]}, {"X1": "D03", "X2": ["D03", "D04"]})).to_pylist()
    assert [(r["enterprise"], r["code"]) for r in joined] == [("A", "D03"), ("A", "D04"), ("B", "D01")]


def test_wrong_calls(tmp_path):
    for call, code in ((lambda: demands.code("one"), "not_text"), (lambda: demands.code([1]), "not_text"),
                       (lambda: demands.taxonomy("nowhere"), "unknown_taxonomy"),
                       (lambda: demands.taxonomy().find("D77"), "unknown_code")):
        with pytest.raises(hs.errors.HuishouError) as error:
            call()
        assert error.value.code == code
    bad = tmp_path / "t.toml"
    bad.write_text("id = 1\n[[code]]\n", "utf-8")
    with pytest.raises(hs.errors.InputError) as error:
        demands.taxonomy(bad)
    assert error.value.code == "bad_taxonomy"
