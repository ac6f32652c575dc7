// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/aggregator.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <random>

#include "huishou/base/error.hpp"
#include "huishou/base/parallel.hpp"
#include "huishou/stats/codec.hpp"
#include "ledger/key_rows.hpp"
#include "oracle.hpp"

namespace stats = huishou::stats;
using huishou::Cancel;
using huishou::Error;
using huishou::Index;
using huishou::ledger::Aggregator;
using huishou::ledger::ResultColumn;
using huishou::ledger::ValueRequest;
using key_rows::Row;
using key_rows::Rows;

namespace {

const std::vector<std::string> kBy = {"name", "code"};
const std::vector<ValueRequest> kFull = {{"x", {"var", "min", "q50", "count"}}};

Aggregator aggregator_of(const Rows& rows, Index threads = 1, key_rows::Form form = {100000, false, false}, std::vector<ValueRequest> values = kFull) {
  Aggregator out(kBy, std::move(values));
  arrow_build::Producer producer = key_rows::producer_of(rows, form);
  const huishou::ledger::ArrowTable table = producer.table();
  Cancel cancel;
  out.update(table, threads, cancel);
  return out;
}

// The canonical bytes as the header documents them, from the accumulator sets of the groups.
std::string canonical_of(const Rows& rows) {
  const reference::Groups groups = key_rows::groups_of(rows);
  bool names = false;
  bool codes = false;
  for (const Row& row : rows) {
    names = names || row.name;
    codes = codes || row.code;
  }
  stats::Writer out;
  const auto list = [&](const std::vector<std::string>& texts) {
    out.number(static_cast<std::uint16_t>(texts.size()));
    for (const std::string& text : texts) out.text(text);
  };
  out.text("huishou.aggregate.1");
  out.number(std::uint16_t{2});
  out.text("name");
  out.number(static_cast<std::uint8_t>(names ? 2 : 0));
  out.text("code");
  out.number(static_cast<std::uint8_t>(codes ? 1 : 0));
  out.number(std::uint16_t{1});
  out.text("x");
  list({"count", "min", "q50", "var"});
  out.number(static_cast<std::uint64_t>(groups.size()));
  for (const auto& [keys, state] : groups) {
    out.number(static_cast<std::uint8_t>(keys[0] != "-"));
    if (keys[0] != "-") out.text(keys[0]);
    out.number(static_cast<std::uint8_t>(keys[1] != "-"));
    if (keys[1] != "-") out.number(static_cast<std::int64_t>(std::stoll(keys[1])));
    out.number(state.count);
    out.number(state.missing);
    out.digits(state.sum);
    out.digits(state.squares);
    if (state.count > 0) {
      out.number(state.min);
      out.number(state.max);
    }
    out.number(static_cast<std::uint32_t>(state.bins.size()));
    for (const auto& [bin, count] : state.bins) {
      out.number(bin);
      out.number(count);
    }
  }
  return out.bytes();
}

Rows rows_of(Index n, std::uint64_t seed, std::uint64_t groups = 20) {
  std::mt19937_64 random(seed);
  Rows rows;
  for (Index i = 0; i < n; ++i) {
    Row row{key_rows::name_of(random() % groups), static_cast<std::int64_t>(random() % groups) - 7, key_rows::value(random())};
    if (random() % 15 == 0) row.name.reset();
    if (random() % 15 == 0) row.code.reset();
    rows.push_back(std::move(row));
  }
  return rows;
}

template <class Call>
std::string code_of(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code();
  }
  return "none";
}

std::string refused(const std::vector<std::string>& by, const std::vector<ValueRequest>& values) {
  return code_of([&] { const Aggregator made(by, values); });
}

}  // namespace

TEST_CASE("the bytes behind the digest are those of one accumulator set a group") {
  for (const Index n : {Index{0}, Index{1}, Index{2}, Index{500}, Index{6000}}) {
    const Rows rows = rows_of(n, static_cast<std::uint64_t>(n));
    CHECK(aggregator_of(rows).canonical() == canonical_of(rows));
  }
}

TEST_CASE("order, batches, threads, forms and trees leave no trace in the bytes") {
  Rows rows = rows_of(huishou::kRowsPerThread * 3 + 17, 1);  // enough for three workers
  const std::string want = canonical_of(rows);
  std::mt19937_64 random(2);
  for (const Index threads : {Index{1}, Index{2}, Index{3}, Index{7}}) {
    CHECK(aggregator_of(rows, threads).canonical() == want);
    std::shuffle(rows.begin(), rows.end(), random);
    CHECK(aggregator_of(rows, threads, {30011, true, threads == 2}).canonical() == want);
  }
  std::vector<Aggregator> forest;
  for (std::size_t first = 0; first < rows.size(); first += 40000) forest.push_back(aggregator_of({rows.begin() + static_cast<std::ptrdiff_t>(first), rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), first + 40000))}));
  while (forest.size() > 1) {
    std::swap(forest[random() % forest.size()], forest.back());
    const Aggregator last = Aggregator::from_bytes(forest.back().to_bytes());
    forest.pop_back();
    forest[random() % forest.size()].merge(last);
  }
  CHECK(forest.front().canonical() == want);
}

