// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The exact sum of any number of finite doubles: S = sum of x, held as digits of 40 bits, rounded once when asked for.
// Equal to math.fsum to the last bit, in any order, because integer addition has no order. Merge and unmerge are exact.
// Undefined: nothing; the sum of no values is +0. Rules 1 to 4 of the exactness contract (ARCHITECTURE.md).
#pragma once

#include <memory>
#include <span>

#include "huishou/base/types.hpp"
#include "huishou/stats/digits.hpp"
#include "huishou/stats/dyadic.hpp"
#include "huishou/stats/grid.hpp"
#include "huishou/stats/split.hpp"
#include "huishou/stats/wide.hpp"

namespace huishou::stats {

// Windows, hi and wide digits of one grid: what exact sums of values and of products share.
template <class Grid>
class ExactDigits {
 public:
  ExactDigits() = default;
  ExactDigits(const ExactDigits& other) : hi_(other.hi_), pending_(other.pending_) {
    std::copy(std::begin(other.windows_), std::end(other.windows_), std::begin(windows_));
    if (other.wide_) wide_ = std::make_unique<WideDigits<Grid>>(*other.wide_);
  }
  ExactDigits& operator=(const ExactDigits& other) {
    ExactDigits copy(other);
    *this = std::move(copy);
    return *this;
  }
  ExactDigits(ExactDigits&&) noexcept = default;
  ExactDigits& operator=(ExactDigits&&) noexcept = default;
  ~ExactDigits() = default;

  // The caller adds bit patterns to the windows, then says so.
  std::uint64_t* windows() { return windows_; }
  void added() {
    if (++pending_ >= kMaxPending) normalise();
  }
  WideDigits<Grid>& wide() {
    if (!wide_) wide_ = std::make_unique<WideDigits<Grid>>();
    return *wide_;
  }

  void normalise() {
    carry<Grid>(windows_, pending_, hi_);
    pending_ = 0;
  }

  // sign = 1 merges, -1 takes apart.
  void merge(const ExactDigits& other, int sign = 1) {
    ExactDigits theirs(other);
    theirs.normalise();
    normalise();
    for (int i = 0; i < Grid::kWindows; ++i) windows_[i] += static_cast<std::uint64_t>(sign * static_cast<std::int64_t>(theirs.windows_[i]));
    hi_ += sign * theirs.hi_;
    normalise();
    if (theirs.wide_) wide().merge(*theirs.wide_, sign);
  }

  [[nodiscard]] Digits digits() const {
    ExactDigits copy(*this);
    copy.normalise();
    constexpr int kSize = Grid::kHigh - Grid::kLow + 1;
    std::vector<std::int64_t> values(static_cast<std::size_t>(kSize), 0);
    if (copy.wide_) {
      copy.wide_->normalise();
      for (int i = 0; i < kSize; ++i) values[static_cast<std::size_t>(i)] = copy.wide_->digit(i);
    }
    for (int i = 0; i < Grid::kWindows; ++i) values[static_cast<std::size_t>(Grid::kTop - i - Grid::kLow)] += static_cast<std::int64_t>(copy.windows_[i]);
    // hi may use all 63 bits: split it over two digits so that no addition overflows.
    values[static_cast<std::size_t>(Grid::kTop + 1 - Grid::kLow)] += copy.hi_ & static_cast<std::int64_t>(kDigitMask);
    values[static_cast<std::size_t>(Grid::kTop + 2 - Grid::kLow)] += copy.hi_ >> kDigitBits;
    return canonical_digits(std::move(values), Grid::kLow);
  }

  [[nodiscard]] Dyadic exact() const { return dyadic(digits()); }

  static Dyadic dyadic(const Digits& digits) {
    const std::vector<std::int64_t> signed_digits(digits.digits.begin(), digits.digits.end());
    Dyadic out = Dyadic::from_digits(signed_digits.data(), static_cast<int>(signed_digits.size()), kDigitBits * digits.low + Grid::kOrigin);
    if (digits.negative) {
      Dyadic zero;
      zero -= out;
      return zero;
    }
    return out;
  }

 private:
  std::uint64_t windows_[Grid::kWindows]{};
  std::int64_t hi_ = 0;
  Index pending_ = 0;
  std::unique_ptr<WideDigits<Grid>> wide_;
};

class ExactSum {
 public:
  // x finite; the caller has sorted out NaN and infinities.
  void add(double x) {
    std::uint64_t bits[3];
    if (split_value(x, bits)) {
      for (int i = 0; i < SumGrid::kWindows; ++i) digits_.windows()[i] += bits[i];
      digits_.added();
    } else {
      const Significand parts = significand(x);
      digits_.wide().add(parts.digits, parts.exponent, parts.negative);
    }
  }
  void add_block(std::span<const double> values) {
    for (const double x : values) add(x);
  }
  void merge(const ExactSum& other) { digits_.merge(other.digits_, 1); }
  void unmerge(const ExactSum& other) { digits_.merge(other.digits_, -1); }

  [[nodiscard]] Digits digits() const { return digits_.digits(); }
  [[nodiscard]] Dyadic exact() const { return digits_.exact(); }
  // Infinite when the true sum lies beyond the largest double.
  [[nodiscard]] double value() const { return exact().to_double(); }
  friend bool operator==(const ExactSum& a, const ExactSum& b) { return a.digits() == b.digits(); }

 private:
  ExactDigits<SumGrid> digits_;
};

// The exact sum of products x * y of finite doubles, six windows wide.
class ExactProductSum {
 public:
  void add(double x, double y) {
    if (fits(x) && fits(y)) {
      add_product(x, y, digits_.windows());
      digits_.added();
    } else {
      const Significand a = significand(x);
      const Significand b = significand(y);
      digits_.wide().add(Magnitude{a.digits} * b.digits, a.exponent + b.exponent, a.negative != b.negative);
    }
  }
  void merge(const ExactProductSum& other) { digits_.merge(other.digits_, 1); }
  void unmerge(const ExactProductSum& other) { digits_.merge(other.digits_, -1); }
  [[nodiscard]] Digits digits() const { return digits_.digits(); }
  [[nodiscard]] Dyadic exact() const { return digits_.exact(); }
  friend bool operator==(const ExactProductSum& a, const ExactProductSum& b) { return a.digits() == b.digits(); }

 private:
  static bool fits(double x) {
    std::uint64_t bits[3];
    return split_value(x, bits);
  }

  ExactDigits<ProductGrid> digits_;
};

}  // namespace huishou::stats
