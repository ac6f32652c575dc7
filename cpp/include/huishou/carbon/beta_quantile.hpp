// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Quantiles of the beta distribution on [0, 1] with both shapes 1 or more, the form of a PERT variable: density
// x^(a - 1) (1 - x)^(b - 1) / B(a, b). Built from additions, multiplications and the portable logarithm and exponential, so that
// its bits are the same everywhere; within 3e-8 of probability.
//
// The density is taken at five places of each of 512 cells, which are finer towards both ends (nodes t^3 (10 - 15 t + 6 t^2)), and
// integrated as the polynomial through them; the same polynomials are inverted. The total of all cells stands for B(a, b).
#pragma once

#include <array>
#include <vector>

namespace huishou::carbon {

class BetaQuantile {
 public:
  BetaQuantile(double a, double b);

  // 0 < p < 1
  [[nodiscard]] double operator()(double p) const;

 private:
  static constexpr int kCells = 512;

  struct Cell {
    double begin;
    double width;
    double below;                      // probability before it
    double mass;
    std::array<double, 5> polynomial;  // probability from its begin to s widths: s (c0 + c1 s + ... + c4 s^4)
  };
  std::vector<Cell> cells_;
};

}  // namespace huishou::carbon
