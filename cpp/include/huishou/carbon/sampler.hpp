// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Draws of one variable. What a distribution needs beforehand (logarithms, tables) is made once a variable.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "huishou/carbon/beta_quantile.hpp"
#include "huishou/carbon/distribution.hpp"

namespace huishou::carbon {

class Sampler {
 public:
  explicit Sampler(const Variable& variable);

  [[nodiscard]] const Variable& variable() const { return variable_; }
  // Draws [first, first + out.size()). Throws InputError `bounds_too_narrow` when a bounded variable misses 65,535 times.
  void draw(std::uint64_t seed, std::uint64_t first, std::span<double> out) const;
  // The same from standard normals, in place: what variables that go together are drawn from. Bounds are not looked at.
  void from_normals(std::span<double> z) const;

 private:
  // Draws from an even number on, 1,024 at most.
  void fill(std::uint64_t seed, std::uint64_t first, std::span<double> out) const;
  [[nodiscard]] bool lognormal() const { return variable_.distribution == Distribution::kLognormal || variable_.distribution == Distribution::kLognormalMedian; }
  [[nodiscard]] double quantile(double u) const;

  Variable variable_;
  double sigma_ = 0.0;  // of the logarithm
  double mu_ = 0.0;
  double peak_ = 0.0;   // share of a triangle before its mode
  std::vector<double> cumulative_;
  std::optional<BetaQuantile> beta_;
};

// Standard normals of a stream: what correlated variables are mixed from.
void standard_normals(std::uint64_t stream, std::uint64_t seed, std::uint64_t first, std::span<double> out);

}  // namespace huishou::carbon