TEST_CASE("the caller's floating-point environment changes no bit and is handed back") {
  Rows rows = rows_of(3000, 3);
  std::erase_if(rows, [](const Row& row) { return std::fabs(row.x) > 1e150; });  // whose squares no double holds
  rows.front() = {"subnormal", 1, 5e-324};
  rows.push_back({"subnormal", 1, -1e-310});
  rows.push_back({"subnormal", 2, -5e-324});
  Rows many(static_cast<std::size_t>(huishou::kRowsPerThread) * 2, Row{"a", 1, 0.5});  // for two workers
  many.front() = rows.front();
  many.back() = rows[rows.size() - 2];
  const std::string want_many = canonical_of(many);
  const Aggregator plain = aggregator_of(rows);
  const std::string want = canonical_of(rows);
  const auto bits_of = [&](const Aggregator& aggregator) {
    std::vector<std::uint64_t> bits;
    huishou::Pages memory(0);
    for (const char* statistic : {"var", "min", "q50"}) {
      const auto read = aggregator.columns(0, {statistic}, aggregator.groups(), 1, memory);
      for (const double x : read.front().reals) bits.push_back(std::bit_cast<std::uint64_t>(x));
    }
    return bits;
  };
  const std::vector<std::uint64_t> numbers = bits_of(plain);
  std::vector<std::string> got;
  std::vector<std::vector<std::uint64_t>> got_numbers;
  {
    const oracle::Rounding rounding(FE_UPWARD);
    const oracle::FlushToZero flush;
    Aggregator aggregator = aggregator_of(rows);
    got.push_back(aggregator.canonical());
    got_numbers.push_back(bits_of(aggregator));
    Aggregator again = Aggregator::from_bytes(aggregator.to_bytes());
    got.push_back(again.canonical());
    Aggregator halves = aggregator_of({rows.begin(), rows.begin() + 1000});
    halves.merge(aggregator_of({rows.begin() + 1000, rows.end()}));
    got.push_back(halves.canonical());
    got_numbers.push_back(bits_of(halves));
    got.push_back(aggregator_of(many, 2).canonical() == want_many ? want : "two workers differ");
    CHECK(std::fegetround() == FE_UPWARD);
    CHECK(oracle::FlushToZero::on());
  }
  for (const std::string& canonical : got) CHECK(canonical == want);
  for (const auto& bits : got_numbers) CHECK(bits == numbers);
}

TEST_CASE("an update that fails changes nothing, whichever worker fails") {
  const Rows before_rows = rows_of(2000, 4);
  Rows bad = rows_of(huishou::kRowsPerThread * 2, 5);
  for (const std::size_t at : {std::size_t{3}, bad.size() - 3}) {
    Rows rows = bad;
    rows[at].x = std::numeric_limits<double>::infinity();
    Aggregator aggregator = aggregator_of(before_rows);
    const std::string before = aggregator.to_bytes();
    arrow_build::Producer producer = key_rows::producer_of(rows, {50000, false, false});
    const huishou::ledger::ArrowTable table = producer.table();
    Cancel cancel;
    for (const Index threads : {Index{1}, Index{2}}) {
      try {
        aggregator.update(table, threads, cancel);
        FAIL("an infinite value was taken");
      } catch (const Error& error) {
        CHECK(error.row() == static_cast<Index>(at));
      }
      CHECK(aggregator.to_bytes() == before);
    }
  }
}

TEST_CASE("an update that is interrupted changes nothing") {
  Aggregator aggregator = aggregator_of(rows_of(100, 6));
  const std::string before = aggregator.canonical();
  arrow_build::Producer producer = key_rows::producer_of(rows_of(600000, 7), {600000, false, false});
  const huishou::ledger::ArrowTable table = producer.table();
  for (const Index threads : {Index{1}, Index{2}}) {
    Cancel cancel([] { throw std::runtime_error("enough"); });
    CHECK_THROWS_AS(aggregator.update(table, threads, cancel), std::runtime_error);
    CHECK(aggregator.canonical() == before);
  }
}

TEST_CASE("absorbing adds what updating adds, first rows or later ones") {
  const Rows one = rows_of(3000, 8);
  const Rows two = rows_of(3000, 9);
  Rows both = one;
  both.insert(both.end(), two.begin(), two.end());
  for (const Index threads : {Index{1}, Index{2}}) {
    Aggregator aggregator(kBy, kFull);
    for (const Rows& rows : {one, Rows{}, two}) {
      arrow_build::Producer producer = key_rows::producer_of(rows);
      const huishou::ledger::ArrowTable table = producer.table();
      Cancel cancel;
      aggregator.absorb(table, threads, cancel);
    }
    CHECK(aggregator.canonical() == canonical_of(both));
  }
}

