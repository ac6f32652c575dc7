// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Avoided emissions of every group: exact masses by factor, times the factors, rounded once a number.
//
//   E_g = (1 - b) y_g  sum over factors f, ascending, of e_f M_gf       t CO2e, positive = avoided
//
// M exact sums of mass (t), e t CO2e per t, y the share of the counted tonnes that arrives where the factor is weighed, b
// the share that would have been recovered anyway (only the increment is credited). A range is carried by interval
// arithmetic; a group that meets one has bounds and no central value. Undefined, with a reason and never as 0: tonnes
// without a factor. Sources: ISO 14044 4.3.4 (substitution); rule 12 of the exactness contract in ARCHITECTURE.md.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "huishou/base/reason.hpp"
#include "huishou/ledger/cell_list.hpp"
#include "huishou/ledger/unlike.hpp"

namespace huishou::carbon {

// Coefficients are sums of published numbers, added exactly (a baseline makes a difference of two); empty: not published.
struct Factor {
  std::vector<double> avoided;
  std::vector<double> low;      // bounds of avoided; where empty, the value itself
  std::vector<double> high;
  std::vector<double> induced;  // what the recovery emits, where it is published apart
  bool matched = true;          // false: a class of tonnes that no factor describes
  Reasons reasons = 0;
};

struct Options {
  std::vector<Index> unlike;    // keys that keep unlike tonnes apart, those of the answer left out
  std::vector<double> yields;   // none, or one a group
  double otherwise_recovered = 0.0;
};

struct Avoided {
  Index group = 0;
  Reasons reasons = 0;
  std::optional<double> mass_t;
  std::optional<double> mass_covered_t;
  std::optional<double> coverage;
  std::optional<double> avoided;
  std::optional<double> low;
  std::optional<double> high;
  std::optional<double> induced;
  std::optional<double> net;    // induced - avoided; -avoided where a factor holds both
  std::vector<Code> factors;    // ascending
  std::vector<double> masses;   // of each, rounded
};

struct AvoidedTable {
  std::vector<Avoided> rows;            // groups with counted cells
  std::vector<ledger::Unlike> unlike;   // row: position in rows
};

// factor_of_cell: a factor for each cell of the list, kMissing for cells that are not counted at all.
AvoidedTable avoided(const ledger::CellList& cells, std::span<const Code> factor_of_cell, const std::vector<Factor>& factors, const Options& options);

}  // namespace huishou::carbon
