// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Quantiles from a histogram of logarithmic bins: 128 bins an octave, cut from the top bits of the double, so no
// logarithm decides a bin; zero has its own; the number of bins is unlimited and never collapsed. Counts are integers,
// so merge and unmerge are exact. The answer is the midpoint of the bin that holds the order statistic of rank ceil(q n)
// (the inverted-CDF quantile): relative error at most 1/256 for |x| >= 2^-1022, absolute error at most 2^-1030 under it.
// Undefined for no values.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>

#include "huishou/base/error.hpp"
#include "huishou/base/types.hpp"

namespace huishou::stats {

using Bin = std::int32_t;  // 0 for zero, else sign * (1 + top bits)

inline constexpr int kBinShift = 45;  // 52 significand bits less 7: 2^7 bins an octave

// Bin of the largest double; bins are -kLastBin ... kLastBin.
inline constexpr Bin kLastBin = (0x7ff << (52 - kBinShift));

inline Bin bin_of(double x) {
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
  const std::uint64_t magnitude = bits & 0x7fffffffffffffffULL;
  if (magnitude == 0) return 0;
  const auto top = static_cast<Bin>(magnitude >> kBinShift) + 1;
  return (bits >> 63) != 0 ? -top : top;
}

inline double bin_midpoint(Bin bin) {
  if (bin == 0) return 0.0;
  const auto top = static_cast<std::uint64_t>(std::abs(bin) - 1);
  const double middle = std::bit_cast<double>((top << kBinShift) | (std::uint64_t{1} << (kBinShift - 1)));
  return bin < 0 ? -middle : middle;
}

// Rank of the inverted-CDF quantile, 1-based: the smallest k with k >= q n. q = percent / 100 in whole percent.
constexpr Index quantile_rank(Index n, int percent) {
  const Index hundredths = n / 100 * percent + (n % 100 * percent + 99) / 100;
  return hundredths < 1 ? 1 : hundredths;
}

class Sketch {
 public:
  void add(double x, Index times = 1) {
    bins_[bin_of(x)] += times;
    n_ += times;
  }
  void merge(const Sketch& other) {
    for (const auto& [bin, count] : other.bins_) bins_[bin] += count;
    n_ += other.n_;
  }
  void unmerge(const Sketch& other) {
    if (&other == this) {
      *this = Sketch();
      return;
    }
    for (const auto& [bin, count] : other.bins_) {
      const auto found = bins_.find(bin);
      if (found == bins_.end() || found->second < count) {
        throw Error(ErrorKind::kState, "negative_count", "A bin would become negative.", "Subtract only rows that were added before.");
      }
    }
    for (const auto& [bin, count] : other.bins_) {
      const auto found = bins_.find(bin);
      if ((found->second -= count) == 0) bins_.erase(found);
    }
    n_ -= other.n_;
  }
  [[nodiscard]] Index count() const { return n_; }
  [[nodiscard]] const std::map<Bin, Index>& bins() const { return bins_; }
  [[nodiscard]] std::optional<double> quantile(int percent) const {
    if (n_ == 0) return std::nullopt;
    Index left = quantile_rank(n_, percent);
    for (const auto& [bin, count] : bins_) {
      left -= count;
      if (left <= 0) return bin_midpoint(bin);
    }
    return std::nullopt;
  }
  friend bool operator==(const Sketch&, const Sketch&) = default;

 private:
  std::map<Bin, Index> bins_;
  Index n_ = 0;
};

}  // namespace huishou::stats