TEST_CASE("subtracting equals never having added; extrema are refused") {
  const std::vector<ValueRequest> values = {{"x", {"var", "q50", "mean"}}};
  const Rows kept = rows_of(2000, 10);
  const Rows gone = rows_of(2000, 11, 30);
  Rows both = kept;
  both.insert(both.end(), gone.begin(), gone.end());
  Aggregator whole = aggregator_of(both, 1, {}, values);
  whole.subtract(aggregator_of(gone, 1, {}, values));
  CHECK(whole.canonical() == aggregator_of(kept, 1, {}, values).canonical());
  whole.subtract(whole);
  CHECK(whole.groups().empty());
  Aggregator full = aggregator_of(kept);
  const std::string before = full.canonical();
  CHECK(code_of([&] { full.subtract(aggregator_of({}, 1)); }) == "not_subtractable");
  Aggregator few = aggregator_of({{"a", 1, 1.0}}, 1, {}, values);
  const std::string few_before = few.canonical();
  CHECK(code_of([&] { few.subtract(aggregator_of({{"a", 2, 1.0}}, 1, {}, values)); }) == "negative_count");
  CHECK(few.canonical() == few_before);
  CHECK(full.canonical() == before);
}

TEST_CASE("states of other questions do not merge, and an aggregator merges with itself") {
  Aggregator aggregator = aggregator_of(rows_of(500, 12));
  for (const Aggregator& other : {Aggregator({"name"}, kFull), Aggregator({"code", "name"}, kFull), Aggregator(kBy, {{"y", {"var", "min", "q50", "count"}}}), Aggregator(kBy, {{"x", {"sum"}}}), Aggregator(kBy, {{"x", {"var", "min", "q50", "count"}}, {"y", {"sum"}}})}) {
    CHECK(code_of([&] { aggregator.merge(other); }) == "unlike_states");
    CHECK(code_of([&] { aggregator.subtract(other); }) == "unlike_states");
  }
  Rows twice = rows_of(500, 12);
  const Rows once = twice;
  twice.insert(twice.end(), once.begin(), once.end());
  aggregator.merge(aggregator);
  CHECK(aggregator.canonical() == canonical_of(twice));
}

TEST_CASE("questions that mean nothing are refused") {
  CHECK(refused({"k"}, {{"x", {"median"}}}) == "unknown_statistic");
  for (const char* quantile : {"q", "q0", "q00", "q5", "q100", "q1a", "Q50", "q-1"}) CHECK(refused({"k"}, {{"x", {quantile}}}) == "unknown_statistic");
  for (const char* quantile : {"q01", "q50", "q99"}) CHECK(refused({"k"}, {{"x", {quantile}}}) == "none");
  CHECK(refused({"k"}, {{"x", {"sum", "sum"}}}) == "repeated_name");
  CHECK(refused({"k", "k"}, {{"x", {"sum"}}}) == "repeated_name");
  CHECK(refused({"k"}, {{"x", {"sum"}}, {"x", {"min"}}}) == "repeated_name");
  CHECK(refused({"x"}, {{"x", {"sum"}}}) == "repeated_name");
  CHECK(refused({"k"}, {{"x", {}}}) == "no_statistic");
  CHECK(refused({"k"}, {}) == "no_values");
}

TEST_CASE("numbers that no double or integer holds are refused, not made up") {
  const auto statistic = [](const Rows& rows, const char* name) {
    const Aggregator aggregator = aggregator_of(rows, 1, {}, {{"x", {name}}});
    huishou::Pages memory(0);
    return code_of([&] { (void)aggregator.columns(0, {name}, aggregator.groups(), 1, memory); });
  };
  CHECK(statistic({{"a", 1, 1.7e308}, {"a", 1, 1.7e308}}, "sum") == "overflow");
  CHECK(statistic({{"a", 1, 1.7e308}, {"a", 1, 1.7e308}}, "mean") == "none");
  CHECK(statistic({{"a", 1, 1.7e308}, {"a", 1, -1.7e308}}, "var") == "overflow");
  CHECK(statistic({{"a", 1, 1.7e308}, {"a", 1, -1.7e308}}, "sum") == "none");
}

TEST_CASE("the committed bytes are read and written as they are") {
  std::ifstream file(HUISHOU_TEST_DATA "/states/aggregate-1.bin", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  REQUIRE(bytes.size() > 100);
  const Aggregator aggregator = Aggregator::from_bytes(bytes);
  CHECK(aggregator.to_bytes() == bytes);
  CHECK(aggregator.by() == std::vector<std::string>{"name", "code", "flag", "day", "time"});
  CHECK(aggregator.groups().size() == 4);
  for (std::size_t n = 0; n < bytes.size(); ++n) CHECK_THROWS_AS(Aggregator::from_bytes(std::string_view(bytes).substr(0, n)), Error);
}
