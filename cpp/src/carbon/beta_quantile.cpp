// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/beta_quantile.hpp"

#include <algorithm>

#include "huishou/base/elementary.hpp"

namespace huishou::carbon {

namespace {

constexpr double node(double t) { return t * t * t * (10.0 + t * (6.0 * t - 15.0)); }

// x^(a - 1), where 0^0 is the density's own limit.
double power(double x, double a) {
  if (a == 1.0) return 1.0;
  return x <= 0.0 ? 0.0 : portable_exp((a - 1.0) * portable_log(x));
}

}  // namespace

BetaQuantile::BetaQuantile(double a, double b) {
  double below = 0.0;
  for (int i = 0; i < kCells; ++i) {
    // 1 - x from its own node: near 1 it would keep few digits.
    const double begin = node(static_cast<double>(i) / kCells);
    const double rest = node(static_cast<double>(kCells - i - 1) / kCells);
    const double width = i < kCells / 2 ? node(static_cast<double>(i + 1) / kCells) - begin : node(static_cast<double>(kCells - i) / kCells) - rest;
    std::array<double, 5> f;
    for (int k = 0; k < 5; ++k) {
      f[static_cast<std::size_t>(k)] = power(begin + width * (0.25 * k), a) * power(rest + width * (0.25 * (4 - k)), b);
    }
    // The polynomial of degree four through f at 0, 1/4, 1/2, 3/4 and 1 (Newton's forward differences), integrated term by term.
    const double c1 = (-25.0 * f[0] + 48.0 * f[1] - 36.0 * f[2] + 16.0 * f[3] - 3.0 * f[4]) / 3.0;
    const double c2 = (70.0 * f[0] - 208.0 * f[1] + 228.0 * f[2] - 112.0 * f[3] + 22.0 * f[4]) / 3.0;
    const double c3 = (-80.0 * f[0] + 288.0 * f[1] - 384.0 * f[2] + 224.0 * f[3] - 48.0 * f[4]) / 3.0;
    const double c4 = (32.0 * f[0] - 128.0 * f[1] + 192.0 * f[2] - 128.0 * f[3] + 32.0 * f[4]) / 3.0;
    const std::array<double, 5> polynomial = {f[0] * width, c1 * width / 2.0, c2 * width / 3.0, c3 * width / 4.0, c4 * width / 5.0};
    const double mass = polynomial[0] + polynomial[1] + polynomial[2] + polynomial[3] + polynomial[4];
    cells_.push_back({begin, width, below, mass, polynomial});
    below += mass;
  }
  for (Cell& cell : cells_) {
    cell.below /= below;
    cell.mass /= below;
    for (double& c : cell.polynomial) c /= below;
  }
}

double BetaQuantile::operator()(double p) const {
  const auto after = std::upper_bound(cells_.begin(), cells_.end(), p, [](double wanted, const Cell& cell) { return wanted < cell.below; });
  const Cell& cell = *(after == cells_.begin() ? after : after - 1);
  const double wanted = p - cell.below;
  const auto& c = cell.polynomial;
  double low = 0.0;
  double high = 1.0;
  double s = cell.mass > 0.0 ? std::clamp(wanted / cell.mass, 0.0, 1.0) : 0.0;
  // Newton's steps, halved where one leaves the bracket: eight settle a cell whose density hardly changes.
  for (int step = 0; step < 8; ++step) {
    const double reached = s * (c[0] + s * (c[1] + s * (c[2] + s * (c[3] + s * c[4]))));
    const double slope = c[0] + s * (2.0 * c[1] + s * (3.0 * c[2] + s * (4.0 * c[3] + s * (5.0 * c[4]))));
    (reached < wanted ? low : high) = s;
    const double next = slope > 0.0 ? s - (reached - wanted) / slope : -1.0;
    s = next >= low && next <= high ? next : 0.5 * (low + high);
  }
  return cell.begin + cell.width * s;
}

}  // namespace huishou::carbon
