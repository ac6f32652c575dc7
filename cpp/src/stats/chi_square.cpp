// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/chi_square.hpp"

#include <boost/math/special_functions/gamma.hpp>

namespace huishou::stats {

double chi_square_tail(double x, Index degrees) {
  if (!(x > 0.0)) return 1.0;
  if (degrees == 0) return 0.0;
  return boost::math::gamma_q(0.5 * static_cast<double>(degrees), 0.5 * x);
}

}  // namespace huishou::stats
