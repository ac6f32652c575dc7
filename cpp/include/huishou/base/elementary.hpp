// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// exp, log and the normal quantile from additions, multiplications, divisions and square roots alone, so that their bits
// are the same on every machine: the mathematical library's are not. Errors: exp and log within 2 units in the last
// place, the quantile within 1e-15 relative (tested against published values). No contraction (see CMakeLists.txt).
//
//   exp(x) = 2^k exp(r), |r| <= ln 2 / 2, Taylor to r^13 / 13!   (next term below 2^-57)
//   log(x) = k ln 2 + 2 atanh(s), s = (m - 1) / (m + 1), |s| <= 0.1716, series to s^21
//   normal quantile: Wichura, Algorithm AS 241, Applied Statistics 37 (1988), routine PPND16
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace huishou {

namespace elementary {

// ln 2 in two parts; the first has 32 bits, so that k times it is exact.
inline constexpr double kLn2High = 0x1.62e42feep-1;
inline constexpr double kLn2Low = 0x1.a39ef35793c76p-33;

template <std::size_t N>
constexpr double polynomial(const double (&coefficients)[N], double x) {
  double value = coefficients[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) value = value * x + coefficients[i];
  return value;
}

}  // namespace elementary

// Infinite above 709.78, 0 below -745.
inline double portable_exp(double x) {
  if (!(x < 709.79)) return std::numeric_limits<double>::infinity();
  if (x < -745.2) return 0.0;  // half of the smallest subnormal
  constexpr double kInverse[] = {1.0,          1.0,           1.0 / 2,        1.0 / 6,        1.0 / 24,        1.0 / 120,        1.0 / 720,
                                 1.0 / 5040,   1.0 / 40320,   1.0 / 362880,   1.0 / 3628800,  1.0 / 39916800,  1.0 / 479001600,  1.0 / 6227020800};
  constexpr double kRound = 0x1.8p52;  // adding and taking it off rounds to a whole number
  const double k = (x * 0x1.71547652b82fep+0 + kRound) - kRound;
  const double r = (x - k * elementary::kLn2High) - k * elementary::kLn2Low;
  const double value = elementary::polynomial(kInverse, r);
  // Two steps, so that neither power of two leaves the range of normal doubles.
  const auto exponent = static_cast<std::int64_t>(k);
  const auto power = [](std::int64_t e) { return std::bit_cast<double>(static_cast<std::uint64_t>(e + 1023) << 52); };
  const std::int64_t half = ((exponent + 2048) >> 1) - 1024;
  return value * power(half) * power(exponent - half);
}

// x positive and normal.
inline double portable_log(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  auto exponent = static_cast<std::int64_t>(bits >> 52) - 1023;
  double mantissa = std::bit_cast<double>((bits & 0xfffffffffffffULL) | 0x3ff0000000000000ULL);
  if (mantissa > 0x1.6a09e667f3bcdp+0) {  // sqrt(2)
    mantissa *= 0.5;
    ++exponent;
  }
  constexpr double kOdd[] = {1.0, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21};
  const double f = mantissa - 1.0;
  const double s = f / (mantissa + 1.0);
  const double z = s * s;
  // 2 atanh(s) = f - s (f - 2 (series - 1)): f is exact, so the large part carries no rounding of s.
  const double tail = 2.0 * s * (elementary::polynomial(kOdd, z) - 1.0);
  const double log1 = f - (s * f - tail);
  const auto k = static_cast<double>(exponent);
  return k * elementary::kLn2High + (log1 + k * elementary::kLn2Low);
}

// z with P(N(0, 1) <= z) = p, 0 < p < 1.
inline double normal_quantile(double p) {
  constexpr double kA[] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
                           4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3};
  constexpr double kB[] = {1.0,                     4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
                           2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3};
  constexpr double kC[] = {1.42343711074968357734e0, 4.63033784615654529590e0,  5.76949722146069140550e0,  3.64784832476320460504e0,
                           1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr double kD[] = {1.0,                       2.05319162663775882187e0,  1.67638483018380384940e0,  6.89767334985100004550e-1,
                           1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9};
  constexpr double kE[] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,  2.96560571828504891230e-1,
                           2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr double kF[] = {1.0,                       5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
                           7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15};
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * elementary::polynomial(kA, r) / elementary::polynomial(kB, r);
  }
  const double r = std::sqrt(-portable_log(q < 0.0 ? p : 1.0 - p));
  const double z = r <= 5.0 ? elementary::polynomial(kC, r - 1.6) / elementary::polynomial(kD, r - 1.6) : elementary::polynomial(kE, r - 5.0) / elementary::polynomial(kF, r - 5.0);
  return q < 0.0 ? -z : z;
}

// P(N(0, 1) <= z), 1e-13 relative: 1/2 + phi(z) (z + z^3 / 3 + z^5 / (3 5) + ...) within two standard deviations, and Laplace's
// continued fraction phi(z) / (z + 1 / (z + 2 / (z + 3 / ...))) beyond (Abramowitz and Stegun 26.2.10, 26.2.14).
inline double normal_cdf(double z) {
  constexpr double kInverseRoot = 0x1.9884533d43651p-2;  // 1 / sqrt(2 pi)
  const double x = std::abs(z);
  const double density = kInverseRoot * portable_exp(-0.5 * x * x);
  if (x < 2.0) {
    double term = x;
    double sum = x;
    for (int k = 3; term > sum * 0x1p-55; k += 2) {
      term = term * (x * x) / k;
      sum += term;
    }
    return z < 0.0 ? 0.5 - density * sum : 0.5 + density * sum;
  }
  double below = x;
  for (int k = 80; k > 0; --k) below = x + k / below;
  return z < 0.0 ? density / below : 1.0 - density / below;
}

}  // namespace huishou
