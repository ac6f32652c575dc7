// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/decimal.hpp"

#include <doctest/doctest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <random>

using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;
using huishou::Int128;
using huishou::ledger::decimal_less;
using huishou::ledger::decimal_text;
using huishou::ledger::decimal_type;
using huishou::ledger::unscaled;

namespace {

cpp_rational value_of(const std::string& text) {
  std::string digits;
  cpp_int below = 1;
  bool after = false;
  for (const char c : text) {
    if (c == '.') after = true;
    if (c < '0' || c > '9') continue;
    digits += c;
    if (after) below *= 10;
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));  // Boost reads a leading zero as octal
  const cpp_rational magnitude(cpp_int(digits), below);
  return text[0] == '-' ? -magnitude : magnitude;
}

cpp_rational ten_to(int power) { return power < 0 ? 1 / ten_to(-power) : cpp_rational(boost::multiprecision::pow(cpp_int(10), static_cast<unsigned>(power))); }

Int128 any(std::mt19937_64& random) {
  const Int128 wide = (static_cast<Int128>(random()) << 64) | static_cast<Int128>(random());
  return wide >> (random() % 127);
}

}  // namespace

TEST_CASE("the formats of Arrow's decimals are read, with the width of their elements") {
  CHECK(decimal_type("d:10,2")->scale == 2);
  CHECK(decimal_type("d:10,2")->bytes == 16);
  CHECK(decimal_type("d:9,-3,32")->scale == -3);
  CHECK(decimal_type("d:9,-3,32")->bytes == 4);
  CHECK(decimal_type("d:18,0,64")->bytes == 8);
  for (const char* other : {"d:76,2,256", "d:10", "d:", "d:10,", "d:10,2,", "d:10,2,128,1", "d:x,2", "g", "tdD", "d:10;2"}) CHECK_FALSE(decimal_type(other));
}

TEST_CASE("elements of every width are read with their sign") {
  const std::int32_t narrow[] = {7, -123456789};
  const std::int64_t middle[] = {7, -1234567890123456789};
  const Int128 wide[] = {7, -(static_cast<Int128>(1) << 100)};
  CHECK(unscaled(narrow, {0, 4}, 1) == -123456789);
  CHECK(unscaled(middle, {0, 8}, 1) == -1234567890123456789);
  CHECK((unscaled(wide, {0, 16}, 1) == wide[1]));
}

TEST_CASE("texts are the number, and the same for equal numbers of every scale") {
  CHECK(decimal_text(-50, 2) == "-0.5");
  CHECK(decimal_text(1200, 0) == "1200");
  CHECK(decimal_text(12, -2) == "1200");
  CHECK(decimal_text(120000, 2) == "1200");
  CHECK(decimal_text(0, 5) == "0");
  CHECK(decimal_text(1, 5) == "0.00001");
  CHECK(decimal_text(static_cast<Int128>(1) << 127, 0) == "-170141183460469231731687303715884105728");
  std::mt19937_64 random(8);
  for (int round = 0; round < 2000; ++round) {
    const Int128 number = any(random) / 1000;
    const int scale = static_cast<int>(random() % 45) - 5;
    const std::string text = decimal_text(number, scale);
    const cpp_rational want = cpp_rational(cpp_int(number)) / ten_to(scale);
    REQUIRE(value_of(text) == want);
    REQUIRE(decimal_text(number * 10, scale + 1) == text);
  }
}

TEST_CASE("texts are ordered like their numbers") {
  std::mt19937_64 random(9);
  for (int round = 0; round < 4000; ++round) {
    const std::string a = decimal_text(any(random), static_cast<int>(random() % 20));
    const std::string b = round % 5 == 0 ? a : decimal_text(any(random), static_cast<int>(random() % 20));
    REQUIRE(decimal_less(a, b) == (value_of(a) < value_of(b)));
    REQUIRE(decimal_less(b, a) == (value_of(b) < value_of(a)));
  }
  for (const auto& [low, high] : {std::pair{"-1", "-0.5"}, {"-0.5", "0"}, {"0", "0.25"}, {"0.25", "0.3"}, {"9", "10"}, {"1", "1.5"}, {"1.45", "1.5"}}) {
    CHECK(decimal_less(low, high));
    CHECK_FALSE(decimal_less(high, low));
  }
}
