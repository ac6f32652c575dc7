// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/distribution.hpp"

#include <algorithm>
#include <cmath>

#include "huishou/base/elementary.hpp"
#include "huishou/base/error.hpp"
#include "huishou/base/rng.hpp"

namespace huishou::carbon {

namespace {

class Inverse {
 public:
  explicit Inverse(const Variable& variable) : v_(variable) {
    if (v_.distribution == Distribution::kLognormal && v_.value != 0.0) {
      const double relative = v_.sd / v_.value;
      const double square = portable_log(1.0 + relative * relative);
      sigma_ = std::sqrt(square);
      mu_ = portable_log(std::abs(v_.value)) - 0.5 * square;
    }
    if (v_.distribution == Distribution::kTriangular && v_.high > v_.low) peak_ = (v_.value - v_.low) / (v_.high - v_.low);
  }

  [[nodiscard]] double operator()(double u) const {
    switch (v_.distribution) {
      case Distribution::kNormal: return v_.value + v_.sd * normal_quantile(u);
      case Distribution::kLognormal: {
        if (v_.value == 0.0) return 0.0;
        const double size = portable_exp(mu_ + sigma_ * normal_quantile(u));
        return v_.value < 0.0 ? -size : size;
      }
      case Distribution::kUniform: return v_.low + u * (v_.high - v_.low);
      case Distribution::kTriangular: {
        const double width = v_.high - v_.low;
        return u < peak_ ? v_.low + std::sqrt(u * width * (v_.value - v_.low)) : v_.high - std::sqrt((1.0 - u) * width * (v_.high - v_.value));
      }
      case Distribution::kConstant: break;
    }
    return v_.value;
  }

 private:
  Variable v_;
  double sigma_ = 0.0;
  double mu_ = 0.0;
  double peak_ = 0.0;
};

}  // namespace

void draw(const Variable& variable, std::uint64_t seed, std::uint64_t first, std::span<double> out) {
  if (variable.distribution == Distribution::kConstant) {
    std::fill(out.begin(), out.end(), variable.value);
    return;
  }
  const UniformStream stream(seed, variable.stream);
  const Inverse inverse(variable);
  const bool bounded = variable.bounded && (variable.distribution == Distribution::kNormal || variable.distribution == Distribution::kLognormal);
  const auto size = static_cast<std::uint64_t>(out.size());
  for (std::uint64_t i = 0; i < size;) {
    const std::uint64_t at = first + i;
    const auto pair = stream.block(at >> 1);
    for (std::uint64_t lane = at & 1; lane < 2 && i < size; ++lane, ++i) out[i] = inverse(pair[lane]);
  }
  if (!bounded) return;
  constexpr std::uint32_t kAttempts = 65535;
  for (std::uint64_t i = 0; i < size; ++i) {
    for (std::uint32_t attempt = 1; out[i] < variable.low || out[i] > variable.high; ++attempt) {
      if (attempt > kAttempts) {
        throw Error(ErrorKind::kInput, "bounds_too_narrow", "A factor's bounds hold almost none of its distribution.", "Widen low and high, or take a uniform over them.");
      }
      out[i] = inverse(stream.at(first + i, attempt));
    }
  }
}

double variance(const Variable& variable) {
  const double width = variable.high - variable.low;
  switch (variable.distribution) {
    case Distribution::kNormal:
    case Distribution::kLognormal: return variable.sd * variable.sd;
    case Distribution::kUniform: return width * width / 12.0;
    case Distribution::kTriangular: {
      const double a = variable.value - variable.low;
      const double b = variable.high - variable.value;
      return (a * a + b * b + a * b) / 18.0;
    }
    case Distribution::kConstant: break;
  }
  return 0.0;
}

}  // namespace huishou::carbon
