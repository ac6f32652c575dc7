// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// An exact number m * 2^e: what a state is turned into before it is rounded, once, to the nearest double.
// Closed under +, - and *; a quotient is rounded correctly and leaves the exact world.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "huishou/base/types.hpp"

namespace huishou::stats {

class Dyadic {
 public:
  Dyadic();
  explicit Dyadic(double x);  // x finite
  static Dyadic integer(std::int64_t value);
  // sum of digits[i] * 2^(exponent + 40 i)
  static Dyadic from_digits(const std::int64_t* digits, int count, int exponent);

  Dyadic(const Dyadic& other);
  Dyadic(Dyadic&& other) noexcept;
  Dyadic& operator=(const Dyadic& other);
  Dyadic& operator=(Dyadic&& other) noexcept;
  ~Dyadic();

  Dyadic& operator+=(const Dyadic& other);
  Dyadic& operator-=(const Dyadic& other);
  friend Dyadic operator*(const Dyadic& a, const Dyadic& b);
  friend Dyadic operator+(Dyadic a, const Dyadic& b) { return a += b; }
  friend Dyadic operator-(Dyadic a, const Dyadic& b) { return a -= b; }
  friend bool operator==(const Dyadic& a, const Dyadic& b);

  [[nodiscard]] int sign() const;                    // -1, 0, 1
  [[nodiscard]] double to_double() const;            // nearest, ties to even; infinite beyond the largest double
  [[nodiscard]] bool to_integer(std::int64_t& value) const;  // false when not an integer of 64 bits
  [[nodiscard]] bool to_integer(Int128& value) const;
  // a / b to the nearest double; b must not be zero.
  static double divide(const Dyadic& a, const Dyadic& b);
  // Sign and hexadecimal magnitude and exponent of the reduced form (odd m, or 0): equal strings, equal numbers.
  [[nodiscard]] std::string canonical() const;

 private:
  struct Value;
  std::unique_ptr<Value> value_;
};

}  // namespace huishou::stats
