// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Draws four lanes at a time: the numbers of base/rng.hpp and base/elementary.hpp to the bit, from the same formulas in
// the same order of operations. Compiled once per instruction set, inside a namespace named by it; nothing here may come
// from a shared header with inline code (the linker keeps one copy). The tests hold every function against its scalar
// twin, and the two variants against each other.
#ifndef HUISHOU_VARIANT
#error "define HUISHOU_VARIANT before including draw_kernel.hpp"
#endif

#include <cstdint>
#ifdef __SSE2__
#include <immintrin.h>
#endif

#include "huishou/carbon/draw_loops.hpp"

// Vectors wider than the baseline's registers never cross a function that is not inlined, so no ABI is concerned.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace huishou::carbon::HUISHOU_VARIANT {
namespace {

using U4 = std::uint64_t __attribute__((vector_size(32)));
using I4 = std::int64_t __attribute__((vector_size(32)));
using D4 = double __attribute__((vector_size(32)));
using Line4 = double __attribute__((vector_size(32), aligned(8), may_alias));

constexpr std::uint64_t kWord = 0xffffffffULL;

inline D4 load(const double* at) { return *reinterpret_cast<const Line4*>(at); }
inline void store(double* at, D4 x) { *reinterpret_cast<Line4*>(at) = x; }
inline D4 all(double x) { return D4{x, x, x, x}; }
inline D4 choose(I4 mask, D4 a, D4 b) { return (D4)(((U4)mask & (U4)a) | (~(U4)mask & (U4)b)); }

// Low 32 bits of a times those of b, 64 bits wide.
inline U4 multiply(U4 a, U4 b) {
#if defined(__AVX2__)
  return (U4)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#elif defined(__SSE2__)
  using Half = std::uint64_t __attribute__((vector_size(16)));
  const Half low = (Half)_mm_mul_epu32((__m128i)Half{a[0], a[1]}, (__m128i)Half{b[0], b[1]});
  const Half high = (Half)_mm_mul_epu32((__m128i)Half{a[2], a[3]}, (__m128i)Half{b[2], b[3]});
  return U4{low[0], low[1], high[0], high[1]};
#else
  return (a & kWord) * (b & kWord);
#endif
}

inline D4 square_root(D4 x) {
#if defined(__AVX2__)
  return (D4)_mm256_sqrt_pd((__m256d)x);
#else
  D4 out;
  for (int i = 0; i < 4; ++i) out[i] = __builtin_sqrt(x[i]);
  return out;
#endif
}

inline bool any(I4 mask) {
#if defined(__AVX2__)
  return _mm256_movemask_pd((__m256d)mask) != 0;
#else
  return (mask[0] | mask[1] | mask[2] | mask[3]) != 0;
#endif
}

template <int N>
inline D4 polynomial(const double (&coefficients)[N], D4 x) {
  D4 value = all(coefficients[N - 1]);
  for (int i = N - 2; i >= 0; --i) value = value * x + coefficients[i];
  return value;
}

inline D4 unit_interval(U4 bits) { return ((D4)((bits >> 12) | 0x4330000000000000ULL) - 0x1p52 + 0.5) * 0x1p-52; }

// Draws 8 b ... 8 b + 8 N - 1 of a stream for first block b = 4 k: N times four blocks side by side, since the rounds of
// one wait for each other. Products take the low words of their factors, so c1 and c3 may carry more until the end.
template <int N>
inline void eights(std::uint64_t seed, std::uint64_t stream, std::uint64_t block, double* out) {
  U4 c0[N];
  U4 c1[N];
  U4 c2[N];
  U4 c3[N];
  for (int n = 0; n < N; ++n) {
    const U4 index = U4{0, 1, 2, 3} + (block + 4 * static_cast<std::uint64_t>(n));
    c0[n] = index & kWord;
    c1[n] = index >> 32;
    c2[n] = U4{} + (stream & kWord);
    c3[n] = U4{} + (stream >> 32);
  }
  std::uint64_t k0 = seed & kWord;
  std::uint64_t k1 = seed >> 32;
  const U4 m0 = U4{} + 0xD2511F53ULL;
  const U4 m1 = U4{} + 0xCD9E8D57ULL;
  for (int round = 0; round < 10; ++round) {
    for (int n = 0; n < N; ++n) {
      const U4 p0 = multiply(m0, c0[n]);
      const U4 p1 = multiply(m1, c2[n]);
      c0[n] = (p1 >> 32) ^ c1[n] ^ k0;
      c1[n] = p1;
      c2[n] = (p0 >> 32) ^ c3[n] ^ k1;
      c3[n] = p0;
    }
    k0 = (k0 + 0x9E3779B9ULL) & kWord;
    k1 = (k1 + 0xBB67AE85ULL) & kWord;
  }
  for (int n = 0; n < N; ++n) {
    const D4 a = unit_interval(c0[n] << 32 | (c1[n] & kWord));
    const D4 b = unit_interval(c2[n] << 32 | (c3[n] & kWord));
    store(out + 8 * n, __builtin_shuffle(a, b, I4{0, 4, 1, 5}));
    store(out + 8 * n + 4, __builtin_shuffle(a, b, I4{2, 6, 3, 7}));
  }
}

inline D4 log4(D4 x) {
  constexpr double kOdd[] = {1.0, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21};
  const U4 bits = (U4)x;
  D4 k = (D4)((bits >> 52) | 0x4330000000000000ULL) - (0x1p52 + 1023.0);
  D4 mantissa = (D4)((bits & 0xfffffffffffffULL) | 0x3ff0000000000000ULL);
  const I4 large = mantissa > 0x1.6a09e667f3bcdp+0;
  mantissa = choose(large, mantissa * 0.5, mantissa);
  k = choose(large, k + 1.0, k);
  const D4 f = mantissa - 1.0;
  const D4 s = f / (mantissa + 1.0);
  const D4 z = s * s;
  const D4 tail = 2.0 * s * (polynomial(kOdd, z) - 1.0);
  const D4 log1 = f - (s * f - tail);
  return k * 0x1.62e42feep-1 + (log1 + k * 0x1.a39ef35793c76p-33);
}

constexpr double kInverse[] = {1.0,        1.0,          1.0 / 2,       1.0 / 6,        1.0 / 24,        1.0 / 120,       1.0 / 720,
                               1.0 / 5040, 1.0 / 40320,  1.0 / 362880,  1.0 / 3628800,  1.0 / 39916800,  1.0 / 479001600, 1.0 / 6227020800};

// To the ends of the range: the power of two in two steps, so that neither leaves that of normal doubles.
inline D4 far_exp4(D4 x) {
  const I4 finite = x < 709.79;
  const I4 small = x < -745.2;
  const D4 inside = choose(finite & ~small, x, all(0.0));
  const D4 shifted = inside * 0x1.71547652b82fep+0 + 0x1.8p52;
  const D4 k = shifted - 0x1.8p52;
  const D4 r = (inside - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33;
  const D4 value = polynomial(kInverse, r);
  // The low bits of k + 1.5 * 2^52 are k; 2048 more keeps the halving of a negative number a plain shift.
  const U4 exponent = (U4)shifted - 0x4338000000000000ULL;
  const U4 half = ((exponent + 2048) >> 1) - 1024;
  const D4 low = (D4)((half + 1023) << 52);
  const D4 high = (D4)((exponent - half + 1023) << 52);
  const D4 result = value * low * high;
  return choose(finite, choose(small, all(0.0), result), all(__builtin_inf()));
}

inline D4 exp4(D4 x) {
  if (any(~((x < 690.0) & (x > -690.0)))) return far_exp4(x);
  const D4 shifted = x * 0x1.71547652b82fep+0 + 0x1.8p52;
  const D4 k = shifted - 0x1.8p52;
  const D4 r = (x - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33;
  // The low bits of k + 1.5 * 2^52 are k, and what lies above them is shifted out: 2^k is one normal double.
  return polynomial(kInverse, r) * (D4)(((U4)shifted + 1023) << 52);
}

inline D4 centre4(D4 q) {
  constexpr double kA[] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
                           4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3};
  constexpr double kB[] = {1.0,                     4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
                           2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3};
  const D4 r = 0.180625 - q * q;
  return q * polynomial(kA, r) / polynomial(kB, r);
}

inline D4 tail4(D4 p) {
  constexpr double kC[] = {1.42343711074968357734e0, 4.63033784615654529590e0,   5.76949722146069140550e0,   3.64784832476320460504e0,
                           1.27045825245236838258e0, 2.41780725177450611770e-1,  2.27238449892691845833e-2,  7.74545014278341407640e-4};
  constexpr double kD[] = {1.0,                       2.05319162663775882187e0,  1.67638483018380384940e0,  6.89767334985100004550e-1,
                           1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9};
  constexpr double kE[] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,  2.96560571828504891230e-1,
                           2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr double kF[] = {1.0,                       5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
                           7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15};
  const D4 q = p - 0.5;
  const I4 lower = q < 0.0;
  const D4 r = square_root(-log4(choose(lower, p, 1.0 - p)));
  const I4 near = r <= 5.0;
  D4 z = polynomial(kC, r - 1.6) / polynomial(kD, r - 1.6);
  if ((near[0] & near[1] & near[2] & near[3]) == 0) z = choose(near, z, polynomial(kE, r - 5.0) / polynomial(kF, r - 5.0));
  return choose(lower, -z, z);
}

// Uniforms of blocks [block, block + blocks), two each; out has room for a multiple of eight.
void uniforms(std::uint64_t seed, std::uint64_t stream, std::uint64_t block, Index blocks, double* out) {
  Index b = 0;
  for (; b + 8 <= blocks; b += 8) eights<2>(seed, stream, block + static_cast<std::uint64_t>(b), out + 2 * b);
  for (; b < blocks; b += 4) eights<1>(seed, stream, block + static_cast<std::uint64_t>(b), out + 2 * b);
}

// Copies the lanes of a mask to the front of `values`, their numbers from `first` on to `places`; both have room for four.
inline Index put_aside(I4 mask, D4 x, std::int32_t first, double* values, std::int32_t* places) {
#if defined(__AVX2__)
  // For each of the 16 masks the lanes set, in order: as pairs of 32-bit words, and as numbers.
  static constexpr struct Fronts {
    alignas(32) std::int32_t words[16][8]{};
    alignas(16) std::int32_t lanes[16][4]{};
    constexpr Fronts() {
      for (int bits = 0; bits < 16; ++bits) {
        for (int lane = 0, at = 0; lane < 4; ++lane) {
          if ((bits >> lane & 1) == 0) continue;
          words[bits][2 * at] = 2 * lane;
          words[bits][2 * at + 1] = 2 * lane + 1;
          lanes[bits][at++] = lane;
        }
      }
    }
  } kFronts;
  const int bits = _mm256_movemask_pd((__m256d)mask);
  const __m256i order = _mm256_load_si256(reinterpret_cast<const __m256i*>(kFronts.words[bits]));
  _mm256_storeu_ps(reinterpret_cast<float*>(values), _mm256_permutevar8x32_ps((__m256)x, order));
  const __m128i lanes = _mm_load_si128(reinterpret_cast<const __m128i*>(kFronts.lanes[bits]));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(places), _mm_add_epi32(lanes, _mm_set1_epi32(first)));
  return __builtin_popcount(static_cast<unsigned>(bits));
#else
  Index count = 0;
  for (int lane = 0; lane < 4; ++lane) {
    values[count] = x[lane];
    places[count] = first + lane;
    count += mask[lane] != 0 ? 1 : 0;
  }
  return count;
#endif
}

// Uniforms become shift + factor z in place, z standard normals. The centre for all; the seventh of them that lies outside is gathered and
// done together, which saves every group of four with one tail among them.
void normals(double* x, Index count, double factor, double shift, double* tails, std::int32_t* places) {
  Index found = 0;
  for (Index i = 0; i < count; i += 4) {
    const D4 p = load(x + i);
    const D4 q = p - 0.5;
    found += put_aside((q > 0.425) | (q < -0.425), p, static_cast<std::int32_t>(i), tails + found, places + found);
    store(x + i, shift + factor * centre4(q));
  }
  for (Index i = found; i < found + 3; ++i) tails[i] = 0.01;  // fills the last four
  for (Index i = 0; i < found; i += 4) {
    const D4 z = shift + factor * tail4(load(tails + i));
    for (Index lane = 0; lane < 4 && i + lane < found; ++lane) x[places[i + lane]] = z[lane];
  }
}

// x = sign * exp(x)
void exponentials(double* x, Index count, double sign) {
  for (Index i = 0; i < count; i += 4) store(x + i, sign * exp4(load(x + i)));
}

// total = sum over k of factors[codes[k]] * masses[k], ascending, product and sum apart. Sums of 32 draws stay in registers
// while the factors pass by: one load a product.
void combine(const double* factors, Index stride, const std::int32_t* codes, const double* masses, Index terms, double* total, Index count) {
  Index i = 0;
  for (; i + 32 <= count; i += 32) {
    D4 sums[8] = {};
    for (Index k = 0; k < terms; ++k) {
      const double* factor = factors + codes[k] * stride + i;
      const D4 mass = all(masses[k]);
      for (int j = 0; j < 8; ++j) sums[j] += load(factor + 4 * j) * mass;
    }
    for (int j = 0; j < 8; ++j) store(total + i + 4 * j, sums[j]);
  }
  for (; i < count; ++i) {
    double out = 0.0;
    for (Index k = 0; k < terms; ++k) out += factors[codes[k] * stride + i] * masses[k];
    total[i] = out;
  }
}

// Four partial sums in fixed lanes, added in a fixed order: the same bits in every variant.
double sum(const double* x, Index count, double centre, bool squares) {
  D4 total = all(0.0);
  Index i = 0;
  for (; i + 4 <= count; i += 4) {
    const D4 d = load(x + i) - centre;
    total += squares ? d * d : d;
  }
  double out = (total[0] + total[1]) + (total[2] + total[3]);
  for (; i < count; ++i) {
    const double d = x[i] - centre;
    out += squares ? d * d : d;
  }
  return out;
}

void tally(const double* x, Index count, double shift, double below, double above, double* sums, double* lower, double* upper, Index* counts) {
  D4 first = all(0.0);
  D4 second = all(0.0);
  Index lowers = 0;
  Index uppers = 0;
  const auto keep = [&](double v) {
    if (v <= below) lower[lowers++] = v;
    if (v >= above) upper[uppers++] = v;
  };
  Index i = 0;
  for (; i + 4 <= count; i += 4) {
    const D4 v = load(x + i);
    const D4 d = v - shift;
    first += d;
    second += d * d;
    if (any((v <= below) | (v >= above))) {
      for (Index lane = 0; lane < 4; ++lane) keep(v[lane]);
    }
  }
  double s1 = (first[0] + first[1]) + (first[2] + first[3]);
  double s2 = (second[0] + second[1]) + (second[2] + second[3]);
  for (; i < count; ++i) {
    const double d = x[i] - shift;
    s1 += d;
    s2 += d * d;
    keep(x[i]);
  }
  sums[0] += s1;
  sums[1] += s2;
  counts[0] = lowers;
  counts[1] = uppers;
}

const DrawLoops kLoops{&uniforms, &normals, &exponentials, &combine, &sum, &tally};

}  // namespace
}  // namespace huishou::carbon::HUISHOU_VARIANT
