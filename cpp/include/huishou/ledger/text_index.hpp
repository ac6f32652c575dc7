// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Strings to codes 0, 1, 2, ... in order of first appearance. Bytes unchanged, no normalisation.
//
// Up to 16 bytes a string is two words, padded with zeros, which with its length tell it apart completely, so most names
// are compared without touching their text. Longer ones are compared byte by byte.
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "huishou/base/types.hpp"

namespace huishou::ledger {

class TextIndex {
 public:
  TextIndex() : slots_(kFirst, 0) {}

  [[nodiscard]] Code size() const { return static_cast<Code>(ends_.size()); }
  [[nodiscard]] std::string_view text(Code code) const {
    const std::size_t begin = code == 0 ? 0 : ends_[static_cast<std::size_t>(code - 1)];
    return std::string_view(bytes_).substr(begin, ends_[static_cast<std::size_t>(code)] - begin);
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] const std::vector<std::size_t>& ends() const { return ends_; }

  // readable: 16 bytes may be read at the text's begin, whatever its length.
  Code encode(std::string_view text, bool readable = false) {
    const Words words = words_of(text, readable);
    const std::size_t at = home(words, text.size());
    const std::uint32_t known = slots_[at];
    // Nearly every text is known and stands where it belongs; one comparison, which an empty slot fails too.
    if (entries_[known].is(words, text.size()) && text.size() <= kInWords) [[likely]] return static_cast<Code>(known) - 1;
    return search(text, words, at);
  }

 private:
  static constexpr std::size_t kFirst = 64;
  static constexpr std::size_t kInWords = 16;
  static constexpr std::size_t kRoomy = 4096;  // slots kept nearly empty up to here: 16 KiB, half of a first-level cache
  static constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15ULL;  // 2^64 over the golden ratio

  struct Words {
    std::uint64_t a;
    std::uint64_t b;
  };
  struct Entry {
    Words words{};
    std::size_t length = ~std::size_t{0};
    [[nodiscard]] bool is(const Words& other, std::size_t size) const { return ((words.a ^ other.a) | (words.b ^ other.b) | (length ^ size)) == 0; }
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
  static Words words_of(std::string_view text, bool readable) {
    // 16 bytes kept, then 16 dropped: read at 16 - n, they keep the first n.
    alignas(16) static constexpr unsigned char kKeep[32] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    const char* p = text.data();
    const std::size_t n = text.size();
    if (n > 16) {
      Words words{load<std::uint64_t>(p), load<std::uint64_t>(p + n - 8)};
      for (std::size_t i = 8; i + 8 < n; i += 8) words.a = mix(words.a, load<std::uint64_t>(p + i));
      return words;
    }
    if (!readable) {
      char padded[16] = {};
      if (n != 0) std::memcpy(padded, p, n);
      return {load<std::uint64_t>(padded), load<std::uint64_t>(padded + 8)};
    }
    Words keep;
    std::memcpy(&keep, kKeep + 16 - n, sizeof keep);
    return {load<std::uint64_t>(p) & keep.a, load<std::uint64_t>(p + 8) & keep.b};
  }
  [[nodiscard]] std::size_t home(const Words& words, std::size_t length) const {
    return static_cast<std::size_t>(mix(words.a ^ length, words.b ^ kOdd)) & (slots_.size() - 1);
  }
  // From where the text belongs on; appended where it is new.
  [[gnu::noinline]] Code search(std::string_view text, const Words& words, std::size_t at) {
    for (; slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
      const auto code = static_cast<Code>(slots_[at]) - 1;
      if (entries_[slots_[at]].is(words, text.size()) && (text.size() <= kInWords || this->text(code) == text)) return code;
    }
    slots_[at] = static_cast<std::uint32_t>(entries_.size());
    entries_.push_back({words, text.size()});
    bytes_ += text;
    ends_.push_back(bytes_.size());
    if (ends_.size() * (slots_.size() < kRoomy ? 8 : 2) > slots_.size()) grow();
    return size() - 1;
  }
  void grow() {
    slots_.assign(slots_.size() * 2, 0);
    for (std::size_t entry = 1; entry < entries_.size(); ++entry) {
      std::size_t at = home(entries_[entry].words, entries_[entry].length);
      while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = static_cast<std::uint32_t>(entry);
    }
  }

  std::string bytes_;
  std::vector<std::size_t> ends_;
  std::vector<Entry> entries_{1};        // entry 0 stands for none: no text has its length
  std::vector<std::uint32_t> slots_;
};

}  // namespace huishou::ledger
