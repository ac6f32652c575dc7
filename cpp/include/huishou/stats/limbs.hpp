// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Unsigned integers of a fixed number of 64-bit limbs, least significant first: the fast way from a state to its one
// rounded number. A table of 900,000 groups is rounded in a tenth of a second; dyadic.hpp has no size limit and is the
// reference these functions are tested against.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "huishou/base/types.hpp"
#include "huishou/stats/wide.hpp"

namespace huishou::stats {

template <int N>
using Limbs = std::array<std::uint64_t, static_cast<std::size_t>(N)>;

template <int N>
constexpr std::uint64_t& limb(Limbs<N>& a, int i) {
  return a[static_cast<std::size_t>(i)];
}
template <int N>
constexpr std::uint64_t limb(const Limbs<N>& a, int i) {
  return a[static_cast<std::size_t>(i)];
}

// a += b, modulo 2^(64 N)
template <int N>
constexpr void add(Limbs<N>& a, const Limbs<N>& b) {
  std::uint64_t over = 0;
  for (int i = 0; i < N; ++i) {
    const Unsigned128 sum = Unsigned128{limb<N>(a, i)} + limb<N>(b, i) + over;
    limb<N>(a, i) = static_cast<std::uint64_t>(sum);
    over = static_cast<std::uint64_t>(sum >> 64);
  }
}

// -a, modulo 2^(64 N)
template <int N>
constexpr void negate(Limbs<N>& a) {
  std::uint64_t over = 1;
  for (int i = 0; i < N; ++i) {
    const Unsigned128 sum = Unsigned128{~limb<N>(a, i)} + over;
    limb<N>(a, i) = static_cast<std::uint64_t>(sum);
    over = static_cast<std::uint64_t>(sum >> 64);
  }
}

template <int N>
constexpr bool is_zero(const Limbs<N>& a) {
  std::uint64_t any = 0;
  for (int i = 0; i < N; ++i) any |= limb<N>(a, i);
  return any == 0;
}

template <int N>
constexpr int bit_length(const Limbs<N>& a) {
  for (int i = N - 1; i >= 0; --i) {
    if (limb<N>(a, i) != 0) return 64 * i + static_cast<int>(std::bit_width(limb<N>(a, i)));
  }
  return 0;
}

// digit * 2^shift, the part that fits
template <int N>
constexpr Limbs<N> shifted(std::uint64_t digit, int shift) {
  Limbs<N> out{};
  const int i = shift / 64;
  const int s = shift % 64;
  if (i < N) limb<N>(out, i) = digit << s;
  if (s != 0 && i + 1 < N) limb<N>(out, i + 1) = digit >> (64 - s);
  return out;
}

template <int N>
constexpr Limbs<N> times(const Limbs<N>& a, std::uint64_t b) {
  Limbs<N> out{};
  std::uint64_t over = 0;
  for (int i = 0; i < N; ++i) {
    const Unsigned128 product = Unsigned128{limb<N>(a, i)} * b + over;
    limb<N>(out, i) = static_cast<std::uint64_t>(product);
    over = static_cast<std::uint64_t>(product >> 64);
  }
  return out;
}

// a * a for a of M limbs, the part that fits into N
template <int N, int M>
constexpr Limbs<N> square(const Limbs<M>& a) {
  Limbs<N> out{};
  for (int i = 0; i < M; ++i) {
    std::uint64_t over = 0;
    for (int j = 0; j < M && i + j < N; ++j) {
      const Unsigned128 product = Unsigned128{limb<M>(a, i)} * limb<M>(a, j) + limb<N>(out, i + j) + over;
      limb<N>(out, i + j) = static_cast<std::uint64_t>(product);
      over = static_cast<std::uint64_t>(product >> 64);
    }
    if (i + M < N) limb<N>(out, i + M) = over;
  }
  return out;
}

// (a + something below 1 if more) * 2^exponent to the nearest double, ties to even; for results inside the normal range.
template <int N>
inline double round_nearest(const Limbs<N>& a, bool more, int exponent) {
  const int bits = bit_length<N>(a);
  if (bits == 0) return 0.0;
  const int shift = bits - 64;  // the top 64 bits decide, with one sticky bit for the rest
  std::uint64_t top = 0;
  bool sticky = more;
  if (shift <= 0) {
    top = limb<N>(a, 0) << -shift;
  } else {
    const int i = shift / 64;
    const int s = shift % 64;
    top = limb<N>(a, i) >> s;
    if (s != 0 && i + 1 < N) top |= limb<N>(a, i + 1) << (64 - s);
    for (int k = 0; k < i; ++k) sticky |= limb<N>(a, k) != 0;
    if (s != 0) sticky |= (limb<N>(a, i) << (64 - s)) != 0;
  }
  constexpr int kDropped = 11;  // 64 - 53
  std::uint64_t kept = top >> kDropped;
  const std::uint64_t rest = top & ((std::uint64_t{1} << kDropped) - 1);
  constexpr std::uint64_t kHalf = std::uint64_t{1} << (kDropped - 1);
  if (rest > kHalf || (rest == kHalf && (sticky || (kept & 1) != 0))) ++kept;
  return from_significand({kept, exponent + shift + kDropped, false});
}

// a / b * 2^exponent to the nearest double. The top 128 bits of a are divided, which leaves 64 bits of quotient or more; what is
// below them, and the remainder, only says that the true quotient is a little larger.
template <int N>
inline double round_quotient(const Limbs<N>& a, std::uint64_t b, int exponent) {
  const int bits = bit_length<N>(a);
  if (bits == 0) return 0.0;
  const int shift = bits - 128;
  Unsigned128 top = 0;
  bool more = false;
  if (shift <= 0) {
    top = limb<N>(a, 0);
    if constexpr (N > 1) top |= Unsigned128{limb<N>(a, 1)} << 64;
    top <<= -shift;
  } else {
    const int i = shift / 64;
    const int s = shift % 64;
    top = (Unsigned128{limb<N>(a, i + 1)} << 64 | limb<N>(a, i)) >> s;
    if (s != 0) top |= Unsigned128{limb<N>(a, i + 2)} << (128 - s);
    for (int k = 0; k < i; ++k) more |= limb<N>(a, k) != 0;
    if (s != 0) more |= (limb<N>(a, i) << (64 - s)) != 0;
  }
  const Unsigned128 quotient = top / b;
  more |= quotient * b != top;
  return round_nearest<2>({static_cast<std::uint64_t>(quotient), static_cast<std::uint64_t>(quotient >> 64)}, more, exponent + shift);
}

}  // namespace huishou::stats
