// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#define HUISHOU_VARIANT baseline
#define HUISHOU_LANES 4
#include "dense_kernel.hpp"
#include "dense_variants.hpp"

namespace huishou::network {
const DenseLoops& dense_loops_baseline() { return baseline::kLoops; }
}  // namespace huishou::network
