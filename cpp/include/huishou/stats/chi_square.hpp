// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The upper tail of the chi-square distribution, Q(k/2, x/2) (Boost.Math): the chance that a sum of k squared standard normals
// is x or more. For k = 0 the sum is 0, so the tail is 1 at x = 0 and 0 beyond.
#pragma once

#include "huishou/base/types.hpp"

namespace huishou::stats {

double chi_square_tail(double x, Index degrees);

}  // namespace huishou::stats
