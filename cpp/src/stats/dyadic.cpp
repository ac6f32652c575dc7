// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/dyadic.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <limits>
#include <sstream>
#include <utility>

#include "huishou/stats/grid.hpp"
#include "huishou/stats/wide.hpp"

namespace huishou::stats {

using boost::multiprecision::cpp_int;

struct Dyadic::Value {
  cpp_int mantissa = 0;
  int exponent = 0;

  // The mantissa over a common, smaller exponent.
  [[nodiscard]] cpp_int over(int common) const { return mantissa << (exponent - common); }

  // Odd mantissa, or zero with exponent zero.
  void reduce() {
    if (mantissa == 0) {
      exponent = 0;
      return;
    }
    const auto zeros = boost::multiprecision::lsb(mantissa < 0 ? cpp_int(-mantissa) : mantissa);
    if (zeros == 0) return;
    mantissa = mantissa < 0 ? cpp_int(-(cpp_int(-mantissa) >> zeros)) : cpp_int(mantissa >> zeros);
    exponent += static_cast<int>(zeros);
  }
};

namespace {

constexpr int kSubnormalExponent = -1074;
constexpr int kDoubleBits = 53;

// +-magnitude * 2^exponent to the nearest double, ties to even.
double nearest(const cpp_int& magnitude, int exponent, bool negative) {
  if (magnitude == 0) return 0.0;
  const int bits = static_cast<int>(boost::multiprecision::msb(magnitude)) + 1;
  const int shift = std::max(bits - kDoubleBits, kSubnormalExponent - exponent);
  if (shift <= 0) return from_significand({static_cast<std::uint64_t>(magnitude), exponent, negative});
  if (shift > bits) return 0.0;
  std::uint64_t kept = static_cast<std::uint64_t>(cpp_int(magnitude >> shift));
  const bool half = boost::multiprecision::bit_test(magnitude, static_cast<unsigned>(shift - 1));
  const bool below = static_cast<int>(boost::multiprecision::lsb(magnitude)) < shift - 1;
  if (half && (below || (kept & 1) != 0)) ++kept;
  return from_significand({kept, exponent + shift, negative});
}

cpp_int absolute(const cpp_int& x) { return x < 0 ? cpp_int(-x) : x; }

}  // namespace

Dyadic::Dyadic() : value_(std::make_unique<Value>()) {}

Dyadic::Dyadic(double x) : Dyadic() {
  const Significand parts = significand(x);
  value_->mantissa = parts.digits;
  if (parts.negative) value_->mantissa = -value_->mantissa;
  value_->exponent = parts.exponent;
  value_->reduce();
}

Dyadic Dyadic::integer(std::int64_t value) {
  Dyadic result;
  result.value_->mantissa = value;
  result.value_->reduce();
  return result;
}

Dyadic Dyadic::from_digits(const std::int64_t* digits, int count, int exponent) {
  Dyadic result;
  for (int i = count - 1; i >= 0; --i) {
    result.value_->mantissa <<= kDigitBits;
    result.value_->mantissa += digits[i];
  }
  result.value_->exponent = exponent;
  result.value_->reduce();
  return result;
}

Dyadic::Dyadic(const Dyadic& other) : value_(std::make_unique<Value>(*other.value_)) {}
Dyadic::Dyadic(Dyadic&& other) noexcept = default;
Dyadic& Dyadic::operator=(const Dyadic& other) {
  if (this != &other) value_ = std::make_unique<Value>(*other.value_);
  return *this;
}
Dyadic& Dyadic::operator=(Dyadic&& other) noexcept = default;
Dyadic::~Dyadic() = default;

Dyadic& Dyadic::operator+=(const Dyadic& other) {
  const int common = std::min(value_->exponent, other.value_->exponent);
  value_->mantissa = value_->over(common) + other.value_->over(common);
  value_->exponent = common;
  value_->reduce();
  return *this;
}

Dyadic& Dyadic::operator-=(const Dyadic& other) {
  const int common = std::min(value_->exponent, other.value_->exponent);
  value_->mantissa = value_->over(common) - other.value_->over(common);
  value_->exponent = common;
  value_->reduce();
  return *this;
}

Dyadic operator*(const Dyadic& a, const Dyadic& b) {
  Dyadic result;
  result.value_->mantissa = a.value_->mantissa * b.value_->mantissa;
  result.value_->exponent = a.value_->exponent + b.value_->exponent;
  result.value_->reduce();
  return result;
}

bool operator==(const Dyadic& a, const Dyadic& b) {
  return a.value_->exponent == b.value_->exponent && a.value_->mantissa == b.value_->mantissa;
}

int Dyadic::sign() const { return value_->mantissa.sign(); }

double Dyadic::to_double() const { return nearest(absolute(value_->mantissa), value_->exponent, sign() < 0); }

bool Dyadic::to_integer(std::int64_t& value) const {
  if (value_->exponent < 0 || value_->exponent > 63) return false;
  const cpp_int whole = value_->over(0);
  if (whole > std::numeric_limits<std::int64_t>::max() || whole < std::numeric_limits<std::int64_t>::min()) return false;
  value = static_cast<std::int64_t>(whole);
  return true;
}

bool Dyadic::to_integer(Int128& value) const {
  if (value_->exponent < 0 || value_->exponent > 127) return false;
  const cpp_int whole = value_->over(0);
  const cpp_int magnitude = absolute(whole);
  if (magnitude != 0 && boost::multiprecision::msb(magnitude) > 126) return false;  // -2^127 is refused with the rest
  value = static_cast<Int128>(magnitude);
  if (whole < 0) value = -value;
  return true;
}

double Dyadic::divide(const Dyadic& a, const Dyadic& b) {
  cpp_int numerator = absolute(a.value_->mantissa);
  const cpp_int denominator = absolute(b.value_->mantissa);
  if (numerator == 0) return 0.0;
  // Two bits more than a double holds, then a sticky bit for the remainder: rounding happens once.
  const int wanted = kDoubleBits + 2;
  const int have = static_cast<int>(boost::multiprecision::msb(numerator)) - static_cast<int>(boost::multiprecision::msb(denominator));
  const int scale = std::max(0, wanted - have);
  numerator <<= scale;
  cpp_int quotient;
  cpp_int remainder;
  boost::multiprecision::divide_qr(numerator, denominator, quotient, remainder);
  quotient = (quotient << 1) + (remainder == 0 ? 0 : 1);
  return nearest(quotient, a.value_->exponent - b.value_->exponent - scale - 1, a.sign() * b.sign() < 0);
}

std::string Dyadic::canonical() const {
  std::ostringstream out;
  out << (sign() < 0 ? '-' : '+') << std::hex << absolute(value_->mantissa) << std::dec << 'p' << value_->exponent;
  return out.str();
}

}  // namespace huishou::stats
