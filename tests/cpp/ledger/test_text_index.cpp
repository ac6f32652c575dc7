// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/text_index.hpp"

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <random>

using huishou::Code;
using huishou::ledger::TextIndex;

namespace {

// Encodes through a buffer that ends with the text, and through one that goes on with other bytes: neither may matter.
Code encode(TextIndex& index, const std::string& text) {
  const auto exact = std::make_unique<char[]>(text.size() + 1);
  std::copy(text.begin(), text.end(), exact.get());
  const Code code = index.encode({exact.get(), text.size()});
  const std::string longer = text + std::string(16, '\xee');
  CHECK(index.encode({longer.data(), text.size()}, true) == code);
  return code;
}

void check(const std::vector<std::string>& texts) {
  TextIndex index;
  std::map<std::string, Code> want;
  for (const std::string& text : texts) {
    const auto [known, made] = want.try_emplace(text, static_cast<Code>(want.size()));
    REQUIRE(encode(index, text) == known->second);
    REQUIRE(index.size() == static_cast<Code>(want.size()));
  }
  for (const auto& [text, code] : want) {
    CHECK(index.text(code) == text);
    CHECK(encode(index, text) == code);
  }
}

}  // namespace

TEST_CASE("strings of every length to 40 are told apart, also where one is the beginning or the end of another") {
  std::vector<std::string> texts;
  for (std::size_t n = 0; n <= 40; ++n) {
    texts.push_back(std::string(n, 'a'));
    texts.push_back(std::string(n, '\0'));
    texts.push_back(std::string("b").append(n, 'a'));
    texts.push_back(std::string(n, 'a').append("b"));
    for (std::size_t at = 0; at < n; ++at) {  // one byte differs, at every place
      std::string text(n, 'a');
      text[at] = 'c';
      texts.push_back(text);
      text[at] = '\0';
      texts.push_back(text);
    }
  }
  std::vector<std::string> twice = texts;
  twice.insert(twice.end(), texts.rbegin(), texts.rend());
  check(twice);
}

TEST_CASE("strings longer than two words with equal ends and equal hashed middles are compared byte by byte") {
  // Words in the middle are folded into one: swap them, move a byte between them, repeat them.
  std::vector<std::string> texts;
  const std::string head = "12345678";
  const std::string tail = "abcdefgh";
  for (const std::string& middle : {std::string("AAAAAAAABBBBBBBB"), std::string("BBBBBBBBAAAAAAAA"), std::string("AAAAAAAAAAAAAAAA"), std::string("BBBBBBBBBBBBBBBB"), std::string("AAAAAAABABBBBBBB"), std::string(16, '\0')}) {
    texts.push_back(head + middle + tail);
    texts.push_back(tail + middle + head);
  }
  check(texts);
}

TEST_CASE("many strings make many collisions of the table, and none of the codes") {
  std::mt19937_64 random(1);
  std::vector<std::string> texts;
  for (int i = 0; i < 20000; ++i) {
    std::string text = std::to_string(random() % 9000);
    if (i % 3 == 0) text = std::string("a name of some length, number ").append(text);
    if (i % 3 == 1) text = std::string("省市县").append(text);
    texts.push_back(text);
  }
  check(texts);
}

TEST_CASE("the string before is remembered rightly across others and across growth") {
  TextIndex index;
  for (int round = 0; round < 300; ++round) {
    const std::string text = std::string("text ").append(std::to_string(round)).append(round % 2 == 0 ? 0 : 20, '.');
    const Code code = index.encode(text);
    CHECK(code == round);
    CHECK(index.encode(text) == code);
    CHECK(index.encode("text 0") == 0);
    CHECK(index.encode(text) == code);
  }
}

TEST_CASE("a copy of an index goes its own way") {
  TextIndex one;
  one.encode("a");
  TextIndex two = one;
  CHECK(two.encode("b") == 1);
  CHECK(one.encode("c") == 1);
  CHECK(one.encode("a") == 0);
  CHECK(two.text(1) == "b");
  CHECK(one.text(1) == "c");
}

TEST_CASE("the empty string is a string, wherever it points") {
  TextIndex index;
  CHECK(index.encode({}) == 0);
  CHECK(index.encode("") == 0);
  CHECK(index.encode(std::string_view("x").substr(1)) == 0);
  CHECK(index.text(0).empty());
}
