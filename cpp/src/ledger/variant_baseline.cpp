// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#define HUISHOU_VARIANT baseline
#include "accumulate_kernel.hpp"
#include "key_loops_kernel.hpp"
#include "variants.hpp"

namespace huishou::ledger {
Accumulate accumulate_baseline(Layout layout) { return baseline::choose(layout); }
KeyLoops key_loops_baseline(char form) { return baseline::loops(form); }
}  // namespace huishou::ledger
