// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// A published factor as a random variable, drawn by inverse distribution functions from its own stream (base/rng.hpp).
//
//   normal      value + sd z                               lognormal   sign exp(m + s z), s^2 = ln(1 + sd^2 / value^2), m = ln|value| - s^2 / 2
//   uniform     low + u (high - low)                       triangular  between low and high, peak at value
//
// value is the mean of the normal and of the lognormal (not its median); a negative lognormal stays negative. low and
// high bound a normal or lognormal that has them: a draw outside is drawn again, so bounds always hold. A variable
// without a distribution is its value in every draw. Unit: that of the factor, t CO2e per t.
#pragma once

#include <cstdint>
#include <span>

#include "huishou/base/types.hpp"

namespace huishou::carbon {

enum class Distribution : std::uint8_t { kConstant, kNormal, kLognormal, kUniform, kTriangular };

struct Variable {
  std::uint64_t stream = 0;  // a stable hash of pack and factor, not a position
  Distribution distribution = Distribution::kConstant;
  double value = 0.0;
  double low = 0.0;
  double high = 0.0;
  double sd = 0.0;
  bool bounded = false;      // low and high are there
};

// Draws [first, first + out.size()). Throws InputError `bounds_too_narrow` when a bounded variable misses 65,535 times.
void draw(const Variable& variable, std::uint64_t seed, std::uint64_t first, std::span<double> out);

// Of the variable as drawn, bounds of normal and lognormal aside; for shares of variance.
double variance(const Variable& variable);

}  // namespace huishou::carbon
