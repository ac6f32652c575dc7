// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#define HUISHOU_VARIANT baseline
#include "naive_kernel.hpp"

#include "naive.hpp"

namespace huishou::benchmark {
Naive naive_baseline(bool full) { return full ? baseline::naive<true> : baseline::naive<false>; }
}  // namespace huishou::benchmark
