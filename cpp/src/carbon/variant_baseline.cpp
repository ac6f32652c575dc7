// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#define HUISHOU_VARIANT baseline
#include "draw_kernel.hpp"
#include "variants.hpp"

namespace huishou::carbon {
const DrawLoops& draw_loops_baseline() { return baseline::kLoops; }
}  // namespace huishou::carbon
