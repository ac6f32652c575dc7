// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Unmeasured flows taken out of the balances by elimination, so that what is left binds measured flows only.
//
// For A x + B u = c with u unmeasured, row operations bring B to echelon form: a row that keeps an unmeasured pivot later
// gives that flow, a row without one is a balance among measured flows, P A x = P c with P B = 0. In a pure network an
// operation merges two nodes, entries stay -1, 0, 1 and every zero is exact; elsewhere an entry is zero when it is below
// kCancelled of what was added up in it. The pivot is the entry that causes least fill (Markowitz 1957, Management Science
// 3, 255) among those of at least kPivot of the largest of their column.
//
// An unmeasured flow is observable when no flow without a pivot enters its value. The coefficients are followed for all
// such flows at once with two random integer weights each; the chance that they cancel by accident is below 2^-60.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "huishou/network/constraints.hpp"

namespace huishou::network {

enum class Role : std::uint8_t { kMeasured, kFixed, kUnmeasured };

inline constexpr double kCancelled = 1e-12;
inline constexpr double kPivot = 0.1;

struct Elimination {
  struct Step {       // row[changed] -= factor * row[pivot]
    Code changed;
    Code pivot;
    double factor;
  };
  struct Solved {     // the row from which an unmeasured flow follows
    Code row;
    Code column;
    double pivot;
    bool observable;
    std::vector<Entry> measured;    // and fixed
    std::vector<Entry> unmeasured;  // all but the pivot; each is solved in a later entry of the list, or has no pivot at all
  };

  std::shared_ptr<const Constraints> balances_left;  // over all columns, entries of measured and fixed flows only; the original where nothing was eliminated
  std::vector<Code> rows;         // the original row each reduced row came from
  std::vector<Solved> solved;     // in the order of elimination
  std::vector<Code> free;         // unmeasured flows without a pivot, in the order of columns
  std::vector<Step> steps;

  [[nodiscard]] const Constraints& reduced() const { return *balances_left; }
  // P c, for the reduced rows and (as `solved`) for the others: values by original row.
  [[nodiscard]] Large<double> applied(std::span<const double> right) const;
  // The same for magnitudes: what was added up in each entry of `applied`.
  [[nodiscard]] Large<double> applied_scale(std::span<const double> right) const;
  // P' y: multipliers of the reduced rows as multipliers of the original ones.
  [[nodiscard]] Large<double> returned(std::span<const double> multipliers, Index rows_total) const;
  // Values of the unmeasured flows put into x, from the measured ones and from `applied`; NaN where not observable. Their scale, what each was added up
  // from, is put beside the scales of the measured flows and of `applied`.
  void complete(std::span<const double> applied, std::span<const double> applied_scale, std::span<double> x, std::span<double> scale) const;
};

Elimination eliminate(std::shared_ptr<const Constraints> constraints, std::span<const Role> roles);

}  // namespace huishou::network
