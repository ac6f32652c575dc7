// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#define HUISHOU_VARIANT avx2
#include "naive_kernel.hpp"

#include "naive.hpp"

namespace huishou::benchmark {
Naive naive_avx2(bool full) { return full ? avx2::naive<true> : avx2::naive<false>; }
}  // namespace huishou::benchmark
