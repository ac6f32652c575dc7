// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// 64-bit integers to codes 0, 1, 2, ... in order of first appearance: keys too far apart for a direct range.
#pragma once

#include <vector>

#include "huishou/base/types.hpp"

namespace huishou::ledger {

class IntegerIndex {
 public:
  IntegerIndex() : slots_(kFirst, -1) {}

  [[nodiscard]] Code size() const { return static_cast<Code>(values_.size()); }
  [[nodiscard]] std::int64_t value(Code code) const { return values_[static_cast<std::size_t>(code)]; }

  Code encode(std::int64_t value) {
    std::size_t at = place(value);
    for (; slots_[at] >= 0; at = (at + 1) & (slots_.size() - 1)) {
      if (values_[static_cast<std::size_t>(slots_[at])] == value) return slots_[at];
    }
    const Code code = size();
    slots_[at] = code;
    values_.push_back(value);
    if (values_.size() * 2 > slots_.size()) grow();
    return code;
  }

 private:
  static constexpr std::size_t kFirst = 64;

  [[nodiscard]] std::size_t place(std::int64_t value) const {
    // Fibonacci hashing: the high bits of the product are well mixed, and are brought down to the size of the table.
    const std::uint64_t mixed = static_cast<std::uint64_t>(value) * 0x9e3779b97f4a7c15ULL;
    return static_cast<std::size_t>(mixed ^ (mixed >> 32)) & (slots_.size() - 1);
  }
  void grow() {
    slots_.assign(slots_.size() * 2, -1);
    for (Code code = 0; code < size(); ++code) {
      std::size_t at = place(value(code));
      while (slots_[at] >= 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = code;
    }
  }

  std::vector<std::int64_t> values_;
  std::vector<Code> slots_;
};

}  // namespace huishou::ledger
