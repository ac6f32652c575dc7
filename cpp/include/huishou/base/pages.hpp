// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Zeroed memory for arrays that are made together and live together, as the columns of one result do: cut from one buffer,
// which the system backs with large pages. Taken array by array, first touches of small pages cost more than the numbers.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "huishou/base/buffer.hpp"

namespace huishou {

class Pages {
 public:
  explicit Pages(Index expected_bytes) { blocks_.emplace_back(expected_bytes); }

  template <class T>
  [[nodiscard]] std::span<T> take(Index size) {
    const Index bytes = (size * static_cast<Index>(sizeof(T)) + kLine - 1) / kLine * kLine;
    if (used_ + bytes > blocks_.back().size()) {
      blocks_.emplace_back(std::max(bytes, kLeast));
      used_ = 0;
    }
    T* from = reinterpret_cast<T*>(blocks_.back().data() + used_);
    used_ += bytes;
    return {from, static_cast<std::size_t>(size)};
  }

 private:
  static constexpr Index kLine = 64;
  static constexpr Index kLeast = Index{1} << 16;
  std::vector<Buffer<std::byte>> blocks_;
  Index used_ = 0;
};

}  // namespace huishou
