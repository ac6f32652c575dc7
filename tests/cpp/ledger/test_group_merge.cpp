// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <random>

#include "huishou/base/error.hpp"
#include "ledger/key_rows.hpp"

using huishou::Error;
using huishou::Index;
using huishou::ledger::GroupTable;
using key_rows::Row;
using key_rows::Rows;

namespace {

Rows rows_of(Index n, std::uint64_t seed, std::uint64_t names, std::uint64_t codes, std::int64_t spread, std::int64_t from = 0) {
  std::mt19937_64 random(seed);
  Rows rows;
  for (Index i = 0; i < n; ++i) {
    Row row{key_rows::name_of(random() % names), from + static_cast<std::int64_t>(random() % codes) * spread, key_rows::value(random())};
    if (random() % 13 == 0) row.name.reset();
    if (random() % 13 == 0) row.code.reset();
    rows.push_back(std::move(row));
  }
  return rows;
}

Rows joined(const Rows& one, const Rows& two) {
  Rows both = one;
  both.insert(both.end(), two.begin(), two.end());
  return both;
}

// Rows whose names and codes all differ: of some hundreds the product is no dense table.
Rows distinct(Index n, std::int64_t spread) {
  Rows rows = rows_of(n, 7, 1, 1, 1);
  for (Index i = 0; i < n; ++i) rows[static_cast<std::size_t>(i)] = {key_rows::name_of(static_cast<std::uint64_t>(i)), i * spread, rows[static_cast<std::size_t>(i)].x};
  return rows;
}

struct Part {
  const char* what;
  Rows rows;
  key_rows::Form form;
};

// One of each layout, and the edges between them.
std::vector<Part> parts() {
  return {
      {"nothing", {}, {}},
      {"one row", {{"name 1", 3, 0.5}}, {}},
      {"nulls only", {{std::nullopt, std::nullopt, 0.5}, {std::nullopt, std::nullopt, 1e300}}, {}},
      {"direct range", rows_of(700, 1, 5, 30, 1), {}},
      {"direct range below zero", rows_of(700, 2, 9, 30, 1, -900), {}},
      {"direct range at the end of the type", rows_of(300, 3, 3, 30, 1, std::numeric_limits<std::int64_t>::max() - 29), {}},
      {"dictionary of integers", rows_of(700, 4, 5, 30, std::int64_t{1} << 40), {}},
      {"coded keys", rows_of(700, 5, 12, 30, 3), {100, true, true}},
      {"wide range", rows_of(400, 6, 2, 1000, 10), {}},
      {"many names", distinct(250, 1), {}},
      {"hashed", distinct(500, std::int64_t{1} << 33), {}},
      {"hashed from a range", rows_of(400, 8, 3, 3'000'000, 1), {}},
  };
}

}  // namespace

TEST_CASE("tables of every layout merge both ways into the groups of all rows") {
  const std::vector<Part> all = parts();
  for (const Part& part : all) CHECK(key_rows::table_of(part.rows).hashed() == std::string_view(part.what).starts_with("hashed"));
  for (const Part& one : all) {
    for (const Part& two : all) {
      CAPTURE(one.what);
      CAPTURE(two.what);
      GroupTable table = key_rows::table_of(one.rows, one.form);
      const GroupTable other = key_rows::table_of(two.rows, two.form);
      table.merge(other, 1);
      REQUIRE(reference::groups_of(table) == key_rows::groups_of(joined(one.rows, two.rows)));
      REQUIRE(reference::groups_of(other) == key_rows::groups_of(two.rows));  // and the other is as it was
    }
  }
}

TEST_CASE("tables merge alike whichever key comes first") {
  // Names that are new may make the table go over to hashing after the codes were translated, and the other way round.
  for (const Part& one : parts()) {
    for (const Part& two : parts()) {
      GroupTable table = key_rows::empty_table({"code", "name"});
      key_rows::add(table, one.rows, one.form);
      GroupTable other = key_rows::empty_table({"code", "name"});
      key_rows::add(other, two.rows, two.form);
      table.merge(other, 1);
      reference::Groups got = reference::groups_of(table);
      reference::Groups want = key_rows::groups_of(joined(one.rows, two.rows));
      for (auto& [keys, state] : got) std::reverse(keys.begin(), keys.end());
      const auto by_keys = [](const auto& a, const auto& b) { return a.first < b.first; };
      std::sort(got.begin(), got.end(), by_keys);
      std::sort(want.begin(), want.end(), by_keys);
      REQUIRE(got == want);
    }
  }
}

