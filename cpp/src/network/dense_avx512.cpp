// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#define HUISHOU_VARIANT avx512
#define HUISHOU_LANES 8
#include "dense_kernel.hpp"
#include "dense_variants.hpp"

namespace huishou::network {
const DenseLoops& dense_loops_avx512() { return avx512::kLoops; }
}  // namespace huishou::network
