// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/group_table.hpp"

#include <doctest/doctest.h>

#include <random>

#include "huishou/base/error.hpp"
#include "huishou/ledger/key_reader.hpp"
#include "ledger/key_rows.hpp"

using huishou::Cancel;
using huishou::Error;
using huishou::Index;
using huishou::ledger::GroupTable;
using huishou::ledger::kStretch;
using huishou::ledger::Variant;
using key_rows::Form;
using key_rows::Row;
using key_rows::Rows;

namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr Form kForms[] = {{1000, false, false}, {1, false, false}, {100000, true, false}, {777, true, true}, {5000, false, true}};

bool hashed(const Rows& rows) { return key_rows::table_of(rows).hashed(); }

void check(const Rows& rows) {
  const reference::Groups want = key_rows::groups_of(rows);
  for (const Form& form : kForms) {
    if (form.batch == 1 && rows.size() > 500) continue;
    CHECK(reference::groups_of(key_rows::table_of(rows, form)) == want);
  }
  GroupTable baseline = key_rows::empty_table();
  key_rows::add(baseline, rows, {}, Variant::kBaseline);
  CHECK(reference::groups_of(baseline) == want);
}

// Rows of n stretches; what the keys of a row are is up to `keys`.
template <class Keys>
Rows rows_of(Index n, std::uint64_t seed, Keys&& keys) {
  std::mt19937_64 random(seed);
  Rows rows;
  for (Index i = 0; i < n; ++i) {
    Row row = keys(i, random);
    row.x = key_rows::value(random());
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

TEST_CASE("no rows, one row, null keys") {
  CHECK(key_rows::empty_table().empty());
  CHECK(reference::groups_of(key_rows::table_of({})).empty());
  check({{"a", 1, 2.0}});
  check({{std::nullopt, std::nullopt, 0.1}});
  check({{"a", std::nullopt, 0.1}, {std::nullopt, 5, 0.2}, {"a", 5, 0.3}, {"a", std::nullopt, std::nan("")}, {"", 5, 1e300}, {"", 5, -1e300}});
}

TEST_CASE("names that trickle in make the table grow, and no cell is lost") {
  const Rows rows = rows_of(3 * kStretch, 1, [](Index i, std::mt19937_64& random) { return Row{random() % 9 == 0 ? std::nullopt : std::optional(key_rows::name_of(random() % static_cast<std::uint64_t>(i / 50 + 1))), static_cast<std::int64_t>(random() % 4), 0.0}; });
  CHECK_FALSE(hashed(rows));
  check(rows);
}

TEST_CASE("a range of integers grows upward and downward by turns") {
  const Rows rows = rows_of(4 * kStretch, 2, [](Index i, std::mt19937_64& random) {
    const Index reach = i / kStretch * 60 + 3;
    return Row{key_rows::name_of(random() % 3), random() % 11 == 0 ? std::nullopt : std::optional<std::int64_t>(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(2 * reach)) - reach), 0.0};
  });
  CHECK_FALSE(hashed(rows));
  check(rows);
}

TEST_CASE("integers far apart leave the direct range for a dictionary") {
  for (const std::int64_t far : {kMost, kLeast, std::int64_t{1} << 40}) {
    const Rows rows = rows_of(2 * kStretch + 100, 3, [far](Index i, std::mt19937_64& random) {
      return Row{key_rows::name_of(random() % 3), i > kStretch && random() % 5 == 0 ? (random() % 2 == 0 ? std::optional(far) : std::nullopt) : static_cast<std::int64_t>(random() % 50) - 5, 0.0};
    });
    CHECK_FALSE(hashed(rows));
    check(rows);
  }
}

TEST_CASE("key spaces too large for a dense table are hashed, from the first stretch or a later one") {
  for (const Index from : {Index{0}, kStretch + 5}) {
    for (const bool far : {false, true}) {
      const Rows rows = rows_of(2 * kStretch + 500, 4, [=](Index i, std::mt19937_64& random) {
        if (i < from) return Row{key_rows::name_of(random() % 3), random() % 7 == 0 ? std::nullopt : std::optional<std::int64_t>(random() % 9), 0.0};
        const auto code = static_cast<std::int64_t>(random() % 3'000'000);
        return Row{key_rows::name_of(random() % 1800), random() % 7 == 0 ? std::nullopt : std::optional<std::int64_t>(far ? code << 30 : code - 1'000'000), 0.0};
      });
      CHECK(hashed(rows));
      check(rows);
    }
  }
}

TEST_CASE("a ledger of few rows gets a small table, whatever its keys might make together") {
  const Rows rows = rows_of(3000, 12, [](Index, std::mt19937_64& random) { return Row{key_rows::name_of(random() % 1500), static_cast<std::int64_t>(random() % 1500), 0.0}; });
  CHECK(key_rows::table_of(rows).values(0).cells() < 65536);  // and not 1,500 times 1,500
  check(rows);
}

TEST_CASE("a stretch without any key follows one with many, in every layout") {
  for (const std::int64_t spread : {std::int64_t{1}, std::int64_t{1} << 20, std::int64_t{1} << 45}) {
    const Rows rows = rows_of(4 * kStretch, 5, [spread](Index i, std::mt19937_64& random) {
      if (i / kStretch % 2 == 1) return Row{std::nullopt, std::nullopt, 0.0};
      return Row{key_rows::name_of(random() % 300), static_cast<std::int64_t>(random() % 300) * spread, 0.0};
    });
    check(rows);
  }
}

TEST_CASE("integer keys come plain and coded into one table") {
  const Rows one = rows_of(600, 6, [](Index, std::mt19937_64& random) { return Row{"a", static_cast<std::int64_t>(random() % 20) + 10, 0.0}; });
  const Rows two = rows_of(600, 7, [](Index, std::mt19937_64& random) { return Row{"a", random() % 5 == 0 ? std::nullopt : std::optional<std::int64_t>(random() % 40), 0.0}; });
  Rows both = one;
  both.insert(both.end(), two.begin(), two.end());
  for (const bool coded_first : {false, true}) {
    GroupTable table = key_rows::empty_table();
    key_rows::add(table, coded_first ? two : one, {100, false, coded_first});
    key_rows::add(table, coded_first ? one : two, {100, false, !coded_first});
    CHECK(reference::groups_of(table) == key_rows::groups_of(both));
  }
}

TEST_CASE("rows are added from any first to any last, across batches") {
  const Rows rows = rows_of(3000, 8, [](Index, std::mt19937_64& random) { return Row{key_rows::name_of(random() % 5), static_cast<std::int64_t>(random() % 5), 0.0}; });
  arrow_build::Producer producer = key_rows::producer_of(rows, {700, false, false});
  const huishou::ledger::ArrowTable arrow = producer.table();
  GroupTable table = key_rows::empty_table();
  Cancel cancel;
  for (const auto& [first, last] : std::vector<std::pair<Index, Index>>{{1500, 3000}, {0, 1}, {1, 699}, {699, 701}, {701, 701}, {701, 1500}}) table.add(arrow, first, last, Variant::kBaseline, cancel, true);
  table.carry_all();
  CHECK(reference::groups_of(table) == key_rows::groups_of(rows));
}

TEST_CASE("keys may be one, in any order, or none") {
  const Rows rows = rows_of(2000, 9, [](Index, std::mt19937_64& random) { return Row{random() % 9 == 0 ? std::nullopt : std::optional(key_rows::name_of(random() % 40)), static_cast<std::int64_t>(random() % 40), 0.0}; });
  for (const bool by_name : {false, true}) {
    for (const bool by_code : {false, true}) {
      std::vector<std::string> by;
      if (by_name) by.emplace_back("name");
      if (by_code) by.emplace_back("code");
      GroupTable table = key_rows::empty_table(by);
      key_rows::add(table, rows);
      CHECK(reference::groups_of(table) == key_rows::groups_of(rows, by_name, by_code));
    }
  }
  GroupTable turned = key_rows::empty_table({"code", "name"});
  key_rows::add(turned, rows);
  const reference::Groups got = reference::groups_of(turned);
  CHECK(got.size() == key_rows::groups_of(rows).size());
  CHECK(std::is_sorted(got.begin(), got.end(), [](const auto& a, const auto& b) { return std::stoll(a.first[0]) < std::stoll(b.first[0]); }));
}

TEST_CASE("an infinite value is refused with its column and row; missing values are not") {
  Rows rows = rows_of(9000, 10, [](Index, std::mt19937_64& random) { return Row{"a", static_cast<std::int64_t>(random() % 5), 0.0}; });
  rows[8765].x = -std::numeric_limits<double>::infinity();
  rows[8888].x = std::numeric_limits<double>::infinity();
  for (const Form& form : kForms) {
    try {
      (void)key_rows::table_of(rows, form);
      FAIL("an infinite value was taken");
    } catch (const Error& error) {
      CHECK(error.code() == "infinite_value");
      CHECK(error.column() == "x");
      CHECK(error.row() == 8765);
      CHECK(error.value() == "-inf");
    }
  }
}

TEST_CASE("a table asked to stop stops, and what the question throws goes through") {
  const Rows rows = rows_of(1000, 11, [](Index, std::mt19937_64& random) { return Row{"a", static_cast<std::int64_t>(random() % 5), 0.0}; });
  std::vector<arrow_build::Batch> batches;
  arrow_build::Producer producer = key_rows::producer_of(rows);
  const huishou::ledger::ArrowTable arrow = producer.table();
  int asked = 0;
  Cancel cancel([&asked] {
    if (++asked == 3) throw std::runtime_error("enough");
  });
  const auto many = [&](bool polls) {
    GroupTable table = key_rows::empty_table();
    // A table of 2^18 rows and more is needed for a look; the same batch stands in for many.
    std::vector<Rows> parts(1500, rows);
    Rows all;
    for (const Rows& part : parts) all.insert(all.end(), part.begin(), part.end());
    arrow_build::Producer large = key_rows::producer_of(all, {100000, false, false});
    const huishou::ledger::ArrowTable long_table = large.table();
    table.add(long_table, 0, long_table.rows(), Variant::kBaseline, cancel, polls);
  };
  CHECK_THROWS_AS(many(true), std::runtime_error);
  CHECK(asked == 3);
  many(false);
  CHECK(asked == 3);
}
