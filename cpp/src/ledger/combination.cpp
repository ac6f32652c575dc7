// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/combination.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace huishou::ledger {

namespace {

using stats::SumGrid;

// Digits of one run of equal weights, signed and not carried: room for 2^22 cells of 40 bits in 63.
class DigitRun {
 public:
  void add(const CellTable& cells, Index cell) {
    if (cells.add_narrow_digits(cell, values_.data() + kNarrow)) {
      low_ = std::min(low_, kNarrow);
      high_ = std::max(high_, kNarrow + SumGrid::kWindows + 2);
      counted();
      return;
    }
    const stats::Digits digits = cells.sum_digits(cell);
    if (digits.digits.empty()) return;
    const int at = digits.low - SumGrid::kLow;
    for (std::size_t i = 0; i < digits.digits.size(); ++i) {
      const auto value = static_cast<std::int64_t>(digits.digits[i]);
      values_[static_cast<std::size_t>(at) + i] += digits.negative ? -value : value;
    }
    low_ = std::min(low_, at);
    high_ = std::max(high_, at + static_cast<int>(digits.digits.size()));
    counted();
  }
  stats::Dyadic take() {
    flush();
    return std::exchange(total_, stats::Dyadic());
  }

 private:
  void counted() {
    if (++pending_ == stats::kMaxPending) flush();
  }
  void flush() {
    if (pending_ == 0) return;
    total_ += stats::Dyadic::from_digits(values_.data() + low_, high_ - low_, stats::kDigitBits * (SumGrid::kLow + low_) + SumGrid::kOrigin);
    std::fill(values_.begin() + low_, values_.begin() + high_, 0);
    low_ = kCount;
    high_ = 0;
    pending_ = 0;
  }

  // Trimmed sums may reach a digit or two beyond the grid by their own carries.
  static constexpr int kNarrow = SumGrid::kTop - SumGrid::kWindows + 1 - SumGrid::kLow;
  static constexpr int kCount = SumGrid::kHigh - SumGrid::kLow + 3;
  std::array<std::int64_t, static_cast<std::size_t>(kCount)> values_{};
  int low_ = kCount;
  int high_ = 0;
  Index pending_ = 0;
  stats::Dyadic total_;
};

std::vector<Part> by_target(const std::vector<Part>& parts, Index targets) {
  std::vector<Index> next(static_cast<std::size_t>(targets) + 1, 0);
  for (const Part& part : parts) ++next[static_cast<std::size_t>(part.target) + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<Part> out(parts.size());
  for (const Part& part : parts) out[static_cast<std::size_t>(next[static_cast<std::size_t>(part.target)]++)] = part;
  return out;
}

}  // namespace

std::vector<stats::Dyadic> combine(const CellTable& values, std::vector<Part> parts, Index targets) {
  const auto earlier = [](const Part& a, const Part& b) { return a.target != b.target ? a.target < b.target : a.weight < b.weight; };
  if (!std::is_sorted(parts.begin(), parts.end(), earlier)) {
    const auto same_weight = [&](const Part& part) { return part.weight == parts.front().weight; };
    if (std::all_of(parts.begin(), parts.end(), same_weight)) {
      parts = by_target(parts, targets);
    } else {
      std::sort(parts.begin(), parts.end(), earlier);
    }
  }
  std::vector<stats::Dyadic> out(static_cast<std::size_t>(targets));
  DigitRun run;
  for (auto part = parts.begin(); part != parts.end();) {
    const Part first = *part;
    for (; part != parts.end() && !earlier(first, *part); ++part) run.add(values, part->cell);
    stats::Dyadic& total = out[static_cast<std::size_t>(first.target)];
    const stats::Dyadic sum = run.take();
    if (first.weight == 1.0) {
      total += sum;
    } else if (first.weight == -1.0) {
      total -= sum;
    } else {
      total += sum * stats::Dyadic(first.weight);
    }
  }
  return out;
}

}  // namespace huishou::ledger
