// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/key_column.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <tuple>

#include "huishou/base/error.hpp"

using huishou::Code;
using huishou::Error;
using huishou::Index;
using huishou::ledger::key_type;
using huishou::ledger::KeyColumn;
using huishou::ledger::KeyKind;
using huishou::ledger::KeyType;
using huishou::ledger::Recode;

namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

KeyColumn integers() {
  KeyColumn column("k");
  column.unify(KeyKind::kInteger, "here");
  return column;
}

// Code of a value in the direct form; the caller knows that it is in the range.
Code code_of(const KeyColumn& column, std::int64_t value) { return static_cast<Code>(value - column.integer(0)); }

ArrowSchema schema_of(const char* format) {
  ArrowSchema schema{};
  schema.format = format;
  return schema;
}

}  // namespace

TEST_CASE("a range grows both ways, and the shift follows every code") {
  KeyColumn column = integers();
  Code shift = 9;
  CHECK(column.direct());
  CHECK(column.size() == 1);
  CHECK(column.extend(100, 200, shift));
  CHECK(shift == 0);
  std::vector<std::pair<std::int64_t, Code>> known = {{100, code_of(column, 100)}, {200, code_of(column, 200)}};
  for (const auto& [low, high] : std::vector<std::pair<std::int64_t, std::int64_t>>{{150, 160}, {200, 201}, {99, 99}, {-5000, 7}, {0, 9000}, {-5001, 9001}, {100000, 100000}}) {
    REQUIRE(column.extend(low, high, shift));
    CHECK(shift >= 0);
    for (auto& [value, code] : known) {
      code += shift;
      CHECK(code == code_of(column, value));
      CHECK(column.integer(code) == value);
    }
    for (const std::int64_t value : {low, high}) {
      const Code code = code_of(column, value);
      CHECK(code >= 1);
      CHECK(code < column.size());
      known.emplace_back(value, code);
    }
  }
}

TEST_CASE("a range that would be too wide is refused and stays as it was") {
  for (const auto& [first, second] : std::vector<std::pair<std::int64_t, std::int64_t>>{
           {0, KeyColumn::kRange}, {0, kMost}, {-5, kMost}, {3, kLeast}, {-1, kLeast + 1}, {0, kMost - 5}, {kLeast + 5, kMost}, {kLeast + 1, kMost - KeyColumn::kRange}}) {
    KeyColumn column = integers();
    Code shift = 0;
    (void)column.extend(first, first, shift);
    const Index size = column.size();
    CHECK_FALSE(column.extend(second, second, shift));
    CHECK_FALSE(column.extend(std::min(first, second), std::max(first, second), shift));
    CHECK(column.size() == size);
    if (size > 1) CHECK(column.integer(code_of(column, first)) == first);
  }
}

TEST_CASE("the ends of the type are no direct range: there is no value before, or no room after") {
  Code shift = 0;
  KeyColumn last = integers();
  CHECK_FALSE(last.extend(kMost, kMost, shift));
  KeyColumn first = integers();
  CHECK_FALSE(first.extend(kLeast, kLeast + 3, shift));
  KeyColumn next = integers();
  REQUIRE(next.extend(kLeast + 1, kLeast + 3, shift));
  CHECK(next.integer(1) == kLeast + 1);
  REQUIRE(next.extend(kLeast + 2, kLeast + 1000, shift));  // grows upward though there is no room below
  CHECK(code_of(next, kLeast + 1) == 1 + 0);
  CHECK(next.integer(code_of(next, kLeast + 1000)) == kLeast + 1000);
}

TEST_CASE("the widest range is held and its codes are below its size") {
  KeyColumn column = integers();
  Code shift = 0;
  REQUIRE(column.extend(-1000, KeyColumn::kRange - 1001, shift));
  CHECK(column.size() == KeyColumn::kRange + 1);
  CHECK(code_of(column, KeyColumn::kRange - 1001) == KeyColumn::kRange);
}

TEST_CASE("going over to the dictionary form maps the codes in use and no others") {
  KeyColumn column = integers();
  Code shift = 0;
  REQUIRE(column.extend(10, 20, shift));
  std::vector<bool> used(static_cast<std::size_t>(column.size()), false);
  used[0] = used[3] = used[7] = true;
  const Recode recode = column.to_dictionary(used);
  CHECK_FALSE(column.direct());
  CHECK(column.size() == 3);
  CHECK(recode.apply(0) == 0);
  CHECK(column.integer(recode.apply(3)) == 12);
  CHECK(column.integer(recode.apply(7)) == 16);
  CHECK(column.code_of(std::int64_t{12}) == recode.apply(3));
  CHECK(column.code_of(kLeast) == 3);
}

