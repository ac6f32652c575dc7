// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/combination.hpp"

#include <algorithm>
#include <array>

namespace huishou::ledger {

namespace {

using stats::SumGrid;

// Digits of one run of equal weights, signed and not carried: room for 2^22 cells of 40 bits in 63.
class DigitRun {
 public:
  void add(const stats::Digits& digits) {
    if (digits.digits.empty()) return;
    const int at = digits.low - SumGrid::kLow;
    for (std::size_t i = 0; i < digits.digits.size(); ++i) {
      const auto value = static_cast<std::int64_t>(digits.digits[i]);
      values_[static_cast<std::size_t>(at) + i] += digits.negative ? -value : value;
    }
    low_ = std::min(low_, at);
    high_ = std::max(high_, at + static_cast<int>(digits.digits.size()));
    if (++pending_ == stats::kMaxPending) flush();
  }
  stats::Dyadic take() {
    flush();
    return std::exchange(total_, stats::Dyadic());
  }

 private:
  void flush() {
    if (pending_ == 0) return;
    total_ += stats::Dyadic::from_digits(values_.data() + low_, high_ - low_, stats::kDigitBits * (SumGrid::kLow + low_) + SumGrid::kOrigin);
    std::fill(values_.begin() + low_, values_.begin() + high_, 0);
    low_ = kCount;
    high_ = 0;
    pending_ = 0;
  }

  // Trimmed sums may reach a digit or two beyond the grid by their own carries.
  static constexpr int kCount = SumGrid::kHigh - SumGrid::kLow + 3;
  std::array<std::int64_t, static_cast<std::size_t>(kCount)> values_{};
  int low_ = kCount;
  int high_ = 0;
  Index pending_ = 0;
  stats::Dyadic total_;
};

}  // namespace

std::vector<stats::Dyadic> combine(const CellTable& values, std::vector<Part> parts, Index targets) {
  const auto earlier = [](const Part& a, const Part& b) { return a.target != b.target ? a.target < b.target : a.weight < b.weight; };
  if (!std::is_sorted(parts.begin(), parts.end(), earlier)) std::sort(parts.begin(), parts.end(), earlier);
  std::vector<stats::Dyadic> out(static_cast<std::size_t>(targets));
  DigitRun run;
  for (auto part = parts.begin(); part != parts.end();) {
    const Part first = *part;
    for (; part != parts.end() && !earlier(first, *part); ++part) run.add(values.sum_digits(part->cell));
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
