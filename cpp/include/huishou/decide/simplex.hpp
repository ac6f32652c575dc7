// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Weights nobody can agree on: points drawn evenly from the simplex (w >= 0, sum 1), as in stochastic multicriteria
// acceptability analysis (Lahdelma, Hokkanen, Salminen, SMAA, European Journal of Operational Research 106 (1998)).
//
//   e_c = -log(u_c) with u_c uniform gives w = e / sum(e), evenly on the simplex (Devroye 1986, chapter V, theorem 2.2)
//   spread s in (0, 1]: (1 - s) w0 + s w, so that no weight leaves its own by more than s
//   ordered: the largest draw goes to the criterion of the largest w0, and so on down: all weights that keep the order of w0
//
// Each criterion has a stream of its own, named by its caller, so an added criterion changes no other draw.
#pragma once

#include <span>
#include <vector>

#include "huishou/base/types.hpp"

namespace huishou::decide {

struct UncertainWeights {
  std::span<const double> centre;  // w0, sums to 1
  std::span<const std::uint64_t> streams;
  double spread = 1.0;
  bool ordered = false;
};

// draws x criteria, row by row.
[[nodiscard]] std::vector<double> draw_weights(const UncertainWeights& weights, std::uint64_t seed, Index draws);

}  // namespace huishou::decide
