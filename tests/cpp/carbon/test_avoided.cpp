// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/avoided.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "golden.hpp"
#include "huishou/base/error.hpp"
#include "huishou/stats/dyadic.hpp"

using namespace huishou;

namespace {

std::string flags(Reasons reasons) {
  std::string out;
  for (std::size_t i = kReasonNames.size(); i-- > 0;) {
    if ((reasons >> i & 1) == 0) continue;
    if (!out.empty()) out += ' ';
    out += kReasonNames[i];
  }
  return out;
}

std::vector<double> part(const testing::Table& table, std::size_t row, const std::string& name) {
  const double x = table.number(row, name);
  return std::isnan(x) ? std::vector<double>{} : std::vector<double>{x};
}

double number(const std::optional<double>& x) { return x.value_or(std::numeric_limits<double>::quiet_NaN()); }

}  // namespace

TEST_CASE("golden cases of avoided emissions") {
  for (const auto& path : testing::cases("carbon")) {
    if (!std::filesystem::exists(path / "factors.csv")) continue;
    CAPTURE(path.filename().string());
    const auto settings = testing::read_case(path / "case.txt");
    const testing::Rows rows = testing::rows_of(testing::read_csv(path / "rows.csv"));
    const testing::Table listed = testing::read_csv(path / "factors.csv");
    const testing::Table expected = testing::read_csv(path / "expected.csv");
    const auto by = testing::all_of(settings, "by");
    std::vector<std::string> keys = by;
    for (const std::string& name : rows.names) {
      if (std::find(by.begin(), by.end(), name) == by.end()) keys.push_back(name);
    }
    const auto key = [&](const std::string& name) { return std::find(keys.begin(), keys.end(), name) - keys.begin(); };
    const ledger::Aggregator aggregated = testing::aggregated(rows, keys);
    const ledger::CellList cells(aggregated, static_cast<Index>(by.size()));

    std::vector<carbon::Factor> factors;
    for (std::size_t f = 0; f < listed.rows.size(); ++f) {
      factors.push_back({part(listed, f, "factor_co2e_per_t"), part(listed, f, "low"), part(listed, f, "high"), part(listed, f, "induced_co2e_per_t")});
    }
    factors.emplace_back();
    factors.back().matched = false;
    std::vector<Code> codes;
    const ledger::KeyColumn& material = cells.table().keys()[static_cast<std::size_t>(key("material"))];
    for (Index i = 0; i < cells.size(); ++i) {
      Code code = 0;
      while (code + 1 < static_cast<Code>(factors.size()) && listed.text(static_cast<std::size_t>(code), "material") != material.text(cells.codes(i)[static_cast<std::size_t>(key("material"))])) ++code;
      codes.push_back(code);
    }
    carbon::Options options;
    options.otherwise_recovered = std::strtod(testing::one_of(settings, "otherwise_recovered", "0").c_str(), nullptr);
    options.yields.assign(static_cast<std::size_t>(cells.groups()), std::strtod(testing::one_of(settings, "yield", "1").c_str(), nullptr));
    if (key("basis") < static_cast<Index>(keys.size())) options.unlike = {key("basis")};

    const carbon::AvoidedTable found = carbon::avoided(cells, codes, factors, options);
    CHECK(found.unlike.size() == testing::all_of(settings, "refused").size());
    REQUIRE(found.rows.size() == expected.rows.size());
    const double tolerance = std::strtod(testing::one_of(settings, "tolerance", "0").c_str(), nullptr);
    for (std::size_t i = 0; i < found.rows.size(); ++i) {
      CAPTURE(i);
      const carbon::Avoided& row = found.rows[i];
      const auto agrees = [&](const std::optional<double>& x, const char* name) { return testing::agrees(number(x), expected.number(i, name), tolerance); };
      CHECK(agrees(row.mass_t, "mass_t"));
      CHECK(agrees(row.mass_covered_t, "mass_covered_t"));
      CHECK(agrees(row.coverage, "coverage"));
      CHECK(agrees(row.avoided, "avoided_co2e_t"));
      CHECK(agrees(row.low, "avoided_low"));
      CHECK(agrees(row.high, "avoided_high"));
      CHECK(agrees(row.induced, "induced_co2e_t"));
      CHECK(agrees(row.net, "net_co2e_t"));
      CHECK(flags(row.reasons) == expected.text(i, "flags"));
    }
  }
}

TEST_CASE("a baseline is a difference of two published numbers, exact") {
  testing::Rows rows;
  rows.names = {"material"};
  rows.add({"paper"}, 3.0);
  const ledger::Aggregator aggregated = testing::aggregated(rows, rows.names);
  const ledger::CellList cells(aggregated, 0);
  carbon::Factor factor;
  factor.avoided = {1e20, 0.1, -1e20};
  factor.reasons = bit(Reason::kNotSeparable);
  const std::vector<Code> codes{0};
  const auto found = carbon::avoided(cells, codes, {factor}, {});
  CHECK(found.rows[0].avoided == (stats::Dyadic(3.0) * stats::Dyadic(0.1)).to_double());
  CHECK(found.rows[0].reasons == bit(Reason::kNotSeparable));
  CHECK(found.rows[0].masses == std::vector<double>{3.0});
}

TEST_CASE("cells that are not counted leave no trace, and lengths are checked") {
  testing::Rows rows;
  rows.names = {"material"};
  rows.add({"paper"}, 3.0);
  const ledger::Aggregator aggregated = testing::aggregated(rows, rows.names);
  const ledger::CellList cells(aggregated, 1);
  CHECK(carbon::avoided(cells, std::vector<Code>{kMissing}, {}, {}).rows.empty());
  CHECK_THROWS_AS(carbon::avoided(cells, {}, {}, {}), Error);
}
