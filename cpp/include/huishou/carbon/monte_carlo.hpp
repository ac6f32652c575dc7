// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Avoided emissions of groups as distributions. A published factor is one random variable: it is drawn once a draw,
// however many groups and rows use it, so totals keep its relative error.
//
//   A_g(d) = sum over factors f, ascending, of e_f(d) M_gf,   e_f = sum of weight x variable (a baseline is a difference)
//
// Variables are independent, or go together as their correlation says (mixing.hpp).
//
// Unit t CO2e. Bounds are order statistics, rank ceil(q n) (inverse of the
// distribution function). Multiplications and additions are apart (no FMA), and every sum has its lanes and order fixed, so results are the same bits
// for any number of threads and any order of rows. Rule 17 of the exactness contract in ARCHITECTURE.md.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "huishou/base/cancel.hpp"
#include "huishou/carbon/mixing.hpp"

namespace huishou::carbon {

struct Use {
  Index variable;
  double weight;
};

struct DrawnFactor {
  std::vector<Use> avoided;      // empty: cannot be drawn (a range without a distribution)
  std::vector<Use> induced;      // of the same variables, so that what they share cancels in the net
  double induced_constant = 0.0;
};

// Factors of a row, ascending, with their masses in t.
struct DrawnRow {
  std::vector<Code> factors;
  std::vector<double> masses;
};

struct Spread {
  double mean;
  double sd;
  double low;
  double high;
  double net_mean;
  double net_low;
  double net_high;
};

struct Simulation {
  std::vector<Variable> variables;
  std::vector<DrawnFactor> factors;
  Correlation correlation;  // of some variables; none for independent ones
  Index draws = 0;        // at least 2
  std::uint64_t seed = 0;
  double level = 0.95;
};

// One a row; none where a factor cannot be drawn or the row has none.
std::vector<std::optional<Spread>> monte_carlo(const std::vector<DrawnRow>& rows, const Simulation& simulation, Index threads, Cancel& cancel);

}  // namespace huishou::carbon
