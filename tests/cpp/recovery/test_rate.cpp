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

recovery::Term term_of(Index key, const char* word) {
  recovery::Term term;
  term.where = {{key, {std::string(word)}}};
  return term;
}

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
  rate.numerator = {term_of(2, "recycled")};
  rate.denominator = {term_of(1, "generation")};
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
  rate.numerator = {term_of(0, "recycled")};
  rate.denominator = {recovery::Term()};
  const auto found = recovery::rates(cells, {rate}, {}, false);
  REQUIRE(found.rates.size() == 1);
  CHECK(found.rates[0].reasons == (bit(Reason::kNoNumerator) | bit(Reason::kNoDenominator)));
}

namespace {

// Collected against what was placed on the market in the three years before; by region and period.
struct Placed {
  testing::Rows rows;
  recovery::Definition rate;
  explicit Placed(bool mean) {
    rows.names = {"region", "period", "stage"};
    rate.numerator = {term_of(2, "collection")};
    rate.denominator = {term_of(2, "consumption")};
    rate.denominator[0].lags = {1, 2, 3};
    rate.denominator[0].mean = mean;
  }
  // Groups in their order, and the group that many periods before each.
  [[nodiscard]] recovery::Rates found(const recovery::Earlier& earlier) const {
    const ledger::Aggregator aggregated = testing::aggregated(rows, rows.names);
    const ledger::CellList cells(aggregated, 2);
    return recovery::rates(cells, {rate}, {}, false, earlier);
  }
};

}  // namespace

TEST_CASE("a mean over the periods before is exact over those that report, and says where some do not") {
  Placed one(true);
  one.rows.add({"A", "2019", "consumption"}, 13.2);
  one.rows.add({"A", "2020", "consumption"}, 12.6);
  one.rows.add({"A", "2021", "consumption"}, 12.0);
  one.rows.add({"A", "2022", "consumption"}, 1000.0);  // of the year itself: not used
  one.rows.add({"A", "2022", "collection"}, 9.1);
  one.rows.add({"A", "2023", "collection"}, 9.1);
  one.rows.add({"B", "2022", "collection"}, 1.0);
  constexpr Index kNone = kMissing;
  // Groups: A2019 A2020 A2021 A2022 A2023 B2022; lags 1, 2, 3.
  const auto found = one.found({{}, {kNone, 0, 1, 2, 3, kNone}, {kNone, kNone, 0, 1, 2, kNone}, {kNone, kNone, kNone, 0, 1, kNone}});
  REQUIRE(found.rates.size() == 6);
  const recovery::Rate& whole = found.rates[3];
  CHECK(whole.rate.value() == doctest::Approx(9.1 / 12.6).epsilon(1e-15));
  CHECK(whole.denominator_t.value() == doctest::Approx(12.6).epsilon(1e-15));
  CHECK(whole.reasons == 0);
  CHECK(whole.terms[1].values == 3);
  const recovery::Rate& gaps = found.rates[2];
  CHECK(gaps.denominator_t.value() == doctest::Approx(12.9).epsilon(1e-15));
  CHECK(gaps.reasons == (bit(Reason::kPartial) | bit(Reason::kNoNumerator)));
  CHECK(found.rates[0].reasons == (bit(Reason::kNoNumerator) | bit(Reason::kNoDenominator)));
  CHECK(found.rates[5].reasons == bit(Reason::kNoDenominator));
  CHECK(!found.rates[5].denominator_covered);
}

TEST_CASE("a sum over periods needs all of them") {
  Placed one(false);
  one.rows.add({"A", "2019", "consumption"}, 1.0);
  one.rows.add({"A", "2020", "consumption"}, 2.0);
  one.rows.add({"A", "2021", "consumption"}, 5.0);
  one.rows.add({"A", "2022", "collection"}, 4.0);
  one.rows.add({"A", "2023", "collection"}, 4.0);
  constexpr Index kNone = kMissing;
  const auto found = one.found({{}, {kNone, 0, 1, 2, 3}, {kNone, kNone, 0, 1, 2}, {kNone, kNone, kNone, 0, 1}});
  CHECK(found.rates[3].rate == 0.5);
  CHECK(found.rates[4].reasons == bit(Reason::kNoDenominator));
}

TEST_CASE("tonnes of other periods must be of one kind with the others of their term") {
  Placed one(true);
  one.rows.names = {"region", "period", "stage", "basis"};
  one.rows.add({"A", "2020", "consumption", "dry"}, 1.0);
  one.rows.add({"A", "2021", "consumption", "wet"}, 2.0);
  one.rows.add({"A", "2022", "collection", "dry"}, 4.0);
  one.rate.denominator[0].lags = {1, 2};
  recovery::Columns columns;
  columns.unlike = {3};
  const ledger::Aggregator aggregated = testing::aggregated(one.rows, one.rows.names);
  const ledger::CellList cells(aggregated, 2);
  const auto found = recovery::rates(cells, {one.rate}, columns, false, {{}, {kMissing, 0, 1}, {kMissing, kMissing, 0}});
  CHECK((found.rates[2].reasons & bit(Reason::kMixedScope)) != 0);
  CHECK((found.rates[1].reasons & bit(Reason::kMixedScope)) == 0);
  REQUIRE(found.unlike.size() == 1);
  CHECK(found.unlike[0].row == 2);
  CHECK(found.unlike[0].side == 1);
}

TEST_CASE("a table gives each cell its own coefficient, and a cell it does not know has none") {
  testing::Rows rows;
  rows.names = {"region", "stage", "material"};
  rows.add({"A", "generation", "msw"}, 100.0);
  rows.add({"A", "sorting", "paper"}, 20.0);
  rows.add({"A", "sorting", "glass"}, 8.0);
  rows.add({"B", "generation", "msw"}, 100.0);
  rows.add({"B", "sorting", "paper"}, 20.0);
  rows.add({"B", "sorting", "wood"}, 1.0);
  recovery::Definition rate;
  rate.numerator = {term_of(1, "sorting")};
  rate.numerator[0].table = {{{{2, {std::string("paper")}}}, 0.9}, {{{2, {std::string("glass")}}}, 0.75}};
  rate.denominator = {term_of(1, "generation")};
  const ledger::Aggregator aggregated = testing::aggregated(rows, rows.names);
  const ledger::CellList cells(aggregated, 1);
  const auto found = recovery::rates(cells, {rate}, {}, false);
  CHECK(found.rates[0].rate == 0.24);
  CHECK(found.rates[0].terms[0].mass_t == 28.0);  // without coefficients
  CHECK(found.rates[0].reasons == 0);
  CHECK(!found.rates[1].rate);
  CHECK(found.rates[1].reasons == bit(Reason::kFactorMissing));
}
