// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Networks for tests, and a dense reference for them in long double: elimination with pivoting, nothing of the code under test.
#pragma once

#include <cmath>
#include <random>
#include <vector>

#include "golden.hpp"
#include "huishou/network/structure.hpp"

namespace huishou::testing {

using Dense = std::vector<std::vector<long double>>;

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// Rows of (column, value).
inline network::Constraints constraints(Index columns, const std::vector<std::vector<network::Entry>>& rows) {
  network::Constraints out;
  out.columns = columns;
  for (const auto& row : rows) {
    for (const network::Entry& entry : row) out.add(entry);
    out.end_row();
  }
  return out;
}

struct Case {
  network::Constraints balances;
  std::vector<double> measured;
  std::vector<double> sd;
};

// Stations that send to two of the sorting centres each, at most `spread` apart, which send to two markets and outside; one flow leads back.
inline Case three_tiers(Index stations, Index sorters, std::uint32_t seed, Index spread = 1) {
  std::mt19937 random(seed);
  const Index markets = 2;
  const Index nodes = stations + sorters + markets;
  std::vector<std::pair<Index, Index>> flows;
  for (Index i = 0; i < stations; ++i) {
    const auto first = static_cast<Index>(random() % static_cast<std::uint32_t>(sorters));
    flows.push_back({-1, i});
    flows.push_back({i, stations + first});
    const auto second = static_cast<Index>(random() % static_cast<std::uint32_t>(spread));
    flows.push_back({i, stations + (first + 1 + second) % sorters});
  }
  for (Index i = 0; i < sorters; ++i) {
    flows.push_back({stations + i, stations + sorters});
    flows.push_back({stations + i, stations + sorters + 1});
    flows.push_back({stations + i, -1});
  }
  flows.push_back({stations + sorters, -1});
  flows.push_back({stations + sorters + 1, stations});
  std::vector<std::vector<network::Entry>> rows(at(nodes));
  std::uniform_real_distribution<double> mass(1.0, 50.0);
  Case out;
  for (std::size_t f = 0; f < flows.size(); ++f) {
    if (flows[f].second >= 0) rows[at(flows[f].second)].push_back({static_cast<Code>(f), 1.0});
    if (flows[f].first >= 0) rows[at(flows[f].first)].push_back({static_cast<Code>(f), -1.0});
    out.measured.push_back(mass(random));
    out.sd.push_back((0.02 + 0.001 * static_cast<double>(f % 7)) * out.measured.back());
  }
  out.balances = constraints(static_cast<Index>(flows.size()), rows);
  return out;
}

inline Dense dense(const network::Constraints& a) {
  Dense out(at(a.rows()), std::vector<long double>(at(a.columns), 0.0L));
  for (Index r = 0; r < a.rows(); ++r) {
    for (const network::Entry entry : a.row(r)) out[at(r)][at(entry.column)] = entry.value;
  }
  return out;
}

// The inverse of a regular matrix, by Gauss-Jordan with pivoting.
inline Dense inverse(Dense m) {
  const std::size_t n = m.size();
  for (std::size_t i = 0; i < n; ++i) {
    m[i].resize(2 * n, 0.0L);
    m[i][n + i] = 1.0L;
  }
  for (std::size_t c = 0; c < n; ++c) {
    std::size_t pivot = c;
    for (std::size_t r = c; r < n; ++r) pivot = std::abs(m[r][c]) > std::abs(m[pivot][c]) ? r : pivot;
    std::swap(m[c], m[pivot]);
    const long double scale = m[c][c];
    for (auto& cell : m[c]) cell /= scale;
    for (std::size_t r = 0; r < n; ++r) {
      if (r == c) continue;
      const long double factor = m[r][c];
      for (std::size_t k = 0; k < 2 * n; ++k) m[r][k] -= factor * m[c][k];
    }
  }
  Dense out;
  for (auto& row : m) out.emplace_back(row.begin() + static_cast<std::ptrdiff_t>(n), row.end());
  return out;
}

inline Dense normal_matrix(const network::Constraints& a, const std::vector<double>& variance) {
  const Dense rows = dense(a);
  Dense out(rows.size(), std::vector<long double>(rows.size(), 0.0L));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < rows.size(); ++j) {
      for (std::size_t f = 0; f < variance.size(); ++f) out[i][j] += rows[i][f] * variance[f] * rows[j][f];
    }
  }
  return out;
}

inline std::vector<double> squares(const std::vector<double>& sd) {
  std::vector<double> out;
  for (const double s : sd) out.push_back(s * s);
  return out;
}

inline std::shared_ptr<const network::Structure> structure(const Case& given, bool dense_block = true) {
  return std::make_shared<const network::Structure>(given.balances, network::roles_of(given.measured, given.sd), dense_block);
}

// A golden case: balances, right-hand sides and flows with what is expected of them.
struct GoldenCase {
  Settings settings;
  Case given;
  std::vector<double> right;
  Table flows;
  double tolerance = 0.0;
};

inline GoldenCase golden(const std::filesystem::path& path) {
  GoldenCase out;
  out.settings = read_case(path / "case.txt");
  out.flows = read_csv(path / "flows.csv");
  const auto number = [&](const char* key) { return std::strtod(one_of(out.settings, key, "0").c_str(), nullptr); };
  out.tolerance = number("tolerance");
  std::vector<std::vector<network::Entry>> rows(static_cast<std::size_t>(number("balances")));
  const Table balances = read_csv(path / "balances.csv");
  for (std::size_t i = 0; i < balances.rows.size(); ++i) {
    rows[static_cast<std::size_t>(balances.number(i, "balance"))].push_back({static_cast<Code>(balances.number(i, "flow")), balances.number(i, "value")});
  }
  out.given.balances = constraints(static_cast<Index>(number("flows")), rows);
  for (std::size_t f = 0; f < out.flows.rows.size(); ++f) {
    out.given.measured.push_back(out.flows.number(f, "measured"));
    out.given.sd.push_back(out.flows.number(f, "sd"));
  }
  const Table right = read_csv(path / "right.csv");
  for (std::size_t r = 0; r < right.rows.size(); ++r) out.right.push_back(right.number(r, "c"));
  return out;
}

}  // namespace huishou::testing
