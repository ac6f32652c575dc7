// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// A published factor as a random variable: its distribution, its variance, its draws by the inverse of its distribution
// function from its own stream (base/rng.hpp).
//
//   normal      value + sd z                               lognormal         sign exp(m + s z), s^2 = ln(1 + sd^2 / value^2), m = ln|value| - s^2 / 2
//   uniform     low + u (high - low)                       lognormal_median  sign exp(ln|value| + s z), s = ln(sd) / 2, sd the square of the geometric standard deviation
//   triangular  between low and high, peak at value        discrete          the first of values whose cumulative probability is above u
//   pert        low + (high - low) Beta(1 + 4 r, 5 - 4 r), r = (value - low) / (high - low)
//
// value is the mean of the normal and of the lognormal, the median of lognormal_median, the mode of triangular and PERT; a
// negative lognormal stays negative. low and high bound a normal or lognormal that has them: a draw outside is drawn again, so
// bounds always hold. A variable without a distribution is its value in every draw. Unit: that of the factor, t CO2e per t.
// PERT: Malcolm, Roseboom, Clark, Fazar, Operations Research 7 (1959), variance (mean - low)(high - mean) / 7.
#pragma once

#include <cstdint>
#include <vector>

#include "huishou/base/types.hpp"

namespace huishou::carbon {

enum class Distribution : std::uint8_t { kConstant, kNormal, kLognormal, kUniform, kTriangular, kPert, kDiscrete, kLognormalMedian };

struct Variable {
  std::uint64_t stream = 0;  // a stable hash of pack and factor, not a position
  Distribution distribution = Distribution::kConstant;
  double value = 0.0;
  double low = 0.0;
  double high = 0.0;
  double sd = 0.0;
  bool bounded = false;  // low and high are there
  std::vector<double> values{};         // of a discrete variable
  std::vector<double> probabilities{};  // of each, above 0; their sum stands for 1
};

// Of the variable as drawn, bounds of normal and lognormal aside; for shares of variance.
double variance(const Variable& variable);

}  // namespace huishou::carbon