TEST_CASE("texts get codes from 1, null has 0") {
  KeyColumn column("k");
  column.unify(KeyKind::kText, "here");
  CHECK_FALSE(column.direct());
  CHECK(column.code_of("b") == 1);
  CHECK(column.code_of("") == 2);
  CHECK(column.code_of("b") == 1);
  CHECK(column.size() == 3);
  CHECK(column.text(2).empty());
}

TEST_CASE("keys of two kinds are refused with both names; nulls go with any") {
  KeyColumn column("k");
  column.unify(KeyKind::kNone, "here");
  CHECK(column.kind() == KeyKind::kNone);
  column.unify(KeyKind::kText, "here");
  column.unify(KeyKind::kNone, "here");
  column.unify(KeyKind::kText, "here");
  try {
    column.unify(KeyKind::kInteger, "on the other side");
    FAIL("two kinds became one");
  } catch (const Error& error) {
    CHECK(error.code() == "key_kinds_differ");
    CHECK(error.column() == "k");
    CHECK(error.message() == "Key 'k' holds strings here and integers on the other side.");
  }
  CHECK(column.kind() == KeyKind::kText);
}

TEST_CASE("every Arrow type that is a key is read as its kind, others are refused by name") {
  const std::vector<std::tuple<const char*, KeyKind, char, std::int64_t>> keys = {
      {"c", KeyKind::kInteger, 'c', 1},   {"C", KeyKind::kInteger, 'C', 1},           {"s", KeyKind::kInteger, 's', 1},           {"S", KeyKind::kInteger, 'S', 1},
      {"i", KeyKind::kInteger, 'i', 1},   {"I", KeyKind::kInteger, 'I', 1},           {"l", KeyKind::kInteger, 'l', 1},           {"L", KeyKind::kInteger, 'L', 1},
      {"f", KeyKind::kInteger, 'f', 1},   {"g", KeyKind::kInteger, 'g', 1},           {"b", KeyKind::kBoolean, 'b', 1},           {"u", KeyKind::kText, 'u', 1},
      {"U", KeyKind::kText, 'U', 1},      {"vu", KeyKind::kText, 'v', 1},             {"n", KeyKind::kNone, 'n', 1},              {"tdD", KeyKind::kDate, 'i', 1},
      {"tdm", KeyKind::kDate, 'l', -86'400'000}, {"tss:", KeyKind::kTimestamp, 'l', 1'000'000'000}, {"tsm:", KeyKind::kTimestamp, 'l', 1'000'000}, {"tsu:", KeyKind::kTimestamp, 'l', 1000},
      {"tsn:", KeyKind::kTimestamp, 'l', 1}, {"tsn:UTC", KeyKind::kTimestampUtc, 'l', 1}, {"tss:Asia/Shanghai", KeyKind::kTimestampUtc, 'l', 1'000'000'000},
      {"d:10,2", KeyKind::kDecimal, 'd', 1}, {"d:9,2,32", KeyKind::kDecimal, 'd', 1}};
  for (const auto& [format, kind, form, scale] : keys) {
    CAPTURE(format);
    const KeyType type = key_type(schema_of(format), "k");
    CHECK(type.kind == kind);
    CHECK(type.form == form);
    CHECK(type.scale == scale);
    ArrowSchema words = schema_of(format);
    ArrowSchema coded = schema_of("i");
    coded.dictionary = &words;
    CHECK(key_type(coded, "k").kind == kind);  // a dictionary is what its words are
  }
  for (const char* format : {"e", "z", "Z", "vz", "w:16", "d:38,10,256", "d:10", "tts", "ttn", "tDs", "tiM", "+s", "+l", "+r", "x", "", "tsx"}) {
    CAPTURE(format);
    try {
      (void)key_type(schema_of(format), "k");
      FAIL("a key was made of it");
    } catch (const Error& error) {
      CHECK(error.code() == "key_type");
      CHECK(error.column() == "k");
    }
  }
}
