// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// n, S1 = sum of x and S2 = sum of x^2, all exact. mean = S1 / n; sample variance = (n S2 - S1^2) / (n (n - 1)), the
// quotient of two exact integers rounded once: right at any mean / sd, and exactly 0 for a constant column.
// Undefined: the mean of no values, the variance of fewer than two. Merge and unmerge are exact.
#pragma once

#include <optional>

#include "huishou/stats/count.hpp"
#include "huishou/stats/exact_sum.hpp"

namespace huishou::stats {

// (n S2 - S1^2) / (n (n - 1)); n >= 2.
inline double sample_variance(Index n, const Dyadic& s1, const Dyadic& s2) {
  const Dyadic top = Dyadic::integer(n) * s2 - s1 * s1;
  return Dyadic::divide(top, Dyadic::integer(n) * Dyadic::integer(n - 1));
}

class ExactMoments {
 public:
  void add(double x) {
    ++n_;
    sum_.add(x);
    squares_.add(x, x);
  }
  void merge(const ExactMoments& other) {
    n_ += other.n_;
    sum_.merge(other.sum_);
    squares_.merge(other.squares_);
  }
  void unmerge(const ExactMoments& other) {
    require_no_more(other.n_, n_);
    n_ -= other.n_;
    sum_.unmerge(other.sum_);
    squares_.unmerge(other.squares_);
  }
  [[nodiscard]] Index count() const { return n_; }
  [[nodiscard]] const ExactSum& sum() const { return sum_; }
  [[nodiscard]] const ExactProductSum& squares() const { return squares_; }
  [[nodiscard]] std::optional<double> mean() const {
    if (n_ == 0) return std::nullopt;
    return Dyadic::divide(sum_.exact(), Dyadic::integer(n_));
  }
  [[nodiscard]] std::optional<double> variance() const {
    if (n_ < 2) return std::nullopt;
    return sample_variance(n_, sum_.exact(), squares_.exact());
  }
  friend bool operator==(const ExactMoments& a, const ExactMoments& b) {
    return a.n_ == b.n_ && a.sum_ == b.sum_ && a.squares_ == b.squares_;
  }

 private:
  Index n_ = 0;
  ExactSum sum_;
  ExactProductSum squares_;
};

}  // namespace huishou::stats
