// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/recovery/rate.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "golden.hpp"

using namespace huishou;

namespace {

constexpr double kMissingNumber = std::numeric_limits<double>::quiet_NaN();

std::string flags(Reasons reasons) {
  std::string out;
  for (std::size_t i = kReasonNames.size(); i-- > 0;) {
    if ((reasons >> i & 1) == 0) continue;
    if (!out.empty()) out += ' ';
    out += kReasonNames[i];
  }
  return out;
}

// Keys: those of the answer, then every other column.
struct Case {
  testing::Settings settings;
  std::vector<std::string> by;
  std::vector<std::string> keys;
  testing::Rows rows;
  testing::Table expected;

  explicit Case(const std::filesystem::path& path)
      : settings(testing::read_case(path / "case.txt")), rows(testing::rows_of(testing::read_csv(path / "rows.csv"))), expected(testing::read_csv(path / "expected.csv")) {
    by = testing::all_of(settings, "by");
    keys = by;
    for (const std::string& name : rows.names) {
      if (std::find(by.begin(), by.end(), name) == by.end()) keys.push_back(name);
    }
  }
  [[nodiscard]] Index key(const std::string& name) const {
    const auto found = std::find(keys.begin(), keys.end(), name);
    return found == keys.end() ? -1 : found - keys.begin();
  }
  [[nodiscard]] recovery::Definition definition() const {
    recovery::Definition out;
    for (const std::string& line : testing::all_of(settings, "term")) {
      const auto parts = testing::split(line, ';');
      recovery::Term term;
      term.coefficient = std::strtod(parts[1].c_str(), nullptr);
      for (std::size_t i = 2; i < parts.size(); ++i) {
        const auto sides = testing::split(parts[i], '=');
        ledger::Condition condition;
        condition.key = key(testing::trimmed(sides[0]));
        for (const std::string& value : testing::split(sides[1], '|')) condition.accepted.emplace_back(testing::trimmed(value));
        term.where.push_back(condition);
      }
      (testing::trimmed(parts[0]) == "numerator" ? out.numerator : out.denominator).push_back(term);
    }
    return out;
  }
  [[nodiscard]] recovery::Columns columns() const {
    recovery::Columns out;
    for (const char* name : {"period", "region", "site", "enterprise"}) {
      if (key(name) >= 0) out.units.push_back(key(name));
    }
    for (const char* name : {"basis", "period_kind", "scope", "measure", "vintage"}) {
      if (key(name) >= static_cast<Index>(by.size())) out.unlike.push_back(key(name));
    }
    out.compared = out.unlike;
    out.material = key("material");
    out.stage = key("stage");
    out.flow = key("flow");
    out.chain = {"generation", "collection", "sorting", "market", "reprocessing"};
    out.ways = {"in", "out"};
    return out;
  }
};

}  // namespace

TEST_CASE("golden cases of recovery rates") {
  for (const auto& path : testing::cases("recovery")) {
    if (!std::filesystem::exists(path / "rows.csv")) continue;
    CAPTURE(path.filename().string());
    const Case one(path);
    const ledger::Aggregator rows = testing::aggregated(one.rows, one.keys);
    const ledger::CellList cells(rows, static_cast<Index>(one.by.size()));
    const auto found = recovery::rates(cells, {one.definition()}, one.columns(), testing::one_of(one.settings, "pairing", "all") == "complete");
    REQUIRE(found.rates.size() == one.expected.rows.size());
    const double tolerance = std::strtod(testing::one_of(one.settings, "tolerance", "0").c_str(), nullptr);
    for (std::size_t i = 0; i < found.rates.size(); ++i) {
      CAPTURE(i);
      const recovery::Rate& rate = found.rates[i];
      CHECK(testing::agrees(rate.numerator_t.value_or(kMissingNumber), one.expected.number(i, "numerator_t"), tolerance));
      CHECK(testing::agrees(rate.denominator_t.value_or(kMissingNumber), one.expected.number(i, "denominator_t"), tolerance));
      CHECK(testing::agrees(rate.denominator_covered.value_or(kMissingNumber), one.expected.number(i, "denominator_covered"), tolerance));
      CHECK(testing::agrees(rate.rate.value_or(kMissingNumber), one.expected.number(i, "rate"), tolerance));
      CHECK(flags(rate.reasons) == one.expected.text(i, "flags"));
    }
  }
}

TEST_CASE("many definitions in one pass equal each alone, and a definition the ledger cannot serve stays empty") {
  testing::Rows rows;
  rows.names = {"region", "stage", "fate"};
  rows.add({"A", "generation", ""}, 10.0);
  rows.add({"A", "reprocessing", "recycled"}, 4.0);
  rows.add({"B", "generation", ""}, 5.0);
  const ledger::Aggregator aggregated = testing::aggregated(rows, rows.names);
  const ledger::CellList cells(aggregated, 1);
  recovery::Definition rate;
  rate.numerator = {{{{2, {std::string("recycled")}}}, 1.0}};
  rate.denominator = {{{{1, {std::string("generation")}}}, 1.0}};
  recovery::Definition none = rate;
  none.computable = false;
  recovery::Columns columns;
  columns.stage = 1;
  const auto found = recovery::rates(cells, {none, rate, rate}, columns, false);
  REQUIRE(found.rates.size() == 6);
  CHECK(found.rates[0].reasons == bit(Reason::kNotComputable));
  CHECK(found.rates[1].rate == 0.4);
  CHECK(found.rates[2].rate == 0.4);
  CHECK(found.rates[4].reasons == bit(Reason::kNoNumerator));
  CHECK(found.rates[4].denominator_t == 5.0);
}

TEST_CASE("an empty ledger has one group and no rate") {
  testing::Rows rows;
  rows.names = {"fate"};
  rows.texts.resize(1);
  const ledger::Aggregator aggregated = testing::aggregated(rows, rows.names);
  const ledger::CellList cells(aggregated, 0);
  recovery::Definition rate;
  rate.numerator = {{{{0, {std::string("recycled")}}}, 1.0}};
  rate.denominator = {{{}, 1.0}};
  const auto found = recovery::rates(cells, {rate}, {}, false);
  REQUIRE(found.rates.size() == 1);
  CHECK(found.rates[0].reasons == (bit(Reason::kNoNumerator) | bit(Reason::kNoDenominator)));
}