TEST_CASE("a chain of merges, and rows added between, lose nothing") {
  Rows all;
  GroupTable table = key_rows::empty_table();
  for (const Part& part : parts()) {
    table.merge(key_rows::table_of(part.rows, part.form), 1);
    key_rows::add(table, part.rows, {500, part.form.coded_integers, part.form.coded_names});
    all.insert(all.end(), part.rows.begin(), part.rows.end());
    all.insert(all.end(), part.rows.begin(), part.rows.end());
    REQUIRE(reference::groups_of(table) == key_rows::groups_of(all));
  }
}

TEST_CASE("a product of two small tables that is too large goes over to hashing while merging") {
  const Rows one = rows_of(1000, 11, 200, 2, 1);
  const Rows two = rows_of(1000, 12, 2, 200, 9);
  GroupTable table = key_rows::table_of(one);
  const GroupTable other = key_rows::table_of(two);
  CHECK_FALSE(table.hashed());
  CHECK_FALSE(other.hashed());
  table.merge(other, 1);
  CHECK(table.hashed());
  CHECK(reference::groups_of(table) == key_rows::groups_of(joined(one, two)));
}

TEST_CASE("taking a table out leaves the groups of the other rows") {
  const huishou::ledger::ValueSpec spec{"x", {true, true, false}, true};
  const auto make = [&](const Rows& rows, const key_rows::Form& form) {
    GroupTable table({"name", "code"}, {spec});
    key_rows::add(table, rows, form);
    return table;
  };
  for (const Part& one : parts()) {
    for (const Part& two : parts()) {
      GroupTable table = make(joined(one.rows, two.rows), one.form);
      table.merge(make(two.rows, two.form), -1);
      reference::Groups want = key_rows::groups_of(one.rows);
      for (auto& [keys, state] : want) state.min = state.max = 0;
      REQUIRE(reference::groups_of(table) == want);
    }
  }
}

TEST_CASE("groups that never were there cannot be taken out") {
  const huishou::ledger::ValueSpec spec{"x", {true, false, false}, false};
  GroupTable table({"name", "code"}, {spec});
  key_rows::add(table, {{"a", 1, 1.0}});
  for (const Row& row : {Row{"b", 1, 1.0}, Row{"a", std::numeric_limits<std::int64_t>::min(), 1.0}, Row{std::nullopt, 1, std::nan("")}}) {
    GroupTable rest = table;
    GroupTable gone({"name", "code"}, {spec});
    key_rows::add(gone, {row});
    CHECK_THROWS_AS(rest.merge(gone, -1), Error);
  }
}

TEST_CASE("keys of two kinds do not merge") {
  GroupTable names({"name"}, {key_rows::full_spec()});
  key_rows::add(names, {{"1", 1, 1.0}});
  GroupTable codes({"code"}, {key_rows::full_spec()});
  key_rows::add(codes, {{"1", 1, 1.0}});
  for (auto* pair : {&names, &codes}) {
    GroupTable one = *pair;
    try {
      one.merge(pair == &names ? codes : names, 1);
      FAIL("two kinds became one");
    } catch (const Error& error) {
      CHECK(error.code() == "key_kinds_differ");
    }
  }
}

TEST_CASE("a table of more than 2^31 rows is made by doubling") {
  const Rows rows = rows_of(300, 13, 5, 20, 1);
  GroupTable table = key_rows::table_of(rows);
  for (int doubling = 0; doubling < 40; ++doubling) {
    const GroupTable copy = table;
    table.merge(copy, 1);
  }
  reference::Groups want = key_rows::groups_of(rows);
  const reference::Groups got = reference::groups_of(table);
  REQUIRE(got.size() == want.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    CHECK(got[i].first == want[i].first);
    CHECK(got[i].second.count == want[i].second.count << 40);
    CHECK(got[i].second.missing == want[i].second.missing << 40);
    CHECK(got[i].second.min == want[i].second.min);
    CHECK(got[i].second.sum.digits == want[i].second.sum.digits);  // 2^40 is one digit: the same digits, one place up
    CHECK((want[i].second.sum.digits.empty() || got[i].second.sum.low == want[i].second.sum.low + 1));
  }
}
