# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Bytes as text: UTF-8 first, GB18030 second, never the other way; archives; what is neither is refused."""

import gzip

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huishou.errors import InputError
from huishou.ledger.decode import unpack, utf8

PROVINCES = ("北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 "
             "湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆").split()


def code(call, *arguments):
    with pytest.raises(InputError) as error:
        call(*arguments)
    assert error.value.hint
    return error.value.code


def test_every_province_comes_back_in_each_encoding():
    # Some UTF-8 names are valid GB18030 as well: asked in the wrong order they come back as other characters.
    for name in PROVINCES:
        assert utf8(name.encode("utf-8"), "a")[0].decode() == name
        assert utf8(name.encode("gb18030"), "a")[0].decode() == name


def test_the_mark_is_taken_off_and_told():
    assert utf8(b"\xef\xbb\xbfa", "a") == (b"a", "utf-8-sig")
    assert utf8(b"", "a") == (b"", "utf-8")


def test_gb18030_of_2022_moves_18_characters_out_of_private_use():
    # GB 18030-2022: A6D9 is U+FE10; older codecs give U+E78D.
    assert utf8(b"\xa6\xd9", "a")[0].decode() == "\ufe10"
    assert utf8("𠮷".encode("gb18030"), "a")[0].decode() == "𠮷"


def test_a_named_encoding_is_used():
    assert utf8("廢紙".encode("big5"), "a", "big5") == ("廢紙".encode(), "big5")
    assert utf8("废纸".encode("utf-16"), "a", "utf-16")[0].decode() == "废纸"


@pytest.mark.parametrize(("content", "encoding", "want"), [
    (b"\xff\xfea\x00", None, "encoding_unreadable"), (b"\x81\x00\xff", None, "encoding_unreadable"), (b"a\x00b", None, "not_text"),
    (b"a", "klingon", "unknown_encoding"), (b"\xff", "utf-8", "encoding_unreadable"), (b"a", "base64", "unknown_encoding"),
    (b"a", "a\x00b", "unknown_encoding"),
])
def test_unreadable_bytes(content, encoding, want):
    assert code(utf8, content, "a.csv", encoding) == want


def test_utf_16_is_named_in_the_hint():
    with pytest.raises(InputError, match="utf-16"):
        utf8("废纸,é".encode("utf-16"), "a.csv")


def test_archives():
    assert unpack(gzip.compress(b"abc"), "a.csv.gz") == b"abc"
    assert unpack(pa.compress(b"abc", "zstd", asbytes=True), "a.csv.ZST") == b"abc"
    assert unpack(b"abc", "a.csv") == b"abc"
    assert code(unpack, b"abc", "a.csv.gz") == "damaged_archive"
    assert code(unpack, gzip.compress(b"abc" * 1000)[:-12], "a.csv.gz") == "damaged_archive"


@given(st.binary(max_size=60), st.sampled_from([None, "utf-8", "gb18030", "big5", "utf-16", "ascii", "utf-7", "idna", "rot13"]))
def test_any_bytes_give_text_or_a_plain_refusal(content, encoding):
    try:
        out, used = utf8(content, "a.csv", encoding)
    except InputError:
        return
    out.decode("utf-8")
    assert encoding in (None, used)


@given(st.text())
def test_any_text_comes_back(text):
    if "\x00" in text or text.startswith("\ufeff") or any(0xD800 <= ord(c) < 0xE000 for c in text):
        return
    assert utf8(text.encode(), "a")[0].decode() == text
