// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Strings to codes 0, 1, 2, ... in order of first appearance. Bytes unchanged, no normalisation.
//
// Up to 16 bytes a string is two words, which with its length tell it apart completely (the first and the last eight
// bytes cover it), so most names are compared without touching their text. Longer ones are compared byte by byte.
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "huishou/base/types.hpp"

namespace huishou::ledger {

class TextIndex {
 public:
  TextIndex() : slots_(kFirst) {}

  [[nodiscard]] Code size() const { return static_cast<Code>(ends_.size()); }
  [[nodiscard]] std::string_view text(Code code) const {
    const std::size_t begin = code == 0 ? 0 : ends_[static_cast<std::size_t>(code - 1)];
    return std::string_view(bytes_).substr(begin, ends_[static_cast<std::size_t>(code)] - begin);
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] const std::vector<std::size_t>& ends() const { return ends_; }

  Code encode(std::string_view text) {
    const Words words = words_of(text);
    std::size_t at = static_cast<std::size_t>(mix(words.a ^ (static_cast<std::uint64_t>(text.size()) * kOdd), words.b ^ kOdd)) & (slots_.size() - 1);
    for (;; at = (at + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[at];
      if (slot.code < 0) break;
      if (slot.words == words && slot.length == text.size() && (text.size() <= 16 || this->text(slot.code) == text)) return slot.code;
    }
    const Code code = size();
    slots_[at] = {words, text.size(), code};
    bytes_ += text;
    ends_.push_back(bytes_.size());
    if (ends_.size() * 2 > slots_.size()) grow();
    return code;
  }

 private:
  static constexpr std::size_t kFirst = 64;
  static constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15ULL;  // 2^64 over the golden ratio

  struct Words {
    std::uint64_t a;
    std::uint64_t b;
    friend bool operator==(const Words&, const Words&) = default;
  };
  struct Slot {
    Words words{};
    std::size_t length = 0;
    Code code = -1;
  };

  static std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    const Unsigned128 product = Unsigned128{a ^ kOdd} * (b | 1);
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }
  template <class T>
  static std::uint64_t load(const char* from) {
    T value;
    std::memcpy(&value, from, sizeof(T));
    return value;
  }
  static Words words_of(std::string_view text) {
    const char* p = text.data();
    const std::size_t n = text.size();
    if (n > 16) {
      Words words{load<std::uint64_t>(p), load<std::uint64_t>(p + n - 8)};
      for (std::size_t i = 8; i + 8 < n; i += 8) words.a = mix(words.a, load<std::uint64_t>(p + i));
      return words;
    }
    if (n >= 8) return {load<std::uint64_t>(p), load<std::uint64_t>(p + n - 8)};
    if (n >= 4) return {load<std::uint32_t>(p), load<std::uint32_t>(p + n - 4)};
    if (n == 0) return {0, 0};
    return {load<std::uint8_t>(p) | load<std::uint8_t>(p + n / 2) << 8 | load<std::uint8_t>(p + n - 1) << 16, 0};
  }
  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.code < 0) continue;
      std::size_t at = static_cast<std::size_t>(mix(slot.words.a ^ (static_cast<std::uint64_t>(slot.length) * kOdd), slot.words.b ^ kOdd)) & (slots_.size() - 1);
      while (slots_[at].code >= 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = slot;
    }
  }

  std::string bytes_;
  std::vector<std::size_t> ends_;
  std::vector<Slot> slots_;
};

}  // namespace huishou::ledger
