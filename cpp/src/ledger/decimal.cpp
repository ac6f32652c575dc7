// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/decimal.hpp"

#include <algorithm>
#include <cstring>

namespace huishou::ledger {

namespace {

template <class T>
T element(const void* elements, Index at) {
  T value;
  std::memcpy(&value, static_cast<const char*>(elements) + at * static_cast<Index>(sizeof(T)), sizeof(T));
  return value;
}

// Digits before the point of a text without sign.
std::size_t whole_digits(std::string_view text) { return std::min(text.find('.'), text.size()); }

bool magnitude_less(std::string_view a, std::string_view b) {
  const std::size_t in_a = whole_digits(a);
  const std::size_t in_b = whole_digits(b);
  return in_a != in_b ? in_a < in_b : a < b;  // '.' and the end of a text lie below every digit
}

}  // namespace

std::optional<DecimalType> decimal_type(const char* format) {
  const std::string_view text(format);
  if (!text.starts_with("d:")) return std::nullopt;
  int numbers[3] = {0, 0, 128};
  std::size_t at = 2;
  int count = 0;
  for (; count < 3 && at < text.size(); ++count) {
    const bool negative = text[at] == '-';
    if (negative) ++at;
    int number = 0;
    const std::size_t first = at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9' && number < 1000; ++at) number = number * 10 + (text[at] - '0');
    if (at == first) return std::nullopt;
    numbers[count] = negative ? -number : number;
    if (at < text.size() && text[at++] != ',') return std::nullopt;
  }
  const int bits = numbers[2];
  if (count < 2 || at < text.size() || text.back() == ',' || (bits != 32 && bits != 64 && bits != 128)) return std::nullopt;
  return DecimalType{numbers[1], bits / 8};
}

Int128 unscaled(const void* elements, DecimalType type, Index at) {
  if (type.bytes == 4) return element<std::int32_t>(elements, at);
  if (type.bytes == 8) return element<std::int64_t>(elements, at);
  return element<Int128>(elements, at);
}

std::string decimal_text(Int128 unscaled, int scale) {
  if (unscaled == 0) return "0";
  const bool negative = unscaled < 0;
  Unsigned128 rest = negative ? Unsigned128{0} - static_cast<Unsigned128>(unscaled) : static_cast<Unsigned128>(unscaled);
  std::string digits;
  for (; rest != 0; rest /= 10) digits += static_cast<char>('0' + static_cast<int>(rest % 10));
  std::reverse(digits.begin(), digits.end());
  if (scale < 0) digits.append(static_cast<std::size_t>(-scale), '0');
  if (scale > 0) {
    const auto after = static_cast<std::size_t>(scale);
    if (digits.size() <= after) digits.insert(0, after + 1 - digits.size(), '0');
    digits.insert(digits.size() - after, 1, '.');
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return negative ? "-" + digits : digits;
}

bool decimal_less(std::string_view a, std::string_view b) {
  const bool below_a = a.starts_with('-');
  const bool below_b = b.starts_with('-');
  if (below_a != below_b) return below_a;
  return below_a ? magnitude_less(b.substr(1), a.substr(1)) : magnitude_less(a, b);
}

}  // namespace huishou::ledger
