// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#define HUISHOU_VARIANT avx2
#include "draw_kernel.hpp"
#include "variants.hpp"

namespace huishou::carbon {
const DrawLoops& draw_loops_avx2() { return avx2::kLoops; }
}  // namespace huishou::carbon
