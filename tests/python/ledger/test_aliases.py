# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Words a user adds: headers, materials, provinces, words of the closed lists; from a dict or a file."""

import pytest

from huishou.errors import InputError
from huishou.ledger.aliases import Aliases, load

PAIRS = {"净重": "mass", "黄板纸": "waste_paper", "苏": "江苏省", "兵": "新疆兵团", "烧": "incinerated"}


def test_headers_and_values():
    found = load(PAIRS)
    assert found.headers == {"净重": "mass"}
    assert found.values == {"黄板纸": "waste_paper", "苏": "江苏", "兵": "新疆兵团", "烧": "incinerated"} and load(None) == Aliases()


def test_a_file(tmp_path):
    (tmp_path / "a.toml").write_text("".join(f'"{a}" = "{b}"\n' for a, b in PAIRS.items()), "utf-8")
    assert load(tmp_path / "a.toml") == load(str(tmp_path / "a.toml")) == load(PAIRS)


@pytest.mark.parametrize("given, code", [({"x": "waste_papre"}, "unknown_alias"), ({"x": "杭州"}, "unknown_alias"), ({"x": 1}, "bad_aliases"),
                                         (5, "bad_aliases"),                                         ("none.toml", "aliases_not_found")])
def test_slips(given, code):
    with pytest.raises(InputError) as error:
        load(given)
    assert error.value.code == code and error.value.hint


def test_a_file_that_is_no_toml(tmp_path):
    (tmp_path / "a.toml").write_text("= 5")
    with pytest.raises(InputError) as error:
        load(tmp_path / "a.toml")
    assert error.value.code == "bad_aliases"
