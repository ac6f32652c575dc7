// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The doors to the two compilations of the naive kernel.
#pragma once

#include "huishou/base/types.hpp"

namespace huishou::benchmark {

using Naive = void (*)(const double* x, const std::int32_t* cell, Index rows, double* cells, bool prefetch);

Naive naive_baseline(bool full);
Naive naive_avx2(bool full);

}  // namespace huishou::benchmark
