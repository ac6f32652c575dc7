// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The quantile histograms of all cells of a table in one open-addressing map: (cell, bin) -> count. A bin is that of
// stats/sketch.hpp; most cells hold few, so one flat map costs less than a map a cell.
#pragma once

#include <cstdint>
#include <vector>

#include "huishou/base/types.hpp"
#include "huishou/stats/sketch.hpp"

namespace huishou::ledger {

class BinCounts {
 public:
  struct Entry {
    Index cell;
    stats::Bin bin;
    Index count;
  };

  [[nodiscard]] bool empty() const { return used_ == 0; }

  void add(Index cell, stats::Bin bin, Index count) {
    if (used_ * 2 >= static_cast<Index>(keys_.size())) grow();
    place(key(cell, bin)) += count;
  }
  [[nodiscard]] Index count(Index cell, stats::Bin bin) const {
    if (keys_.empty()) return 0;
    const std::uint64_t wanted = key(cell, bin);
    for (std::size_t at = home(wanted);; at = (at + 1) & (keys_.size() - 1)) {
      if (keys_[at] == wanted) return counts_[at];
      if (keys_[at] == 0) return 0;
    }
  }
  template <class Visit>
  void each(Visit&& visit) const {
    for (std::size_t at = 0; at < keys_.size(); ++at) {
      if (keys_[at] != 0 && counts_[at] != 0) visit(Entry{cell_of(keys_[at]), bin_of_key(keys_[at]), counts_[at]});
    }
  }

 private:
  // The bins of a double need 20 bits with their sign; 1 is added so that no key is 0, the mark of a free place.
  static constexpr int kBits = 20;
  static constexpr stats::Bin kOffset = 1 << (kBits - 1);

  static std::uint64_t key(Index cell, stats::Bin bin) { return (static_cast<std::uint64_t>(cell) << kBits | static_cast<std::uint64_t>(bin + kOffset)) + 1; }
  static Index cell_of(std::uint64_t key) { return static_cast<Index>((key - 1) >> kBits); }
  static stats::Bin bin_of_key(std::uint64_t key) { return static_cast<stats::Bin>((key - 1) & ((std::uint64_t{1} << kBits) - 1)) - kOffset; }
  [[nodiscard]] std::size_t home(std::uint64_t key) const {
    const std::uint64_t mixed = key * 0x9e3779b97f4a7c15ULL;
    return static_cast<std::size_t>(mixed ^ (mixed >> 32)) & (keys_.size() - 1);
  }
  Index& place(std::uint64_t key) {
    std::size_t at = home(key);
    while (keys_[at] != 0 && keys_[at] != key) at = (at + 1) & (keys_.size() - 1);
    if (keys_[at] == 0) {
      keys_[at] = key;
      ++used_;
    }
    return counts_[at];
  }
  void grow() {
    std::vector<std::uint64_t> keys(keys_.empty() ? 1024 : keys_.size() * 2, 0);
    std::vector<Index> counts(keys.size(), 0);
    keys.swap(keys_);
    counts.swap(counts_);
    used_ = 0;
    for (std::size_t at = 0; at < keys.size(); ++at) {
      if (keys[at] != 0 && counts[at] != 0) place(keys[at]) = counts[at];
    }
  }

  std::vector<std::uint64_t> keys_;
  std::vector<Index> counts_;
  Index used_ = 0;
};

}  // namespace huishou::ledger
