// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// What depends on the balances and on which flows are measured, not on any number measured: unmeasured flows eliminated, the
// pattern of the normal matrix analysed, the place of every flow in it. Made once, used for every period with the same flows.
//
// Class of a flow: redundant (its measurement is checked by others), nonredundant (by none: it stays as measured), fixed
// (sd = 0), observable (unmeasured, follows from the rest), unobservable (does not follow).
#pragma once

#include <array>
#include <memory>
#include <string_view>
#include <vector>

#include "huishou/network/elimination.hpp"
#include "huishou/network/factor.hpp"

namespace huishou::network {

enum class Kind : std::uint8_t { kRedundant, kNonredundant, kFixed, kObservable, kUnobservable };
inline constexpr std::array<std::string_view, 5> kKindNames = {"redundant", "nonredundant", "fixed", "observable", "unobservable"};

struct Structure {
  std::shared_ptr<const Constraints> given;
  std::vector<Role> roles;
  Elimination elimination;
  Columns by_flow;                // of the reduced balances; empty unless measured
  std::vector<Kind> kinds;
  std::shared_ptr<const Pattern> pattern;
  bool laplacian = true;          // every flow leaves one balance and enters another, or crosses the border

  // `dense`: whether the last columns may become a dense block.
  Structure(std::shared_ptr<const Constraints> rows, std::vector<Role> of_flows, bool dense = true);
  Structure(Constraints rows, std::vector<Role> of_flows, bool dense = true)
      : Structure(std::make_shared<const Constraints>(std::move(rows)), std::move(of_flows), dense) {}

  [[nodiscard]] const Constraints& balances() const { return *given; }
  [[nodiscard]] Index flows() const { return given->columns; }
  // Diagonal of H, by eliminated position.
  [[nodiscard]] Large<double> diagonal(std::span<const double> variance) const;
  // H = A V A' of the reduced balances.
  [[nodiscard]] Normal normal(std::span<const double> variance) const;
  // x -= V A' y.
  void correct(std::span<double> x, std::span<const double> variance, std::span<const double> multipliers) const;
  // A_flow' y; 0 unless measured.
  [[nodiscard]] double gathered_at(Index flow, std::span<const double> multipliers) const;
};

// Fixed where sd = 0, unmeasured where the value or the sd is missing. Throws infinite, negative_sd, sd_without_value.
std::vector<Role> roles_of(std::span<const double> measured, std::span<const double> sd);

// Flows that no test can tell apart: their columns are proportional, so an error in one looks like an error in the other.
// A number a group, -1 for flows without a column.
std::vector<Index> equivalent_flows(const Structure& structure);

}  // namespace huishou::network
