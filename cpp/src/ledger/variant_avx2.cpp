// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#define HUISHOU_VARIANT avx2
#include "accumulate_kernel.hpp"
#include "key_loops_kernel.hpp"
#include "variants.hpp"

namespace huishou::ledger {
Accumulate accumulate_avx2(Layout layout) { return avx2::choose(layout); }
KeyLoops key_loops_avx2(char form) { return avx2::loops(form); }
}  // namespace huishou::ledger
