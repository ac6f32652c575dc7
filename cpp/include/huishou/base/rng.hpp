// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Random numbers that are a function of (seed, stream, draw, attempt): Philox4x32 with ten rounds, no state to share or
// to seed twice. Every variable has a stream of its own, so two variables are never the same draws, and no draw depends
// on threads, chunks or on which outputs were asked for. Source: Salmon, Moraes, Dror, Shaw, Parallel random numbers: as
// easy as 1, 2, 3, SC11 (2011); known answers of their Random123 in the tests. Rule 17 of the exactness contract.
#pragma once

#include <array>
#include <cstdint>

namespace huishou {

using Philox4 = std::array<std::uint32_t, 4>;

constexpr Philox4 philox(Philox4 counter, std::array<std::uint32_t, 2> key) {
  constexpr std::uint64_t kMultiplier0 = 0xD2511F53;
  constexpr std::uint64_t kMultiplier1 = 0xCD9E8D57;
  constexpr std::uint32_t kWeyl0 = 0x9E3779B9;  // golden ratio
  constexpr std::uint32_t kWeyl1 = 0xBB67AE85;  // sqrt(3) - 1
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = kMultiplier0 * counter[0];
    const std::uint64_t p1 = kMultiplier1 * counter[2];
    counter = {static_cast<std::uint32_t>(p1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(p1),
               static_cast<std::uint32_t>(p0 >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(p0)};
    key = {key[0] + kWeyl0, key[1] + kWeyl1};
  }
  return counter;
}

// Uniform on the 2^52 midpoints (i + 1/2) / 2^52, each an exact double: never 0, never 1, symmetric about 1/2.
constexpr double unit_interval(std::uint64_t bits) { return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52; }

// Two uniforms a block: draw d is lane d & 1 of block d >> 1. Draws below 2^48; attempts count redraws of a bounded variable.
class UniformStream {
 public:
  constexpr UniformStream(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}

  [[nodiscard]] constexpr std::array<double, 2> block(std::uint64_t index, std::uint32_t attempt = 0) const {
    const Philox4 bits = philox({low(index), high(index) | attempt << 16, low(stream_), high(stream_)}, {low(seed_), high(seed_)});
    return {unit_interval(std::uint64_t{bits[0]} << 32 | bits[1]), unit_interval(std::uint64_t{bits[2]} << 32 | bits[3])};
  }
  [[nodiscard]] constexpr double at(std::uint64_t draw, std::uint32_t attempt = 0) const { return block(draw >> 1, attempt)[draw & 1]; }

 private:
  static constexpr std::uint32_t low(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
  static constexpr std::uint32_t high(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }

  std::uint64_t seed_;
  std::uint64_t stream_;
};

}  // namespace huishou
