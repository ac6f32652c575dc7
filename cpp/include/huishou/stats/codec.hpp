// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Little-endian bytes of states: what is written is read back on any machine, and nothing is read beyond its end.
//
//   text    u32 length, bytes
//   digits  u8 sign (0 zero, 1 positive, 2 negative), i16 lowest grid index, u16 count, 5 bytes a digit
//   sealed  8 bytes magic, u64 length of the content, content, u32 CRC-32 (IEEE 802.3) of all before
#pragma once

#include <bit>
#include <cstring>
#include <string>
#include <string_view>

#include "huishou/base/error.hpp"
#include "huishou/stats/digits.hpp"

namespace huishou::stats {

class Writer {
 public:
  template <class T>
  void number(T value) {
    static_assert(std::is_integral_v<T>);
    for (std::size_t i = 0; i < sizeof(T); ++i) bytes_.push_back(static_cast<char>(static_cast<std::make_unsigned_t<T>>(value) >> (8 * i)));
  }
  void real(double value) { number(std::bit_cast<std::uint64_t>(value)); }
  void text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    bytes_ += value;
  }
  void digits(const Digits& value) {
    number(static_cast<std::uint8_t>(value.digits.empty() ? 0 : value.negative ? 2 : 1));
    number(static_cast<std::int16_t>(value.low));
    number(static_cast<std::uint16_t>(value.digits.size()));
    for (const std::uint64_t digit : value.digits) {
      for (int i = 0; i < kDigitBits / 8; ++i) bytes_.push_back(static_cast<char>(digit >> (8 * i)));
    }
  }
  void raw(std::string_view value) { bytes_ += value; }
  [[nodiscard]] std::string& bytes() { return bytes_; }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  template <class T>
  T number() {
    const std::string_view part = take(sizeof(T));
    std::make_unsigned_t<T> value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      value = static_cast<std::make_unsigned_t<T>>(value | static_cast<std::make_unsigned_t<T>>(static_cast<std::make_unsigned_t<T>>(static_cast<unsigned char>(part[i])) << (8 * i)));
    }
    return static_cast<T>(value);
  }
  double real() { return std::bit_cast<double>(number<std::uint64_t>()); }
  std::string_view text() { return take(number<std::uint32_t>()); }
  Digits digits() {
    const auto sign = number<std::uint8_t>();
    Digits out;
    out.low = number<std::int16_t>();
    const auto count = number<std::uint16_t>();
    if (sign > 2 || (sign == 0) != (count == 0)) broken();
    out.negative = sign == 2;
    for (int i = 0; i < count; ++i) {
      const std::string_view part = take(kDigitBits / 8);
      std::uint64_t digit = 0;
      for (std::size_t k = 0; k < part.size(); ++k) digit |= static_cast<std::uint64_t>(static_cast<unsigned char>(part[k])) << (8 * k);
      out.digits.push_back(digit);
    }
    if (count != 0 && (out.digits.front() == 0 || out.digits.back() == 0)) broken();
    return out;
  }
  std::string_view take(std::size_t size) {
    if (size > bytes_.size()) broken();
    const std::string_view part = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return part;
  }
  [[nodiscard]] bool done() const { return bytes_.empty(); }
  [[noreturn]] static void broken() {
    throw Error(ErrorKind::kInput, "broken_bytes", "The bytes are no state huishou has written, or were cut or changed.", "Write them again from the rows.");
  }

 private:
  std::string_view bytes_;
};

std::string seal(std::string_view magic, std::string_view content);
// The content; throws InputError `broken_bytes`, or `unknown_version` for another version of the same magic.
std::string_view unseal(std::string_view magic, std::string_view bytes);

}  // namespace huishou::stats
