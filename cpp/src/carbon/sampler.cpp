// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/sampler.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "huishou/base/elementary.hpp"
#include "huishou/base/error.hpp"
#include "huishou/base/rng.hpp"
#include "huishou/carbon/draw_loops.hpp"

namespace huishou::carbon {

namespace {

constexpr Index kRoom = 1024;  // 8 kB of draws and as much scratch: first-level cache

struct Scratch {
  std::array<double, static_cast<std::size_t>(kRoom + 8)> values;
  std::array<double, static_cast<std::size_t>(kRoom + 8)> tails;
  std::array<std::int32_t, static_cast<std::size_t>(kRoom + 8)> places;
};

constexpr Index padded(std::size_t count) { return (static_cast<Index>(count) + 7) / 8 * 8; }

double sign_of(double value) { return value < 0.0 ? -1.0 : value > 0.0 ? 1.0 : 0.0; }

}  // namespace

Sampler::Sampler(const Variable& variable) : variable_(variable) {
  const Variable& v = variable_;
  if (v.distribution == Distribution::kLognormal && v.value != 0.0) {
    const double relative = v.sd / v.value;
    const double square = portable_log(1.0 + relative * relative);
    sigma_ = std::sqrt(square);
    mu_ = portable_log(std::abs(v.value)) - 0.5 * square;
  }
  if (v.distribution == Distribution::kLognormalMedian && v.value != 0.0) {
    sigma_ = 0.5 * portable_log(v.sd);
    mu_ = portable_log(std::abs(v.value));
  }
  if (v.distribution == Distribution::kTriangular && v.high > v.low) peak_ = (v.value - v.low) / (v.high - v.low);
  if (v.distribution == Distribution::kPert && v.high > v.low) {
    const double ratio = (v.value - v.low) / (v.high - v.low);
    beta_.emplace(1.0 + 4.0 * ratio, 5.0 - 4.0 * ratio);
  }
  if (v.distribution == Distribution::kDiscrete) {
    double total = 0.0;
    for (const double probability : v.probabilities) cumulative_.push_back(total += probability);
    for (double& sum : cumulative_) sum /= total;
  }
}

double Sampler::quantile(double u) const {
  const Variable& v = variable_;
  switch (v.distribution) {
    case Distribution::kNormal: return v.value + v.sd * normal_quantile(u);
    case Distribution::kLognormal:
    case Distribution::kLognormalMedian: {
      const double size = portable_exp(mu_ + sigma_ * normal_quantile(u));
      return sign_of(v.value) * size;
    }
    case Distribution::kUniform: return v.low + u * (v.high - v.low);
    case Distribution::kTriangular: {
      const double width = v.high - v.low;
      return u < peak_ ? v.low + std::sqrt(u * width * (v.value - v.low)) : v.high - std::sqrt((1.0 - u) * width * (v.high - v.value));
    }
    case Distribution::kPert: return beta_ ? v.low + (v.high - v.low) * (*beta_)(u) : v.low;
    case Distribution::kDiscrete: {
      const auto above = std::upper_bound(cumulative_.begin(), cumulative_.end() - 1, u);
      return v.values[static_cast<std::size_t>(above - cumulative_.begin())];
    }
    case Distribution::kConstant: break;
  }
  return v.value;
}

void Sampler::fill(std::uint64_t seed, std::uint64_t first, std::span<double> out) const {
  Scratch scratch;
  const DrawLoops& loops = draw_loops();
  const Index count = padded(out.size());
  double* x = count == static_cast<Index>(out.size()) ? out.data() : scratch.values.data();
  loops.uniforms(seed, variable_.stream, first >> 1, count / 2, x);
  if (variable_.distribution == Distribution::kNormal || lognormal()) {
    const bool log = lognormal();
    loops.normals(x, count, log ? sigma_ : variable_.sd, log ? mu_ : variable_.value, scratch.tails.data(), scratch.places.data());
    if (log) loops.exponentials(x, count, sign_of(variable_.value));
  } else {
    for (std::size_t i = 0; i < out.size(); ++i) x[i] = quantile(x[i]);
  }
  if (x != out.data()) std::copy_n(x, out.size(), out.begin());
}

void Sampler::draw(std::uint64_t seed, std::uint64_t first, std::span<double> out) const {
  if (variable_.distribution == Distribution::kConstant) {
    std::fill(out.begin(), out.end(), variable_.value);
    return;
  }
  const UniformStream stream(seed, variable_.stream);
  const auto size = static_cast<Index>(out.size());
  Index done = 0;
  if ((first & 1) != 0 && size > 0) {
    out[0] = quantile(stream.at(first));
    done = 1;
  }
  for (; done < size; done += kRoom) {
    fill(seed, first + static_cast<std::uint64_t>(done), out.subspan(static_cast<std::size_t>(done), static_cast<std::size_t>(std::min(kRoom, size - done))));
  }
  if (!variable_.bounded || (variable_.distribution != Distribution::kNormal && !lognormal())) return;
  constexpr std::uint32_t kAttempts = 65535;
  for (std::size_t i = 0; i < out.size(); ++i) {
    for (std::uint32_t attempt = 1; out[i] < variable_.low || out[i] > variable_.high; ++attempt) {
      if (attempt > kAttempts) {
        throw Error(ErrorKind::kInput, "bounds_too_narrow", "A factor's bounds hold almost none of its distribution.", "Widen low and high, or take a uniform over them.");
      }
      out[i] = quantile(stream.at(first + i, attempt));
    }
  }
}

void Sampler::from_normals(std::span<double> z) const {
  for (double& x : z) {
    if (variable_.distribution == Distribution::kNormal) {
      x = variable_.value + variable_.sd * x;
    } else if (lognormal()) {
      x = sign_of(variable_.value) * portable_exp(mu_ + sigma_ * x);
    } else {
      x = quantile(normal_cdf(x));
    }
  }
}

void standard_normals(std::uint64_t stream, std::uint64_t seed, std::uint64_t first, std::span<double> out) {
  Sampler({stream, Distribution::kNormal, 0.0, 0.0, 0.0, 1.0}).draw(seed, first, out);
}

}  // namespace huishou::carbon
