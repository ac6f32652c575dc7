// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Pairs (x, y): n, both exact sums and the three exact second moments, for a ratio R = Sx / Sy and its linearised
// variance. Undefined: R where Sy = 0, the moments of fewer than two pairs. Merge and unmerge are exact.
#pragma once

#include <optional>

#include "huishou/stats/exact_moments.hpp"

namespace huishou::stats {

class Ratio {
 public:
  void add(double x, double y) {
    ++n_;
    x_.add(x);
    y_.add(y);
    xx_.add(x, x);
    yy_.add(y, y);
    xy_.add(x, y);
  }
  void merge(const Ratio& other) { combine(other, 1); }
  void unmerge(const Ratio& other) {
    require_no_more(other.n_, n_);
    combine(other, -1);
  }

  [[nodiscard]] Index count() const { return n_; }
  [[nodiscard]] const ExactSum& x() const { return x_; }
  [[nodiscard]] const ExactSum& y() const { return y_; }
  [[nodiscard]] std::optional<double> value() const {
    const Dyadic bottom = y_.exact();
    if (bottom.sign() == 0) return std::nullopt;
    return Dyadic::divide(x_.exact(), bottom);
  }
  // (n Sxy - Sx Sy) / (n (n - 1))
  [[nodiscard]] std::optional<double> covariance() const {
    if (n_ < 2) return std::nullopt;
    return Dyadic::divide(Dyadic::integer(n_) * xy_.exact() - x_.exact() * y_.exact(), Dyadic::integer(n_) * Dyadic::integer(n_ - 1));
  }
  [[nodiscard]] std::optional<double> variance_x() const { return n_ < 2 ? std::nullopt : std::optional(sample_variance(n_, x_.exact(), xx_.exact())); }
  [[nodiscard]] std::optional<double> variance_y() const { return n_ < 2 ? std::nullopt : std::optional(sample_variance(n_, y_.exact(), yy_.exact())); }
  friend bool operator==(const Ratio& a, const Ratio& b) {
    return a.n_ == b.n_ && a.x_ == b.x_ && a.y_ == b.y_ && a.xx_ == b.xx_ && a.yy_ == b.yy_ && a.xy_ == b.xy_;
  }

 private:
  void combine(const Ratio& other, int sign) {
    n_ += sign * other.n_;
    const auto join = [sign](auto& mine, const auto& theirs) { sign > 0 ? mine.merge(theirs) : mine.unmerge(theirs); };
    join(x_, other.x_);
    join(y_, other.y_);
    join(xx_, other.xx_);
    join(yy_, other.yy_);
    join(xy_, other.xy_);
  }

  Index n_ = 0;
  ExactSum x_;
  ExactSum y_;
  ExactProductSum xx_;
  ExactProductSum yy_;
  ExactProductSum xy_;
};

}  // namespace huishou::stats
