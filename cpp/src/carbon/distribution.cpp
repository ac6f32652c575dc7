// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/distribution.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "huishou/base/elementary.hpp"
#include "huishou/base/error.hpp"
#include "huishou/base/rng.hpp"
#include "huishou/carbon/draw_loops.hpp"

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
  [[nodiscard]] double sigma() const { return sigma_; }
  [[nodiscard]] double mu() const { return mu_; }

 private:
  Variable v_;
  double sigma_ = 0.0;
  double mu_ = 0.0;
  double peak_ = 0.0;
};

// Draws [first, first + count), first even, count within the scratch: uniforms, then the inverse in place.
class Filler {
 public:
  Filler(const Variable& variable, std::uint64_t seed) : v_(variable), inverse_(variable), seed_(seed), loops_(&draw_loops()) {}

  void fill(std::uint64_t first, std::span<double> out) {
    const auto count = static_cast<Index>(out.size());
    const Index padded = (count + 7) / 8 * 8;
    double* x = padded == count ? out.data() : values_.data();
    loops_->uniforms(seed_, v_.stream, first >> 1, padded / 2, x);
    switch (v_.distribution) {
      case Distribution::kNormal:
        loops_->normals(x, padded, tails_.data(), places_.data());
        loops_->scale(x, padded, v_.sd, v_.value);
        break;
      case Distribution::kLognormal:
        loops_->normals(x, padded, tails_.data(), places_.data());
        loops_->scale(x, padded, inverse_.sigma(), inverse_.mu());
        loops_->exponentials(x, padded, v_.value < 0.0 ? -1.0 : v_.value > 0.0 ? 1.0 : 0.0);
        break;
      default:
        for (Index i = 0; i < count; ++i) x[i] = inverse_(x[i]);
    }
    if (x != out.data()) std::copy_n(x, count, out.begin());
  }

  static constexpr Index kRoom = 1024;  // 8 kB of draws and as much scratch: first-level cache

 private:
  Variable v_;
  Inverse inverse_;
  std::uint64_t seed_;
  const DrawLoops* loops_;
  std::array<double, static_cast<std::size_t>(kRoom + 8)> values_;
  std::array<double, static_cast<std::size_t>(kRoom + 8)> tails_;
  std::array<std::int32_t, static_cast<std::size_t>(kRoom + 8)> places_;
};

}  // namespace

void draw(const Variable& variable, std::uint64_t seed, std::uint64_t first, std::span<double> out) {
  if (variable.distribution == Distribution::kConstant) {
    std::fill(out.begin(), out.end(), variable.value);
    return;
  }
  const UniformStream stream(seed, variable.stream);
  const Inverse inverse(variable);
  const auto size = static_cast<Index>(out.size());
  Index done = 0;
  if ((first & 1) != 0 && size > 0) {
    out[0] = inverse(stream.at(first));
    done = 1;
  }
  Filler filler(variable, seed);
  for (; done < size; done += Filler::kRoom) {
    filler.fill(first + static_cast<std::uint64_t>(done), out.subspan(static_cast<std::size_t>(done), static_cast<std::size_t>(std::min(Filler::kRoom, size - done))));
  }
  if (!variable.bounded || (variable.distribution != Distribution::kNormal && variable.distribution != Distribution::kLognormal)) return;
  constexpr std::uint32_t kAttempts = 65535;
  for (std::size_t i = 0; i < out.size(); ++i) {
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
